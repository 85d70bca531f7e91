"""Ruling lines of a scan, found in its pixels.

Long straight runs of ink are found by morphological opening: the strokes of Chinese characters are shorter than the
kernels, and what they make together is neither solid nor free. Shorter runs count where rules bear them out: between
two rules, or on the course of one. The pieces are then mended to whole rules (`worn_rules`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.page import Orientation, Pixels, Ruling, Scan
from extractor.tables.worn_rules import (
    LEVEL,
    MEETS,
    SIDEWAYS,
    WORN,
    Course,
    Piece,
    Values,
    course_of,
    lies_on,
    meets_any,
    mend,
    merge_doubles,
    positions_at,
    stands_at,
)

DARK = 40
"""Greys below the paper from which a pixel may belong to a rule; noise of a bad scan has a deviation of 11."""
LONG_RUN = 0.32
"""Inches of unbroken ink that make a piece of a rule by itself; 0.2 finds false rules in small Chinese print."""
SHORT_RUN = 0.09
"""Inches of unbroken ink for a piece that other rules bear out."""
ANCHORED = 0.01
"""Inches by which a short run may fall short of the middle of the rule it stands on."""
LOWEST_ROW = 0.11
"""Inches of the walls of a row that the page cuts off."""
FEWEST_WALLS = 3
CLOSE = 0.016
"""Inches of white in a run that are overlooked."""
THICKEST = 0.06
"""Inches; thicker ink is a bar or a filled area."""
SOLID = 0.93
"""Share of a piece's columns that hold ink; strokes of characters in a row leave gaps."""
FREE = 0.65
"""Share of a piece's length along which both its sides are white; strokes of characters carry others."""
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
    darkness = _darkness(scan.pixels, dpi)
    lying, standing = _Direction(darkness, dpi), _Direction(np.ascontiguousarray(darkness.T), dpi)
    horizontal, vertical = lying.long_pieces(), standing.long_pieces()
    for _ in range(2):
        vertical = mend([*vertical, *standing.borne_out(vertical, horizontal)], horizontal, standing.darkness, dpi)
        horizontal = mend([*horizontal, *lying.borne_out(horizontal, vertical)], vertical, lying.darkness, dpi)
    vertical = mend(vertical, horizontal, standing.darkness, dpi)
    horizontal, vertical = merge_doubles(horizontal, dpi), merge_doubles(vertical, dpi)
    horizontal, vertical = _in_company(horizontal, vertical, dpi), _in_company(vertical, horizontal, dpi)
    return (*_as_rulings(horizontal, "horizontal", dpi), *_as_rulings(vertical, "vertical", dpi))


def _darkness(grey: Pixels, dpi: float) -> Pixels:
    """How much darker than the brightest of its neighbourhood every pixel is."""
    shrink = min(1.0, 50 / dpi)
    window = max(3, round(0.3 * dpi * shrink))
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((window, window), np.uint8))
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.subtract(paper, grey), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class _Runs:
    """Connected runs of ink: a label for every pixel, and the label and box (x, y, width, height) of every run."""

    labels: NDArray[np.int32]
    numbers: NDArray[np.int32]
    boxes: NDArray[np.int32]


class _Direction:
    """The runs of ink along the rows of one picture: what it shows of the rules of one direction."""

    def __init__(self, darkness: Pixels, dpi: float) -> None:
        self.darkness = darkness
        self.dpi = dpi
        # A line that drifts by a pixel must not break: ink counts for the rows next to it as well.
        spread = cv2.dilate((darkness > DARK).astype(np.uint8), np.ones((3, 1), np.uint8))
        runs = cv2.morphologyEx(spread, cv2.MORPH_CLOSE, np.ones((1, _odd(CLOSE * dpi)), np.uint8))
        self._short = _components(runs, round(SHORT_RUN * dpi))
        self._long = _components(runs, round(LONG_RUN * dpi))

    def long_pieces(self) -> list[Piece]:
        """Runs that are rules by their length alone."""
        return self._measured(self._long, np.arange(len(self._long.boxes)))

    def borne_out(self, along: Sequence[Piece], across: Sequence[Piece]) -> list[Piece]:
        """Shorter runs that other rules show to be rules.

        They close a cell between two rules across, lie on the course of a known rule, or start at a rule across and
        have their other half further on or a row of equals beside them.
        """
        boxes = self._short.boxes
        starts, ends = boxes[:, 0].astype(np.float64), (boxes[:, 0] + boxes[:, 2]).astype(np.float64)
        middles = boxes[:, 1] + boxes[:, 3] / 2
        crossing, known = course_of(across), course_of(along)
        closing = stands_at(starts, middles, crossing, self.dpi).any(axis=1)
        closing &= stands_at(ends, middles, crossing, self.dpi).any(axis=1)
        in_line = lies_on(starts, ends, middles, known, self.dpi).any(axis=1)
        halves = _halves(starts, ends, middles, crossing, self.dpi)
        fringe = _fringe(starts, ends, middles, crossing, self.dpi)
        return self._measured(self._short, np.flatnonzero(closing | in_line | halves | fringe))

    def _measured(self, runs: _Runs, chosen: NDArray[np.int64]) -> list[Piece]:
        """The chosen runs as pieces, without those that are not thin, solid and free."""
        pieces = (_measure(self.darkness, runs, int(index), self.dpi) for index in chosen)
        return [piece for piece in pieces if piece is not None]


