"""Tables too wide for a page: the next page goes on with the same rows and other columns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.document import Join
from extractor.numerals import is_number
from extractor.stitch.evidence import PRIOR, Evidence, Meeting, what_stands_between
from extractor.stitch.logical import LogicalCell, LogicalTable, Part, logical_cell, row_major
from extractor.stitch.row_labels import same_row_labels
from extractor.stitch.sums import amount_of, column_sums

LEAST_ROWS = 4
"""Rows below the header; fewer are as high, or named alike, by chance."""
SAME_HEIGHT = 0.1
"""Share by which the heights of two rows may be apart: scans stretch a page, type of another size a row."""


@dataclass(frozen=True, slots=True)
class Sideways:
    """A join to the right that may be made.

    Attributes:
        stub: Columns at the left of the lower piece that repeat those of the upper one.
    """

    meeting: Meeting
    stub: int
    score: float
    reasons: tuple[str, ...]


def propose_sideways(meeting: Meeting) -> Sideways | None:
    """What a join of the lower piece to the right of the upper one would be made of; None where their rows differ."""
    upper, lower = meeting.upper, meeting.lower
    if not _rows_may_agree(meeting):
        return None
    lower_cells = [logical_cell(c, lower.page) for c in lower.cells]
    stub = _repeated_stub(upper, lower_cells, lower.stub_columns)
    if not stub and not _lacks_labels(upper, lower_cells):
        return None
    if any(c.col < stub < c.end_col for c in lower_cells):
        return None
    evidence = [*what_stands_between(meeting), *_rows(meeting, stub)]
    score = 1 / (1 + math.exp(-PRIOR - sum(e.weight for e in evidence)))
    return Sideways(meeting, stub, score, tuple(map(str, evidence)))


def _rows_may_agree(meeting: Meeting) -> bool:
    """Whether both pieces have equally many rows, and headers of the same depth that name other columns."""
    upper, lower = meeting.upper, meeting.lower
    whole = not upper.settled and all(p.join is None or p.join.direction == "right" for p in upper.parts)
    deep = upper.row_count - upper.header_rows >= LEAST_ROWS
    same = upper.row_count == lower.row_count and upper.header_rows == lower.header_rows
    return whole and deep and same and not meeting.repeated


def _repeated_stub(upper: LogicalTable, lower: Sequence[LogicalCell], stub: int) -> int:
    """How many stub columns the lower piece prints again; 0 unless every row is named alike."""
    stub = min(stub, upper.stub_columns)
    return stub if same_row_labels(upper.cells, lower, upper.header_rows, stub) else 0


def _lacks_labels(upper: LogicalTable, lower: Sequence[LogicalCell]) -> bool:
    """Whether the upper piece names its rows and the lower one begins with a column of amounts.

    Years and counts from 1 on, which name rows too, rise by the same step.
    """
    first = {c.row: c.text for c in lower if c.col == 0 and c.row >= upper.header_rows}
    amounts = [amount_of(text) for text in first.values()]
    named = [c.text for c in upper.cells if c.col == 0 and c.row >= upper.header_rows]
    if not all(map(is_number, first.values())) or any(map(is_number, named)) or not all(named):
        return False
    steps = {b - a for a, b in pairwise(amounts) if a is not None and b is not None}
    return len(steps) > 1


def _rows(meeting: Meeting, stub: int) -> list[Evidence]:
    """What the rows of both pieces have in common."""
    found = [
        Evidence(3.5, "all rows have the labels of the upper piece, under other columns")
        if stub
        else Evidence(0.5, "the rows of the lower piece have no labels")
    ]
    heights = [[b - a for a, b in pairwise(rows)] for rows in (meeting.upper.last.rows, meeting.lower.rows)]
    alike = [abs(u - w) <= SAME_HEIGHT * max(u, w) for u, w in zip(*heights, strict=True)]
    if all(alike):
        found.append(Evidence(1.5, "all rows are as high as those of the upper piece"))
    elif sum(alike) * 2 < len(alike):
        found.append(Evidence(-1.5, "most rows are of other heights"))
    return found


def join_sideways(found: Sideways) -> LogicalTable:
    """The logical table that the upper piece becomes with the columns of the lower one at its right."""
    upper, lower = found.meeting.upper, found.meeting.lower
    by = upper.column_count - found.stub
    added = [logical_cell(c, lower.page) for c in lower.cells if c.col >= found.stub]
    cells = row_major([*upper.cells, *(replace(c, col=c.col + by) for c in added)])
    shift = upper.columns[-1] - lower.columns[found.stub]
    how = Join(
        score=round(found.score, 3),
        reasons=found.reasons,
        repeated_header_rows=0,
        direction="right",
        first_column=upper.column_count,
        repeated_stub_columns=found.stub,
    )
    return replace(
        upper,
        columns=(*upper.columns, *(x + shift for x in lower.columns[found.stub + 1 :])),
        cells=cells,
        parts=(*upper.parts, Part(lower, 0, upper.row_count - 1, how)),
        sums=column_sums(cells, upper.header_rows),
    )
