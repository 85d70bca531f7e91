"""Rows of a table body: printed lines, with the lines of wrapped cells joined to their row."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from extractor.geometry import overlap_1d
from extractor.page import BBox, Ruling, Word
from extractor.tables.unruled_columns import RIVER, Column
from extractor.tables.unruled_lines import Segment, TextLine, is_value, is_year, split

OVERLAPPING = 0.8
"""Lines nearer than this many text heights show parts of one row: a wrapped label beside centred numbers."""
NEARER = 0.88
"""A line belongs to its neighbour when it is nearer to it than this share of the usual row distance."""
RULED_ROWS = 0.6
"""Share of neighbouring data lines with a ruling line between them from which ruling lines alone divide the rows."""
DIVIDES = 0.3
"""Share of the table's width that a ruling line between two rows covers at least."""
LINE_END = ("-", ",", "(", "（", "、", "/", "&")
"""At the end of a line these say that the cell goes on."""


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
        return frozenset(col for col, words in self.cells if is_value("".join(w.text for w in words)))

    def words(self, col: int) -> tuple[Word, ...]:
        """The words in `col`; () for a blank cell."""
        return next((words for c, words in self.cells if c == col), ())


def place(line: TextLine, bounds: Sequence[float]) -> Row:
    """The row that `line` alone makes; text that runs across a boundary goes to one column whole."""
    held: dict[int, list[Word]] = {}
    parts = [part for s in split(line.words, RIVER * line.size) for part in _cut_before_values(s.words, bounds)]
    for i, segment in enumerate(parts):
        spans = [overlap_1d(segment.x0, segment.x1, a, b) for a, b in pairwise(bounds)]
        crossed = [col for col, length in enumerate(spans) if length > 0.3 * line.size]
        label = i == 0 and len(crossed) > 1
        col = crossed[0] if label else max(range(len(spans)), key=spans.__getitem__)
        held.setdefault(col, []).extend(segment.words)
    return Row(tuple((col, tuple(words)) for col, words in sorted(held.items())), line.y)


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


def body_rows(
    lines: Sequence[TextLine], columns: Sequence[Column], bounds: Sequence[float], rules: Sequence[Ruling]
) -> list[Row]:
    """The rows of the body, top to bottom."""
    if not lines:
        return []
    parts = [place(line, bounds) for line in lines]
    size = median(line.size for line in lines)
    cuts = [_divided(a, b, rules, bounds) for a, b in pairwise(lines)]
    anchors = [_is_anchor(part, columns) for part in parts]
    if _rows_are_ruled(anchors, cuts):
        groups = _between_cuts(parts, anchors, cuts, columns)
    else:
        groups = _by_distance(parts, anchors, cuts, size)
    return [_labelled(joined(group), columns) for group in groups]


def _labelled(row: Row, columns: Sequence[Column]) -> Row:
    """`row`, or where its only text stands in a column of numbers, the label of a group of rows that it is."""
    if len(row.cells) == 1:
        col, words = row.cells[0]
        if columns[col].numeric and not row.values and not words[0].text[:1].isdigit():
            return Row(((0, words),), row.y)
    return row


def _divided(above: TextLine, below: TextLine, rules: Sequence[Ruling], bounds: Sequence[float]) -> bool:
    """Whether a ruling line stands between two lines."""
    width = bounds[-1] - bounds[0]
    length = sum(overlap_1d(r.start, r.end, bounds[0], bounds[-1]) for r in rules if above.y < r.position < below.y)
    return length >= DIVIDES * width


