from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from stored_documents import as_json, column

from extractor.document import Document
from extractor.reports.format import ReportModel
from extractor.store.loading import load_json
from extractor.store.report_views import LONGEST_NAME, columns_of, refresh_report_views, view_name
from report_documents import FORM_B, MODELS, report_b, reported

KEY = "applications.newReceived.naturalPerson"


def report(sha256: str = "ab" * 32, year: int = 2022) -> Document:
    document = reported(report_b(title=f"大湾镇人民政府{year}年政府信息公开工作年度报告"))
    return document.model_copy(update={"source": document.source.model_copy(update={"sha256": sha256})})


def test_a_report_is_one_row_with_its_values_under_their_keys(engine: Engine) -> None:
    document = report()
    load_json(engine, as_json(document), "a.json")
    with engine.connect() as connection:
        row = connection.execute(text(f"SELECT * FROM {view_name(FORM_B.model)}")).mappings().one()
    assert (row["organisation"], row["year"]) == ("大湾镇人民政府", 2022)
    names = {column.key: column.name for column in columns_of(FORM_B)}
    fields = {field.key: field.number for field in document.report.fields}
    assert set(names) >= set(fields)
    assert {key: float(row[names[key]]) for key, number in fields.items() if number} == {
        key: float(number) for key, number in fields.items() if number
    }
    assert len([number for number in fields.values() if number]) > 100


def test_numbers_of_a_view_are_compared_as_numbers(engine: Engine) -> None:
    load_json(engine, as_json(report()), "a.json")
    (number,) = column(engine, f'SELECT "{KEY}" FROM report_annual_disclosure_b')
    assert column(engine, f'SELECT 1 FROM report_annual_disclosure_b WHERE "{KEY}" < {int(number) + 100}') == [1]


@pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
def test_names_of_columns_are_short_enough_and_differ(model: ReportModel) -> None:
    names = [column.name for column in columns_of(model)]
    assert len(names) == len(set(names))
    assert max(len(name.encode()) for name in names) <= LONGEST_NAME
    assert all(column.name == column.key or column.key in column.comment for column in columns_of(model))


def test_units_are_in_the_comments(engine: Engine) -> None:
    name = next(column.name for column in columns_of(FORM_B) if "unit:" in column.comment)
    if engine.dialect.name == "postgresql":
        comments = "SELECT col_description('report_annual_disclosure_b'::regclass, attnum) FROM pg_attribute"
        (comment,) = column(
            engine, f"{comments} WHERE attrelid = 'report_annual_disclosure_b'::regclass AND attname = '{name}'"
        )
    else:
        (comment,) = column(engine, "SELECT sql FROM sqlite_master WHERE name = 'report_annual_disclosure_b'")
    assert "unit: " in str(comment)


def test_a_view_is_made_anew_when_its_model_changes(engine: Engine) -> None:
    load_json(engine, as_json(report()), "a.json")
    changed = FORM_B.model_copy(update={"derived": {"own.figure": next(iter(FORM_B.derived.values()))}})
    refresh_report_views(engine, [changed])
    assert column(engine, 'SELECT "own.figure" FROM report_annual_disclosure_b') == [None]
    refresh_report_views(engine, [FORM_B])
    assert column(engine, 'SELECT "metrics.disclosureRate" FROM report_annual_disclosure_b') != [None]
