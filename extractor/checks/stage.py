"""Checks on a finished document: what they find is a finding, and the cells it names are suspect."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks.ambiguous_numbers import ambiguous_numbers
from extractor.checks.cut_numbers import cut_numbers
from extractor.checks.number_format import odd_formats
from extractor.checks.odd_text import odd_texts
from extractor.checks.sums import check_sums
from extractor.checks.unlabelled_rows import unlabelled_rows
from extractor.document import Cell, Document, Finding, Table

OWN_CODES = frozenset(
    {"number.ambiguous", "number.format", "number.odd_text", "number.cut", "row.unlabelled", "sum.mismatch"}
)
"""The findings of this room, which every run makes anew."""


def check_document(document: Document) -> Document:
    """`document` with the findings of all checks, the relations of its tables, and every cell's status after them.

    What earlier checks made of the cells is forgotten: only how they were read counts.
    """
    tables, findings = [], [finding for finding in document.findings if finding.code not in OWN_CODES]
    for table in map(_as_read, document.tables):
        odd = _unsettled(_odd_cells(table), table)
        checked, mismatches = check_sums(_with_suspects(table, odd))
        tables.append(checked)
        findings.extend((*_untold(odd, mismatches), *mismatches))
    return document.model_copy(update={"tables": tuple(tables), "findings": tuple(findings)})


def _odd_cells(table: Table) -> tuple[Finding, ...]:
    """What is odd about single cells and rows, whatever the sums say."""
    of_texts = (*odd_formats(table), *odd_texts(table), *ambiguous_numbers(table))
    return (*of_texts, *unlabelled_rows(table), *cut_numbers(table))


def _untold(found: tuple[Finding, ...], later: tuple[Finding, ...]) -> Iterator[Finding]:
    """The findings but for those that others say with more knowledge."""
    told = {(finding.code, cell) for finding in later for cell in finding.cells}
    return (one for one in found if not told.issuperset((one.code, cell) for cell in one.cells))


def _unsettled(found: tuple[Finding, ...], table: Table) -> tuple[Finding, ...]:
    """The findings but for those about cells that a person has settled."""
    settled = {(cell.row, cell.col) for cell in table.cells if cell.is_settled}
    return tuple(f for f in found if not settled or not settled.issuperset((ref.row, ref.col) for ref in f.cells))


def _as_read(table: Table) -> Table:
    """The table before any check: each cell with the status that its reading gives, but for repaired ones."""

    def unchecked(cell: Cell) -> Cell:
        if cell.status in (cell.reading, "repaired"):
            return cell
        return cell.model_copy(update={"status": cell.reading})

    return table.with_cells(unchecked)


def _with_suspects(table: Table, found: tuple[Finding, ...]) -> Table:
    doubted = {(ref.row, ref.col) for finding in found for ref in finding.cells}

    def judged(cell: Cell) -> Cell:
        is_doubted = (cell.row, cell.col) in doubted and not cell.is_settled and cell.status != "repaired"
        return cell.model_copy(update={"status": "suspect"}) if is_doubted else cell

    return table.with_cells(judged)
