"""One logical table from its fragments: the decision to join, and the joining."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.config import StitchSettings
from extractor.document import Join
from extractor.numerals import is_number
from extractor.page import TableFragment, TextBlock
from extractor.stitch.broken_cells import Seam, breaks_a_row, merge_row, merge_spans
from extractor.stitch.columns import Alignment, align, is_same_layout, same_order
from extractor.stitch.evidence import Meeting, numeric_columns, weigh
from extractor.stitch.logical import (
    LogicalCell,
    LogicalTable,
    Part,
    logical_cell,
    relaid,
    row_major,
    with_settled,
)
from extractor.stitch.repeated_header import repeated_header_rows
from extractor.stitch.sums import column_sums


@dataclass(frozen=True, slots=True)
class Proposal:
    """A join that may be made: the two pieces on common columns, and how sure it is."""

    meeting: Meeting
    score: float
    reasons: tuple[str, ...]


def propose(
    upper: LogicalTable,
    lower: TableFragment,
    above: Sequence[str],
    between: Sequence[TextBlock],
    page_widths: tuple[float, float],
    white: float = 0.0,
) -> Proposal:
    """What a join of `lower` to `upper` would be made of.

    `above` is what stands above the first piece of `upper`; `white` is left below `upper`, in widths of its page.
    """
    alignment = _common_columns(upper, lower)
    upper_cells = relaid(upper.cells, alignment.upper)
    lower_cells = relaid((logical_cell(c, lower.page) for c in lower.cells), alignment.lower)
    repeated = repeated_header_rows(upper_cells, lower_cells, upper.header_rows)
    meeting = Meeting(
        upper=upper,
        lower=lower,
        upper_cells=upper_cells,
        lower_cells=lower_cells,
        alignment=alignment,
        sums=(upper.sums.relaid(alignment.upper), column_sums(lower_cells, repeated)),
        repeated=repeated,
        above=tuple(above),
        between=tuple(between),
        page_widths=page_widths,
        white=white,
    )
    score, evidence = weigh(meeting)
    return Proposal(meeting, score, tuple(map(str, evidence)))


def is_join(proposal: Proposal, settings: StitchSettings) -> bool:
    """Whether the settings let the proposal through."""
    if settings.join == "never":
        return False
    return settings.join == "always" or proposal.score >= settings.join_from


def _common_columns(upper: LogicalTable, lower: TableFragment) -> Alignment:
    ruled = upper.last.ruled and lower.ruled
    alignment = align(upper.columns, lower.columns, ruled)
    if alignment.equal or len(upper.columns) != len(lower.columns):
        return alignment
    # Boundaries in white space are only known to lie between two columns; equal counts are the better evidence.
    near = not ruled or is_same_layout(upper.columns, lower.columns)
    return same_order(upper.columns, lower.columns) if near else alignment


def join(proposal: Proposal) -> LogicalTable:
    """The logical table that the upper piece becomes with the lower one joined to it."""
    meeting = proposal.meeting
    upper, repeated = _with_whole_header(meeting), meeting.repeated
    body = tuple(replace(c, row=c.row - repeated) for c in meeting.lower_cells if c.row >= repeated)
    seam = Seam(
        upper=meeting.upper_cells,
        lower=body,
        row_count=upper.row_count,
        header_rows=upper.header_rows,
        is_open=meeting.lower.ruled
        and upper.last.ruled
        and not (upper.last.bottom_closed and meeting.lower.top_closed),
    )
    broken, evidence = breaks_a_row(seam) if body else (False, ())
    cells = merge_row(seam) if broken else merge_spans(seam)
    rows = meeting.lower.row_count - repeated
    first = upper.row_count - broken
    how = Join(
        score=round(proposal.score, 3),
        reasons=proposal.reasons + tuple(f"row: {e}" for e in evidence),
        repeated_header_rows=repeated,
        broken_row=broken,
    )
    table = replace(
        upper,
        columns=meeting.alignment.columns,
        row_count=first + rows,
        stub_columns=meeting.alignment.upper[upper.stub_columns],
        cells=row_major(cells),
        parts=(*upper.parts, Part(meeting.lower, first, max(first, first + rows - 1), how)),
        sums=meeting.sums[0].plus(meeting.sums[1]),
        settled=_relaid_settled(upper, meeting.alignment),
    )
    return with_settled(table)


def _with_whole_header(meeting: Meeting) -> LogicalTable:
    """The upper piece, all of it header where it has words in its last rows above the figures of the lower piece.

    Where a page shows no more of a table than its header, the lower rows of that might be data as well.
    """
    upper, lower = meeting.upper, meeting.lower
    if lower.header_rows or not upper.header_rows or upper.parts[1:]:
        return upper
    numeric = numeric_columns(meeting.lower_cells, 0)
    over = [c for c in meeting.upper_cells if c.row >= upper.header_rows and c.col in numeric and c.colspan == 1]
    if not numeric or {c.col for c in over} != numeric or not all(c.text and not is_number(c.text) for c in over):
        return upper
    return replace(upper, header_rows=upper.row_count)


def _relaid_settled(upper: LogicalTable, alignment: Alignment) -> tuple[tuple[LogicalCell, ...], ...]:
    """The settled cells on the common columns; untouched where these are the old ones, as they mostly are."""
    if alignment.upper == tuple(range(len(alignment.columns))):
        return upper.settled
    return tuple(relaid(chunk, alignment.upper) for chunk in upper.settled)


def is_full_grid(cells: Sequence[LogicalCell], row_count: int, column_count: int) -> bool:
    """Whether every grid position belongs to exactly one cell."""
    covered = [(r, c) for cell in cells for r in range(cell.row, cell.end_row) for c in range(cell.col, cell.end_col)]
    return len(covered) == len(set(covered)) == row_count * column_count
