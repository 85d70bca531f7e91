"""Tables as CSV (RFC 4180, UTF-8): a text stands once, in the first position that its cell covers."""

from __future__ import annotations

import csv
import io

from extractor.document import Cell, Document, Table

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet would run it as a formula."""
    return "'" + text if text.startswith(_FORMULA_START) else text


class CsvSink:
    """The texts of the tables as printed; paragraphs and findings are left out.

    Args:
        guard_formulas: Put an apostrophe before texts that a spreadsheet would run as a formula; numbers stay.
    """

    suffix = ".csv"

    def __init__(self, *, guard_formulas: bool = False) -> None:
        self._guard_formulas = guard_formulas

    def render(self, document: Document) -> bytes:
        """All tables, each after a line "# id, pages, caption", an empty line between them."""
        pieces = []
        for table in document.tables:
            pages = " ".join(map(str, table.pages))
            title = " ".join(f"# {table.id}, pages {pages}, {table.caption or ''}".rstrip(", ").split())
            pieces.append(_encode(title + "\r\n") + self.render_table(table))
        return b"\r\n".join(pieces)

    def render_table(self, table: Table) -> bytes:
        """One table, header rows included, every row with `column_count` fields."""
        rows = [[""] * table.column_count for _ in range(table.row_count)]
        for cell in table.cells:
            rows[cell.row][cell.col] = self._field(cell)
        buffer = io.StringIO()
        csv.writer(buffer).writerows(rows)
        return _encode(buffer.getvalue())

    def _field(self, cell: Cell) -> str:
        is_number = cell.value is not None and cell.value.kind in ("number", "not_applicable")
        return guarded(cell.text) if self._guard_formulas and not is_number else cell.text


def _encode(text: str) -> bytes:
    return text.encode("utf-8", errors="replace")
