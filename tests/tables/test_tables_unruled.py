"""Tables without a ruled grid: which lines make one, and what stands in which cell."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unruled_pages import CENTRE, RIGHT, row, rule, run, tables, texts, upright, width

from extractor.page import BBox, Fill, Ruling, Word
from extractor.tables.unruled_lines import is_value

COLUMNS = (220.0, 300.0, 380.0)
BODY = [("North", ["1,234", "56.7", "(8.9)"]), ("South", ["987", "-", "1.0"]), ("East", ["12", "3.4", ""])]


def plain_table(top: float = 100, pitch: float = 16) -> list[Word]:
    words = row(top, "Region", ["2021", "2022", "Change"], COLUMNS)
    for i, (stub, values) in enumerate(BODY):
        words += row(top + (i + 1) * pitch, stub, values, COLUMNS)
    return words


def test_columns_and_rows_of_a_table_without_rules() -> None:
    (fragment,) = tables(plain_table())
    assert texts(fragment) == [
        ["Region", "2021", "2022", "Change"],
        ["North", "1,234", "56.7", "(8.9)"],
        ["South", "987", "-", "1.0"],
        ["East", "12", "3.4", ""],
    ]
    assert (fragment.ruled, fragment.header_rows, fragment.stub_columns) == (False, 1, 1)
    assert not fragment.top_closed
    assert not fragment.bottom_closed


def test_words_without_width_make_no_table() -> None:
    flat = [replace(word, bbox=replace(word.bbox, x1=word.bbox.x0)) for word in plain_table()]
    assert not tables(flat)
    (fragment,) = tables([*plain_table(), *(replace(w, bbox=replace(w.bbox, top=400, bottom=410)) for w in flat)])
    assert len(texts(fragment)) == 4


def test_body_without_header_continues_a_table() -> None:
    words = [w for i, (stub, values) in enumerate(BODY) for w in row(60 + 16 * i, stub, values, COLUMNS)]
    (fragment,) = tables(words)
    assert fragment.header_rows == 0
    assert fragment.row_count == 3


@pytest.mark.parametrize("left", ["部门：某县民政局", "编制单位：某县民政局", "单位名称：某局"])
def test_line_with_the_office_and_the_unit_above_the_top_rule_is_no_row(left: str) -> None:
    words = run(84, 60, left) + run(84, 380, "单位：万元", RIGHT) + plain_table()
    rules = [rule(y, 60, 380) for y in (92, 108, 156)]
    (fragment,) = tables(words, rules)
    assert texts(fragment)[0] == ["Region", "2021", "2022", "Change"]


def test_single_row_at_the_top_of_a_page_continues_a_table() -> None:
    (fragment,) = tables(row(60, "Total", ["1,234", "56.7", "8.9"], COLUMNS) + run(120, 60, "Some text after it."))
    assert texts(fragment) == [["Total", "1,234", "56.7", "8.9"]]


def test_single_row_without_a_label_continues_no_table() -> None:
    assert tables(row(60, "7", ["1,234", "56.7", "8.9"], COLUMNS) + run(120, 60, "Some text after it.")) == []


def test_single_row_elsewhere_is_no_table() -> None:
    words = run(60, 60, "Some text before it.") + row(120, "Total", ["1,234", "56.7", "8.9"], COLUMNS)
    assert tables(words) == []


def test_caption_and_note_are_no_rows() -> None:
    words = run(80, 60, "Table 1. Results by region") + plain_table() + run(165, 60, "Source: audited records.", size=8)
    (fragment,) = tables(words, [rule(90), rule(108), rule(156)])
    assert texts(fragment)[0] == ["Region", "2021", "2022", "Change"]
    assert texts(fragment)[-1] == ["East", "12", "3.4", ""]


def test_label_of_a_group_is_a_row_of_its_own() -> None:
    words = row(100, "Region", ["2021", "2022", "Change"], COLUMNS) + run(116, 60, "Inland")
    for i, (stub, values) in enumerate(BODY):
        words += row(132 + i * 16, stub, values, COLUMNS)
    words += run(180, 60, "Coast") + row(196, "West", ["5", "6", "7"], COLUMNS)
    (fragment,) = tables(words)
    assert fragment.header_rows == 1
    assert texts(fragment)[1] == ["Inland", "", "", ""]
    assert texts(fragment)[5] == ["Coast", "", "", ""]


def test_label_wrapped_beside_centred_values_is_one_cell() -> None:
    words = row(100, "Region", ["2021", "2022", "Change"], COLUMNS)
    words += row(120, "North", ["1", "2", "3"], COLUMNS) + row(140, "South", ["4", "5", "6"], COLUMNS)
    words += run(156, 60, "Upper and") + row(161.5, "", ["7", "8", "9"], COLUMNS) + run(167, 60, "Lower Valley")
    words += row(183, "West", ["1", "1", "1"], COLUMNS)
    (fragment,) = tables(words)
    assert texts(fragment)[3] == ["Upper and Lower Valley", "7", "8", "9"]
    assert fragment.row_count == 5


def test_label_wrapped_below_its_values_at_a_closer_distance_is_one_cell() -> None:
    words = row(100, "Region", ["2021", "2022", "Change"], COLUMNS)
    words += row(120, "North", ["1", "2", "3"], COLUMNS) + row(140, "South of the", ["4", "5", "6"], COLUMNS)
    words += run(152, 60, "River") + row(172, "West", ["7", "8", "9"], COLUMNS)
    (fragment,) = tables(words)
    assert [r[0] for r in texts(fragment)] == ["Region", "North", "South of the River", "West"]


GROUPS = (200.0, 260.0, 340.0, 400.0)


def grouped(y: float) -> list[Word]:
    words = run(y, 215, "Model A", CENTRE) + run(y, 355, "Model B", CENTRE)
    for x, label in zip(GROUPS, ("Est.", "s.e.", "Est.", "s.e."), strict=True):
        words += run(y + 18, x, label, RIGHT)
    for i, stub in enumerate(("Income", "Age", "Size")):
        words += row(y + 36 + 16 * i, stub, ["0.12", "0.01", "0.34", "0.02"], GROUPS)
    return words


def test_label_centred_over_columns_spans_them() -> None:
    (fragment,) = tables(grouped(100))
    assert texts(fragment)[:2] == [["", "Model A <1x2>", "Model B <1x2>"], ["", "Est.", "s.e.", "Est.", "s.e."]]
    assert fragment.header_rows == 2


def test_short_rules_tell_the_span() -> None:
    rules = [rule(92, 60, 402), rule(109, 170, 262), rule(109, 310, 402), rule(127, 60, 402), rule(180, 60, 402)]
    (fragment,) = tables(grouped(100), rules)
    assert texts(fragment)[0] == ["", "Model A <1x2>", "Model B <1x2>"]


def test_lines_of_one_header_label_are_joined() -> None:
    words = run(100, 220, "Number of", RIGHT) + run(100, 300, "Share", RIGHT) + run(111, 220, "visits", RIGHT)
    words += [w for i, (stub, values) in enumerate(BODY) for w in row(130 + 14 * i, stub, values[:2], COLUMNS[:2])]
    (fragment,) = tables(words, [rule(90, 60, 302), rule(118, 60, 302), rule(168, 60, 302)])
    assert texts(fragment)[0] == ["", "Number of visits", "Share"]


def test_head_of_the_stub_between_two_header_rows_spans_them() -> None:
    words = (
        run(100, 230, "生产总值", CENTRE) + run(100, 370, "财政收入", CENTRE) + run(109, 60, "地") + run(109, 80, "区")
    )
    for x, label in zip((200, 260, 340, 400), ("绝对数", "增长", "绝对数", "增长"), strict=True):
        words += run(118, x, label, CENTRE)
    for i, stub in enumerate(("朔州市", "临汾市", "长治市")):
        words += run(140 + 18 * i, 60, stub)
        for x, value in zip((215, 270, 355, 410), ("3498.9", "0.9", "2009.4", "-1.3"), strict=True):
            words += run(140 + 18 * i, x, value, RIGHT)
    (fragment,) = tables(words)
    assert texts(fragment)[:2] == [
        ["地区 <2x1>", "生产总值 <1x2>", "财政收入 <1x2>"],
        ["绝对数", "增长", "绝对数", "增长"],
    ]


def test_rules_between_rows_make_a_row_of_all_lines_between_them() -> None:
    words = row(100, "Plan", ["Count"], (300,))
    rules = [rule(90, 60, 302), rule(108, 60, 302)]
    y = 118.0
    for lines, value in ((["Training of staff", "In all regions"], "12"), (["Audit"], "3"), (["New", "Old"], "4")):
        words += [w for i, text in enumerate(lines) for w in run(y + 12 * i, 60, text)] + run(y, 300, value, RIGHT)
        y += 12 * len(lines) + 8
        rules.append(rule(y - 10, 60, 302))
    (fragment,) = tables(words, rules)
    assert texts(fragment)[1:] == [["Training of staff In all regions", "12"], ["Audit", "3"], ["New Old", "4"]]


def test_currency_sign_belongs_to_the_number_beside_it() -> None:
    words = run(100, 300, "2021", RIGHT) + run(100, 400, "2022", RIGHT)
    for i, sign in enumerate(("$", "", "", "$")):
        y = 116 + 14 * i
        words += row(y, "Item of " + "abcd"[i], [f"1,{i}00", f"{i}50"], (300, 400))
        words += (run(y, 240, sign) + run(y, 340, sign)) if sign else []
    (fragment,) = tables(words)
    assert fragment.column_count == 3
    assert texts(fragment)[1] == ["Item of a", "$ 1,000", "$ 050"]


def side_by_side() -> list[Word]:
    words = []
    for x in (60, 330):
        words += run(100, x, "Age") + run(100, x + 120, "Count", RIGHT) + run(100, x + 200, "Share", RIGHT)
        for i, label in enumerate(("Under 20", "20 to 39", "Over 40")):
            y = 116 + 14 * i
            words += run(y, x, label) + run(y, x + 120, str(100 + i), RIGHT) + run(y, x + 200, f"{i}.5", RIGHT)
    return words


def test_two_tables_side_by_side_stay_two() -> None:
    first, second = tables(side_by_side())
    assert texts(first) == texts(second)
    assert first.column_count == 3
    assert first.bbox.x1 < second.bbox.x0


def test_tables_side_by_side_whose_rows_are_not_level_stay_two() -> None:
    words = row(100, "Region", ["2021", "2022"], (160, 200))
    for i, (stub, values) in enumerate(BODY):
        words += row(116 + i * 16, stub, values[:2], (160, 200))
    words += run(104, 300, "Sector") + row(104, "", ["2021", "2023"], (430, 480))
    for i, (stub, values) in enumerate([("Farms", ["18", "7"]), ("Mines", ["5", "29"]), ("Works", ["44", "6"])]):
        words += run(122 + 19 * i, 300, stub) + row(122 + 19 * i, "", values, (430, 480))
    left, right = tables(words)
    assert texts(left)[1] == ["North", "1,234", "56.7"]
    assert texts(right)[1] == ["Farms", "18", "7"]


def test_columns_of_numbers_stay_apart_where_little_white_runs_between_them() -> None:
    words = row(100, "Region", ["Rate", "Sum"], (200, 239))
    for i, (stub, values) in enumerate(
        [("North", ["82.8", "-776(1)"]), ("South", ["9.5", "12"]), ("East", ["6.1", "8"])]
    ):
        words += row(116 + 16 * i, stub, values, (200, 239))
    (fragment,) = tables(words)
    assert texts(fragment)[1:3] == [["North", "82.8", "-776(1)"], ["South", "9.5", "12"]]


def test_a_label_that_all_but_meets_its_number_ends_no_table() -> None:
    words = run(100, 60, "Sector") + run(100, 217, "2021", RIGHT)
    rows = [("Farms", "52"), ("Mines", "817"), ("Wholesale and retail sale", "9,403.5"), ("Works", "61"), ("Fees", "7")]
    for i, (label, value) in enumerate(rows):
        words += run(115 + 15 * i, 60, label) + run(115 + 15 * i, 217, value, RIGHT)
    (fragment,) = tables(words)
    assert texts(fragment) == [["Sector", "2021"], *map(list, rows)]


def test_narrow_white_beside_a_wide_label_parts_it_from_its_number() -> None:
    words = run(100, 60, "Sector") + run(100, 217, "2021", RIGHT) + run(100, 280, "Share", RIGHT)
    rows = [("Farms", "52", "1.4"), ("Wholesale and retail sale", "9,403.5", "7.0"), ("Works", "61", "2.9")]
    for i, (label, *values) in enumerate(rows):
        words += run(115 + 15 * i, 60, label)
        words += [w for x, text in zip((217, 280), values, strict=True) for w in run(115 + 15 * i, x, text, RIGHT)]
    (fragment,) = tables(words)
    assert texts(fragment)[1:] == [list(row) for row in rows]


def test_spaced_groups_of_a_number_are_one_column() -> None:
    words = row(100, "Region", ["Persons"], (200,)) + run(100, 260, "Sum", RIGHT)
    for i, (stub, number) in enumerate([("North", "1 234"), ("South", "12 987"), ("East", "3 408")]):
        words += (
            run(116 + 16 * i, 60, stub) + run(116 + 16 * i, 200, number, RIGHT) + run(116 + 16 * i, 260, "7", RIGHT)
        )
    (fragment,) = tables(words)
    assert texts(fragment)[1] == ["North", "1 234", "7"]


def test_wrapped_text_above_numbers_begins_no_table_and_belongs_to_no_header() -> None:
    words = row(100, "Region", ["2021", "2022"], (160, 220)) + run(100, 250, "Remarks")
    for y, remark in (
        (112, "Counted by"),
        (124, "all of them"),
        (136, "Estimated from"),
        (148, "reports of"),
        (160, "those"),
    ):
        words += run(y, 250, remark)
    words += row(124, "North", ["3", "40"], (160, 220))
    words += run(148, 60, "South and the") + row(160, "other parts", ["5", "18"], (160, 220))
    (fragment,) = tables(words, [rule(93), rule(106), rule(168)])
    assert texts(fragment) == [
        ["Region", "2021", "2022", "Remarks"],
        ["North", "3", "40", "Counted by all of them"],
        ["South and the other parts", "5", "18", "Estimated from reports of those"],
    ]


def test_number_close_behind_the_widest_label_is_in_its_column() -> None:
    words = row(100, "Region", ["2021", "2022"], (200, 260))
    rows = [("Region of the north a", "1,234"), *((f"Part {c}", "987") for c in "bcdefghijklmn")]
    for i, (stub, value) in enumerate(rows):
        words += row(116 + 12 * i, stub, [value, "7"], (186, 260))
    (fragment,) = tables(words)
    assert texts(fragment)[1] == ["Region of the north a", "1,234", "7"]


def test_labels_over_some_columns_put_no_table_out_of_step() -> None:
    words = [w for y, a, b in ((88, "All", "All"), (100, "young", "old")) for w in row(y, "", [a, b], (330, 390))]
    words += row(112, "Region", ["Total", "men", "women"], (160, 330, 390))
    for i, (stub, values) in enumerate(
        [("North", ["7", "18", ""]), ("South", ["5", "3", "2"]), ("East", ["9", "", "4"])]
    ):
        words += row(128 + 16 * i, stub, values, (160, 330, 390))
    (fragment,) = tables(words)
    assert texts(fragment)[-1] == ["East", "9", "", "4"]


def test_raised_mark_nearer_to_the_line_above_stays_with_its_number() -> None:
    words = row(100, "Region", ["2021", "2022", "Change"], COLUMNS)
    for i, (stub, values) in enumerate(BODY):
        words += [replace(w, line=i) for w in row(112 + 8 * i, stub, values, COLUMNS)]
    mark = Word("4", BBox(300, 113.5, 303, 118.5), size=5, line=1)
    (fragment,) = tables([*words, mark])
    assert texts(fragment)[1:3] == [["North", "1,234", "56.7", "(8.9)"], ["South", "987", "- 4", "1.0"]]


def test_text_that_wraps_above_its_numbers_is_of_their_row() -> None:
    words = row(100, "Region", ["2021", "2022"], (160, 220)) + run(100, 250, "Remarks")
    words += row(112, "North", ["3", "40"], (160, 220)) + run(112, 250, "Counted")
    for i, stub in enumerate(("South", "East")):
        words += run(124 + 24 * i, 250, "Estimated from the") + run(136 + 24 * i, 250, "accounts")
        words += row(136 + 24 * i, stub, [f"{7 * i + 3}", f"{40 - i * i}"], (160, 220))
    (fragment,) = tables(words)
    assert texts(fragment)[2:] == [
        ["South", "3", "40", "Estimated from the accounts"],
        ["East", "10", "39", "Estimated from the accounts"],
    ]


def test_row_of_numbers_with_little_white_between_is_data() -> None:
    words = row(100, "Region", ["2021", "2022"], (200, 240)) + row(116, "North", ["(21,34)", "(98,76)"], (200, 240))
    words += row(132, "South", ["", "45"], (200, 240)) + row(148, "East", ["12", ""], (200, 240))
    (fragment,) = tables(words)
    assert texts(fragment)[:2] == [["Region", "2021", "2022"], ["North", "(21,34)", "(98,76)"]]


def test_two_tables_below_each_other_stay_two() -> None:
    rules = [rule(y) for y in (92, 108, 156, 192, 208, 256)]
    assert len(tables(plain_table(100) + plain_table(200), rules)) == 2


def test_table_in_one_of_two_columns_of_text() -> None:
    prose = "words that run on and on over the line"
    words = [w for i in range(20) for w in run(80 + 12 * i, 320, prose)]
    words += [w for i in range(8) for w in run(80 + 12 * i, 60, prose)]
    columns = (150.0, 200.0, 250.0)
    for i, (stub, values) in enumerate([("Region", ["2021", "2022", "2023"]), *[(s, v) for s, v in BODY]]):
        words += row(200 + 12 * i, stub, values, columns)
    (fragment,) = tables(words)
    assert texts(fragment)[0] == ["Region", "2021", "2022", "2023"]
    assert fragment.bbox.x1 < 300


PROSE = "Activity recovered across most places during the year"


def paragraph() -> list[Word]:
    return [w for i in range(8) for w in run(80 + 12 * i, 60, PROSE)]


def numbered_list() -> list[Word]:
    return [w for i in range(6) for w in run(80 + 14 * i, 60, f"({i + 1})") + run(80 + 14 * i, 100, PROSE)]


def contents() -> list[Word]:
    words = []
    for i in range(6):
        y = 80 + 14 * i
        words += run(y, 60, f"1.{i}") + run(y, 100, "A section of the report") + run(y, 500, str(3 + 2 * i), RIGHT)
    return words


def leaders() -> list[Word]:
    return [
        w
        for i in range(6)
        for w in run(80 + 14 * i, 60, "Chapter" + "." * 60) + run(80 + 14 * i, 500, str(9 - i), RIGHT)
    ]


def signatures() -> list[Word]:
    lines = [("John Smith", "Jane Doe"), ("Director", "Secretary"), ("12 Main Street", "14 High Street")]
    return [w for i, (a, b) in enumerate(lines) for w in run(80 + 14 * i, 60, a) + run(80 + 14 * i, 350, b)]


def formulas() -> list[Word]:
    return [w for i in range(4) for w in run(80 + 24 * i, 200, "y = a + bx") + run(80 + 24 * i, 500, f"({i})", RIGHT)]


def code_with_line_numbers() -> list[Word]:
    return [
        w
        for i in range(4)
        for w in run(80 + 14 * i, 60, "first result")
        + run(80 + 14 * i, 300, str(7 + i))
        + run(80 + 14 * i, 330, "x=y;")
    ]


def definitions_after_colons() -> list[Word]:
    names = ("paper", "body", "margins")
    return [
        w
        for i, name in enumerate(names)
        for w in run(80 + 14 * i, 120, name, RIGHT) + run(80 + 14 * i, 140, ":") + run(80 + 14 * i, 160, "all of it")
    ]


def two_columns_of_text() -> list[Word]:
    return [w for i in range(20) for x in (60, 340) for w in run(80 + 12 * i, x, "words that run over the whole line")]


def axis() -> list[Word]:
    return [
        w
        for i in range(6)
        for w in run(80 + 14 * i, 60, "Spread")
        + run(80 + 14 * i, 200, str(450 - 50 * i), RIGHT)
        + run(80 + 14 * i, 400, str(90 - 10 * i), RIGHT)
    ]


@pytest.mark.parametrize(
    "make",
    [
        paragraph,
        numbered_list,
        contents,
        leaders,
        signatures,
        formulas,
        code_with_line_numbers,
        definitions_after_colons,
        two_columns_of_text,
        axis,
    ],
    ids=lambda make: make.__name__.replace("_", "-"),
)
def test_no_table_in(make: object) -> None:
    assert callable(make)
    assert tables(make()) == []


def test_numbers_on_the_bars_of_a_chart_are_no_table() -> None:
    words, fills = [], []
    for i, cuts in enumerate(((80, 150, 290, 400), (80, 170, 270, 400), (80, 140, 310, 400), (80, 190, 330, 400))):
        y = 100 + 26 * i
        words += run(y, 40, "A" * (i + 2))
        for a, b in pairwise(cuts):
            words += run(y, (a + b) / 2, f"{b - a}.5", CENTRE)
            fills.append(Fill(BBox(a, y - 8, b, y + 8), (0, 200, 200)))
    assert tables(words) != []
    assert tables(words, fills=fills) == []


def test_header_cells_between_rules_keep_their_spans() -> None:
    rules = [rule(90), rule(110, 160), rule(130), rule(196)]
    rules += [upright(60, 90, 196), upright(400, 90, 196), upright(160, 90, 130), upright(240, 110, 130)]
    rules += [upright(320, 110, 130)]
    words = run(110, 70, "Region") + run(100, 200, "Visits") + run(120, 190, "in") + run(120, 270, "out")
    words += run(120, 350, "all")
    for i, (stub, values) in enumerate(BODY):
        words += row(140 + 20 * i, stub, values, COLUMNS)
    (fragment,) = tables(words, rules)
    assert texts(fragment)[:2] == [["Region <2x1>", "Visits <1x3>"], ["in", "out", "all"]]


def scaled(words: Sequence[Word], by: float) -> list[Word]:
    return [
        replace(w, bbox=BBox(*(by * v for v in (w.bbox.x0, w.bbox.top, w.bbox.x1, w.bbox.bottom))), size=by * w.size)
        for w in words
    ]


@given(by=st.floats(min_value=0.5, max_value=2.0))
def test_tolerances_follow_the_text_size(by: float) -> None:
    for words in (plain_table(), grouped(100)):
        (expected,), (found,) = tables(words), tables(scaled(words, by))
        assert texts(found) == texts(expected)


@given(data=st.data())
def test_small_errors_of_the_boxes_do_not_matter(data: st.DataObject) -> None:
    error = st.floats(min_value=-0.8, max_value=0.8)
    words = [
        replace(w, bbox=BBox(*(v + data.draw(error) for v in (w.bbox.x0, w.bbox.top, w.bbox.x1, w.bbox.bottom))))
        for w in plain_table()
    ]
    (fragment,) = tables(words)
    assert texts(fragment) == texts(tables(plain_table())[0])


WORDS = st.builds(
    lambda x, y, text, size: Word(text, BBox(x, y, x + width(text, size), y + size), size=size),
    st.integers(0, 50).map(lambda v: 10.0 * v),
    st.integers(0, 40).map(lambda v: 12.0 * v),
    st.sampled_from(["12", "3.4", "-", "word", "Total", "(5.6)", "2021", "longer-text", "合计", "$", "%"]),
    st.sampled_from([8.0, 10.0, 14.0]),
)
RULES = st.builds(
    lambda level, a, b, c: rule(a, min(b, c), max(b, c) + 5) if level else upright(a, min(b, c), max(b, c) + 5),
    st.booleans(),
    st.integers(0, 500).map(float),
    st.integers(0, 500).map(float),
    st.integers(0, 500).map(float),
)


@settings(max_examples=200, deadline=None)
@given(words=st.lists(WORDS, max_size=60), rules=st.lists(RULES, max_size=8))
def test_every_position_has_one_cell_and_every_word_is_in_one(words: list[Word], rules: list[Ruling]) -> None:
    held: Counter[int] = Counter()
    for fragment in tables(words, rules):
        positions = Counter(
            (r, c)
            for cell in fragment.cells
            for r in range(cell.row, cell.row + cell.rowspan)
            for c in range(cell.col, cell.col + cell.colspan)
        )
        full = [(r, c) for r in range(fragment.row_count) for c in range(fragment.column_count)]
        assert positions == Counter(full)
        assert list(fragment.columns) == sorted(fragment.columns)
        assert list(fragment.rows) == sorted(fragment.rows)
        inside = [w for cell in fragment.cells for w in cell.words]
        held.update(id(w) for w in inside)
        band = [w for w in words if fragment.bbox.contains_point(w.bbox.x_mid, w.bbox.y_mid)]
        assert {id(w) for w in band} <= {id(w) for w in inside}
    assert all(count == 1 for count in held.values())


@pytest.mark.parametrize(
    "text",
    [
        "1,234.5",
        "1 234",
        "(87)",
        "-3.2%",
        "0.12***",
        "63 (18.5%)",
        "0.3 [0.1]",
        "4.2±0.3",
        "–",
        "n.a.",
        "(NA)",
        "258 1/",
        "25g",
        "$(2.39)",
        "5.940b",
        ":",
    ],
)
def test_values(text: str) -> None:
    assert is_value(text)


@pytest.mark.parametrize(
    "text", ["", "(000)", "Total", "Q1 2010", "15-24", "12/31/2009", "2010 (revised)", "三、净利润"]
)
def test_no_values(text: str) -> None:
    assert not is_value(text)


def test_text_with_few_numbers_is_a_table_under_a_ruled_header() -> None:
    words = run(100, 60, "No.") + run(100, 90, "Project") + run(100, 330, "Cost", RIGHT) + run(100, 350, "Remark")
    y = 120.0
    for i, (name, cost, remark) in enumerate(
        [("Bridge over the", "1,200", "done"), ("Road", "340", ""), ("Park", "55", "")]
    ):
        words += run(y, 60, str(i + 1)) + run(y, 90, name) + run(y, 330, cost, RIGHT)
        words += run(y, 350, remark) if remark else []
        words += run(y + 11, 90, "northern arm") if i == 0 else []
        y += 30 if i == 0 else 15
    rules = [rule(90), rule(108), rule(y)]
    (fragment,) = tables(words, rules)
    assert texts(fragment)[1:3] == [["1", "Bridge over the northern arm", "1,200", "done"], ["2", "Road", "340", ""]]
    assert tables(words, rules[:1]) == []


def test_centred_label_of_a_panel_stands_in_the_stub() -> None:
    words = row(100, "", ["1990", "2000", "2010"], COLUMNS)
    for y, panel in ((120, "Panel A: Men"), (168, "Panel B: Women")):
        words += run(y, 230, panel, CENTRE) + row(y + 16, "Wage", ["1.5", "2.5", "3.5"], COLUMNS)
        words += row(y + 32, "Hours", ["4.1", "5.2", "6.4"], COLUMNS)
    (fragment,) = tables(words, [rule(90), rule(108), rule(210)])
    assert [r[0] for r in texts(fragment)] == ["", "Panel A: Men", "Wage", "Hours", "Panel B: Women", "Wage", "Hours"]


def test_strokes_that_ocr_made_of_worn_rules_are_no_column() -> None:
    words = row(100, "Region", ["2021", "2022", "Change"], COLUMNS)
    for i in range(10):
        words += row(120 + 16 * i, "North", ["123", "4.5", "6.7"], COLUMNS)
    words += run(152, 160, "一") + run(184, 235, "一")
    (fragment,) = tables(words)
    assert fragment.column_count == 4
    assert fragment.row_count == 11


def test_label_at_the_top_of_a_page_belongs_to_the_rows_below() -> None:
    words = run(60, 60, "Coastal region")
    for i, (stub, values) in enumerate(BODY):
        words += row(76 + 16 * i, stub, values, COLUMNS)
    (fragment,) = tables(words)
    assert fragment.header_rows == 0
    assert texts(fragment)[0] == ["Coastal region", "", "", ""]
