"""Column headers of unruled tables: labels that wrap, and labels over several columns."""

from collections.abc import Sequence

import pytest
from unruled_pages import CENTRE, RIGHT, row, rule, run, tables, texts

from extractor.page import Ruling, Word

COLUMNS = (200.0, 280.0, 360.0)
MIDDLES = (185.0, 265.0, 345.0)


def centred(y: float, labels: Sequence[str]) -> list[Word]:
    """Labels over the middles of the columns; "" for none."""
    return [word for x, label in zip(MIDDLES, labels, strict=True) if label for word in run(y, x, label, CENTRE)]


def body(top: float) -> list[Word]:
    rows = [("North", ["1,234", "5,678", "9,012"]), ("South", ["9,876", "1,543", "2,109"])]
    rows.append(("East", ["1,212", "3,434", "5,656"]))
    return [word for i, (stub, values) in enumerate(rows) for word in row(top + 16 * i, stub, values, COLUMNS)]


def header(words: list[Word], count: int) -> list[list[str]]:
    (fragment,) = tables(words)
    assert fragment.header_rows == count
    return texts(fragment)[:count]


def test_first_line_of_a_label_over_one_column_is_no_caption() -> None:
    words = centred(88, ["", "", "Net"]) + run(100, 60, "Region") + centred(100, ["Sales", "Costs", "income"])
    assert header(words + body(116), 1) == [["Region", "Sales", "Costs", "Net income"]]


def test_label_over_the_last_columns_is_a_row_above_them() -> None:
    words = run(82, (MIDDLES[1] + MIDDLES[2]) / 2, "Women", CENTRE)
    words += run(100, 60, "Region") + centred(100, ["Total", "Young", "Old"])
    assert header(words + body(116), 2) == [["", "", "Women <1x2>"], ["Region", "Total", "Young", "Old"]]


def test_caption_over_the_middle_of_the_table_is_no_label() -> None:
    words = run(88, (60 + COLUMNS[-1]) / 2, "Children", CENTRE)
    words += run(100, 60, "Region") + centred(100, ["Total", "Young", "Old"])
    assert header(words + body(116), 1) == [["Region", "Total", "Young", "Old"]]


def test_label_that_wraps_beside_a_label_over_several_columns_is_one_cell() -> None:
    words = centred(76, ["All", "", ""]) + run(80, (MIDDLES[1] + MIDDLES[2]) / 2, "Women at work", CENTRE)
    words += centred(88, ["persons", "", ""]) + run(100, 60, "Region") + centred(100, ["counted", "Young", "Old"])
    assert header(words + body(116), 2) == [
        ["", "All persons counted <2x1>", "Women at work <1x2>"],
        ["Region", "Young", "Old"],
    ]


def test_year_over_the_middle_of_three_columns_heads_them_all() -> None:
    words = run(88, MIDDLES[1], "2001", CENTRE) + run(100, 60, "Region")
    words += run(100, MIDDLES[0], "Men", CENTRE) + run(100, MIDDLES[1], "New women", CENTRE)
    words += run(100, MIDDLES[2], "Total", CENTRE)
    assert header(words + body(116), 2) == [["", "2001 <1x3>"], ["Region", "Men", "New women", "Total"]]


def test_unit_in_brackets_below_the_labels_spans_all_columns() -> None:
    words = run(84, 60, "Region") + centred(84, ["Total", "Young", "Old"])
    words += run(100, MIDDLES[1], "(in thousands of persons)", CENTRE)
    assert header(words + body(118), 2)[1] == ["", "(in thousands of persons) <1x3>"]


def test_label_wider_than_the_last_column_belongs_to_the_header() -> None:
    words = run(100, 60, "Region") + run(100, COLUMNS[0], "Total", RIGHT) + run(100, COLUMNS[1], "Young", RIGHT)
    words += run(100, COLUMNS[2] - 20, "Older than sixty")
    assert header(words + body(116), 1) == [["Region", "Total", "Young", "Older than sixty"]]


def test_label_of_a_group_centred_below_the_header_is_a_row() -> None:
    words = run(84, 60, "Region") + centred(84, ["Total", "Young", "Old"])
    words += run(100, (60 + COLUMNS[-1]) / 2, "Rural areas", CENTRE)
    (fragment,) = tables(words + body(116))
    assert fragment.header_rows == 1
    assert texts(fragment)[1] == ["Rural areas", "", "", ""]


