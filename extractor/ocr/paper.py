"""The paper behind the print of a page, and what is so much darker that it is ink."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.areas import find_areas
from extractor.page import Pixels

Mask = NDArray[np.uint8]
"""1 where something is, 0 elsewhere."""

WIDEST_STROKE = 0.12
"""Inches; wider dark areas are fills, not strokes."""
STRONG, WEAK = 0.4, 0.22
"""Of the depth of full ink: where ink begins; how faint its thin strokes may be."""


def paper_of(grey: Pixels, inch: float) -> Pixels:
    """The lightest grey near each pixel, which no stroke is wide enough to hide, smoothed."""
    side = max(3, round(WIDEST_STROKE * inch / 4)) | 1
    small = cv2.resize(grey, (-(-grey.shape[1] // 4), -(-grey.shape[0] // 4)), interpolation=cv2.INTER_AREA)
    small = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8), borderType=cv2.BORDER_REPLICATE)
    small = cv2.medianBlur(small, 5)
    large = cv2.resize(small, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, np.uint8)


def darker_than_paper(grey: Pixels, paper: Pixels) -> Mask:
    """1 where `grey` is darker than the paper: by a good part of what full ink is, or less in touch with such ink.

    The weaker bound keeps thin strokes in one piece (Canny's hysteresis); it stays clear of the paper's own grain.
    """
    depth = cv2.subtract(paper, grey)
    inked = depth[depth > 40]
    full = float(np.percentile(inked[:: max(1, inked.size // 100_000)], 80)) if inked.size else 255.0
    strong = float(np.clip(STRONG * full, 30, 80))
    light = depth.ravel()[::97].astype(np.float64)
    light = light[light < strong]
    grain = 1.5 * float(np.median(np.abs(light - np.median(light)))) if light.size else 0.0
    weak = min(strong, max(WEAK * full, (float(np.median(light)) if light.size else 0.0) + 4 * grain + 4))
    return _held_by((depth > weak).view(np.uint8), (depth > strong).view(np.uint8))


def _held_by(faint: Mask, strong: Mask) -> Mask:
    """The connected areas of `faint` that hold a pixel of `strong`."""
    areas = find_areas(faint)
    holds = np.zeros(len(areas.sizes), np.bool_)
    holds[areas.labels[strong.view(np.bool_)]] = True
    return areas.drawn(holds)
