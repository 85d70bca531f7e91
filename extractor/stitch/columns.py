"""Column layouts of two fragments laid on one another.

A continuation may be printed a little to the side (odd and even pages, scans) or at another scale (landscape after
portrait), it may lack an outer column, and blocks of one form may divide the same width differently. So layouts are
compared after registration, and joined on the union of their column rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TOLERANCE = 0.008
"""Share of the table's width within which two rules are the same; 4 pt of a full A4 page."""
TOLERANCE_POINTS = 3.0
UNRULED_TOLERANCE = 0.03
"""The same for boundaries in white space, which lie anywhere between two columns."""


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


def same_order(upper: Sequence[float], lower: Sequence[float]) -> Alignment:
    """Layouts with equally many columns taken as the same, first on first."""
    if len(upper) != len(lower):
        raise ValueError("the layouts have different numbers of columns")
    places = tuple(range(len(upper)))
    return Alignment(tuple(upper), places, places, len(upper))


def _union(upper: Sequence[float], lower: Sequence[float], tolerance: float) -> Alignment:
    partner: list[int | None] = []
    free = 0
    for x in lower:
        near = [i for i in range(free, len(upper)) if abs(upper[i] - x) <= tolerance]
        best = min(near, key=lambda i: abs(upper[i] - x), default=None)
        partner.append(best)
        free = best + 1 if best is not None else free
    new = [x for x, p in zip(lower, partner, strict=True) if p is None]
    columns = sorted([*upper, *new])
    places = {x: i for i, x in enumerate(columns)}
    return Alignment(
        tuple(columns),
        tuple(places[x] for x in upper),
        tuple(places[x if p is None else upper[p]] for x, p in zip(lower, partner, strict=True)),
        sum(p is not None for p in partner),
    )
