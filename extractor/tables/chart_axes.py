"""Charts told from tables by their axes: ticks that stand on a line, or numbers that stand at the lines of a grid."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from extractor.geometry import cluster, share_inside
from extractor.numerals import is_number
from extractor.page import BBox, Orientation, Ruling, Word
from extractor.tables.grids import Grid

SHORTEST, LONGEST = 1.5, 8.0
"""Length of a tick in points."""
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
FEWEST_ON_BOTH = 3
"""Ticks on each of two axes that meet: a table has a row of them neither along its rows nor along its columns."""
SHORTEST_AXIS = 40.0
"""Length of an axis in points, at least."""
MEETING = 15.0
"""Points by which two axes may miss each other: some are drawn apart from the frame."""
SAME = 0.5
"""Share of a plot within another from which the two are one, with ticks on all four sides."""
LABEL = 1.5
"""Text heights between an axis and the numbers at its ticks, at most."""
FEWEST_NUMBERS = 3
MOST_NUMBERS = 0.8
"""Share of the numbers beside the frame that stand at gridlines."""


def find_plots(rulings: Sequence[Ruling]) -> tuple[BBox, ...]:
    """The areas between a level and an upright axis that meet, each with ticks on it."""
    plots: list[BBox] = []
    for level in _axes(rulings, "horizontal"):
        for upright in _axes(rulings, "vertical"):
            if _meet(level, upright):
                plot = level.bbox.union(upright.bbox)
                same = [
                    other for other in plots if share_inside(plot, other) > SAME or share_inside(other, plot) > SAME
                ]
                plots = [other for other in plots if other not in same] + [BBox.around([plot, *same])]
    return tuple(plots)


def _meet(level: Ruling, upright: Ruling) -> bool:
    across = level.start - MEETING <= upright.position <= level.end + MEETING
    return across and upright.start - MEETING <= level.position <= upright.end + MEETING


def _axes(rulings: Sequence[Ruling], orientation: Orientation) -> list[Ruling]:
    """The lines along `orientation` on one side of which ticks stand that touch no other line."""
    lines = [r for r in rulings if r.orientation == orientation and r.length >= SHORTEST_AXIS]
    ticks = [r for r in rulings if r.orientation != orientation and SHORTEST <= r.length <= LONGEST]
    before = sorted((t.end, t.position, t.start) for t in ticks)
    after = sorted((t.start, t.position, t.end) for t in ticks)
    return [line for line in lines if any(_stand_on(line, side, lines) for side in (before, after))]


def _stand_on(axis: Ruling, ticks: Sequence[tuple[float, float, float]], lines: Sequence[Ruling]) -> bool:
    """Whether enough ticks, (near end, position, far end) ascending, stand on `axis`, their far ends free and level."""
    first = bisect_left(ticks, (axis.position - NEAR,))
    last = bisect_right(ticks, (axis.position + NEAR, float("inf")))
    there = [(far, x) for _, x, far in ticks[first:last] if axis.start - INSIDE <= x <= axis.end + INSIDE]
    if len(there) < FEWEST_ON_BOTH:
        return False
    level = max(cluster((far for far, _ in there), NEAR), key=len)
    places = cluster((x for far, x in there if level[0] <= far <= level[-1]), INSIDE)
    walled = any(abs(r.position - level[0]) <= NEAR and r.start <= places[0][0] <= r.end for r in lines)
    return len(places) >= FEWEST_ON_BOTH and not walled


def is_labelled_by(word: Word, plot: BBox) -> bool:
    """Whether `word` stands in the plot, or as near to it as the numbers at its ticks do."""
    return plot.grown(LABEL * word.size).intersection(word.bbox).area > 0


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
