"""Records keep what labels say; what a cell says is in `cells` alone, and the view brings both together."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0003"
down_revision = "0002"

OF_CELL = ("text", "number", "unit", "scale", "status", "confidence", "page", "x0", "top", "x1", "bottom")
SAME_CELL = "c.document = r.document AND c.table_id = r.table_id AND c.row = r.row AND c.col = r.col"
RECORD_OF = (
    "FROM records r WHERE r.document = cells.document AND r.table_id = cells.table_id"
    " AND r.row = cells.row AND r.col = cells.col"
)
ID = "r.document || '/' || r.table_id || '/' || r.row || '/' || r.col"


def upgrade() -> None:
    """Take the columns away that repeat those of the cells."""
    _give_values_to_cells()
    _refuse_contradictions()
    op.execute("DROP VIEW current_records")
    op.drop_index("records_suspect", "records")
    op.drop_index("records_by_label", "records")
    for column in OF_CELL:
        op.drop_column("records", column)
    # One label: with both, the records of a document were spread over hundreds of pages of the index.
    op.create_index("records_by_label", "records", ["row_label"], postgresql_ops={"row_label": "text_pattern_ops"})
    op.execute(f"CREATE VIEW current_records AS {_current_records()}")


def _give_values_to_cells() -> None:
    """Data cells that came without a value get that of their records, which was read from the text."""
    values = ", ".join(f"{column} = (SELECT r.{column} {RECORD_OF})" for column in ("number", "unit", "scale"))
    op.execute(f"UPDATE cells SET {values} WHERE kind IS NULL AND EXISTS (SELECT 1 {RECORD_OF})")


def _refuse_contradictions() -> None:
    differs = " OR ".join(f"r.{column} IS DISTINCT FROM c.{column}" for column in OF_CELL)
    query = f"SELECT {ID} FROM records r LEFT JOIN cells c ON {SAME_CELL} WHERE {differs} LIMIT 1"
    found = op.get_bind().execute(sa.text(query)).scalar()
    if found is not None:
        raise CommandError(
            f"the record {found} says otherwise than its cell, and this version keeps one of both. "
            "Load the JSON files into a new database"
        )


def _current_records() -> str:
    is_exact = op.get_bind().dialect.name == "postgresql"
    amount = "c.number" if is_exact else "CAST(c.number AS NUMERIC)"
    return (
        f"SELECT {ID} AS id, d.sha256, d.file_name, d.organisation, d.year, t.caption, r.table_id, r.row, r.col,"
        " r.row_path, r.column_path, r.row_label, r.column_label, c.text, r.semantic, c.number,"
        f" {amount} AS amount, c.unit, c.scale, r.period, c.status, c.page, c.x0, c.top, c.x1, c.bottom"
        f" FROM records r JOIN cells c ON {SAME_CELL}"
        " JOIN documents d ON d.id = r.document AND d.is_current"
        " JOIN tables t ON t.document = r.document AND t.id = r.table_id"
    )
