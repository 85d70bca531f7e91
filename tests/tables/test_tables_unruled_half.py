"""Grids that ruling lines only half make."""

import pytest

from extractor.page import BBox, FragmentCell, TableFragment, Word
from extractor.tables.unruled_half import is_half_ruled


def word(text: str, x: float, y: float) -> Word:
    return Word(text, BBox(x, y, x + 5 * len(text), y + 10), size=10)


def cell(col: int, *words: Word, row: int = 0, colspan: int = 1) -> FragmentCell:
    return FragmentCell(row, col, 1, colspan, BBox(0, 0, 1, 1), words)


def grid(*cells: FragmentCell) -> TableFragment:
    rows = 1 + max(c.row for c in cells)
    columns = max(c.col + c.colspan for c in cells)
    return TableFragment(
        1,
        BBox(0, 0, 500, 500),
        tuple(100.0 * i for i in range(columns + 1)),
        tuple(100.0 * i for i in range(rows + 1)),
        cells,
    )


def lines(x: float, *texts: str) -> list[Word]:
    return [word(text, x, 14 * i) for i, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("fragment", "half"),
    [
        pytest.param(
            grid(
                cell(0, *lines(0, "Age", "Men", "East")),
                cell(1, *lines(100, "1", "2", "3"), *lines(200, "4", "5", "6")),
            ),
            True,
            id="columns-hidden-in-a-cell",
        ),
        pytest.param(
            grid(cell(0, *lines(0, "Age", "Men", "East")), cell(1, *lines(100, "1.5", "2.5", "3.5"))),
            True,
            id="rows-hidden-in-a-row",
        ),
        pytest.param(
            grid(
                cell(0, word("Region", 0, 0)),
                cell(1, word("Count", 200, 0)),
                cell(0, word("North", 0, 20), word("12", 200, 20), row=1, colspan=2),
                cell(0, word("South", 0, 40), word("34", 200, 40), row=2, colspan=2),
            ),
            True,
            id="columns-hidden-in-cells-over-all-columns",
        ),
        pytest.param(
            grid(cell(0, *lines(0, "Training of", "the staff in", "all regions")), cell(1, word("12", 100, 14))),
            False,
            id="wrapped-label-beside-one-value",
        ),
        pytest.param(
            grid(cell(0, *lines(0, "Total:", "Butter", "Oil")), cell(1, *lines(100, "Soft (5%)", "Hard (9%)", "Old"))),
            False,
            id="lists-of-text-side-by-side",
        ),
        pytest.param(grid(cell(0), cell(1)), False, id="blank"),
    ],
)
def test_is_half_ruled(fragment: TableFragment, half: bool) -> None:
    assert is_half_ruled(fragment) is half
