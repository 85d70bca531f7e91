"""From the reading of a line to words in points."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractor.ocr.engine import LineReading
from extractor.ocr.lines import Line
from extractor.ocr.strips import Strip
from extractor.ocr.type_size import type_size
from extractor.page import BBox, Word

NARROW_GAP = 0.55
"""Of the em: between Latin letters or digits a wider gap parts two words."""
WIDE_GAP = 1.1
"""The same between two Chinese characters, which stand without blanks."""
MARK_ALLOWANCE = 0.6
"""Of the em: the blank part of the square of a full-width 。 or （."""
OPENING = "（《〈“‘【〔「『［"
CLOSING = "，。、；：）》〉”’】〕」』］！？·"


@dataclass(frozen=True, slots=True)
class Character:
    """A character that was read, with its extent along the line in page pixels."""

    text: str
    x0: float
    x1: float
    confidence: float
    after_blank: bool


def words_of(line: Line, strip: Strip, reading: LineReading, number: int, scale: float) -> list[Word]:
    """The words of `reading` from left to right; `number` is that of the line on the page, `scale` pixels a point.

    The first word of a line has `space_before`.
    """
    characters = place_characters(line, strip, reading)
    groups: list[list[Character]] = []
    for character in characters:
        if not groups or character.after_blank:
            groups.append([])
        groups[-1].append(character)
    size = None if line.slope else type_size(reading.text, line.height)
    return [_word(group, line, size, number, scale) for group in groups]


def place_characters(line: Line, strip: Strip, reading: LineReading) -> list[Character]:
    """The characters that are not blanks, each from the ink before to the ink after it.

    The engine knows about where the middle of a character is; the border between two of them is put where the line
    has least ink, near the middle between the two.
    """
    kept = [(c, strip.x0 + p * (strip.x1 - strip.x0), f) for c, p, f in _zipped(reading) if not c.isspace()]
    if not kept:
        return []
    profile = _profile(line)
    middles = np.clip([x for _, x, _ in kept], line.x0, line.x1 - 1)
    borders = [_border(profile, a - line.x0, b - line.x0) for a, b in pairwise(middles)]
    starts = [0, *(right for _, right in borders)]
    ends = [*(left for left, _ in borders), len(profile)]
    blanks = _blanks(reading.text)
    placed: list[Character] = []
    for i, (text, _, confidence) in enumerate(kept):
        gap = starts[i] - ends[i - 1] if i else 0
        apart = i > 0 and is_word_gap(kept[i - 1][0], text, gap / line.em, blank_read=blanks[i])
        x0, x1 = line.x0 + starts[i], line.x0 + max(ends[i], starts[i] + 1)
        placed.append(Character(text, x0, x1, confidence, apart))
    return placed


def is_word_gap(before: str, after: str, gap: float, *, blank_read: bool) -> bool:
    """Whether two characters `gap` em apart belong to two words; `blank_read` says the engine saw a blank there."""
    wide = is_wide(before) and is_wide(after)
    mixed = is_wide(before) != is_wide(after)
    allowance = MARK_ALLOWANCE * ((before in CLOSING) + (after in OPENING))
    if wide:
        return gap > WIDE_GAP + allowance
    if mixed:
        return gap > (NARROW_GAP if blank_read else WIDE_GAP) + allowance
    return blank_read or gap > NARROW_GAP


def is_wide(character: str) -> bool:
    """Whether a character fills a square: Chinese, Japanese, full-width forms."""
    return unicodedata.east_asian_width(character) in "WF" or character in OPENING + CLOSING


def word_confidence(characters: Sequence[tuple[str, float]]) -> float:
    """Confidence of a word from those of its characters: its worst where digits are among them, else the mean.

    One wrong digit makes a number wrong, however sure the others are.
    """
    values = [confidence for _, confidence in characters]
    if not values:
        return 0.0
    if any(text.isdigit() for text, _ in characters):
        return min(values)
    return float(np.mean(values))


def _zipped(reading: LineReading) -> list[tuple[str, float, float]]:
    confidences = reading.confidences or (reading.confidence,) * len(reading.text)
    return list(zip(reading.text, reading.positions, confidences, strict=True))


def _blanks(text: str) -> list[bool]:
    """For each character that is no blank: whether one stands before it."""
    return [i > 0 and text[i - 1].isspace() for i, c in enumerate(text) if not c.isspace()]


def _profile(line: Line) -> NDArray[np.float64]:
    """For each column of the line how much of its height its pieces cover; sloping lines need no levelling so."""
    profile = np.zeros(line.x1 - line.x0)
    for piece in line.pieces:
        profile[piece.x0 - line.x0 : piece.x1 - line.x0] += piece.height
    return profile


def _border(profile: NDArray[np.float64], left: float, right: float) -> tuple[int, int]:
    """End of the one and start of the other of two characters with their middles at `left` and `right`."""
    a, b = int(left), max(int(left) + 1, int(right))
    between = profile[a : b + 1]
    least = float(between.min())
    lowest = np.flatnonzero(between <= least)
    if least > 0:
        middle = a + int(lowest[np.argmin(np.abs(lowest - (b - a) / 2))])
        return middle, middle
    breaks = np.flatnonzero(np.diff(lowest) > 1)
    firsts = [int(lowest[0]), *lowest[breaks + 1].tolist()]
    lasts = [*lowest[breaks].tolist(), int(lowest[-1])]
    # Of several blanks the widest is the border: the others are within characters such as 川 and 二八.
    first, last = max(
        zip(firsts, lasts, strict=True), key=lambda run: (run[1] - run[0], -abs((run[0] + run[1]) / 2 - (b - a) / 2))
    )
    return a + first, a + last + 1


def _word(group: Sequence[Character], line: Line, size: float | None, number: int, scale: float) -> Word:
    """`size` is that of the type of the whole line, where it is known."""
    x0, x1 = group[0].x0, group[-1].x1
    top, bottom = _rows(line, x0, x1)
    text = "".join(c.text for c in group)
    edges = (*(c.x0 / scale for c in group), x1 / scale)
    size = size or type_size(text, bottom - top) or max(bottom - top, line.em)
    return Word(
        text=text,
        bbox=BBox(x0 / scale, top / scale, x1 / scale, bottom / scale),
        confidence=round(word_confidence([(c.text, c.confidence) for c in group]), 4),
        origin="ocr",
        size=round(size / scale, 2),
        edges=edges,
        line=number,
    )


def _rows(line: Line, x0: float, x1: float) -> tuple[float, float]:
    """Top and bottom of the line's ink between two x; of the whole line where it is level."""
    if not line.slope:
        return line.top, line.bottom
    own = [p for p in line.pieces if p.x1 > x0 and p.x0 < x1] or line.pieces
    return min(p.top for p in own), max(p.bottom for p in own)
