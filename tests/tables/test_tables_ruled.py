from __future__ import annotations

import pytest

from extractor.config import TableSettings
from extractor.page import PageContent, Ruling, Word
from extractor.tables.headers import with_headers
from extractor.tables.stage import detect_tables, find_ruled
from table_builders import fragment, full_grid, horizontal, vertical, word


def page(rulings: list[Ruling], words: list[Word]) -> PageContent:
    return PageContent(1, 595, 842, 595, 842, words=tuple(words), rulings=tuple(rulings))


def test_words_go_to_the_cell_that_holds_their_middle() -> None:
    found = find_ruled(
        page(full_grid([0, 100, 200], [0, 20, 40]), []),
        [word("名称", 10, 10), word("数量", 110, 10), word("甲", 10, 30), word("1,234", 110, 30)],
    )
    assert [c.text for c in found[0].cells] == ["名称", "数量", "甲", "1,234"]


def test_lines_of_a_cell_read_from_the_top_and_from_the_left() -> None:
    words = [word("公开", 10, 32), word("不予", 10, 12), word("b", 40, 12), word("x", 110, 20), word("y", 10, 50)]
    (table,) = find_ruled(page(full_grid([0, 100, 200], [0, 40, 60]), []), words)
    assert table.cells[0].text == "不予 b公开"


def test_one_character_a_line_reads_as_one_label() -> None:
    words = [word(c, 5, 10 + 12 * i) for i, c in enumerate("结果维持")]
    (table,) = find_ruled(page(full_grid([0, 20, 100], [0, 60]), []), [*words, word("0", 50, 30)])
    assert table.cells[0].text == "结果维持"


def test_empty_strip_beyond_the_last_rule_is_no_column() -> None:
    rulings = [horizontal(y, 0, 260) for y in (0, 20, 40)] + [vertical(x, 0, 40) for x in (0, 100, 200)]
    (table,) = find_ruled(page(rulings, []), [word("甲", 10, 10), word("乙", 110, 10)])
    assert table.columns == (0, 100, 200)


def test_chart_gridlines_without_text_are_no_table() -> None:
    assert find_ruled(page(full_grid([0, 50, 100], [0, 20, 40]), []), [word("a", 120, 10)]) == ()


def test_words_of_furniture_stay_out_of_tables() -> None:
    found = detect_tables(
        page(full_grid([0, 100, 200], [0, 20, 40]), [word("甲", 10, 10), word("1", 110, 10)]), TableSettings()
    )
    assert len(found.fragments) == 1
    assert all(any(w is v for v in found.words) for cell in found.fragments[0].cells for w in cell.words)


def test_header_ends_above_the_first_row_with_a_number() -> None:
    table = with_headers(fragment([["项目", "金额"], ["名称", "万元"], ["收入", "12.5"]]))
    assert table.header_rows == 2


def test_column_ordinals_belong_to_the_header() -> None:
    table = with_headers(fragment([["项目", "合计", "其中"], ["栏次", "1", "2"], ["收入", "12.5", "3.0"]]))
    assert table.header_rows == 2


def test_years_over_columns_belong_to_the_header() -> None:
    assert with_headers(fragment([["", "2019", "2020"], ["收入", "12.5", "3.0"]])).header_rows == 1
    assert with_headers(fragment([["Years", "1990", "1992*"], ["Share", "0.32", "0.27"]])).header_rows == 1
    rows = [["Location", "2023", "", "Change (%)"], ["", "Visits", "Cost", ""], ["Glenford", "5,571.4", "71.0", "4.0"]]
    assert with_headers(fragment(rows, spans={(0, 0): (2, 1), (0, 1): (1, 2), (0, 3): (2, 1)})).header_rows == 2
    assert with_headers(fragment([["Founded", "1998", "2001"], ["Staff", "12", "31"]])).header_rows == 0


def test_a_count_with_its_share_is_data() -> None:
    rows = [["Cluster", "Sample"], ["Sciences", "63 (18.5%)"], ["Humanities", "77 (22.6%)"], ["Total", "340"]]
    assert with_headers(fragment(rows)).header_rows == 1


def test_blank_columns_grouped_with_the_numbers_are_no_stub() -> None:
    rows = [["项目", "", "申请人", "", ""], ["结果", "公开", "", "", "6"], ["", "不公开", "", "", "0"]]
    spans = {(0, 0): (1, 2), (0, 2): (1, 3), (1, 0): (2, 1)}
    assert with_headers(fragment(rows, spans=spans)).stub_columns == 2
    labelled = [["编码", "名称", "合计"], ["201", "", "5.5"]]
    assert with_headers(fragment(labelled)).stub_columns == 2


def test_a_column_of_dashes_and_numbers_is_no_stub() -> None:
    rows = [["Substance", "to air", "to water"], ["Lead", "10", "1"], ["Aldrin", "-", "1"], ["Endrin", "-", "1"]]
    assert with_headers(fragment(rows)).stub_columns == 1


def test_row_span_of_the_header_reaches_over_its_sub_header() -> None:
    rows = [["项目", "申请人", ""], ["", "个人", "企业"], ["新收", "1", "2"]]
    table = with_headers(fragment(rows, spans={(0, 0): (2, 1), (0, 1): (1, 2)}))
    assert table.header_rows == 2


