"""Pepper of fax machines and dust of the glass, taken off without touching points and commas.

Both are removed only on a page that shows them far from all print, where nothing small is meant. What goes then is
smaller than any printed point; or lies by itself, for a decimal point has a digit within a point's width or two; or
stands at print, is no larger than the dust far from it, and is no place for a point (`dust`).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.imaging.background import find_darkness
from extractor.imaging.dust import FRINGE, find_dust_at_print
from extractor.imaging.morphology import Mask, components, grown
from extractor.imaging.warping import with_pixels
from extractor.page import Scan

INK_DARKNESS = 60
GRAIN_AREA = 2 / 200**2
"""Square inches: two pixels at 200 dpi, where the points of small print have four and more."""
SPECK = 0.035
"""Inches; the largest side of a speck of dust. The points of 16 point print are as large."""
ALONE = 0.09
"""Inches (6.5 points) without other ink around a speck; the full stop of 12 point print stands within 4 points."""
FAR_OUT = 0.30
"""Inches without print around a speck that proves the page to be specky."""
PROOF = 6
"""Specks far out that are needed; stray dots of a form or a leader are fewer, or near print."""


def remove_specks(scan: Scan) -> Scan:
    """`scan` (grey) without pepper and dust; the scan itself where it shows none."""
    darkness = find_darkness(scan.pixels, scan.dpi)
    ink = (darkness > INK_DARKNESS).astype(np.uint8)
    labels, boxes = components(ink)
    small = boxes[:, 2:].max(axis=1) <= max(2.0, SPECK * scan.dpi)
    small[0] = False
    inked = np.flatnonzero(labels)
    owners = labels.ravel()[inked]
    areas = np.bincount(owners, minlength=len(boxes))
    at = (boxes[small, 1] + boxes[small, 3] // 2, boxes[small, 0] + boxes[small, 2] // 2)

    def drawn(chosen: NDArray[np.bool_]) -> Mask:
        """1 on the ink of the chosen components."""
        mask = np.zeros(labels.size, dtype=np.uint8)
        mask[inked[chosen[owners]]] = 1
        return mask.reshape(labels.shape)

    far_out = grown(drawn(~small), FAR_OUT * scan.dpi)[at] == 0
    if far_out.sum() < PROOF:
        return scan
    grains = small & (areas <= max(1.0, GRAIN_AREA * scan.dpi**2))
    window = 2 * round(ALONE * scan.dpi) + 1
    around = cv2.boxFilter(
        drawn(~grains), cv2.CV_32F, (window, window), normalize=False, borderType=cv2.BORDER_CONSTANT
    )
    alone = np.zeros_like(small)
    alone[small] = around[at] <= np.where(grains, 0, areas)[small]
    if (far_out & alone[small]).sum() < PROOF:
        return scan
    sure = np.zeros_like(small)
    sure[small] = far_out & alone[small]
    at_print = find_dust_at_print(darkness, ink, drawn(sure), SPECK, scan.dpi)
    doomed = (drawn(grains) | grown(drawn(alone & ~grains), FRINGE * scan.dpi) | at_print).astype(bool)
    pixels = scan.pixels.copy()
    pixels[doomed] = scan.pixels[doomed] + darkness[doomed]
    return with_pixels(scan, pixels)
