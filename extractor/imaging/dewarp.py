"""Curled sheets and what is left of perspective: long rules made straight and parallel to the axes again.

Every long rule of the page shows how the sheet bends where it runs: its course is followed, and one smooth field of
shifts is fitted that levels all of them at once. The field is a polynomial of low degree, so that it cannot follow
the hand of one line, and is held where no rule has been seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.areas import outline_areas
from extractor.imaging.background import find_darkness
from extractor.imaging.morphology import closed, grown, opened
from extractor.imaging.warping import PAPER
from extractor.page import Matrix, Pixels, Scan

INK_DARKNESS = 40
RUN = 0.25
"""Inches of unbroken ink; a bent rule stays within three rows of pixels over this length."""
LONG_RULE = 0.6
"""Inches; shorter pieces say little about the bend, and may be strokes of characters."""
THICKEST = 0.06
"""Inches."""
STATION = 0.1
"""Inches between the places at which the course of a rule is measured."""
FEWEST_RULES = 6
FEWEST_INCHES = 10.0
"""Length of all rules together from which a bend can be believed."""
BENT = 0.004
"""Inches (0.8 pixels at 200 dpi) by which rules must leave their own height for the page to be remapped."""
LARGEST = 0.25
"""Inches; a larger shift comes of a wrong fit."""
IMPROVEMENT = 0.8
"""The remaining deviation of the rules from straight lines must be smaller than this share of what it was."""
DEGREES = ((1, 0), (2, 0), (3, 0), (4, 0), (1, 1), (2, 1), (3, 1), (1, 2), (2, 2))
"""Powers (along, across) of the terms; none is constant along a rule, for that would only move it."""
STIFFNESS = 2e-3
"""Weight of the squared coefficients against the mean squared deviation: terms that no rule asks for stay small."""
OUTLIER = 1.5
"""Pixels of deviation beyond which a measurement loses weight (Huber)."""
ROUGH = 1.0
"""Pixels of root mean square deviation from the fitted field beyond which a run was no rule but print."""
GRID = 16
"""Pixels between the nodes at which the field is worked out; between them it is interpolated."""


@dataclass(frozen=True, slots=True)
class Courses:
    """Where rules of one direction run: one row a station.

    Attributes:
        along, across: Pixels along and across the direction of the rules.
        rule: Which rule the station lies on.
    """

    along: NDArray[np.float64]
    across: NDArray[np.float64]
    rule: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Field:
    """Shifts across the rules of one direction, in pixels, as a polynomial of the scaled coordinates.

    Attributes:
        low, high: Corners (along, across) of the area that rules were seen in; the field goes on beyond them as it is
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
    """`scan` (grey, upright, level) with its long rules straight; the scan itself where they are, or are too few.

    `to_page` becomes the projective transform nearest to the whole change. What of the bend no such transform can
    express, a few pixels at most, is its error.
    """
    darkness = find_darkness(scan.pixels, scan.dpi)
    lying = find_courses(darkness, scan.dpi)
    standing = find_courses(np.asarray(cv2.transpose(darkness), dtype=np.uint8), scan.dpi)
    down = fit_field(lying, scan.dpi, scan.width, scan.height)
    aside = fit_field(standing, scan.dpi, scan.height, scan.width)
    if down is None and aside is None:
        return scan
    return _remapped(scan, down, aside)


def find_courses(darkness: Pixels, dpi: float) -> Courses:
    """The courses of the long rules that run along the rows of a picture, given how dark it is."""
    ink = (darkness > INK_DARKNESS).view(np.uint8)
    runs = closed(grown(ink, 0, 1), 0.015 * dpi, 1)
    areas = outline_areas(opened(runs, RUN * dpi, 1))
    alongs, acrosses, rules = [], [], []
    for index in np.flatnonzero(areas.boxes[:, 2] >= LONG_RULE * dpi).tolist():
        x, y = areas.boxes[index, :2].tolist()
        inside = areas.inside(index)
        weights = np.where(areas.own(index) & (ink[inside] > 0), darkness[inside], 0).astype(np.float64)
        if np.median((weights > 0).sum(axis=0)) > THICKEST * dpi:
            continue
        along, across = _stations(weights, round(STATION * dpi))
        alongs.append(along + x)
        acrosses.append(across + y)
        rules.append(np.full(len(along), index, dtype=np.int64))
    if not rules:
        return Courses(np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int64))
    return Courses(np.concatenate(alongs), np.concatenate(acrosses), np.concatenate(rules))


def _stations(weights: NDArray[np.float64], step: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middles of the ink of a rule in stretches of `step` columns: along, across, in pixels of `weights`."""
    count = max(1, weights.shape[1] // step)
    used = weights[:, : count * step].reshape(weights.shape[0], count, -1).sum(axis=2)
    total = used.sum(axis=0)
    rows = np.arange(weights.shape[0]) + 0.5
    middles = (np.arange(count) + 0.5) * step
    inked = total > 0
    across = (used * rows[:, None]).sum(axis=0)[inked] / total[inked]
    return middles[inked], across


def fit_field(courses: Courses, dpi: float, length: int, depth: int) -> Field | None:
    """The field that levels the rules, on a picture of `length` x `depth` pixels along and across them.

    None where there are too few rules, or they are straight as they are, or no smooth field makes them so.
    """
    rules, index = np.unique(courses.rule, return_inverse=True)
    if len(rules) < FEWEST_RULES or len(courses.along) * STATION < FEWEST_INCHES:
        return None
    margin = 0.2 * dpi
    field = Field(
        coefficients=np.zeros(len(DEGREES)),
        low=np.array([courses.along.min(), courses.across.min()]) - margin,
        high=np.array([courses.along.max(), courses.across.max()]) + margin,
        middle=np.array([length, depth]) / 2,
        reach=np.array([length, depth]) / 2,
    )
    terms = _terms(field._scaled(courses.along, 0), field._scaled(courses.across, 1))
    coefficients = _levelling(terms, courses.across, index)
    shifts = terms @ coefficients
    rules_only = (_roughness(courses.across + shifts, index) <= ROUGH)[index]
    if rules_only.sum() * STATION < FEWEST_INCHES or np.abs(shifts).max() > LARGEST * dpi:
        return None
    before = _centred(courses.across, index)[rules_only]
    after = _centred(courses.across + shifts, index)[rules_only]
    bend = float(np.percentile(np.abs(_centred(shifts, index)[rules_only]), 95))
    if bend < BENT * dpi or after.std() > IMPROVEMENT * before.std():
        return None
    return replace(field, coefficients=coefficients)


def _terms(along: NDArray[np.float64], across: NDArray[np.float64]) -> NDArray[np.float64]:
    """(…, terms): the terms of the polynomial at every point."""
    return np.stack([along**i * across**j for i, j in DEGREES], axis=-1)


def _levelling(
    terms: NDArray[np.float64], across: NDArray[np.float64], index: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Coefficients for which every rule, once shifted, deviates least from a level line of its own height."""
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
    """`values` (n,) or (n, k) minus the mean of their rule."""
    count = np.bincount(index)
    columns = values.reshape(len(values), -1)
    means = np.stack([np.bincount(index, column) / count for column in columns.T], axis=1)
    return np.asarray((columns - means[index]).reshape(values.shape))


def _roughness(across: NDArray[np.float64], index: NDArray[np.int64]) -> NDArray[np.float64]:
    """Root mean square deviation in pixels of every rule from its mean."""
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
