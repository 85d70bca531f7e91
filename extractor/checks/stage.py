"""Checks on a finished document: what they find is a finding, and the cells it names are suspect."""

from __future__ import annotations

from extractor.checks.number_format import odd_formats
from extractor.checks.odd_text import odd_texts
from extractor.document import Cell, Document, Finding, Table


def check_document(document: Document) -> Document:
    """`document` with the findings of all checks, and the cells they doubt marked as suspect."""
    found = tuple(finding for table in document.tables for finding in (*odd_formats(table), *odd_texts(table)))
    if not found:
        return document
    doubted = {(ref.table, ref.row, ref.col) for finding in found for ref in finding.cells}
    tables = tuple(_with_suspects(table, doubted) for table in document.tables)
    return document.model_copy(update={"tables": tables, "findings": (*document.findings, *_new(found, document))})


def _new(found: tuple[Finding, ...], document: Document) -> tuple[Finding, ...]:
    known = {(f.code, f.cells) for f in document.findings}
    return tuple(f for f in found if (f.code, f.cells) not in known)


def _with_suspects(table: Table, doubted: set[tuple[str, int, int]]) -> Table:
    def judged(cell: Cell) -> Cell:
        if (table.id, cell.row, cell.col) in doubted:
            return cell.model_copy(update={"status": "suspect"})
        return cell

    return table.model_copy(update={"cells": tuple(map(judged, table.cells))})
