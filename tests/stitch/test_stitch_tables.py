from __future__ import annotations

import pytest

from extractor.config import StitchSettings
from extractor.page import BBox, TableFragment, TextBlock
from extractor.stitch.logical import LogicalTable, single
from extractor.stitch.tables import Proposal, is_full_grid, is_join, join, propose
from table_builders import fragment

HEADER = ["项目", "自然人", "企业", "总计"]
BODY = [[f"（{n}）第{n}类申请", str(i), str(2 * i), str(3 * i)] for i, n in enumerate("一二三四五六", start=1)]


def proposal(
    upper: TableFragment, lower: TableFragment, *between: TextBlock, captions: tuple[str, ...] = ()
) -> Proposal:
    return propose(single(upper), lower, captions, between, (595, 595))


def joined(upper: TableFragment, lower: TableFragment, *between: TextBlock) -> LogicalTable:
    found = proposal(upper, lower, *between)
    assert is_join(found, StitchSettings()), found.reasons
    table = join(found)
    assert is_full_grid(table.cells, table.row_count, table.column_count)
    return table


def block(kind: str, text: str) -> TextBlock:
    return TextBlock(kind, text, BBox(50, 50, 300, 62))  # type: ignore[arg-type]


def texts(table: LogicalTable) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        rows[cell.row].append(cell.text)
    return rows


def test_repeated_header_counts_once() -> None:
    table = joined(fragment([HEADER, *BODY[:3]]), fragment([HEADER, *BODY[3:]], page=2))
    assert texts(table) == [HEADER, *BODY]


def test_continuation_without_header_is_joined() -> None:
    table = joined(fragment([HEADER, *BODY[:3]]), fragment(BODY[3:], page=2, header_rows=0))
    assert texts(table) == [HEADER, *BODY]


def test_unit_line_between_does_not_part_a_table() -> None:
    lower = fragment([HEADER, *BODY[3:]], page=2)
    table = joined(fragment([HEADER, *BODY[:3]]), lower, block("caption", "单位：件"))
    assert texts(table) == [HEADER, *BODY]


def test_one_misread_character_does_not_double_the_header() -> None:
    misread = ["项目", "自然入", "企业", "总计"]
    table = joined(fragment([HEADER, *BODY[:3]]), fragment([misread, *BODY[3:]], page=2))
    assert texts(table) == [HEADER, *BODY]


def test_three_pages_make_one_table() -> None:
    first = joined(fragment([HEADER, *BODY[:2]]), fragment([HEADER, *BODY[2:4]], page=2))
    third = fragment([HEADER, *BODY[4:]], page=3)
    table = join(propose(first, third, (), (), (595, 595)))
    assert texts(table) == [HEADER, *BODY]
    assert [(p.first_row, p.last_row) for p in table.parts] == [(0, 2), (3, 4), (5, 6)]


def test_unlike_tables_of_equal_shape_stay_two() -> None:
    other = ["单位名称", "收入合计", "支出合计", "年末结余"]
    lower = fragment([other, ["一中", "100", "90", "10"], ["二中", "100", "90", "10"]], page=2)
    assert not is_join(proposal(fragment([HEADER, *BODY[:3]]), lower), StitchSettings())


def test_piece_that_begins_with_the_same_rows_is_a_table_of_its_own() -> None:
    rows = [[f"{label}支出", str(i), str(i), str(2 * i)] for i, label in enumerate("甲乙丙丁戊", start=1)]
    upper = fragment([HEADER, *rows, ["合计", "15", "15", "30"]])
    again = fragment([HEADER, *rows[:4]], page=2)
    found = proposal(upper, again, block("caption", "支出表"), captions=("支出表",))
    assert not is_join(found, StitchSettings())
    assert any("begins with the rows" in reason for reason in found.reasons)
    others = [[f"新{label}", *numbers] for label, *numbers in rows[:4]]
    assert not any("begins" in reason for reason in proposal(upper, fragment([HEADER, *others])).reasons)


