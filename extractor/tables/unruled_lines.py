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
VALUE_GAP = 0.4
"""The same between two values: no text has them side by side, and the groups of a spaced number stand closer."""
MARK_SIZE = 0.85
"""Height of a raised or lowered mark, as a share of that of the word it stands at, at most."""
MARK_GAP = 0.4
"""Distance of a mark from its word, in heights of the word, at most."""
MARKS = re.compile(r"(?<=[\d%)])([*†‡a-z①-⑳]{1,3}|\d/)$")
"""Foot note marks, stars of significance and short units behind a number."""
PAIR = re.compile(r"([^(\[±]+)([(\[±].+)")
"""A number and what stands beside it in one cell: its share, error or deviation."""
UNIT_ZEROS = re.compile(r"[(]?[$€£¥]?['’]?0{2,3}s?[)]?")
"""Thousands as a unit: it heads a column."""
ABSENT = frozenset(
    {"-", "–", "—", "−", "--", "---", "…", "...", "..", ":", "*", "x", "×", "/", "n.a.", "n/a", "na", "n.d.", "(-)"}
    | {"†", "‡"}
)
"""What stands in a cell in place of a number."""
LEADER = re.compile(r"\.|\.{5,}|…{2,}|_{5,}|·{5,}")
"""A word that leads the eye from a label to its number."""
WITHHELD = re.compile(r"\((NA|N/A|[A-Z])\)")
"""Why a number is absent, as statistical tables say it: not available, not applicable, disclosing too much."""
CURRENCIES = frozenset({"$", "€", "£", "¥", "US$"})
YEAR = re.compile(r"(18|19|20)\d\d([-/–](\d\d|\d{4}))?[a-z*)]{0,3}")


def plain(text: str) -> str:
    """`text` in compatibility form and without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_value(text: str) -> bool:
    """Whether `text` is what a data cell holds: a number, two that belong together, or the sign for an absent one."""
    text = plain(text)
    if text.casefold() in ABSENT or WITHHELD.fullmatch(text):
        return True
    if UNIT_ZEROS.fullmatch(text):
        return False
    pair = PAIR.fullmatch(text)
    parts = [text] if pair is None else [pair[1], pair[2].replace("[", "(").replace("]", ")")]
    return is_number(text) or all(is_number(MARKS.sub("", part)) for part in parts)


def is_year(text: str) -> bool:
    """Whether `text` is a year or a span of years, which heads a column as often as it fills one."""
    return YEAR.fullmatch(plain(text)) is not None


def without_marks(words: Sequence[Word]) -> Sequence[Word]:
    """The words without those behind the first that are set so much smaller that they are raised marks."""
    return [w for i, w in enumerate(words) if i == 0 or text_height(w) > MARK_SIZE * text_height(words[0])]


def is_leader(word: Word) -> bool:
    """Whether the word is no text, but leads the eye from a label to its number: it counts as white space."""
    return LEADER.fullmatch(word.text) is not None


def without_leaders(words: Sequence[Word]) -> Sequence[Word]:
    """The words that are text; all where none is."""
    return [w for w in words if not is_leader(w)] or words


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that stand together on one line, from left to right; leaders stand with the text that they begin at."""

    words: tuple[Word, ...]

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].bbox.x0

    @property
    def x1(self) -> float:
        """Right edge of the text; leaders run on beyond it."""
        return max(w.bbox.x1 for w in without_leaders(self.words))

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
        bbox: Around all words that are no leaders.
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
        _between_values(split(ordered, SEGMENT_GAP * size), size),
        BBox.around(w.bbox for w in without_leaders(ordered)),
        median(w.bbox.y_mid for w in whole),
        size,
    )


def _between_values(segments: Sequence[Segment], size: float) -> tuple[Segment, ...]:
    """`segments` cut between values with a narrow gap."""
    cut: list[list[Word]] = []
    for segment in segments:
        before = None
        for word in segment.words:
            if before is None or (
                word.bbox.x0 - before.bbox.x1 >= VALUE_GAP * size and _opens_value(word) and is_value(before.text)
            ):
                cut.append([])
            cut[-1].append(word)
            before = word
    return tuple(Segment(tuple(words)) for words in cut)


def _opens_value(word: Word) -> bool:
    return word.text in CURRENCIES or is_value(word.text)


def split(words: Sequence[Word], gap: float) -> tuple[Segment, ...]:
    """`words`, from left to right, cut where at least `gap` points of white space stand between two, or leaders do."""
    cut: list[list[Word]] = []
    reach = 0.0
    for word in words:
        near = word.bbox.x0 - reach < gap and not is_leader(cut[-1][-1]) if cut else False
        if near or (cut and is_leader(word)):
            cut[-1].append(word)
            reach = max(reach, word.bbox.x1)
        else:
            cut.append([word])
            reach = word.bbox.x1
    return tuple(Segment(tuple(part)) for part in cut)


def text_lines(words: Iterable[Word]) -> list[TextLine]:
    """The lines of `words`, top to bottom."""
    middles = _middles(words)
    ordered = sorted(middles, key=lambda placed: placed[1])
    highest = HIGHEST * median(text_height(w) for w, _ in ordered) if ordered else 0.0
    gathered: list[list[tuple[Word, float]]] = []
    anchor = 0.0
    for word, y in ordered:
        height = max(text_height(w) for w, _ in (*(gathered[-1] if gathered else ()), (word, y)))
        if gathered and y - anchor <= ON_LINE * min(height, highest):
            gathered[-1].append((word, y))
            anchor = median(middle for _, middle in gathered[-1])
        else:
            gathered.append([(word, y)])
            anchor = y
    return _of_one_size([make_line(word for word, _ in line) for line in gathered])


def _middles(words: Iterable[Word]) -> list[tuple[Word, float]]:
    """Words with the y at which they stand: a raised mark at that of the word on whose line the reader found it."""
    lines: dict[int, list[Word]] = {}
    placed = list(words)
    for word in placed:
        lines.setdefault(word.line, []).append(word)
    return [(word, _host(word, lines[word.line] if word.line >= 0 else ()).bbox.y_mid) for word in placed]


def _host(word: Word, line: Sequence[Word]) -> Word:
    """The higher word of its line that `word` stands at as a mark; itself where there is none."""
    for other in line:
        height = text_height(other)
        gap = max(word.bbox.x0 - other.bbox.x1, other.bbox.x0 - word.bbox.x1)
        if text_height(word) <= MARK_SIZE * height and gap <= MARK_GAP * height:
            return other
    return word


def _of_one_size(lines: Sequence[TextLine]) -> list[TextLine]:
    """`lines` read by OCR with the usual text height where theirs is about that: they are as high as their ink.

    A text layer says how large its type is.
    """
    measured = [line.size for line in lines if is_by_ocr(line)]
    if not measured:
        return list(lines)
    usual = median(measured)
    return [
        replace(line, size=usual) if is_by_ocr(line) and ALIKE * usual <= line.size <= usual / ALIKE else line
        for line in lines
    ]


def is_by_ocr(line: TextLine) -> bool:
    """Whether the text height is no font size, but what OCR makes of the ink."""
    return any(word.origin == "ocr" for word in line.words)


def pitches(lines: Sequence[TextLine]) -> list[float]:
    """Distances between the middles of neighbouring lines, in points."""
    return [b.y - a.y for a, b in pairwise(lines)]
