"""Colour pictures without colour."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.page import Pixels


def drop_equal_channels(pixels: Pixels) -> Pixels:
    """Grey pixels where all three channels of `pixels` are the same; `pixels` as it is otherwise."""
    if pixels.ndim == 2:
        return pixels
    first, *others = (np.asarray(channel, dtype=np.uint8) for channel in cv2.split(pixels))
    return first if all(np.array_equal(first, other) for other in others) else pixels
