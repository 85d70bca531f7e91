"""Cells broken by the page: one row whose lower part stands on the next page, and spans that go on through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.geometry import cluster
from extractor.numerals import is_number
from extractor.script import is_cjk
from extractor.stitch.evidence import Evidence, numeric_columns
from extractor.stitch.labels import is_unbalanced, ordinal_of
from extractor.stitch.logical import LogicalCell, Piece, cells_by_row

PRIOR = -2.0
"""Most page breaks fall between two rows."""
KEY_FILLED = 0.9
"""Share of body rows in which a column must be filled to be a key that every row has."""
LABELS, NUMBERED = 3, 0.8
"""Fewest labels of a column, and the share of them with an item number, for a label without one to stand out."""
PADDING = 4.0
"""Points between the text and the rules of a cell, on each side."""
EDGE = 0.8
"""Font sizes between a text that the page cuts and the page break: no other line has room there."""
STRIP = "the row below the page break is blank, as no other row is"
SENTENCE_END = "。；;！!？?"


@dataclass(frozen=True, slots=True)
class Seam:
    """The last row of the upper piece and the first of the lower one, on common columns.

    Attributes:
        upper, lower: All cells of each piece; rows count from 0 in each.
        row_count: Of the upper piece.
        header_rows: Of the upper piece.
        is_open: Whether no ruling line is drawn at the page break, on either side.
    """

    upper: tuple[LogicalCell, ...]
    lower: tuple[LogicalCell, ...]
    row_count: int
    header_rows: int
    is_open: bool

    def pairs(self) -> list[tuple[LogicalCell, LogicalCell]]:
        """Cells above and below the seam that cover the same columns."""
        below = {(c.col, c.colspan): c for c in cells_by_row(self.lower, 0)}
        above = cells_by_row(self.upper, self.row_count - 1)
        return [(u, below[u.col, u.colspan]) for u in above if (u.col, u.colspan) in below]


def breaks_a_row(seam: Seam) -> tuple[bool, tuple[Evidence, ...]]:
    """Whether the seam cuts through a row, and why."""
    pairs = seam.pairs()
    first = cells_by_row(seam.lower, 0)
    matched = {id(lower) for _, lower in pairs}
    if seam.row_count <= seam.header_rows:
        return False, ()
    if not any(c.text for c in first):
        return (True, (Evidence(2.0, STRIP),)) if _is_strip(seam) else (False, ())
    if any(c.text and id(c) not in matched for c in first):
        return False, ()
    evidence = [e for source in (_texts, _unnumbered, _numbers, _key, _rule) for e in source(seam, pairs)]
    return PRIOR + sum(e.weight for e in evidence) > 0, tuple(evidence)


def _is_strip(seam: Seam) -> bool:
    """Whether the blank row below the seam is the rest of the row above it: no other row of the table is blank."""
    body = [c for c in seam.upper if c.row >= seam.header_rows]
    return bool(seam.lower) and not _blank_rows(body) and len(_blank_rows(seam.lower)) == 1


def _blank_rows(cells: Sequence[LogicalCell]) -> set[int]:
    """Rows that cells begin in, none of which has text."""
    return {c.row for c in cells} - {row for c in cells if c.text for row in range(c.row, c.end_row)}


def _texts(seam: Seam, pairs: Sequence[tuple[LogicalCell, LogicalCell]]) -> list[Evidence]:
    """What the texts on both sides of the seam say: brackets, numbering, lines that are full."""
    both = [(u, w) for u, w in pairs if u.text and w.text and not (is_number(u.text) and is_number(w.text))]
    found = []
    if any(is_unbalanced(u.text, w.text) for u, w in both):
        found.append(Evidence(5.0, "a bracket or quotation mark is open at the page break"))
    if any(ordinal_of(w.text) for _, w in pairs if w.text):
        found.append(Evidence(-4.0, "the lower row begins with an item number"))
    if both:
        full = [_fills_line(u, w) for u, w in both]
        if all(full):
            found.append(Evidence(1.5, "the last line above the page break is full"))
        elif not any(full):
            found.append(Evidence(-3.0, "the last line above the page break is not full"))
        if all(u.text.endswith(tuple(SENTENCE_END)) for u, _ in both):
            found.append(Evidence(-1.0, "the text above the page break ends its sentence"))
    return found


def _fills_line(upper: LogicalCell, lower: LogicalCell) -> bool:
    """Whether the last line above the seam had no room for what the next one begins with.

    The lines before it tell how wide a line may be, better than the cell does.
    """
    piece = upper.pieces[-1]
    if not piece.words:
        return False
    em = max(w.size for w in piece.words)
    *others, last = _line_widths(piece, em)
    room = min([piece.bbox.width - 2 * PADDING, *sorted(others)[-1:]])
    start = lower.text.split(maxsplit=1)[0]
    need = 1.0 * em if is_cjk(start[0]) else 0.55 * em * (len(start) + 1)
    return last + need > room


def _line_widths(piece: Piece, em: float) -> list[float]:
    """How wide the lines of a text are set, from the top."""
    widths = []
    for level in cluster((w.bbox.y_mid for w in piece.words), em / 2):
        line = [w.bbox for w in piece.words if level[0] <= w.bbox.y_mid <= level[-1]]
        widths.append(max(box.x1 for box in line) - min(box.x0 for box in line))
    return widths


def _unnumbered(seam: Seam, pairs: Sequence[tuple[LogicalCell, LogicalCell]]) -> list[Evidence]:
    """A label without an item number, in a column whose labels all have one."""
    for upper, lower in pairs:
        if not upper.text or not lower.text or ordinal_of(lower.text):
            continue
        labels = [c for c in seam.upper if c.col == upper.col and c.text and c.row >= seam.header_rows]
        if len(labels) >= LABELS and sum(ordinal_of(c.text) is not None for c in labels) >= NUMBERED * len(labels):
            return [Evidence(3.0, "the label below the page break lacks the item number that all labels have")]
    return []


def _numbers(seam: Seam, pairs: Sequence[tuple[LogicalCell, LogicalCell]]) -> list[Evidence]:
    """Numbers that every row has: on one side of the seam only, they belong to one row."""
    numeric = numeric_columns(seam.upper, seam.header_rows)
    usual = [p for p in pairs if p[0].col in numeric and _filled(seam, p[0].col) >= 0.7]
    if not usual:
        return []
    above, below = (sum(is_number(p[i].text) for p in usual) for i in (0, 1))
    if above and below and any(is_number(u.text) and is_number(w.text) for u, w in usual):
        return [Evidence(-5.0, "there are numbers on both sides of the page break")]
    if below == 0 and above == len(usual):
        return [Evidence(2.0, "only the upper row has the numbers that every row has")]
    if above == 0 and below == len(usual) and any(u.text and w.text for u, w in pairs):
        return [Evidence(2.0, "only the lower row has the numbers that every row has")]
    return []


def _key(seam: Seam, pairs: Sequence[tuple[LogicalCell, LogicalCell]]) -> list[Evidence]:
    """A column that every row fills, blank below the seam."""
    keys = [p for p in pairs if p[0].rowspan == 1 and p[0].text and _filled(seam, p[0].col) >= KEY_FILLED]
    if keys and not keys[0][1].text and any(u.text and w.text for u, w in pairs):
        return [Evidence(2.5, "the lower row lacks the key that every row has")]
    return []


def _filled(seam: Seam, col: int) -> float:
    body = [c for c in seam.upper if c.row >= seam.header_rows and c.col == col and c.colspan == 1]
    return sum(bool(c.text) for c in body) / len(body) if body else 0.0


def _rule(seam: Seam, pairs: Sequence[tuple[LogicalCell, LogicalCell]]) -> list[Evidence]:
    if seam.is_open and any(u.text and w.text for u, w in pairs):
        return [Evidence(2.0, "no ruling line is drawn at the page break")]
    return []


def merge_row(seam: Seam) -> tuple[LogicalCell, ...]:
    """All cells of both pieces, the first row of the lower one being the last of the upper one."""
    by = seam.row_count - 1
    pairs = seam.pairs()
    matched = {id(w) for _, w in pairs}
    lower = [c if id(c) in matched or c.row else _without_first_row(c) for c in seam.lower]
    return _merged(replace(seam, lower=tuple(c for c in lower if c.rowspan)), by, pairs)


def _without_first_row(cell: LogicalCell) -> LogicalCell:
    """A blank cell beside the broken row, without the row that the cells above the seam fill already."""
    return replace(cell, row=cell.row + 1, rowspan=cell.rowspan - 1)


def merge_spans(seam: Seam) -> tuple[LogicalCell, ...]:
    """All cells of both pieces one below the other, with labels whose row span goes on through the page as one."""
    return _merged(seam, seam.row_count, [(u, w) for u, w in seam.pairs() if _goes_on(u, w, seam)])


def _merged(seam: Seam, by: int, pairs: Sequence[tuple[LogicalCell, LogicalCell]]) -> tuple[LogicalCell, ...]:
    gone = {id(c) for pair in pairs for c in pair}
    kept = [c for c in seam.upper if id(c) not in gone]
    kept += [replace(c, row=c.row + by) for c in seam.lower if id(c) not in gone]
    kept += [replace(u, rowspan=w.end_row + by - u.row, pieces=u.pieces + w.pieces) for u, w in pairs]
    return tuple(kept)


def _goes_on(upper: LogicalCell, lower: LogicalCell, seam: Seam) -> bool:
    """Whether a label beside several rows goes on below the seam.

    A blank cell below a label, left of cells that are filled, is the rest of the label's span, and so is one above it
    where no label of the column is blank; so is a text that lacks the numbering which the label above it has, or that
    goes on in the middle of a line.
    """
    right = [c for c in cells_by_row(seam.lower, 0) if c.col >= lower.end_col]
    if upper.row < seam.header_rows or not any(c.text for c in right) or is_number(upper.text):
        return False
    if not (upper.text and lower.text) and _has_only_spanning_labels(seam, upper):
        return bool(upper.text or lower.text)
    if upper.rowspan == 1 and lower.rowspan == 1:
        return False
    if not lower.text:
        return bool(upper.text) or upper.rowspan > 1
    both_span = min(upper.rowspan, lower.rowspan) > 1
    if not upper.text:
        return both_span
    unnumbered = ordinal_of(upper.text) is not None and ordinal_of(lower.text) is None
    return is_unbalanced(upper.text, lower.text) or (both_span and (unnumbered or _is_cut_text(upper, lower)))


def _has_only_spanning_labels(seam: Seam, last: LogicalCell) -> bool:
    """Whether the column above `last`, its lowest cell, holds labels without a blank, of which some have row spans."""
    above = [c for c in seam.upper if c.col == last.col and seam.header_rows <= c.row < last.row]
    spanning = any(c.rowspan > 1 for c in above)
    return len(above) >= LABELS and spanning and all(c.text and c.colspan == last.colspan for c in above)


def _is_cut_text(upper: LogicalCell, lower: LogicalCell) -> bool:
    """Whether a text stands at the foot of the upper cell, its last line full, and at the head of the lower one."""
    above, below = upper.pieces[-1], lower.pieces[0]
    if not above.words or not below.words or not _fills_line(upper, lower):
        return False
    height = max(w.size for w in above.words)
    foot = above.bbox.bottom - max(w.bbox.bottom for w in above.words)
    head = min(w.bbox.top for w in below.words) - below.bbox.top
    return max(foot, head) < EDGE * height
