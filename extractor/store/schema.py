"""The tables of the database, as the newest migration leaves them; docs/database.md explains them to users.

What lives where: each field of a document has a column of its own in the table of its kind, and what is rare goes into
the column `rest` of the row, as an object with only the members that are not at their default: second and further
regions, foot note marks, other readings, numbers that a decimal column would not give back as they are written.
`documents.rest` has the lines that belong to no cell or block (furniture, unplaced words), all lines where they were
kept, and what was said for the report model. No document is kept twice: `extractor.store.rebuilding` makes the JSON
from the rows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

from extractor.store.column_types import BigId, ExactJson, ExactNumber, Json

METADATA = MetaData()


def _needed(name: str, type_: TypeEngine[Any] | type[TypeEngine[Any]]) -> Column[Any]:
    return Column(name, type_, nullable=False)


def _region() -> tuple[Column[Any], ...]:
    """Page from 1, and the box in points; all NULL for what has no place."""
    return (Column("page", Integer), *(Column(side, Double) for side in ("x0", "top", "x1", "bottom")))


def _of_document() -> Column[Any]:
    return Column("document", BigId, ForeignKey("documents.id"), nullable=False)


def _of_table(name: str) -> tuple[Column[Any] | ForeignKeyConstraint, ...]:
    return (
        _needed("document", BigId),
        _needed("table_id", Text),
        ForeignKeyConstraint(["document", "table_id"], ["tables.document", "tables.id"], name=f"{name}_table"),
    )


RUNS = Table(
    "runs",  # what documents were read with: one row for each program version and settings
    METADATA,
    Column("id", BigId, primary_key=True),
    _needed("fingerprint", Text),
    _needed("tool", Text),
    _needed("settings", ExactJson),
    UniqueConstraint("fingerprint", name="runs_fingerprint"),
)

DOCUMENTS = Table(
    "documents",  # one row for each version of a document that was loaded
    METADATA,
    Column("id", BigId, primary_key=True),
    _needed("sha256", Text),  # of the file that was read
    _needed("version", Text),  # SHA-256 of the JSON that was loaded
    _needed("is_current", Boolean),
    _needed("run", BigId),
    _needed("loaded_at", DateTime(timezone=True)),
    _needed("schema_version", Text),
    _needed("file_name", Text),
    _needed("bytes", BigId),
    _needed("page_count", Integer),
    Column("engine", Text),
    Column("model", Text),
    Column("model_version", Text),
    Column("model_score", Double),
    Column("organisation", Text),
    Column("year", Integer),
    _needed("has_records", Boolean),  # whether the JSON had records; they are in the database in any case
    _needed("rest", ExactJson),
    ForeignKeyConstraint(["run"], ["runs.id"], name="documents_run"),
    UniqueConstraint("sha256", "version", name="documents_version"),
    Index("documents_by_version", "version"),
    Index("documents_by_report", "organisation", "year"),
    Index(
        "documents_current",
        "sha256",
        unique=True,
        sqlite_where=text("is_current"),
        postgresql_where=text("is_current"),
    ),
)

PAGES = Table(
    "pages",
    METADATA,
    _of_document(),
    _needed("number", Integer),
    _needed("kind", Text),
    _needed("width", Double),
    _needed("height", Double),
    _needed("rotation", Integer),
    _needed("skew", Double),
    Column("dpi", Double),
    _needed("warnings", Json),
    PrimaryKeyConstraint("document", "number", name="pages_key"),
)

BLOCKS = Table(
    "blocks",
    METADATA,
    _of_document(),
    _needed("position", Integer),
    _needed("kind", Text),
    _needed("text", Text),
    Column("level", Integer),
    Column("table_id", Text),
    *_region(),
    _needed("confidence", Double),
    Column("rest", ExactJson),
    PrimaryKeyConstraint("document", "position", name="blocks_key"),
)

TABLES = Table(
    "tables",
    METADATA,
    _of_document(),
    _needed("id", Text),  # t1, t2, … in the document
    _needed("position", Integer),
    Column("caption", Text),
    Column("unit", Text),
    _needed("notes", Json),
    _needed("pages", Json),
    _needed("row_count", Integer),
    _needed("column_count", Integer),
    _needed("header_rows", Integer),
    _needed("stub_columns", Integer),
    _needed("stubs", Json),
    _needed("fragments", ExactJson),
    PrimaryKeyConstraint("document", "id", name="tables_key"),
)

CELLS = Table(
    "cells",
    METADATA,
    *_of_table("cells"),
    _needed("row", Integer),
    _needed("col", Integer),
    _needed("rowspan", Integer),
    _needed("colspan", Integer),
    _needed("role", Text),
    _needed("text", Text),
    Column("kind", Text),  # of the value; NULL where the JSON has none, and the rest of it is what the text says
    Column("number", ExactNumber),
    Column("unit", Text),
    Column("scale", BigId),
    *_region(),
    _needed("source", Text),
    _needed("confidence", Double),
    _needed("status", Text),
    _needed("reading", Text),
    Column("printed", Text),
    Column("rest", ExactJson),
    PrimaryKeyConstraint("document", "table_id", "row", "col", name="cells_key"),
    Index(
        "cells_suspect",
        "document",
        sqlite_where=text("status = 'suspect'"),
        postgresql_where=text("status = 'suspect'"),
    ),
)

RECORDS = Table(
    "records",  # what the labels say of a data cell; text, value, place and status are those of the cell
    METADATA,
    *_of_table("records"),
    _needed("row", Integer),
    _needed("col", Integer),
    _needed("position", Integer),
    _needed("row_path", Json),
    _needed("column_path", Json),
    _needed("row_label", Text),  # the last of row_path; "" where there is none
    _needed("column_label", Text),
    _needed("semantic", Text),
    Column("period", Text),
    Column("rest", ExactJson),
    PrimaryKeyConstraint("document", "table_id", "row", "col", name="records_key"),
    # For labels as they are and for their beginnings (LIKE 'x%'), whatever the order of the database's language.
    Index("records_by_label", "row_label", postgresql_ops={"row_label": "text_pattern_ops"}),
)

RELATIONS = Table(
    "relations",
    METADATA,
    *_of_table("relations"),
    _needed("position", Integer),
    _needed("kind", Text),
    _needed("result", Text),
    _needed("total_row", Integer),
    _needed("total_col", Integer),
    _needed("parts", Json),
    Column("left_side", ExactNumber),
    Column("right_side", ExactNumber),
    Column("tolerance", ExactNumber),
    Column("rest", ExactJson),
    PrimaryKeyConstraint("document", "table_id", "position", name="relations_key"),
    Index(
        "relations_failed", "document", sqlite_where=text("result = 'fail'"), postgresql_where=text("result = 'fail'")
    ),
)

FINDINGS = Table(
    "findings",
    METADATA,
    _of_document(),
    _needed("position", Integer),
    _needed("fingerprint", Text),
    _needed("code", Text),
    _needed("severity", Text),
    _needed("message", Text),
    Column("table_id", Text),  # of the first cell that it is about
    Column("row", Integer),
    Column("col", Integer),
    *_region(),
    Column("expected", Text),
    Column("found", Text),
    Column("suggestion", Text),
    _needed("params", ExactJson),
    Column("rest", ExactJson),
    PrimaryKeyConstraint("document", "position", name="findings_key"),
    Index("findings_by_code", "code"),
    Index("findings_by_fingerprint", "fingerprint"),
)

REPORT_FIELDS = Table(
    "report_fields",
    METADATA,
    _of_document(),
    _needed("position", Integer),
    _needed("key", Text),
    _needed("name", Text),
    _needed("source", Text),
    _needed("semantic", Text),
    _needed("text", Text),
    Column("number", ExactNumber),
    Column("unit", Text),
    _needed("scale", BigId),
    _needed("status", Text),
    Column("reason", Text),
    Column("table_id", Text),
    Column("row", Integer),
    Column("col", Integer),
    *_region(),
    _needed("label_unsure", Boolean),
    Column("rest", ExactJson),
    PrimaryKeyConstraint("document", "position", name="report_fields_key"),
    Index("report_fields_by_key", "key"),
)

REPORT_CHECKS = Table(
    "report_checks",
    METADATA,
    _of_document(),
    _needed("position", Integer),
    _needed("id", Text),
    _needed("expression", Text),
    _needed("result", Text),
    Column("left_side", ExactNumber),
    Column("right_side", ExactNumber),
    Column("tolerance", ExactNumber),
    _needed("fields", Json),
    Column("rest", ExactJson),
    PrimaryKeyConstraint("document", "position", name="report_checks_key"),
    Index("report_checks_by_result", "result"),
)

CORRECTIONS = Table(
    "corrections",  # what a person says is printed in a cell; kept by the file and the labels of the cell
    METADATA,
    _needed("sha256", Text),
    _needed("cell_fingerprint", Text),
    Column("table_id", Text),  # where the cell is in the current version; NULL where that has none with these labels
    Column("row", Integer),
    Column("col", Integer),
    _needed("text", Text),
    _needed("printed", Text),
    Column("author", Text),
    _needed("made_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("sha256", "cell_fingerprint", name="corrections_key"),
)

VERDICTS = Table(
    "verdicts",  # what a person says of a finding
    METADATA,
    _needed("sha256", Text),
    _needed("fingerprint", Text),
    _needed("verdict", Text),
    Column("note", Text),
    Column("author", Text),
    _needed("made_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("sha256", "fingerprint", name="verdicts_key"),
)

REPORT_VIEWS = Table(
    "report_views",  # the views that were made of report models, and of which form of them
    METADATA,
    Column("name", Text, primary_key=True),
    _needed("definition", Text),  # SHA-256 of the statements that made it
)
