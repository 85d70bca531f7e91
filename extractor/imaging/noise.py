"""Pepper of fax machines and dust of the glass, taken off without touching points and commas.

Both are removed only on a page that shows them far from all print, where nothing small is meant. What goes then is
smaller than any printed point; or lies by itself, for a decimal point has a digit within a point's width or two; or
stands at print, is no larger than the dust far from it, and is no place for a point (`dust`).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.areas import find_areas
from extractor.imaging.background import find_darkness
from extractor.imaging.dust import FRINGE, find_dust_at_print
from extractor.imaging.morphology import amount_within, grown
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
    ink = (darkness > INK_DARKNESS).view(np.uint8)
    areas = find_areas(ink)
    small = areas.boxes[:, 2:].max(axis=1) <= max(2.0, SPECK * scan.dpi)
    small[0] = False
    x, y = (areas.boxes[small, :2] + areas.boxes[small, 2:] // 2).T

    def inked_around(chosen: NDArray[np.bool_], reach: int) -> NDArray[np.int32]:
        """For each small mark how many pixels of the chosen ones lie within a square around its middle."""
        sums = np.asarray(cv2.integral(areas.drawn(chosen)), dtype=np.int32)
        return amount_within(sums, x - reach, x + reach + 1, y - reach, y + reach + 1)

    far_out = inked_around(~small, round(FAR_OUT * scan.dpi)) == 0
    if far_out.sum() < PROOF:
        return scan
    grains = small & (areas.sizes <= max(1.0, GRAIN_AREA * scan.dpi**2))
    alone = np.zeros_like(small)
    alone[small] = inked_around(~grains, round(ALONE * scan.dpi)) <= np.where(grains, 0, areas.sizes)[small]
    if (far_out & alone[small]).sum() < PROOF:
        return scan
    sure = np.zeros_like(small)
    sure[small] = far_out & alone[small]
    at_print = find_dust_at_print(darkness, ink, areas.drawn(sure), SPECK, scan.dpi)
    doomed = areas.drawn(grains) | grown(areas.drawn(alone & ~grains), FRINGE * scan.dpi) | at_print
    paper = cv2.add(scan.pixels, darkness)
    return with_pixels(scan, np.asarray(cv2.copyTo(paper, doomed, scan.pixels.copy()), dtype=np.uint8))
