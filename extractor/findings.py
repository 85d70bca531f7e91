"""Making findings from the catalogue of messages, and saying them in another language."""

from __future__ import annotations

from typing import Any

from extractor.document import Cell, Document, Finding, Table
from extractor.messages import CATALOGUE, text_of
from extractor.places import CellRef
from extractor.wordings import Locale


def new_finding(code: str, params: dict[str, str], **fields: Any) -> Finding:
    """A finding with the English message and, unless it is given, the severity that `code` has in the catalogue.

    `fields` are those of `Finding` that say where and what: cells, sides, region, expected, found, suggestion, changes.
    """
    said = {"severity": CATALOGUE[code].severity, "message": text_of(code, params)}
    return Finding(code=code, params=params, **(said | fields))


def cell_finding(code: str, table: Table, cell: Cell, params: dict[str, str], **fields: Any) -> Finding:
    """A finding about one cell, whose place is among the parameters."""
    where = {"table": table.id, "row": str(cell.row + 1), "column": str(cell.col + 1)}
    region = cell.regions[0] if cell.regions else None
    return new_finding(
        code, where | params, cells=(CellRef(table=table.id, row=cell.row, col=cell.col),), region=region, **fields
    )


def with_params(finding: Finding, **params: str) -> Finding:
    """`finding` with other parameters, and the English message that they make."""
    merged = finding.params | params
    return finding.model_copy(update={"params": merged, "message": text_of(finding.code, merged)})


def in_language(document: Document, locale: Locale) -> Document:
    """`document` with its findings, and the warnings of its pages, said in a language.

    A finding whose code this version does not know keeps its message.
    """
    said = {finding.message: _message(finding, locale) for finding in document.findings}
    findings = tuple(f.model_copy(update={"message": said[f.message]}) for f in document.findings)
    pages = tuple(
        page.model_copy(update={"warnings": tuple(said.get(text, text) for text in page.warnings)})
        for page in document.pages
    )
    return document.model_copy(update={"findings": findings, "pages": pages})


def _message(finding: Finding, locale: Locale) -> str:
    return text_of(finding.code, finding.params, locale) if finding.code in CATALOGUE else finding.message
