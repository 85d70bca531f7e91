"""What the scanner adds at the margins: dark edges of the glass, shadows of the lid, punch holes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.imaging.warping import PAPER, as_grey, with_pixels
from extractor.page import Pixels, Scan

SEARCH_DPI = 100.0
THICKEST_RULE = 0.07
"""Inches; a dark area thinner than this is print even where it touches the border of the picture."""
WIDEST_EDGE = 0.75
"""Inches from the border of the picture; nothing further in is painted over."""
DARK = 0.55
"""Share of the paper's grey under which an edge is certainly dark; its soft slope is followed up to `DIM`."""
DIM = 0.90
SLOPE = 0.12
"""Inches; how far the soft slope of a dark edge is followed."""
HOLE_DIAMETER = (0.15, 0.40)
"""Inches; office punches make 5 to 8 mm."""
HOLE_MARGIN = 1.1
"""Inches from the border of the picture to the middle of a hole, at most."""
HOLE_ROUNDNESS = 0.86
"""Area of the spot against its enclosing circle; a printed character has less than 0.6."""

Mask = NDArray[np.uint8]


def clear_edges(scan: Scan) -> Scan:
    """`scan` with dark edges and punch holes painted in the paper's grey; the scan itself where there are none."""
    grey = as_grey(scan.pixels)
    shrink = min(1.0, SEARCH_DPI / scan.dpi)
    small = np.asarray(cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    dpi = scan.dpi * shrink
    paper = float(np.percentile(small, 80))
    mask = find_dark_edges(small, dpi, paper) | find_punch_holes(small, dpi, paper)
    if not mask.any():
        return scan
    whole = cv2.resize(mask, (scan.width, scan.height), interpolation=cv2.INTER_NEAREST).astype(bool)
    pixels = scan.pixels.copy()
    pixels[whole] = _paper_around(scan.pixels, mask, dpi)[whole]
    return with_pixels(scan, pixels)


def find_dark_edges(grey: Pixels, dpi: float, paper: float) -> Mask:
    """1 where a dark area that touches the border of the picture lies, its soft slope included."""
    thick = _odd(THICKEST_RULE * dpi)
    kernel = np.ones((thick, thick), np.uint8)
    framed = cv2.copyMakeBorder((grey < DARK * paper).astype(np.uint8), *[thick] * 4, cv2.BORDER_REPLICATE)
    solid = cv2.morphologyEx(framed, cv2.MORPH_OPEN, kernel)[thick:-thick, thick:-thick]
    near = _near_border(grey.shape, WIDEST_EDGE * dpi)
    seeds = _touching_border(solid & near)
    if not seeds.any():
        return np.zeros(grey.shape, np.uint8)
    reach = _odd(2 * SLOPE * dpi)
    dim = cv2.morphologyEx((grey < DIM * paper).astype(np.uint8), cv2.MORPH_OPEN, kernel)
    slope = cv2.dilate(seeds, np.ones((reach, reach), np.uint8)) & dim
    fringe = cv2.dilate(seeds | slope, np.ones((3, 3), np.uint8))
    return np.asarray(fringe & near, dtype=np.uint8)


def find_punch_holes(grey: Pixels, dpi: float, paper: float) -> Mask:
    """1 where a dark round spot of the size of a punch hole lies free near the border of the picture."""
    mask = np.zeros(grey.shape, np.uint8)
    near = _near_border(grey.shape, HOLE_MARGIN * dpi)
    dark = (grey < DARK * paper).astype(np.uint8)
    contours, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for contour in contours:
        (x, y), radius = cv2.minEnclosingCircle(contour)
        radius += 0.5
        if not HOLE_DIAMETER[0] * dpi <= 2 * radius <= HOLE_DIAMETER[1] * dpi:
            continue
        column, row = min(int(x), grey.shape[1] - 1), min(int(y), grey.shape[0] - 1)
        spot = np.zeros(grey.shape, np.uint8)
        cv2.drawContours(spot, [contour], -1, 1, cv2.FILLED)
        solid = int((spot & dark).sum())
        if near[row, column] and solid >= HOLE_ROUNDNESS * np.pi * radius**2:
            cv2.circle(mask, (round(x), round(y)), round(radius + 0.02 * dpi) + 1, 1, cv2.FILLED)
    return mask


def _paper_around(pixels: Pixels, mask: Mask, dpi: float) -> Pixels:
    """What the paper looks like at every pixel, by the mean of what is bright and outside `mask` nearby."""
    height, width = pixels.shape[:2]
    small = cv2.resize(pixels, (mask.shape[1], mask.shape[0]), interpolation=cv2.INTER_AREA).astype(np.float32)
    grey = small if small.ndim == 2 else small.mean(axis=2)
    window = _odd(2.2 * WIDEST_EDGE * dpi)
    valid = ((mask == 0) & (grey >= DIM * np.percentile(grey, 80))).astype(np.float32)
    weight = cv2.blur(valid, (window, window)) + 1e-6
    shaped = valid if small.ndim == 2 else valid[..., None]
    mean = cv2.blur(small * shaped, (window, window)) / (weight if small.ndim == 2 else weight[..., None])
    mean = np.where((weight > 1e-3)[(...,) + (None,) * (small.ndim - 2)], mean, PAPER)
    return np.asarray(cv2.resize(np.clip(mean, 0, PAPER).astype(np.uint8), (width, height)), dtype=np.uint8)


def _near_border(shape: tuple[int, ...], reach: float) -> Mask:
    """1 within `reach` pixels of the border."""
    near = np.ones(shape, np.uint8)
    by = round(reach)
    near[by:-by, by:-by] = 0
    return near


def _touching_border(mask: Mask) -> Mask:
    """The parts of `mask` that touch the border of the picture."""
    _, labels = cv2.connectedComponents(mask, connectivity=8)
    border = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    return np.isin(labels, np.unique(border[border > 0])).astype(np.uint8)


def _odd(pixels: float) -> int:
    """The nearest odd number that is at least 3."""
    return max(3, 2 * round((pixels - 1) / 2) + 1)
