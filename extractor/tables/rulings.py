"""Ruling lines made ready for a grid: pieces of one printed line merged, lines of one table gathered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractor.page import Orientation, Ruling

SAME_LINE = 1.2
"""Points by which pieces of one printed line may lie apart sideways."""
GAP = 3.0
"""Points of white between two pieces of one printed line (dashes, strokes drawn cell by cell)."""
TOUCH = 3.0
"""Points by which a line may fall short of, or overshoot, a line that it meets."""
CORNER = 0.8
"""Points between the end of a line and the edge of the line that it ends at, where both are drawn exactly."""
SHORTEST = 3.0
"""Points; shorter strokes are specks or parts of characters."""
LEVEL = 1.5
"""Points by which the ends of parallel rules of one table may differ."""
HIGHEST_ROW = 1.5
"""Height of a row that only a parallel rule closes, in heights of the highest row of its table, at most."""


def merge_pieces(rulings: Iterable[Ruling]) -> tuple[Ruling, ...]:
    """Each printed line once: pieces that lie on one line and touch are one Ruling."""
    rulings = tuple(rulings)
    merged: list[Ruling] = []
    for orientation in ("horizontal", "vertical"):
        walls = _Walls.of(r for r in rulings if r.orientation != orientation)
        merged.extend(_merge_direction([r for r in rulings if r.orientation == orientation], orientation, walls))
    return tuple(r for r in merged if r.length >= SHORTEST)


@dataclass(frozen=True, slots=True)
class _Walls:
    """The lines of the other direction: (n, 4) position, start, end and half the thickness."""

    places: NDArray[np.float64]

    @staticmethod
    def of(rulings: Iterable[Ruling]) -> _Walls:
        return _Walls(np.array([(r.position, r.start, r.end, r.thickness / 2) for r in rulings]).reshape(-1, 4))

    def part(self, position: float, end: float, start: float) -> bool:
        """Whether pieces at `position` that end at `end` and go on at `start` do so at a line each.

        So do the rules of two tables side by side, or of cells that are drawn each by itself.
        """
        if start - end <= CORNER:
            return False
        at, first, last, half = self.places.T
        here = (first - TOUCH <= position) & (position <= last + TOUCH)
        closing = at[here & (np.abs(at - end) <= CORNER + half)]
        opening = at[here & (np.abs(at - start) <= CORNER + half)]
        return bool(len(closing) and len(opening) and opening.max() - closing.min() > CORNER)


def _merge_direction(rulings: list[Ruling], orientation: Orientation, walls: _Walls) -> list[Ruling]:
    """Merge lines of one direction. A line is compared with the open lines at about its position."""
    lines: list[list[Ruling]] = []
    for ruling in sorted(rulings, key=lambda r: (r.position, r.start)):
        if lines and ruling.position - lines[-1][-1].position <= SAME_LINE:
            lines[-1].append(ruling)
        else:
            lines.append([ruling])
    return [piece for line in lines for piece in _merge_line(line, orientation, walls)]


def _merge_line(pieces: list[Ruling], orientation: Orientation, walls: _Walls) -> list[Ruling]:
    runs: list[list[Ruling]] = []
    end = -np.inf
    for piece in sorted(pieces, key=lambda r: r.start):
        if runs and piece.start - end <= GAP and not walls.part(piece.position, end, piece.start):
            runs[-1].append(piece)
        else:
            runs.append([piece])
            end = -np.inf
        end = max(end, piece.end)
    return [_one(run, orientation) for run in runs]


def _one(run: Sequence[Ruling], orientation: Orientation) -> Ruling:
    weights = np.array([max(r.length, 0.1) for r in run])
    return Ruling(
        orientation,
        position=float(np.average([r.position for r in run], weights=weights)),
        start=min(r.start for r in run),
        end=max(r.end for r in run),
        thickness=max(r.thickness for r in run),
    )


def connected(rulings: Sequence[Ruling], touch: float = TOUCH) -> tuple[tuple[Ruling, ...], ...]:
    """The rulings in groups whose members meet each other, directly or over other members.

    Lines of one direction meet only through lines of the other; parallels alone are no grid. A line that meets no
    other joins the group to which it is one more parallel: that is how a row of one cell looks between open sides.
    """
    groups = _meeting_groups(rulings, touch)
    lone = set(rulings).difference(*groups)
    return tuple(_with_parallels(group, lone) for group in groups)


def _with_parallels(group: tuple[Ruling, ...], lone: set[Ruling]) -> tuple[Ruling, ...]:
    """`group` with those of `lone` that begin and end where its lines do, one row or column away."""
    found = list(group)
    for orientation in ("horizontal", "vertical"):
        parallel = [r for r in group if r.orientation == orientation]
        start, end = min(r.start for r in parallel), max(r.end for r in parallel)
        crossing = [r for r in group if r.orientation != orientation]
        if any(min(abs(r.position - start), abs(r.position - end)) <= TOUCH for r in crossing):
            continue
        places = [r.position for r in parallel] + [end for r in crossing for end in (r.start, r.end)]
        first, last = min(places), max(places)
        reach = HIGHEST_ROW * _widest_band(places)
        found.extend(
            r
            for r in lone
            if r.orientation == orientation
            and abs(r.start - start) <= LEVEL
            and abs(r.end - end) <= LEVEL
            and first - reach <= r.position <= last + reach
        )
    return tuple(found)


def _widest_band(places: Iterable[float]) -> float:
    """The greatest distance between two neighbours."""
    return max((b - a for a, b in pairwise(sorted(places))), default=0.0)


def _meeting_groups(rulings: Sequence[Ruling], touch: float) -> tuple[tuple[Ruling, ...], ...]:
    """The rulings in groups whose members meet."""
    horizontal = [r for r in rulings if r.orientation == "horizontal"]
    vertical = [r for r in rulings if r.orientation == "vertical"]
    if not horizontal or not vertical:
        return ()
    parents = list(range(len(horizontal) + len(vertical)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    for h, v in np.argwhere(_meetings(horizontal, vertical, touch)):
        parents[root(int(h))] = root(len(horizontal) + int(v))
    groups: dict[int, list[Ruling]] = {}
    for i, ruling in enumerate([*horizontal, *vertical]):
        groups.setdefault(root(i), []).append(ruling)
    return tuple(tuple(group) for group in groups.values() if len({r.orientation for r in group}) == 2)


def _meetings(horizontal: Sequence[Ruling], vertical: Sequence[Ruling], touch: float) -> NDArray[np.bool_]:
    """Boolean (horizontal, vertical): which lines cross or nearly touch.

    A line that ends at one line reaches no other beyond it: so two tables stay apart that stand a few points apart.
    """
    h = np.array([(r.position, r.start, r.end, r.thickness / 2) for r in horizontal])
    v = np.array([(r.position, r.start, r.end, r.thickness / 2) for r in vertical])
    beyond_x = _beyond(h, v)
    beyond_y = _beyond(v, h).T
    meets = (beyond_x <= touch) & (beyond_y <= touch)
    reach_x = np.where(meets, beyond_x, np.inf)
    reach_y = np.where(meets, beyond_y, np.inf)
    return meets & ~_held_back(h, v, reach_x) & ~_held_back(v, h, reach_y.T).T


def _beyond(lines: NDArray[np.float64], across: NDArray[np.float64]) -> NDArray[np.float64]:
    """(lines, across): points by which each line falls short of each line across; 0 or less where it reaches it."""
    at = across[None, :, 0]
    short: NDArray[np.float64] = np.maximum(lines[:, None, 1] - at, at - lines[:, None, 2])
    return short


def _held_back(
    lines: NDArray[np.float64], across: NDArray[np.float64], short: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """(lines, across): whether a line that falls short of another ends at one before it.

    `short` is what each falls short by, infinite where the two do not meet.
    """
    held = np.zeros(short.shape, dtype=np.bool_)
    for i, k in np.argwhere((short > CORNER) & np.isfinite(short)):
        end = lines[i, 2] if across[k, 0] > lines[i, 2] else lines[i, 1]
        ends_at = np.isfinite(short[i]) & (np.abs(across[:, 0] - end) <= CORNER + across[:, 3])
        held[i, k] = bool((ends_at & (np.abs(across[:, 0] - across[k, 0]) > CORNER)).any())
    return held
