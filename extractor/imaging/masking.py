"""Parts of a page shown by themselves: everything else paper white."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from extractor.page import BBox, Pixels, Scan


def only_within(scan: Scan, boxes: Iterable[BBox]) -> Scan:
    """`scan` in grey, with what lies outside all of `boxes` (points of its reading frame) painted white."""
    grey: Pixels = scan.pixels
    if grey.ndim == 3:
        grey = cv2.cvtColor(grey, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    shown = np.full_like(grey, 255)
    for box in boxes:
        y0, y1 = max(0, round(box.top * scan.scale)), max(0, round(box.bottom * scan.scale))
        x0, x1 = max(0, round(box.x0 * scan.scale)), max(0, round(box.x1 * scan.scale))
        shown[y0:y1, x0:x1] = grey[y0:y1, x0:x1]
    return Scan(shown, scan.dpi, scan.to_page)
