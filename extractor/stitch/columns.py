"""Column layouts of two fragments laid on one another.

A continuation may be printed a little to the side (odd and even pages, scans) or at another scale (landscape after
portrait), it may lack an outer column, and blocks of one form may divide the same width differently. So layouts are
compared after registration, and joined on the union of their column rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

TOLERANCE = 0.008
"""Share of the table's width within which two rules are the same; 4 pt of a full A4 page."""
TOLERANCE_POINTS = 3.0
UNRULED_TOLERANCE = 0.03
"""The same for boundaries in white space, which lie anywhere between two columns."""


NEAR_ENOUGH = 0.35
"""Share of the narrower column beside a boundary by which two layouts of equally many columns may be apart."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two column layouts on common boundaries.

    Attributes:
        columns: The union, in points of the upper layout.
        upper, lower: For each boundary of a layout its index in `columns`.
        matched: Number of boundaries that both have.
    """

    columns: tuple[float, ...]
    upper: tuple[int, ...]
    lower: tuple[int, ...]
    matched: int

    @property
    def agreement(self) -> float:
        """Share of the boundaries of the finer layout that both have, 0 to 1."""
        return self.matched / max(len(self.upper), len(self.lower))

    @property
    def nesting(self) -> float:
        """Share of the boundaries of the coarser layout that both have, 0 to 1."""
        return self.matched / min(len(self.upper), len(self.lower))

    @property
    def equal(self) -> bool:
        """Whether the layouts are the same."""
        return self.matched == len(self.upper) == len(self.lower)


def align(upper: Sequence[float], lower: Sequence[float], ruled: bool = True) -> Alignment:
    """The best of three registrations of `lower` on `upper`: as printed, left edges together, both edges together."""
    width = upper[-1] - upper[0]
    tolerance = max(TOLERANCE_POINTS, (TOLERANCE if ruled else UNRULED_TOLERANCE) * width)
    stretch = width / max(lower[-1] - lower[0], 1.0)
    candidates = (
        [upper[0] + (x - lower[0]) * stretch for x in lower],
        [x - lower[0] + upper[0] for x in lower],
        list(lower),
    )
    return max((_union(upper, c, tolerance) for c in candidates), key=lambda a: (a.matched, -len(a.columns)))


def is_same_layout(upper: Sequence[float], lower: Sequence[float]) -> bool:
    """Whether equally many columns lie so near that each can only be its counterpart.

    A sheet that was bent or drawn in scans its columns wider here and narrower there: each boundary may be off by a
    part of the columns beside it.
    """
    if len(upper) != len(lower):
        return False
    stretch = (upper[-1] - upper[0]) / max(lower[-1] - lower[0], 1.0)
    widths = [b - a for a, b in pairwise(upper)]
    room = [min(a, b) for a, b in pairwise([widths[0], *widths, widths[-1]])]
    return all(
        abs(lower_x - x) <= NEAR_ENOUGH * r
        for x, lower_x, r in zip(upper, (upper[0] + (x - lower[0]) * stretch for x in lower), room, strict=True)
    )


def same_order(upper: Sequence[float], lower: Sequence[float]) -> Alignment:
    """Layouts with equally many columns taken as the same, first on first."""
    if len(upper) != len(lower):
        raise ValueError("the layouts have different numbers of columns")
    places = tuple(range(len(upper)))
    return Alignment(tuple(upper), places, places, len(upper))


def _union(upper: Sequence[float], lower: Sequence[float], tolerance: float) -> Alignment:
    pairs = _matches(upper, lower, tolerance)
    columns: list[float] = []
    places: tuple[list[int], list[int]] = ([], [])
    ends = [(-1, -1), *pairs, (len(upper), len(lower))]
    for (u0, w0), (u1, w1) in pairwise(ends):
        between = [(x, 0) for x in upper[u0 + 1 : u1]] + [(x, 1) for x in lower[w0 + 1 : w1]]
        for x, side in sorted(between):
            places[side].append(len(columns))
            columns.append(x)
        if u1 < len(upper):
            for side in (0, 1):
                places[side].append(len(columns))
            columns.append(upper[u1])
    return Alignment(tuple(columns), tuple(places[0]), tuple(places[1]), len(pairs))


def _matches(upper: Sequence[float], lower: Sequence[float], tolerance: float) -> list[tuple[int, int]]:
    """Pairs of boundaries within `tolerance`, the closest first, none crossing another; ascending."""
    near = sorted(
        (abs(u - w), i, j) for i, u in enumerate(upper) for j, w in enumerate(lower) if abs(u - w) <= tolerance
    )
    pairs: list[tuple[int, int]] = []
    for _, i, j in near:
        if all((i < a and j < b) or (i > a and j > b) for a, b in pairs):
            pairs.append((i, j))
    return sorted(pairs)
