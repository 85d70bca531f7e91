"""A logical table as HTML, with its spans; used by the HTML page and inside Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from extractor.document import Cell, Table
from extractor.output.marks import marked_text
from extractor.places import Region

# Controls, halves of surrogate pairs and the code points that are no characters: HTML has no way to write them.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)


def safe(text: str) -> str:
    """`text` for HTML content and quoted attributes; what HTML cannot hold becomes U+FFFD."""
    return legal(escape(text, quote=True))


def legal(text: str) -> str:
    """`text` with U+FFFD for what neither HTML nor Markdown can hold."""
    return _ILLEGAL.sub("\ufffd", text)


def rows_of(table: Table) -> list[list[Cell]]:
    """For each row of the grid the cells that begin in it, from the left."""
    rows: list[list[Cell]] = [[] for _ in range(table.row_count)]
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        rows[cell.row].append(cell)
    return rows


def table_body(table: Table, cell_html: Callable[[Cell], str]) -> list[str]:
    """The rows, one a line, in a thead and a tbody; `cell_html` gives each cell with its tags."""
    rows = [f"<tr>{''.join(map(cell_html, row))}</tr>" for row in rows_of(table)]
    head = head_rows(table)
    return _group("thead", rows[:head]) + _group("tbody", rows[head:])


def head_rows(table: Table) -> int:
    """How many rows the thead has: the header, and none where a cell goes on below it, for a thead would cut it."""
    header = table.header_rows
    is_cut = any(cell.row < header < cell.row + cell.rowspan for cell in table.cells)
    return 0 if is_cut else header


def plain_table(table: Table) -> str:
    """Tags, spans and texts only, one row a line and no line empty, as HTML within Markdown must be."""
    return "\n".join(["<table>", *table_body(table, _plain_cell), "</table>"])


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


def _group(name: str, rows: list[str]) -> list[str]:
    return [f"<{name}>", *rows, f"</{name}>"] if rows else []


def _plain_cell(cell: Cell) -> str:
    text = safe(" ".join(marked_text(cell).split()))
    return f"<{tag(cell)}{spans(cell)}>{text}</{tag(cell)}>"
