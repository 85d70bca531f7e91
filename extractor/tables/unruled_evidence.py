"""What speaks for and against a run of lines being a table at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.geometry import cluster, overlap_1d
from extractor.page import Fill, Ruling
from extractor.script import is_cjk, join_words
from extractor.tables.unruled_columns import Column
from extractor.tables.unruled_line_kinds import MARKER
from extractor.tables.unruled_lines import TextLine, is_value, is_year, plain
from extractor.tables.unruled_regions import Region
from extractor.tables.unruled_row import Row

FRAME = 0.8
"""Share of a table's width that a ruling line covers to count as one of its frame."""
SPARSE = 4
"""A column that holds text in fewer than one of so many rows is as good as empty."""
NAMED = 0.8
"""Least share of rows that something names, where no ruling lines frame the table."""
LONG_TEXT = 40
"""Characters of a cell from which it reads as running text; one Chinese character counts as two."""
FILLED = 0.35
"""Least share of cells that hold text."""
LETTERS = 2
"""Characters of a piece of a spaced out line, at most; OCR takes two for one now and then."""
VALUES = 0.5
"""Least share of cells beside the stub that hold values, where no ruling lines frame the table."""


_DECIMAL = re.compile(r"[-−]?(\d+(\.\d+)?|\.\d+)")


