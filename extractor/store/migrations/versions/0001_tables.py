"""The tables, each with its keys and the indexes that its rows are found by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from extractor.store.column_types import ExactNumber

revision = "0001"
down_revision = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make all tables of an empty database."""
    _runs()
    _documents()
    _pages()
    _blocks()
    _tables()
    _cells()
    _records()
    _relations()
    _findings()
    _report_fields()
    _report_checks()
    _corrections()
    _verdicts()
    _report_views()


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("fingerprint", name="runs_fingerprint"),
    )


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("run", BIG_ID, nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("schema_version", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("bytes", BIG_ID, nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("model_version", sa.Text(), nullable=True),
        sa.Column("model_score", sa.Double(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("has_records", sa.Boolean(), nullable=False),
        sa.Column("rest", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="documents_run"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256", "version", name="documents_version"),
    )
    op.create_index("documents_by_report", "documents", ["organisation", "year"])
    op.create_index("documents_by_version", "documents", ["version"])
    op.create_index(
        "documents_current",
        "documents",
        ["sha256"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )


def _pages() -> None:
    op.create_table(
        "pages",
        sa.Column("document", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("width", sa.Double(), nullable=False),
        sa.Column("height", sa.Double(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("skew", sa.Double(), nullable=False),
        sa.Column("dpi", sa.Double(), nullable=True),
        sa.Column("warnings", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.id"],
        ),
        sa.PrimaryKeyConstraint("document", "number", name="pages_key"),
    )


def _blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("document", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("table_id", sa.Text(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("x0", sa.Double(), nullable=True),
        sa.Column("top", sa.Double(), nullable=True),
        sa.Column("x1", sa.Double(), nullable=True),
        sa.Column("bottom", sa.Double(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("rest", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.id"],
        ),
        sa.PrimaryKeyConstraint("document", "position", name="blocks_key"),
    )


def _tables() -> None:
    op.create_table(
        "tables",
        sa.Column("document", BIG_ID, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("notes", JSON, nullable=False),
        sa.Column("pages", JSON, nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("column_count", sa.Integer(), nullable=False),
        sa.Column("header_rows", sa.Integer(), nullable=False),
        sa.Column("stub_columns", sa.Integer(), nullable=False),
        sa.Column("stubs", JSON, nullable=False),
        sa.Column("fragments", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.id"],
        ),
        sa.PrimaryKeyConstraint("document", "id", name="tables_key"),
    )


def _cells() -> None:
    op.create_table(
        "cells",
        sa.Column("document", BIG_ID, nullable=False),
        sa.Column("table_id", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("col", sa.Integer(), nullable=False),
        sa.Column("rowspan", sa.Integer(), nullable=False),
        sa.Column("colspan", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("number", ExactNumber(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("scale", BIG_ID, nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("x0", sa.Double(), nullable=True),
        sa.Column("top", sa.Double(), nullable=True),
        sa.Column("x1", sa.Double(), nullable=True),
        sa.Column("bottom", sa.Double(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("printed", sa.Text(), nullable=True),
        sa.Column("rest", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["document", "table_id"], ["tables.document", "tables.id"], name="cells_table"),
        sa.PrimaryKeyConstraint("document", "table_id", "row", "col", name="cells_key"),
    )


def _records() -> None:
    op.create_table(
        "records",
        sa.Column("document", BIG_ID, nullable=False),
        sa.Column("table_id", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("col", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("row_path", JSON, nullable=False),
        sa.Column("column_path", JSON, nullable=False),
        sa.Column("row_label", sa.Text(), nullable=False),
        sa.Column("column_label", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("semantic", sa.Text(), nullable=False),
        sa.Column("number", ExactNumber(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("scale", BIG_ID, nullable=False),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("x0", sa.Double(), nullable=True),
        sa.Column("top", sa.Double(), nullable=True),
        sa.Column("x1", sa.Double(), nullable=True),
        sa.Column("bottom", sa.Double(), nullable=True),
        sa.Column("rest", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["document", "table_id"], ["tables.document", "tables.id"], name="records_table"),
        sa.PrimaryKeyConstraint("document", "table_id", "row", "col", name="records_key"),
    )
    op.create_index("records_by_label", "records", ["row_label", "column_label"])


def _relations() -> None:
    op.create_table(
        "relations",
        sa.Column("document", BIG_ID, nullable=False),
        sa.Column("table_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("total_row", sa.Integer(), nullable=False),
        sa.Column("total_col", sa.Integer(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("left_side", ExactNumber(), nullable=True),
        sa.Column("right_side", ExactNumber(), nullable=True),
        sa.Column("tolerance", ExactNumber(), nullable=True),
        sa.Column("rest", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["document", "table_id"], ["tables.document", "tables.id"], name="relations_table"),
        sa.PrimaryKeyConstraint("document", "table_id", "position", name="relations_key"),
    )


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("document", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("table_id", sa.Text(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("col", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("x0", sa.Double(), nullable=True),
        sa.Column("top", sa.Double(), nullable=True),
        sa.Column("x1", sa.Double(), nullable=True),
        sa.Column("bottom", sa.Double(), nullable=True),
        sa.Column("expected", sa.Text(), nullable=True),
        sa.Column("found", sa.Text(), nullable=True),
        sa.Column("suggestion", sa.Text(), nullable=True),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("rest", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.id"],
        ),
        sa.PrimaryKeyConstraint("document", "position", name="findings_key"),
    )
    op.create_index("findings_by_code", "findings", ["code"])
    op.create_index("findings_by_fingerprint", "findings", ["fingerprint"])


def _report_fields() -> None:
    op.create_table(
        "report_fields",
        sa.Column("document", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("semantic", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("number", ExactNumber(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("scale", BIG_ID, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("table_id", sa.Text(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("col", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("x0", sa.Double(), nullable=True),
        sa.Column("top", sa.Double(), nullable=True),
        sa.Column("x1", sa.Double(), nullable=True),
        sa.Column("bottom", sa.Double(), nullable=True),
        sa.Column("label_unsure", sa.Boolean(), nullable=False),
        sa.Column("rest", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.id"],
        ),
        sa.PrimaryKeyConstraint("document", "position", name="report_fields_key"),
    )
    op.create_index("report_fields_by_key", "report_fields", ["key"])


def _report_checks() -> None:
    op.create_table(
        "report_checks",
        sa.Column("document", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("left_side", ExactNumber(), nullable=True),
        sa.Column("right_side", ExactNumber(), nullable=True),
        sa.Column("tolerance", ExactNumber(), nullable=True),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("rest", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.id"],
        ),
        sa.PrimaryKeyConstraint("document", "position", name="report_checks_key"),
    )
    op.create_index("report_checks_by_result", "report_checks", ["result"])


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("cell_fingerprint", sa.Text(), nullable=False),
        sa.Column("table_id", sa.Text(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("col", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "cell_fingerprint", name="corrections_key"),
    )


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "fingerprint", name="verdicts_key"),
    )


def _report_views() -> None:
    op.create_table(
        "report_views",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