def test_another_caption_keeps_tables_apart_in_spite_of_equal_headers() -> None:
    found = proposal(
        fragment([HEADER, *BODY[:3]]),
        fragment([HEADER, *BODY[:3]], page=2),
        block("caption", "表2 2023年完成情况"),
        captions=("表1 2022年完成情况",),
    )
    assert not is_join(found, StitchSettings())


@pytest.mark.parametrize(
    ("closed", "lower_closed"),
    [pytest.param(False, False, id="no-rule-at-the-cut"), pytest.param(True, True, id="rules-at-the-cut")],
)
def test_cell_cut_by_the_page_is_one_cell(closed: bool, lower_closed: bool) -> None:
    upper = fragment([HEADER, *BODY[:2], ["（三）“三安全一稳", "0", "0", "0"]], closed=(True, closed))
    lower = fragment([["定”", "", "", ""], *BODY[3:]], page=2, header_rows=0, closed=(lower_closed, True))
    table = joined(upper, lower)
    assert texts(table)[3] == ["（三）“三安全一稳定”", "0", "0", "0"]
    assert table.row_count == 7
    assert table.parts[1].join is not None
    assert table.parts[1].join.broken_row


def test_text_cut_in_several_columns_is_one_row() -> None:
    header = ["序号", "存在问题", "整改措施", "时限"]
    upper = fragment([header, ["1", "甲", "乙", "丙"], ["2", "制度执行不到位监督", "加强学习培训压实各", "2024年"]])
    lower = fragment([["", "检查流于形式", "级责任", ""], ["3", "丁", "戊", "己"]], page=2, header_rows=0)
    table = joined(upper, lower)
    assert texts(table)[2] == ["2", "制度执行不到位监督检查流于形式", "加强学习培训压实各级责任", "2024年"]
    assert table.row_count == 4


def test_label_without_the_number_that_all_labels_have_goes_on_above() -> None:
    header = ["类别", "项目", "件数"]
    rows = [["一类", "1.属于国家秘密", ""], ["二类", "2.其他法规禁止公开", ""], ["三类", "3.本机关不掌握相关", ""]]
    columns = [50, 100, 192, 250]
    upper = fragment([header, *rows], columns=columns, stub_columns=2)
    lower = [["", "政府信息", "!"], ["四类", "4.没有现成信息", ""]]
    table = joined(upper, fragment(lower, page=2, columns=columns, header_rows=0))
    assert texts(table)[3] == ["三类", "3.本机关不掌握相关政府信息", "!"]
    assert table.row_count == 5


def test_row_of_blank_numbers_with_a_label_of_its_own_is_a_row() -> None:
    blank = [[label, "", "", ""] for label, *_ in BODY]
    table = joined(fragment([HEADER, *blank[:3]]), fragment(blank[3:], page=2, header_rows=0))
    assert table.row_count == 7


def test_row_span_goes_on_through_the_page() -> None:
    upper = fragment(
        [["类别", "项目", "件数"], ["不予公开", "1.甲", "1"], ["", "2.乙", "2"]], spans={(1, 0): (2, 1)}, stub_columns=2
    )
    lower = fragment([["", "3.丙", "3"], ["", "4.丁", "4"]], page=2, spans={(0, 0): (2, 1)}, header_rows=0)
    table = joined(upper, lower)
    (label,) = [c for c in table.cells if c.text == "不予公开"]
    assert (label.row, label.rowspan) == (1, 4)
    assert [piece.page for piece in label.pieces] == [1, 2]


def test_header_on_one_page_and_data_on_the_next() -> None:
    upper = fragment([["维持", "纠正", "其他", "总计"]])
    table = joined(upper, fragment([["0", "0", "0", "0"]], page=2, header_rows=0))
    assert texts(table) == [["维持", "纠正", "其他", "总计"], ["0", "0", "0", "0"]]


