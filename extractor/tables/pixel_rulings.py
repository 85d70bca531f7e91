"""Ruling lines of a scan, found in its pixels.

Long straight runs of ink are found by morphological opening: the strokes of Chinese characters are shorter than the
kernels, and what they make together is neither solid nor free. Shorter runs count where rules bear them out: between
two rules, or on the course of one. The pieces are then mended to whole rules (`worn_rules`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.areas import Outlined, outline_areas
from extractor.page import Orientation, Pixels, Ruling, Scan
from extractor.tables.bays import SHORTEST, carry_over_bays
from extractor.tables.worn_rules import (
    LEVEL,
    MEETS,
    SIDEWAYS,
    WORN,
    Course,
    Piece,
    Values,
    belongs_to_course,
    course_of,
    crosses,
    meet_any,
    mend,
    merge_doubles,
    positions_at,
    reaches_into,
    stands_at,
)

DARK = 40
"""Greys below its surroundings from which a pixel may belong to a rule; noise of a bad scan has a deviation of 11."""
LONG_RUN = 0.55
"""Inches of unbroken ink that make a piece of a rule by itself; the base strokes of two characters can make 0.35."""
HALVES = 0.30
"""Inches that the two parts of a wall with a worn middle have together at least."""
SHORT_RUN = 0.09
"""Inches of unbroken ink for a piece that other rules bear out."""
ROUNDS = 2
"""A second look finds the runs that are borne out by those the first one found."""
LOWEST_ROW = 0.11
"""Inches of the walls of a row that the page cuts off."""
FEWEST_WALLS = 3
CLOSE = 0.016
"""Inches of white in a run that are overlooked."""
SPREAD = 2
"""Pixels by which runs are higher than their ink."""
THICKEST = 0.06
"""Inches; thicker ink is a bar or a filled area."""
STEEPEST = 0.02
"""Rise of a rule per its length, at most; what rises more is the diagonal of a header cell, with the rules it meets."""
SOLID = 0.93
"""Share of a piece's columns that hold ink; strokes of characters in a row leave gaps."""
SOLID_ALONE, FREE_ALONE = 0.96, 0.75
"""The same, and `FREE`, of a piece that nothing but its length shows to be a rule: of 1,155 such pieces on worn scans
all have 0.97 and all but one 0.8; the feet of 上缴上级支, which touch, have 0.94 and 0.66."""
UNBROKEN = 0.9
"""Share of a piece's columns that are alike along its middle; in a row of bold letters strokes and holes take turns."""
LINE_OF_DOUBLE, BETWEEN_LINES = 0.6, 0.1
"""Shares of a piece's columns that have ink in either line of a double rule, at least, and between them, at most."""
THIN = 0.025
"""Inches: a thinner run may stray by a pixel from that middle."""
BEND = 0.15
"""Inches over which the middle of a piece is taken: letters rise and fall within less, a curled rule does not."""
FREE = 0.65
"""Share of a piece's length along which both its sides are white; strokes of characters carry others."""
BESIDE, SPECKLED = (0.022, 0.037), 0.1
"""Inches from a line, from and to, where the white beside it is looked for, and the share of it that may be inked: a
text through whose middle the line went would ink more, one beside it stands farther off."""
PRINTED = (0.037, 0.17)
"""Inches from a line, from and to, where the print of the cells that it parts is looked for."""
SURELY_LONG = 1.5
"""Inches of unbroken ink that are a rule even with print touching it all along."""
SHORTEST_ALONE = 0.7
"""Inches; a shorter rule that meets no rule across is a dash or an underline of a word."""

Mask = NDArray[np.uint8]


