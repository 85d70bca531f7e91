"""Tidy records: every data cell of a table by itself, with all that its place in the table says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from extractor.document import Cell, Document, Table, Value, ValueKind
from extractor.facts import CellStatus, Record, Semantic
from extractor.normalise.amounts import parse_value
from extractor.normalise.header_rows import counts_places, is_ordinal
from extractor.normalise.labels import Labels
from extractor.normalise.marks import explained_marks, read_label
from extractor.normalise.periods import Period
from extractor.normalise.table_periods import TablePeriods, document_period
from extractor.places import Region

_SEMANTICS: dict[ValueKind, Semantic] = {"blank": "EMPTY", "not_applicable": "NA", "text": "TEXT"}


def with_records(document: Document) -> Document:
    """`document` with a record for every data cell of its tables; records that it had are made anew.

    Its values and checks must be done: a record repeats the value and the status of its cell.
    """
    return document.model_copy(update={"records": tuple(Record(**datum._asdict()) for datum in data_of(document))})


def records_of(table: Table, period: Period | None = None) -> tuple[Record, ...]:
    """A record for every data cell of `table`, in row-major order; a cell over several rows or columns has one.

    `period` is that of the document, for numbers whose labels name none.
    """
    return tuple(Record(**datum._asdict()) for datum in _data_in(table, period))


class Datum(NamedTuple):
    """The fields of a record, see there; for those who make something else of millions of them."""

    table: str
    row: int
    col: int
    row_path: tuple[str, ...]
    column_path: tuple[str, ...]
    text: str
    semantic: Semantic
    number: str | None
    unit: str | None
    scale: int
    period: str | None
    marks: tuple[str, ...]
    status: CellStatus
    confidence: float
    region: Region | None


def data_of(document: Document) -> Iterator[Datum]:
    """What the records of `document` would hold, one after the other."""
    period = document_period(document)
    for table in document.tables:
        yield from _data_in(table, period)


def _data_in(table: Table, period: Period | None) -> Iterator[Datum]:
    values = [cell.value or parse_value(cell.text) for cell in table.cells]
    labels = Labels(table, values)
    periods = TablePeriods(table, period)
    plain = _PlainPaths(explained_marks(table.notes))
    for cell, value in zip(table.cells, values, strict=True):
        if _holds_data(cell, table, labels):
            rows, columns = plain[labels.row_path(cell)], plain[labels.column_path(cell)]
            yield _datum(table.id, cell, value, rows, columns, periods)


@dataclass(frozen=True, slots=True)
class _Path:
    """Labels from the top of a hierarchy, and the foot note marks that stood at them."""

    texts: tuple[str, ...]
    marks: tuple[str, ...]


class _PlainPaths(dict[tuple[str, ...], _Path]):
    """Paths as printed, each parted from its foot note marks once, however many cells it names."""

    def __init__(self, explained: frozenset[str]) -> None:
        super().__init__()
        self._explained = explained

    def __missing__(self, printed: tuple[str, ...]) -> _Path:
        labels = [read_label(text, self._explained) for text in printed]
        path = _Path(tuple(label.text for label in labels), tuple(mark for label in labels for mark in label.marks))
        self[printed] = path
        return path


def _datum(table: str, cell: Cell, value: Value, rows: _Path, columns: _Path, periods: TablePeriods) -> Datum:
    return Datum(  # in its order: naming the fields takes as long as finding their values
        *(table, cell.row, cell.col, rows.texts, columns.texts, cell.text),
        *(semantic_of(value), value.number, value.unit, value.scale, periods.of(rows.texts, columns.texts)),
        _joined(value.marks, rows.marks, columns.marks) if value.marks or rows.marks or columns.marks else (),
        *(cell.status, cell.confidence, cell.regions[0] if cell.regions else None),
    )


def _joined(*marks: tuple[str, ...]) -> tuple[str, ...]:
    """All of them, each once."""
    return tuple(dict.fromkeys(chain(*marks)))


def semantic_of(value: Value) -> Semantic:
    """What a value counts as: a printed 0, a blank, "not applicable", words, or another number."""
    if value.number is not None:
        return "NUMERIC" if Decimal(value.number) else "ZERO"
    return _SEMANTICS.get(value.kind, "TEXT")


def _holds_data(cell: Cell, table: Table, labels: Labels) -> bool:
    """Whether a cell is below the headers and right of the stubs, and neither a section row nor an ordinal."""
    if cell.role != "data" or labels.is_label(cell) or cell.colspan == table.column_count > 1:
        return False
    if cell.text and not is_ordinal(cell.text):
        return True
    nearest = (*labels.column_path(cell)[-1:], *labels.row_path(cell)[-1:])
    return not any(map(counts_places, nearest))
