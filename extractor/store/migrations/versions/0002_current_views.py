"""Views of what is current, with labels and ids, and the indexes that they are searched by.

`number` in a view is what it is in the table; `amount` is what to calculate and to sort with: the same on PostgreSQL,
and on SQLite, where exact numbers are text, a whole number or the nearest floating-point number.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

DOCUMENT = "d.sha256, d.file_name, d.organisation, d.year"
PLACE = "{0}.page, {0}.x0, {0}.top, {0}.x1, {0}.bottom"
CELL_ID = "{0}.document || '/' || {0}.table_id || '/' || {0}.row || '/' || {0}.col"


def upgrade() -> None:
    """Add the views and the indexes."""
    for view, body in _views(_amount()).items():
        op.execute(f"CREATE VIEW {view} AS {body}")
    for table in ("cells", "records"):
        _partial_index(f"{table}_suspect", table, "status = 'suspect'")
    _partial_index("relations_failed", "relations", "result = 'fail'")


def _amount() -> str:
    return "{0}.number" if op.get_bind().dialect.name == "postgresql" else "CAST({0}.number AS NUMERIC)"


def _partial_index(name: str, table: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, ["document"], sqlite_where=where, postgresql_where=where)


def _views(amount: str) -> dict[str, str]:
    """The query of each view by its name."""
    return {
        "current_documents": (
            "SELECT d.id, d.sha256, d.file_name, d.page_count, d.engine, d.model, d.organisation, d.year, d.loaded_at,"
            " r.tool FROM documents d JOIN runs r ON r.id = d.run WHERE d.is_current"
        ),
        "current_cells": (
            f"SELECT {CELL_ID.format('c')} AS id, {DOCUMENT}, t.caption, c.table_id, c.row, c.col, c.role, c.text,"
            f" c.kind, c.number, {amount.format('c')} AS amount, c.unit, c.scale, c.status, c.confidence,"
            f" k.text AS corrected, {PLACE.format('c')}"
            " FROM cells c JOIN documents d ON d.id = c.document AND d.is_current"
            " JOIN tables t ON t.document = c.document AND t.id = c.table_id"
            " LEFT JOIN corrections k ON k.sha256 = d.sha256 AND k.table_id = c.table_id"
            ' AND k."row" = c."row" AND k.col = c.col'
        ),
        "current_records": (
            f"SELECT {CELL_ID.format('r')} AS id, {DOCUMENT}, t.caption, r.table_id, r.row, r.col, r.row_path,"
            " r.column_path, r.row_label, r.column_label, r.text, r.semantic, r.number,"
            f" {amount.format('r')} AS amount, r.unit, r.scale, r.period, r.status, {PLACE.format('r')}"
            " FROM records r JOIN documents d ON d.id = r.document AND d.is_current"
            " JOIN tables t ON t.document = r.document AND t.id = r.table_id"
        ),
        "current_findings": (
            f"SELECT {DOCUMENT}, f.fingerprint, f.code, f.severity, f.message,"
            f" {CELL_ID.format('f')} AS cell_id, f.expected, f.found, f.suggestion, {PLACE.format('f')},"
            " v.verdict, v.note FROM findings f JOIN documents d ON d.id = f.document AND d.is_current"
            " LEFT JOIN verdicts v ON v.sha256 = d.sha256 AND v.fingerprint = f.fingerprint"
        ),
    }
