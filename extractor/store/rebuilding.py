"""The document that a version in the database was loaded from, made of its rows again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from extractor.document import Document, Table
from extractor.errors import InputError
from extractor.store import schema

Row = Mapping[str, Any] | sa.RowMapping
Members = dict[str, Any]

PLACE = ("page", "x0", "top", "x1", "bottom")


def current_document(connection: Connection, sha256: str) -> Document:
    """The current version of a document as it was loaded.

    Raises:
        InputError: The database has none.
    """
    about = schema.DOCUMENTS.c
    wanted = sa.select(about.id).where(about.sha256 == sha256, about.is_current)
    found = connection.execute(wanted).scalar()
    if found is None:
        raise InputError(f"The database has no document {sha256}. `current_documents` lists those that it has.")
    return rebuild(connection, found)


def rebuild(connection: Connection, version: int) -> Document:
    """The document whose version has this id, equal in every field to the one that was loaded."""
    about = _rows(connection, schema.DOCUMENTS, version, key=schema.DOCUMENTS.c.id)[0]
    run = _rows(connection, schema.RUNS, about["run"], key=schema.RUNS.c.id)[0]
    pages = [_page(row) for row in _rows(connection, schema.PAGES, version)]
    blocks = [_block(row) for row in _rows(connection, schema.BLOCKS, version, "position")]
    cells = _rows(connection, schema.CELLS, version)
    findings = [_finding(row) for row in _rows(connection, schema.FINDINGS, version, "position")]
    return Document.model_validate(
        {
            "schema_version": about["schema_version"],
            "source": _source(about, run, pages),
            "pages": pages,
            "blocks": blocks,
            "tables": _tables(connection, version, cells),
            "furniture": about["rest"].get("furniture", ()),
            "unplaced": about["rest"].get("unplaced", ()),
            "lines": about["rest"].get("lines", ()),
            "findings": findings,
            "records": _records(connection, version, cells) if about["has_records"] else (),
            "report": _report(connection, version, about),
        }
    )


def rebuild_table(connection: Connection, version: int, table: str) -> Table | None:
    """One table of a version; None where it has no such table."""
    cells = _rows(connection, schema.CELLS, version, only=("table_id", table))
    found = _tables(connection, version, cells, table)
    return Table.model_validate(found[0]) if found else None


def _rows(
    connection: Connection,
    table: sa.Table,
    value: int,
    *order: str,
    key: sa.Column[Any] | None = None,
    only: tuple[str, str | None] = ("", None),
) -> Sequence[sa.RowMapping]:
    """The rows of a version in the order of some columns; else in that of the key.

    `only` is a column and the value that it must have, if there is one.
    """
    wanted = (table.c.document if key is None else key) == value
    if only[1] is not None:
        wanted &= table.c[only[0]] == only[1]
    columns = [table.c[name] for name in order] or list(table.primary_key.columns)
    return connection.execute(sa.select(table).where(wanted).order_by(*columns)).mappings().all()


def _source(about: Row, run: Row, pages: Iterable[Members]) -> Members:
    return {
        "file_name": about["file_name"],
        "sha256": about["sha256"],
        "bytes": about["bytes"],
        "pages": about["page_count"],
        "kinds": about["rest"].get("kinds") or [page["kind"] for page in pages],
        "tool": run["tool"],
        "engine": about["engine"],
        "settings": run["settings"],
    }


def _tables(connection: Connection, version: int, of_cells: Iterable[Row], table: str | None = None) -> list[Members]:
    """All tables of a version, or the one with this id, made with the rows of their cells."""
    cells, relations = defaultdict(list), defaultdict(list)
    for row in of_cells:
        cells[row["table_id"]].append(_cell(row))
    for row in _rows(connection, schema.RELATIONS, version, only=("table_id", table)):
        relations[row["table_id"]].append(_relation(row))
    return [
        {
            **_without(row, "document", "position"),
            "cells": cells[row["id"]],
            "relations": relations[row["id"]],
        }
        for row in _rows(connection, schema.TABLES, version, "position", only=("id", table))
    ]


def _report(connection: Connection, version: int, about: Row) -> Members | None:
    if about["model"] is None:
        return None
    return {
        "model": about["model"],
        "version": about["model_version"],
        "score": about["model_score"],
        "reasons": about["rest"].get("reasons", ()),
        "organisation": about["organisation"],
        "year": about["year"],
        "fields": [_field(row) for row in _rows(connection, schema.REPORT_FIELDS, version)],
        "checks": [_check(row) for row in _rows(connection, schema.REPORT_CHECKS, version)],
    }


def _page(row: Row) -> Members:
    return _without(row, "document")


def _block(row: Row) -> Members:
    return {
        **_without(row, "document", "position", "table_id", "rest", *PLACE),
        "table": row["table_id"],
        "regions": _regions(row),
    }


def _cell(row: Row) -> Members:
    rest = row["rest"] or {}
    value = {
        "kind": row["kind"],
        **_amount(row),
        "marks": rest.get("marks", ()),
        "readings": rest.get("readings", ()),
    }
    return {
        **_without(row, "document", "table_id", "kind", "number", "unit", "scale", "rest", *PLACE),
        "value": value if row["kind"] is not None else None,
        "regions": _regions(row),
        "alternatives": rest.get("alternatives", ()),
    }


def _amount(cell: Row) -> Members:
    """What the value of a cell and its record have both."""
    number = (cell["rest"] or {}).get("number", cell["number"])
    return {"number": number, "unit": cell["unit"], "scale": cell["scale"]}


def _records(connection: Connection, version: int, of_cells: Iterable[Row]) -> list[Members]:
    """Records repeat what their cells say."""
    cells = {_key(row): row for row in of_cells}
    return [_record(row, cells[_key(row)]) for row in _rows(connection, schema.RECORDS, version, "position")]


def _key(row: Row) -> tuple[str, int, int]:
    return row["table_id"], row["row"], row["col"]


def _record(row: Row, cell: Row) -> Members:
    return {
        **_without(row, "document", "position", "table_id", "row_label", "column_label", "rest"),
        **{name: cell[name] for name in ("text", "status", "confidence")},
        **_amount(cell),
        "table": row["table_id"],
        "region": _region(cell),
        **(row["rest"] or {}),
    }


def _relation(row: Row) -> Members:
    return {
        "kind": row["kind"],
        "result": row["result"],
        "total": (row["total_row"], row["total_col"]),
        "parts": row["parts"],
        **_sides(row),
    }


def _check(row: Row) -> Members:
    return {
        "id": row["id"],
        "expression": row["expression"],
        "result": row["result"],
        "fields": row["fields"],
        **_sides(row),
    }


def _sides(row: Row) -> Members:
    stored = {"left": row["left_side"], "right": row["right_side"], "tolerance": row["tolerance"]}
    return {**stored, **(row["rest"] or {})}


def _finding(row: Row) -> Members:
    rest = row["rest"] or {}
    first = _ref(row)
    return {
        **_without(row, "document", "position", "table_id", "row", "col", "rest", *PLACE),
        "cells": [*([first] if first else ()), *rest.get("cells", ())],
        "sides": rest.get("sides", ()),
        "changes": rest.get("changes", ()),
        "region": _region(row),
    }


def _field(row: Row) -> Members:
    return {
        **_without(row, "document", "position", "table_id", "row", "col", "rest", *PLACE),
        "cell": _ref(row),
        "region": _region(row),
        **(row["rest"] or {}),
    }


def _ref(row: Row) -> Members | None:
    if row["table_id"] is None:
        return None
    return {"table": row["table_id"], "row": row["row"], "col": row["col"]}


def _region(row: Row) -> Members | None:
    if row["page"] is None:
        return None
    return {"page": row["page"], "bbox": [row[side] for side in PLACE[1:]]}


def _regions(row: Row) -> list[Members]:
    first = _region(row)
    return [*([first] if first else ()), *(row["rest"] or {}).get("regions", ())]


def _without(row: Row, *names: str) -> Members:
    return {name: value for name, value in row.items() if name not in names}
