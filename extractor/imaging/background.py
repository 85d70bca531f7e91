"""The grey of the paper behind the print, and how much darker the print is."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.page import Pixels

WORKING_DPI = 50.0
"""The light on a page changes over inches; 50 dpi shows it and costs a sixteenth."""
WIDEST_STROKE = 0.30
"""Inches; print up to this width is taken off the background (the bars of a title, a punch hole)."""


def estimate_background(grey: Pixels, dpi: float) -> Pixels:
    """Grey of the paper at every pixel of `grey` (h, w), as if nothing were printed on it.

    The brightest within a window wider than any stroke (a grey closing), then smoothed.
    """
    height, width = grey.shape
    shrink = min(1.0, WORKING_DPI / dpi)
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    window = _odd(WIDEST_STROKE * dpi * shrink)
    small = cv2.medianBlur(small, 3)
    small = cv2.morphologyEx(
        small, cv2.MORPH_CLOSE, np.ones((window, window), np.uint8), borderType=cv2.BORDER_REPLICATE
    )
    small = cv2.blur(small, (window, window), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def find_darkness(grey: Pixels, dpi: float) -> Pixels:
    """How much darker than its paper every pixel is, 0 to 255."""
    return np.asarray(cv2.subtract(estimate_background(grey, dpi), grey), dtype=np.uint8)


def _odd(pixels: float) -> int:
    """The nearest odd number that is at least 3."""
    return max(3, 2 * round((pixels - 1) / 2) + 1)
