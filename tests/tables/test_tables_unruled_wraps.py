"""Cells that wrap in rows without rules: a number and its mark, text that stands lowest or highest in its row."""

import pytest
from unruled_pages import RIGHT, SIZE, row, run

from extractor.page import Word
from extractor.tables.unruled_columns import boundaries, find_columns
from extractor.tables.unruled_line_kinds import is_tabular
from extractor.tables.unruled_lines import text_lines
from extractor.tables.unruled_rows import body_rows

COLUMNS = (220.0, 300.0, 380.0)
PITCH = 12.0


def rows(words: list[Word]) -> list[list[str]]:
    """The texts of the rows that the words of a body make."""
    lines = text_lines(words)
    columns = find_columns([line for line in lines if is_tabular(line)], SIZE)
    left, right = min(w.bbox.x0 for w in words), max(w.bbox.x1 for w in words)
    made = body_rows(lines, columns, boundaries(columns, left, right), ())
    return [[" ".join(w.text for w in part.words(col)) for col in range(len(columns))] for part in made]


def body(lines: list[tuple[str, list[str]]]) -> list[Word]:
    """`lines` at one distance, as where rows have no space between."""
    return [w for i, (stub, values) in enumerate(lines) for w in row(100 + i * PITCH, stub, values, COLUMNS)]


def test_number_above_its_mark_is_of_the_row_of_the_mark() -> None:
    words = body(
        [
            ("North", ["1,234", "5", "8.9"]),
            ("", ["830,025", "", ""]),
            ("South", ["1/", "4", "1.0"]),
            ("East", ["12", "3", "2.1"]),
        ]
    )
    assert rows(words)[1] == ["South", "830,025 1/", "4", "1.0"]


def test_wrapped_label_and_number_set_to_the_bottom_are_of_one_row() -> None:
    words = body(
        [
            ("North", ["1,234", "5", "8.9"]),
            ("Other", ["", "4", ""]),
            ("regions", ["700", "1/", "1.0"]),
            ("East", ["12", "3", "2.1"]),
        ]
    )
    assert rows(words)[1] == ["Other regions", "700", "4 1/", "1.0"]


def test_currency_sign_above_its_number_is_of_the_row_of_the_number() -> None:
    words = body([("North", ["1", "5", "8.9"]), ("South", ["2", "6", "7.9"])])
    words += run(124, 195, "$", RIGHT) + row(136, "East", ["20,939", "4", "2.1"], COLUMNS)
    assert rows(words)[-1] == ["East", "$ 20,939", "4", "2.1"]


def test_rows_whose_label_is_blank_stay_rows() -> None:
    words = body(
        [
            ("North", ["1,234", "5", "8.9"]),
            ("", ["700", "4", "1.0"]),
            ("South", ["12", "3", "2.1"]),
            ("", ["15", "", "4.5"]),
            ("East", ["16", "3", "2.1"]),
            ("West", ["17", "8", "2.2"]),
        ]
    )
    assert [r[0] for r in rows(words)] == ["North", "", "South", "", "East", "West"]


def test_sign_for_an_absent_number_is_a_cell_of_its_own() -> None:
    words = body([("North", ["12", "5", "8.9"]), ("South", ["1,234", "", ""]), ("East", ["*", "3", "2.1"])])
    assert [r[0] for r in rows(words)] == ["North", "South", "East"]


def test_currency_sign_at_the_left_of_a_wide_cell_is_of_the_number_in_it() -> None:
    words = body([("North", ["12", "5", "8.9"]), ("South", ["1", "2", "3.4"]), ("East", ["15", "6", "2.1"])])
    words += run(100 + PITCH, 223, "$")
    assert rows(words)[1] == ["South", "1", "$ 2", "3.4"]


def test_currency_sign_behind_each_number_stays_behind_it() -> None:
    words = [w for i in range(3) for x in COLUMNS for w in run(100 + i * PITCH, x, f"{7 * i + 3} €", RIGHT)]
    words += [w for i, stub in enumerate(("North", "South", "East")) for w in run(100 + i * PITCH, 60, stub)]
    assert rows(words)[1] == ["South", "10 €", "10 €", "10 €"]


def remarks(lines: list[tuple[str, str, str]]) -> list[Word]:
    """Rows of a label, a number and a remark that wraps, at one distance of the lines."""
    words: list[Word] = []
    for i, (stub, value, remark) in enumerate(lines):
        y = 100 + i * PITCH
        words += row(y, stub, [value], (160,)) + (run(y, 220, remark) if remark else [])
    return words


def test_text_in_capitals_that_wraps_above_its_number_is_of_its_row() -> None:
    words = remarks(
        [("North", "3", ""), ("", "", "Survey"), ("", "", "Taken"), ("South", "4", "Anew"), ("East", "5", "")]
    )
    assert rows(words) == [["North", "3", ""], ["South", "4", "Survey Taken Anew"], ["East", "5", ""]]


def test_text_in_capitals_that_wraps_below_its_number_is_of_its_row() -> None:
    words = remarks(
        [("North", "3", "Survey"), ("", "", "Taken"), ("", "", "Anew"), ("South", "4", ""), ("East", "5", "Counted")]
    )
    assert rows(words) == [["North", "3", "Survey Taken Anew"], ["South", "4", ""], ["East", "5", "Counted"]]


def _group(heading: float, gap: float) -> list[Word]:
    """Rows of one indent with a line alone above the third of them, that far out and that near to it."""
    lines = [("North", 100.0), ("East", 116.0), ("South", 132.0 + gap), ("West", 148.0 + gap)]
    words = [w for stub, y in lines for w in row(y, "", ["12", "3", "2.1"], COLUMNS) + run(y, 90, stub)]
    return words + run(132, heading, "Coast")


@pytest.mark.parametrize(
    ("heading", "gap", "labels"),
    [
        pytest.param(80, 13, ["North", "East", "Coast", "South", "West"], id="farther-out-and-nearly-a-row-off"),
        pytest.param(90, 13, ["North", "East", "Coast South", "West"], id="of-one-indent"),
        pytest.param(80, 10, ["North", "East", "Coast South", "West"], id="surely-nearer-than-a-row"),
    ],
)
def test_line_that_stands_farther_out_than_the_rows_below_heads_them(
    heading: float, gap: float, labels: list[str]
) -> None:
    assert [made[0] for made in rows(_group(heading, gap))] == labels


@pytest.mark.parametrize(
    ("heading", "labels"),
    [
        pytest.param(80, ["North", "East", "Coast", "South", "West"], id="farther-out"),
        pytest.param(90, ["North", "East Coast", "South", "West"], id="of-one-indent"),
    ],
)
def test_line_that_heads_the_rows_below_is_no_part_of_the_row_above(heading: float, labels: list[str]) -> None:
    lines = [("North", 100.0), ("East", 116.0), ("South", 145.0), ("West", 161.0)]
    words = [w for stub, y in lines for w in row(y, "", ["12", "3", "2.1"], COLUMNS) + run(y, 90, stub)]
    assert [made[0] for made in rows(words + run(129, heading, "Coast"))] == labels
