"""Column headers that ruling lines divide although the body below has none, or not all, of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.page import Ruling
from extractor.tables.cell_text import assign_words
from extractor.tables.grids import Grid, find_grids
from extractor.tables.unruled_columns import Column
from extractor.tables.unruled_header import HeaderCell
from extractor.tables.unruled_lines import TextLine

SHORTEST = 3.0
"""Points of a ruling line that must lie beside the header to count there."""


def ruled_header_cells(
    lines: Sequence[TextLine], below: float, columns: Sequence[Column], rulings: Sequence[Ruling]
) -> tuple[list[HeaderCell], list[float]] | None:
    """The labels of header `lines` and the y between their rows, where ruling lines make a cell for every column.

    `below` is the middle of the first line under the header. None where the rules do not tell the columns apart.
    """
    if not lines:
        return None
    words = [w for line in lines for w in line.words]
    grid = _grid_around(lines, below, rulings)
    if grid is None or not _matches(grid, columns):
        return None
    held = assign_words(grid, words)
    if sum(len(inside) for inside in held) < len(words):
        return None
    cells = [HeaderCell(c.row, c.rowspan, c.col, c.colspan, inside) for c, inside in zip(grid.cells, held, strict=True)]
    return cells, list(grid.rows[1:-1])


def _grid_around(lines: Sequence[TextLine], below: float, rulings: Sequence[Ruling]) -> Grid | None:
    """The grid that the rules around the header make, cut off below it."""
    horizontal = [r for r in rulings if r.orientation == "horizontal" and r.position < below]
    floors = [r.position for r in horizontal if r.position > lines[-1].y]
    roofs = [r.position for r in horizontal if lines[0].y - 2.5 * lines[0].size < r.position < lines[0].y]
    if not floors or not roofs:
        return None
    top, bottom = min(roofs), min(floors)
    beside = [r for r in horizontal if top <= r.position <= bottom]
    for r in rulings:
        if r.orientation == "vertical":
            start, end = max(r.start, top), min(r.end, bottom)
            if end - start > SHORTEST:
                beside.append(replace(r, start=start, end=end))
    grids = [g for g in find_grids(beside) if g.rows[0] <= lines[0].y and g.rows[-1] >= lines[-1].y]
    return grids[0] if len(grids) == 1 else None


def _matches(grid: Grid, columns: Sequence[Column]) -> bool:
    """Whether every band of the grid holds the body of exactly one column."""
    bands = list(pairwise(grid.columns))
    if len(bands) != len(columns):
        return False
    return all(a <= c.x_mid <= b for (a, b), c in zip(bands, columns, strict=True))
