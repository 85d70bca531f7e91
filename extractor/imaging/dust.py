"""Dust that lies at print: told from points by what the dust far from print is like, and by its place.

Print is blurred by the glass and the sensor, dust on the sensor or from the line is not. So dust is told where that of
a page stands out of its surroundings more sharply than any stroke of its print does. Even a point of small print then
covers more paper than dust: the measure is the *spread* of a mark, its whole darkness in units of its darkest pixel.
What is left doubtful stays: marks that stand where a point may be printed, and the dots of colons and leaders.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.imaging.mark_places import have_twins, stand_as_points
from extractor.imaging.morphology import Labels, Mask, components, grown, opened
from extractor.page import Pixels

USUAL, LARGER = 95, 1.15
"""Percentile of the spreads of dust far from print, and how many times as much a mark of dust has at most: among a few
dozen specks is not the largest, and stains are larger by far."""
LEAST_SHARP, SHARPEST_PRINT = 5, 95
"""Percentiles of sharpness: nearly all dust must be sharper than nearly all print. On a dusty page three characters in
a hundred are as sharp as dust because they touch some."""
SURROUNDINGS = 0.01
"""Inches from a pixel to those that it is compared with: the blur of a scanner reaches as far."""
CHARACTER_SIDE = 0.05, 0.20
"""Inches: the longer side of the pieces of ink that show how sharp print is; 5 to 20 point print."""
THINNEST_CHARACTER = 0.02
"""Inches: their shorter side at least; what is thinner may be a sliver of a rule or of the feet of a line of text."""
FRINGE = 0.012
"""Inches around the ink of a mark that are paler than paper."""
LONGEST_STROKE = 0.25
"""Inches; longer straight ink is a rule, which is no neighbour of a point."""
SLANT = 0.005
"""Inches by which a rule is widened to either side, so that a straight run fits into it on a page 3 degrees off level;
more would make one stroke of the feet of a line of text."""
RULE_EDGE = 0.005
"""Inches of blur at the edges of a rule so widened."""
RUN_ON = 0.05
"""Inches beyond the solid part of a rule at which bits of its worn end lie."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Areas of ink that touch no other; the first stands for the paper.

    Attributes:
        labels: For each pixel the number of its mark; 0 for none.
        boxes: (n, 4): x, y, width and height in pixels.
        spreads: (n,): darkness of the mark and its fringe as a multiple of its darkest pixel.
        sharpness: (n,): by how much of its darkest pixel a mark stands out of its surroundings.
    """

    labels: Labels
    boxes: NDArray[np.int32]
    spreads: NDArray[np.float64]
    sharpness: NDArray[np.float64]

    @property
    def sides(self) -> NDArray[np.int32]:
        """(n,): the longer sides in pixels; 0 for the paper."""
        return np.asarray(self.boxes[:, 2:].max(axis=1), dtype=np.int32)


def find_dust_at_print(darkness: Pixels, ink: Mask, dust: Mask, largest: float, dpi: float) -> Mask:
    """1 on marks, with their fringe, no larger than `largest` inches that are like `dust`, which lies far from print.

    Ink of rules is taken off before, so that dust at a rule is a mark by itself.
    """
    rules, course = _rules_and_course(ink, dpi)
    unruled = np.where(rules == 1, 0, darkness).astype(np.uint8)
    marks = marks_of(unruled, np.where(rules == 1, 0, ink).astype(np.uint8), dpi)
    small = (marks.sides > 0) & (marks.sides <= max(2.0, largest * dpi))
    sure = np.unique(marks.labels[(dust == 1) & (marks.labels > 0)])
    found = small & _alike(marks, sure, dpi)
    print_ = np.where(small[marks.labels], 0, np.minimum(marks.labels, 1)).astype(np.uint8)
    found[small] &= ~have_twins(marks.boxes[small], marks.spreads[small], dpi)
    found[found] = ~stand_as_points(marks.boxes[found], print_, dpi)
    found &= ~_lie_on(marks.labels, course, len(small))
    spots = found[marks.labels].astype(np.uint8)
    return np.asarray(np.where((ink == 1) & (spots == 0), 0, grown(spots, FRINGE * dpi)), dtype=np.uint8)


def _alike(marks: Marks, sure: NDArray[np.int32], dpi: float) -> NDArray[np.bool_]:
    """(n,): marks as small as those of `sure` and sharper than print; none where those are not sharper than print."""
    shortest, longest = (side * dpi for side in CHARACTER_SIDE)
    characters = (marks.sides >= shortest) & (marks.sides <= longest)
    characters &= marks.boxes[:, 2:].min(axis=1) >= THINNEST_CHARACTER * dpi
    if not len(sure) or not characters.any():
        return np.zeros(len(marks.boxes), dtype=np.bool_)
    print_at_most = float(np.percentile(marks.sharpness[characters], SHARPEST_PRINT))
    if np.percentile(marks.sharpness[sure], LEAST_SHARP) <= print_at_most:
        return np.zeros(len(marks.boxes), dtype=np.bool_)
    most = LARGER * float(np.percentile(marks.spreads[sure], USUAL))
    return np.asarray((marks.spreads <= most) & (marks.sharpness > print_at_most))


def marks_of(darkness: Pixels, ink: Mask, dpi: float) -> Marks:
    """The marks that `ink` falls into."""
    labels, boxes = components(ink)
    around = cv2.dilate(labels.astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32)
    owners, depths = _by_owner(np.where(labels > 0, labels, around), darkness)
    peaks = np.ones(len(boxes))
    np.maximum.at(peaks, owners, depths)
    spreads = np.bincount(owners, weights=depths, minlength=len(boxes)) / peaks
    owners, depths = _by_owner(labels, darkness.astype(np.float64) - _mean_around(darkness, dpi))
    standing_out = np.zeros(len(boxes))
    np.maximum.at(standing_out, owners, depths)
    return Marks(labels, boxes, np.asarray(spreads, dtype=np.float64), np.asarray(standing_out / peaks))


def _by_owner(labels: Labels, values: NDArray[np.generic]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The labels of the labelled pixels, and their values."""
    at = np.flatnonzero(labels)
    return labels.ravel()[at], values.ravel()[at].astype(np.float64)


