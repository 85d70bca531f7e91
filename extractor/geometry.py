"""Overlap, clustering of coordinates, transforms between frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from extractor.page import BBox, Matrix


def overlap_1d(a0: float, a1: float, b0: float, b1: float) -> float:
    """Length of the common part of two intervals; 0 where they are apart."""
    return max(0.0, min(a1, b1) - max(a0, b0))


def share_inside(inner: BBox, outer: BBox) -> float:
    """Share of the area of `inner` that lies in `outer`, 0 to 1; a box without area counts by its centre."""
    if inner.area <= 0:
        return float(outer.contains_point(inner.x_mid, inner.y_mid))
    return inner.intersection(outer).area / inner.area


def cluster(values: Iterable[float], tolerance: float) -> list[list[float]]:
    """Sorted values in groups, a new one wherever neighbours are more than `tolerance` apart."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= tolerance:
            groups[-1].append(value)
        else:
            groups.append([value])
    return groups


def nearest_index(values: Sequence[float], value: float) -> int:
    """Index of the member of ascending `values` that is closest to `value`; the lower one of two equals."""
    if not values:
        raise ValueError("no values to choose from")
    return min(range(len(values)), key=lambda i: (abs(values[i] - value), i))


def transform_point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """(x, y) under a projective transform."""
    u, v, w = matrix @ np.array([x, y, 1.0])
    return float(u / w), float(v / w)


def transform_box(matrix: Matrix, box: BBox) -> BBox:
    """The smallest box around the four transformed corners."""
    corners = [transform_point(matrix, x, y) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return BBox(min(xs), min(ys), max(xs), max(ys))


def scaling(factor: float) -> Matrix:
    """The transform that multiplies both coordinates by `factor`."""
    return np.diag([factor, factor, 1.0])


def quarter_turn(degrees: int, width: float, height: float) -> Matrix:
    """Takes a page of `width` x `height` to the page turned clockwise by 0, 90, 180 or 270 degrees.

    The turned page has its origin at its own top-left corner again.
    """
    turns = {
        0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        90: [[0, -1, height], [1, 0, 0], [0, 0, 1]],
        180: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        270: [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
    }
    if degrees % 360 not in turns:
        raise ValueError(f"not a quarter turn: {degrees}")
    return np.array(turns[degrees % 360], dtype=np.float64)
