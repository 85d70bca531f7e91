"""Cells of a scan that a worn ruling line should divide, told by what stands in them.

A vertical rule that is worn away over the height of a row leaves one cell where there are two. What is left of it may
be read as a 1 or an l: such a stroke lies exactly where the rule stands in the rows above and below. Or the one cell
holds two numbers, each on its own side of that place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.numerals import is_number
from extractor.page import BBox, Word
from extractor.tables.cell_text import lines_of
from extractor.tables.grids import Grid, GridCell

STROKES = frozenset("1lI|丨!｜iíïì")
"""What an upright stroke is read as."""
ON_RULE = 2.5
"""Points between the middle of the stroke and the rule it is a rest of."""
THIN = 0.5
"""Most width of the stroke as a share of its height."""


def divide_at_rests(grid: Grid, words: Sequence[Word]) -> tuple[Grid, tuple[Word, ...]]:
    """`grid` with cells cut where their words show that a rule stood there, and the words that were rests of it.

    Only words read by OCR count, and only cells of one row: a label over several rows has few reasons to be cut.
    """
    drawn = _drawn_places(grid)
    by_ocr = [word for word in words if word.origin == "ocr"]
    cells: list[GridCell] = []
    used: list[Word] = []
    for cell in grid.cells:
        if cell.rowspan > 1 or cell.colspan < 2:
            cells.append(cell)
            continue
        inside = [w for w in by_ocr if cell.bbox.contains_point(w.bbox.x_mid, w.bbox.y_mid)]
        worn = [b for b in range(cell.col + 1, cell.col + cell.colspan) if _stands_around(b, cell, drawn, grid)]
        rests = [(w, b) for w in inside if (b := _boundary_under(w, grid, worn)) is not None]
        cuts = {b for _, b in rests} | _between_numbers(inside, grid, worn)
        cells.extend(_cut(cell, sorted(cuts), grid))
        used.extend(w for w, _ in rests)
    cells.sort(key=lambda cell: (cell.row, cell.col))
    return replace(grid, cells=tuple(cells)), tuple(used)


def _drawn_places(grid: Grid) -> set[tuple[int, int]]:
    """(row, boundary) of all places where two cells of a row meet."""
    return {(row, cell.col) for cell in grid.cells for row in range(cell.row, cell.row + cell.rowspan)}


def _stands_around(boundary: int, cell: GridCell, drawn: set[tuple[int, int]], grid: Grid) -> bool:
    """Whether a rule stands on `boundary` in the rows above and below `cell`, as far as there are any.

    Without that a 1 in the middle of a wide cell would be taken for a rest of a rule that was never there.
    """
    around = [row for row in (cell.row - 1, cell.row + 1) if 0 <= row < len(grid.rows) - 1]
    return bool(around) and all((row, boundary) in drawn for row in around)


def _boundary_under(word: Word, grid: Grid, boundaries: Sequence[int]) -> int | None:
    """The one of `boundaries` on which a thin stroke lies; None for any other word."""
    if word.text not in STROKES or word.bbox.width > THIN * word.bbox.height:
        return None
    near = [i for i in boundaries if abs(grid.columns[i] - word.bbox.x_mid) <= ON_RULE]
    return near[0] if near else None


def _between_numbers(words: Sequence[Word], grid: Grid, boundaries: Sequence[int]) -> set[int]:
    """Those of `boundaries` that part two numbers of one line, where only one does."""
    cuts: set[int] = set()
    for line in lines_of(words):
        for before, word in pairwise(line):
            if is_number(before.text) and is_number(word.text):
                apart = [i for i in boundaries if before.bbox.x1 <= grid.columns[i] <= word.bbox.x0]
                cuts.update(apart if len(apart) == 1 else ())
    return cuts


def _cut(cell: GridCell, boundaries: Sequence[int], grid: Grid) -> list[GridCell]:
    ends = [cell.col, *boundaries, cell.col + cell.colspan]
    return [
        GridCell(cell.row, a, 1, b - a, BBox(grid.columns[a], cell.bbox.top, grid.columns[b], cell.bbox.bottom))
        if boundaries
        else cell
        for a, b in pairwise(ends)
    ]
