"""Grids of ruled tables: ruling lines → boundaries → cells with row and column spans.

A group of lines that meet each other spans a raster of elementary positions; two neighbouring positions belong to
one cell wherever the boundary between them is not drawn. Blocks of one form that have column layouts of their own thus
come out on the union of their column rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray

from extractor.geometry import cluster, nearest_index, overlap_1d
from extractor.page import BBox, Ruling
from extractor.tables.double_rules import DOUBLE, join_over_double_rules
from extractor.tables.rulings import LEVEL, connected, merge_pieces

DRAWN = 0.6
"""Share of an edge between two positions that must be drawn for them to be two cells."""
OVERSHOOT = 8.0
"""Points by which lines must run past the outermost crossing line for the strip beyond to be a row or column."""
FARTHEST = 4.0
"""Times the widest distance of two boundaries that a line runs past the outermost ones, at most; a line down the whole
margin of the page is none of the table."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid: elementary positions covered, and its box between the middles of its ruling lines."""

    row: int
    col: int
    rowspan: int
    colspan: int
    bbox: BBox


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled grid on one page, in the reading frame.

    Attributes:
        columns, rows: Boundaries, ascending, one more than there are columns and rows.
        cells: In row-major order; every elementary position belongs to exactly one.
        closed: Whether a ruling line is drawn along the (left, top, right, bottom) edge.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[GridCell, ...]
    closed: tuple[bool, bool, bool, bool]

    @property
    def bbox(self) -> BBox:
        """The outer box."""
        return BBox(self.columns[0], self.rows[0], self.columns[-1], self.rows[-1])


def find_grids(rulings: Iterable[Ruling]) -> tuple[Grid, ...]:
    """The grids that ruling lines make, top to bottom. Frames around a single cell are no grids."""
    grids = []
    for group in join_over_double_rules(connected(merge_pieces(rulings))):
        grid = _grid_of(group)
        if grid is not None and len(grid.cells) > 1:
            grids.append(grid)
    return tuple(sorted(grids, key=lambda g: (g.rows[0], g.columns[0])))


def _grid_of(group: Sequence[Ruling]) -> Grid | None:
    horizontal = [r for r in group if r.orientation == "horizontal"]
    vertical = [r for r in group if r.orientation == "vertical"]
    rows, top, bottom = _boundaries(horizontal, vertical)
    columns, left, right = _boundaries(vertical, horizontal)
    if len(rows) < 2 or len(columns) < 2:
        return None
    across = _drawn(columns, rows, vertical)
    down = _drawn(rows, columns, horizontal)
    rows, columns, across, down = _without_undrawn(rows, columns, across, down)
    cells = _cells(rows, columns, across, down)
    return Grid(tuple(columns), tuple(rows), cells, (left, top, right, bottom))


def _boundaries(lines: Sequence[Ruling], crossing: Sequence[Ruling]) -> tuple[list[float], bool, bool]:
    """Boundaries at `lines`, and at the far ends of `crossing` lines that run past the outermost of them.

    The flags tell whether the first and the last boundary are drawn by a line of their own.
    """
    positions = [float(np.mean(group)) for group in cluster((r.position for r in lines), DOUBLE)]
    farthest = FARTHEST * max((b - a for a, b in pairwise(positions)), default=inf)
    own = [r for r in crossing if max(positions[0] - r.start, r.end - positions[-1]) <= farthest]
    first = _far_end([-r.start for r in crossing], [-r.start for r in own], -positions[0])
    last = _far_end([r.end for r in crossing], [r.end for r in own], positions[-1])
    if first is not None:
        positions.insert(0, -first)
    if last is not None:
        positions.append(last)
    return positions, first is None, last is None


def _far_end(ends: Sequence[float], own: Sequence[float], outermost: float) -> float | None:
    """Where the lines that run past `outermost` end; None where too few do.

    A third of the lines is enough, and so are two that end at one level: a column header that spans has few walls. A
    line by itself must be among the table's `own`, that do not run far beyond it.
    """
    beyond = [end for end in ends if end > outermost + OVERSHOOT]
    level = max(cluster(beyond, LEVEL), key=len, default=[])
    if len(level) >= 2:
        return float(np.median(level))
    beyond = [end for end in own if end > outermost + OVERSHOOT]
    return float(np.median(beyond)) if beyond and len(beyond) >= len(ends) / 3 else None


