"""The document as an Excel workbook: a sheet a table with real spans and real numbers, and a sheet of findings."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from extractor.document import Cell, Document, Finding, Table
from extractor.errors import ExtraMissingError

try:
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
except ImportError as error:
    raise ExtraMissingError("The format xlsx", "xlsx") from error

_Sheet = Any
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_TEXT = 32_767
_EXACT_DIGITS = 15
"""Excel keeps numbers as doubles: longer ones are written as text, so that no digit is lost."""

_THIN = Side(style="thin", color="8C959F")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEADER = PatternFill("solid", fgColor="E8ECF0")
_SUSPECT = PatternFill("solid", fgColor="FFE3A3")


class XlsxSink:
    """Texts are never formulas, whatever they begin with."""

    suffix = ".xlsx"

    def render(self, document: Document) -> bytes:
        """A workbook without time stamps, so that the same document gives the same bytes."""
        workbook = Workbook()
        workbook.remove(workbook.active)
        names: set[str] = set()
        for table in document.tables:
            _fill_table(workbook.create_sheet(_sheet_name(table, names)), table)
        _fill_findings(workbook.create_sheet(_free_name("findings", names)), document.findings)
        buffer = io.BytesIO()
        workbook.save(buffer)
        return _without_times(buffer.getvalue())


def _sheet_name(table: Table, taken: set[str]) -> str:
    title = re.sub(r"[\\/*?:\[\]'\x00-\x1f]", " ", f"{table.id} {table.caption or ''}")
    return _free_name(" ".join(title.split()), taken)


def _free_name(title: str, taken: set[str]) -> str:
    """`title` cut to the 31 characters Excel allows, with a number where the name is taken."""
    name, number = title[:31], 1
    while name.lower() in taken:
        number += 1
        name = f"{title[: 31 - len(str(number)) - 1]}-{number}"
    taken.add(name.lower())
    return name


def _fill_table(sheet: _Sheet, table: Table) -> None:
    for cell in table.cells:
        at = sheet.cell(cell.row + 1, cell.col + 1)
        _write(at, cell)
        if cell.rowspan > 1 or cell.colspan > 1:
            sheet.merge_cells(
                start_row=cell.row + 1,
                start_column=cell.col + 1,
                end_row=cell.row + cell.rowspan,
                end_column=cell.col + cell.colspan,
            )
    if table.header_rows < table.row_count and table.stub_columns < table.column_count:
        sheet.freeze_panes = sheet.cell(table.header_rows + 1, table.stub_columns + 1)
    for column in range(table.column_count):
        texts = [c.text for c in table.cells if c.col == column and c.colspan == 1]
        sheet.column_dimensions[get_column_letter(column + 1)].width = _width(texts)


def _write(at: Any, cell: Cell) -> None:
    number = _as_number(cell)
    if number is not None:
        at.value = number
        at.number_format = _number_format(cell)
    elif cell.text:
        at.value = _legal(cell.text)
        at.data_type = "s"
    at.border = _BORDER
    at.alignment = Alignment(wrap_text=True, vertical="center", horizontal="right" if number is not None else None)
    if cell.role in ("column_header", "row_header"):
        at.fill = _HEADER
        at.font = Font(bold=cell.role == "column_header")
    if cell.status == "suspect":
        at.fill = _SUSPECT
        at.comment = Comment(_legal("; ".join(["look at it", *cell.alternatives])), "extractor")


def _as_number(cell: Cell) -> Decimal | None:
    """The number in the cell where a double holds all its digits; headers such as years stay text."""
    value = cell.value
    if cell.role != "data" or value is None or value.number is None or value.marks:
        return None
    if len(re.sub(r"\D", "", value.number).lstrip("0")) > _EXACT_DIGITS:
        return None
    return Decimal(value.number)


def _number_format(cell: Cell) -> str:
    """As printed: the same decimals, thousands separators and percent sign; the value is not divided by 100."""
    value = cell.value
    if value is None or value.number is None:
        raise ValueError("not a number")
    decimals = len(value.number.partition(".")[2])
    whole = "#,##0" if re.search(r"\d[,，'’ ]\d{3}", cell.text) else "0"
    percent = '"%"' if re.search("[%％]", cell.text) else ""
    return whole + ("." + "0" * decimals if decimals else "") + percent


def _width(texts: Iterable[str]) -> float:
    """In characters, wide ones counted twice; between 6 and 40."""
    return float(max(6, min(40, max((sum(1 + (ord(c) > 0x2E7F) for c in t) for t in texts), default=0) + 2)))


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)[:_LONGEST_TEXT]


def _fill_findings(sheet: _Sheet, findings: Iterable[Finding]) -> None:
    sheet.append(["severity", "code", "message", "cells", "page", "expected", "found", "suggestion"])
    for finding in findings:
        cells = " ".join(f"{ref.table}!{get_column_letter(ref.col + 1)}{ref.row + 1}" for ref in finding.cells)
        texts = [finding.severity, finding.code, finding.message, cells]
        texts += [str(finding.region.page) if finding.region else ""]
        texts += [finding.expected or "", finding.found or "", finding.suggestion or ""]
        for column, text in enumerate(texts, start=1):
            at = sheet.cell(sheet.max_row + (column == 1), column)
            at.value = _legal(text)
            at.data_type = "s"
    for at in sheet[1]:
        at.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["C"].width = 80


def _without_times(content: bytes) -> bytes:
    """The same archive with all time stamps set to the first day that zip files know."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"1980-01-01T00:00:00Z", data)
            new.writestr(zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return result.getvalue()
