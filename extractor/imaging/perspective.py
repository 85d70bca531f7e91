"""A page photographed on a dark ground: its outline found, and the page made a rectangle again."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.imaging.morphology import reduced
from extractor.imaging.warping import warp
from extractor.page import Matrix, Pixels, Scan

SEARCH_DPI = 50.0
SMALLEST_SHARE = 0.25
"""Of the picture; a smaller bright quadrilateral is something on the page or the desk."""
LARGEST_SHARE = 0.985
DARK_GROUND = 0.72
"""Ground against paper along each side: the desk must be clearly darker than the sheet, all the way round."""
DARK_SIDE_SHARE = 0.9
BEST_FIT = 0.965
"""Overlap (intersection over union) of the bright area with its quadrilateral; a folded corner leaves less."""
PAPER_RATIOS = (2**0.5, 11 / 8.5)
"""Long side to short side of the A series and of Letter."""
RATIO_TOLERANCE = 0.035
RIM = 0.015
"""Inches at the edge of the sheet, in which paper and ground are mixed; what is left of them looks like a long rule."""
STEEPEST = 25.0
"""Degrees between a side and the edge of the picture; a sheet lying more askew has no sure upright."""

Corners = NDArray[np.float64]
"""(4, 2) pixels: top-left, top-right, bottom-right, bottom-left."""


def find_sheet(scan: Scan) -> Corners | None:
    """Corners of the one bright sheet on dark ground in `scan`, or None where there is no clear one.

    All four sides must lie inside the picture with darker ground beyond them: the dark edge that a scanner leaves
    along one or two sides is no ground.
    """
    small, shrink = reduced(scan.pixels, scan.dpi, SEARCH_DPI)
    bright = small if small.ndim == 2 else small.max(axis=2)
    bright = np.asarray(cv2.medianBlur(bright, 5), dtype=np.uint8)
    border = np.concatenate([bright[0], bright[-1], bright[:, 0], bright[:, -1]])
    if np.median(border) > DARK_GROUND * np.percentile(bright, 95):
        return None
    best: tuple[float, Corners] | None = None
    for threshold in _thresholds(bright):
        found = _quadrilateral(bright > threshold)
        if found is not None and _on_dark_ground(bright, found[1]) and (best is None or found[0] > best[0]):
            best = found
    if best is None or best[0] < BEST_FIT:
        return None
    return best[1] / shrink


def rectify(scan: Scan) -> Scan:
    """The photographed sheet alone, as a rectangle, about as large as it was; `scan` itself where there is none."""
    corners = find_sheet(scan)
    if corners is None:
        return scan
    corners = _drawn_in(corners, RIM * scan.dpi)
    width, height = _sheet_size(corners)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix: Matrix = np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), target), dtype=np.float64)
    return warp(scan, matrix, width, height)


def _thresholds(bright: Pixels) -> NDArray[np.float64]:
    """Greys that may part sheet from ground; a shadow over both means that no single rule finds it."""
    low, high = np.percentile(bright, (2, 98))
    return np.linspace(low, high, 14)[1:-3]


def _quadrilateral(mask: NDArray[np.bool_]) -> tuple[float, Corners] | None:
    """How well the largest area of `mask` fills its quadrilateral, and the corners; None where it has none."""
    area = mask.size
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    outline = max(contours, key=cv2.contourArea)
    if not SMALLEST_SHARE * area <= cv2.contourArea(outline) <= LARGEST_SHARE * area:
        return None
    rough = _four_corners(np.asarray(cv2.convexHull(outline), dtype=np.int32))
    if rough is None:
        return None
    corners = _refined(outline.reshape(-1, 2).astype(np.float64), rough)
    if corners is None or _slant(corners) > STEEPEST:
        return None
    filled = np.zeros(mask.shape, np.uint8)
    cv2.drawContours(filled, [outline], -1, 1, cv2.FILLED)
    drawn = np.zeros(mask.shape, np.uint8)
    cv2.fillConvexPoly(drawn, np.round(corners - 0.5).astype(np.int32), 1)
    both, either = int((filled & drawn).sum()), int((filled | drawn).sum())
    return both / max(either, 1), corners


def _four_corners(hull: NDArray[np.int32]) -> Corners | None:
    """The four corners that remain when the hull is made coarser and coarser, in the order of `Corners`."""
    around = cv2.arcLength(hull, True)
    for share in (0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, share * around, True).reshape(-1, 2).astype(np.float64)
        if len(corners) == 4:
            return _in_order(corners)
    return None


def _in_order(corners: Corners) -> Corners:
    """The corners clockwise from the top-left one (the one nearest the origin)."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    clockwise = corners[np.argsort(angles)]
    first = int(np.argmin(clockwise.sum(axis=1)))
    return np.roll(clockwise, -first, axis=0)