def _is_anchor(part: Row, columns: Sequence[Column]) -> bool:
    """Whether a line carries a row's values: something in a numeric column, or in two columns where there is none."""
    numeric = {i for i, column in enumerate(columns) if column.numeric and i > 0}
    if numeric:
        return bool(numeric & part.filled)
    return len(part.filled) >= max(2, (len(columns) + 1) // 2)


def _rows_are_ruled(anchors: Sequence[bool], cuts: Sequence[bool]) -> bool:
    """Whether nearly every data line is divided from the next by a ruling line."""
    at = [i for i, anchor in enumerate(anchors) if anchor]
    divided = [any(cuts[a:b]) for a, b in pairwise(at)]
    return len(divided) >= 1 and sum(divided) >= RULED_ROWS * len(divided)


def _between_cuts(
    parts: Sequence[Row], anchors: Sequence[bool], cuts: Sequence[bool], columns: Sequence[Column]
) -> list[list[Row]]:
    """Lines between two ruling lines are one row, unless two of them carry a full set of values."""
    groups = [[parts[0]]]
    full = sum(c.numeric for c in columns[1:])
    for i in range(1, len(parts)):
        before = joined(groups[-1])
        both = len({c for c in before.values & parts[i].values if c > 0 and columns[c].numeric})
        if cuts[i - 1] or (anchors[i] and full > 0 and both >= max(1, 0.6 * full)):
            groups.append([parts[i]])
        else:
            groups[-1].append(parts[i])
    return groups


def _by_distance(parts: Sequence[Row], anchors: Sequence[bool], cuts: Sequence[bool], size: float) -> list[list[Row]]:
    """Lines without values go to the row that they stand nearest to, or are rows of their own."""
    pitch = _row_pitch(parts, anchors, size)
    groups: list[list[Row]] = []
    owner: list[int] = []
    for i, part in enumerate(parts):
        up = i > 0 and not cuts[i - 1] and _goes_on(parts, anchors, i, size, pitch)
        if up:
            groups[owner[-1]].append(part)
            owner.append(owner[-1])
        else:
            groups.append([part])
            owner.append(len(groups) - 1)
    return groups


def _row_pitch(parts: Sequence[Row], anchors: Sequence[bool], size: float) -> float:
    """Usual distance of a line that begins a row from the line above it."""
    distances = [b.y - a.y for (a, b), anchor in zip(pairwise(parts), anchors[1:], strict=True) if anchor]
    distances = [d for d in distances if d >= OVERLAPPING * size] or [b.y - a.y for a, b in pairwise(parts)]
    return median(distances) if distances else 0.0


def _goes_on(parts: Sequence[Row], anchors: Sequence[bool], i: int, size: float, pitch: float) -> bool:
    """Whether line `i` belongs to the row of line `i` - 1."""
    above, here = parts[i - 1], parts[i]
    distance = here.y - above.y
    if distance < OVERLAPPING * size:
        return True
    if anchors[i] and anchors[i - 1]:
        return False
    near = distance < NEARER * pitch
    if anchors[i]:
        farther = i < 2 or above.y - parts[i - 2].y > 1.05 * distance
        return (near and farther and _same_column(above, here)) or _reads_on(above, here)
    if _reads_on(above, here):
        return True
    if not anchors[i - 1] and not near:
        return False
    nearer_below = i + 1 < len(parts) and parts[i + 1].y - here.y < 0.95 * distance
    return near and not nearer_below


def _same_column(above: Row, here: Row) -> bool:
    """Whether the text of the upper line can be the beginning of a cell of the lower one."""
    return bool(above.filled) and max(above.filled) <= 1 and (bool(above.filled & here.filled) or 0 not in here.filled)


def _reads_on(above: Row, here: Row) -> bool:
    """Whether the first cell that `above` and `here` both have is broken off above and goes on here."""
    col = min(above.filled & here.filled, default=0)
    upper, lower = above.words(col), here.words(col)
    if not upper or not lower or is_value(lower[0].text):
        return False
    end, start = upper[-1].text, lower[0].text
    return start[:1].islower() or (end.endswith(LINE_END) and not is_value(end)) or _open_bracket(upper)


def _open_bracket(words: Sequence[Word]) -> bool:
    text = "".join(w.text for w in words)
    return text.count("(") + text.count("（") > text.count(")") + text.count("）")
