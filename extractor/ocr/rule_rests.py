"""Ink that is left of worn rules: thin bits on the course of a rule that stand in no line of text.

A rule that was worn, or curled away from its straight course, is found with gaps. What is left in them would be read as
一, a dash or a 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extractor.ocr.ink import RULE_REACH, Piece
from extractor.page import Ruling

THICKER = 0.012
"""Inches by which a rest is thicker on the average than its rule, at most."""
RAGGED = 0.07
"""Inches across a rest with what stands out of it, at most: half a line of text."""
ASIDE = 0.012
"""Inches from an upright rest to the ink of its rule, or of the two lines of a double one, which is counted as one that
is twice as thick; a 1 stands clear of the rule of its cell."""
WORN = 0.5
"""Inches of white on the course of a rule before its next rest."""
MEETS = 0.03
"""Inches between the end of a rule and the rule across at which it ends."""
NEIGHBOUR_HEIGHT, NEIGHBOUR_GAP, CORE = 0.45, 1.0, 0.15
"""Of the em: a piece as high stands in a line of text, and so does what is as near beside the middle of it; of its
height: what is not its middle, at either end."""

Boxes = NDArray[np.float64]
"""(n, 4): start, near side, end and far side of boxes along and across a rule, in inches."""
Chosen = NDArray[np.bool_]


def rests_of_rules(pieces: Sequence[Piece], rulings: Sequence[Ruling], em: float, scale: float) -> frozenset[int]:
    """The labels of those of `pieces` that are rests of `rulings`; `em` in pixels, `scale` in pixels a point."""
    if not rulings or not pieces:
        return frozenset()
    inch = scale * 72
    boxes = np.array([(p.x0, p.top, p.x1, p.bottom) for p in pieces], np.float64) / inch
    areas = np.array([p.area for p in pieces], np.float64) / inch**2
    level = [r for r in rulings if r.orientation == "horizontal"]
    standing = [r for r in rulings if r.orientation == "vertical"]
    rests = np.zeros(len(pieces), dtype=np.bool_)
    free = ~_in_text(boxes, em / inch)
    for rule in level:
        on = _like(rule, boxes, areas, RULE_REACH) & free
        rests |= _reached(rule, boxes, on, [_is_open(rule, end, standing) for end in (rule.start, rule.end)])
    upended = boxes[:, [1, 0, 3, 2]]
    for rule in standing:
        rests |= _reached(rule, upended, _like(rule, upended, areas, ASIDE + rule.thickness / 144), [False, False])
    return frozenset(p.label for p, rest in zip(pieces, rests, strict=True) if rest)


def _like(rule: Ruling, boxes: Boxes, areas: NDArray[np.float64], reach: float) -> Chosen:
    """(n,): boxes that lie along `rule`, within `reach` inches of its middle line, and are as thin as it is."""
    length, across = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    thin = areas / np.maximum(length, 1e-6) <= rule.thickness / 72 + THICKER
    on = np.abs((boxes[:, 1] + boxes[:, 3]) / 2 - rule.position / 72) <= reach
    return np.asarray(on & thin & (across < length) & (across <= RAGGED))


def _reached(rule: Ruling, boxes: Boxes, like: Chosen, is_open: Sequence[bool]) -> Chosen:
    """(n,): those of the boxes `like` the rule that lie within it, or go on from an open end from one to the next."""
    start, end = rule.start / 72, rule.end / 72
    found = like & (boxes[:, 0] >= start - MEETS) & (boxes[:, 2] <= end + MEETS)
    others = np.flatnonzero(like & ~found)
    if is_open[1]:
        after = [i for i in others[np.argsort(boxes[others, 0])] if boxes[i, 0] >= end - MEETS]
        ends = [end, *(float(boxes[i, 2]) for i in after)]
        found[after[: _unbroken([float(boxes[i, 0]) - e for i, e in zip(after, ends, strict=False)])]] = True
    if is_open[0]:
        before = [i for i in others[np.argsort(-boxes[others, 2])] if boxes[i, 2] <= start + MEETS]
        starts = [start, *(float(boxes[i, 0]) for i in before)]
        found[before[: _unbroken([s - float(boxes[i, 2]) for i, s in zip(before, starts, strict=False)])]] = True
    return found


def _unbroken(gaps: Sequence[float]) -> int:
    """How many rests follow one another before a gap that is too wide."""
    return next((i for i, gap in enumerate(gaps) if gap > WORN), len(gaps))


def _is_open(rule: Ruling, end: float, across: Sequence[Ruling]) -> bool:
    """Whether no rule across lies where `rule` ends."""
    slack = MEETS * 72
    return not any(
        abs(other.position - end) <= slack and other.start - slack <= rule.position <= other.end + slack
        for other in across
    )


def _in_text(boxes: Boxes, em: float) -> Chosen:
    """(n,): boxes with a character beside them, as a minus or a 一 within a text has."""
    x0, top, x1, bottom = boxes.T
    height = bottom - top
    tall = np.flatnonzero(height >= NEIGHBOUR_HEIGHT * em)
    inset = CORE * height[tall]
    middle = ((top + bottom) / 2)[:, None]
    level = (middle >= top[tall] + inset) & (middle <= bottom[tall] - inset)
    gap = np.maximum(x0[tall] - x1[:, None], x0[:, None] - x1[tall])
    return np.asarray((level & (gap <= NEIGHBOUR_GAP * em)).any(axis=1))
