"""Where the straight lines of a page run on a picture of it: its long rules, and the feet of its lines of print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.areas import outline_areas
from extractor.imaging.morphology import closed, grown, opened
from extractor.page import Pixels

RULE_DARKNESS = 40
RUN = 0.25
"""Inches of unbroken ink; a bent rule stays within three rows of pixels over this length."""
LONG_RULE = 0.6
"""Inches; shorter pieces say little about the bend, and may be strokes of characters."""
THICKEST = 0.06
"""Inches."""
RULE_STATION = 0.1
"""Inches between the places at which the course of a rule is measured."""

PRINT_DARKNESS = 100
"""At less, blurred characters of a word grow together."""
CHARACTER_HEIGHT, WIDEST = (0.04, 0.25), 0.35
"""Inches: of the pieces that characters are made of; larger ones are rules or pictures."""
REACH = 1.0
"""Of the usual height: how far a character looks to either side for another of its line."""
CORE = 0.5
"""Share of a character's height, about its middle, that lines are told apart by."""
LONG_LINE, FEWEST = 1.5, 10
"""Inches from the first to the last character, and number of characters, of a line that says something."""
TALL = 0.55
"""Of the tall characters of the line: a lower one is a mark, or a stroke that does not stand at the foot."""
PRINT_STATION = 0.25
"""Inches in which the feet of characters are taken together: three or four of 10 point print."""


@dataclass(frozen=True, slots=True)
class Courses:
    """Where lines of one direction run: one row a station.

    Attributes:
        along, across: Pixels along and across the direction of the lines.
        line: Which line the station lies on.
        inches: Length of line that the station stands for.
    """

    along: NDArray[np.float64]
    across: NDArray[np.float64]
    line: NDArray[np.int64]
    inches: NDArray[np.float64]

    @staticmethod
    def of(lines: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]], station: float) -> Courses:
        """Courses of the places (along, across) of each line, `station` inches apart."""
        counts = [len(along) for along, _ in lines]
        return Courses(
            along=np.concatenate([along for along, _ in lines] or [np.zeros(0)]),
            across=np.concatenate([across for _, across in lines] or [np.zeros(0)]),
            line=np.repeat(np.arange(len(lines)), counts),
            inches=np.full(sum(counts), station),
        )

    def __add__(self, other: Courses) -> Courses:
        after = int(self.line.max()) + 1 if len(self.line) else 0
        return Courses(
            along=np.concatenate([self.along, other.along]),
            across=np.concatenate([self.across, other.across]),
            line=np.concatenate([self.line, other.line + after]),
            inches=np.concatenate([self.inches, other.inches]),
        )


def rule_courses(darkness: Pixels, dpi: float) -> Courses:
    """The courses of the long rules that run along the rows of a picture, given how dark it is."""
    ink = (darkness > RULE_DARKNESS).view(np.uint8)
    runs = closed(grown(ink, 0, 1), 0.015 * dpi, 1)
    areas = outline_areas(opened(runs, RUN * dpi, 1))
    lines = []
    for index in np.flatnonzero(areas.boxes[:, 2] >= LONG_RULE * dpi).tolist():
        x, y = areas.boxes[index, :2].tolist()
        inside = areas.inside(index)
        weights = np.where(areas.own(index) & (ink[inside] > 0), darkness[inside], 0).astype(np.float64)
        if np.median((weights > 0).sum(axis=0)) > THICKEST * dpi:
            continue
        along, across = _middles(weights, round(RULE_STATION * dpi))
        lines.append((along + x, across + y))
    return Courses.of(lines, RULE_STATION)


def _middles(weights: NDArray[np.float64], step: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middles of the ink of a rule in stretches of `step` columns: along, across, in pixels of `weights`."""
    count = max(1, weights.shape[1] // step)
    used = weights[:, : count * step].reshape(weights.shape[0], count, -1).sum(axis=2)
    total = used.sum(axis=0)
    rows = np.arange(weights.shape[0]) + 0.5
    middles = (np.arange(count) + 0.5) * step
    inked = total > 0
    across = (used * rows[:, None]).sum(axis=0)[inked] / total[inked]
    return middles[inked], across


def print_courses(darkness: Pixels, dpi: float) -> Courses:
    """The courses of the feet of long level lines of print."""
    boxes = outline_areas((darkness > PRINT_DARKNESS).view(np.uint8)).boxes
    low, high = (side * dpi for side in CHARACTER_HEIGHT)
    boxes = boxes[(boxes[:, 3] >= low) & (boxes[:, 3] <= high) & (boxes[:, 2] <= WIDEST * dpi)]
    lines = []
    for characters in _chained(boxes, darkness.shape):
        x, y, width, height = characters.T
        if len(characters) < FEWEST or np.ptp(x) < LONG_LINE * dpi:
            continue
        tall = height >= TALL * np.percentile(height, 80)
        lines.append(_feet((x + width / 2)[tall], (y + height)[tall], round(PRINT_STATION * dpi)))
    return Courses.of(lines, PRINT_STATION)


def _chained(boxes: NDArray[np.int32], shape: tuple[int, ...]) -> list[NDArray[np.int32]]:
    """The boxes (x, y, width, height) of the characters of each line, those of a line all near to one another."""
    if not len(boxes):
        return []
    reach = round(REACH * float(np.median(boxes[:, 3])))
    cores = np.zeros(shape[:2], np.uint8)
    middles = boxes[:, :2] + boxes[:, 2:] // 2
    for (x, _, width, height), (_, middle) in zip(boxes.tolist(), middles.tolist(), strict=True):
        half = max(1, round(CORE * height / 2))
        cores[max(0, middle - half) : middle + half, max(0, x - reach) : x + width + reach] = 1
    _, labels = cv2.connectedComponents(cores)
    owners = labels[middles[:, 1], middles[:, 0]]
    order = np.argsort(owners, kind="stable")
    return np.split(boxes[order], np.flatnonzero(np.diff(owners[order])) + 1)


def _feet(
    along: NDArray[np.float64], feet: NDArray[np.int32], step: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The median foot in each stretch of `step` pixels: letters with a tail are the fewer."""
    stretch = (along // step).astype(np.int64)
    places = np.unique(stretch)
    middles = np.array([along[stretch == place].mean() for place in places])
    return middles, np.array([np.median(feet[stretch == place]) for place in places], dtype=np.float64)
