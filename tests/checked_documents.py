"""Small documents that went through the values and checks stages."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.checks.stage import check_document
from extractor.document import Cell, Document, ReadingSource, Source, Table
from extractor.normalise.stage import normalise_document

COUNTS = ["12", "345", "6", "78", "901", "23"]


def document(columns: Sequence[Sequence[str]], source: ReadingSource = "ocr") -> Document:
    cells = tuple(
        Cell(row=r, col=c, text=text, source=source)
        for r, row in enumerate(zip(*columns, strict=True))
        for c, text in enumerate(row)
    )
    table = Table(id="t1", pages=(1,), row_count=len(columns[0]), column_count=len(columns), cells=cells)
    about = Source(file_name="a.pdf", sha256="", bytes=1, pages=1, kinds=("ocr",), tool="test")
    return check_document(normalise_document(Document(source=about, tables=(table,))))


def suspects(found: Document) -> list[str]:
    return [c.text for c in found.tables[0].cells if c.status == "suspect"]
