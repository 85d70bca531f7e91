"""Pages to one document: tables and paragraphs joined across pages, everything in reading order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.config import OcrSettings, StitchSettings
from extractor.document import Block, Document, Furniture, PageReport, Source, Table, Unplaced
from extractor.page import PageContent
from extractor.stitch.cells import finished_table, region_on
from extractor.stitch.findings import cell_findings, join_findings, page_findings, page_warnings, unplaced_findings
from extractor.stitch.flow import Flow, TableRun, TextRun, flow_of
from extractor.stitch.lines import printed_lines


def stitch_pages(
    pages: Sequence[PageContent], source: Source, stitch: StitchSettings, ocr: OcrSettings, *, keep_lines: bool = False
) -> Document:
    """The document that `pages`, complete with fragments, blocks and furniture, make."""
    by_number = {page.number: page for page in pages}
    flow = flow_of(pages, stitch)
    names = _table_names(flow)
    tables = _tables(flow, names, by_number, ocr)
    return Document(
        source=source,
        pages=tuple(map(_page_report, pages)),
        blocks=_blocks(flow, names, tables, by_number),
        tables=tuple(tables.values()),
        furniture=tuple(
            Furniture(role=line.role, text=line.text, region=region_on(page, line.bbox))
            for page in pages
            for line in page.furniture
        ),
        unplaced=tuple(
            Unplaced(text=word.text, region=region_on(page, word.bbox), confidence=round(word.confidence, 3))
            for page in pages
            for word in page.unplaced
        ),
        findings=(
            *page_findings(pages),
            *join_findings(flow.proposals, stitch),
            *cell_findings(tables.values()),
            *unplaced_findings(pages),
        ),
        lines=printed_lines(pages, flow, names) if keep_lines else (),
    )


def _table_names(flow: Flow) -> dict[int, str]:
    """The id of each table by its index in the flow: t1, t2 and so on."""
    indices = [i for i, item in enumerate(flow.items) if isinstance(item, TableRun)]
    return {index: f"t{n}" for n, index in enumerate(indices, start=1)}


def _tables(
    flow: Flow, names: Mapping[int, str], pages: Mapping[int, PageContent], ocr: OcrSettings
) -> dict[int, Table]:
    return {
        i: finished_table(names[i], item.table, item.captions, item.notes, pages, ocr)
        for i, item in enumerate(flow.items)
        if isinstance(item, TableRun)
    }


def _blocks(
    flow: Flow, names: Mapping[int, str], tables: Mapping[int, Table], pages: Mapping[int, PageContent]
) -> tuple[Block, ...]:
    blocks = []
    for i, item in enumerate(flow.items):
        if isinstance(item, TextRun):
            blocks.append(_text_block(item, names, pages))
        else:
            regions = tuple(fragment.region for fragment in tables[i].fragments)
            confidence = min((cell.confidence for cell in tables[i].cells), default=1.0)
            blocks.append(Block(kind="table", table=names[i], regions=regions, confidence=confidence))
    return tuple(blocks)


def _text_block(run: TextRun, names: Mapping[int, str], pages: Mapping[int, PageContent]) -> Block:
    words = [word for _, block in run.pieces for word in block.words]
    return Block(
        kind=run.block.kind,
        text=run.text,
        level=run.block.level if run.block.kind == "heading" else None,
        table=names.get(run.table),
        regions=tuple(region_on(pages[number], block.bbox) for number, block in run.pieces),
        confidence=round(min((word.confidence for word in words), default=1.0), 3),
    )


def _page_report(page: PageContent) -> PageReport:
    return PageReport(
        number=page.number,
        kind=page.kind,
        width=round(page.page_width, 2),
        height=round(page.page_height, 2),
        rotation=page.turn,
        skew=round(page.skew, 2),
        dpi=page.dpi,
        warnings=page_warnings(page),
    )
