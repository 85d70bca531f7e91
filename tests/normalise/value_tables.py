"""Tables of texts for the tests of values, and the value at a place."""

from __future__ import annotations

from extractor.document import Cell, Table, Value
from extractor.normalise.stage import normalise_table


def table_of(
    rows: list[list[str]],
    *,
    header_rows: int = 1,
    stub_columns: int = 1,
    unit: str | None = None,
    caption: str | None = None,
) -> Table:
    """A table without spans; a row of one text is a section over the full width."""
    cells = []
    for r, row in enumerate(rows):
        if len(row) == 1:
            cells.append(Cell(row=r, col=0, colspan=len(rows[0]), text=row[0], role="section"))
            continue
        for c, text in enumerate(row):
            role = "column_header" if r < header_rows else "row_header" if c < stub_columns else "data"
            cells.append(Cell.model_validate({"row": r, "col": c, "text": text, "role": role}))
    return Table(
        id="t1", pages=(1,), row_count=len(rows), column_count=len(rows[0]), header_rows=header_rows,
        stub_columns=stub_columns, cells=tuple(cells), unit=unit, caption=caption,
    )  # fmt: skip


def value_at(table: Table, row: int, col: int) -> Value:
    value = normalise_table(table).grid()[row][col].value
    assert value is not None
    return value
