"""Tables without a grid that stand side by side, and tables that only look so."""

from collections.abc import Sequence

from unruled_pages import RIGHT, rule, run, tables, texts

from extractor.page import BBox, Fill, Ruling, Word
from extractor.tables.unruled_lines import make_line
from extractor.tables.unruled_sides import cut_line

LABELS = ("North", "South", "East", "West", "Centre")
VALUES = (("812", "7.4"), ("95", "0.3"), ("407", "12.8"), ("1,360", "5.5"), ("58", "41.0"))


def half(x: float, top: float, pitch: float, count: int = 5, head: str = "Region") -> list[Word]:
    """A table of labels and two columns of numbers whose header stands at `top`."""
    words = run(top, x, head) + run(top, x + 130, "2021", RIGHT) + run(top, x + 190, "Share", RIGHT)
    for i, label, (first, second) in zip(range(count), LABELS, VALUES, strict=False):
        y = top + pitch * (i + 1)
        words += run(y, x, label) + run(y, x + 130, first, RIGHT) + run(y, x + 190, second, RIGHT)
    return words


def stubs(words: Sequence[Word], rulings: Sequence[Ruling] = (), fills: Sequence[Fill] = ()) -> list[list[str]]:
    """The first column of each table found."""
    return [[row[0] for row in texts(table)] for table in tables(words, rulings, fills)]


def test_rows_that_are_not_level_part_tables_whose_lines_would_mix() -> None:
    words = half(60, 100, 12) + half(330, 103, 14.3, head="Sector")
    assert stubs(words) == [["Region", *LABELS], ["Sector", *LABELS]]


def test_a_short_table_beside_a_long_one_is_parted() -> None:
    words = half(60, 100, 12) + half(330, 106, 16, count=3, head="Sector")
    assert stubs(words) == [["Region", *LABELS], ["Sector", *LABELS[:3]]]


def test_three_tables_side_by_side() -> None:
    words = half(40, 100, 12) + half(270, 103, 14.3) + half(500, 107, 17.1)
    assert stubs(words) == [["Region", *LABELS]] * 3


def test_rules_that_end_at_the_gutter_part_tables_whose_rows_are_level() -> None:
    words = half(60, 100, 14) + half(330, 100, 14, head="Sector")
    rules = [rule(y, x, x + 192) for y in (107, 177) for x in (58, 322)]
    assert stubs(words, rulings=rules) == [["Region", *LABELS], ["Sector", *LABELS]]


def test_rules_that_run_through_make_one_table_of_two_halves() -> None:
    words = half(60, 100, 14) + half(330, 100, 14, head="Sector")
    assert stubs(words, rulings=[rule(y, 58, 522) for y in (93, 107, 177)]) == [["Region", *LABELS]]


def test_shaded_rows_that_end_at_the_gutter_part_tables_as_rules_do() -> None:
    words = half(60, 100, 14) + half(330, 100, 14, head="Sector")
    ends = ((58, 194), (194, 252), (328, 522))
    bands = [Fill(BBox(x0, y, x1, y + 14), (220, 220, 220)) for x0, x1 in ends for y in (121, 149)]
    assert stubs(words, fills=bands) == [["Region", *LABELS], ["Sector", *LABELS]]


def test_shaded_cells_that_touch_at_the_gutter_are_of_one_table() -> None:
    words = half(60, 100, 14) + half(330, 100, 14, head="Sector")
    bands = [Fill(BBox(x0, y, x1, y + 14), (220, 220, 220)) for x0, x1 in ((58, 300), (300, 522)) for y in (121, 149)]
    assert stubs(words, fills=bands) == [["Region", *LABELS]]


def test_captions_on_either_side_part_tables_whose_rows_are_level() -> None:
    words = run(86, 60, "Table 1. Regions") + run(86, 330, "Table 2. Sectors")
    words += half(60, 100, 14) + half(330, 100, 14, head="Sector")
    assert stubs(words) == [["Region", *LABELS], ["Sector", *LABELS]]


def test_a_second_column_of_labels_in_level_rows_is_of_one_table() -> None:
    words = half(60, 100, 14) + half(330, 100, 14, head="Sector")
    assert stubs(words) == [["Region", *LABELS]]


def test_halves_in_other_type_that_stands_a_little_higher_are_one_table() -> None:
    words = half(60, 100, 14) + half(330, 98.4, 14, head="Sector")
    assert stubs(words) == [["Region", *LABELS]]


def test_a_table_below_two_side_by_side_stays_whole() -> None:
    words = half(60, 100, 12) + half(330, 103, 14.3, head="Sector")
    for i, (label, cells) in enumerate(zip(("Area", *LABELS), (("2019", "2020"), *VALUES), strict=True)):
        words += run(240 + 14 * i, 60, label)
        words += [w for x, text in zip((250, 520), cells, strict=True) for w in run(240 + 14 * i, x, text, RIGHT)]
    assert stubs(words)[2:] == [["Area", *LABELS]]


def test_ruling_line_of_one_table_says_nothing_of_the_header_of_the_other() -> None:
    left = half(60, 100, 22) + run(110, 190, "total", RIGHT)
    right = half(330, 88, 14.3, head="Sector")
    found = tables([*left, *right], [rule(105, 330, 520)])
    assert ["Region", "2021 total", "Share"] in [texts(table)[0] for table in found]


def test_lines_of_one_side_are_told_apart_where_a_line_of_the_other_stands_between_them() -> None:
    line = make_line([*run(100, 60, "Sales"), *run(104, 400, "of"), *run(108, 60, "taxes")], 10)
    assert [[half.text for half in side] for side in cut_line(line, 300)] == [["Sales", "taxes"], ["of"]]
