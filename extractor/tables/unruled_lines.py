"""Lines of a page, and the segments that wide white space cuts them into."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from extractor.numerals import is_number
from extractor.page import BBox, Word
from extractor.script import join_line

ON_LINE = 0.45
"""Words are on one line while their middles are closer than this share of the higher one's height."""
HIGHEST = 1.5
"""A word counts as so many times as high as most, at most: a speck or a column misread as one word joins no lines."""
ALIKE = 0.65
"""Text heights are one size where the lesser is at least this share of the other."""
SEGMENT_GAP = 1.0
"""White space between two segments, in text heights; justified words stand closer."""
MARKS = re.compile(r"(?<=[\d%)])[*†‡a-z①-⑳]{1,3}$")
"""Foot note marks, stars of significance and short units behind a number."""
PAIR = re.compile(r"([^(\[±]+)([(\[±].+)")
"""A number and what stands beside it in one cell: its share, error or deviation."""
UNIT_ZEROS = re.compile(r"[(]?[$€£¥]?['’]?0{2,3}s?[)]?")
"""Thousands as a unit: it heads a column."""
ABSENT = frozenset(
    {"-", "–", "—", "−", "--", "---", "…", "...", "..", ":", "*", "x", "×", "/", "n.a.", "n/a", "na", "n.d.", "(-)"}
)
"""What stands in a cell in place of a number."""
YEAR = re.compile(r"(18|19|20)\d\d([-/–](\d\d|\d{4}))?[a-z*)]{0,3}")


def plain(text: str) -> str:
    """`text` in compatibility form and without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_value(text: str) -> bool:
    """Whether `text` is what a data cell holds: a number, two that belong together, or the sign for an absent one."""
    text = plain(text)
    if text.casefold() in ABSENT:
        return True
    if UNIT_ZEROS.fullmatch(text):
        return False
    pair = PAIR.fullmatch(text)
    parts = [text] if pair is None else [pair[1], pair[2].replace("[", "(").replace("]", ")")]
    return is_number(text) or all(is_number(MARKS.sub("", part)) for part in parts)


def is_year(text: str) -> bool:
    """Whether `text` is a year or a span of years, which heads a column as often as it fills one."""
    return YEAR.fullmatch(plain(text)) is not None


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that stand together on one line, from left to right."""

    words: tuple[Word, ...]

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].bbox.x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return max(w.bbox.x1 for w in self.words)

    @property
    def x_mid(self) -> float:
        """Middle between the edges."""
        return (self.x0 + self.x1) / 2

    @property
    def text(self) -> str:
        """The words joined as their script wants it."""
        return join_line(self.words)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One printed line, across all columns of the page.

    Attributes:
        bbox: Around all words.
        y: The middle by which lines are compared; raised marks do not move it.
        size: Text height in points, the median over the words.
    """

    words: tuple[Word, ...]
    segments: tuple[Segment, ...]
    bbox: BBox
    y: float
    size: float

    @property
    def text(self) -> str:
        """The segments, two blanks between them."""
        return "  ".join(s.text for s in self.segments)


def text_height(word: Word) -> float:
    """The height that tolerances follow: the font size, never more than the box."""
    return max(1.0, min(word.size, word.bbox.height * 1.3) if word.bbox.height > 0 else word.size)


def make_line(words: Iterable[Word], size: float | None = None) -> TextLine:
    """The line of `words`, cut into segments at wide white space; the text height is that of the words if not given."""
    ordered = tuple(sorted(words, key=lambda w: w.bbox.x0))
    size = median(text_height(w) for w in ordered) if size is None else size
    whole = [w for w in ordered if text_height(w) >= 0.8 * size] or list(ordered)
    return TextLine(
        ordered,
        split(ordered, SEGMENT_GAP * size),
        BBox.around(w.bbox for w in ordered),
        median(w.bbox.y_mid for w in whole),
        size,
    )


def split(words: Sequence[Word], gap: float) -> tuple[Segment, ...]:
    """`words`, from left to right, cut where at least `gap` points of white space stand between two."""
    cut: list[list[Word]] = []
    reach = 0.0
    for word in words:
        if cut and word.bbox.x0 - reach < gap:
            cut[-1].append(word)
            reach = max(reach, word.bbox.x1)
        else:
            cut.append([word])
            reach = word.bbox.x1
    return tuple(Segment(tuple(part)) for part in cut)


def text_lines(words: Iterable[Word]) -> list[TextLine]:
    """The lines of `words`, top to bottom."""
    ordered = sorted(words, key=lambda w: w.bbox.y_mid)
    highest = HIGHEST * median(text_height(w) for w in ordered) if ordered else 0.0
    gathered: list[list[Word]] = []
    anchor = 0.0
    for word in ordered:
        height = max(text_height(w) for w in (*(gathered[-1] if gathered else ()), word))
        if gathered and word.bbox.y_mid - anchor <= ON_LINE * min(height, highest):
            gathered[-1].append(word)
            anchor = median(w.bbox.y_mid for w in gathered[-1])
        else:
            gathered.append([word])
            anchor = word.bbox.y_mid
    return _of_one_size([make_line(line) for line in gathered])


def _of_one_size(lines: Sequence[TextLine]) -> list[TextLine]:
    """`lines` with the usual text height where theirs is about that: boxes of OCR are as high as their ink."""
    if not lines:
        return []
    usual = median(line.size for line in lines)
    return [replace(line, size=usual) if ALIKE * usual <= line.size <= usual / ALIKE else line for line in lines]


def pitches(lines: Sequence[TextLine]) -> list[float]:
    """Distances between the middles of neighbouring lines, in points."""
    return [b.y - a.y for a, b in pairwise(lines)]
