"""Tables as CSV (RFC 4180, UTF-8): a text stands once, in the first position that its cell covers."""

from __future__ import annotations

from extractor.document import Document, Table
from extractor.output.csv_style import PLAIN_CSV, CsvStyle


class CsvSink:
    """The texts of the tables as printed; paragraphs and findings are left out."""

    suffix = ".csv"

    def __init__(self, style: CsvStyle = PLAIN_CSV) -> None:
        self._style = style

    def render(self, document: Document) -> bytes:
        """All tables, each after a line "# id; pages; caption", an empty line between them."""
        pieces = [self._style.lines([[_title(table)]]) + self._lines(table) for table in document.tables]
        return self._style.file(b"\r\n".join(pieces))

    def render_table(self, table: Table) -> bytes:
        """One table, header rows included, every row with `column_count` fields."""
        return self._style.file(self._lines(table))

    def _lines(self, table: Table) -> bytes:
        rows = [[""] * table.column_count for _ in range(table.row_count)]
        for cell in table.cells:
            rows[cell.row][cell.col] = cell.text
        return self._style.lines(rows)


def _title(table: Table) -> str:
    parts = (f"# {table.id}", f"pages {' '.join(map(str, table.pages))}", " ".join((table.caption or "").split()))
    return "; ".join(part for part in parts if part)
