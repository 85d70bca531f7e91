"""A view for each report model: one row a report, a column for each key that the model names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from extractor.reports.catalogue import addresses, field_spec
from extractor.reports.format import ReportModel
from extractor.store.bulk import insert_into
from extractor.store.database import reading, schema_change
from extractor.store.schema import REPORT_VIEWS

LONGEST_NAME = 63
"""Bytes of a name on PostgreSQL, which would cut off the rest."""
AS_IT_IS = {"no_parameters": True}
"""A percent sign in a statement is one, and does not stand for a parameter."""
ABOUT = ("sha256", "file_name", "organisation", "year")
"""Columns of every such view, of the document."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of such a view.

    Attributes:
        key: Of the field.
        comment: Its name for people, its unit, and the key where the column cannot bear it.
    """

    key: str
    comment: str
    is_text: bool

    @property
    def name(self) -> str:
        """The key; of one that is too long for a name its beginning and end, with a hash between them."""
        if len(self.key) <= LONGEST_NAME:
            return self.key
        digest = hashlib.sha256(self.key.encode()).hexdigest()[:6]
        side = (LONGEST_NAME - len(digest) - 2) // 2
        return f"{self.key[:side]}~{digest}~{self.key[-side:]}"


def refresh_report_views(engine: Engine, models: Iterable[ReportModel]) -> None:
    """Make the views of `models`, and make those anew whose model has changed.

    Raises:
        OutputError: The database does not answer, or refuses: as PostgreSQL does where another view rests on this one.
    """
    wanted = {name: statements for model in models for name, statements in [_view(model, engine.dialect.name)]}
    with reading(engine) as connection:
        if not _outdated(connection, wanted):
            return
    with schema_change(engine) as connection:
        for name in _outdated(connection, wanted):
            for statement in (f"DROP VIEW IF EXISTS {_quoted(name)}", *wanted[name]):
                connection.exec_driver_sql(statement, execution_options=AS_IT_IS)
            made = {"definition": _definition(wanted[name])}
            kept = insert_into(connection, REPORT_VIEWS).values({"name": name, **made})
            connection.execute(kept.on_conflict_do_update(index_elements=["name"], set_=made))


def view_name(model: str) -> str:
    """The view of a report model: report_annual_disclosure_b for annual-disclosure-b."""
    return "report_" + re.sub(r"\W", "_", model)


def columns_of(model: ReportModel) -> Iterator[Column]:
    """The fields that `model` names itself; rows that codes name are known only from documents, and have no column."""
    for address in addresses(model):
        if address.table:
            spec = field_spec(model, address)
            yield _column(address.key, spec.name, spec.unit, is_text=spec.type == "text")
        else:
            text = model.text[address.key]
            yield _column(address.key, text.name, text.unit, is_text=text.type == "text")
    for key, derived in model.derived.items():
        yield _column(key, derived.name, derived.unit, is_text=False)


def _column(key: str, name: str, unit: str | None, *, is_text: bool) -> Column:
    parts = [name, *([f"unit: {unit}"] if unit else ())]
    column = Column(key, "; ".join(parts), is_text)
    return column if column.name == key else Column(key, "; ".join([*parts, f"key: {key}"]), is_text)


def _outdated(connection: Connection, wanted: dict[str, list[str]]) -> list[str]:
    stored = connection.execute(sa.select(REPORT_VIEWS.c.name, REPORT_VIEWS.c.definition)).all()
    there = {name: definition for name, definition in stored}  # noqa: C416  rows are no pairs for dict()
    return [name for name, statements in wanted.items() if there.get(name) != _definition(statements)]


def _definition(statements: list[str]) -> str:
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()


def _view(model: ReportModel, dialect: str) -> tuple[str, list[str]]:
    """Name of the view, and the statements that make it; SQLite keeps its comments only inside of them."""
    name, columns = view_name(model.model), list(columns_of(model))
    number = "f.number" if dialect == "postgresql" else "CAST(f.number AS NUMERIC)"
    about = ", ".join(f"d.{column}" for column in ABOUT)
    lines = [f"CREATE VIEW {_quoted(name)} AS SELECT d.id AS document, {about}"]
    lines += [_pivot(column, number) + ("" if dialect == "postgresql" else _remark(column)) for column in columns]
    lines.append(
        "FROM documents d LEFT JOIN report_fields f ON f.document = d.id"
        f" WHERE d.is_current AND d.model = {_literal(model.model)} GROUP BY d.id, {about}"
    )
    statements = ["\n".join(lines)]
    if dialect == "postgresql":
        statements.append(f"COMMENT ON VIEW {_quoted(name)} IS {_literal(model.name)}")
        statements += [
            f"COMMENT ON COLUMN {_quoted(name)}.{_quoted(column.name)} IS {_literal(column.comment)}"
            for column in columns
        ]
    return name, statements


def _pivot(column: Column, number: str) -> str:
    value = "f.text" if column.is_text else number
    return f", max(CASE WHEN f.key = {_literal(column.key)} THEN {value} END) AS {_quoted(column.name)}"


def _remark(column: Column) -> str:
    return f" /* {column.comment.replace('*/', '* /')} */"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
