"""Reading order: which parts of a page stand side by side, and are read one after the other.

The page is cut where a corridor of white runs between two columns of text (recursive cut in the manner of Nagy, Seth
and Viswanathan, "A prototype document image analysis system for technical journals", 1992), not at every white
corridor: two short lines side by side are one line of a form, not two columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.geometry import overlap_1d
from extractor.page import BBox

CORRIDOR = 0.9
"""Least width of the white between columns, in font sizes."""
COLUMN_LINES = 3
"""A column has at least this many lines."""
COLUMN_FILL = 0.55
"""Mean width of the lines of a column, as a share of the column: below it they are labels, not text."""
COLUMN_SHARE = 0.2
"""Least width of a column, as a share of the width that is cut."""
TABLE_LINES = 6
"""A table or figure counts as this many lines."""


@dataclass(frozen=True)
class Item:
    """A thing that is read as a whole: a piece of a line, a table fragment, a figure.

    Attributes:
        index: Its place in the caller's list.
        solid: Whether it is a table or a figure.
    """

    bbox: BBox
    index: int
    solid: bool = False


def reading_columns(items: Sequence[Item], size: float) -> list[list[Item]]:
    """The items of a page as columns in reading order; a page without columns is one.

    Args:
        items: In any order.
        size: Font size of the running text, in points.
    """
    rows = _rows(items)
    columns: list[list[Item]] = []
    start, at = 0, 0
    while at < len(rows):
        zone = _columned_zone(rows, at, size)
        if zone is None:
            at += 1
            continue
        end, left, right = zone
        if before := _flat(rows[start:at]):
            columns.append(before)
        columns += reading_columns(left, size) + reading_columns(right, size)
        start = at = end
    if rest := _flat(rows[start:]):
        columns.append(rest)
    return columns


def _flat(rows: Sequence[Sequence[Item]]) -> list[Item]:
    return [item for row in rows for item in row]


def _rows(items: Sequence[Item]) -> list[list[Item]]:
    """Items in groups from top to bottom; a level line passes between any two groups without touching an item."""
    rows: list[list[Item]] = []
    reach = 0.0
    for item in sorted(items, key=lambda i: (i.bbox.top, i.bbox.x0)):
        inset = min(1.0, 0.2 * item.bbox.height)
        if rows and item.bbox.top + inset < reach:
            rows[-1].append(item)
            reach = max(reach, item.bbox.bottom - inset)
        else:
            rows.append([item])
            reach = item.bbox.bottom - inset
    return rows


def _columned_zone(
    rows: Sequence[Sequence[Item]], start: int, size: float
) -> tuple[int, list[Item], list[Item]] | None:
    """The longest run of rows from `start` that falls into two columns: its end, the left and the right items."""
    best: tuple[int, list[Item], list[Item]] | None = None
    corridors: list[tuple[float, float]] | None = None
    for end in range(start + 1, len(rows) + 1):
        row = rows[end - 1]
        corridors = _gaps(row, size) if corridors is None else _narrowed(corridors, row, size)
        if not corridors:
            break
        items = _flat(rows[start:end])
        for x0, x1 in sorted(corridors, key=lambda c: c[0] - c[1]):
            middle = (x0 + x1) / 2
            left = [i for i in items if i.bbox.x_mid < middle]
            right = [i for i in items if i.bbox.x_mid >= middle]
            if _are_columns(left, right) and _both(row, middle):
                best = (end, left, right)
                break
    return best


def _gaps(row: Sequence[Item], size: float) -> list[tuple[float, float]]:
    """White intervals of x between the items of a row that are wide enough for a corridor; only inner ones."""
    boxes = sorted((item.bbox for item in row), key=lambda b: b.x0)
    gaps, reach = [], boxes[0].x1
    for box in boxes[1:]:
        if box.x0 - reach >= CORRIDOR * size:
            gaps.append((reach, box.x0))
        reach = max(reach, box.x1)
    return gaps


def _narrowed(corridors: Sequence[tuple[float, float]], row: Sequence[Item], size: float) -> list[tuple[float, float]]:
    """What the items of a further row leave of the corridors."""
    left = list(corridors)
    for item in row:
        cut: list[tuple[float, float]] = []
        for x0, x1 in left:
            if overlap_1d(x0, x1, item.bbox.x0, item.bbox.x1) <= 0:
                cut.append((x0, x1))
            else:
                cut += [(x0, min(x1, item.bbox.x0)), (max(x0, item.bbox.x1), x1)]
        left = [(x0, x1) for x0, x1 in cut if x1 - x0 >= CORRIDOR * size]
    return left


def _both(row: Sequence[Item], middle: float) -> bool:
    """Whether a row does not end the zone with a line that may well stand below both columns."""
    return len(row) > 1 or row[0].bbox.x_mid >= middle


def _are_columns(left: Sequence[Item], right: Sequence[Item]) -> bool:
    if not left or not right:
        return False
    boxes = BBox.around(i.bbox for i in left), BBox.around(i.bbox for i in right)
    whole = boxes[0].union(boxes[1])
    beside = overlap_1d(boxes[0].top, boxes[0].bottom, boxes[1].top, boxes[1].bottom)
    return beside >= 0.4 * min(boxes[0].height, boxes[1].height) and all(
        sum(_weight(i) for i in side) >= COLUMN_LINES
        and sum(_weight(i) * i.bbox.width for i in side) >= COLUMN_FILL * box.width * sum(_weight(i) for i in side)
        and box.width >= COLUMN_SHARE * whole.width
        for side, box in zip((left, right), boxes, strict=True)
    )


def _weight(item: Item) -> int:
    """The number of lines that the item counts for."""
    return TABLE_LINES if item.solid else 1
