"""Borders of cells along which no printed rule was found, though a grid needs them: rules worn away.

Bits of such a rule that are left would be read as a 1, an l or a dash beside the text of the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from extractor.page import BBox, Orientation, Ruling

IN_LINE = 2.5
"""Points between a border and a rule that runs along it."""
BARE = 4.0
"""Points of a border without a rule, at least, for bits to lie there."""

Side = tuple[Orientation, float, float, float]
"""Of a cell: orientation, position, start and end, in points."""


def bare_borders(cells: Iterable[BBox], rulings: Sequence[Ruling]) -> list[Ruling]:
    """The sides of `cells` that no rule covers, as the rules they must have been: in line with what is left nearest."""
    sides = sorted({side for cell in cells for side in _sides(cell)})
    found: list[Ruling] = []
    for orientation in ("horizontal", "vertical"):
        rules = [rule for rule in rulings if rule.orientation == orientation]
        if rules:
            found += _worn_away([side for side in sides if side[0] == orientation], rules)
    return found


def _sides(cell: BBox) -> tuple[Side, Side, Side, Side]:
    x0, top, x1, bottom = (round(value, 1) for value in (cell.x0, cell.top, cell.x1, cell.bottom))
    return (
        ("horizontal", top, x0, x1),
        ("horizontal", bottom, x0, x1),
        ("vertical", x0, top, bottom),
        ("vertical", x1, top, bottom),
    )


def _worn_away(sides: Sequence[Side], rules: Sequence[Ruling]) -> list[Ruling]:
    positions, starts, ends = (
        np.array([getattr(rule, name) for rule in rules], np.float64) for name in ("position", "start", "end")
    )
    found = []
    for orientation, position, start, end in sides:
        in_line = np.flatnonzero(np.abs(positions - position) <= IN_LINE)
        if not len(in_line) or end - start - _covered(start, end, starts[in_line], ends[in_line]) < BARE:
            continue
        apart = np.maximum(starts[in_line] - end, start - ends[in_line])
        nearest = rules[int(in_line[np.argmin(apart)])]
        found.append(Ruling(orientation, nearest.position, start, end, nearest.thickness))
    return found


def _covered(start: float, end: float, starts: NDArray[np.float64], ends: NDArray[np.float64]) -> float:
    """How much of a side the longest stretch of any one rule along it takes up."""
    return float(np.max(np.minimum(ends, end) - np.maximum(starts, start), initial=0.0))
