"""Columns from white space that runs down through all rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.page import Word
from extractor.tables.unruled_lines import SEGMENT_GAP, VALUE_GAP, TextLine, is_leader, is_value, plain

Span = tuple[float, float]
"""From x0 to x1 in points."""

RIVER = 0.45
"""Least width of the white space between two columns, in text heights; a blank between words is 0.25 to 0.35."""
BOTH_VALUES = 0.8
"""Share of the rows with text on both sides of narrower white space that have values behind it, of two columns."""
STROKE_MARKS = frozenset({"-", "–", "—", "−", "一", "_", "二", "=", ".", ",", ":", "·", "'", "|"})
"""What stands for an absent value, or is what OCR makes of a speck or a piece of a ruling line."""
STROKES = 4
"""Such strokes make a column only where one row in so many has one there."""
STRAY = 12
"""One row in so many may run across a river."""


@dataclass(frozen=True, slots=True)
class Column:
    """The horizontal extent of what the body rows hold in one column.

    Attributes:
        numeric: Whether most of its cells hold values.
    """

    x0: float
    x1: float
    numeric: bool

    @property
    def x_mid(self) -> float:
        """Middle of the extent."""
        return (self.x0 + self.x1) / 2


def merged(spans: Iterable[Span], reach: float = 0.0) -> list[Span]:
    """Spans joined where they overlap or lie at most `reach` apart, ascending."""
    joined: list[Span] = []
    for x0, x1 in sorted(spans):
        if joined and x0 - joined[-1][1] <= reach:
            joined[-1] = (joined[-1][0], max(joined[-1][1], x1))
        else:
            joined.append((x0, x1))
    return joined


def gaps(spans: Sequence[Span]) -> list[Span]:
    """The spaces between ascending spans that do not overlap."""
    return [(a[1], b[0]) for a, b in pairwise(spans)]


def word_spans(words: Iterable[Word]) -> list[Span]:
    """Horizontal extents of the words that are no leaders."""
    return [(w.bbox.x0, w.bbox.x1) for w in words if not is_leader(w)]


def _words_of(line: TextLine, *, strokes: bool) -> list[Word]:
    """The words of the line that are single strokes, or those that are not."""
    return [w for w in line.words if (plain(w.text) in STROKE_MARKS) is strokes]


def covered(lines: Sequence[Sequence[Word]], stray: int) -> list[Span]:
    """Where more than `stray` of the lines, each given by its words, have ink, ascending."""
    steps: list[tuple[float, int]] = []
    for words in lines:
        for x0, x1 in merged(word_spans(words)):
            steps += [(x0, 1), (x1, -1)]
    spans: list[Span] = []
    depth, start = 0, 0.0
    for x, step in sorted(steps):
        before, depth = depth, depth + step
        if before <= stray < depth:
            start = x
        elif depth <= stray < before and x > start:
            spans.append((start, x))
    return spans


def find_columns(body: Sequence[TextLine], size: float, rules: Sequence[float] = ()) -> tuple[Column, ...]:
    """The columns of body lines whose text is `size` points high; `rules` are the x of vertical ruling lines."""
    stray = len(body) // STRAY
    strong = covered([_words_of(line, strokes=False) for line in body], stray)
    weak = covered([_words_of(line, strokes=True) for line in body], max(stray, len(body) // STROKES))
    spans = _cut_at(_parted(merged([*strong, *weak]), body, size), rules)
    columns = [_column(span, body) for span in spans]
    return tuple(_without_marks(columns, body))


def _parted(spans: Sequence[Span], body: Sequence[TextLine], size: float) -> list[Span]:
    """`spans` joined where less white than parts two columns stands between, or too little between their values."""
    parted: list[Span] = []
    for x0, x1 in spans:
        if parted and x0 - parted[-1][1] <= RIVER * size and not _part_values(parted[-1], (x0, x1), body, size):
            parted[-1] = (parted[-1][0], x1)
        else:
            parted.append((x0, x1))
    return parted


def _part_values(left: Span, right: Span, body: Sequence[TextLine], size: float) -> bool:
    """Whether narrow white parts two columns: values stand on its right in nearly all rows, mostly well apart.

    Behind values they stand farther apart than the groups of one number, behind labels as far as segments do.
    """
    rows = [(_within(line.words, left), _within(line.words, right)) for line in body]
    both = [(a, b) for a, b in rows if a and b]
    for behind_value, least in ((True, VALUE_GAP), (False, SEGMENT_GAP)):
        spaces = [b[0].bbox.x0 - a[-1].bbox.x1 for a, b in both if _is_value(b) and _is_value(a) is behind_value]
        if len(spaces) > 1 and len(spaces) >= BOTH_VALUES * len(both) and median(spaces) >= least * size:
            return True
    return False


def _within(words: Iterable[Word], span: Span) -> list[Word]:
    return [w for w in words if span[0] <= w.bbox.x_mid <= span[1] and not is_leader(w)]


def _is_value(words: Sequence[Word]) -> bool:
    return is_value("".join(w.text for w in words))


def _cut_at(spans: Sequence[Span], rules: Sequence[float]) -> list[Span]:
    cut: list[Span] = []
    for x0, x1 in spans:
        edges = [x0, *sorted(x for x in rules if x0 + 1 < x < x1 - 1), x1]
        cut.extend(pairwise(edges))
    return cut


def _column(span: Span, body: Sequence[TextLine]) -> Column:
    texts = [text for line in body if (text := text_within(line.words, span))]
    values = sum(is_value(text) for text in texts)
    return Column(span[0], span[1], bool(texts) and 2 * values > len(texts))


def text_within(words: Iterable[Word], span: Span) -> str:
    """The characters of the words whose middle lies in `span`, leaders left out."""
    return "".join(w.text for w in _within(words, span))


def _without_marks(columns: Sequence[Column], body: Sequence[TextLine]) -> list[Column]:
    """Columns of currency signs joined to the numbers right of them, per cent signs to those left of them."""
    kept: list[Column] = []
    opening: Column | None = None
    for column in columns:
        marks = {plain(t) for line in body if (t := text_within(line.words, (column.x0, column.x1)))}
        if opening is not None:
            column = Column(opening.x0, column.x1, column.numeric)
            opening = None
        if marks and marks <= {"$", "€", "£", "¥", "(", "US$"}:
            opening = column
        elif marks and kept and kept[-1].numeric and marks <= {"%", ")", "*", "**", "***", ")%", "†"}:
            kept[-1] = Column(kept[-1].x0, column.x1, kept[-1].numeric)
        else:
            kept.append(column)
    return kept + ([opening] if opening is not None else [])


def boundaries(columns: Sequence[Column], left: float, right: float, rules: Sequence[float] = ()) -> tuple[float, ...]:
    """X between the columns: at a ruling line that stands there, else in the middle; `left` and `right` outside."""
    inner = []
    for x0, x1 in gaps([(c.x0, c.x1) for c in columns]):
        ruled = [x for x in rules if x0 - 1 <= x <= x1 + 1]
        inner.append(ruled[0] if ruled else (x0 + x1) / 2)
    return (left, *inner, right)
