"""What Alembic runs: the migrations, on the connection and in the transaction that `extractor.store.database` gives."""

from __future__ import annotations

from alembic import context

from extractor.store.schema import METADATA

VERSION_TABLE = "extractor_version"
"""Not Alembic's usual name, which other programs in the same database use."""

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
)
context.run_migrations()
