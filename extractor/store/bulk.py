"""Many rows at once, each database in its fastest way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = tuple[Any, ...]


def insert_rows(connection: Connection, table: Table, document: int, rows: Sequence[Row]) -> None:
    """Put rows of a version of a document into a table: by COPY on PostgreSQL, by one statement on SQLite.

    `document` is the id of the version, and goes into the first column; rows are tuples in the order of the others.

    Raises:
        The driver's own errors; `extractor.store.database.writing` makes those for users of them.
    """
    if not rows:
        return
    columns = ", ".join(f'"{name}"' for name in table.columns.keys())  # noqa: SIM118  no dict
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row((document, *row))
        return
    marks = ", ".join("?" * (len(table.columns) - 1))
    connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({columns}) VALUES ({document:d}, {marks})', list(rows))


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT to which ON CONFLICT can be added, which both databases write in the same way."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
