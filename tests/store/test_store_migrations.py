from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from stored_documents import SHA256, as_json, counts, rich

from extractor.store.database import migrate, open_database
from extractor.store.loading import json_from, load_json
from extractor.store.schema import METADATA


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
    content = as_json(rich())
    load_json(engine, content, "a.json")
    before = counts(engine, "cells", "records", "findings")
    migrate(engine)
    assert json_from(engine, SHA256) == content
    assert counts(engine, "current_cells", "current_records", "current_findings") == before
    migrate(engine)  # once more changes nothing
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM extractor_version")).scalars().all() == ["0002"]
    engine.dispose()
