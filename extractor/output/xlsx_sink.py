"""The document as an Excel workbook: a sheet a table, a sheet of findings, and one on all of them."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict

from extractor.document import Document, Table
from extractor.errors import ExtraMissingError
from extractor.output.xlsx_findings import fill_about, fill_findings
from extractor.output.xlsx_table import fill_table
from extractor.output.xlsx_text import cut, legal

try:
    from openpyxl import Workbook
except ImportError as error:
    raise ExtraMissingError("The format xlsx", "xlsx") from error

_LONGEST_NAME = 31
"""Characters of the name of a sheet."""


class XlsxSink:
    """Texts are never formulas, whatever they begin with."""

    suffix = ".xlsx"

    def render(self, document: Document) -> bytes:
        """A workbook without time stamps, so that the same document gives the same bytes.

        Raises:
            OutputError: A table has more rows or columns than a sheet can have.
        """
        workbook = Workbook()
        workbook.remove(workbook.active)
        names: set[str] = set()
        sheets, remarks = {}, _remarks(document)
        for table in document.tables:
            sheets[table.id] = _sheet_name(table, names)
            fill_table(workbook.create_sheet(sheets[table.id]), table, remarks[table.id])
        fill_findings(workbook.create_sheet(_free_name("findings", names)), document.findings, sheets)
        fill_about(workbook.create_sheet(_free_name("about", names)), document, sheets)
        buffer = io.BytesIO()
        workbook.save(buffer)
        return _without_times(buffer.getvalue())


def _remarks(document: Document) -> dict[str, dict[tuple[int, int], list[str]]]:
    """What warnings and errors say of cells, by table, then by row and column."""
    remarks: dict[str, dict[tuple[int, int], list[str]]] = defaultdict(lambda: defaultdict(list))
    for finding in (finding for finding in document.findings if finding.severity != "info"):
        for ref in finding.cells:
            remarks[ref.table][ref.row, ref.col].append(finding.message)
    return remarks


def _sheet_name(table: Table, taken: set[str]) -> str:
    title = re.sub(r"[\\/*?:\[\]'\x00-\x1f]", " ", legal(f"{table.id} {table.caption or ''}"))
    return _free_name(" ".join(title.split()), taken)


def _free_name(title: str, taken: set[str]) -> str:
    """`title` cut to the characters that Excel allows, with a number where the name is taken."""
    name, number = cut(title, _LONGEST_NAME), 1
    while name.lower() in taken:
        number += 1
        name = f"{cut(title, _LONGEST_NAME - len(str(number)) - 1)}-{number}"
    taken.add(name.lower())
    return name


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
