"""Uneven light: shadows and lamps divided out, so that paper is white everywhere."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.imaging.background import estimate_light
from extractor.imaging.warping import with_pixels
from extractor.page import Pixels, Scan

FLAT_SPREAD = 14
"""Greys between the 2nd and the 98th percentile of the background; a flat-bed scan has 2 to 6."""
DULL_PAPER = 225
"""Paper darker than this is brought to white as well; recycled paper is about 230."""


def even_out_light(scan: Scan) -> Scan:
    """`scan` with every channel divided by its background; the scan itself where the light is even.

    Dividing also takes the warm tint of a lamp away, so that red ink can be told from paper.
    """
    channels = [scan.pixels] if scan.pixels.ndim == 2 else list(cv2.split(scan.pixels))
    backgrounds = [estimate_light(np.asarray(channel), scan.dpi) for channel in channels]
    if all(_is_even(background) for background in backgrounds):
        return scan
    evened = [_divided(np.asarray(c), b) for c, b in zip(channels, backgrounds, strict=True)]
    pixels = evened[0] if len(evened) == 1 else np.asarray(cv2.merge(evened), dtype=np.uint8)
    return with_pixels(scan, pixels)


def _is_even(background: Pixels) -> bool:
    """Whether the paper has one grey, and a light one."""
    low, middle, high = np.percentile(background[::16, ::16], (2, 50, 98))
    return bool(high - low <= FLAT_SPREAD and middle >= DULL_PAPER)


def _divided(channel: Pixels, background: Pixels) -> Pixels:
    """`channel` as a share of `background`, as a grey; brighter than the background is white."""
    return np.asarray(cv2.divide(channel, np.maximum(background, 1), scale=255), dtype=np.uint8)