def find_pixel_rulings(scan: Scan) -> tuple[Ruling, ...]:
    """The rules on `scan` (grey, upright, level) in points of its reading frame, gaps repaired.

    Each rule is straight along an axis: one that drifts by some pixels has the mean as its position.
    """
    dpi = scan.dpi
    turned = np.asarray(cv2.transpose(scan.pixels), dtype=np.uint8)
    lying, standing = _Direction(scan.pixels, dpi), _Direction(turned, dpi)
    horizontal, vertical = lying.long_pieces(), standing.long_pieces()
    for _ in range(ROUNDS):
        # What bears a short run out is looked up in lines mended for the occasion: the pieces themselves stay as found.
        rows, columns = (
            mend(horizontal, vertical, lying.darkness, dpi),
            mend(vertical, horizontal, standing.darkness, dpi),
        )
        horizontal = lying.long_pieces() + lying.borne_out(rows, columns)
        vertical = standing.long_pieces() + standing.borne_out(columns, rows)
    for _ in range(ROUNDS):
        rows, columns = mend(horizontal, columns, lying.darkness, dpi), mend(vertical, rows, standing.darkness, dpi)
    for _ in range(ROUNDS):
        rows = carry_over_bays(rows, columns, lying, dpi, along_text=True)
        columns = carry_over_bays(columns, rows, standing, dpi, along_text=False)
    horizontal, vertical = mend(rows, columns, lying.darkness, dpi), mend(columns, rows, standing.darkness, dpi)
    horizontal, vertical = merge_doubles(horizontal, dpi), merge_doubles(vertical, dpi)
    horizontal, vertical = _in_company(horizontal, vertical, dpi), _in_company(vertical, horizontal, dpi)
    return (*_as_rulings(horizontal, "horizontal", dpi), *_as_rulings(vertical, "vertical", dpi))


def _darkness(grey: Pixels, dpi: float) -> Pixels:
    """How much darker every pixel is than what lies above and below a rule through it (a black top-hat).

    A shaded area is no darker than itself, so its edges are no rules and the rules within it stand out. Where a rule
    across goes through, both count as rule.
    """
    reach = _odd(2 * THICKEST * dpi)
    thin, thin_across = (
        np.asarray(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones(size, np.uint8)), dtype=np.uint8)
        for size in ((reach, 1), (1, reach))
    )
    across = cv2.morphologyEx(thin_across, cv2.MORPH_OPEN, np.ones((reach, 1), np.uint8))
    beside = cv2.dilate(thin, np.ones((1, _odd(THICKEST * dpi)), np.uint8))
    crossing = cv2.min(cv2.dilate(across, np.ones((reach, 1), np.uint8)), beside)
    return np.asarray(cv2.max(thin, crossing), dtype=np.uint8)


