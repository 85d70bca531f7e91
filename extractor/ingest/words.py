"""Characters to words: lines by baseline, words by white space, gaps and vertical ruling lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from extractor.ingest.glyphs import Glyph, is_cjk
from extractor.page import BBox, Ruling, Word

_SAME_STRIP = 0.12
"""Share of the font size by which baselines of one strip of text may differ."""
_SAME_LINE = 0.25
"""Share of the font size by which the baselines of two cells of one row may differ and still be one line."""
_SEGMENT_GAP = 0.6
"""Gap in ems at which a strip is cut into segments, each of which is placed on a line by itself."""
_LATIN_GAP = 0.2
"""Gap in ems that stands for a space in Latin text; justified lines squeeze a space of 0.33 em down to that."""
_CJK_GAP = 0.3
"""The same beside a Chinese character: justified lines and the space between scripts open gaps of up to 0.25 em."""
_WITHIN_WORD = 0.1
"""Gap in ems up to which characters of one text object are set as one word; cells keep more between them."""
_SPACE_INSIDE = 0.1
"""How far in ems a space may begin after the character that it parts from the one before, where lines are squeezed."""
_MARK_SIZE = 0.85
"""Size of a superscript or subscript, as a share of that of the text it stands at, at most."""
_RAISED, _LOWERED = 0.75, 0.4
"""How far a mark's baseline lies above or below that of its text, in ems of the text, at most."""
_LEADERS = re.compile(r"\.{5,}|…{2,}|_{5,}|·{5,}")
"""Dots or strokes that lead the eye to a number; three dots are an ellipsis, or stand for an absent number."""
_DUPLICATE_SHIFT = 1.0
"""Points by which a character is printed again to look bold, at most."""


class _Segment(NamedTuple):
    """Characters on one baseline without a wide gap, from left to right; spaces are among them."""

    glyphs: list[Glyph]
    baseline: float
    size: float
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class _Walls:
    """Vertical ruling lines, by x."""

    positions: list[float]
    rulings: list[Ruling]

    @staticmethod
    def of(rulings: Iterable[Ruling]) -> _Walls:
        vertical = sorted((r for r in rulings if r.orientation == "vertical"), key=attrgetter("position"))
        return _Walls([r.position for r in vertical], vertical)

    def crossing(self, y: float) -> list[float]:
        """Positions of the lines that stand at height `y`, ascending."""
        return [r.position for r in self.rulings if r.start < y < r.end]


def lay_words(glyphs: Sequence[Glyph], rulings: Iterable[Ruling], first_line: int = 0) -> list[Word]:
    """Words of level text, line by line; their `line` counts from `first_line`.

    Superscripts are words of their own on the line of their text, so that a footnote mark never becomes a digit of
    the number it stands at; so are leaders. A character printed twice in its place counts once. No word crosses a
    vertical ruling, but for text that was set as one and leaves its cell.
    """
    walls = _Walls.of(rulings)
    words: list[Word] = []
    for number, line in enumerate(_group_lines(_cut_segments(glyphs)), start=first_line):
        words.extend(_split_line(line, walls, number))
    return words


def _cut_segments(glyphs: Sequence[Glyph]) -> list[_Segment]:
    """Segments of all strips."""
    strips: list[list[Glyph]] = []
    anchor, reach = float("-inf"), 0.0
    for glyph in sorted(glyphs, key=attrgetter("baseline")):
        if not strips or glyph.baseline - anchor > reach:
            strips.append([])
            anchor, reach = glyph.baseline, max(0.3, _SAME_STRIP * glyph.ink.size)
        strips[-1].append(glyph)
    segments: list[_Segment] = []
    for strip in strips:
        strip.sort(key=_reading_place)
        segments.extend(_cut_strip(_without_duplicates(strip)))
    return segments


def _reading_place(glyph: Glyph) -> float:
    """Where a character stands in its line: its left edge; a space may begin a little inside the next character."""
    return glyph.x0 - _SPACE_INSIDE * glyph.ink.size if glyph.text == " " else glyph.x0


def _without_duplicates(strip: list[Glyph]) -> list[Glyph]:
    """The strip, sorted by x, with characters that were printed again at a shift of up to a point left out."""
    kept: list[Glyph] = []
    for glyph in strip:
        reach = min(_DUPLICATE_SHIFT, max(0.3, 0.3 * (glyph.x1 - glyph.x0)))
        again = False
        for other in reversed(kept):
            if glyph.x0 - other.x0 > reach:
                break
            if other.text == glyph.text and abs(other.ink.size - glyph.ink.size) < 0.1 * glyph.ink.size:
                again = True
                break
        if not again:
            kept.append(glyph)
    return kept


def _cut_strip(strip: list[Glyph]) -> list[_Segment]:
    segments: list[_Segment] = []
    start, end = 0, float("-inf")
    for index, glyph in enumerate(strip):
        if index > start and (
            glyph.x0 - end > _SEGMENT_GAP * glyph.ink.size or not 0.8 < glyph.ink.size / strip[start].ink.size < 1.25
        ):
            segments.append(_segment(strip[start:index]))
            start, end = index, float("-inf")
        end = max(end, glyph.x1)
    if strip:
        segments.append(_segment(strip[start:]))
    return segments


