from __future__ import annotations

from dataclasses import replace

from extractor.page import BBox, PageContent, Ruling, Word
from extractor.tables.stage import find_ruled
from table_builders import horizontal, vertical, word


def worn_table() -> list[Ruling]:
    """Three rows of three columns; the rule between the last two is worn away in the second row."""
    across = [horizontal(y, 0, 300) for y in (0, 20, 40, 60)]
    upright = [vertical(x, 0, 60) for x in (0, 100, 300)]
    return [*across, *upright, vertical(200, 0, 20), vertical(200, 40, 60)]


def stroke(text: str, x: float) -> Word:
    return Word(text, BBox(x - 1, 24, x + 1, 36), origin="ocr")


def texts(words: list[Word]) -> list[tuple[int, int, int, str]]:
    rows = [replace(word(t, x, y), origin="ocr") for y, t in ((10, "甲"), (50, "丙")) for x in (10, 110, 210)]
    page = PageContent(1, 595, 842, 595, 842, rulings=tuple(worn_table()))
    (table,) = find_ruled(page, [*rows, *words])
    return [(c.row, c.col, c.colspan, c.text) for c in table.cells if c.row == 1]


def test_stroke_on_the_boundary_is_the_rest_of_the_rule() -> None:
    assert texts([stroke("1", 200.5)]) == [(1, 0, 1, ""), (1, 1, 1, ""), (1, 2, 1, "")]


def test_number_beside_the_boundary_is_a_number() -> None:
    assert texts([stroke("1", 150)]) == [(1, 0, 1, ""), (1, 1, 2, "1")]


def test_word_over_the_boundary_is_a_word() -> None:
    assert texts([replace(word("合计", 190, 30), origin="ocr")]) == [(1, 0, 1, ""), (1, 1, 2, "合计")]


def test_text_layer_is_believed() -> None:
    assert texts([replace(stroke("1", 200), origin="text-layer")]) == [(1, 0, 1, ""), (1, 1, 2, "1")]


def test_two_numbers_either_side_of_the_boundary_are_two_cells() -> None:
    numbers = [replace(word(t, x, 30), origin="ocr") for t, x in (("12", 150), ("0", 250))]
    assert texts(numbers) == [(1, 0, 1, ""), (1, 1, 1, "12"), (1, 2, 1, "0")]


def test_number_set_with_a_space_within_one_column_is_not_cut() -> None:
    numbers = [replace(word(t, x, 30), origin="ocr") for t, x in (("12", 120), ("345", 140))]
    assert texts(numbers) == [(1, 0, 1, ""), (1, 1, 2, "12 345")]


def test_one_in_the_middle_of_a_wide_cell_is_a_number() -> None:
    across = [horizontal(y, 0, 300) for y in (0, 20, 40, 60)]
    wide = [*across, vertical(0, 0, 60), vertical(100, 0, 60), vertical(300, 0, 60), vertical(200, 0, 20)]
    words = [replace(word(t, x, y), origin="ocr") for t, x, y in (("甲", 10, 10), ("乙", 110, 10), ("丙", 10, 50))]
    page = PageContent(1, 595, 842, 595, 842, rulings=tuple(wide))
    (table,) = find_ruled(page, [*words, stroke("1", 200)])
    assert [(c.colspan, c.text) for c in table.cells if c.row == 1] == [(1, ""), (2, "1")]
