"""Rules carried on over bays that they show themselves in only by part.

A bay is the stretch between two neighbouring rules across that some other rule runs through from the one to the other:
so it is of one table, and not the white between two things on the page. A rule that ends at the one and is inked over a
good part of the way to the other, in line with itself, goes on to it. That ink must start at one of the two or reach
nearly from the one to the other: the stroke of a character in a cell that spans rows or columns lies clear of its
walls. Of a rule that lies along the lines of text, between two of them, less ink will do: its rests are exactly in line
with it and have nothing beside them, as the strokes of a text have. A single one has to part what is printed on both
sides of it, as no dash does. An upright stroke in a line of text may look just so, with white between the characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from extractor.tables.worn_rules import ANCHORED, MEETS, Course, Piece, course_of, crossings

INKED = 0.4
"""Share of a bay that must show ink on the course of the rule."""
SHORTEST = 0.06
"""Inches of a run within the bay; less may be the ragged edge of a rule across."""
FROM_END_TO_END = 0.65
"""Share of a bay from the first to the last ink in it, where none starts at a rule across; a dash leaves more free."""
IN_LINE = 0.0125
"""Inches by which such a run may lie beside the course of the rule; strokes of characters come as near by chance."""
FEWEST_RESTS, RESTS_INKED = 2, 0.25
"""Rests of a rule in line with it that show it by their number, and the share of a bay that they must ink."""
EXACTLY = 0.005
"""Inches by which the middle of such a rest may lie beside the course of the rule: a pixel at 200 dpi."""
MOST_BAYS = 4
"""Worn bays in a row; a rule that has lost more of itself is a guess."""


class Ink(Protocol):
    """What the picture shows along the lines of one direction; all in pixels."""

    def runs_along(self, start: float, end: float, position: float, reach: float) -> Sequence[Piece]:
        """The runs of ink, thin and free, between `start` and `end` within `reach` of `position`."""

    def is_clear_beside(self, start: float, end: float, position: float) -> bool:
        """Whether there is white on both sides of a line at `position`, all the way from `start` to `end`."""

    def parts_print(self, start: float, end: float, position: float) -> bool:
        """Whether something is printed on either side of such a line, not far from it."""


@dataclass(frozen=True, slots=True)
class Bay:
    """The stretch along a line from one rule across to the next, in pixels."""

    start: float
    end: float


def carry_over_bays(
    lines: Sequence[Piece], across: Sequence[Piece], ink: Ink, dpi: float, *, along_text: bool
) -> list[Piece]:
    """The lines, each longer by the bays before and after it in which it is still to be seen.

    `along_text` says whether lines of text run in their direction.
    """
    crossing = course_of(across)
    ends = np.array([(line.start, line.end) for line in lines], np.float64).reshape(-1, 2)
    carried = []
    for line in lines:
        for at_end in (True, False):
            line = _carried(line, crossing, ends, ink, dpi, at_end=at_end, along_text=along_text)
        carried.append(line)
    return carried


def _carried(
    line: Piece, across: Course, ends: NDArray[np.float64], ink: Ink, dpi: float, *, at_end: bool, along_text: bool
) -> Piece:
    """`line` carried on; `ends` (n, 2) are starts and ends of all lines of its direction, from before."""
    for _ in range(MOST_BAYS):
        bay = _next_bay(line, across, dpi, at_end=at_end)
        if bay is None or not _is_of_table(bay, ends, dpi):
            break
        if not _shows_rule(bay, line, ink, dpi, at_end=at_end, along_text=along_text):
            break
        line = replace(line, end=bay.end) if at_end else replace(line, start=bay.start)
    return line


def _next_bay(line: Piece, across: Course, dpi: float, *, at_end: bool) -> Bay | None:
    """The bay in which the line ends, or that begins where it ends; None beyond the outermost rule across."""
    here, position = (line.end, line.last) if at_end else (line.start, line.first)
    places = crossings(position, across, dpi)
    slack = MEETS * dpi if at_end else -MEETS * dpi
    before, after = places[places <= here + slack], places[places > here + slack]
    if not (len(before) and len(after)):
        return None
    return Bay(float(before.max()), float(after.min()))


def _is_of_table(bay: Bay, ends: NDArray[np.float64], dpi: float) -> bool:
    """Whether a rule runs through the whole bay; the one that is to be carried on does not."""
    slack = MEETS * dpi
    return bool(((ends[:, 0] <= bay.start + slack) & (ends[:, 1] >= bay.end - slack)).any())


def _shows_rule(bay: Bay, line: Piece, ink: Ink, dpi: float, *, at_end: bool, along_text: bool) -> bool:
    """Whether enough of the bay is inked on the course of the line, from one of its ends on or all over it."""
    position = line.last if at_end else line.first
    length, anchored = round(bay.end - bay.start), ANCHORED * dpi
    inked: NDArray[np.bool_] = np.zeros(max(1, length), dtype=np.bool_)
    from_wall, exactly = False, True
    for run in (line, *ink.runs_along(bay.start, bay.end, position, IN_LINE * dpi)):
        start, end = max(0.0, run.start - bay.start), min(float(length), run.end - bay.start)
        if end - start < SHORTEST * dpi:
            continue
        inked[round(start) : round(end)] = True
        from_wall |= start <= anchored or end >= length - anchored
        exactly &= run is line or abs(run.position - position) <= EXACTLY * dpi
    columns = np.flatnonzero(inked)
    extent = (columns[-1] - columns[0]) / length if len(columns) else 0.0
    share = float(inked.mean())
    rests = _stretches(inked) - _reaches_into(line, bay, dpi)
    if share >= INKED and (from_wall or extent >= FROM_END_TO_END):
        return True
    if not (
        along_text and exactly and rests and share >= RESTS_INKED and ink.is_clear_beside(bay.start, bay.end, position)
    ):
        return False
    return rests >= FEWEST_RESTS or ink.parts_print(bay.start, bay.end, position)


def _reaches_into(line: Piece, bay: Bay, dpi: float) -> bool:
    """Whether the line itself inks a part of the bay."""
    return min(line.end, bay.end) - max(line.start, bay.start) >= SHORTEST * dpi


def _stretches(inked: NDArray[np.bool_]) -> int:
    """How many stretches of ink there are."""
    return int(np.count_nonzero(np.diff(inked.astype(np.int8), prepend=0) == 1))
