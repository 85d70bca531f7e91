"""A document with all that the outputs must show: spans, blanks, findings, and characters that want escaping."""

from __future__ import annotations

import pytest

from extractor.document import (
    Block,
    Cell,
    Document,
    Finding,
    Fragment,
    Furniture,
    Join,
    PageReport,
    Source,
    Table,
    Unplaced,
)
from extractor.lines import LineWord, TextLine
from extractor.normalise.records import with_records
from extractor.normalise.stage import normalise_document
from extractor.places import CellRef, Region


def region(page: int = 1, top: float = 100.0) -> Region:
    return Region(page=page, bbox=(72.0, top, 300.0, top + 20.25))


def cell(
    row: int, col: int, text: str = "", role: str = "data", rowspan: int = 1, colspan: int = 1, **rest: object
) -> Cell:
    fields = {"row": row, "col": col, "rowspan": rowspan, "colspan": colspan, "text": text, "role": role, **rest}
    return Cell.model_validate({"regions": (region(top=100.0 + 20 * row),), **fields})


SPANNED = Table(
    id="t1",
    caption="表1 收入<支出> & 其他",
    unit="万元",
    pages=(1, 2),
    row_count=5,
    column_count=4,
    header_rows=2,
    stub_columns=2,
    cells=(
        cell(0, 0, "项目", "column_header", rowspan=2, colspan=2),
        cell(0, 2, "金额", "column_header", colspan=2),
        cell(1, 2, "本年", "column_header"),
        cell(1, 3, "增长（%）", "column_header"),
        cell(2, 0, "收入", "row_header", rowspan=2),
        cell(2, 1, '税收 "<b>"', "row_header"),
        cell(2, 2, "1,234.50"),
        cell(2, 3, "(3.2)"),
        cell(3, 1, "=HYPERLINK(1)", "row_header"),
        cell(3, 2, "", regions=(region(1), region(2))),
        cell(3, 3, "-"),
        cell(4, 0, "合计|总", "row_header", colspan=2),
        cell(4, 2, "12345678901234567.89", status="suspect", confidence=0.4, alternatives=("1284",)),
        cell(4, 3, "5.0%"),
    ),
    fragments=(
        Fragment(region=region(1), first_row=0, last_row=3, ruled=True),
        Fragment(region=region(2), first_row=3, last_row=4, ruled=True, join=Join(score=0.9, reasons=("same rules",))),
    ),
)
PLAIN = Table(
    id="t2",
    pages=(2,),
    row_count=2,
    column_count=2,
    header_rows=1,
    stub_columns=1,
    cells=(
        cell(0, 0, "a|b", "column_header"),
        cell(0, 1, "2020", "column_header"),
        cell(1, 0, "+cmd", "row_header"),
        cell(1, 1, "-7"),
    ),
)


@pytest.fixture
def document() -> Document:
    blocks = (
        Block(kind="heading", level=1, text="年度报告", regions=(region(),)),
        Block(kind="paragraph", text="1. 我乡 *重视* <script>alert(1)</script>", regions=(region(), region(2))),
        Block(kind="caption", text="表1 收入<支出> & 其他", table="t1"),
        Block(kind="table", table="t1", regions=(region(), region(2))),
        Block(kind="note", text="注：单位", table="t1"),
    )
    made = Document(
        source=Source(
            file_name="报告 & 1.pdf",
            sha256="0" * 64,
            bytes=1,
            pages=2,
            kinds=("text-layer", "ocr"),
            tool="report-extractor 0",
        ),
        pages=(
            PageReport(number=1, kind="text-layer", width=595.0, height=842.0),
            PageReport(number=2, kind="ocr", width=595.0, height=842.0, dpi=200.0),
        ),
        blocks=blocks,
        tables=(SPANNED, PLAIN),
        furniture=(Furniture(role="page_number", text="- 1 -", region=region()),),
        unplaced=(Unplaced(text="?", region=region()),),
        findings=(
            Finding(
                code="cell.doubtful",
                severity="warning",
                message="read as 12345678901234567.89",
                cells=(CellRef(table="t1", row=4, col=2),),
                region=region(2),
            ),
        ),
    )
    return with_records(normalise_document(made.model_copy(update={"lines": lines_of(made)})))


def lines_of(document: Document) -> tuple[TextLine, ...]:
    """A line with the text of each block, cell and furniture line, on the page of its first region."""
    lines = [line(block.text, block.regions, block=i) for i, block in enumerate(document.blocks)]
    table = next(i for i, block in enumerate(document.blocks) if block.kind == "table")
    for held in SPANNED.cells:
        ref = CellRef(table="t1", row=held.row, col=held.col)
        lines.append(line(held.text, held.regions, block=table, cell=ref))
    lines += [line(piece.text, (piece.region,), furniture=i) for i, piece in enumerate(document.furniture)]
    lines += [line(word.text, (word.region,)) for word in document.unplaced]
    return tuple(sorted(filter(None, lines), key=lambda made: made.page))


def line(text: str, regions: tuple[Region, ...], **owner: object) -> TextLine | None:
    """The words of `text`, parted at its blanks, each in an equal share of the first region; None without any."""
    if not text or not regions:
        return None
    (x0, top, x1, bottom), words = regions[0].bbox, text.split()
    share = (x1 - x0) / len(words)
    made = tuple(
        LineWord(
            text=word,
            bbox=(x0 + i * share, top, x0 + (i + 1) * share, bottom),
            source="ocr",
            confidence=0.5,
            blank_before=i > 0,
        )
        for i, word in enumerate(words)
    )
    return TextLine.model_validate({"page": regions[0].page, "bbox": regions[0].bbox, "words": made, **owner})
