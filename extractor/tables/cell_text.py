"""Which words belong to which cell, and in which order they read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from extractor.geometry import overlap_1d
from extractor.page import BBox, Word
from extractor.tables.grids import Grid
from extractor.tables.overflow import homes_of_overflow

ON_LINE = 0.5
"""Share of the lower word's height by which two words of one line overlap at least."""
BESIDE = 1.5
"""Points outside the outer rules where a word still counts as inside the table."""


def assign_words(grid: Grid, words: Iterable[Word]) -> tuple[tuple[Word, ...], ...]:
    """For each cell of `grid` its words in reading order; words whose centre lies outside the grid are left out.

    A word belongs to the cell that holds its centre, unless it is part of a text that leaves its cell.
    """
    words = tuple(words)
    owner = {
        (r, c): i
        for i, cell in enumerate(grid.cells)
        for r in range(cell.row, cell.row + cell.rowspan)
        for c in range(cell.col, cell.col + cell.colspan)
    }
    homes = homes_of_overflow(grid, owner, words)
    held: list[list[Word]] = [[] for _ in grid.cells]
    for word in words:
        if id(word) in homes:
            held[homes[id(word)]].append(word)
            continue
        row, col = _band(grid.rows, word.bbox.y_mid), _band(grid.columns, word.bbox.x_mid)
        if row is not None and col is not None:
            held[owner[row, col]].append(word)
    return tuple(in_reading_order(cell) for cell in held)


def _band(boundaries: Sequence[float], value: float) -> int | None:
    """Index of the band between two boundaries that holds `value`; the outermost ones reach a little further."""
    if not boundaries[0] - BESIDE <= value <= boundaries[-1] + BESIDE:
        return None
    return min(max(bisect_right(boundaries, value) - 1, 0), len(boundaries) - 2)


def in_reading_order(words: Iterable[Word]) -> tuple[Word, ...]:
    """The words of a cell line by line from the top, each line from the left."""
    return tuple(word for line in lines_of(words) for word in line)


def lines_of(words: Iterable[Word]) -> list[list[Word]]:
    """The words of a cell in lines from the top, each from left to right.

    A word joins the line that it overlaps most by height, so that a raised footnote mark stays on its line.
    """
    lines: list[list[Word]] = []
    boxes: list[BBox] = []
    for word in sorted(words, key=lambda w: (-w.bbox.height, w.bbox.top)):
        shares = [_common_height(box, word.bbox) for box in boxes]
        best = max(range(len(shares)), key=shares.__getitem__, default=None)
        if best is not None and shares[best] >= ON_LINE:
            lines[best].append(word)
        else:
            lines.append([word])
            boxes.append(word.bbox)
    order = sorted(range(len(lines)), key=lambda i: boxes[i].y_mid)
    return [sorted(lines[i], key=lambda w: w.bbox.x0) for i in order]


def _common_height(line: BBox, word: BBox) -> float:
    lesser = min(line.height, word.height)
    return overlap_1d(line.top, line.bottom, word.top, word.bottom) / lesser if lesser > 0 else 0.0
