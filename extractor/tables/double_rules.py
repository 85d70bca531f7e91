"""What stands on the two sides of a narrow white gap: one table with a double rule, or two tables.

Where lines run across the gap the two sides are connected already. Where none does, the walls tell: those of one table
go on beyond its double rule, those of two tables end where each of them has its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.geometry import overlap_1d
from extractor.page import BBox, Orientation, Ruling
from extractor.tables.rulings import TOUCH

DOUBLE = 3.3
"""Points between the middles of the two lines of a double rule, at most."""
CLOSE = 1.6
"""Points of white up to which the sides are one table even where one of them has no wall to show; two tables stand
further apart."""
BESIDE = 0.8
"""Share of the shorter of two facing sides along which they lie beside each other."""

Group = tuple[Ruling, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A connected group of lines: its box, and whether it is the frame of one cell."""

    lines: Group
    box: BBox
    single: bool

    @staticmethod
    def of(lines: Group) -> _Piece:
        across = [r for r in lines if r.orientation == "vertical"]
        down = [r for r in lines if r.orientation == "horizontal"]
        single = len(across) == len(down) == 2
        (x0, x1), (top, bottom) = _extent(across, down), _extent(down, across)
        return _Piece(lines, BBox(x0, top, x1, bottom), single)

    def walls(self, orientation: Orientation, side: float, between: tuple[float, float]) -> list[float]:
        """Positions of the lines of one direction that end at `side`, within the frame."""
        first, last = between[0] + DOUBLE, between[1] - DOUBLE
        return [
            r.position
            for r in self.lines
            if r.orientation == orientation
            and first < r.position < last
            and min(abs(r.start - side), abs(r.end - side)) <= TOUCH
        ]


def _extent(lines: Sequence[Ruling], across: Sequence[Ruling]) -> tuple[float, float]:
    """From the first to the last of `lines`, or further where the lines across go on beyond them."""
    first, last = min(r.position for r in lines), max(r.position for r in lines)
    start, end = min(r.start for r in across), max(r.end for r in across)
    return start if start < first - TOUCH else first, end if end > last + TOUCH else last


def join_over_double_rules(groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups, those made one that only the white of a double rule parts."""
    pieces = [_Piece.of(group) for group in groups]
    order = sorted(range(len(pieces)), key=lambda i: pieces[i].box.top)
    parents = list(range(len(pieces)))

    def root(i: int) -> int:
        while parents[i] != i:
            i = parents[i]
        return i

    for n, i in enumerate(order):
        for k in order[n + 1 :]:
            if pieces[k].box.top > pieces[i].box.bottom + DOUBLE:
                break
            if _is_one_table(pieces[i], pieces[k]):
                parents[root(k)] = root(i)
    joined: dict[int, list[Ruling]] = {}
    for i, piece in enumerate(pieces):
        joined.setdefault(root(i), []).extend(piece.lines)
    return tuple(tuple(lines) for lines in joined.values())


def _is_one_table(one: _Piece, other: _Piece) -> bool:
    """Whether two pieces face each other over the white of a double rule and have their walls in common."""
    a, b = one.box, other.box
    if 0 < b.top - a.bottom <= DOUBLE:
        return _go_on(one, other, (a.x0, a.x1), (b.x0, b.x1), "vertical", (a.bottom, b.top))
    if 0 < b.x0 - a.x1 <= DOUBLE:
        return _go_on(one, other, (a.top, a.bottom), (b.top, b.bottom), "horizontal", (a.x1, b.x0))
    if 0 < a.x0 - b.x1 <= DOUBLE:
        return _go_on(one, other, (a.top, a.bottom), (b.top, b.bottom), "horizontal", (a.x0, b.x1))
    return False


def _go_on(
    one: _Piece,
    other: _Piece,
    first: tuple[float, float],
    second: tuple[float, float],
    orientation: Orientation,
    sides: tuple[float, float],
) -> bool:
    """Whether the walls that end at the facing sides are the same; of single cells, whether the sides are in line."""
    if overlap_1d(*first, *second) < BESIDE * min(first[1] - first[0], second[1] - second[0]):
        return False
    ends = [abs(a - b) <= DOUBLE for a, b in zip(first, second, strict=True)]
    if one.single or other.single:
        return any(ends)
    above, below = one.walls(orientation, sides[0], first), other.walls(orientation, sides[1], second)
    fewer, more = sorted((above, below), key=len)
    if not fewer and sides[1] - sides[0] > CLOSE:
        return False
    return all(ends) and all(any(abs(a - b) <= DOUBLE for b in more) for a in fewer)
