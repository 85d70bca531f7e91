"""Tables that stand side by side: they are parted before rows are looked for, since theirs have nothing in common.

A gutter parts two tables, and not two columns of one, where the rows on either side have labels of their own beside
their values, and more than that: the rows are not level, ruling lines end at the gutter, or the same column headers
stand on both sides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.geometry import cluster
from extractor.page import BBox, Fill, Ruling
from extractor.tables.unruled_columns import Span, merged
from extractor.tables.unruled_line_kinds import FLUSH, holds_data, is_caption
from extractor.tables.unruled_lines import TextLine, is_value, is_year
from extractor.tables.unruled_regions import FAR
from extractor.tables.unruled_sides import cut_line

GUTTER = 1.0
"""Least width of the white between two tables, in text heights: that between two segments of a line."""
WIDE_GUTTER = 2.5
"""The same where nothing but column headers that are the same on both sides tells two tables."""
LABELS = 2
"""Lines that begin at the left edge of a table; as many rows have a label and values."""
LABELLED = 0.6
"""Share of the rows of a table with values that begin with a label."""
STEPS = 4
"""Rows beside each other, of both sides together, from which it can be told whether they are level."""
LEVEL = 0.1
"""Text heights by which the middles of the words of one row differ, at most."""
SHIFT = 0.25
"""Text heights by which all rows of one side may stand off those of the other, set in other type."""
IN_STEP = 0.6
"""Share of the rows of one side that have text at their height on the other, in one table."""
CONFINED = 0.7
"""Share of one side's width that its own ruling lines at one height cover."""
BAND = 4.0
"""Height of a shaded row or column header in text heights, at most; higher areas are the ground of a page."""
TOUCHING = 1.0
"""Points between two shaded cells of one band, at most."""
OVERHANG = 2.0
"""Text heights by which the ruling lines of a table may begin left of its labels."""


Sides = tuple[Sequence[TextLine], Sequence[TextLine]]
"""The lines left and right of a gutter."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Lines with indices from `start` up to `end` that fall into two tables left and right of `x`."""

    start: int
    end: int
    x: float


def shaded_bands(fills: Sequence[Fill], size: float) -> list[Ruling]:
    """Shaded areas not much higher than a line of text `size` points high, each as the ruling line along its middle.

    Shaded cells that touch are one band.
    """
    spans: dict[float, list[Span]] = {}
    for fill in fills:
        if fill.bbox.height <= BAND * size:
            spans.setdefault(round(fill.bbox.y_mid), []).append((fill.bbox.x0, fill.bbox.x1))
    return [Ruling("horizontal", y, x0, x1) for y, row in spans.items() for x0, x1 in merged(row, TOUCHING) if x1 > x0]


def part_neighbours(lines: Sequence[TextLine], rules: Sequence[Ruling]) -> list[list[TextLine]]:
    """`lines` in groups: each of the tables that stand side by side, and what is above and below them.

    `lines` run from top to bottom, and so do those of a group. `rules` are horizontal ruling lines and shaded bands.
    """
    zone = max(_zones(lines, rules), key=lambda z: z.end - z.start, default=None)
    if zone is None:
        return [list(lines)] if lines else []
    left, right = _sides(lines[zone.start : zone.end], zone.x)
    parts = (lines[: zone.start], left, right, lines[zone.end :])
    return [group for part in parts for group in part_neighbours(part, rules)]


def _sides(lines: Sequence[TextLine], x: float) -> tuple[list[TextLine], list[TextLine]]:
    """What stands left and right of `x`."""
    halves = [cut_line(line, x) for line in lines]
    return [part for left, _ in halves for part in left], [part for _, right in halves for part in right]


def _zones(lines: Sequence[TextLine], rules: Sequence[Ruling]) -> Iterator[Zone]:
    """Where two tables stand side by side; zones may overlap."""
    for x in _left_edges(lines):
        for start, end in _white_runs(lines, rules, x):
            kinds = [(a, b, _are_two(lines[a:b], rules, x)) for a, b in _blocks(lines, start, end)]
            yield from _joined(kinds, x)


def _left_edges(lines: Sequence[TextLine]) -> list[float]:
    """Positions right before edges at which labels begin."""
    if not lines:
        return []
    size = median(line.size for line in lines)
    starts = [s.x0 for line in lines for s in line.segments if not is_value(s.text) or is_year(s.text)]
    return [edge[0] - 0.5 * GUTTER * size for edge in cluster(starts, FLUSH * size) if len(edge) >= LABELS]


def _white_runs(lines: Sequence[TextLine], rules: Sequence[Ruling], x: float) -> Iterator[tuple[int, int]]:
    """Runs of lines that leave white a gutter at `x`; no ruling line crosses it."""
    crossing = [r.position for r in rules if _crosses(r, x, lines[0].size)]
    start = 0
    for i, line in enumerate(lines):
        if i > start and any(lines[i - 1].y < y <= line.y for y in crossing):
            yield start, i
            start = i
        if not _leaves_white(line, x):
            if i > start:
                yield start, i
            start = i + 1
    if start < len(lines):
        yield start, len(lines)


def _crosses(rule: Ruling, x: float, size: float) -> bool:
    """Whether the ruling line runs on beyond `x` from well left of it."""
    return rule.start < x - OVERHANG * size and rule.end > x


