"""A logical table as docling-core has it: cells with spans and flags, and a description that names what is in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docling_core.types.doc import BoundingBox, DescriptionMetaField, FloatingMeta, ProvenanceItem, TableCell, TableData

from extractor.document import Cell, Table
from extractor.output.marks import SUSPECT_MARK, marked_text, other_readings
from extractor.places import Region

NAMESPACE = "extractor"
"""Of the fields that docling-core does not know; it takes others' where their names begin with a namespace."""
MOST_NAMED = 20
"""Cells that the description names in words: a chunk has to hold it beside the table. The field `cells` has all."""

Sizes = Mapping[int, tuple[float, float]]
"""Width and height of the pages that were read, in points, by their numbers."""


def provenance(regions: Sequence[Region], length: int, sizes: Sizes) -> list[ProvenanceItem]:
    """One for each region of a page that was read; which characters stand in which is not known, so each has all.

    `length` is that of the text; 0 for what is no text.
    """
    return [
        ProvenanceItem(page_no=region.page, bbox=_box(region, sizes), charspan=(0, length))
        for region in regions
        if region.page in sizes
    ]


def table_data(table: Table, sizes: Sizes) -> TableData:
    """The grid. A suspect cell has the mark behind its text, for a table is often used without what is said of it."""
    cells = [_cell(cell, _first_page(table), sizes) for cell in table.cells]
    return TableData(table_cells=list(cells), num_rows=table.row_count, num_cols=table.column_count)


def description(table: Table, tool: str) -> FloatingMeta | None:
    """The suspect and the repaired cells, in words and as a field of ours; None where there are none."""
    doubtful = [cell for cell in table.cells if cell.status in ("suspect", "repaired")]
    if not doubtful:
        return None
    named = [_in_words(cell) for cell in doubtful[:MOST_NAMED]]
    more = len(doubtful) - len(named)
    if more:
        named.append(f"and {more} more cells")
    field = DescriptionMetaField(
        text=f"{table.id}: in doubt, and marked {SUSPECT_MARK}, or repaired: {'; '.join(named)}.",
        created_by=tool,
    )
    field.set_custom_field(NAMESPACE, "cells", [_as_field(cell) for cell in doubtful])
    return FloatingMeta(description=field)


def _first_page(table: Table) -> int | None:
    return table.fragments[0].region.page if table.fragments else None


def _cell(cell: Cell, page: int | None, sizes: Sizes) -> TableCell:
    return TableCell(
        bbox=_cell_box(cell, page, sizes),
        row_span=cell.rowspan,
        col_span=cell.colspan,
        start_row_offset_idx=cell.row,
        end_row_offset_idx=cell.row + cell.rowspan,
        start_col_offset_idx=cell.col,
        end_col_offset_idx=cell.col + cell.colspan,
        text=marked_text(cell),
        column_header=cell.role == "column_header",
        row_header=cell.role == "row_header",
        row_section=cell.role == "section",
    )


def _cell_box(cell: Cell, page: int | None, sizes: Sizes) -> BoundingBox | None:
    """The box of a cell on `page`, the first of its table: docling-core keeps no page with it, and takes that one."""
    is_there = len(cell.regions) == 1 and cell.regions[0].page == page and page in sizes
    return _box(cell.regions[0], sizes) if is_there else None


def _box(region: Region, sizes: Sizes) -> BoundingBox:
    """The box from the top left, cut at the edges of the page: docling-core warns of what sticks out."""
    width, height = sizes[region.page]
    x0, top, x1, bottom = region.bbox
    return BoundingBox(
        l=min(max(x0, 0), width), t=min(max(top, 0), height), r=min(max(x1, 0), width), b=min(max(bottom, 0), height)
    )


def _in_words(cell: Cell) -> str:
    place = f"row {cell.row + 1} column {cell.col + 1}"
    if cell.status == "repaired":
        return f"{place}: {cell.text} (read as {cell.as_read})"
    readings = other_readings(cell)
    others = f", or {', '.join(readings)}" if readings else ""
    return f"{place}: {cell.text or 'blank'}{others} (confidence {cell.confidence:.2f})"


def _as_field(cell: Cell) -> dict[str, object]:
    return {
        "row": cell.row,
        "col": cell.col,
        "status": cell.status,
        "text": cell.text,
        "printed": cell.as_read,
        "confidence": cell.confidence,
        "alternatives": list(other_readings(cell)),
    }
