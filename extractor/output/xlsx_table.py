"""A table as a sheet: its cells where its grid has them, with real spans and numbers, and colours for their status."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from extractor.document import Cell, Table
from extractor.errors import ExtraMissingError, OutputError
from extractor.output.xlsx_numbers import as_number, number_format
from extractor.output.xlsx_style import (
    BOLD,
    BORDER,
    HEADER,
    RIGHT,
    STATUSES,
    WRAPPED,
    Sheet,
    line_count,
    prepare_for_print,
    print_width,
    set_heights,
    set_widths,
)
from extractor.output.xlsx_text import legal, write_text

try:
    from openpyxl.comments import Comment
except ImportError as error:
    raise ExtraMissingError("The format xlsx", "xlsx") from error

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Of a sheet."""
_AUTHOR = "extractor"
_NARROWEST, _WIDEST = 6, 40
"""Of columns, in characters."""

Remarks = Mapping[tuple[int, int], Sequence[str]]
"""What findings say of cells, by row and column."""


def fill_table(sheet: Sheet, table: Table, remarks: Remarks) -> None:
    """Write a table into a sheet, from its upper left cell.

    Raises:
        OutputError: It has more rows or columns than a sheet.
    """
    if table.row_count > MOST_ROWS or table.column_count > MOST_COLUMNS:
        raise OutputError(
            f"{table.id} has {table.row_count} rows and {table.column_count} columns, more than a sheet of a workbook "
            f"({MOST_ROWS} and {MOST_COLUMNS}). Write it as csv or parquet."
        )
    for cell in table.cells:
        at = sheet.cell(cell.row + 1, cell.col + 1)
        _write(at, cell)
        _remark(at, cell, remarks.get((cell.row, cell.col), ()))
        if cell.rowspan > 1 or cell.colspan > 1:
            sheet.merge_cells(
                start_row=cell.row + 1,
                start_column=cell.col + 1,
                end_row=cell.row + cell.rowspan,
                end_column=cell.col + cell.colspan,
            )
    if table.header_rows < table.row_count and table.stub_columns < table.column_count:
        sheet.freeze_panes = sheet.cell(table.header_rows + 1, table.stub_columns + 1)
    widths = _widths(table)
    set_widths(sheet, widths)
    set_heights(sheet, _line_counts(table, widths))
    prepare_for_print(sheet, table.header_rows if table.header_rows < table.row_count else 0)


def _write(at: Any, cell: Cell) -> None:
    number = as_number(cell)
    if number is not None:
        at.value = number
        at.number_format = number_format(cell.text, number)
    else:
        write_text(at, cell.text)
    at.border = BORDER
    at.alignment = WRAPPED if number is None else RIGHT
    fill = STATUSES[cell.status].fill
    if cell.role in ("column_header", "row_header"):
        fill = HEADER if cell.status == "verified" or fill is None else fill
    if cell.role == "column_header":
        at.font = BOLD
    if fill is not None:
        at.fill = fill


def _remark(at: Any, cell: Cell, findings: Sequence[str]) -> None:
    """Put a note on the cell with all that speaks against its reading, and what was read where it was changed."""
    said = list(findings)
    if cell.status == "suspect":
        said.append(f"confidence {cell.confidence:.2f}")
        said += [f"other reading: {text}" for text in cell.alternatives]
    if cell.as_read != cell.text:
        said.append(f"read as: {cell.as_read}")
    if said:
        at.comment = Comment(legal("\n".join(said)), _AUTHOR)


def _widths(table: Table) -> dict[int, int]:
    """Of the columns: as their longest text asks for, within reason; texts over several columns do not count."""
    longest: dict[int, int] = defaultdict(int)
    for cell in table.cells:
        if cell.colspan == 1:
            longest[cell.col] = max(longest[cell.col], print_width(cell.text))
    return {col: max(_NARROWEST, min(_WIDEST, longest[col] + 2)) for col in range(table.column_count)}


def _line_counts(table: Table, widths: Mapping[int, int]) -> dict[int, int]:
    """Lines of text that stand in each row; those of a cell over several rows are shared out among them."""
    counts: dict[int, int] = defaultdict(int)
    for cell in table.cells:
        width = sum(widths[col] for col in range(cell.col, cell.col + cell.colspan))
        lines = math.ceil(line_count(cell.text, width) / cell.rowspan)
        for row in range(cell.row, cell.row + cell.rowspan):
            counts[row] = max(counts[row], lines)
    return counts
