"""Column headers of unruled tables: which words are one label, and which columns it heads."""

from collections.abc import Sequence

from unruled_pages import CENTRE, LEFT, RIGHT, row, rule, run, tables, texts

from extractor.page import Ruling, Word

STUBS = ("North", "South", "East")
VALUES = ("1,234", "5,678", "9,012", "3,456", "7,890", "2,345")


def body(top: float, edges: Sequence[float], align: str = RIGHT) -> list[Word]:
    """Three rows with a value at each of `edges`, set to that side."""
    words = []
    for i, stub in enumerate(STUBS):
        y = top + 16 * i
        if align == RIGHT:
            words += row(y, stub, VALUES[: len(edges)], edges)
        else:
            words += run(y, 60, stub)
            words += [w for x, value in zip(edges, VALUES, strict=False) for w in run(y, x, value, align)]
    return words


def header(words: list[Word], count: int, rules: Sequence[Ruling] = ()) -> list[list[str]]:
    (fragment,) = tables(words, rules)
    assert fragment.header_rows == count
    return texts(fragment)[:count]


def test_first_line_of_a_label_in_the_middle_of_the_table_heads_one_column() -> None:
    words = run(88, 264, "Payments", CENTRE) + run(100, 60, "Region") + run(100, 264, "made", CENTRE)
    words += run(100, 185, "Total", CENTRE) + run(100, 345, "Old", CENTRE)
    assert header(words + body(116, (200, 280, 360)), 1) == [["Region", "Total", "Payments made", "Old"]]


def test_labels_over_several_columns_are_over_the_middle_of_their_cells() -> None:
    """The cells reach as far to the left of their labels' middles as the numbers do to the right."""
    words = run(84, 235, "Women", CENTRE) + run(84, 405, "Men", CENTRE) + run(100, 60, "Region")
    words += [w for x in (185, 265, 355, 435) for w in run(100, x, "Sum", CENTRE)]
    assert header(words + body(116, (205, 305, 375, 475)), 2) == [
        ["", "Women <1x2>", "Men <1x2>"],
        ["Region", "Sum", "Sum", "Sum", "Sum"],
    ]


def test_labels_flush_with_the_first_of_their_columns_head_all_up_to_the_next() -> None:
    edges = (180, 250, 320, 390, 460)
    words = run(84, 180, "Women") + run(84, 320, "Men") + run(100, 60, "Region")
    words += [w for x in edges for w in run(100, x, "Sum")]
    assert header(words + body(116, edges, LEFT), 2) == [
        ["", "Women <1x2>", "Men <1x3>"],
        ["Region", "Sum", "Sum", "Sum", "Sum", "Sum"],
    ]


def test_rule_under_several_labels_says_that_all_columns_over_it_are_headed() -> None:
    edges = (205, 285, 365, 445)
    words = run(84, 285, "Women", RIGHT) + run(84, 445, "Men", RIGHT) + run(100, 60, "Region")
    words += [w for x in edges for w in run(100, x, "Sum", RIGHT)]
    assert header(words + body(116, edges), 2, [rule(92, 160, 445)]) == [
        ["", "Women <1x2>", "Men <1x2>"],
        ["Region", "Sum", "Sum", "Sum", "Sum"],
    ]


def test_labels_a_blank_apart_are_put_over_their_columns() -> None:
    edges = (200, 240, 280)
    words = run(88, 200, "2001", RIGHT) + run(88, 238.5, "2002", RIGHT) + run(88, 277, "2003", RIGHT)
    words += run(100, 60, "Region")
    for x in edges:
        words += run(100, x - 0.5, "actuals", RIGHT)
    assert header(words + body(116, edges), 1) == [["Region", "2001 actuals", "2002 actuals", "2003 actuals"]]


def test_label_that_would_stand_over_the_next_column_is_no_first_line_of_one_label() -> None:
    words = run(88, 310, "Persons counted at home", CENTRE) + run(100, 60, "Region")
    words += [w for x in (187.5, 267.5, 347.5) for w in run(100, x, "2001", CENTRE)]
    assert header(words + body(116, (200, 280, 360)), 2) == [
        ["", "", "Persons counted at home <1x2>"],
        ["Region", "2001", "2001", "2001"],
    ]


def test_years_with_raised_marks_head_columns() -> None:
    words = run(84, 265, "Persons", CENTRE) + run(100, 60, "Region")
    for x in (200, 280, 360):
        words += run(100, x - 4, "2001", RIGHT)
    words += run(97, 360, "3", RIGHT, 6)
    (fragment,) = tables(words + body(116, (200, 280, 360)))
    assert fragment.header_rows == 2


def test_labels_set_to_a_common_middle_head_their_own_columns() -> None:
    """The lines of a label that wraps stand above and below those of the labels beside it."""
    edges = (205, 285, 365, 445, 525, 605)
    words = run(76, 385, "Persons counted at", CENTRE) + run(90, 385, "home", CENTRE)
    words += run(83, 225, "Women at work", CENTRE) + run(83, 545, "Men at work", CENTRE) + run(106, 60, "Region")
    words += [w for x in edges for w in run(106, x - 20, "Sum", CENTRE)]
    assert header(words + body(122, edges), 2)[0] == [
        "",
        "Women at work <1x2>",
        "Persons counted at home <1x2>",
        "Men at work <1x2>",
    ]


def test_unit_under_the_middle_of_all_cells_heads_them_all() -> None:
    """The numbers are flush right in wide cells, and the labels and the unit centred."""
    words = run(84, 60, "Region") + run(84, 205, "Total", CENTRE) + run(84, 345, "Young", CENTRE)
    words += run(100, 275, "(in thousands)", CENTRE)
    assert header(words + body(118, (280, 420)), 2)[1] == ["", "(in thousands) <1x2>"]


def test_line_of_labels_less_than_a_gap_apart_belongs_to_the_header() -> None:
    words = run(112, 60, "Region")
    labels = ("Representatives", "Administrations", "Correspondences")
    for x, label in zip((185, 265, 345), labels, strict=True):
        words += run(100, x, label, RIGHT) + run(112, x, "(000)", RIGHT)
    assert header(words + body(128, (185, 265, 345)), 1) == [["Region", *(f"{label} (000)" for label in labels)]]
