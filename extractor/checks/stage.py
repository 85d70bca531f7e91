"""Checks on a finished document: what they find is a finding, and the cells it names are suspect."""

from __future__ import annotations

from extractor.checks.cut_numbers import cut_numbers
from extractor.checks.number_format import odd_formats
from extractor.checks.odd_text import odd_texts
from extractor.checks.sums import check_sums
from extractor.checks.unlabelled_rows import unlabelled_rows
from extractor.document import Cell, Document, Finding, Table


def check_document(document: Document) -> Document:
    """`document` with the findings of all checks, the relations of its tables, and every cell's status after them.

    What earlier checks made of the cells is forgotten: only how they were read counts.
    """
    tables, findings = [], list(document.findings)
    for table in map(_as_read, document.tables):
        odd = (*odd_formats(table), *odd_texts(table), *unlabelled_rows(table), *cut_numbers(table))
        checked, mismatches = check_sums(_with_suspects(table, odd))
        tables.append(checked)
        findings.extend(_new((*odd, *mismatches), document))
    return document.model_copy(update={"tables": tuple(tables), "findings": tuple(findings)})


def _new(found: tuple[Finding, ...], document: Document) -> tuple[Finding, ...]:
    known = {(f.code, f.cells) for f in document.findings}
    return tuple(f for f in found if (f.code, f.cells) not in known)


def _as_read(table: Table) -> Table:
    """The table before any check: each cell with the status that its reading gives, but for repaired ones."""

    def unchecked(cell: Cell) -> Cell:
        if cell.status in (cell.reading, "repaired"):
            return cell
        return cell.model_copy(update={"status": cell.reading})

    return table.model_copy(update={"cells": tuple(map(unchecked, table.cells))})


def _with_suspects(table: Table, found: tuple[Finding, ...]) -> Table:
    doubted = {(ref.row, ref.col) for finding in found for ref in finding.cells}

    def judged(cell: Cell) -> Cell:
        return cell.model_copy(update={"status": "suspect"}) if (cell.row, cell.col) in doubted else cell

    return table.model_copy(update={"cells": tuple(map(judged, table.cells))}) if doubted else table
