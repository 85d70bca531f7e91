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

from extractor.areas import Areas, find_areas
from extractor.imaging.mark_places import have_twins, stand_as_points
from extractor.imaging.morphology import Mask, grown, opened
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
        areas: Where they are.
        spreads: (n,): darkness of the mark and its fringe as a multiple of its darkest pixel.
        sharpness: (n,): by how much of its darkest pixel a mark stands out of its surroundings.
    """

    areas: Areas
    spreads: NDArray[np.float64]
    sharpness: NDArray[np.float64]

    @property
    def sides(self) -> NDArray[np.int32]:
        """(n,): the longer sides in pixels; 0 for the paper."""
        return np.asarray(self.areas.boxes[:, 2:].max(axis=1), dtype=np.int32)


def find_dust_at_print(darkness: Pixels, ink: Mask, dust: Mask, largest: float, dpi: float) -> Mask:
    """1 on marks, with their fringe, no larger than `largest` inches that are like `dust`, which lies far from print.

    Ink of rules is taken off before, so that dust at a rule is a mark by itself.
    """
    rules, course = _rules_and_course(ink, dpi)
    marks = marks_of(darkness * (1 - rules), ink & ~rules, dpi)
    areas = marks.areas
    small = (marks.sides > 0) & (marks.sides <= max(2.0, largest * dpi))
    places, owners = areas.pixels()
    sure = np.unique(owners[dust.ravel()[places] == 1])
    found = small & _alike(marks, sure, dpi)
    found[small] &= ~have_twins(areas.boxes[small], marks.spreads[small], dpi)
    found[found] = ~stand_as_points(areas.boxes[found], areas.drawn(~small), dpi)
    found &= ~_lie_on(areas, course)
    spots = areas.drawn(found)
    return grown(spots, FRINGE * dpi) & ~(ink & ~spots)


def _alike(marks: Marks, sure: NDArray[np.int32], dpi: float) -> NDArray[np.bool_]:
    """(n,): marks as small as those of `sure` and sharper than print; none where those are not sharper than print."""
    shortest, longest = (side * dpi for side in CHARACTER_SIDE)
    characters = (marks.sides >= shortest) & (marks.sides <= longest)
    characters &= marks.areas.boxes[:, 2:].min(axis=1) >= THINNEST_CHARACTER * dpi
    if not len(sure) or not characters.any():
        return np.zeros(len(marks.spreads), dtype=np.bool_)
    print_at_most = float(np.percentile(marks.sharpness[characters], SHARPEST_PRINT))
    if np.percentile(marks.sharpness[sure], LEAST_SHARP) <= print_at_most:
        return np.zeros(len(marks.spreads), dtype=np.bool_)
    most = LARGER * float(np.percentile(marks.spreads[sure], USUAL))
    return np.asarray((marks.spreads <= most) & (marks.sharpness > print_at_most))


def marks_of(darkness: Pixels, ink: Mask, dpi: float) -> Marks:
    """The marks that `ink` falls into."""
    areas = find_areas(ink)
    places, owners = areas.pixels()
    # A pixel of the fringe counts for one of the marks that it touches.
    around = cv2.dilate(areas.labels.astype(np.float32), np.ones((3, 3), np.uint8)).ravel()
    fringe = np.flatnonzero((grown(ink, 1) & ~ink).view(np.bool_))
    depths, fringe_depths = (darkness.ravel()[at].astype(np.float64) for at in (places, fringe))
    fringe_owners = around[fringe].astype(np.int32)
    count = len(areas.boxes)
    peaks, standing_out = np.ones(count), np.zeros(count)
    np.maximum.at(peaks, owners, depths)
    np.maximum.at(peaks, fringe_owners, fringe_depths)
    np.maximum.at(standing_out, owners, depths - _mean_around(darkness, places, dpi))
    total = np.bincount(owners, depths, minlength=count) + np.bincount(fringe_owners, fringe_depths, minlength=count)
    return Marks(areas, np.asarray(total / peaks, dtype=np.float64), np.asarray(standing_out / peaks))


def _mean_around(darkness: Pixels, places: NDArray[np.int64], dpi: float) -> NDArray[np.float64]:
    """The mean on the border of a square around every pixel of `places` in the flattened picture."""
    side = 2 * max(1, round(SURROUNDINGS * dpi)) + 1
    whole, inner = (
        np.asarray(cv2.boxFilter(darkness, cv2.CV_32S, (by, by), normalize=False)).ravel()[places]
        for by in (side, side - 2)
    )
    return np.asarray((whole - inner) / (side**2 - (side - 2) ** 2), dtype=np.float64)


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


def _lie_on(areas: Areas, course: Mask) -> NDArray[np.bool_]:
    """(n,): areas that lie on the course of a rule by half: its worn ends, not dust beside it."""
    places, owners = areas.pixels()
    on = np.bincount(owners, weights=course.ravel()[places], minlength=len(areas.sizes))
    return np.asarray(2 * on > areas.sizes)
