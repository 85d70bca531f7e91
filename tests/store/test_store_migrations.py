from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import JSON, Boolean, DateTime, Engine, MetaData, insert, null
from sqlalchemy.types import TypeEngine
from stored_documents import column, counts

from extractor.document import Document
from extractor.errors import OutputError
from extractor.store.database import migrate, open_database
from extractor.store.loading import json_from, load_json
from extractor.store.schema import METADATA

BEFORE = json.loads((Path(__file__).parents[1] / "data" / "database-0002.json").read_text(encoding="utf-8"))
"""Two documents as JSON, and their rows in SQLite at revisions 0001 and 0002; one has data cells without values."""


def test_the_tables_that_migrations_make_are_those_of_the_schema(url: str) -> None:
    engine = open_database(url)
    migrate(engine)
    with engine.connect() as connection:
        options = {"version_table": "extractor_version", "compare_type": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []
    engine.dispose()


def test_a_filled_database_of_the_first_revision_is_brought_to_the_newest(url: str) -> None:
    engine = open_database(url)
    migrate(engine, "0001")
    _fill(engine, BEFORE["rows"])
    before = counts(engine, "cells", "records", "findings")
    migrate(engine)
    for content in BEFORE["documents"]:
        document = Document.model_validate_json(content)
        assert json_from(engine, document.source.sha256).decode() == content
        assert load_json(engine, content.encode(), "a.json") == "same"
    assert counts(engine, "current_cells", "current_records", "current_findings") == before
    numbers = {"{document}/{table_id}/{row}/{col}".format(**row): row["number"] for row in BEFORE["rows"]["records"]}
    shown = dict(
        zip(
            *(column(engine, f"SELECT {name} FROM current_records ORDER BY id") for name in ("id", "number")),
            strict=True,
        )
    )
    assert {id_: None if number is None else str(number) for id_, number in shown.items()} == numbers
    migrate(engine)  # once more changes nothing
    assert column(engine, "SELECT version_num FROM extractor_version") == ["0003"]
    engine.dispose()


def test_a_database_whose_records_contradict_its_cells_stays_as_it_is(url: str) -> None:
    engine = open_database(url)
    migrate(engine, "0002")
    rows = {**BEFORE["rows"], "records": [{**BEFORE["rows"]["records"][0], "number": "7"}]}
    _fill(engine, rows)
    with pytest.raises(OutputError, match=r"record 1/t1/1/1 says otherwise than its cell.*new database"):
        migrate(engine)
    assert list(map(str, column(engine, "SELECT number FROM records"))) == ["7"]
    engine.dispose()


def _fill(engine: Engine, tables: dict[str, list[dict[str, Any]]]) -> None:
    """Put rows into tables as an older version of the program did."""
    reflected = MetaData()
    reflected.reflect(engine)
    with engine.begin() as connection:
        for table in reflected.sorted_tables:
            for row in tables.get(table.name, ()):
                values = {name: _python(table.columns[name].type, value) for name, value in row.items()}
                connection.execute(insert(table).values(values))


def _python(type_: TypeEngine[Any], value: Any) -> Any:
    """What SQLAlchemy takes for a value that SQLite gave."""
    if value is None:
        return null()
    if isinstance(type_, JSON):
        return json.loads(value)
    if isinstance(type_, Boolean):
        return bool(value)
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(type_, DateTime) else value
