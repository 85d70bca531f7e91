"""Checks again, without the document itself, after a person has corrected what was read; and what that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from extractor.config import CheckSettings, ReportSettings
from extractor.document import Cell, Document, Finding, Table
from extractor.errors import InputError
from extractor.fingerprints import with_fingerprints
from extractor.judging import judge_document
from extractor.places import CellRef
from extractor.reports.stage import reporter
from extractor.wordings import Locale

ABOUT_READING = frozenset({"cell.suspect"})
"""Findings of the reader about a cell, which are settled with it."""


def recheck(document: Document, *, repair: bool | None = None, locale: Locale | None = None) -> Document:
    """`document` with its values, relations, statuses, findings and records made anew from the texts of its cells.

    A cell whose `printed` is set, and that no repair has changed, was settled by a person: it is believed (`verified`).
    So is one whose text is no longer the one that a stored finding about it names. `repair` and `locale` are as in the
    stored settings, unless they are given. A document that nobody has changed comes out as it is.

    Raises:
        ModelError: The report model of the stored settings is not there, or cannot be read.
    """
    stored = document.source.settings.get("checks")
    settings = CheckSettings.model_validate(stored if isinstance(stored, dict) else {})
    given = {"repair": repair, "locale": locale}
    settings = settings.model_copy(update={name: value for name, value in given.items() if value is not None})
    on_record = {**document.source.settings, "checks": settings.model_dump(mode="json")}
    source = document.source.model_copy(update={"settings": on_record})
    settled = _settled(document).model_copy(update={"source": source})
    report = reporter(ReportSettings.model_validate(document.source.settings.get("report") or {}))
    return judge_document(settled, settings, report=report, records=bool(document.records))


def correct(document: Document, texts: Mapping[CellRef, str]) -> Document:
    """`document` with the texts that a person says are printed in these cells; `recheck` makes the rest fit.

    Raises:
        InputError: There is no such cell.
    """
    places = {CellRef(table=table.id, row=cell.row, col=cell.col) for table in document.tables for cell in table.cells}
    for ref in texts:
        if ref not in places:
            raise InputError(
                f"No cell begins in table {ref.table}, row {ref.row + 1}, column {ref.col + 1}. "
                "`extractor show` draws the tables of a document with their names."
            )

    def corrected(cell: Cell, table: Table) -> Cell:
        text = texts.get(CellRef(table=table.id, row=cell.row, col=cell.col))
        return cell if text is None else _corrected(cell, text)

    tables = (table.with_cells(partial(corrected, table=table)) for table in document.tables)
    return document.model_copy(update={"tables": tuple(tables)})


def _corrected(cell: Cell, text: str) -> Cell:
    return cell.model_copy(
        update={"text": text, "printed": cell.as_read, "reading": "verified", "status": "verified", "value": None}
    )


def _settled(document: Document) -> Document:
    """`document` with the cells that a person has settled marked so, and without the doubts about their reading."""
    told, done = _texts_told(document), {c.cell: c.text for finding in document.findings for c in finding.changes}
    tables, settled = [], set()
    for table in document.tables:
        cells = []
        for cell in table.cells:
            ref = CellRef(table=table.id, row=cell.row, col=cell.col)
            was = _read_before(cell, told.get(ref), done.get(ref))
            cells.append(cell if was is None else _corrected(cell.model_copy(update={"printed": was}), cell.text))
            if was is not None:
                settled.add(ref)
        tables.append(table.model_copy(update={"cells": tuple(cells)}))
    findings = (f for f in document.findings if f.code not in ABOUT_READING or not settled.issuperset(f.cells))
    return document.model_copy(update={"tables": tuple(tables), "findings": tuple(findings)})


def _texts_told(document: Document) -> dict[CellRef, str]:
    """For cells that have a finding of their own the text that it was about."""
    about_one = (finding for finding in document.findings if len(finding.cells) == 1 and "text" in finding.params)
    return {finding.cells[0]: finding.params["text"] for finding in about_one}


def _read_before(cell: Cell, told: str | None, done: str | None) -> str | None:
    """What was read in a cell that a person has settled; None where nobody has."""
    if cell.status == "repaired":
        return None if cell.text == done else cell.as_read
    if cell.printed is not None:
        return cell.printed
    return told if told is not None and told != cell.text else None


@dataclass(frozen=True, slots=True)
class FindingChanges:
    """The findings of a document before and after."""

    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    same: tuple[Finding, ...]


def compare_findings(before: Document, after: Document) -> FindingChanges:
    """The findings of `after` that `before` had not, those of `before` that are gone, and those that stayed."""
    old = {finding.fingerprint: finding for finding in with_fingerprints(before).findings}
    new = {finding.fingerprint: finding for finding in with_fingerprints(after).findings}
    return FindingChanges(
        new=tuple(finding for fingerprint, finding in new.items() if fingerprint not in old),
        gone=tuple(finding for fingerprint, finding in old.items() if fingerprint not in new),
        same=tuple(finding for fingerprint, finding in new.items() if fingerprint in old),
    )
