"""The Arrow schema of a Parquet dataset: for each column its name, its type, what it means, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import cached_property
from typing import Any, Generic, TypeVar

from extractor.document import Document, Finding
from extractor.errors import ExtraMissingError
from extractor.facts import Record, ReportField
from extractor.places import CellRef, Region

try:
    import pyarrow as pa
except ImportError as error:
    raise ExtraMissingError("The form parquet", "parquet") from error

Item = TypeVar("Item")
Arrow = Any
"""What pyarrow makes; it has no types of its own."""

NUMBER_DIGITS, NUMBER_DECIMALS = 38, 10
"""Of the column `number`: as many digits as Arrow, DuckDB and Polars know, of which 28 stand before the point. What
reports print has up to six decimals."""
_NUMBER = pa.decimal128(NUMBER_DIGITS, NUMBER_DECIMALS)
_LAST_DECIMAL = Decimal(1).scaleb(-NUMBER_DECIMALS)
_EXACT = Context(prec=NUMBER_DIGITS, traps=[InvalidOperation, Inexact])
_TEXT, _SMALL, _LARGE, _REAL, _FLAG = pa.string(), pa.int32(), pa.int64(), pa.float64(), pa.bool_()
_TEXTS = pa.list_(pa.string())
_CELLS = pa.list_(pa.struct({"table_id": _TEXT, "row": _SMALL, "col": _SMALL}))

VERSION = "1"
"""Of the schema; in the metadata of every file."""
PARTITIONS = pa.schema([("model", pa.string()), ("year", pa.int32())])
"""Columns that the names of the folders hold, and not the files."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Item]):
    """A column, and how it is got from what a row stands for."""

    name: str
    type: Arrow
    meaning: str
    get: Callable[[Item], object]


@dataclass(frozen=True)
class Dataset(Generic[Item]):
    """Rows of one kind.

    Attributes:
        name: Of its folder.
        items: What its rows stand for in a document.
        columns: Beside those of the document.
    """

    name: str
    items: Callable[[Document], Sequence[Item]]
    columns: tuple[Column[Item], ...]

    @cached_property
    def schema(self) -> Arrow:
        """Of its files; one for all tables, for it takes more memory than the rows of a small document."""
        columns: tuple[Column[Any], ...] = (*OF_DOCUMENT, *self.columns)
        fields = [pa.field(c.name, c.type, metadata={"description": c.meaning}) for c in columns]
        return pa.schema(fields, metadata={"report-extractor": f"{self.name} {VERSION}"})

    def table(self, document: Document) -> Arrow:
        """The rows of a document as an Arrow table."""
        items = self.items(document)
        shared = [pa.array([column.get(document)] * len(items), column.type) for column in OF_DOCUMENT]
        own = [pa.array(list(map(column.get, items)), column.type) for column in self.columns]
        return pa.Table.from_arrays([*shared, *own], schema=self.schema)


def exact_number(text: str | None) -> Decimal | None:
    """The decimal in `text` where the column `number` holds it with all its digits; None where it does not."""
    try:
        number = Decimal(text) if text is not None else None
        return number.quantize(_LAST_DECIMAL, context=_EXACT) if number is not None and number.is_finite() else None
    except (InvalidOperation, Inexact):
        return None


def _first_cell(finding: Finding) -> CellRef | None:
    return finding.cells[0] if finding.cells else None


def _place_columns(region_of: Callable[[Item], Region | None]) -> tuple[Column[Item], ...]:
    def edge(i: int) -> Callable[[Item], object]:
        return lambda item: region.bbox[i] if (region := region_of(item)) is not None else None

    def page(item: Item) -> object:
        return region.page if (region := region_of(item)) is not None else None

    return (
        Column("page", _SMALL, "page on which it is printed, from 1; null where it is nowhere", page),
        Column("x0", _REAL, "left edge of its box, in points on the page as shown", edge(0)),
        Column("top", _REAL, "upper edge, from the top of the page", edge(1)),
        Column("x1", _REAL, "right edge", edge(2)),
        Column("bottom", _REAL, "lower edge, from the top of the page", edge(3)),
    )


def _cell_columns(cell_of: Callable[[Item], CellRef | None]) -> tuple[Column[Item], ...]:
    def part(name: str) -> Callable[[Item], object]:
        return lambda item: getattr(cell, name) if (cell := cell_of(item)) is not None else None

    return (
        Column("table_id", _TEXT, "table of its cell, such as t1; null where it is about no cell", part("table")),
        Column("row", _SMALL, "row of the cell, from 0", part("row")),
        Column("col", _SMALL, "column of the cell, from 0", part("col")),
    )


OF_DOCUMENT: tuple[Column[Document], ...] = (
    Column("sha256", _TEXT, "hash of the file that was read", lambda d: d.source.sha256),
    Column("file_name", _TEXT, "name of the file that was read", lambda d: d.source.file_name),
    Column("organisation", _TEXT, "of the report, as its title says", lambda d: d.report and d.report.organisation),
)

