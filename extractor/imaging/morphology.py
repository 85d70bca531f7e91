"""OpenCV's morphology and scaling, in the words and types used here."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.page import Pixels

Mask = NDArray[np.uint8]
"""(h, w), 1 where something is."""
Labels = NDArray[np.int32]
"""(h, w), the number of the connected area that each pixel belongs to; 0 is none."""


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


def components(mask: Mask) -> tuple[Labels, NDArray[np.int32]]:
    """The connected areas of `mask`: a label for every pixel, and the box (x, y, width, height) of every label.

    Boxes come from the outlines: OpenCV's own statistics of components cost eight times as much.
    """
    count, labels = cv2.connectedComponents(mask, connectivity=8)
    boxes = np.zeros((count, 4), dtype=np.int32)
    for outline in outlines(mask):
        boxes[labels[outline[0, 0, 1], outline[0, 0, 0]]] = cv2.boundingRect(outline)
    return np.asarray(labels, dtype=np.int32), boxes


def outlines(mask: Mask) -> Sequence[NDArray[np.int32]]:
    """The outer outlines (n, 1, 2) of all connected areas of `mask`, of those inside the holes of others too."""
    found, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if hierarchy is None:
        return ()
    parents = np.asarray(hierarchy)[0, :, 3]
    return [np.asarray(outline, dtype=np.int32) for outline, parent in zip(found, parents, strict=True) if parent < 0]


def odd(pixels: float) -> int:
    """The nearest odd number that is at least 3."""
    return max(3, 2 * round((pixels - 1) / 2) + 1)


def _box(width: float, height: float) -> Mask:
    """A box as a structuring element, at least one pixel wide and high."""
    return np.ones((max(1, round(height)), max(1, round(width))), np.uint8)
