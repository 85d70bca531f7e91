"""Curled sheets and what is left of perspective: long lines made straight and parallel to the axes again.

Every long rule of the page shows how the sheet bends where it runs, and where there are few rules every line of print
does: their courses are followed, and one smooth field of shifts is fitted that levels all of them at once. The field
is a polynomial of low degree, so that it cannot follow the hand of one line, and is held where no line has been seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.imaging.background import find_darkness
from extractor.imaging.courses import Courses, print_courses, rule_courses
from extractor.imaging.warping import PAPER
from extractor.page import Matrix, Scan

LARGEST = 0.25
"""Inches; a larger shift comes of a wrong fit."""
IMPROVEMENT = 0.8
"""The remaining deviation of the lines from straight lines must be smaller than this share of what it was."""
DEGREES = ((1, 0), (2, 0), (3, 0), (4, 0), (1, 1), (2, 1), (3, 1), (1, 2), (2, 2))
"""Powers (along, across) of the terms; none is constant along a line, for that would only move it."""
STIFFNESS = 2e-3
"""Weight of the squared coefficients against the mean squared deviation: terms that no line asks for stay small."""
OUTLIER = 1.5
"""Pixels of deviation beyond which a measurement loses weight (Huber)."""
PLACES = 15
"""Places over the width of a page at which shifts are compared."""
GRID = 16
"""Pixels between the nodes at which the field is worked out; between them it is interpolated."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What courses must show before a page is remapped.

    Attributes:
        lines: How many there must be.
        inches: How long they must be together.
        bent: Inches, half of what shifts differ by at one height: small print at the middle of the page shares in it.
        rough: Pixels of root mean square deviation from the fitted field beyond which a course was none.
    """

    lines: int
    inches: float
    bent: float
    rough: float

    def are_met(self, courses: Courses) -> bool:
        """Whether there are enough lines, and long enough ones."""
        return len(np.unique(courses.line)) >= self.lines and float(courses.inches.sum()) >= self.inches


RULES = Demands(lines=6, inches=10.0, bent=0.004, rough=1.0)
"""Rules show a bend of less than a pixel at 200 dpi; beyond `rough` a run of ink was no rule but print."""
PRINT = Demands(lines=6, inches=15.0, bent=0.012, rough=2.0)
"""Lines of print show where their characters stand to a pixel or two, and are read where they bend less."""


@dataclass(frozen=True, slots=True)
class Field:
    """Shifts across the lines of one direction, in pixels, as a polynomial of the scaled coordinates.

    Attributes:
        low, high: Corners (along, across) of the area that lines were seen in; the field goes on beyond them as it is
            at the edge.
        middle, reach: Scale both coordinates to about -1 to 1.
    """

    coefficients: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    middle: NDArray[np.float64]
    reach: NDArray[np.float64]

    def at(self, along: NDArray[np.float64], across: NDArray[np.float64]) -> NDArray[np.float64]:
        """The shift at every point; 0 in the middle of the page."""
        return _terms(self._scaled(along, 0), self._scaled(across, 1)) @ self.coefficients

    def _scaled(self, values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
        held = np.clip(values, self.low[axis], self.high[axis])
        return np.asarray((held - self.middle[axis]) / self.reach[axis])


def straighten(scan: Scan) -> Scan:
    """`scan` (grey, upright, level) with its long lines straight; the scan itself where they are, or are too few.

    `to_page` becomes the projective transform nearest to the whole change. What of the bend no such transform can
    express, a few pixels at most, is its error.
    """
    darkness = find_darkness(scan.pixels, scan.dpi)
    lying = rule_courses(darkness, scan.dpi)
    standing = rule_courses(np.asarray(cv2.transpose(darkness), dtype=np.uint8), scan.dpi)
    if RULES.are_met(lying):
        down = fit_field(lying, RULES, scan.dpi, scan.width, scan.height)
    else:
        down = fit_field(lying + print_courses(darkness, scan.dpi), PRINT, scan.dpi, scan.width, scan.height)
    aside = fit_field(standing, RULES, scan.dpi, scan.height, scan.width)
    if down is None and aside is None:
        return scan
    return _remapped(scan, down, aside)


def fit_field(courses: Courses, demands: Demands, dpi: float, length: int, depth: int) -> Field | None:
    """The field that levels the lines, on a picture of `length` x `depth` pixels along and across them.

    None where there are too few lines, or they are straight as they are, or no smooth field makes them so.
    """
    if not demands.are_met(courses):
        return None
    margin = 0.2 * dpi
    field = Field(
        coefficients=np.zeros(len(DEGREES)),
        low=np.array([courses.along.min(), courses.across.min()]) - margin,
        high=np.array([courses.along.max(), courses.across.max()]) + margin,
        middle=np.array([length, depth]) / 2,
        reach=np.array([length, depth]) / 2,
    )
    index = courses.line
    terms = _terms(field._scaled(courses.along, 0), field._scaled(courses.across, 1))
    coefficients = _levelling(terms, courses.across, index)
    shifts = terms @ coefficients
    lines_only = (_roughness(courses.across + shifts, index) <= demands.rough)[index]
    if courses.inches[lines_only].sum() < demands.inches or np.abs(shifts).max() > LARGEST * dpi:
        return None
    before = _centred(courses.across, index)[lines_only]
    after = _centred(courses.across + shifts, index)[lines_only]
    field = replace(field, coefficients=coefficients)
    bend = float(np.median(_bend_at(field, courses.across[lines_only])))
    if bend < demands.bent * dpi or after.std() > IMPROVEMENT * before.std():
        return None
    return field


def _bend_at(field: Field, across: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,): half of what the shifts differ by, at each height, over the width that lines were seen in."""
    width = np.linspace(field.low[0], field.high[0], PLACES)
    return np.asarray(np.ptp(field.at(*np.meshgrid(width, across)), axis=1) / 2, dtype=np.float64)


