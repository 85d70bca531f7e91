"""A document as the rows of the tables: what `extractor.store.rebuilding` undoes.

Rows are tuples in the order of the columns in `extractor.store.schema`, without the first one, the id of the version
that they belong to, which only the database knows. Values are as both databases take them in bulk: numbers as decimals
in strings, JSON as text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from extractor.document import Block, Cell, Document, Finding, PageReport, Relation, Table, Value
from extractor.facts import Record, Report, ReportCheck, ReportField
from extractor.normalise.amounts import parse_value
from extractor.normalise.records import Datum
from extractor.places import CellRef, Model, Region
from extractor.store import schema

Row = tuple[Any, ...]
Members = dict[str, Any]

LONGEST_NUMBER = 1000
"""Characters; what is longer is no number that anybody printed, and stays beside its column."""
_PLAIN_NUMBER = re.compile(r"(?:-(?=.*[1-9]))?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?")
"""What stays as it is; as good as all numbers."""
NO_PLACE = (None,) * 5
NO_CELL = (None,) * 3


def rows_of(content: Document, records: Iterable[Record | Datum]) -> Iterator[tuple[sa.Table, list[Row]]]:
    """The rows of a document but for its own, table by table; each table after those that it refers to."""
    yield schema.PAGES, [_page(page) for page in content.pages]
    yield schema.BLOCKS, _positioned(_block, content.blocks)
    yield schema.TABLES, _positioned(_table, content.tables)
    yield schema.CELLS, [_cell(table.id, cell) for table in content.tables for cell in table.cells]
    yield schema.RECORDS, _positioned(_record, records)
    yield (
        schema.RELATIONS,
        [
            _relation(table.id, position, relation)
            for table in content.tables
            for position, relation in enumerate(table.relations)
        ],
    )
    yield schema.FINDINGS, _positioned(_finding, content.findings)
    if content.report is not None:
        yield schema.REPORT_FIELDS, _positioned(_field, content.report.fields)
        yield schema.REPORT_CHECKS, _positioned(_check, content.report.checks)


def _positioned(make: Callable[[int, Any], Row], items: Iterable[Any]) -> list[Row]:
    return [make(position, item) for position, item in enumerate(items)]


def document_rest(content: Document) -> Members:
    """What the row of a document has no columns for."""
    kinds = tuple(page.kind for page in content.pages)
    return _said(
        furniture=_dumped(content.furniture),
        unplaced=_dumped(content.unplaced),
        lines=_dumped(content.lines),
        kinds=list(content.source.kinds) if content.source.kinds != kinds else None,
        reasons=list(content.report.reasons) if content.report else None,
    )


def stored_number(text: str | None) -> str | None:
    """What a decimal column takes for `text`; None for what is no decimal."""
    if text is None or _PLAIN_NUMBER.fullmatch(text):
        return text
    try:
        number = Decimal(text) if len(text) <= LONGEST_NUMBER else None
    except InvalidOperation:
        return None
    if number is None or not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        return None
    return format(number if number else abs(number), "f")  # no database has a negative 0


def _page(page: PageReport) -> Row:
    return (
        *(page.number, page.kind, page.width, page.height, page.rotation, page.skew, page.dpi),
        _json(page.warnings),
    )


def _block(position: int, block: Block) -> Row:
    return (
        *(position, block.kind, block.text, block.level, block.table),
        *_first_place(block.regions),
        block.confidence,
        _rest(regions=_dumped(block.regions[1:])),
    )


def _table(position: int, table: Table) -> Row:
    return (
        *(table.id, position, table.caption, table.unit, _json(table.notes), _json(table.pages)),
        *(table.row_count, table.column_count, table.header_rows, table.stub_columns),
        *(_json(_dumped(table.stubs)), _json(_dumped(table.fragments))),
    )


NO_VALUE = Value(kind="blank")
"""Stands in where a label has no value: its kind is not stored, and all else is at its default."""


def value_of(cell: Cell) -> Value:
    """The value of a cell; of one of data that has none, what its text says, as in the record of it."""
    return cell.value or (parse_value(cell.text) if cell.role == "data" else NO_VALUE)


def _cell(table: str, cell: Cell) -> Row:
    value = value_of(cell)
    number = stored_number(value.number)
    rest = None
    if len(cell.regions) > 1 or cell.alternatives or value.marks or value.readings or number != value.number:
        rest = _rest(
            regions=_dumped(cell.regions[1:]),
            alternatives=cell.alternatives,
            marks=value.marks,
            readings=value.readings,
            number=value.number if number != value.number else None,
        )
    kind = value.kind if cell.value is not None else None  # without one, the value is not given back
    return (
        *(table, cell.row, cell.col, cell.rowspan, cell.colspan, cell.role, cell.text),
        *(kind, number, value.unit, value.scale),
        *_first_place(cell.regions),
        *(cell.source, cell.confidence, cell.status, cell.reading, cell.printed, rest),
    )


def _record(position: int, record: Record | Datum) -> Row:
    return (
        *(record.table, record.row, record.col, position),
        *(_path(record.row_path), _path(record.column_path)),
        *(record.row_path[-1] if record.row_path else "", record.column_path[-1] if record.column_path else ""),
        *(record.semantic, record.period, _rest(marks=record.marks) if record.marks else None),
    )


@lru_cache(maxsize=4096)
def _path(labels: tuple[str, ...]) -> str:
    """As JSON; all cells of a row share one."""
    return _json(labels)


def _relation(table: str, position: int, relation: Relation) -> Row:
    return (
        *(table, position, relation.kind, relation.result, *relation.total, _json(relation.parts)),
        *_sides(relation),
    )


def _check(position: int, check: ReportCheck) -> Row:
    *sides, rest = _sides(check)
    return (position, check.id, check.expression, check.result, *sides, _json(check.fields), rest)


def _sides(equation: Relation | ReportCheck) -> tuple[str | None, ...]:
    """Both sides and the tolerance, and those of them that a column would not give back as they are written."""
    written = {"left": equation.left, "right": equation.right, "tolerance": equation.tolerance}
    stored = {name: stored_number(text) for name, text in written.items()}
    return (*stored.values(), _rest(**{name: text for name, text in written.items() if text != stored[name]}))


def _finding(position: int, finding: Finding) -> Row:
    return (
        *(position, finding.fingerprint, finding.code, finding.severity, finding.message),
        *(_ref(finding.cells[0]) if finding.cells else NO_CELL),
        *_place(finding.region),
        *(finding.expected, finding.found, finding.suggestion, _json(finding.params)),
        _rest(
            cells=_dumped(finding.cells[1:]),
            sides=_dumped(finding.sides),
            changes=_dumped(finding.changes),
        ),
    )


def _field(position: int, field: ReportField) -> Row:
    number = stored_number(field.number)
    return (
        *(position, field.key, field.name, field.source, field.semantic, field.text, number),
        *(field.unit, field.scale, field.status, field.reason),
        *(_ref(field.cell) if field.cell else NO_CELL),
        *_place(field.region),
        field.label_unsure,
        _rest(number=field.number if number != field.number else None),
    )


def report_columns(report: Report | None) -> Members:
    """The columns of a document that a report model fills."""
    if report is None:
        return {}
    return {
        "model": report.model,
        "model_version": report.version,
        "model_score": report.score,
        "organisation": report.organisation,
        "year": report.year,
    }


def _ref(cell: CellRef) -> Row:
    return cell.table, cell.row, cell.col


def _place(region: Region | None) -> Row:
    return (region.page, *region.bbox) if region is not None else NO_PLACE


def _first_place(regions: Sequence[Region]) -> Row:
    return _place(regions[0] if regions else None)


def _dumped(items: Iterable[Model]) -> list[Members]:
    return [item.model_dump(mode="json") for item in items]


def _said(**members: Any) -> Members:
    """The members that say something."""
    return {name: value for name, value in members.items() if value is not None and value != [] and value != ()}


def _rest(**members: Any) -> str | None:
    return _json(said) if (said := _said(**members)) else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
