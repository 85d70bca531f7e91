"""The grey of the paper behind the print, and how much darker the print is."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.areas import find_areas
from extractor.imaging.morphology import blurred, closed, enlarged, grown, odd, reduced
from extractor.page import Pixels

WORKING_DPI = 50.0
"""The light on a page changes over inches; 50 dpi shows it and costs a sixteenth."""
WIDEST_STROKE = 0.30
"""Inches; print up to this width is taken off the background (the bars of a title, a punch hole)."""

WIDEST_AREA = 2.5
"""Inches; a printed area (a shaded row, a dark table head) is less than that high or wide."""
AREA_DEPTH = 12
"""Greys below the paper from which an area is looked at: a light shade of grey has 20."""
RIM = 0.4
"""Inches from the edge of the scan: what begins there is the shadow of the sheet's edge, cut off sharply or not."""
EDGE = 0.05
"""Inches over which the edge of a printed area fades in a scan."""
SHARP, EDGED = 0.6, 0.6
"""Share of the depth that is gained at an edge, and of the outline that must be edge: shadows have no edges, but a
printed area may lie half in one."""


def estimate_background(grey: Pixels, dpi: float) -> Pixels:
    """Grey of the paper at every pixel of `grey` (h, w), as if nothing were printed on it.

    The brightest within a window wider than any stroke (a grey closing), then smoothed.
    """
    ground, scale = _ground(grey, dpi)
    return _smooth(ground, scale, grey)


def estimate_light(grey: Pixels, dpi: float) -> Pixels:
    """Grey of white paper at every pixel of `grey` (h, w): the background without areas that are printed dark.

    A shadow fades in over a finger's width; a printed area begins at an edge.
    """
    ground, scale = _ground(grey, dpi)
    return _smooth(_without_printed_areas(ground, scale), scale, grey)


def _ground(grey: Pixels, dpi: float) -> tuple[Pixels, float]:
    """The picture without its strokes, at the working resolution; and the pixels per inch of that."""
    small, shrink = reduced(grey, dpi, WORKING_DPI)
    window = odd(WIDEST_STROKE * dpi * shrink)
    return closed(np.asarray(cv2.medianBlur(small, 3), dtype=np.uint8), window, window), dpi * shrink


def _smooth(ground: Pixels, scale: float, like: Pixels) -> Pixels:
    return enlarged(blurred(ground, odd(WIDEST_STROKE * scale)), like.shape[1], like.shape[0])


def _without_printed_areas(ground: Pixels, scale: float) -> Pixels:
    """`ground` with dark areas that have sharp edges as bright as the paper around them."""
    window = odd(WIDEST_AREA * scale)
    paper = closed(ground, window, window)
    depth = np.asarray(cv2.subtract(paper, ground), dtype=np.uint8)
    areas = find_areas((depth > AREA_DEPTH).view(np.uint8))
    edge = max(1.0, EDGE * scale)
    lighter = ground.copy()
    for label, (x, y, width, height) in enumerate(areas.boxes[1:].tolist(), start=1):
        at_rim = min(x, y, ground.shape[1] - x - width, ground.shape[0] - y - height) < RIM * scale
        if at_rim or min(width, height) < WIDEST_STROKE * scale:
            continue
        margin = round(2 * edge) + 1
        around = (slice(max(0, y - margin), y + height + margin), slice(max(0, x - margin), x + width + margin))
        area = (areas.labels[around] == label).astype(np.uint8)
        inner = area - np.asarray(cv2.erode(area, np.ones((3, 3), np.uint8)), dtype=np.uint8)
        if not inner.any():
            continue
        full = float(np.median(depth[around][area > 0]))
        # How much of the depth is gained within a fraction of an inch inwards of the outline: all of it at an edge.
        deepest = cv2.dilate(np.where(area > 0, depth[around], 0).astype(np.uint8), np.ones((5, 5), np.uint8))
        outside = cv2.erode(depth[around], np.ones((5, 5), np.uint8))
        rise = (deepest.astype(np.int16) - outside)[inner > 0]
        if float((rise >= SHARP * full).mean()) >= EDGED:
            reach = grown(area, edge)
            lighter[around] = np.where(reach > 0, paper[around], lighter[around])
    return lighter


def find_darkness(grey: Pixels, dpi: float) -> Pixels:
    """How much darker than its paper every pixel is, 0 to 255."""
    return np.asarray(cv2.subtract(estimate_background(grey, dpi), grey), dtype=np.uint8)
