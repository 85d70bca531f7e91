"""Tables of which a note says that they are empty: the note and the table must say the same."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import takewhile

from extractor.document import Cell, Document, Finding, Table
from extractor.findings import new_finding
from extractor.places import CellRef
from extractor.reports.choosing import Fit
from extractor.reports.format import TableSpec
from extractor.reports.labels import matches

MOST_NOTES = 3
"""Blocks right below a table among which its note is looked for: a foot note or two may stand before it."""


def empty_table_findings(fit: Fit, document: Document) -> Iterator[Finding]:
    """A finding for each table that has numbers though its note denies it, or neither numbers nor a note."""
    for name, pieces in fit.tables.items():
        spec = fit.model.tables[name]
        if spec.empty_note:
            yield from _findings(spec, [piece.reading.table for piece in pieces], document)


def _findings(spec: TableSpec, tables: list[Table], document: Document) -> Iterator[Finding]:
    numbers = [(table, cell) for table in tables for cell in table.cells if _is_amount(cell)]
    note = next((text for table in tables for text in _notes(table, document) if matches(text, spec.empty_note)), None)
    if note is not None and any(Decimal((cell.value and cell.value.number) or 0) for _, cell in numbers):
        cells = tuple(CellRef(table=table.id, row=cell.row, col=cell.col) for table, cell in numbers)
        yield new_finding("report.note_denied", {"table": spec.name, "note": note}, cells=cells)
    if note is None and not numbers:
        corner = next((table.fragments[0].region for table in tables if table.fragments), None)
        yield new_finding("report.note_missing", {"table": spec.name}, region=corner)


def _is_amount(cell: Cell) -> bool:
    return cell.role == "data" and cell.value is not None and cell.value.kind == "number"


def _notes(table: Table, document: Document) -> Iterator[str]:
    """What stands right below a table, and the notes inside of it."""
    yield from (cell.text for cell in table.cells if cell.role == "note")
    blocks = document.blocks
    at = next((i for i, one in enumerate(blocks) if one.kind == "table" and one.table == table.id), len(blocks))
    below = blocks[at + 1 : at + 1 + MOST_NOTES]
    yield from (block.text for block in takewhile(lambda block: block.kind in ("note", "paragraph"), below))
