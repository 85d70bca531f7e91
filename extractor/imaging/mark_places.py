"""Where a small mark stands: where a point or a comma may be printed, or with another like it, as a colon's dots do."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.imaging.morphology import Mask, amount_within

BESIDE = 0.12
"""Inches on either side of a mark within which a point has its characters; the widest blank in a number has 0.08."""
FOOT = 0.01
"""Inches by which a point may stand higher or lower than the feet of its neighbours."""
UNDER = 0.02, 0.055
"""Inches below a mark between which there is ink where it stands in the middle of characters, not at their feet."""
CHARACTER = 16 / 200**2
"""Square inches of ink that make a neighbour; rough edges of rules have less, a 1 in 6 point print has 30."""
ASIDE, APART = 0.012, 0.10
"""Inches by which the dots of a colon or of a leader stray from one line; and the most between two of them."""
ALIKE = 1.5
"""Ratio of the spreads of two dots of one colon, at most."""


def stand_as_points(boxes: NDArray[np.int32], print_: Mask, dpi: float) -> NDArray[np.bool_]:
    """(n,): marks with characters on both sides at whose feet they stand, as points and commas do.

    `boxes` (n, 4) are x, y, width and height in pixels, `print_` is the ink that may be characters.
    """
    sums = np.asarray(cv2.integral(print_), dtype=np.int32)
    x, y, width, height = boxes.T
    reach, foot = round(BESIDE * dpi), round(FOOT * dpi)
    under, deep = (y + height + round(by * dpi) for by in UNDER)
    level, within = np.ones(len(boxes), dtype=np.bool_), np.ones(len(boxes), dtype=np.bool_)
    for left, right in ((x - reach, x), (x + width, x + width + reach)):
        level &= amount_within(sums, left, right, y - foot, y + height + foot) > 0
        level &= amount_within(sums, left, right, y - reach, y + height + foot) >= CHARACTER * dpi**2
        within &= amount_within(sums, left, right, under, deep) > 0
    return np.asarray(level & ~within)


def have_twins(boxes: NDArray[np.int32], spreads: NDArray[np.float64], dpi: float) -> NDArray[np.bool_]:
    """(n,): marks with another like them straight above, below or beside: the dots of a colon, of a leader."""
    middles = boxes[:, :2] + boxes[:, 2:] / 2
    order = np.argsort(middles[:, 0], kind="stable")
    middles, spreads = middles[order], spreads[order]
    twins = np.zeros(len(order), dtype=np.bool_)
    ends = np.searchsorted(middles[:, 0], middles[:, 0] + APART * dpi, side="right")
    reach = ends - np.arange(len(order))
    for step in range(1, int(reach.max(initial=0))):
        one = np.flatnonzero(reach > step)
        other = one + step
        off = np.abs(middles[other] - middles[one])
        larger, smaller = np.maximum(spreads[one], spreads[other]), np.minimum(spreads[one], spreads[other])
        alike = (off.min(axis=1) <= ASIDE * dpi) & (off.max(axis=1) <= APART * dpi) & (larger <= ALIKE * smaller)
        twins[one[alike]] = True
        twins[other[alike]] = True
    result = np.zeros_like(twins)
    result[order] = twins
    return result
