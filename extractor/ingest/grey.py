"""Colour pictures without colour."""

from __future__ import annotations

import numpy as np

from extractor.page import Pixels


def drop_equal_channels(pixels: Pixels) -> Pixels:
    """Grey pixels where all three channels of `pixels` are the same; `pixels` as it is otherwise."""
    if pixels.ndim == 3 and (
        np.array_equal(pixels[..., 0], pixels[..., 1]) and np.array_equal(pixels[..., 1], pixels[..., 2])
    ):
        return np.ascontiguousarray(pixels[..., 0])
    return pixels
