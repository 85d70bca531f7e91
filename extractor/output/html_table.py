"""A logical table as HTML, with its spans; used by the HTML page and inside Markdown."""

from __future__ import annotations

import re
from html import escape

from extractor.document import Cell, Table
from extractor.places import Region

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def safe(text: str) -> str:
    """`text` for HTML content and quoted attributes; control characters become U+FFFD."""
    return _CONTROLS.sub("\ufffd", escape(text, quote=True))


def rows_of(table: Table) -> list[list[Cell]]:
    """For each row of the grid the cells that begin in it, from the left."""
    rows: list[list[Cell]] = [[] for _ in range(table.row_count)]
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        rows[cell.row].append(cell)
    return rows


def plain_table(table: Table) -> str:
    """Tags, spans and texts only, one row a line."""
    lines = ["<table>"]
    for row in rows_of(table):
        tags = "".join(f"<{tag(cell)}{spans(cell)}>{safe(cell.text)}</{tag(cell)}>" for cell in row)
        lines.append(f"<tr>{tags}</tr>")
    return "\n".join([*lines, "</table>"])


def tag(cell: Cell) -> str:
    """Th for cells that name a row or a column, td for all others."""
    return "th" if cell.role in ("column_header", "row_header") else "td"


def spans(cell: Cell) -> str:
    """The attributes rowspan and colspan, where they are not 1."""
    rowspan = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    colspan = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    return rowspan + colspan


def places(regions: tuple[Region, ...]) -> str:
    """The attributes data-page and data-bbox; places after the first are parted by blanks and by semicolons."""
    if not regions:
        return ""
    pages = " ".join(str(region.page) for region in regions)
    boxes = "; ".join(" ".join(f"{x:g}" for x in region.bbox) for region in regions)
    return f' data-page="{pages}" data-bbox="{boxes}"'