def _mean_around(darkness: Pixels, dpi: float) -> NDArray[np.float64]:
    """The mean on the border of a square around every pixel."""
    reach = max(1, round(SURROUNDINGS * dpi))
    ring = np.ones((2 * reach + 1, 2 * reach + 1), np.float64)
    ring[1:-1, 1:-1] = 0
    return np.asarray(cv2.filter2D(darkness, cv2.CV_64F, ring / ring.sum()), dtype=np.float64)


def _rules_and_course(ink: Mask, dpi: float) -> tuple[Mask, Mask]:
    """1 on rules and on the pixels at their edges, also where the page is not level; and 1 on what they run to."""
    length, slant, on = LONGEST_STROKE * dpi, SLANT * dpi, RUN_ON * dpi
    lying = opened(grown(ink, 0, slant), length, 1)
    standing = opened(grown(ink, slant, 0), 1, length)
    course = grown(_shrunk(lying, 0, slant), on, 0) | grown(_shrunk(standing, slant, 0), 0, on)
    edge = RULE_EDGE * dpi
    rules = grown(lying, 0, edge) | grown(standing, edge, 0)
    return np.asarray(rules, dtype=np.uint8), np.asarray(course, dtype=np.uint8)


def _shrunk(mask: Mask, across: float, down: float) -> Mask:
    """`mask` less `across` pixels on the left and right and `down` above and below."""
    return np.asarray(1 - grown(np.asarray(1 - mask, dtype=np.uint8), across, down), dtype=np.uint8)


def _lie_on(labels: Labels, course: Mask, count: int) -> NDArray[np.bool_]:
    """(count,): labelled areas that lie on the course of a rule by half: its worn ends, not dust beside it."""
    owners, on = _by_owner(labels, course)
    return np.asarray(2 * np.bincount(owners, weights=on, minlength=count) > np.bincount(owners, minlength=count))
