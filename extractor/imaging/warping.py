"""Moving the pixels of a scan without losing the way back to the page.

`Scan.to_page` speaks of pixel *edges*: (0, 0) is the outer corner of the first pixel, (0.5, 0.5) its middle. OpenCV
speaks of pixel middles; the half pixel between the two is settled here and nowhere else.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from extractor.geometry import quarter_turn
from extractor.page import Matrix, Pixels, Scan

PAPER = 255
"""The grey of what no part of the picture covers."""


def shift(dx: float, dy: float) -> Matrix:
    """The transform that adds (dx, dy)."""
    return np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1]], dtype=np.float64)


def rotation(degrees: float) -> Matrix:
    """The turn by `degrees`, counter-clockwise as seen on the picture, about the origin."""
    angle = np.deg2rad(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]], dtype=np.float64)


def with_pixels(scan: Scan, pixels: Pixels) -> Scan:
    """`scan` with other pixels in the same places."""
    return replace(scan, pixels=pixels)


def warp(scan: Scan, matrix: Matrix, width: int, height: int) -> Scan:
    """The picture under `matrix`, which takes old pixel coordinates to new ones; paper-white where nothing lands.

    Bicubic: linear interpolation greys the strokes of small print, Lanczos costs four times as much.
    """
    middles = shift(-0.5, -0.5) @ matrix @ shift(0.5, 0.5)
    pixels = cv2.warpPerspective(
        scan.pixels,
        middles,
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(PAPER, PAPER, PAPER),
    )
    return Scan(np.asarray(pixels, dtype=np.uint8), scan.dpi, scan.to_page @ np.linalg.inv(matrix))


def turn_quarters(scan: Scan, degrees: int) -> Scan:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees; no pixel changes its value."""
    if degrees % 360 == 0:
        return scan
    matrix = quarter_turn(degrees, scan.width, scan.height)
    pixels = np.ascontiguousarray(np.rot90(scan.pixels, k=-(degrees // 90)))
    return Scan(pixels, scan.dpi, scan.to_page @ np.linalg.inv(matrix))


def as_grey(pixels: Pixels) -> Pixels:
    """Grey (h, w) of a grey or RGB picture, weighted as the eye sees brightness."""
    if pixels.ndim == 2:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
