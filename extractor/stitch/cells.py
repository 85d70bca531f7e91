"""Finished tables: cells of the contract with their roles, regions, confidence and status."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from extractor.config import OcrSettings
from extractor.document import Cell, CellRole, Fragment, ReadingSource, Stub, Table
from extractor.facts import ReadingStatus
from extractor.geometry import overlap_1d, transform_box
from extractor.numerals import is_number
from extractor.page import BBox, PageContent
from extractor.places import Region
from extractor.stitch.evidence import CONTINUED, LABELLED_LINE, NUMBERED_TITLE, UNIT_LINE
from extractor.stitch.logical import LogicalCell, LogicalTable, Part, Piece
from extractor.stitch.row_levels import row_parents
from extractor.stitch.stubs import find_stubs

BLANK_WITH_INK = 0.3
"""Confidence of a cell that was read as blank although it holds ink."""
TWO_NUMBERS = 0.3
"""Confidence of a cell that holds two numbers side by side."""
UNIT_NAMED = re.compile(r"(?<![制报表算管开送主])单位\s*:\s*(?P<unit>.+?)(?=\s*[,;、，；]?\s*\S{0,4}单位\s*:|$)")
"""A unit after its word, up to the next; not the office that filled the table in (编制单位)."""
APART = 1.5
"""Heights of a number between two numbers that are not one, set with spaces."""


def region_on(page: PageContent, box: BBox) -> Region:
    """A box of the reading frame as a region of the page as shown, rounded to a hundredth of a point."""
    shown = transform_box(page.to_page, box)
    x0, top, x1, bottom = (round(v, 2) + 0.0 for v in (shown.x0, shown.top, shown.x1, shown.bottom))
    return Region(page=page.number, bbox=(x0, top, x1, bottom))


def finished_table(
    name: str,
    table: LogicalTable,
    captions: Sequence[str],
    notes: Sequence[str],
    pages: Mapping[int, PageContent],
    settings: OcrSettings,
) -> Table:
    """The table of the contract that `table` is."""
    stubs = find_stubs(table)
    naming = {col for stub in stubs for col in range(stub.col, stub.col + stub.columns)}
    return Table(
        id=name,
        caption=_caption(captions),
        unit=_unit(captions),
        notes=tuple(notes),
        pages=tuple(dict.fromkeys(part.fragment.page for part in table.parts)),
        row_count=table.row_count,
        column_count=table.column_count,
        header_rows=table.header_rows,
        stub_columns=stubs[0].columns if stubs else 0,
        stubs=tuple(Stub(col=s.col, columns=s.columns, parents=row_parents(table, s)) for s in stubs),
        cells=tuple(_cell(cell, _role(cell, table, naming), pages, settings) for cell in table.cells),
        fragments=tuple(_fragment(part, pages[part.fragment.page]) for part in table.parts),
    )


def _caption(captions: Sequence[str]) -> str | None:
    lines = [c for c in captions if not _is_unit_line(c) and not LABELLED_LINE.match(c)]
    titles = [c for c in lines if not (CONTINUED.search(c) and len(c) < 8)]
    numbered = [c for c in titles if NUMBERED_TITLE.match(c)]
    return next(iter(numbered or titles), None)


def _is_unit_line(caption: str) -> bool:
    """Whether a line above a table is there for its unit; a numbered title may name one too."""
    return UNIT_LINE.search(caption) is not None and NUMBERED_TITLE.match(caption) is None


def _unit(captions: Sequence[str]) -> str | None:
    """What the unit lines name, each unit once: 万元、个 for 金额单位：万元 数量单位：个."""
    units: list[str] = []
    for caption in captions:
        line = caption.replace("：", ":")
        named_in_line = [match["unit"] for match in UNIT_NAMED.finditer(line)]
        units += named_in_line or ([line.split(":")[-1]] if _is_unit_line(caption) else [])
    named = dict.fromkeys(unit.strip("()（） ") for unit in units)
    return "、".join(filter(None, named)) or None


def _fragment(part: Part, page: PageContent) -> Fragment:
    return Fragment(
        region=region_on(page, part.fragment.bbox),
        first_row=part.first_row,
        last_row=part.last_row,
        ruled=part.fragment.ruled,
        join=part.join,
    )


def _cell(cell: LogicalCell, role: CellRole, pages: Mapping[int, PageContent], settings: OcrSettings) -> Cell:
    words = [w for piece in cell.pieces for w in piece.words]
    text = cell.text
    alternatives = tuple(dict.fromkeys(a for w in words for a in w.alternatives))
    confidence = min((w.confidence for w in words), default=1.0)
    if not all(piece.blank_proven or piece.words for piece in cell.pieces):
        confidence = min(confidence, BLANK_WITH_INK)
    if any(_holds_two_numbers(piece) for piece in cell.pieces):
        confidence = min(confidence, TWO_NUMBERS)
    origins = {w.origin for w in words}
    source: ReadingSource = "none" if not origins else origins.pop() if len(origins) == 1 else "mixed"
    status: ReadingStatus = "suspect" if confidence < settings.suspect_below else "read"
    if status == "read" and is_number(text) and all(w.confirmed for w in words):
        status = "verified"
    return Cell(
        row=cell.row,
        col=cell.col,
        rowspan=cell.rowspan,
        colspan=cell.colspan,
        role=role,
        text=text,
        regions=tuple(region_on(pages[piece.page], piece.bbox) for piece in cell.pieces),
        source=source,
        confidence=round(confidence, 3),
        status=status,
        reading=status,
        alternatives=alternatives,
    )


def _holds_two_numbers(piece: Piece) -> bool:
    """Whether two numbers stand apart on one line: a rule between two cells was not found on the scan."""
    return any(
        is_number(before.text)
        and is_number(word.text)
        and word.origin == "ocr"
        and overlap_1d(before.bbox.top, before.bbox.bottom, word.bbox.top, word.bbox.bottom) > 0
        and word.bbox.x0 - before.bbox.x1 > APART * max(before.bbox.height, word.bbox.height)
        for before, word in pairwise(piece.words)
    )


def _role(cell: LogicalCell, table: LogicalTable, naming: Collection[int]) -> CellRole:
    if cell.row < table.header_rows:
        return "column_header"
    if cell.colspan == table.column_count and table.column_count > 1:
        return "note" if len(cell.text) > 40 and cell.end_row == table.row_count else "section"
    return "row_header" if cell.col in naming else "data"
