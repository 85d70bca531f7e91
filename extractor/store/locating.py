"""From a row of the database back to the page: what a cell or a record says, and where it is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from extractor.document import Table, Value
from extractor.errors import InputError
from extractor.facts import CellStatus
from extractor.places import Region
from extractor.store.database import reading
from extractor.store.rebuilding import rebuild_table
from extractor.store.schema import CORRECTIONS, DOCUMENTS, RECORDS

ID = re.compile(r"(\d{1,18})/([^/]+)/(\d{1,9})/(\d{1,9})")
"""Version of the document, table, row and column, as in the column `id` of the views."""


@dataclass(frozen=True, slots=True)
class Found:
    """A cell, and the record of it if it is one of data.

    Attributes:
        id: As it was asked for.
        sha256, bytes: Of the file that was read.
        is_current: Whether the row belongs to the current version of its document.
        row_path, column_path: Labels from the top.
        corrected: What a person says is printed; None where nobody has said so.
        regions: Where it is printed; none for a cell without a place, two where a page broke it.
    """

    id: str
    file_name: str
    sha256: str
    bytes: int
    is_current: bool
    caption: str | None
    table: str
    row: int
    col: int
    row_path: tuple[str, ...]
    column_path: tuple[str, ...]
    text: str
    value: Value | None
    period: str | None
    status: CellStatus
    corrected: str | None
    regions: tuple[Region, ...]


def locate(engine: Engine, id_: str) -> Found:
    """The cell or record with this id, such as 17/t1/3/2; both have the same one.

    Raises:
        InputError: It is no id, or nothing has it.
        OutputError: The database does not answer.
    """
    match = ID.fullmatch(id_)
    if match is None:
        raise InputError(f"{id_} is no id of a cell or a record. The views have them in the column id: 17/t1/3/2.")
    version, table, row, col = int(match[1]), match[2], int(match[3]), int(match[4])
    with reading(engine) as connection:
        about = connection.execute(sa.select(DOCUMENTS).where(DOCUMENTS.c.id == version)).first()
        whole = rebuild_table(connection, version, table)
        cell = next((cell for cell in whole.cells if (cell.row, cell.col) == (row, col)), None) if whole else None
        if about is None or whole is None or cell is None:
            raise InputError(f"The database has no cell or record {id_}. The views have them in the column id.")
        labels = _labels(connection, version, whole, row, col)
        return Found(
            id=id_,
            file_name=about.file_name,
            sha256=about.sha256,
            bytes=about.bytes,
            is_current=about.is_current,
            caption=whole.caption,
            table=table,
            row=row,
            col=col,
            row_path=labels.rows,
            column_path=labels.columns,
            text=cell.text,
            value=cell.value,
            period=labels.period,
            status=cell.status,
            corrected=_corrected(connection, about.sha256, table, row, col),
            regions=cell.regions,
        )


@dataclass(frozen=True, slots=True)
class _Labels:
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    period: str | None = None


def _labels(connection: Connection, version: int, table: Table, row: int, col: int) -> _Labels:
    """Those of the record; of a cell that is none, such as a label itself, what the table says."""
    key = {"document": version, "table_id": table.id, "row": row, "col": col}
    record = connection.execute(sa.select(RECORDS).filter_by(**key)).first()
    if record is not None:
        return _Labels(tuple(record.row_path), tuple(record.column_path), record.period)
    return _Labels(table.row_paths(col)[row], table.column_paths()[col])


def _corrected(connection: Connection, sha256: str, table: str, row: int, col: int) -> str | None:
    key = {"sha256": sha256, "table_id": table, "row": row, "col": col}
    return connection.execute(sa.select(CORRECTIONS.c.text).filter_by(**key)).scalar()