@pytest.mark.parametrize(
    "roof", [pytest.param([], id="no-rules"), pytest.param([rule(92, 160, 210)], id="rule-over-one")]
)
def test_words_of_a_justified_label_are_one_label(roof: list[object]) -> None:
    words = run(100, 60, "Region") + centred(100, ["Total", "Young", ""]) + run(100, 322, "Old") + run(100, 350, "or")
    words += run(112, 322, "retired")
    assert header(words + body(128), 1) == [["Region", "Total", "Young", "Old or retired"]]


def test_lines_of_small_type_below_larger_text_are_told_apart() -> None:
    words = [w for i in range(6) for w in run(20 + 12 * i, 60, "Text that is set larger than the table", size=10)]
    words += run(98, 60, "Region", size=7)
    for x, parts in zip(MIDDLES, (["All", "persons"], ["Young", "persons"], ["Old", "people"]), strict=True):
        words += run(91, x, parts[0], CENTRE, 7) + run(98, x, parts[1], CENTRE, 7)
    for i, stub in enumerate(("North", "South", "East")):
        words += row(106 + 8 * i, stub, ["1,234", "5,678", "9,012"], COLUMNS, 7)
    assert header(words, 1) == [["Region", "All persons", "Young persons", "Old people"]]


def test_label_flush_with_its_second_line_heads_one_column() -> None:
    words = run(92, COLUMNS[0], "Persons", RIGHT) + run(100, 60, "Region")
    words += [w for x in COLUMNS for w in run(100, x + 0.2, "counted", RIGHT)]
    assert header(words + body(116), 1) == [["Region", "Persons counted", "counted", "counted"]]


def test_unit_without_brackets_below_the_labels_spans_all_columns() -> None:
    words = run(88, 60, "Region") + centred(88, ["Total", "Young", "Old"])
    words += run(100, MIDDLES[1], "Dollars in millions", CENTRE)
    assert header(words + body(118), 2)[1] == ["", "Dollars in millions <1x3>"]


def test_label_over_the_middle_of_the_table_is_no_caption_where_it_goes_on_below() -> None:
    words = run(88, 212, "Payments", CENTRE) + run(100, 60, "Region") + run(100, 212, "made", CENTRE)
    words += run(100, 278, "Young", CENTRE) + run(100, 347, "Old", CENTRE)
    for i, stub in enumerate(("North", "South", "East")):
        words += row(116 + 16 * i, stub, ["1,234", "5,678", "9,012"], (225, 290, 360))
    assert header(words, 1) == [["Region", "Payments made", "Young", "Old"]]


def test_words_below_labels_that_stand_apart_are_apart() -> None:
    words = centred(88, ["1999", "", "2001"]) + run(88, 235.5, "2000", CENTRE)
    words += centred(100, ["estimate", "", "actual"]) + run(100, 235.5, "provisional", CENTRE)
    words += run(112, 60, "Region") + centred(112, ["(mil.)", "", "(mil.)"]) + run(112, 235.5, "(mil.)", CENTRE)
    assert header(words + body(128), 1)[0][1:] == [
        "1999 estimate (mil.)",
        "2000 provisional (mil.)",
        "2001 actual (mil.)",
    ]


@pytest.mark.parametrize("rulings", [[], [rule(106, 60, 360)]])
def test_labels_a_blank_apart_over_every_column_are_a_header_as_wide_as_the_table(rulings: list[Ruling]) -> None:
    words = run(50, 60, "Incomes") + run(100, 60, "Region or town") + run(100, 200, "Net sales now", RIGHT)
    words += run(100, 280, "Operating costs", RIGHT) + run(100, 360, "Average incomes", RIGHT)
    found = tables(words + body(118), rulings)
    assert texts(found[0])[0] == ["Region or town", "Net sales now", "Operating costs", "Average incomes"]


def test_centred_label_of_a_group_between_rules_as_all_rows_are_is_a_row() -> None:
    words = run(50, 60, "Incomes") + run(84, 60, "Region") + centred(84, ["1985", "1986", "1987"])
    words += run(100, (60 + COLUMNS[-1]) / 2, "Women", CENTRE) + body(116)
    found = tables(words, [rule(76 + 16 * i, 60, 360) for i in range(6)])
    assert texts(found[0])[:2] == [["Region", "1985", "1986", "1987"], ["Women", "", "", ""]]


def test_line_centred_over_the_columns_above_the_rule_over_all_of_the_table_is_no_label() -> None:
    words = run(82, MIDDLES[1], "Women", CENTRE) + run(100, 60, "Region") + centred(100, ["1985", "1986", "1987"])
    rulings = [rule(91, 60, 360), rule(108, 60, 360)]
    (fragment,) = tables(words + body(118), rulings)
    assert texts(fragment)[0] == ["Region", "1985", "1986", "1987"]
