"""What a document's numbers are worth: values, checks, repairs on demand, and what findings are called and say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from extractor.checks.stage import check_document
from extractor.config import CheckSettings
from extractor.document import Cell, Document, Finding, Table
from extractor.facts import CellText
from extractor.findings import in_language, with_params
from extractor.fingerprints import with_fingerprints
from extractor.normalise.records import with_records
from extractor.normalise.stage import normalise_document
from extractor.places import CellRef

Texts = Mapping[CellRef, str]
Reporter = Callable[[Document], Document]
"""Adds the report of a document whose sums have just been checked."""


def unreported(document: Document) -> Document:
    """`document` without a report."""
    return document.model_copy(update={"report": None})


def judge_document(
    document: Document, settings: CheckSettings, *, report: Reporter = unreported, records: bool = False
) -> Document:
    """`document` with values, relations, status and findings, all made anew from what was read.

    `report` adds what report models say of it, `records` asks for a record of every data cell.

    Earlier repairs are undone and, where they are wanted, made again: the result is the same however often it is asked
    for.
    """
    judged = _checked(_unrepaired(document), report)
    if settings.repair:
        judged = _repaired(judged, report)
    judged = in_language(judged, settings.locale)
    return with_records(judged) if records else judged


def _checked(document: Document, report: Reporter) -> Document:
    return with_fingerprints(report(check_document(normalise_document(document))))


def _unrepaired(document: Document) -> Document:
    def undone(cell: Cell) -> Cell:
        if cell.status != "repaired":
            return cell
        return cell.model_copy(update={"text": cell.as_read, "printed": None, "status": cell.reading})

    return document.model_copy(update={"tables": tuple(table.with_cells(undone) for table in document.tables)})


def _repaired(document: Document, report: Reporter) -> Document:
    """`document`, checked again after all repairs that may be made; the findings that led to them stay and say so."""
    cells = {CellRef(table=t.id, row=c.row, col=c.col): c for t in document.tables for c in t.cells}
    wanted = _without_conflicts(finding for finding in document.findings if _may_be_repaired(finding, cells))
    if not wanted:
        return document
    texts = {change.cell: change.text for finding in wanted for change in finding.changes}
    after = _checked(_with_texts(document, texts), report)
    told = {finding.fingerprint: _as_done(finding, cells) for finding in wanted}
    remaining = {finding.fingerprint: finding for finding in after.findings} | told
    before = [f.fingerprint for f in document.findings if f.fingerprint in remaining]
    order = dict.fromkeys([*before, *remaining])
    return after.model_copy(update={"findings": tuple(remaining[fingerprint] for fingerprint in order)})


def _may_be_repaired(finding: Finding, cells: Mapping[CellRef, Cell]) -> bool:
    """Whether its suggestion is for doubtful readings; a number over two cells was cut by us, however well it was read.

    What two readers read alike stays, and so do the numbers of a text layer: there the source is wrong.
    """
    if len(finding.changes) > 1:
        return True
    changed = [cells[change.cell] for change in finding.changes]
    return bool(changed) and all(c.source in ("ocr", "mixed") and c.reading != "verified" for c in changed)


def _without_conflicts(findings: Iterable[Finding]) -> list[Finding]:
    """The findings but for those that want different texts for one cell."""
    found = list(findings)
    texts: dict[CellRef, set[str]] = defaultdict(set)
    for change in _changes(found):
        texts[change.cell].add(change.text)
    return [finding for finding in found if all(len(texts[change.cell]) == 1 for change in finding.changes)]


def _changes(findings: Iterable[Finding]) -> Iterable[CellText]:
    return (change for finding in findings for change in finding.changes)


def _with_texts(document: Document, texts: Texts) -> Document:
    def repaired(cell: Cell, table: Table) -> Cell:
        text = texts.get(CellRef(table=table.id, row=cell.row, col=cell.col))
        if text is None:
            return cell
        return cell.model_copy(update={"text": text, "printed": cell.text, "status": "repaired"})

    tables = (table.with_cells(partial(repaired, table=table)) for table in document.tables)
    return document.model_copy(update={"tables": tuple(tables)})


def _as_done(finding: Finding, cells: Mapping[CellRef, Cell]) -> Finding:
    """The finding, saying that its suggestion was followed."""
    was = " | ".join(cells[change.cell].text for change in finding.changes)
    return with_params(finding, repair="done", was=was, now=finding.suggestion or "")
