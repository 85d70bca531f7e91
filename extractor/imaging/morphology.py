"""OpenCV's morphology and scaling, in the words and types used here."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.page import Pixels

Mask = NDArray[np.uint8]
"""(h, w), 1 where something is."""


def opened(mask: Mask, width: float, height: float) -> Mask:
    """`mask` without what a box of `width` x `height` pixels does not fit into."""
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, _box(width, height)), dtype=np.uint8)


def closed(mask: Mask, width: float, height: float) -> Mask:
    """`mask` with the gaps filled that a box of `width` x `height` pixels does not fit into; also of a grey picture."""
    filled = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _box(width, height), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(filled, dtype=np.uint8)


def grown(mask: Mask, across: float, down: float | None = None) -> Mask:
    """`mask` grown by `across` pixels to the left and right and by `down` (the same if not given) up and down."""
    width, height = (2 * max(0, round(by)) + 1 for by in (across, across if down is None else down))
    return np.asarray(cv2.dilate(mask, np.ones((height, width), np.uint8)), dtype=np.uint8)


def blurred(pixels: Pixels, window: int) -> Pixels:
    """The mean over a square window around every pixel."""
    return np.asarray(cv2.blur(pixels, (window, window), borderType=cv2.BORDER_REPLICATE), dtype=np.uint8)


def reduced(pixels: Pixels, dpi: float, to_dpi: float) -> tuple[Pixels, float]:
    """The picture at no more than `to_dpi`, and the factor by which it was reduced (at most 1)."""
    factor = min(1.0, to_dpi / dpi)
    if factor == 1.0:
        return pixels, factor
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), factor


def enlarged(pixels: Pixels, width: int, height: int, smooth: bool = True) -> Pixels:
    """The picture at `width` x `height` pixels."""
    how = cv2.INTER_LINEAR if smooth else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=how), dtype=np.uint8)


def amount_within(
    sums: NDArray[np.int32],
    left: NDArray[np.integer],
    right: NDArray[np.integer],
    top: NDArray[np.integer],
    bottom: NDArray[np.integer],
) -> NDArray[np.int32]:
    """(n,): number of ones of a mask in each rectangle (right and bottom outside), by its `cv2.integral` picture."""
    last_y, last_x = sums.shape[0] - 1, sums.shape[1] - 1
    x0, x1 = np.clip(left, 0, last_x), np.clip(right, 0, last_x)
    y0, y1 = np.clip(top, 0, last_y), np.clip(bottom, 0, last_y)
    return np.asarray(sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0], dtype=np.int32)


def odd(pixels: float) -> int:
    """The nearest odd number that is at least 3."""
    return max(3, 2 * round((pixels - 1) / 2) + 1)


def _box(width: float, height: float) -> Mask:
    """A box as a structuring element, at least one pixel wide and high."""
    return np.ones((max(1, round(height)), max(1, round(width))), np.uint8)