def test_section_row_below_the_header_is_data() -> None:
    rows = [["序号", "问题", "措施"], ["一、资金管理方面", "", ""], ["甲", "账实不符", "限期整改"]]
    assert with_headers(fragment(rows, spans={(1, 0): (1, 3)})).header_rows == 1


def test_title_within_the_frame_belongs_to_the_header() -> None:
    rows = [["收支总表", ""], ["单位：万元", ""], ["项目", "金额"], ["收入", "12.5"]]
    assert with_headers(fragment(rows, spans={(0, 0): (1, 2), (1, 0): (1, 2)})).header_rows == 3


def test_mirrored_row_of_labels_without_figures_is_data() -> None:
    header = ["资产", "期末余额", "年初余额", "负债", "期末余额", "年初余额"]
    table = with_headers(fragment([header, ["流动资产：", "", "", "流动负债：", "", ""]]))
    assert table.header_rows == 1


def test_row_of_dashes_is_data() -> None:
    assert with_headers(fragment([["项目", "小计", "支出"], ["合计", "—", "—"], ["甲", "—", "3"]])).header_rows == 1


def test_columns_of_codes_before_the_words_are_stub() -> None:
    rows = [["类", "款", "名称", "金额"], ["20 1", "", "公共服务", "9.5"], ["", "03", "政府", "8.0"]]
    assert with_headers(fragment(rows)).stub_columns == 3
    rows = [["年份", "件数", "备注", "金额"], ["2021", "9", "无", "9.5"], ["2022", "13", "无", "8.0"]]
    assert with_headers(fragment(rows)).stub_columns == 1


def test_continuation_that_begins_with_data_has_no_header() -> None:
    assert with_headers(fragment([["收入", "12.5"], ["支出", "3.0"]])).header_rows == 0


def test_stub_ends_at_the_first_column_of_numbers() -> None:
    table = with_headers(fragment([["类", "款", "合计"], ["甲", "乙", "1"], ["丙", "丁", "2"]]))
    assert table.stub_columns == 2


def test_white_between_the_lines_of_a_double_rule_is_no_column() -> None:
    rulings = [*full_grid([0, 100, 107, 200, 207, 300], [0, 20, 40])]
    words = [
        word(t, x, y) for x, y, t in [(10, 10, "甲"), (120, 10, "1"), (220, 10, "2"), (10, 30, "乙"), (120, 30, "3")]
    ]
    (table,) = find_ruled(page(rulings, []), words)
    assert table.columns == (0, 107, 207, 300)
    assert [(c.row, c.col, c.text) for c in table.cells] == [
        (0, 0, "甲"),
        (0, 1, "1"),
        (0, 2, "2"),
        (1, 0, "乙"),
        (1, 1, "3"),
        (1, 2, ""),
    ]


def test_narrow_column_that_holds_a_mark_is_a_column() -> None:
    words = [word(t, x, y) for x, y, t in [(10, 10, "甲"), (101, 10, "√"), (120, 10, "1"), (10, 30, "乙")]]
    (table,) = find_ruled(page(full_grid([0, 100, 108, 200], [0, 20, 40]), []), words)
    assert len(table.columns) == 4


def test_border_of_the_page_does_not_take_in_the_table() -> None:
    border = full_grid([-50, 400], [-100, -60, 500])
    table = full_grid([0, 100, 200], [0, 20, 40])
    words = [
        word(t, x, y)
        for x, y, t in [(-40, -80, "页眉"), (10, 10, "甲"), (110, 10, "1"), (10, 30, "乙"), (110, 30, "2")]
    ]
    (found,) = find_ruled(page([*border, *table], []), words)
    assert [c.text for c in found.cells] == ["甲", "1", "乙", "2"]


def test_grid_in_a_cell_of_a_table_is_that_cells_content() -> None:
    outer = full_grid([0, 200, 400], [0, 100, 200])
    inner = full_grid([20, 60, 100], [20, 40, 60])
    words = [word(t, x, y) for x, y, t in [(25, 30, "a"), (65, 30, "b"), (210, 50, "甲"), (10, 150, "乙")]]
    (found,) = find_ruled(page([*outer, *inner], []), words)
    assert len(found.cells) == 4


@pytest.mark.parametrize(
    "after_bracket",
    [pytest.param(2.5, id="bracket-read"), pytest.param(6.2, id="bracket-taken-for-a-rule")],
)
def test_underlined_text_with_brackets_is_no_table(after_bracket: float) -> None:
    """Underlines make rows of running text, and the stems of brackets walls."""
    rulings = [horizontal(y, 50, 450) for y in (100, 120, 140)] + [vertical(x, 120, 140) for x in (203, 220)]
    line = ["Nestle,", "Philip", "Morris", "and", "others", "BSN", "reappear", "as", "leaders"]
    words = []
    for y, ends_sentence, ends_bracket in ((110, "others", ""), (130, "", "BSN")):
        x = 55.0
        for text in line:
            words.append(word(text, x, y))
            x += 5.0 * len(text)
            x += 9.0 if text == ends_sentence else after_bracket if text == ends_bracket else 2.5
    sheet = PageContent(1, 595, 842, 595, 842, words=tuple(words), rulings=tuple(rulings))
    assert detect_tables(sheet, TableSettings()).fragments == ()