DOCUMENTS: Dataset[Document] = Dataset(
    "documents",
    lambda document: (document,),
    (
        Column("bytes", _LARGE, "size of the file", lambda d: d.source.bytes),
        Column("page_count", _SMALL, "pages of the file", lambda d: d.source.pages),
        Column("tool", _TEXT, "program that read it, with its version", lambda d: d.source.tool),
        Column("engine", _TEXT, "OCR engine; null where no page needed one", lambda d: d.source.engine),
        Column("schema_version", _TEXT, "of the JSON", lambda d: d.schema_version),
        Column("model_version", _TEXT, "of the report model", lambda d: d.report and d.report.version),
        Column("model_score", _REAL, "how well the report model fits, 0 to 1", lambda d: d.report and d.report.score),
        Column("table_count", _SMALL, "tables", lambda d: len(d.tables)),
        Column("record_count", _SMALL, "rows in `records`", lambda d: len(d.records)),
        Column(
            "suspect_count", _SMALL, "those of them to look at", lambda d: sum(r.status == "suspect" for r in d.records)
        ),
        Column("finding_count", _SMALL, "rows in `findings`", lambda d: len(d.findings)),
    ),
)

RECORDS: Dataset[Record] = Dataset(
    "records",
    lambda document: document.records,
    (
        Column("table_id", _TEXT, "table in the document, such as t1", lambda r: r.table),
        Column("row", _SMALL, "row of the cell, from 0", lambda r: r.row),
        Column("col", _SMALL, "column of the cell, from 0", lambda r: r.col),
        Column("row_path", _TEXTS, "labels of the row, from the top of the hierarchy", lambda r: r.row_path),
        Column("column_path", _TEXTS, "labels of the column, from the top", lambda r: r.column_path),
        Column("row_label", _TEXT, "last label of the row; null where it has none", lambda r: _last(r.row_path)),
        Column("column_label", _TEXT, "last label of the column", lambda r: _last(r.column_path)),
        Column("text", _TEXT, "as printed", lambda r: r.text),
        Column("semantic", _TEXT, "NUMERIC, ZERO, EMPTY (blank), NA (a dash, 不适用), TEXT", lambda r: r.semantic),
        Column("number", _NUMBER, "the number, exact; null where it does not fit", lambda r: exact_number(r.number)),
        Column("number_text", _TEXT, "the number with all its digits, whether it fits or not", lambda r: r.number),
        Column("unit", _TEXT, "such as 万元, %", lambda r: r.unit),
        Column("scale", _LARGE, "what one of it counts: 10000 for 万元; not multiplied in", lambda r: r.scale),
        Column("period", _TEXT, "such as 2022, 2022-06-30, 2022-Q1", lambda r: r.period),
        Column("marks", _TEXTS, "foot note marks of the cell and its labels", lambda r: r.marks),
        Column("status", _TEXT, "verified, read, suspect or repaired", lambda r: r.status),
        Column("confidence", _REAL, "of the reading, 0 to 1", lambda r: r.confidence),
        *_place_columns(lambda r: r.region),
    ),
)

FIELDS: Dataset[ReportField] = Dataset(
    "fields",
    lambda document: document.report.fields if document.report else (),
    (
        Column("key", _TEXT, "name of the value, the same in all reports of a model", lambda f: f.key),
        Column("name", _TEXT, "name for people", lambda f: f.name),
        Column("source", _TEXT, "table, text or derived", lambda f: f.source),
        Column("text", _TEXT, "as printed", lambda f: f.text),
        Column("semantic", _TEXT, "as in `records`", lambda f: f.semantic),
        Column("number", _NUMBER, "as in `records`", lambda f: exact_number(f.number)),
        Column("number_text", _TEXT, "as in `records`", lambda f: f.number),
        Column("unit", _TEXT, "that the model states", lambda f: f.unit),
        Column("scale", _LARGE, "as in `records`", lambda f: f.scale),
        Column("status", _TEXT, "as in `records`", lambda f: f.status),
        Column("reason", _TEXT, "why there is no number", lambda f: f.reason),
        Column("label_unsure", _FLAG, "whether characters of its label seem misread", lambda f: f.label_unsure),
        *_cell_columns(lambda f: f.cell),
        *_place_columns(lambda f: f.region),
    ),
)

FINDINGS: Dataset[Finding] = Dataset(
    "findings",
    lambda document: document.findings,
    (
        Column("code", _TEXT, "such as sum.mismatch", lambda f: f.code),
        Column("severity", _TEXT, "error, warning or info", lambda f: f.severity),
        Column("message", _TEXT, "in plain words", lambda f: f.message),
        Column("fingerprint", _TEXT, "stays the same when the file is read again", lambda f: f.fingerprint),
        Column("expected", _TEXT, "one side of what disagrees", lambda f: f.expected),
        Column("found", _TEXT, "the other side", lambda f: f.found),
        Column("suggestion", _TEXT, "what would settle it", lambda f: f.suggestion),
        *_cell_columns(_first_cell),
        Column(
            "cells",
            _CELLS,
            "all cells that it is about",
            lambda f: [{"table_id": c.table, "row": c.row, "col": c.col} for c in f.cells],
        ),
        *_place_columns(lambda f: f.region),
    ),
)

DATASETS: tuple[Dataset[Any], ...] = (DOCUMENTS, RECORDS, FIELDS, FINDINGS)


def _last(path: Sequence[str]) -> str | None:
    return path[-1] if path else None
