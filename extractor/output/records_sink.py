"""The records of a document as CSV (RFC 4180, UTF-8): a header, and a line for each record."""

from __future__ import annotations

from extractor.document import Document, Table
from extractor.errors import OutputError
from extractor.facts import Record
from extractor.output.csv_style import PLAIN_CSV, CsvStyle

PATH_SEPARATOR = " > "
COLUMNS = (
    *("file", "table", "row", "col", "row_path", "column_path", "text", "semantic", "number", "unit", "scale"),
    *("period", "marks", "status", "confidence", "page", "x0", "top", "x1", "bottom"),
)


class RecordsSink:
    """One line a data cell: for a database, a data frame or a spreadsheet."""

    suffix = ".records.csv"

    def __init__(self, style: CsvStyle = PLAIN_CSV) -> None:
        self._style = style

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
        fields = (_fields(document.source.file_name, record) for record in document.records)
        return self._style.file(self._style.lines([COLUMNS]) + self._style.lines(fields))


def _fields(file_name: str, record: Record) -> tuple[object, ...]:
    """The fields of a line, in the order of COLUMNS; None is an empty field."""
    return (
        file_name,
        record.table,
        record.row,
        record.col,
        PATH_SEPARATOR.join(record.row_path),
        PATH_SEPARATOR.join(record.column_path),
        record.text,
        record.semantic,
        record.number,
        record.unit,
        record.scale,
        record.period,
        " ".join(record.marks),
        record.status,
        record.confidence,
        *((record.region.page, *record.region.bbox) if record.region else (None,) * 5),
    )


def _holds_data(table: Table) -> bool:
    return any(cell.role == "data" and cell.row >= table.header_rows for cell in table.cells)
