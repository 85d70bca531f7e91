"""Text set in columns that stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extractor.page import Ruling
from extractor.tables.unruled_columns import Span, gaps, merged, word_spans
from extractor.tables.unruled_lines import Segment, TextLine, is_by_ocr, is_value, make_line, text_lines

GUTTER = 0.8
"""Least width of the space between two columns of text, in text heights."""
GUTTER_LINES = 6
"""Lines that must stand on both sides of it."""
GUTTER_SHARE = 0.75
"""Share of the lines with ink on both sides that leave it white."""
PROSE_SHARE = 0.5
"""Share of those lines that are running text on at least one side."""
PROSE_WIDTH = 14.0
"""Text heights from which a segment of words without values is running text."""


def reading_columns(lines: Sequence[TextLine], rules: Sequence[Ruling]) -> list[list[TextLine]]:
    """`lines` in groups that each run down one column of a page, or down the page where the text is in one.

    Lines that run across the space between two columns of text, or stand between ruling lines that do, make groups of
    their own.
    """
    gutter = _gutter(lines)
    if gutter is None:
        return [list(lines)]
    across = sorted(r.position for r in rules if r.start < gutter < r.end)
    groups: list[list[TextLine]] = []
    whole: list[TextLine] = []
    halves: tuple[list[TextLine], list[TextLine]] = ([], [])
    for line in lines:
        framed = any(a < line.y < b for a, b in pairwise(across))
        if framed or any(w.bbox.x0 < gutter < w.bbox.x1 for w in line.words):
            groups += [half for half in halves if half]
            halves = ([], [])
            whole.append(line)
            continue
        groups += [whole] if whole else []
        whole = []
        for side, half in zip(cut_line(line, gutter), halves, strict=True):
            half.extend(side)
    return groups + [group for group in (whole, *halves) if group]


def cut_line(line: TextLine, x: float) -> tuple[list[TextLine], list[TextLine]]:
    """What `line` holds left and right of `x`, each side with its own lines and text height.

    Lines of one side may be one only by a line between them on the other. Where OCR read the line, it stays one, with
    its text height, which is that of the page.
    """
    left = [w for w in line.words if w.bbox.x_mid < x]
    right = [w for w in line.words if w.bbox.x_mid >= x]
    if is_by_ocr(line):
        return [make_line(left, line.size)] if left else [], [make_line(right, line.size)] if right else []
    return text_lines(left), text_lines(right)


def _gutter(lines: Sequence[TextLine]) -> float | None:
    """The x of the space between two columns of running text; None where the page has no such columns."""
    if sum(any(_is_prose(s, line.size) for s in line.segments) for line in lines) < GUTTER_LINES:
        return None
    spaces = [(line, gap) for line in lines for gap in _wide_gaps(line)]
    best: tuple[int, float] | None = None
    for owner, (x0, x1) in spaces:
        x = (x0 + x1) / 2
        open_there = [line for line, gap in spaces if gap[0] < x < gap[1]]
        if len(open_there) < GUTTER_LINES or (best is not None and len(open_there) <= best[0]):
            continue
        both = [line for line in lines if line.bbox.x0 < x < line.bbox.x1]
        if len(open_there) < GUTTER_SHARE * len(both):
            continue
        if sum(_is_prose_beside(line, x) for line in open_there) >= PROSE_SHARE * len(open_there):
            edge = median(gap[1] for _, gap in spaces if gap[0] < x < gap[1])
            best = (len(open_there), edge - 0.4 * owner.size)
    return best[1] if best is not None else None


def _wide_gaps(line: TextLine) -> list[Span]:
    return [gap for gap in gaps(merged(word_spans(line.words))) if gap[1] - gap[0] >= GUTTER * line.size]


def _is_prose_beside(line: TextLine, x: float) -> bool:
    """Whether running text stands next to `x`, and no value does."""
    left = [s for s in line.segments if s.x1 <= x]
    right = [s for s in line.segments if s.x0 >= x]
    beside = [*left[-1:], *right[:1]]
    return any(_is_prose(s, line.size) for s in beside) and not any(is_value(s.text) for s in beside)


def _is_prose(segment: Segment, size: float) -> bool:
    return segment.x1 - segment.x0 >= PROSE_WIDTH * size and not is_value(segment.text)
