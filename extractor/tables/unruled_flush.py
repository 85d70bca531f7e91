"""Columns of numbers set flush left: a cell begins at its numbers and ends where the next column begins.

What the numbers take up says little of where labels that are centred over the cells stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from extractor.tables.unruled_columns import RIVER, Column, text_within
from extractor.tables.unruled_lines import TextLine, is_leader, is_value

FLUSH_LEFT = 0.15
"""Text heights by which the left edges of numbers set flush left differ, at most."""
RAGGED = 0.3
"""Text heights by which their right edges differ in one of the columns, at least: numbers of one width tell nothing."""


def as_cells(columns: Sequence[Column], body: Sequence[TextLine], size: float) -> tuple[Column, ...]:
    """`columns`, where all numbers of `body` are set flush left, each as wide as its cells; the last as it is."""
    if not is_flush_left(columns, body, size):
        return tuple(columns)
    wide = [replace(a, x1=max(a.x1, b.x0 - RIVER * size)) for a, b in pairwise(columns)]
    return (*wide, columns[-1])


def with_last_cell(columns: Sequence[Column], cells: Sequence[Column]) -> tuple[Column, ...]:
    """`cells` with the last as wide as one usually is, where they are wider than `columns`."""
    if len(cells) < 3 or tuple(columns) == tuple(cells):
        return tuple(cells)
    pitch = median(b.x0 - a.x0 for a, b in pairwise(cells[1:]))
    return (*cells[:-1], replace(cells[-1], x1=max(cells[-1].x1, cells[-1].x0 + pitch)))


def is_flush_left(columns: Sequence[Column], body: Sequence[TextLine], size: float) -> bool:
    """Whether the numbers of all columns beside the first begin at one edge, and do not end at one."""
    numeric = [_edges(column, body) for column in columns[1:] if column.numeric]
    spreads = [(max(x0) - min(x0), max(x1) - min(x1)) for x0, x1 in numeric if len(x0) > 1]
    flush = all(left <= FLUSH_LEFT * size for left, _ in spreads)
    return bool(spreads) and flush and any(right >= RAGGED * size for _, right in spreads)


def _edges(column: Column, body: Sequence[TextLine]) -> tuple[list[float], list[float]]:
    """The left and the right edges of the values in `column`."""
    lefts, rights = [], []
    for line in body:
        within = [w for w in line.words if column.x0 <= w.bbox.x_mid <= column.x1 and not is_leader(w)]
        if within and is_value(text_within(line.words, (column.x0, column.x1))):
            lefts.append(min(w.bbox.x0 for w in within))
            rights.append(max(w.bbox.x1 for w in within))
    return lefts, rights