def _components(runs: Mask, length: int) -> _Runs:
    """The connected areas that are left of `runs` when what is shorter than `length` pixels is taken off."""
    lines = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    _, labels = cv2.connectedComponents(lines, connectivity=8)
    # Boxes from the outlines: OpenCV's own statistics of components cost eight times as much.
    outlines, hierarchy = cv2.findContours(lines, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    outer = [outline for outline, links in zip(outlines, _links(hierarchy), strict=True) if links[3] < 0]
    boxes = np.array([cv2.boundingRect(outline) for outline in outer], dtype=np.int32).reshape(-1, 4)
    numbers = np.array([labels[outline[0, 0, 1], outline[0, 0, 0]] for outline in outer], dtype=np.int32)
    return _Runs(labels, numbers, boxes)


def _links(hierarchy: NDArray[np.int32] | None) -> NDArray[np.int32]:
    """(n, 4): next, previous, first child and parent of every outline; without rows where there are no outlines."""
    return np.zeros((0, 4), np.int32) if hierarchy is None else hierarchy[0]


def _halves(starts: Values, ends: Values, middles: Values, across: Course, dpi: float) -> NDArray[np.bool_]:
    """(n,): runs that start at a rule across and go on beyond a worn stretch, and the runs with which they go on."""
    chosen = np.zeros(len(starts), dtype=np.bool_)
    at_start = _rooted(starts, middles, across, -1, dpi).any(axis=1)
    at_end = _rooted(ends, middles, across, 1, dpi).any(axis=1)
    for i in np.flatnonzero(at_start ^ at_end):
        gap = starts - ends[i] if at_start[i] else starts[i] - ends
        partners = (gap > 0) & (gap <= WORN * dpi) & (np.abs(middles - middles[i]) <= SIDEWAYS * dpi)
        partners &= (ends - starts) + (ends[i] - starts[i]) >= LONG_RUN * dpi
        if partners.any():
            chosen[i] = True
            chosen |= partners
    return chosen


def _rooted(ends: Values, middles: Values, across: Course, side: int, dpi: float) -> NDArray[np.bool_]:
    """(n, rules across): whether the ink of a run goes on into the ink of the rule; `side` is 1 for ends, -1 for starts.

    A run that belongs to a rule ends beyond the middle of the rule across, a character in front of it.
    """
    into = side * (ends[:, None] - positions_at(across, middles)) >= -ANCHORED * dpi
    return np.asarray(stands_at(ends, middles, across, dpi) & into)


def _fringe(starts: Values, ends: Values, middles: Values, across: Course, dpi: float) -> NDArray[np.bool_]:
    """(n,): runs that stand on one rule across and end at one level, one of them at the end of that rule.

    So look the walls of a low row that the page cuts off.
    """
    chosen = np.zeros(len(starts), dtype=np.bool_)
    for near, far, side in ((starts, ends, -1), (ends, starts, 1)):
        standing = _rooted(near, middles, across, side, dpi)
        free = ~stands_at(far, middles, across, dpi).any(axis=1)
        for k in np.flatnonzero(standing.any(axis=0)):
            row = np.flatnonzero(standing[:, k] & free & (ends - starts >= LOWEST_ROW * dpi))
            if len(row) < FEWEST_WALLS:
                continue
            row = row[np.abs(far[row] - np.median(far[row])) <= LEVEL * dpi]
            outer = np.abs(middles[row, None] - across[k, :2]) <= MEETS * dpi
            if len(row) >= FEWEST_WALLS and outer.any():
                chosen[row] = True
    return chosen


def _measure(darkness: Pixels, runs: _Runs, index: int, dpi: float) -> Piece | None:
    """A run as a piece of a rule; None where its ink is thick, has gaps, or carries other strokes."""
    x, y, width, height = (int(v) for v in runs.boxes[index])
    inside = (slice(y, y + height), slice(x, x + width))
    weights = np.where(runs.labels[inside] == runs.numbers[index], darkness[inside], 0).astype(np.float64)
    inked = np.flatnonzero(weights.max(axis=0) > DARK)
    if len(inked) < max(3, SOLID * width):
        return None
    rows = np.arange(height) + 0.5
    middles = (weights[:, inked] * rows[:, None]).sum(axis=0) / weights[:, inked].sum(axis=0)
    thickness = max(1.0, float(np.median((weights[:, inked] > DARK).sum(axis=0))))
    if thickness > THICKEST * dpi:
        return None
    if width < SURELY_LONG * dpi and not _is_free(darkness, x + inked, y + middles, thickness, dpi):
        return None
    slope, offset = np.polyfit(inked, middles, 1) if len(inked) > 20 else (0.0, float(middles.mean()))
    return Piece(
        start=x + float(inked[0]),
        end=x + float(inked[-1]) + 1,
        first=y + float(offset + slope * inked[0]),
        last=y + float(offset + slope * inked[-1]),
        position=y + float(middles.mean()),
        thickness=thickness,
    )


def _is_free(
    darkness: Pixels, columns: NDArray[np.int64], middles: NDArray[np.float64], thickness: float, dpi: float
) -> bool:
    """Whether white lies on both sides of most of a run, just beyond its own soft edge."""
    beyond = thickness / 2 + 0.013 * dpi
    last = darkness.shape[0] - 1
    above = darkness[np.clip(np.floor(middles - beyond).astype(int), 0, last), columns]
    below = darkness[np.clip(np.floor(middles + beyond).astype(int), 0, last), columns]
    return bool(((above < DARK) & (below < DARK)).mean() >= FREE)


def _in_company(lines: Sequence[Piece], across: Sequence[Piece], dpi: float) -> list[Piece]:
    """The lines that meet a rule across, or are long enough to be rules without."""
    crossing = course_of(across)
    return [line for line in lines if line.length >= SHORTEST_ALONE * dpi or meets_any(line, crossing, dpi)]


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
