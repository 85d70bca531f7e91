"""What speaks for and against two fragments being one table, each as a function that returns weighed reasons.

Weights are log-odds: they are added up, and the logistic function makes a score between 0 and 1 of the sum.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractor.numerals import is_number
from extractor.page import TableFragment, TextBlock
from extractor.stitch.columns import Alignment
from extractor.stitch.labels import ordinal_of
from extractor.stitch.logical import LogicalCell, LogicalTable, cells_by_row
from extractor.stitch.repeated_header import similarity
from extractor.stitch.row_labels import begin_alike, same_row_labels
from extractor.stitch.sums import ColumnSums, is_labelled_subtotal, is_labelled_total, is_total_of

PRIOR = -1.5
"""Two fragments that merely follow one another are more often two tables."""
CONTINUED = re.compile(r"[(（]?(续表|续上表|接上表|上接|续)[)）]?|\b(continued|cont[’']?d|cont\.)", re.IGNORECASE)
NUMBERED_TITLE = re.compile(r"(附?表|Table|TABLE|Schedule|Exhibit)\s*[\dIVX一二三四五六七八九十]+[-.\d]*")
UNIT_LINE = re.compile(
    r"(金额|计量|货币|数量)?(?<![制报表算管开送主])单位\s*[:：]|货币单位|人民币|[(（]?(in|In)\s.*(thousand|million|billion)s?|Unit\s*:"
    r"|^[(（](?:in\s)?(?:%|‰|per\s?cent|[十百千万亿]*(?:[美欧港日]?元|人|户|件|吨))[)）]$"
    r"|^[(（]?(?:EUR|USD|RMB|CNY|GBP|€|\$|£|¥)\s?(?:in\s)?(?:thousand|million|billion)s?[)）]?$"
)
"""The office that filled a table in (编制单位) is no unit of measurement."""
LABELLED_LINE = re.compile(r"(编制|填报|填表)?(单位|部门|日期|时间)(名称)?\s*[:：]|公开\s*\d+\s*表$")
"""What stands above every table of a form: who filled it in, and its number in the form book."""
FOOT_NOTE_MARK = re.compile(r"[①-⑳*†‡]|[a-z]\s|\[?\d{1,2}\]?\s")
STRAY = 3
"""Characters; a shorter paragraph is a mark that was read as text more often than text."""
NUMERIC_COLUMN = 0.6
"""Share of the filled body cells of a column that must be numbers for it to be numeric."""
FIRST_ROWS = 3
"""Rows below the header among which a table that begins with its total has it."""
LEAST_WHITE = 0.12
"""Widths of a page, 25 mm on A4: a row that is kept together leaves less."""
ROWS_OF_WHITE = 2.5
"""Rows that would have fitted: where lines of notes are lost, one or two may seem to."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason, with its weight as log-odds: positive speaks for a join."""

    weight: float
    reason: str

    def __str__(self) -> str:
        return f"{self.weight:+.1f} {self.reason}"


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two pieces that may be one table: the end of `upper`, and `lower` on the next page.

    Attributes:
        upper_cells, lower_cells: On the common columns of `alignment`.
        repeated: Header rows at the top of `lower` that repeat those of `upper`.
        above: Texts above the first piece of `upper`, its captions among them.
        between: Blocks after `upper` on its page and before `lower` on its own, in reading order.
        page_widths: Of the pages of the two, in points.
        sums: Of the rows of each below its header, on the common columns.
        white: Height that is left below everything on the page of `upper`, in widths of that page.
    """

    upper: LogicalTable
    lower: TableFragment
    upper_cells: tuple[LogicalCell, ...]
    lower_cells: tuple[LogicalCell, ...]
    alignment: Alignment
    repeated: int
    above: tuple[str, ...]
    between: tuple[TextBlock, ...]
    page_widths: tuple[float, float]
    sums: tuple[ColumnSums, ColumnSums]
    white: float = 0.0


def weigh(meeting: Meeting) -> tuple[float, tuple[Evidence, ...]]:
    """The score from 0 to 1, and what it is made of."""
    found = [evidence for source in SOURCES for evidence in source(meeting)]
    total = PRIOR + sum(evidence.weight for evidence in found)
    return 1 / (1 + math.exp(-total)), tuple(found)


def column_rules(meeting: Meeting) -> list[Evidence]:
    """Column boundaries at the same places, relative to the table."""
    alignment = meeting.alignment
    if alignment.equal:
        return [Evidence(2.5, "all column boundaries agree")]
    if alignment.nesting == 1.0:
        return [Evidence(1.0, "the column boundaries of one piece are among those of the other")]
    if alignment.nesting >= 0.6:
        return [Evidence(-0.5, f"{alignment.nesting:.0%} of the column boundaries agree")]
    return [Evidence(-3.0, f"only {alignment.nesting:.0%} of the column boundaries agree")]


def same_width(meeting: Meeting) -> list[Evidence]:
    """Equal width, in points or as a share of the page."""
    upper, lower = meeting.upper.last.bbox.width, meeting.lower.bbox.width
    shares = upper / meeting.page_widths[0], lower / meeting.page_widths[1]
    apart = min(abs(upper - lower) / max(upper, lower), abs(shares[0] - shares[1]) / max(shares))
    if apart <= 0.02:
        return [Evidence(0.5, "same width")]
    if apart > 0.05 and meeting.lower.ruled:
        return [Evidence(-2.0, f"widths differ by {apart:.0%}")]
    return []


def what_stands_between(meeting: Meeting) -> list[Evidence]:
    """Captions, notes and text between the two pieces."""
    return [evidence for block in meeting.between for evidence in _about_block(block, meeting.above)]


def _about_block(block: TextBlock, above: Sequence[str]) -> list[Evidence]:
    text = block.text.strip()
    shown = text if len(text) <= 20 else text[:19] + "…"
    if block.kind == "figure" or not text:
        return []
    if CONTINUED.search(text) and len(text) < 60:
        return [Evidence(4.0, f"continuation mark “{shown}”")]
    if UNIT_LINE.match(text) or LABELLED_LINE.match(text):
        return [Evidence(0.0, f"line “{shown}” between")]
    if any(_same_title(text, title) for title in above):
        return [Evidence(1.5, f"the {block.kind} is repeated: “{shown}”")]
    if block.kind == "note":
        weight = -0.3 if FOOT_NOTE_MARK.match(text) else -1.5
        return [Evidence(weight, f"note “{shown}” between")]
    if block.kind == "paragraph" and len(text) < STRAY:
        return [Evidence(-1.0, f"stray “{shown}” between")]
    return [Evidence(-6.0, f"{block.kind} “{shown}” between")]


def _same_title(a: str, b: str) -> bool:
    """Whether two titles are one, single misread characters apart; another number or year makes another title."""
    numbers = [re.findall(r"\d+", unicodedata.normalize("NFKC", t)) for t in (a, b)]
    names = [m.group() if (m := NUMBERED_TITLE.match(t)) else "" for t in (a, b)]
    return numbers[0] == numbers[1] and names[0] == names[1] and similarity(a, b) >= 0.9


def header(meeting: Meeting) -> list[Evidence]:
    """A header that repeats, one that is another, or none."""
    if meeting.repeated:
        return [Evidence(3.0, f"{meeting.repeated} header row(s) repeated")]
    if _dangling(meeting):
        return []
    if _is_foreign_header(meeting):
        return [Evidence(-4.0, "the lower piece has a header of its own")]
    if _is_reworded_header(meeting):
        return [Evidence(-3.0, "the lower piece has the same header but for some words")]
    return [Evidence(1.5, "the lower piece has no header of its own")]


def dangling_end(meeting: Meeting) -> list[Evidence]:
    """An upper piece that cannot end as it does: only a header, or a section row with nothing under it."""
    reason = _dangling(meeting)
    return [Evidence(5.0, reason)] if reason else []


def _dangling(meeting: Meeting) -> str:
    upper, cells = meeting.upper, meeting.upper_cells
    last = cells_by_row(cells, upper.row_count - 1)
    if upper.row_count > 1 and len(last) == 1 and last[0].text and len(last[0].text) < 40:
        return "the upper piece ends with a section row"
    if upper.header_rows >= upper.row_count and len(last) > 1 and not meeting.repeated:
        return "the upper piece is only a header"
    return ""


def _has_other_header(meeting: Meeting) -> bool:
    return _is_foreign_header(meeting) or _is_reworded_header(meeting)


def _is_foreign_header(meeting: Meeting) -> bool:
    """Whether the first row of the lower piece has words where the columns hold numbers."""
    numeric = numeric_columns(meeting.upper_cells, meeting.upper.header_rows)
    first = [c for c in meeting.lower_cells if c.row == 0 and c.text]
    over = [c for c in first if any(k in numeric for k in range(c.col, c.end_col))]
    words = [c for c in over if not is_number(c.text) and len(c.text) > 1]
    return len(words) >= 2 and len(words) * 2 > len(over)


def _is_reworded_header(meeting: Meeting) -> bool:
    """Whether the lower piece has a header of the same cells, of which most but not all read the same."""
    rows = meeting.upper.header_rows
    if not rows or meeting.lower.header_rows != rows:
        return False
    headers = [
        {(c.row, c.col, c.rowspan, c.colspan): c.text for c in cells if c.row < rows}
        for cells in (meeting.upper_cells, meeting.lower_cells)
    ]
    if headers[0].keys() != headers[1].keys():
        return False
    alike = [similarity(text, headers[1][place]) >= 0.9 for place, text in headers[0].items() if text]
    return not all(alike) and sum(alike) * 2 >= len(alike)


def numeric_columns(cells: Sequence[LogicalCell], header_rows: int) -> set[int]:
    """Columns whose filled cells below the header are mostly numbers."""
    numeric = set()
    for col in {c.col for c in cells}:
        texts = [c.text for c in cells if c.col == col and c.colspan == 1 and c.row >= header_rows and c.text]
        if texts and sum(map(is_number, texts)) >= NUMERIC_COLUMN * len(texts):
            numeric.add(col)
    return numeric


def open_rule(meeting: Meeting) -> list[Evidence]:
    """No ruling line at the cut: the frame goes on."""
    if not (meeting.lower.ruled and meeting.upper.last.ruled):
        return []
    if not meeting.upper.last.bottom_closed or not meeting.lower.top_closed:
        return [Evidence(2.0, "no ruling line closes the table at the page break")]
    return []


def numbering(meeting: Meeting) -> list[Evidence]:
    """Item numbers of the labels that go on, or start again."""
    upper = [o for c in meeting.upper_cells if c.col < _stub_end(meeting) and (o := ordinal_of(c.text))]
    lower = [o for c in meeting.lower_cells if c.col < _stub_end(meeting) and (o := ordinal_of(c.text))]
    if not upper or not lower:
        return []
    same = [o for o in upper if o.style == lower[0].style]
    if same and lower[0].number == same[-1].number + 1:
        return [Evidence(2.0, f"item numbering goes on: {lower[0].number} after {same[-1].number}")]
    if same and lower[0].number == 1 and len(same) > 1 and lower[0].style == upper[0].style:
        return [Evidence(-1.0, "item numbering starts again")]
    return []


def _stub_end(meeting: Meeting) -> int:
    return max(1, meeting.upper.stub_columns)


def total_row(meeting: Meeting) -> list[Evidence]:
    """A total in the last row of the upper piece, where the table does not begin with one."""
    upper = meeting.upper
    if upper.row_count - upper.header_rows < 2:
        return []
    last = cells_by_row(meeting.upper_cells, upper.row_count - 1)
    first = [cells_by_row(meeting.upper_cells, upper.header_rows + i) for i in range(FIRST_ROWS)]
    if is_labelled_total(last) and not any(map(is_labelled_total, first)):
        return [Evidence(-1.5, "the upper piece ends with its total")]
    return []


def row_labels(meeting: Meeting) -> list[Evidence]:
    """The same rows again, each with its label: a table of its own, or columns that go on to the right."""
    upper, stub = meeting.upper, _stub_end(meeting)
    starts = upper.header_rows, meeting.repeated or meeting.lower.header_rows
    if begin_alike(meeting.upper_cells, meeting.lower_cells, starts, stub):
        return [Evidence(-5.0, "the lower piece begins with the rows that the upper one began with")]
    if upper.row_count != meeting.lower.row_count or upper.settled:
        return []
    if same_row_labels(meeting.upper_cells, meeting.lower_cells, upper.header_rows, stub):
        return [Evidence(-4.0, "the lower piece has the same rows as the upper one")]
    return []


def totals_hold(meeting: Meeting) -> list[Evidence]:
    """Totals that hold for one piece alone, so that it is whole, or only for both together.

    Where the lower piece has no header it is no table by itself, and a total that holds alone is one of a part.
    """
    upper, lower = meeting.sums
    ends = _total_rows(meeting)
    found = [
        Evidence(-4.0, f"the totals of the {name} piece add up without the other")
        for name, rows, sums in (("upper", ends[:2], upper), ("lower", ends[2:], lower))
        if any(is_total_of(row, sums) and not is_labelled_subtotal(row) for row in rows)
    ]
    if found and not meeting.repeated and not _has_other_header(meeting):
        return []
    both = upper.plus(lower)
    if not found and any(is_total_of(row, both) for row in (ends[0], ends[3])):
        return [Evidence(5.0, "the totals add up only over both pieces")]
    return found


def _total_rows(meeting: Meeting) -> list[list[LogicalCell]]:
    """The rows where totals stand: first and last of the upper piece, first and last of the lower one."""
    upper, lower = meeting.upper, meeting.lower
    return [
        cells_by_row(meeting.upper_cells, upper.header_rows),
        cells_by_row(meeting.upper_cells, upper.row_count - 1),
        cells_by_row(meeting.lower_cells, meeting.repeated),
        cells_by_row(meeting.lower_cells, lower.row_count - 1),
    ]


def white_below(meeting: Meeting) -> list[Evidence]:
    """White below the upper piece where rows of the lower one had room: nothing forced the table over the page.

    A piece without a header of its own is no table by itself, whatever white the page break leaves.
    """
    if not meeting.repeated:
        return []
    first = min(meeting.repeated, meeting.lower.row_count - 1)
    row, block = (_height(meeting.lower, first, end) for end in (first + 1, _end_of_block(meeting.lower, first)))
    if meeting.white >= max(LEAST_WHITE, max(ROWS_OF_WHITE * row, block) / meeting.page_widths[1]):
        return [Evidence(-4.0, "rows of the lower piece had room below the upper one")]
    return []


def _height(fragment: TableFragment, first: int, end: int) -> float:
    return fragment.rows[end] - fragment.rows[first]


def _end_of_block(fragment: TableFragment, first: int) -> int:
    """The row after those that row spans hold together with row `first`: they may have been kept on one page."""
    end = first + 1
    for cell in fragment.cells:
        if first <= cell.row < end:
            end = max(end, cell.row + cell.rowspan)
    return end


SOURCES: tuple[Callable[[Meeting], list[Evidence]], ...] = (
    column_rules,
    same_width,
    what_stands_between,
    header,
    dangling_end,
    open_rule,
    numbering,
    total_row,
    row_labels,
    totals_hold,
    white_below,
)
