"""The records of a document as CSV (RFC 4180, UTF-8): a header, and a line for each record."""

from __future__ import annotations

import csv
import io

from extractor.document import Document, Table
from extractor.errors import OutputError
from extractor.facts import Record
from extractor.output.csv_sink import guarded

PATH_SEPARATOR = " > "
COLUMNS = (
    *("file", "table", "row", "col", "row_path", "column_path", "text", "semantic", "number", "unit", "scale"),
    *("period", "marks", "status", "confidence", "page", "x0", "top", "x1", "bottom"),
)


class RecordsSink:
    """One line a data cell: for a database, a data frame or a spreadsheet.

    Args:
        guard_formulas: Put an apostrophe before texts that a spreadsheet would run as a formula; numbers stay.
    """

    suffix = ".records.csv"

    def __init__(self, *, guard_formulas: bool = False) -> None:
        self._guard_formulas = guard_formulas

    def render(self, document: Document) -> bytes:
        """All records, in the order of their tables.

        Raises:
            OutputError: The document was extracted without records, though its tables hold data.
        """
        if not document.records and any(map(_holds_data, document.tables)):
            raise OutputError(
                f"{document.source.file_name} has data, but was extracted without records. "
                "Extract it with NormaliseSettings(records=True), or make them with with_records(document)."
            )
        buffer = io.StringIO()
        lines = csv.writer(buffer)
        lines.writerow(COLUMNS)
        lines.writerows(self._fields(document.source.file_name, record) for record in document.records)
        return buffer.getvalue().encode("utf-8", errors="replace")

    def _fields(self, file_name: str, record: Record) -> tuple[object, ...]:
        """The fields of a line, in the order of COLUMNS; None is an empty field."""
        is_number = record.semantic in ("ZERO", "NUMERIC", "NA")
        rows, columns = (PATH_SEPARATOR.join(path) for path in (record.row_path, record.column_path))
        place = (record.region.page, *record.region.bbox) if record.region else ("",) * 5
        return (
            self._text(file_name),
            record.table,
            record.row,
            record.col,
            self._text(rows),
            self._text(columns),
            record.text if is_number else self._text(record.text),
            record.semantic,
            record.number,
            self._text(record.unit or ""),
            record.scale,
            record.period,
            self._text(" ".join(record.marks)),
            record.status,
            record.confidence,
            *place,
        )

    def _text(self, text: str) -> str:
        return guarded(text) if self._guard_formulas else text


def _holds_data(table: Table) -> bool:
    return any(cell.role == "data" and cell.row >= table.header_rows for cell in table.cells)
