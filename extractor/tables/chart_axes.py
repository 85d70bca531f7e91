"""Charts told from tables by their axes: ticks that stand outside the frame, or numbers that stand at its gridlines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.numerals import is_number
from extractor.page import Ruling, Word
from extractor.tables.grids import Grid

LONGEST = 8.0
"""Length of a tick in points, at most."""
NEAR = 1.0
"""Points between a tick's end and the axis that it stands on."""
FEWEST = 4
"""Ticks on one side; fewer are corners that overshoot, or the walls of a row that the page cuts off."""
INSIDE = 2.0
"""Points between a tick and the corners of the frame, whose rules may run over the corner."""
BESIDE = 3.0
"""Text heights within which the numbers of an axis stand beside the frame."""
AT_LINE = 0.35
"""Text heights between the middle of such a number and its gridline; a row of a table keeps it at 0.6 or more."""
FEWEST_NUMBERS = 3
MOST_NUMBERS = 0.8
"""Share of the numbers beside the frame that stand at gridlines."""


def has_axis(grid: Grid, rulings: Iterable[Ruling], words: Sequence[Word]) -> bool:
    """Whether a side of `grid` is an axis, by its ticks or its numbers."""
    return _has_ticks(grid, rulings) or _has_scale(grid, words)


def _has_ticks(grid: Grid, rulings: Iterable[Ruling]) -> bool:
    """Whether a row of ticks stands on a side of `grid`, outside of it."""
    counts = [0, 0, 0, 0]
    box = grid.bbox
    for ruling in rulings:
        if ruling.length > LONGEST:
            continue
        level = ruling.orientation == "horizontal"
        first, last, start, end = (
            (box.x0, box.x1, box.top, box.bottom) if level else (box.top, box.bottom, box.x0, box.x1)
        )
        if not start + INSIDE < ruling.position < end - INSIDE:
            continue
        counts[0 if level else 1] += abs(ruling.end - first) <= NEAR
        counts[2 if level else 3] += abs(ruling.start - last) <= NEAR
    return max(counts) >= FEWEST


def _has_scale(grid: Grid, words: Sequence[Word]) -> bool:
    """Whether numbers stand outside the frame at its horizontal lines, as those of a value axis do."""
    numbers = [w for w in words if is_number(w.text) and grid.rows[0] <= w.bbox.y_mid <= grid.rows[-1]]
    for beside in (
        [w for w in numbers if 0 <= grid.columns[0] - w.bbox.x1 <= BESIDE * w.size],
        [w for w in numbers if 0 <= w.bbox.x0 - grid.columns[-1] <= BESIDE * w.size],
    ):
        at_lines = [w for w in beside if min(abs(y - w.bbox.y_mid) for y in grid.rows) <= AT_LINE * w.size]
        if len(at_lines) >= FEWEST_NUMBERS and len(at_lines) >= MOST_NUMBERS * len(beside):
            return True
    return False
