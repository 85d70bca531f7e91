"""The small angle by which a sheet lies askew: found, and turned back.

Baselines and rules are found by projection: the upper edges of all ink, projected along a slanted direction, fall
into few bins when the direction is theirs (W. Postl, "Detection of linear oblique structures and skew scan in
digitized documents", ICPR 1986). Rows and columns of the picture are both tried, so that a page whose text runs
sideways is levelled as well.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.imaging.background import find_darkness
from extractor.imaging.morphology import Mask, reduced
from extractor.imaging.warping import as_grey, rotation, shift, warp
from extractor.page import Scan

LEVEL_ENOUGH = 0.03
"""Degrees; less moves the ends of a line of A4 width by under a pixel at 200 dpi, and every turn blurs a little."""
SEARCH_DPI = 200.0
INK_DARKNESS = 50
MOST_POINTS = 60_000
"""Edge points that vote; a dense page has ten times as many and says the same."""
COARSE_POINTS = 15_000
"""Of them, enough to find the peak; all of them then say where its top is."""
FEWEST_POINTS = 200
COARSE_STEP = 0.25
FINER_STEPS = (0.0625, 0.02)
CLEAR_PEAK = 1.15
"""How much better than the median of all angles the best one must be; an empty page or a photograph is flat."""

Points = NDArray[np.float64]
"""(n, 2): along the lines, across the lines, about the middle of the page."""
Angles = NDArray[np.floating]


def estimate_skew(scan: Scan, limit: float) -> float:
    """Degrees by which the content of `scan` is turned, counter-clockwise positive, within +-`limit`.

    0 where there is too little ink or no direction stands out.
    """
    small, shrink = reduced(as_grey(scan.pixels), scan.dpi, SEARCH_DPI)
    ink = (find_darkness(small, scan.dpi * shrink) > INK_DARKNESS).view(np.uint8)
    # Seen down the columns, a page turned counter-clockwise slants the other way.
    seen = ((_edge_points(ink), 1.0), (_edge_points(np.asarray(cv2.transpose(ink), dtype=np.uint8)), -1.0))
    found = [(*_coarse_angle(points, limit), sign, points) for points, sign in seen if len(points) >= FEWEST_POINTS]
    if not found:
        return 0.0
    peak, angle, sign, points = max(found, key=lambda candidate: candidate[0])
    return sign * _finer_angle(points, angle) if peak >= CLEAR_PEAK else 0.0


def deskew(scan: Scan, limit: float) -> tuple[Scan, float]:
    """`scan` turned level, and the skew that was found in degrees; the scan itself where it is level already."""
    skew = estimate_skew(scan, limit)
    if abs(skew) < LEVEL_ENOUGH:
        return scan, 0.0
    return turn_by(scan, -skew), skew


def turn_by(scan: Scan, degrees: float) -> Scan:
    """`scan` turned counter-clockwise about its middle, on a canvas that holds all of it."""
    turn = rotation(degrees)
    reach = np.abs(turn[:2, :2]) @ np.array([scan.width, scan.height], dtype=np.float64)
    width, height = (int(np.ceil(side)) for side in reach)
    matrix = shift(width / 2, height / 2) @ turn @ shift(-scan.width / 2, -scan.height / 2)
    return warp(scan, matrix, width, height)


def _edge_points(ink: Mask) -> Points:
    """Where ink begins below paper, about the middle of the picture."""
    edges = np.flatnonzero(ink[1:] > ink[:-1])
    ys, xs = np.divmod(edges[:: max(1, len(edges) // MOST_POINTS)], ink.shape[1])
    middle_y, middle_x = ink.shape[0] / 2, ink.shape[1] / 2
    return np.column_stack([xs - middle_x, ys - middle_y])


def _coarse_angle(points: Points, limit: float) -> tuple[float, float]:
    """How clearly the best angle stands out, and that angle in degrees, counter-clockwise positive."""
    angles = np.arange(-limit, limit + COARSE_STEP / 2, COARSE_STEP)
    few = points[:: max(1, len(points) // COARSE_POINTS)]
    scores = np.array([_sharpness(few, angle) for angle in angles])
    typical = max(float(np.median(scores)), 1e-9)
    return float(scores.max()) / typical, float(angles[int(np.argmax(scores))])


def _finer_angle(points: Points, angle: float) -> float:
    """The angle near `angle` at which the projection is sharpest."""
    for step in FINER_STEPS:
        around: Angles = angle + np.arange(-5.0, 6.0) * step
        angle = _peak(around, np.array([_sharpness(points, each) for each in around]))
    return angle


def _sharpness(points: Points, degrees: float) -> float:
    """Sum of squares of the projection along lines that rise by `degrees`, spread over two bins a point."""
    slope = np.tan(np.deg2rad(degrees))
    across = points[:, 1] + points[:, 0] * slope
    across -= across.min()
    whole = across.astype(np.int64)
    part = across - whole
    bins = np.bincount(whole, 1 - part, minlength=int(whole.max()) + 2)
    bins[1:] += np.bincount(whole, part, minlength=len(bins))[:-1]
    return float(np.square(bins).sum())


def _peak(angles: Angles, scores: Angles) -> float:
    """Where the scores are highest, between the samples by the parabola through all that come near the top."""
    top = int(np.argmax(scores))
    near = np.arange(max(0, top - 3), min(len(angles), top + 4))
    middle = angles[top]
    bend, slope, _ = np.polyfit(angles[near] - middle, scores[near], 2)
    if bend >= 0:
        return float(middle)
    reach = angles[1] - angles[0]
    return float(middle + np.clip(-slope / (2 * bend), -reach, reach))
