"""What the scanner adds at the margins: dark edges of the glass, shadows of the lid, punch holes."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.areas import find_areas, outlines
from extractor.imaging.morphology import Mask, enlarged, grown, odd, opened, reduced
from extractor.imaging.warping import PAPER, as_grey, with_pixels
from extractor.page import Pixels, Scan

SEARCH_DPI = 100.0
THICKEST_RULE = 0.07
"""Inches; a dark area thinner than this is print even where it touches the border of the picture."""
WIDEST_EDGE = 0.75
"""Inches from the border of the picture; nothing further in is painted over."""
FILL_DPI = 25.0
FILL_REACHES = 1.65, 0.4
"""Inches across the windows from whose paper an area is filled: the smaller one counts where it shows paper."""
FEWEST_FILL = 1e-3
"""Share of a window that must be paper."""
DARK = 0.55
"""Share of the paper's grey under which an edge is certainly dark; its soft slope is followed up to `DIM`."""
DIM = 0.90
SLOPE = 0.12
"""Inches; how far the soft slope of a dark edge is followed."""
NEARBY = 0.2
"""Inches within which the paper next to a slope is looked for."""
HOLE_DIAMETER = (0.15, 0.40)
"""Inches; office punches make 5 to 8 mm."""
HOLE_MARGIN = 1.1
"""Inches from the border of the picture to the middle of a hole, at most."""
HOLE_ROUNDNESS = 0.86
"""Area of the spot against its enclosing circle; a printed character has less than 0.6."""


def clear_edges(scan: Scan) -> Scan:
    """`scan` with dark edges and punch holes painted in the paper's grey; the scan itself where there are none."""
    small, shrink = reduced(as_grey(scan.pixels), scan.dpi, SEARCH_DPI)
    dpi = scan.dpi * shrink
    paper = float(np.percentile(small[::4, ::4], 80))
    mask = find_dark_edges(small, dpi, paper) | find_punch_holes(small, dpi, paper)
    if not mask.any():
        return scan
    whole = enlarged(mask, scan.width, scan.height, smooth=False).astype(bool)
    pixels = scan.pixels.copy()
    pixels[whole] = _paper_around(scan.pixels, mask, dpi)[whole]
    return with_pixels(scan, pixels)


def find_dark_edges(grey: Pixels, dpi: float, paper: float) -> Mask:
    """1 where a dark area that touches the border of the picture lies, its soft slope included."""
    thick = odd(THICKEST_RULE * dpi)
    framed = np.pad(dark_mask(grey, DARK * paper), thick, mode="edge")
    solid = opened(framed, thick, thick)[thick:-thick, thick:-thick]
    near = _near_border(grey.shape, WIDEST_EDGE * dpi)
    seeds = _touching_border(solid & near)
    if not seeds.any():
        return seeds
    slope = grown(seeds, SLOPE * dpi) & opened(_dimmer_than_near(grey, dpi), thick, thick)
    return grown(seeds | slope, 1) & near


def _dimmer_than_near(grey: Pixels, dpi: float) -> Mask:
    """1 where the picture is dimmer than the paper nearby: at the margins paper can be darker than in the middle."""
    lightest = grown(np.asarray(cv2.medianBlur(grey, 3), dtype=np.uint8), NEARBY * dpi)
    return np.asarray(grey < DIM * lightest, dtype=np.uint8)


def find_punch_holes(grey: Pixels, dpi: float, paper: float) -> Mask:
    """1 where a dark round spot of the size of a punch hole lies free near the border of the picture."""
    mask = np.zeros(grey.shape, np.uint8)
    near = _near_border(grey.shape, HOLE_MARGIN * dpi)
    dark = dark_mask(grey, DARK * paper) & near
    for outline in outlines(dark):
        (x, y), radius = cv2.minEnclosingCircle(outline)
        radius += 0.5
        if not HOLE_DIAMETER[0] * dpi <= 2 * radius <= HOLE_DIAMETER[1] * dpi:
            continue
        left, top, width, height = cv2.boundingRect(outline)
        solid = int(dark[top : top + height, left : left + width].sum())
        if solid >= HOLE_ROUNDNESS * np.pi * radius**2:
            cv2.circle(mask, (round(x), round(y)), round(radius + 0.02 * dpi) + 1, (1,), cv2.FILLED)
    return mask


def dark_mask(grey: Pixels, limit: float) -> Mask:
    """1 where the picture is darker than `limit`."""
    return np.asarray(grey < limit, dtype=np.uint8)


def _paper_around(pixels: Pixels, mask: Mask, dpi: float) -> Pixels:
    """What the paper looks like at every pixel, by the mean of the paper outside `mask` nearby."""
    factor = min(1.0, FILL_DPI / dpi)
    size = (max(1, round(mask.shape[1] * factor)), max(1, round(mask.shape[0] * factor)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.float32).reshape(size[1], size[0], -1)
    masked = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    grey = small.mean(axis=2).astype(np.uint8)
    valid = ((masked == 0) & (_dimmer_than_near(grey, dpi * factor) == 0)).astype(np.float32)
    mean = np.full(small.shape, float(PAPER))
    for reach in FILL_REACHES:
        window = odd(reach * dpi * factor)
        weight = cv2.blur(valid, (window, window))[..., None]
        total = np.asarray(cv2.blur(small * valid[..., None], (window, window))).reshape(small.shape)
        mean = np.where(weight > FEWEST_FILL, total / np.maximum(weight, FEWEST_FILL), mean)
    shape = (size[1], size[0]) if pixels.ndim == 2 else (size[1], size[0], 3)
    filled = np.clip(mean, 0, PAPER).astype(np.uint8).reshape(shape)
    return enlarged(filled, pixels.shape[1], pixels.shape[0])


def _near_border(shape: tuple[int, ...], reach: float) -> Mask:
    """1 within `reach` pixels of the border."""
    near = np.ones(shape, np.uint8)
    by = round(reach)
    near[by:-by, by:-by] = 0
    return near


def _touching_border(mask: Mask) -> Mask:
    """The parts of `mask` that touch the border of the picture."""
    areas = find_areas(mask)
    labels = areas.labels
    touching = np.zeros(len(areas.boxes), dtype=np.bool_)
    touching[np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])] = True
    return areas.drawn(touching)
