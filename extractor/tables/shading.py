"""Ruling lines that shading stands for: cells told by their colour, by the white between them, or by striped rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from extractor.geometry import overlap_1d
from extractor.page import BBox, Fill, Ruling
from extractor.tables.double_rules import DOUBLE

TOUCHING = 0.6
"""Points by which two shaded areas that touch may overlap or lie apart."""
IN_LINE = 1.5
"""Points by which the edges of areas of one table may differ."""
FEWEST = 4
"""Shaded cells, side by side and below one another, that make a table."""
LOWEST = 6.0
"""Points; lower or narrower areas hold no line of text."""
WIDE = 3.0
"""Width of a shaded column header in its heights, at least."""
MOST = 2000
"""Areas on a page from which they are a drawing."""


def rulings_of_shading(fills: Iterable[Fill], rulings: Sequence[Ruling]) -> tuple[Ruling, ...]:
    """The edges of shaded cells and of striped rows, as lines without thickness."""
    areas = _joined(f for f in set(fills) if min(f.bbox.width, f.bbox.height) >= LOWEST)
    if not 0 < len(areas) <= MOST:
        return ()
    boxes = [area.bbox for area in areas]
    edges = [edge for box in _tiles(boxes) for edge in _frame(box)]
    return (*edges, *(edge for box in _stripes(boxes, rulings) for edge in _frame(box)[:2]))


def edges_of_single_shading(fills: Iterable[Fill]) -> tuple[Ruling, ...]:
    """The upper and lower edges of wide shaded areas that are the only ones of their colour and extent: no stripes.

    Such an area is the column header of the rows below, or a heading, and is as if between ruling lines.
    """
    areas = _joined(f for f in set(fills) if min(f.bbox.width, f.bbox.height) >= LOWEST)
    if len(areas) > MOST:
        return ()
    wide = [area for area in areas if area.bbox.width >= WIDE * area.bbox.height]
    extents = Counter((area.colour, round(area.bbox.x0), round(area.bbox.x1)) for area in wide)
    single = [a.bbox for a in wide if extents[a.colour, round(a.bbox.x0), round(a.bbox.x1)] == 1]
    return tuple(edge for box in single for edge in _frame(box)[:2])


def _frame(box: BBox) -> tuple[Ruling, ...]:
    """The horizontal and the vertical edges of a box."""
    return (
        Ruling("horizontal", box.top, box.x0, box.x1, 0.0),
        Ruling("horizontal", box.bottom, box.x0, box.x1, 0.0),
        Ruling("vertical", box.x0, box.top, box.bottom, 0.0),
        Ruling("vertical", box.x1, box.top, box.bottom, 0.0),
    )


def _joined(fills: Iterable[Fill]) -> list[Fill]:
    """The areas, with touching ones of one colour that make a rectangle as one: nobody sees an edge between them."""
    areas = list(fills)
    while True:
        across = _in_one(sorted(areas, key=lambda f: (f.colour, round(f.bbox.top), f.bbox.x0)), _goes_on_right)
        down = _in_one(sorted(across, key=lambda f: (f.colour, round(f.bbox.x0), f.bbox.top)), _goes_on_below)
        if len(down) == len(areas):
            return areas
        areas = down


def _in_one(areas: Iterable[Fill], goes_on: Callable[[BBox, BBox], bool]) -> list[Fill]:
    """The areas, each with those that come next and go on from it."""
    joined: list[Fill] = []
    for fill in areas:
        last = joined[-1] if joined else None
        if last is not None and last.colour == fill.colour and goes_on(last.bbox, fill.bbox):
            joined[-1] = replace(last, bbox=last.bbox.union(fill.bbox))
        else:
            joined.append(fill)
    return joined


def _goes_on_right(box: BBox, right: BBox) -> bool:
    """Whether `right` is as high as `box` and begins where that ends."""
    level = max(abs(box.top - right.top), abs(box.bottom - right.bottom)) <= TOUCHING
    return level and box.x0 < right.x0 and abs(right.x0 - box.x1) <= TOUCHING / 2


def _goes_on_below(box: BBox, below: BBox) -> bool:
    """Whether `below` is as wide as `box` and begins where that ends."""
    flush = max(abs(box.x0 - below.x0), abs(box.x1 - below.x1)) <= TOUCHING
    return flush and box.top < below.top and abs(below.top - box.bottom) <= TOUCHING / 2


def _tiles(boxes: Sequence[BBox]) -> list[BBox]:
    """The areas that stand side by side and below one another with hardly any white between."""
    sides = np.array([(b.x0, b.top, b.x1, b.bottom) for b in boxes])
    beside = _facing(sides[:, 0], sides[:, 2], sides[:, 1], sides[:, 3])
    below = _facing(sides[:, 1], sides[:, 3], sides[:, 0], sides[:, 2])
    found: list[BBox] = []
    for group in _connected(beside | below):
        within = np.ix_(group, group)
        if len(group) >= FEWEST and beside[within].any() and below[within].any():
            found.extend(boxes[i] for i in group)
    return found


def _facing(
    first: NDArray[np.float64], last: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """(n, n): whether the second area begins just after the first one ends, with one of its sides within its reach."""
    gap = first[None, :] - last[:, None]
    common = np.minimum(end[:, None], end[None, :]) - np.maximum(start[:, None], start[None, :])
    lesser = np.minimum((end - start)[:, None], (end - start)[None, :])
    near: NDArray[np.bool_] = (gap >= -TOUCHING) & (gap <= DOUBLE) & (common >= 0.8 * lesser)
    return near


def _connected(pairs: NDArray[np.bool_]) -> list[list[int]]:
    """Indices in groups that are connected by pairs."""
    both = pairs | pairs.T
    open_, groups = set(range(len(both))), []
    while open_:
        stack = [open_.pop()]
        group = []
        while stack:
            i = stack.pop()
            group.append(i)
            new = [int(k) for k in np.flatnonzero(both[i]) if int(k) in open_]
            open_.difference_update(new)
            stack.extend(new)
        groups.append(sorted(group))
    return groups


def _stripes(boxes: Sequence[BBox], rulings: Sequence[Ruling]) -> list[BBox]:
    """Areas with vertical rules through them, of one width with others or with several rules: shaded rows.

    Where horizontal rules stand between such areas, they tell the rows, and the areas are no more than decoration.
    """
    walls = [r for r in rulings if r.orientation == "vertical"]
    crossed = [(box, count) for box in boxes if (count := _count_walls(box, walls))]
    found: list[BBox] = []
    for box, count in crossed:
        alike = [b for b, _ in crossed if abs(b.x0 - box.x0) <= IN_LINE and abs(b.x1 - box.x1) <= IN_LINE]
        if (len(alike) > 1 or count > 1) and not _has_rules(BBox.around(alike), rulings):
            found.append(box)
    return found


def _count_walls(box: BBox, walls: Iterable[Ruling]) -> int:
    """Vertical rules that go through the box, those along its sides among them; 0 where none stands inside."""
    through = [
        w.position
        for w in walls
        if box.x0 - IN_LINE <= w.position <= box.x1 + IN_LINE
        and w.start <= box.top + IN_LINE
        and w.end >= box.bottom - IN_LINE
    ]
    inside = any(box.x0 + IN_LINE < position < box.x1 - IN_LINE for position in through)
    return len(through) if inside else 0


def _has_rules(box: BBox, rulings: Iterable[Ruling]) -> bool:
    """Whether a horizontal rule runs within the box, or along a part of its upper or lower edge."""
    for rule in rulings:
        if rule.orientation == "vertical" or not box.top - IN_LINE <= rule.position <= box.bottom + IN_LINE:
            continue
        common = overlap_1d(rule.start, rule.end, box.x0, box.x1)
        inside = box.top + IN_LINE < rule.position < box.bottom - IN_LINE
        if common > LOWEST and (inside or common < box.width - 2 * IN_LINE):
            return True
    return False
