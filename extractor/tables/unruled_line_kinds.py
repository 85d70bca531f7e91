"""What a printed line may be to a table: a row of it, its caption, or a note."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.script import join_line
from extractor.tables.unruled_lines import TextLine, is_value, is_year, plain, without_marks

CAPTION = re.compile(
    r"(table|tab\.|figure|fig\.|chart|graph|box|exhibit|annex|appendix)\s*[\dA-Z]+([-.:]\d+)*\b"
    r"|[（(]?续?(附?表|图)[\d一二三四五六七八九十]|[（(]?续表|[（(]?((编制|填报|填表)?(单位|部门)(名称)?)\s*[:：]|\(?continued\)?$",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"(sources?|notes?|n\.b\.)\s*(:|\.|\d|$)|(资料|数据)?来源|注\s*\d*\s*[:：]|说明\s*[:：]|备注\s*[:：]|\(?[*†‡]+\)?\s+\w|\([:a-z\d]\)\s+\w",
    re.IGNORECASE,
)
MARKER = re.compile(
    r"[•·▪■□●○◦▶►➢✓\uf0b7\uf0a7–—-]|\(?[0-9a-zA-Z]{1,3}[.)]|\d+(\.\d+)+\.?|[（(]?[一二三四五六七八九十\d]+[)）、.]|\(?\d{1,3}\)?|\*+"
)
"""What begins an item of a list or a numbered paragraph."""
FLUSH = 0.3
"""Text heights by which what begins or ends at one edge may lie off it."""
LEADERS = re.compile(r"(\.\s*){5,}|…{2,}|(·\s*){5,}|_{5,}")


def is_tabular(line: TextLine) -> bool:
    """Whether wide white space divides the line as it would the row of a table."""
    if len(line.segments) < 2 or (LEADERS.search(line.text) and not _lead_to_value(line)):
        return False
    first = line.segments[0].text.strip()
    if CAPTION.match(line.text.strip()):
        return False
    return not (len(line.segments) == 2 and MARKER.fullmatch(first) and not is_value(line.segments[1].text))


def _lead_to_value(line: TextLine) -> bool:
    """Whether leaders, or other text, lead to a number or to the sign for one: to what begins with a digit at least."""
    return plain(line.segments[-1].text)[:1].isdigit() or any(is_value(s.text) for s in line.segments[1:])


def is_caption(line: TextLine) -> bool:
    """Whether the line names a table, or says in which unit it counts or that it goes on."""
    return CAPTION.match(line.text.strip()) is not None


def is_note(line: TextLine) -> bool:
    """Whether the line begins a remark or names a source, as below a table."""
    return NOTE.match(line.text.strip()) is not None


def holds_data(line: TextLine) -> bool:
    """Whether the line is a row of a body: it has values, and not years alone, beside its first segment."""
    values = values_beside(line)
    return is_tabular(line) and bool(values) and 3 * len(values) >= len(line.segments) - 1


def values_beside(line: TextLine) -> list[str]:
    """The values beside the first segment; none where all are years."""
    values = [s for s in line.segments[1:] if is_value(s.text)]
    return [] if all(is_year(join_line(without_marks(s.words))) for s in values) else [s.text for s in values]


def holds_values(line: TextLine) -> bool:
    """Whether two values or more stand on the line."""
    return sum(is_value(s.text) for s in line.segments) >= 2


def is_tight_row(line: TextLine, rows: Sequence[TextLine]) -> bool:
    """Whether a number follows at once a label that fills its column, in line with those at the end of `rows`."""
    *label, last = line.words
    if not label or not is_value(last.text) or is_value(label[0].text):
        return False
    ends = [row.words[-1].bbox for row in rows if is_value(row.segments[-1].text)]
    off = FLUSH * line.size
    return any(abs(last.bbox.x1 - end.x1) <= off or abs(last.bbox.x0 - end.x0) <= off for end in ends)