def _terms(along: NDArray[np.float64], across: NDArray[np.float64]) -> NDArray[np.float64]:
    """(…, terms): the terms of the polynomial at every point."""
    return np.stack([along**i * across**j for i, j in DEGREES], axis=-1)


def _levelling(
    terms: NDArray[np.float64], across: NDArray[np.float64], index: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Coefficients for which every line, once shifted, deviates least from a level line of its own height."""
    design, target = _centred(terms, index), -_centred(across, index)
    weights = np.ones(len(target))
    coefficients = np.zeros(terms.shape[1])
    for _ in range(4):
        normal = design.T @ (design * weights[:, None]) + STIFFNESS * weights.sum() * np.eye(terms.shape[1])
        coefficients = np.linalg.solve(normal, design.T @ (target * weights))
        residual = np.abs(target - design @ coefficients)
        weights = np.minimum(1.0, OUTLIER / np.maximum(residual, 1e-9))
    return coefficients


def _centred(values: NDArray[np.float64], index: NDArray[np.int64]) -> NDArray[np.float64]:
    """`values` (n,) or (n, k) minus the mean of their line."""
    count = np.bincount(index)
    columns = values.reshape(len(values), -1)
    means = np.stack([np.bincount(index, column) / count for column in columns.T], axis=1)
    return np.asarray((columns - means[index]).reshape(values.shape))


def _roughness(across: NDArray[np.float64], index: NDArray[np.int64]) -> NDArray[np.float64]:
    """Root mean square deviation in pixels of every line from its mean."""
    return np.asarray(np.sqrt(np.bincount(index, _centred(across, index) ** 2) / np.bincount(index)))


def _remapped(scan: Scan, down: Field | None, aside: Field | None) -> Scan:
    """`scan` with the shifts of both fields carried out."""
    columns = (np.arange(-(-scan.width // GRID)) + 0.5) * GRID
    rows = (np.arange(-(-scan.height // GRID)) + 0.5) * GRID
    new_x, new_y = np.meshgrid(columns, rows)
    old_x, old_y = new_x, new_y
    for _ in range(3):
        shift_y = down.at(old_x, old_y) if down is not None else 0.0
        shift_x = aside.at(old_y, old_x) if aside is not None else 0.0
        old_x, old_y = new_x - shift_x, new_y - shift_y
    pixels = cv2.remap(
        scan.pixels,
        _between_nodes(old_x, scan),
        _between_nodes(old_y, scan),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=PAPER,
    )
    back = _nearest_projection(new_x, new_y, old_x, old_y)
    return Scan(np.asarray(pixels, dtype=np.uint8), scan.dpi, scan.to_page @ back)


def _between_nodes(values: NDArray[np.float64], scan: Scan) -> NDArray[np.float32]:
    """Coordinates for every pixel from those at the nodes, for OpenCV, which counts from pixel middles."""
    height, width = values.shape
    whole = cv2.resize(values, (width * GRID, height * GRID), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(whole[: scan.height, : scan.width] - 0.5, dtype=np.float32)


def _nearest_projection(
    new_x: NDArray[np.float64], new_y: NDArray[np.float64], old_x: NDArray[np.float64], old_y: NDArray[np.float64]
) -> Matrix:
    """The projective transform from new to old pixels with the least squared error over the nodes."""
    new = np.column_stack([new_x.ravel(), new_y.ravel()])
    old = np.column_stack([old_x.ravel(), old_y.ravel()])
    matrix, _ = cv2.findHomography(new, old, 0)
    return np.asarray(matrix, dtype=np.float64)
