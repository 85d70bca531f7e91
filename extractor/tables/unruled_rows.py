"""Rows of a table body: printed lines, with the lines of wrapped cells joined to their row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from statistics import median

from extractor.geometry import overlap_1d
from extractor.page import Ruling, Word
from extractor.tables.unruled_columns import Column
from extractor.tables.unruled_lines import TextLine, is_value
from extractor.tables.unruled_row import Row, joined, place
from extractor.tables.unruled_wraps import Setting, begins_in, ends_in, find_setting, has_no_label, has_wrapped_value

OVERLAPPING = 0.8
"""Lines nearer than this many text heights show parts of one row: a wrapped label beside centred numbers."""
NEARER = 0.88
"""A line belongs to its neighbour when it is nearer to it than this share of the usual row distance."""
SURELY_NEARER = 0.75
"""Of the usual row distance: a line as near as this goes on, whatever its indent."""
INDENT, ALIGNED = 0.5, 0.35
"""Text heights by which a label stands farther in than its heading, at least, and than its neighbours, at most."""
AT_PITCH = 1.1
"""Lines of one row are no farther apart than so many usual row distances."""
RULED_ROWS = 0.6
"""Share of neighbouring data lines with a ruling line between them from which ruling lines alone divide the rows."""
DIVIDES = 0.3
"""Share of the table's width that a ruling line between two rows covers at least."""
LINE_END = ("-", ",", "(", "（", "、", "/", "&")
"""At the end of a line these say that the cell goes on."""


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
        groups = _by_distance(parts, anchors, cuts, size, {i for i, column in enumerate(columns) if column.numeric})
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


def _by_distance(
    parts: Sequence[Row], anchors: Sequence[bool], cuts: Sequence[bool], size: float, numeric: Collection[int]
) -> list[list[Row]]:
    """Lines without values go to the row that they stand nearest to, or are rows of their own."""
    pitch = _row_pitch(parts, anchors, size)
    setting = find_setting(parts, numeric)
    groups = [[parts[0]]]
    for i in range(1, len(parts)):
        near = parts[i].y - parts[i - 1].y <= AT_PITCH * pitch
        wrapped = near and _is_wrapped(parts[i - 1], parts[i], setting, numeric)
        if not cuts[i - 1] and (wrapped or _goes_on(parts, anchors, i, size, pitch)):
            groups[-1].append(parts[i])
        else:
            groups.append([parts[i]])
    return groups


def _row_pitch(parts: Sequence[Row], anchors: Sequence[bool], size: float) -> float:
    """Usual distance of a line that begins a row from the line above it."""
    distances = [b.y - a.y for (a, b), anchor in zip(pairwise(parts), anchors[1:], strict=True) if anchor]
    distances = [d for d in distances if d >= OVERLAPPING * size] or [b.y - a.y for a, b in pairwise(parts)]
    return median(distances) if distances else 0.0


def _is_wrapped(above: Row, here: Row, setting: Setting, numeric: Collection[int]) -> bool:
    """Whether all cells of one of two neighbouring lines go on in the other, and the one has no label or is cut off."""
    if has_no_label(above) and setting is Setting.BOTTOM:
        return ends_in(above, here, numeric)
    if has_no_label(here) and setting is Setting.TOP:
        return begins_in(above, here, numeric)
    cut_off = has_wrapped_value(above, here) or any(_reads_on_in(above, here, col) for col in above.filled)
    return len(above.filled) > 1 and cut_off and ends_in(above, here, numeric)


def _goes_on(parts: Sequence[Row], anchors: Sequence[bool], i: int, size: float, pitch: float) -> bool:
    """Whether line `i` belongs to the row of line `i` - 1."""
    above, here = parts[i - 1], parts[i]
    distance = here.y - above.y
    if distance < OVERLAPPING * size:
        return True
    if anchors[i] and anchors[i - 1]:
        return False
    near, far = distance < NEARER * pitch, distance >= SURELY_NEARER * pitch
    if anchors[i]:
        farther = i < 2 or above.y - parts[i - 2].y > 1.05 * distance
        joins = near and farther and _same_column(above, here)
        return (joins and not (far and _is_heading(parts, anchors, i, size))) or _reads_on(above, here)
    if _reads_on(above, here):
        return True
    if not anchors[i - 1] and not near:
        return False
    nearer_below = i + 1 < len(parts) and parts[i + 1].y - here.y < 0.95 * distance
    return near and not nearer_below and not (far and _is_heading(parts, anchors, i + 1, size))


def _is_heading(parts: Sequence[Row], anchors: Sequence[bool], i: int, size: float) -> bool:
    """Whether line `i` - 1 heads the rows from line `i` on: it stands farther out, and they have one indent."""
    if i >= len(parts) or not anchors[i]:
        return False
    above, here = parts[i - 1], parts[i]
    after = next((part for part, anchor in zip(parts[i + 1 :], anchors[i + 1 :], strict=True) if anchor), None)
    if above.filled != {0} or after is None or not (0 in here.filled and 0 in after.filled):
        return False
    out, own, next_one = (part.words(0)[0].bbox.x0 for part in (above, here, after))
    return own - out >= INDENT * size and abs(own - next_one) <= ALIGNED * size


def _same_column(above: Row, here: Row) -> bool:
    """Whether the text of the upper line can be the beginning of a cell of the lower one."""
    return bool(above.filled) and max(above.filled) <= 1 and (bool(above.filled & here.filled) or 0 not in here.filled)


def _reads_on(above: Row, here: Row) -> bool:
    """Whether the first cell that `above` and `here` both have is broken off above and goes on here."""
    return _reads_on_in(above, here, min(above.filled & here.filled, default=0))


def _reads_on_in(above: Row, here: Row, col: int) -> bool:
    """Whether the text in `col` is broken off above and goes on here."""
    upper, lower = above.words(col), here.words(col)
    if not upper or not lower or is_value(lower[0].text):
        return False
    end, start = upper[-1].text, lower[0].text
    return start[:1].islower() or (end.endswith(LINE_END) and not is_value(end)) or _open_bracket(upper)


def _open_bracket(words: Sequence[Word]) -> bool:
    text = "".join(w.text for w in words)
    return text.count("(") + text.count("（") > text.count(")") + text.count("）")