class _Direction:
    """The runs of ink along the rows of one picture: what it shows of the rules of one direction."""

    def __init__(self, grey: Pixels, dpi: float) -> None:
        self.darkness = darkness = _darkness(grey, dpi)
        self.dpi = dpi
        # A line that drifts by a pixel must not break: ink counts for the rows next to it as well.
        spread = cv2.dilate((darkness > DARK).view(np.uint8), np.ones((1 + SPREAD, 1), np.uint8))
        closed = cv2.morphologyEx(spread, cv2.MORPH_CLOSE, np.ones((1, _odd(CLOSE * dpi)), np.uint8))
        self._runs = runs = np.asarray(closed, dtype=np.uint8)
        self._short = _Measured(darkness, _at_least(runs, round(SHORT_RUN * dpi)), dpi)
        self._long = _Measured(darkness, _at_least(runs, round(LONG_RUN * dpi)), dpi, SOLID_ALONE, FREE_ALONE)

    def long_pieces(self) -> list[Piece]:
        """Runs that are rules by their length alone."""
        return self._long.pieces(np.arange(len(self._long.boxes)))

    def borne_out(self, along: Sequence[Piece], across: Sequence[Piece]) -> list[Piece]:
        """Shorter runs that other rules show to be rules.

        They close a cell between two rules across, go through one, lie on the course of a known rule, or start at a
        rule across and have their other half further on or a row of equals beside them.
        """
        boxes = self._short.boxes
        starts, ends = boxes[:, 0].astype(np.float64), (boxes[:, 0] + boxes[:, 2]).astype(np.float64)
        middles = boxes[:, 1] + boxes[:, 3] / 2
        crossing, known = course_of(across), course_of(along)
        at_start = reaches_into(starts, middles, crossing, -1, self.dpi)
        at_end = reaches_into(ends, middles, crossing, 1, self.dpi)
        closing = at_start.any(axis=1) & at_end.any(axis=1)
        through = crosses(starts, ends, middles, crossing, self.dpi).any(axis=1)
        in_line = _in_line(starts, ends, middles, known, crossing, self.dpi)
        halves = _halves(starts, ends, middles, at_start, at_end, self.dpi)
        below = _fringe(starts, ends, middles, crossing, -1, at_start, self.dpi)
        above = _fringe(ends, starts, middles, crossing, 1, at_end, self.dpi)
        others = self._short.pieces(np.flatnonzero((closing | through | in_line | halves) & ~(below | above)))
        footed = [
            _footed(piece, crossing, side, self.dpi)
            for side, fringe in ((-1, below), (1, above))
            for piece in self._short.pieces(np.flatnonzero(fringe))
        ]
        return others + footed

    def runs_along(self, start: float, end: float, position: float, reach: float) -> list[Piece]:
        """The runs, even very short ones, that lie between `start` and `end` within `reach` of `position`."""
        boxes = self._rests.boxes
        middles = boxes[:, 1] + boxes[:, 3] / 2
        along = (boxes[:, 0] < end) & (boxes[:, 0] + boxes[:, 2] > start) & (np.abs(middles - position) <= reach)
        return self._rests.pieces(np.flatnonzero(along))

    def is_clear_beside(self, start: float, end: float, position: float) -> bool:
        """Whether there is white on both sides of a line at `position`, nearly all the way from `start` to `end`."""
        return float(np.any(self._inked_beside(start, end, position, BESIDE), axis=0).mean()) <= SPECKLED

    def parts_print(self, start: float, end: float, position: float) -> bool:
        """Whether something is printed on either side of such a line, not far from it."""
        return all(side.mean() > SPECKLED for side in self._inked_beside(start, end, position, PRINTED))

    def _inked_beside(
        self, start: float, end: float, position: float, inches: tuple[float, float]
    ) -> Sequence[NDArray[np.bool_]]:
        """For both sides of a line, along it, whether there is ink so far from it; its ends are left out."""
        near, far = (round(distance * self.dpi) for distance in inches)
        y, last, inset = round(position), len(self.darkness), round(BESIDE[1] * self.dpi)
        part = slice(round(start) + inset, max(round(start) + inset + 1, round(end) - inset))
        sides = (slice(max(0, y - far), max(0, y - near)), slice(min(last, y + near), min(last, y + far)))
        return [np.any(self.darkness[side, part] > DARK, axis=0) for side in sides]

    @cached_property
    def _rests(self) -> _Measured:
        return _Measured(self.darkness, _at_least(self._runs, round(SHORTEST * self.dpi)), self.dpi)


class _Measured:
    """Runs of ink as pieces of rules, each measured once, when it is asked for."""

    def __init__(self, darkness: Pixels, runs: Outlined, dpi: float, solid: float = SOLID, free: float = FREE) -> None:
        self._darkness, self._runs, self._dpi = darkness, runs, dpi
        self._solid, self._free = solid, free
        self._known: dict[int, Piece | None] = {}

    @property
    def boxes(self) -> NDArray[np.int32]:
        """(n, 4): x, y, width and height of each run."""
        return self._runs.boxes

    def pieces(self, chosen: NDArray[np.int64]) -> list[Piece]:
        """The chosen runs, without those that are not thin, solid and free."""
        for index in chosen.tolist():
            if index not in self._known:
                self._known[index] = _measure(
                    self._darkness, self._runs, index, self._dpi, solid=self._solid, free=self._free
                )
        pieces = (self._known[index] for index in chosen.tolist())
        return [piece for piece in pieces if piece is not None]


def _at_least(runs: Mask, length: int) -> Outlined:
    """What is left of `runs` when what is shorter than `length` pixels is taken off."""
    lines = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    return outline_areas(np.asarray(lines, dtype=np.uint8))


def _in_line(
    starts: Values, ends: Values, middles: Values, known: Course, across: Course, dpi: float
) -> NDArray[np.bool_]:
    """(n,): runs on the course of a known rule, or of a run that is: a rule can be worn in several places."""
    found = belongs_to_course(starts, ends, middles, known, across, dpi)
    for _ in range(ROUNDS):
        runs = np.column_stack([starts, ends, middles, middles, np.zeros_like(middles)])[found]
        found |= belongs_to_course(starts, ends, middles, runs, across, dpi)
    return found