def _segment(glyphs: list[Glyph]) -> _Segment:
    middle = glyphs[len(glyphs) // 2]
    return _Segment(glyphs, middle.baseline, middle.ink.size, glyphs[0].x0, max(g.x1 for g in glyphs))


def _group_lines(segments: list[_Segment]) -> list[list[_Segment]]:
    """Segments by line from the top, in each from left to right; marks are on the line of their text."""
    segments.sort(key=attrgetter("baseline"))
    hosts = [_find_host(segments, index) for index in range(len(segments))]
    lines: list[list[_Segment]] = []
    line_of: dict[int, int] = {}
    anchor: _Segment | None = None
    for index, segment in enumerate(segments):
        if hosts[index] is not None:
            continue
        if anchor is None or segment.baseline - anchor.baseline > _SAME_LINE * min(anchor.size, segment.size):
            lines.append([])
            anchor = segment
        line_of[index] = len(lines) - 1
        lines[-1].append(segment)
    for index, segment in enumerate(segments):
        if hosts[index] is not None:
            lines[line_of[_text_of(hosts, index)]].append(segment)
    for line in lines:
        line.sort(key=attrgetter("x0"))
    return lines


def _text_of(hosts: Sequence[int | None], index: int) -> int:
    """Index of the text that a mark belongs to, which may be a mark of a mark; each is smaller than its host."""
    while (host := hosts[index]) is not None:
        index = host
    return index


def _find_host(segments: list[_Segment], index: int) -> int | None:
    """Index of the segment to which this one is a superscript or subscript; `segments` is sorted by baseline."""
    mark = segments[index]
    if len(mark.glyphs) > 12:
        return None
    best: tuple[float, int] | None = None
    for step in (-1, 1):
        other = index + step
        while 0 <= other < len(segments) and abs(segments[other].baseline - mark.baseline) <= 3 * mark.size:
            distance = _distance_to_host(mark, segments[other])
            if distance is not None and (best is None or distance < best[0]):
                best = distance, other
            other += step
    return None if best is None else best[1]


def _distance_to_host(mark: _Segment, host: _Segment) -> float | None:
    """Horizontal gap in points between a mark and the text it may belong to; None where it cannot."""
    if mark.size > _MARK_SIZE * host.size:
        return None
    rise = host.baseline - mark.baseline
    if not -_LOWERED * host.size <= rise <= _RAISED * host.size or abs(rise) < 0.05 * host.size:
        return None
    gap = max(mark.x0 - host.x1, host.x0 - mark.x1)
    return gap if gap <= 0.4 * host.size else None


def _split_line(line: list[_Segment], walls: _Walls, number: int) -> list[Word]:
    """The words of a line from left to right."""
    hanging = walls.crossing(line[0].baseline - 0.3 * line[0].size)
    words: list[Word] = []
    end = float("-inf")
    for segment in line:
        spaced = segment.x0 - end > _LATIN_GAP * segment.size
        run: list[Glyph] = []
        for glyph in segment.glyphs:
            if glyph.text == " ":
                spaced = _close_word(run, words, spaced, number) or True
                run = []
                continue
            if run and (broken := _breaks(run, glyph, hanging)):
                _close_word(run, words, spaced, number)
                run, spaced = [], broken == "gap"
            run.append(glyph)
        _close_word(run, words, spaced, number)
        end = max(end, segment.x1 if segment.glyphs[-1].text != " " else float("-inf"))
    return words


def _close_word(run: list[Glyph], words: list[Word], spaced: bool, number: int) -> bool:
    for part in _apart_from_leaders(run):
        words.append(_word(part, spaced, number))
        spaced = False
    return False


def _apart_from_leaders(run: list[Glyph]) -> list[list[Glyph]]:
    """The characters of a word cut where leaders begin and end."""
    text = "".join(glyph.text[:1] for glyph in run)
    cuts = sorted({0, len(run), *(end for match in _LEADERS.finditer(text) for end in match.span())})
    return [run[a:b] for a, b in pairwise(cuts)]


def _breaks(run: Sequence[Glyph], right: Glyph, walls: list[float]) -> str:
    """What parts a character from the word before it: "gap", "wall" or "".

    A word that has crossed a wall takes in no more than the text that it was set in.
    """
    left = run[-1]
    gap = right.x0 - left.x1
    if gap > _LATIN_GAP * right.ink.size:
        solid = is_cjk(left.text[-1]) or is_cjk(right.text[0])
        if not solid or gap > _CJK_GAP * max(left.ink.size, right.ink.size):
            return "gap"
    if walls and not _set_as_one(left, right, gap):
        middle = bisect_right(walls, (run[0].x0 + run[0].x1) / 2)
        if middle < len(walls) and walls[middle] < (right.x0 + right.x1) / 2:
            return "wall"
    return ""


def _set_as_one(left: Glyph, right: Glyph, gap: float) -> bool:
    """Whether two characters follow one another in one text object, as those of one cell do, rule or no rule."""
    return left.ink.order == right.ink.order >= 0 and gap <= _WITHIN_WORD * right.ink.size


def _word(run: list[Glyph], spaced: bool, number: int) -> Word:
    text = "".join(glyph.text for glyph in run)
    edges: list[float] = []
    for glyph in run:
        step = (glyph.x1 - glyph.x0) / max(1, len(glyph.text))
        edges.extend(glyph.x0 + step * part for part in range(len(glyph.text)))
    right = max(glyph.x1 for glyph in run)
    ink = run[0].ink
    return Word(
        text=text,
        bbox=BBox(run[0].x0, min(g.top for g in run), right, max(g.bottom for g in run)),
        size=ink.size,
        edges=(*edges, right),
        bold=ink.bold,
        colour=ink.colour,
        space_before=spaced,
        line=number,
        run=ink.order,
    )
