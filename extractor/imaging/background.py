"""The grey of the paper behind the print, and how much darker the print is."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.imaging.morphology import blurred, closed, enlarged, odd, reduced
from extractor.page import Pixels

WORKING_DPI = 50.0
"""The light on a page changes over inches; 50 dpi shows it and costs a sixteenth."""
WIDEST_STROKE = 0.30
"""Inches; print up to this width is taken off the background (the bars of a title, a punch hole)."""


def estimate_background(grey: Pixels, dpi: float) -> Pixels:
    """Grey of the paper at every pixel of `grey` (h, w), as if nothing were printed on it.

    The brightest within a window wider than any stroke (a grey closing), then smoothed.
    """
    small, shrink = reduced(grey, dpi, WORKING_DPI)
    window = odd(WIDEST_STROKE * dpi * shrink)
    despeckled = np.asarray(cv2.medianBlur(small, 3), dtype=np.uint8)
    paper = blurred(closed(despeckled, window, window), window)
    return enlarged(paper, grey.shape[1], grey.shape[0])


def find_darkness(grey: Pixels, dpi: float) -> Pixels:
    """How much darker than its paper every pixel is, 0 to 255."""
    return np.asarray(cv2.subtract(estimate_background(grey, dpi), grey), dtype=np.uint8)