def test_section_row_at_the_end_waits_for_a_block_with_its_own_columns() -> None:
    upper = fragment(
        [
            ["第（八）项", "", "", ""],
            ["内容", "去年", "增减", "数量"],
            ["收费", "0", "0", "1"],
            ["第（九）项", "", "", ""],
        ],
        columns=[50, 150, 250, 350, 450],
        spans={(0, 0): (1, 4), (3, 0): (1, 4)},
        header_rows=2,
    )
    lower = fragment([["内容", "采购数量", "采购金额"], ["采购", "0", "0"]], page=2, columns=[50, 150, 250, 450])
    table = joined(upper, lower)
    assert table.column_count == 4
    assert [(c.col, c.colspan, c.text) for c in table.cells if c.row == 4] == [
        (0, 1, "内容"),
        (1, 1, "采购数量"),
        (2, 2, "采购金额"),
    ]


def test_never_and_always_overrule_the_evidence() -> None:
    found = proposal(fragment([HEADER, *BODY[:3]]), fragment([HEADER, *BODY[3:]], page=2))
    assert not is_join(found, StitchSettings(join="never"))
    apart = proposal(fragment([HEADER]), fragment([["a", "b"]], page=2), block("paragraph", "正文"))
    assert is_join(apart, StitchSettings(join="always"))


@pytest.mark.parametrize(
    ("above", "below"),
    [
        pytest.param("Table 1 Results", "Table 2 Results", id="another-number"),
        pytest.param("表一 完成情况", "表二 完成情况", id="another-chinese-number"),
        pytest.param("2022年完成情况表", "2023年完成情况表", id="another-year"),
    ],
)
def test_caption_with_another_number_is_another_caption(above: str, below: str) -> None:
    upper, lower = fragment([HEADER, *BODY[:3]]), fragment([HEADER, *BODY[:3]], page=2)
    found = proposal(upper, lower, block("caption", below), captions=(above,))
    assert not is_join(found, StitchSettings())


def test_blank_rest_of_a_row_is_no_row() -> None:
    lower = fragment([["", "", "", ""], *BODY[3:]], page=2, header_rows=0)
    table = joined(fragment([HEADER, *BODY[:3]]), lower)
    assert texts(table) == [HEADER, *BODY]
    assert table.parts[1].join is not None
    assert table.parts[1].join.broken_row


def test_blank_row_stays_where_other_rows_are_blank() -> None:
    blank = ["", "", "", ""]
    lower = fragment([blank, *BODY[3:]], page=2, header_rows=0)
    assert joined(fragment([HEADER, BODY[0], blank, *BODY[1:3]]), lower).row_count == 9


def test_white_below_a_piece_makes_a_repeated_header_doubtful() -> None:
    unnumbered = [[name, *row[1:]] for name, row in zip("甲乙丙丁戊己", BODY, strict=True)]
    upper, lower = single(fragment([HEADER, *unnumbered[:3]])), fragment([HEADER, *unnumbered[3:]], page=2)
    full, white = (propose(upper, lower, (), (), (595, 595), share) for share in (0.0, 0.5))
    assert full.score > StitchSettings().doubtful_below > white.score
    bare = fragment(unnumbered[3:], page=2, header_rows=0)
    assert propose(upper, bare, (), (), (595, 595), 0.5).score > StitchSettings().doubtful_below


def test_header_of_bare_years_is_repeated_with_the_rows_that_its_spans_reach() -> None:
    years = [["Item", "2022", "", "2023", ""], ["", "Number", "Amount", "Number", "Amount"]]
    spans = {(0, 0): (2, 1), (0, 1): (1, 2), (0, 3): (1, 2)}
    rows = [[name, "1", "2", "3", "4"] for name in ("north", "south", "east", "west")]
    upper = fragment([*years, *rows[:2]], spans=spans, header_rows=0)
    table = joined(upper, fragment([*years, *rows[2:]], page=2, spans=spans, header_rows=0))
    assert table.row_count == 6
