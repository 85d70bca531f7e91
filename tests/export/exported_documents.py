"""Documents as `extractor extract` and `extractor batch` leave them, small or with a report model."""

from __future__ import annotations

import gzip
from pathlib import Path

from extractor.document import Cell, Document, Finding, PageReport, Source, Table
from extractor.lines import LineWord, TextLine
from extractor.normalise.stage import normalise_document
from extractor.output.json_sink import JsonSink
from extractor.places import CellRef, Region
from report_documents import PROACTIVE, applications, report_b, reported, rows_of, table


def small(amount: str = "410.50", name: str = "预算.pdf", sha256: str = "00" * 32) -> Document:
    """A table of two columns and two rows, of which one has `amount`, with a finding about it; no report model."""
    texts = (("项目", "金额（万元）"), ("教育", amount))
    cells = tuple(
        Cell(
            row=r,
            col=c,
            text=text,
            role="column_header" if r == 0 else "row_header" if c == 0 else "data",
            regions=(Region(page=1, bbox=(10.5, 20.0, 30.25, 40.1)),),
        )
        for r, row in enumerate(texts)
        for c, text in enumerate(row)
    )
    made = Table(
        id="t1", pages=(1,), caption="表1", row_count=2, column_count=2, header_rows=1, stub_columns=1, cells=cells
    )
    finding = Finding(
        code="cell.suspect",
        severity="warning",
        message="look",
        params={"table": "t1", "row": "2", "column": "2", "what": "ink"},
        cells=(CellRef(table="t1", row=1, col=1),),
        region=Region(page=1, bbox=(1.0, 2.0, 3.0, 4.0)),
    )
    source = Source(file_name=name, sha256=sha256, bytes=5, pages=1, kinds=("ocr",), tool="t 1")
    return normalise_document(Document(source=source, tables=(made,), findings=(finding,)))


def with_a_line(document: Document) -> Document:
    """`document` as it is with --lines."""
    box = (10.5, 20.0, 30.25, 40.1)
    line = TextLine(page=1, bbox=box, words=(LineWord(text="教育", bbox=box, source="ocr"),))
    page = PageReport(number=1, kind="ocr", width=595, height=842)
    return document.model_copy(update={"pages": (page,), "lines": (line,)})


def of_year(year: int) -> Document:
    """An annual report that its report model fits."""
    title = f"大湾镇人民政府{year}年政府信息公开工作年度报告"
    document = reported(report_b(applications(), [table(rows_of(PROACTIVE), "t1", 2)], title=title))
    about = document.source.model_copy(update={"sha256": str(year) * 16, "file_name": f"{year}.pdf"})
    return document.model_copy(update={"source": about})


def store(document: Document, path: Path) -> Path:
    """Write a document as JSON to `path`, packed where its name says so."""
    content = JsonSink().render(document)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def store_batch(out: Path, *documents: Document) -> Path:
    """Write documents as a batch does, every other one packed."""
    for i, document in enumerate(documents):
        sha256 = document.source.sha256
        store(document, out / "documents" / sha256[:2] / sha256[2:4] / f"{sha256}.json{'.gz' if i % 2 else ''}")
    return out
