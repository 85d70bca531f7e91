"""Numbers set flush left: column headers are centred over the cells, not over what the numbers take up."""

from unruled_pages import CENTRE, run, tables, texts

from extractor.page import Word
from extractor.tables.unruled_columns import Column
from extractor.tables.unruled_flush import as_cells, is_flush_left
from extractor.tables.unruled_lines import text_lines

STARTS = (200.0, 300.0)


def body(values: list[tuple[str, str]]) -> list[Word]:
    words = []
    for i, row in enumerate(values):
        words += run(116 + 14 * i, 60, f"Region {'abcdefgh'[i]}")
        for x, value in zip(STARTS, row, strict=True):
            words += run(116 + 14 * i, x, value)
    return words


RAGGED = body([("3", "1,234"), ("21", "7"), ("3,456", "89"), ("12", "345")])
ALIKE = body([("1", "21"), ("2", "34"), ("3", "56")])
COLUMNS = (Column(60, 100, False), Column(200, 225, True), Column(300, 325, True))


def test_labels_centred_over_cells_whose_numbers_are_flush_left_head_them() -> None:
    words = run(100, 60, "Area") + run(100, 247, "Female", CENTRE) + run(100, 347, "Total", CENTRE)
    (fragment,) = tables(words + RAGGED)
    assert texts(fragment)[:2] == [["Area", "Female", "Total"], ["Region a", "3", "1,234"]]


def test_cells_of_numbers_set_flush_left_reach_to_the_next_column() -> None:
    cells = as_cells(COLUMNS, text_lines(RAGGED), 10)
    assert [(c.x0, c.x1) for c in cells] == [(60, 195.5), (200, 295.5), (300, 325)]


def test_numbers_of_one_width_tell_no_edge() -> None:
    assert not is_flush_left(COLUMNS, text_lines(ALIKE), 10)
    assert as_cells(COLUMNS, text_lines(ALIKE), 10) == COLUMNS
