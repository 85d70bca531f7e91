"""Words grouped into printed lines: pure geometry, no opinion on what a line is for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from extractor.page import BBox, Word
from extractor.script import is_cjk, join_line, join_lines

SAME_LINE = 0.4
"""Share of the lower one's height that two words on one line have in common at least: superscripts reach it, and
words of fonts whose boxes stand half a line apart on one baseline; lines of tightly set text do not."""
FULL_HEIGHT = 0.8
"""A word this high, as a share of the highest of its line, stands for the line; a superscript does not."""


_ASCENDERS = frozenset("bdfhijklt([{|/!?'\"&")
_DESCENDERS = frozenset("gjpqy()[]{}|,;$")


@dataclass(frozen=True)
class TextLine:
    """Words on one baseline, from left to right; at least one."""

    words: tuple[Word, ...]

    @cached_property
    def bbox(self) -> BBox:
        """The box around the words."""
        return BBox.around(word.bbox for word in self.words)

    @cached_property
    def text(self) -> str:
        """The words joined as the script wants it."""
        return join_line(self.words)

    @cached_property
    def size(self) -> float:
        """Font size in points: the one most characters have; in OCR, what the ink says of it."""
        if self.words[0].origin == "ocr":
            return _ocr_size(self.words)
        sizes = sorted((word.size, len(word.text)) for word in self.words)
        half, seen = sum(count for _, count in sizes) / 2, 0
        for size, count in sizes:
            seen += count
            if seen >= half:
                return size
        return sizes[-1][0]

    @cached_property
    def bold(self) -> bool:
        """Whether every word that has a letter or digit is bold."""
        telling = [word for word in self.words if any(c.isalnum() for c in word.text)]
        return bool(telling) and all(word.bold for word in telling)


def lines_of_words(words: Iterable[Word]) -> tuple[TextLine, ...]:
    """The lines of `words`, from top to bottom, each from left to right.

    A line runs over any gap, and may climb or sink along its way: a word joins the line whose last full-height
    word it overlaps most in height.
    """
    growing: list[_Growing] = []
    for word in sorted(words, key=lambda w: (w.bbox.x0, w.bbox.top)):
        top, bottom = word.bbox.top, word.bbox.bottom
        best, best_share = None, SAME_LINE
        for line in growing:
            common = min(line.bottom, bottom) - max(line.top, top)
            if common < 0:
                continue
            lesser = min(line.bottom - line.top, bottom - top)
            share = common / lesser if lesser > 0 else 1.0
            if share > best_share:
                best, best_share = line, share
        if best is None:
            growing.append(_Growing([word], top, bottom, bottom - top))
        else:
            best.take(word)
    lines = (TextLine(tuple(line.words)) for line in growing)
    return tuple(sorted(lines, key=lambda line: (line.bbox.y_mid, line.bbox.x0)))


@dataclass
class _Growing:
    """A line that words are still added to, and the height range of its last full-height word."""

    words: list[Word]
    top: float
    bottom: float
    highest: float

    def take(self, word: Word) -> None:
        """Add `word` at the right."""
        height = word.bbox.bottom - word.bbox.top
        self.words.append(word)
        self.highest = max(self.highest, height)
        if height >= FULL_HEIGHT * self.highest:
            self.top, self.bottom = word.bbox.top, word.bbox.bottom


def split_at_gaps(line: TextLine, gap: float) -> tuple[TextLine, ...]:
    """`line` cut wherever more than `gap` points of white lie between two words."""
    pieces: list[list[Word]] = []
    reach = 0.0
    for word in line.words:
        if pieces and word.bbox.x0 - reach <= gap:
            pieces[-1].append(word)
            reach = max(reach, word.bbox.x1)
        else:
            pieces.append([word])
            reach = word.bbox.x1
    return tuple(TextLine(tuple(piece)) for piece in pieces)


def join_text(lines: Sequence[TextLine]) -> str:
    """The text of `lines`, top to bottom, as one block."""
    return join_lines([line.text for line in lines])


def _ocr_size(words: Sequence[Word]) -> float:
    """Font size of a line of OCR, whose boxes go around the ink: the height depends on which characters it has.

    In Chinese the advance of a character says more. In Latin, capitals and ascenders take 0.72 of the size, small
    letters 0.5, descenders 0.22 more.
    """
    text = "".join(word.text for word in words)
    if sum(map(is_cjk, text)) >= max(4, 0.6 * len(text)):
        ems = sum(1.0 if is_cjk(c) else 0.5 for c in text)
        for word in (words[0].text[:1], words[-1].text[-1:]):
            ems -= 0.5 if is_cjk(word) and unicodedata.category(word).startswith("P") else 0.0
        return sum(word.bbox.width for word in words) / ems
    heights = {round(word.bbox.height, 2) for word in words}
    if len(heights) == 1:
        return _size_of_ink(text, heights.pop())
    return median(_size_of_ink(word.text, word.bbox.height) for word in words)


def _size_of_ink(text: str, height: float) -> float:
    """Font size of `text` whose ink is `height` high."""
    if any(map(is_cjk, text)):
        return height
    above = 0.72 if any(c.isupper() or c.isdigit() or c in _ASCENDERS for c in text) else 0.5
    return height / (above + (0.22 if any(c in _DESCENDERS for c in text) else 0.0))