def _drawn(boundaries: Sequence[float], bands: Sequence[float], lines: Sequence[Ruling]) -> NDArray[np.bool_]:
    """Boolean (boundary, band): whether the boundary is drawn along the band between two crossing boundaries."""
    length = np.zeros((len(boundaries), len(bands) - 1))
    for line in lines:
        i = nearest_index(boundaries, line.position)
        for j in range(len(bands) - 1):
            length[i, j] += overlap_1d(line.start, line.end, bands[j], bands[j + 1])
    drawn: NDArray[np.bool_] = length >= DRAWN * np.diff(np.asarray(bands))[None, :]
    return drawn


def _without_undrawn(
    rows: list[float], columns: list[float], across: NDArray[np.bool_], down: NDArray[np.bool_]
) -> tuple[list[float], list[float], NDArray[np.bool_], NDArray[np.bool_]]:
    """Drop inner boundaries that divide nothing (an underline, a tick that touches the table)."""

    def divides(drawn: NDArray[np.bool_]) -> list[int]:
        last = len(drawn) - 1
        return [i for i in range(len(drawn)) if i in (0, last) or bool(drawn[i].any())]

    keep_rows, keep_columns = divides(down), divides(across)
    rows_kept, columns_kept = [rows[i] for i in keep_rows], [columns[i] for i in keep_columns]
    across = _merge_bands(across[keep_columns], keep_rows)
    down = _merge_bands(down[keep_rows], keep_columns)
    return rows_kept, columns_kept, across, down


def _merge_bands(drawn: NDArray[np.bool_], kept: Sequence[int]) -> NDArray[np.bool_]:
    """Bands between dropped boundaries become one; it counts as drawn where any part is."""
    parts = [drawn[:, a:b].any(axis=1) for a, b in pairwise(kept)]
    return np.stack(parts, axis=1)


def _cells(
    rows: Sequence[float], columns: Sequence[float], across: NDArray[np.bool_], down: NDArray[np.bool_]
) -> tuple[GridCell, ...]:
    """Cells from the edges drawn between elementary positions, in row-major order."""
    height, width = len(rows) - 1, len(columns) - 1
    labels = _joined_positions(height, width, across, down)
    rectangles = [rectangle for area in _areas(labels) for rectangle in area]
    cells = [
        GridCell(r0, c0, r1 - r0, c1 - c0, BBox(columns[c0], rows[r0], columns[c1], rows[r1]))
        for r0, c0, r1, c1 in rectangles
    ]
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.col)))


def _areas(labels: NDArray[np.int64]) -> Iterator[list[tuple[int, int, int, int]]]:
    """For each label the (row, col, end row, end col) rectangles that its positions make."""
    places: dict[int, list[tuple[int, int]]] = {}
    for place, name in np.ndenumerate(labels):
        places.setdefault(int(name), []).append((int(place[0]), int(place[1])))
    for label, held in places.items():
        r0, r1 = held[0][0], held[-1][0] + 1
        c0, c1 = min(col for _, col in held), max(col for _, col in held) + 1
        if len(held) == (r1 - r0) * (c1 - c0):
            yield [(r0, c0, r1, c1)]
        else:
            cut = _rectangles(labels[r0:r1, c0:c1] == label)
            yield [(r0 + a, c0 + b, r0 + c, c0 + d) for a, b, c, d in cut]


def _joined_positions(height: int, width: int, across: NDArray[np.bool_], down: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Label (height, width): positions with no drawn edge between them have the same one."""
    labels = np.full((height, width), -1, dtype=np.int64)
    count = 0
    for start in np.ndindex(height, width):
        if labels[start] >= 0:
            continue
        stack = [start]
        labels[start] = count
        while stack:
            r, c = stack.pop()
            steps = (
                (r + 1, c, r + 1 < height and not down[r + 1, c]),
                (r - 1, c, r > 0 and not down[r, c]),
                (r, c + 1, c + 1 < width and not across[c + 1, r]),
                (r, c - 1, c > 0 and not across[c, r]),
            )
            for y, x, open_edge in steps:
                if open_edge and labels[y, x] < 0:
                    labels[y, x] = count
                    stack.append((y, x))
        count += 1
    return labels


def _rectangles(mask: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Cut a set of positions into (row, col, end row, end col) rectangles; one where it is a rectangle already.

    A set that is no rectangle comes of a rule that is broken in print or scan: it is cut where the run of
    positions changes from row to row.
    """
    found: list[tuple[int, int, int, int]] = []
    open_runs: dict[tuple[int, int], int] = {}
    for r in range(mask.shape[0] + 1):
        runs = set(_runs(mask[r])) if r < mask.shape[0] else set()
        for run in [run for run in open_runs if run not in runs]:
            found.append((open_runs.pop(run), run[0], r, run[1]))
        for run in runs:
            open_runs.setdefault(run, r)
    return found


def _runs(line: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """(start, end) of the runs of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], line.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