def _refined(outline: NDArray[np.float64], rough: Corners) -> Corners | None:
    """Corners where straight lines through the middle parts of the four sides meet, in pixel-edge coordinates.

    None where two neighbouring sides are parallel.
    """
    lines = []
    for start, end in zip(rough, np.roll(rough, -1, axis=0), strict=True):
        direction = end - start
        length = float(np.hypot(*direction))
        unit = direction / max(length, 1e-9)
        offsets = outline - start
        along, across = offsets @ unit, offsets @ np.array([-unit[1], unit[0]])
        near = (np.abs(across) < max(3.0, 0.02 * length)) & (along > 0.06 * length) & (along < 0.94 * length)
        if near.sum() < 10:
            return None
        vx, vy, x0, y0 = (float(v) for v in cv2.fitLine(outline[near], cv2.DIST_HUBER, 0, 0.01, 0.01).ravel())
        lines.append(np.array([vy, -vx, vx * y0 - vy * x0]))
    corners = []
    for before, after in zip(np.roll(np.array(lines), 1, axis=0), lines, strict=True):
        x, y, w = np.cross(before, after)
        if abs(w) < 1e-6:
            return None
        corners.append((x / w + 0.5, y / w + 0.5))
    return np.array(corners)


def _slant(corners: Corners) -> float:
    """Largest angle in degrees between a side and the nearest edge direction of the picture."""
    sides = np.roll(corners, -1, axis=0) - corners
    angles = np.rad2deg(np.arctan2(np.abs(sides[:, 1]), np.abs(sides[:, 0])))
    return float(np.minimum(angles, 90 - angles).max())


def _on_dark_ground(bright: Pixels, corners: Corners) -> bool:
    """Whether just beyond nearly every point of every side lies darker ground than just within."""
    middle = corners.mean(axis=0)
    height, width = bright.shape
    reach = 0.012 * (height + width) / 2
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        points = start + np.linspace(0.05, 0.95, 40)[:, None] * (end - start)
        normal = np.array([end[1] - start[1], start[0] - end[0]])
        normal = normal / max(float(np.hypot(*normal)), 1e-9)
        if normal @ (points[20] - middle) < 0:
            normal = -normal
        outside = np.floor(points + reach * normal).astype(int)
        inside = np.floor(points - reach * normal).astype(int)
        fits = (outside >= 0).all(axis=1) & (outside[:, 0] < width) & (outside[:, 1] < height)
        fits &= (inside >= 0).all(axis=1) & (inside[:, 0] < width) & (inside[:, 1] < height)
        ground = bright[outside[fits, 1], outside[fits, 0]].astype(np.float64)
        paper = bright[inside[fits, 1], inside[fits, 0]].astype(np.float64)
        if (ground < DARK_GROUND * paper).sum() < DARK_SIDE_SHARE * len(points):
            return False
    return True


def _drawn_in(corners: Corners, by: float) -> Corners:
    """The corners moved towards the middle, so that each side moves by about `by` pixels."""
    middle = corners.mean(axis=0)
    offsets = corners - middle
    return np.asarray(middle + offsets - by * np.sign(offsets), dtype=np.float64)


def _sheet_size(corners: Corners) -> tuple[int, int]:
    """Width and height in pixels of the rectangle: mean lengths of opposite sides, on a paper format if near one."""
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    width, height = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    ratio = max(width, height) / min(width, height)
    nearest = min(PAPER_RATIOS, key=lambda paper: abs(paper - ratio))
    if abs(nearest / ratio - 1) <= RATIO_TOLERANCE:
        area = width * height
        short, long = (area / nearest) ** 0.5, (area * nearest) ** 0.5
        width, height = (short, long) if width < height else (long, short)
    return round(width), round(height)