def _halves(
    starts: Values, ends: Values, middles: Values, at_start: NDArray[np.bool_], at_end: NDArray[np.bool_], dpi: float
) -> NDArray[np.bool_]:
    """(n,): runs that start at a rule across and go on beyond a worn stretch, and the runs with which they go on.

    `at_start` and `at_end` (n, rules across) say which runs reach into which rules there.
    """
    chosen = np.zeros(len(starts), dtype=np.bool_)
    held_at_start, held_at_end = at_start.any(axis=1), at_end.any(axis=1)
    for i in np.flatnonzero(held_at_start != held_at_end).tolist():
        gap = starts - ends[i] if at_start[i].any() else starts[i] - ends
        partners = (gap > 0) & (gap <= WORN * dpi) & (np.abs(middles - middles[i]) <= SIDEWAYS * dpi)
        partners &= (ends - starts) + (ends[i] - starts[i]) >= HALVES * dpi
        if partners.any():
            chosen[i] = True
            chosen[partners] = True
    return chosen


def _fringe(
    near: Values, far: Values, middles: Values, across: Course, side: int, standing: NDArray[np.bool_], dpi: float
) -> NDArray[np.bool_]:
    """(n,): runs that stand on one rule across and end at one level, as one does that stands at the end of that rule.

    So look the walls of a low row that the page cuts off. `near` are the ends on which the runs stand (their starts
    for `side` -1), `standing` (n, rules across) says on which rules they do, as `reaches_into` found. Beside such
    walls one whose foot is worn is one of them.
    """
    chosen = np.zeros(len(near), dtype=np.bool_)
    free = ~stands_at(far, middles, across, dpi).any(axis=1)
    high = side * (near - far) >= LOWEST_ROW * dpi
    for k in np.flatnonzero(standing.any(axis=0)):
        row = np.flatnonzero(standing[:, k] & free & high)
        if len(row) < FEWEST_WALLS:
            continue
        level = np.abs(far - np.median(far[row])) <= LEVEL * dpi
        row = row[level[row]]
        # The outer walls of a double frame go on beyond the rule, to the second line of it.
        reaching = side * (near - positions_at(across[k : k + 1], middles)[:, 0]) >= -LEVEL * dpi
        outer = (np.abs(middles[:, None] - across[k, :2]) <= MEETS * dpi).any(axis=1) & level & reaching
        if len(row) >= FEWEST_WALLS and outer.any():
            chosen[row] = True
            chosen |= level & free & high & stands_at(near, middles, across[k : k + 1], dpi)[:, 0]
    return chosen


def _footed(piece: Piece, across: Course, side: int, dpi: float) -> Piece:
    """`piece`, which stands on a rule across with its start (`side` -1) or end, carried on to the middle of that."""
    near = np.array([piece.end if side == 1 else piece.start])
    position = np.array([piece.position])
    places = positions_at(across, position)[stands_at(near, position, across, dpi)]
    foot = float(places[np.abs(places - near).argmin()]) if len(places) else float(near[0])
    return replace(piece, end=max(piece.end, foot)) if side == 1 else replace(piece, start=min(piece.start, foot))


def _measure(darkness: Pixels, runs: Outlined, index: int, dpi: float, *, solid: float, free: float) -> Piece | None:
    """A run as a piece of a rule; None where its ink is steep, thick, uneven or has gaps, or carries other strokes.

    `solid` and `free` are shares of its columns, as `SOLID` and `FREE`.
    """
    x, y, width, height = runs.boxes[index].tolist()
    if height - SPREAD > THICKEST * dpi + STEEPEST * width:
        return None
    weights = np.where(runs.own(index), darkness[runs.inside(index)], 0).astype(np.float64)
    inked = np.flatnonzero(weights.max(axis=0) > DARK)
    if len(inked) < max(3, solid * width):
        return None
    rows = np.arange(height) + 0.5
    middles = (weights[:, inked] * rows[:, None]).sum(axis=0) / weights[:, inked].sum(axis=0)
    thickness = max(1.0, float(np.median((weights[:, inked] > DARK).sum(axis=0))))
    if thickness > THICKEST * dpi:
        return None
    if width < SURELY_LONG * dpi and not (
        _share_free(darkness, x + inked, y + middles, thickness, dpi) >= free
        and (
            _is_even(weights[:, inked] > DARK, middles, thickness, dpi)
            or _is_double(weights[:, inked] > DARK, inked, middles)
        )
    ):
        return None
    slope, offset = _straight_line(inked.astype(np.float64), middles)
    return Piece(
        start=x + float(inked[0]),
        end=x + float(inked[-1]) + 1,
        first=y + float(offset + slope * inked[0]),
        last=y + float(offset + slope * inked[-1]),
        position=y + float(middles.mean()),
        thickness=thickness,
    )