def _leaves_white(line: TextLine, x: float) -> bool:
    """Whether the line leaves a gutter at `x` white."""
    left = max((w.bbox.x1 for w in line.words if w.bbox.x0 < x), default=None)
    right = min((w.bbox.x0 for w in line.words if w.bbox.x0 >= x), default=None)
    if left is None or right is None:
        return left is None or left <= x
    return left <= x and right - left >= GUTTER * line.size


def _blocks(lines: Sequence[TextLine], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines from `start` to `end` in pieces with no more white between lines than one table has."""
    cuts = [i for i in range(start + 1, end) if lines[i].y - lines[i - 1].y > FAR * lines[i].size]
    yield from pairwise([start, *cuts, end])


def _joined(blocks: Sequence[tuple[int, int, bool | None]], x: float) -> Iterator[Zone]:
    """Blocks that are two tables, each run of them as one zone with those between that are too small to tell."""
    start: int | None = None
    end = 0
    for first, last, two in blocks:
        if two is False and start is not None:
            yield Zone(start, end, x)
            start = None
        if two:
            start, end = first if start is None else start, last
    if start is not None:
        yield Zone(start, end, x)


def _are_two(lines: Sequence[TextLine], rules: Sequence[Ruling], x: float) -> bool | None:
    """Whether `lines` are two tables left and right of `x`; None where they are too few to tell."""
    sides = _sides(lines, x)
    if not all(sides):
        return None
    level = _share_in_step(*sides)
    if not all(map(_has_stub, sides)):
        return False if level is not None and level >= IN_STEP else None
    if level is not None and level < IN_STEP:
        return True
    top, bottom = lines[0].bbox.top - FAR * lines[0].size, lines[-1].bbox.bottom + FAR * lines[-1].size
    near = [r for r in rules if top <= r.position <= bottom]
    if any(_crosses(r, x, lines[0].size) for r in near):
        return False
    if _captioned(sides) or _ruled_apart(sides, near, x) or _headed_alike(sides):
        return True
    return None if level is None else False


def _has_stub(side: Sequence[TextLine]) -> bool:
    """Whether rows with values begin with labels."""
    rows = [line for line in side if holds_data(line)]
    labelled = [row for row in rows if not is_value(row.segments[0].text) or is_year(row.segments[0].text)]
    return len(labelled) >= max(LABELS, LABELLED * len(rows))


def _share_in_step(left: Sequence[TextLine], right: Sequence[TextLine]) -> float | None:
    """Share of the rows of one side that are level with text of the other, of the side where it is more.

    Rows are where values stand: labels wrap. None where too few stand beside each other to tell.
    """
    size = median(line.size for line in (*left, *right))
    heights = [{w.bbox.y_mid for line in side for w in line.words} for side in (left, right)]
    top, bottom = max(map(min, heights)) - size, min(map(max, heights)) + size
    values = [
        {w.bbox.y_mid for line in side for w in line.words if top < w.bbox.y_mid < bottom and is_value(w.text)}
        for side in (left, right)
    ]
    rows = [cluster(ys, LEVEL * size) for ys in values]
    if not all(rows) or sum(map(len, rows)) < STEPS:
        return None
    return max(_level(own, other, size) for own, other in zip(values, reversed(heights), strict=True))


def _level(own: Collection[float], other: Collection[float], size: float) -> float:
    """Share of the heights `own` that `other` has too; all where the same small shift makes every one meet."""
    steps = [min((b - a for b in other), key=abs) for a in own]
    shift = median(steps)
    if abs(shift) <= SHIFT * size and all(abs(step - shift) <= LEVEL * size for step in steps):
        return 1.0
    return sum(abs(step) <= LEVEL * size for step in steps) / len(steps)


def _headed_alike(sides: Sides) -> bool:
    """Whether the first lines left and right are the same labels, farther apart than columns are."""
    left, right = (side[0] for side in sides)
    wide = min(k.bbox.x0 for k in sides[1]) - max(k.bbox.x1 for k in sides[0]) >= WIDE_GUTTER * left.size
    labels = [[s.text for s in line.segments] for line in (left, right)]
    return wide and len(labels[0]) > 1 and labels[0] == labels[1]


def _ruled_apart(sides: Sides, rules: Sequence[Ruling], x: float) -> bool:
    """Whether ruling lines along the whole of a side end at the gutter: one or more on either, or two on one."""
    size = sides[0][0].size
    own = ([r for r in rules if r.end <= x], [r for r in rules if r.end > x and not _crosses(r, x, size)])
    counts = [_rules_along(side, confined) for side, confined in zip(sides, own, strict=True)]
    return all(counts) or max(counts) >= 2


def _rules_along(side: Sequence[TextLine], rules: Sequence[Ruling]) -> int:
    """At how many heights `rules` run along the whole of a side."""
    width = BBox.around(line.bbox for line in side).width
    lengths = ([r.length for r in rules if r.position in level] for level in cluster({r.position for r in rules}, 1.0))
    return sum(sum(length) >= CONFINED * width for length in lengths)


def _captioned(sides: Sides) -> bool:
    """Whether either side has a caption of its own."""
    return all(any(map(is_caption, side)) for side in sides)
