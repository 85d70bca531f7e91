"""The sheets beside the tables: what a person should look at, and what the workbook is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from extractor.document import Document, Finding, Table
from extractor.output.xlsx_style import (
    BOLD,
    BORDER,
    STATUSES,
    TOP,
    Sheet,
    coordinate,
    line_count,
    link,
    prepare_for_print,
    set_heights,
    set_widths,
)
from extractor.output.xlsx_text import write_text
from extractor.places import CellRef

MOST_LINKS = 65_530
"""On one sheet; Excel takes a file with more for damaged."""
MOST_CELLS = 200
"""Cells of one finding that have a column."""
_FINDING_HEADER = ("severity", "code", "message", "page", "expected", "found", "suggestion", "cells")
_MESSAGE = _FINDING_HEADER.index("message")
_FIRST_CELL = _FINDING_HEADER.index("cells")
_FINDING_WIDTHS = {1: 22.0, 2: 80.0, 4: 16.0, 5: 16.0, 6: 16.0}
_TABLE_HEADER = ("table", "caption", "unit", "pages", "rows", "columns", "notes")
_TEXT_WIDTH = 70.0
_ABOUT_WIDTHS = {0: 14.0, 1: _TEXT_WIDTH, 6: _TEXT_WIDTH}

Sheets = Mapping[str, str]
"""Names of the sheets by the ids of the tables."""


def fill_findings(sheet: Sheet, findings: Iterable[Finding], sheets: Sheets) -> None:
    """Write a finding a row; its cells stand at the end, each a link to its place."""
    _write_row(sheet, 0, _FINDING_HEADER)
    links, lines = 0, {}
    for row, finding in enumerate(findings, start=1):
        _write_row(sheet, row, _said(finding))
        lines[row] = line_count(finding.message, _FINDING_WIDTHS[_MESSAGE])
        for col, ref in enumerate(finding.cells[:MOST_CELLS], start=_FIRST_CELL):
            at = sheet.cell(row + 1, col + 1)
            write_text(at, _named(ref))
            at.alignment = TOP
            if ref.table in sheets and links < MOST_LINKS:
                link(at, sheets[ref.table], ref.row, ref.col)
                links += 1
        if len(finding.cells) > MOST_CELLS:
            rest = f"and {len(finding.cells) - MOST_CELLS} more"
            write_text(sheet.cell(row + 1, _FIRST_CELL + MOST_CELLS + 1), rest)
    _make_header(sheet, 0)
    sheet.freeze_panes = "A2"
    set_widths(sheet, _FINDING_WIDTHS)
    set_heights(sheet, lines)
    prepare_for_print(sheet, header_rows=1)
    sheet.print_area = f"A1:{coordinate(max(lines, default=0), _FIRST_CELL)}"  # further cells would make all of it tiny


def _said(finding: Finding) -> tuple[str | int | None, ...]:
    page = finding.region.page if finding.region else None
    sides = (finding.expected, finding.found, finding.suggestion)
    return (finding.severity, finding.code, finding.message, page, *sides)


def fill_about(sheet: Sheet, document: Document, sheets: Sheets) -> None:
    """Write what was read, what the colours of the cells mean, and what belongs to each table beside its grid."""
    facts = _facts(document)
    for row, fact in enumerate(facts):
        _write_row(sheet, row, fact)
    legend = len(facts) + 1
    _write_row(sheet, legend, ("status", "means"))
    _make_header(sheet, legend)
    for row, (status, style) in enumerate(STATUSES.items(), start=legend + 1):
        _write_row(sheet, row, (status, style.meaning))
        example = sheet.cell(row + 1, 1)
        example.border = BORDER
        if style.fill is not None:
            example.fill = style.fill
    tables = legend + len(STATUSES) + 2
    _write_row(sheet, tables, _TABLE_HEADER)
    _make_header(sheet, tables)
    for row, table in enumerate(document.tables, start=tables + 1):
        _write_row(sheet, row, _about(table))
        link(sheet.cell(row + 1, 1), sheets[table.id], 0, 0)
        set_heights(
            sheet,
            {row: max(line_count(table.caption or "", _TEXT_WIDTH), line_count("\n".join(table.notes), _TEXT_WIDTH))},
        )
    set_widths(sheet, _ABOUT_WIDTHS)
    prepare_for_print(sheet)


def _facts(document: Document) -> list[tuple[str, str | int | None]]:
    source, report = document.source, document.report
    facts: list[tuple[str, str | int | None]] = [
        ("file", source.file_name),
        ("sha256", source.sha256),
        ("pages", source.pages),
        ("read by", ", ".join(filter(None, (source.tool, source.engine)))),
    ]
    if report is not None:
        facts += [("report model", report.model), ("organisation", report.organisation), ("year", report.year)]
    return facts


def _about(table: Table) -> tuple[str | int | None, ...]:
    pages = ", ".join(map(str, table.pages))
    return (table.id, table.caption, table.unit, pages, table.row_count, table.column_count, "\n".join(table.notes))


def _named(ref: CellRef) -> str:
    return f"{ref.table}!{coordinate(ref.row, ref.col)}"


def _write_row(sheet: Sheet, row: int, values: Iterable[str | int | None]) -> None:
    for col, value in enumerate(values):
        at = sheet.cell(row + 1, col + 1)
        at.alignment = TOP
        if isinstance(value, int):
            at.value = value
        elif value is not None:
            write_text(at, value)


def _make_header(sheet: Sheet, row: int) -> None:
    for at in sheet[row + 1]:
        at.font = BOLD