def _is_even(ink: NDArray[np.bool_], middles: Values, thickness: float, dpi: float) -> bool:
    """Whether `ink` is alike all along where its middle goes: dark in a rule, white in a double one, not both."""
    width = min(_odd(BEND * dpi), len(middles))
    course = cv2.blur(middles.reshape(1, -1), (width, 1), borderType=cv2.BORDER_REPLICATE).ravel().astype(int)
    aside = 1 if thickness < THIN * dpi else 0
    rows = [np.clip(course + step, 0, len(ink) - 1) for step in range(-aside, aside + 1)]
    dark = float(np.any([ink[row, np.arange(len(row))] for row in rows], axis=0).mean())
    return max(dark, 1 - dark) >= UNBROKEN


def _is_double(ink: NDArray[np.bool_], columns: NDArray[np.int64], middles: Values) -> bool:
    """Whether `ink` is that of two lines beside each other with white between, each of them worn in places.

    Where one of the two is worn the middle of the ink jumps to the other; a row of letters has strokes across.
    """
    heights = ink.sum(axis=0)
    both = heights >= np.median(heights)
    slope, _ = _straight_line(columns[both].astype(np.float64), middles[both])
    row, along = np.nonzero(ink)
    level = np.round(row - slope * (columns[along] - columns.mean())).astype(np.int64)
    profile = np.bincount(level - level.min()) / len(columns)
    lines = np.flatnonzero(profile >= LINE_OF_DOUBLE)
    return bool(len(lines)) and float(profile[lines[0] : lines[-1] + 1].min()) <= BETWEEN_LINES


def _straight_line(along: Values, across: Values) -> tuple[float, float]:
    """Slope and offset of the least squares line; level where it is too short to have a slope."""
    centred = along - along.mean()
    slope = float(centred @ across / (centred @ centred)) if len(along) > 20 else 0.0
    return slope, float(across.mean() - slope * along.mean())


def _share_free(
    darkness: Pixels, columns: NDArray[np.int64], middles: NDArray[np.float64], thickness: float, dpi: float
) -> float:
    """Along which share of a run white lies on both sides, just beyond its own soft edge."""
    beyond = thickness / 2 + 0.013 * dpi
    last = darkness.shape[0] - 1
    above = darkness[np.clip(np.floor(middles - beyond).astype(int), 0, last), columns]
    below = darkness[np.clip(np.floor(middles + beyond).astype(int), 0, last), columns]
    return float(((above < DARK) & (below < DARK)).mean())


def _in_company(lines: Sequence[Piece], across: Sequence[Piece], dpi: float) -> list[Piece]:
    """The lines that meet a rule across, or are long enough to be rules without."""
    meets = meet_any(lines, course_of(across), dpi).tolist()
    return [line for line, met in zip(lines, meets, strict=True) if met or line.length >= SHORTEST_ALONE * dpi]


def _as_rulings(lines: Iterable[Piece], orientation: Orientation, dpi: float) -> list[Ruling]:
    """Lines in pixels as Ruling objects in points."""
    points = 72 / dpi
    return [
        Ruling(
            orientation,
            position=line.position * points,
            start=line.start * points,
            end=line.end * points,
            thickness=line.thickness * points,
        )
        for line in sorted(lines, key=lambda p: (p.position, p.start))
    ]


def _odd(pixels: float) -> int:
    """The nearest odd number that is at least 3."""
    return max(3, 2 * round((pixels - 1) / 2) + 1)
