"""Boxes joined by lines, as in the chart of an organisation or of a procedure: a grid, but no table."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.geometry import overlap_1d
from extractor.page import BBox, Ruling, Word
from extractor.tables.double_rules import DOUBLE
from extractor.tables.grids import Grid, GridCell, find_grids

OPEN, CLOSED = 0.05, 0.9
"""Share of a side that is drawn: a table leaves it open, or closes it; between the two it is drawn in pieces."""
UNDRAWN = 0.5
"""Share of a cell's own part of the side under which the cell is open there."""
WHITE = 0.22
"""Share of the grid in blank cells open to the outside from which it is a diagram: flow charts have 0.3 and more, true
tables, with a corner left blank, 0.14 at most."""


def find_diagrams(rulings: Sequence[Ruling], words: Sequence[Word]) -> tuple[BBox, ...]:
    """The grids much of whose area is white that nothing parts from the page around it."""
    return tuple(grid.bbox for grid in find_grids(rulings) if white_outside(grid, rulings, words) >= WHITE)


def white_outside(grid: Grid, rulings: Sequence[Ruling], words: Sequence[Word]) -> float:
    """Share of the grid's area in blank cells at sides that are drawn in pieces, at places without a line."""
    box = grid.bbox
    level = [r for r in rulings if r.orientation == "horizontal"]
    upright = [r for r in rulings if r.orientation == "vertical"]
    sides = (
        (level, box.top, box.x0, box.x1),
        (level, box.bottom, box.x0, box.x1),
        (upright, box.x0, box.top, box.bottom),
        (upright, box.x1, box.top, box.bottom),
    )
    pieced = [OPEN < _drawn(*side) < CLOSED for side in sides]
    white = 0.0
    for cell in grid.cells:
        at = _sides_of(cell, grid)
        b = cell.bbox
        own = ((b.x0, b.x1), (b.x0, b.x1), (b.top, b.bottom), (b.top, b.bottom))
        open_there = any(pieced[i] and at[i] and _drawn(sides[i][0], sides[i][1], *own[i]) < UNDRAWN for i in range(4))
        if open_there and not any(b.contains_point(w.bbox.x_mid, w.bbox.y_mid) for w in words):
            white += b.area
    return white / box.area if box.area else 0.0


def _sides_of(cell: GridCell, grid: Grid) -> tuple[bool, bool, bool, bool]:
    """Whether the cell lies at the top, the bottom, the left and the right of the grid."""
    return (
        cell.row == 0,
        cell.row + cell.rowspan == len(grid.rows) - 1,
        cell.col == 0,
        cell.col + cell.colspan == len(grid.columns) - 1,
    )


def _drawn(lines: Sequence[Ruling], position: float, start: float, end: float) -> float:
    """Share of the way from `start` to `end` along which a line is drawn at `position`."""
    length = sum(overlap_1d(r.start, r.end, start, end) for r in lines if abs(r.position - position) <= DOUBLE)
    return length / (end - start) if end > start else 1.0
