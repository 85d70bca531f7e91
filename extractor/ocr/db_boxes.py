"""From a detector's map to line boxes: the post-processing of differentiable binarisation (DB).

Liao et al., "Real-time scene text detection with differentiable binarization", AAAI 2020. The map holds, for every
pixel, how probably it belongs to the shrunken core of a text line; a core is grown back by the area-to-perimeter rule.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.ocr.engine import LineBox, Quad

CORE_FROM = 0.3
"""Probability from which a pixel belongs to a core."""
LINE_FROM = 0.5
"""Mean probability of a core from which it is a line."""
GROWTH = 1.6
"""How far a core is grown: area times this over the perimeter."""
SMALLEST_CORE = 3.0
"""Map pixels; a thinner core is noise."""


def lines_from_map(probability: NDArray[np.float32], width: int, height: int) -> tuple[LineBox, ...]:
    """The lines on a picture of `width` x `height` pixels that the map (rows x columns) spans."""
    core = (probability > CORE_FROM).astype(np.uint8)
    contours, _ = cv2.findContours(cv2.dilate(core, np.ones((2, 2), np.uint8)), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    stretch = np.array([width / probability.shape[1], height / probability.shape[0]])
    lines = (_line_around(np.asarray(contour, np.int32), probability, stretch, width, height) for contour in contours)
    return tuple(line for line in lines if line is not None)


def _line_around(
    contour: NDArray[np.int32],
    probability: NDArray[np.float32],
    stretch: NDArray[np.float64],
    width: int,
    height: int,
) -> LineBox | None:
    centre, (w, h), angle = cv2.minAreaRect(contour)
    if min(w, h) < SMALLEST_CORE or _mean_inside(contour, probability) < LINE_FROM:
        return None
    grown = w * h * GROWTH / (2 * (w + h))
    corners = cv2.boxPoints((centre, (w + 2 * grown, h + 2 * grown), angle)) * stretch
    quad = _in_reading_order(corners)
    x0, top = np.floor(corners.min(axis=0)).astype(int)
    x1, bottom = np.ceil(corners.max(axis=0)).astype(int)
    box = LineBox(max(0, int(x0)), max(0, int(top)), min(width, int(x1)), min(height, int(bottom)), quad)
    return box if box.x1 - box.x0 > 3 and box.bottom - box.top > 3 else None


def _mean_inside(contour: NDArray[np.int32], probability: NDArray[np.float32]) -> float:
    x, y, w, h = cv2.boundingRect(contour)
    inside = np.zeros((h, w), np.uint8)
    cv2.fillPoly(inside, [contour - np.array([x, y], contour.dtype)], (1,))
    return float(cv2.mean(probability[y : y + h, x : x + w], inside)[0])


def _in_reading_order(corners: NDArray[np.float64]) -> Quad:
    """Top-left, top-right, bottom-right, bottom-left."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    top_left, bottom_left = by_x[:2][np.argsort(by_x[:2, 1], kind="stable")]
    top_right, bottom_right = by_x[2:][np.argsort(by_x[2:, 1], kind="stable")]
    a, b, c, d = ((float(x), float(y)) for x, y in (top_left, top_right, bottom_right, bottom_left))
    return a, b, c, d