def frame_rules(rules: Sequence[Ruling], left: float, right: float) -> list[Ruling]:
    """The rules that run over the whole width from `left` to `right`, and not far beyond."""
    width = right - left
    return [
        r for r in rules if min(r.end, right) - max(r.start, left) >= FRAME * width and r.length <= 1.4 * width + 20
    ]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a table beside the text of its body.

    Attributes:
        header_rows: Rows of column headers.
        framed: Whether two ruling lines or more run along the whole of it.
        ruled_header: Whether one of them stands below the column headers: without values, only this makes a table.
        opens_page: Whether it is the first text of the page. There a single row can be what is left of a table from
            the page before.
    """

    header_rows: int = 0
    framed: bool = False
    ruled_header: bool = False
    opens_page: bool = False


def has_ruled_header(region: Region, left: float, right: float) -> bool:
    """Whether a ruling line runs along the whole table between its column headers and its body."""
    if region.first == 0:
        return False
    above, below = region.lines[region.first - 1], region.lines[region.first]
    return any(above.y < r.position < below.y for r in frame_rules(region.rules, left, right))


def is_table(rows: Sequence[Row], columns: Sequence[Column], evidence: Evidence) -> bool:
    """Whether body `rows` in `columns` are a table."""
    if len(columns) < 2 or not rows:
        return False
    texts = [[join_words(row.words(c)) for c in range(len(columns))] for row in rows]
    if _is_list(texts) or _is_contents(texts, evidence.header_rows) or _is_running_text(texts) or _is_chart(texts):
        return False
    if len(rows) == 1 and _is_spaced_out(texts[0]):
        return False
    filled = sum(bool(t) for line in texts for t in line)
    if filled < FILLED * len(rows) * len(columns):
        return False
    beside = [t for line in texts for t in line[1:] if t]
    values = sum(is_value(t) for column in _telling_columns(texts, evidence.header_rows) for t in column if t)
    if len(rows) == 1 and (evidence.header_rows != 1 or not evidence.framed):
        labelled = any(t and not is_value(t) for t in texts[0][:2])
        return evidence.opens_page and evidence.header_rows == 0 and labelled and len(columns) > 2 and values > 1
    if not beside or values < VALUES * len(beside):
        return evidence.framed and evidence.ruled_header and evidence.header_rows > 0 and len(rows) > 1
    if evidence.framed:
        return True
    if not _rows_are_named(texts):
        return False
    if len(columns) == 2:
        return len(rows) >= 3 and values >= 0.8 * len(beside) and evidence.header_rows > 0
    return True


def _telling_columns(texts: Sequence[Sequence[str]], header_rows: int) -> list[tuple[str, ...]]:
    """The columns beside the stub, less those that no header names and that hold nothing but one sign or a count.

    Colons and equals signs part what stands left and right of them; the numbers of lines of code or of formulas count
    the rows, and only one column does.
    """
    columns = list(zip(*texts, strict=True))[1:]
    if header_rows:
        return columns
    counts = [column for column in columns if _counts_rows(column)]
    return [c for c in columns if not _is_sign(c) and not (len(counts) == 1 and c is counts[0])]


def _is_sign(column: Sequence[str]) -> bool:
    """Whether two cells or more hold the same single character that is no digit."""
    held = [plain(t) for t in column if t]
    return len(held) > 1 and len(set(held)) == 1 and len(held[0]) == 1 and not held[0].isdecimal()


def _counts_rows(column: Sequence[str]) -> bool:
    """Whether every row has the next whole number, bare or in brackets."""
    held = [plain(t).strip("()（）") for t in column]
    if len(held) < 2 or not all(t.isdecimal() for t in held) or all(is_year(t) for t in held):
        return False
    return all(int(b) - int(a) == 1 for a, b in pairwise(held))


def _is_spaced_out(texts: Sequence[str]) -> bool:
    """Whether a single row is a line set with wide gaps between its letters."""
    held = [t for t in texts if t]
    return sum(len(t) <= LETTERS and not t.isdecimal() for t in held) > 0.5 * len(held)


def _rows_are_named(texts: Sequence[Sequence[str]]) -> bool:
    """Whether most rows with values beside it have a label in the stub, or text next to it."""
    rows = [line for line in texts if any(is_value(t) for t in line[1:] if t)]
    named = sum(bool(line[0]) or (bool(line[1]) and not is_value(line[1])) for line in rows)
    return named >= NAMED * len(rows)


def on_bars(body: Sequence[TextLine], columns: Sequence[Column], fills: Sequence[Fill]) -> bool:
    """Whether the values stand on the bars of a chart: filled areas as low as a line that end anywhere.

    The shades of a table end at its columns: two edges, at most, for each column that has them.
    """
    size = median(line.size for line in body)
    values = [w for line in body for w in line.words if is_value(w.text)]
    low = [f.bbox for f in fills if f.bbox.height < 4 * size]
    bars = {box for box in low for w in values if box.contains_point(w.bbox.x_mid, w.bbox.y_mid)}
    held = {c for c in columns for box in bars if overlap_1d(c.x0, c.x1, box.x0, box.x1) > 0}
    edges = cluster((x for box in bars for x in (box.x0, box.x1)), 2.0)
    return len(edges) > 2 * max(1, len(held))


def _is_chart(texts: Sequence[Sequence[str]]) -> bool:
    """Whether the numbers are the scales of a chart: equal steps down every column with numbers, or along a row.

    Grid lines of a chart also make columns in which next to nothing stands.
    """
    width = len(texts[0])
    empty = sum(SPARSE * sum(bool(line[col]) for line in texts) < len(texts) for col in range(width))
    scales = [_in_equal_steps([line[col] for line in texts], least=4) for col in range(width)]
    counted = [scale for scale in scales if scale is not None]
    along = any(_in_equal_steps(line, least=5) for line in texts)
    return 2 * empty > width or along or (bool(counted) and all(counted))


def _in_equal_steps(texts: Sequence[str], least: int) -> bool | None:
    """Whether numbers that fill most of `texts` rise or fall in equal steps; None where they do not fill it.

    Years do, and so do the numbers of rows and columns: they are no scale.
    """
    held = [plain(t).replace(",", "").rstrip("%") for t in texts if t]
    numbers = [float(t.replace("−", "-")) for t in held if _DECIMAL.fullmatch(t)]
    if not numbers or 2 * len(numbers) <= len(held):
        return None
    if len(numbers) < least or all(is_year(t) for t in held) or numbers[:2] == [1, 2]:
        return False
    steps = [b - a for a, b in pairwise(numbers)]
    return steps[0] != 0 and all(abs(step - steps[0]) < 1e-6 for step in steps)


def _is_list(texts: Sequence[Sequence[str]]) -> bool:
    """Whether the first column holds list marks only, and the rest is one column of text."""
    first = [line[0] for line in texts if line[0]]
    rest = [t for line in texts for t in line[1:] if t]
    marks = sum(MARKER.fullmatch(plain(t)) is not None for t in first)
    return bool(first) and 2 * marks > len(first) and len(texts[0]) == 2 and not all(is_value(t) for t in rest)


def _is_contents(texts: Sequence[Sequence[str]], header_rows: int) -> bool:
    """Whether the lines lead to pages: the last column holds whole numbers that never fall, and no header names it."""
    last = [plain(line[-1]) for line in texts if line[-1]]
    if header_rows or len(last) < 3 or not all(t.isdecimal() and len(t) <= 4 for t in last):
        return False
    pages = [int(t) for t in last]
    others = [t for line in texts for t in line[1:-1] if t]
    return pages == sorted(pages) and not any(is_value(t) and not MARKER.fullmatch(plain(t)) for t in others)


def _is_running_text(texts: Sequence[Sequence[str]]) -> bool:
    """Whether two columns or more are filled with long text, as on a page set in columns."""
    long_columns = 0
    for col in range(len(texts[0])):
        held = [t for line in texts if (t := line[col])]
        if held and sum(_width(t) for t in held) / len(held) >= LONG_TEXT:
            long_columns += 1
    return long_columns >= 2 or (
        long_columns == 1 and len(texts[0]) == 2 and not any(is_value(line[1]) for line in texts)
    )


def _width(text: str) -> int:
    return sum(2 if is_cjk(c) else 1 for c in text)
