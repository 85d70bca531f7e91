"""Rows of a table body and the parts that single printed lines make of them: which words are in which column."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from extractor.geometry import overlap_1d
from extractor.page import BBox, Word
from extractor.tables.unruled_columns import RIVER
from extractor.tables.unruled_lines import CURRENCIES, Segment, TextLine, is_value, is_year, split


@dataclass(frozen=True, slots=True)
class Row:
    """One row: for each column the words in it, line by line.

    Attributes:
        cells: (column, words) in ascending columns, blank ones left out.
        y: Middle of the line that carries the row's values.
    """

    cells: tuple[tuple[int, tuple[Word, ...]], ...]
    y: float

    @property
    def filled(self) -> frozenset[int]:
        """The columns that hold text."""
        return frozenset(col for col, _ in self.cells)

    @property
    def bbox(self) -> BBox:
        """Around all words."""
        return BBox.around(w.bbox for _, words in self.cells for w in words)

    @property
    def values(self) -> frozenset[int]:
        """The columns that hold a value."""
        return frozenset(col for col, _ in self.cells if is_value(self.text(col)))

    def words(self, col: int) -> tuple[Word, ...]:
        """The words in `col`; () for a blank cell."""
        return next((words for c, words in self.cells if c == col), ())

    def text(self, col: int) -> str:
        """The characters in `col`, without white space."""
        return "".join(w.text for w in self.words(col))


def place(line: TextLine, bounds: Sequence[float]) -> Row:
    """The row that `line` alone makes; text that runs across a boundary goes to one column whole."""
    held: dict[int, list[Word]] = {}
    parts = [part for s in split(line.words, RIVER * line.size) for part in _cut_before_values(s.words, bounds)]
    for i, segment in enumerate(_with_signs(parts)):
        text = Segment(tuple(w for w in segment.words if w.text not in CURRENCIES) or segment.words)
        spans = [overlap_1d(text.x0, text.x1, a, b) for a, b in pairwise(bounds)]
        crossed = [col for col, length in enumerate(spans) if length > 0.3 * line.size]
        label = i == 0 and len(crossed) > 1
        col = crossed[0] if label else max(range(len(spans)), key=spans.__getitem__)
        held.setdefault(col, []).extend(segment.words)
    return Row(tuple((col, tuple(words)) for col, words in sorted(held.items())), line.y)


def _with_signs(parts: Sequence[Segment]) -> list[Segment]:
    """`parts` with currency signs that end one put before the number that follows, where that has none."""
    moved: list[Segment] = []
    signs: tuple[Word, ...] = ()
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        words = signs + part.words
        signs = ()
        if following is not None and words[-1].text in CURRENCIES and _is_bare_number(following):
            words, signs = words[:-1], words[-1:]
        if words:
            moved.append(Segment(words))
    return moved


def _is_bare_number(segment: Segment) -> bool:
    """Whether the segment holds a value without a currency sign."""
    signed = any(sign in w.text for w in segment.words for sign in CURRENCIES)
    return not signed and is_value("".join(w.text for w in segment.words))


def _cut_before_values(words: Sequence[Word], bounds: Sequence[float]) -> tuple[Segment, ...]:
    """`words` cut where a value stands beyond a boundary, however near it is to what is before.

    Behind text, nothing but values may follow, and no year: text that runs over boundaries may hold numbers.
    """
    columns = [bisect(bounds, word.bbox.x_mid) for word in words]
    cut = [0]
    for i in range(1, len(words)):
        if columns[i] == columns[cut[-1]]:
            continue
        following = [
            "".join(words[k].text for k in held) for _, held in groupby(range(i, len(words)), columns.__getitem__)
        ]
        behind_value = is_value("".join(w.text for w in words[cut[-1] : i])) and is_value(following[0])
        if behind_value or all(is_value(text) and not is_year(text) for text in following):
            cut.append(i)
    return tuple(Segment(tuple(words[a:b])) for a, b in pairwise([*cut, len(words)]))


def joined(rows: Sequence[Row]) -> Row:
    """The parts of one row, top to bottom, as one."""
    parts = [col for row in rows for col in row.filled]
    cells = tuple((col, tuple(w for row in rows for w in row.words(col))) for col in sorted(set(parts)))
    main = max(rows, key=lambda row: (len(row.filled), -row.y))
    return Row(cells, main.y)
