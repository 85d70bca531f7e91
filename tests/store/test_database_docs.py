"""docs/database.md says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine, text
from stored_documents import as_json

from extractor import cli
from extractor.document import Cell, Document
from extractor.store.loading import load_json
from extractor.store.schema import METADATA
from report_documents import PROACTIVE, applications, report_b, reported, rows_of, table

PAGE = (Path(__file__).parents[2] / "docs" / "database.md").read_text(encoding="utf-8")
(SQL,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
QUERIES = dict(query.strip().split("\n", 1) for query in SQL.split(";\n") if query.strip())
APPLICATIONS, LABEL, EQUATIONS, SUSPECTS, CHANGES, TEXT = QUERIES


def of_year(year: int) -> Document:
    """A report that is right, but for one sum in 2021, and one cell that was read without certainty in 2022."""

    def doubtful(cell: Cell) -> Cell:
        is_it = year == 2022 and (cell.row, cell.col) == (5, 4)
        return cell.model_copy(update={"status": "suspect", "reading": "suspect", "confidence": 0.5}) if is_it else cell

    three = applications()
    three[3][-1] = str(int(three[3][-1]) + (year == 2021))
    two = table(rows_of(PROACTIVE), "t1", 2)
    title = f"大湾镇人民政府{year}年政府信息公开工作年度报告"
    document = reported(report_b(three, [two], title=title, source="ocr", edit=doubtful))
    about = document.source.model_copy(update={"sha256": str(year) * 16, "file_name": f"{year}.pdf"})
    return document.model_copy(update={"source": about})


@pytest.fixture
def filled(engine: Engine) -> Engine:
    for year in (2021, 2022):
        load_json(engine, as_json(of_year(year)), f"{year}.json")
    return engine


def answer(engine: Engine, question: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(QUERIES[question].replace(":", r"\:")))]


def test_the_questions_have_the_right_answers(filled: Engine) -> None:
    right = int(applications()[3][-1])
    assert [(year, count, int(received)) for year, count, _, received in answer(filled, APPLICATIONS)] == [
        (2021, 1, right + 1),
        (2022, 1, right),
    ]
    assert [(year, unit, n, float(total)) for year, unit, n, total in answer(filled, LABEL)] == [
        (2021, "万元", 1, 692.59),
        (2022, "万元", 1, 692.59),
    ]
    assert {row[0] for row in answer(filled, EQUATIONS)} == {"2021.pdf"}
    assert ("2022.pdf", 0.5) in {(row[1], row[5]) for row in answer(filled, SUSPECTS)}
    assert [(*row[:2], row[3] and int(row[3])) for row in answer(filled, CHANGES)] == [
        ("大湾镇人民政府", 2021, None),
        ("大湾镇人民政府", 2022, -1),
    ]
    assert [(name, "人员变动" in said) for name, _, said in answer(filled, TEXT)] == [
        ("2021.pdf", True),
        ("2022.pdf", True),
    ]


def test_every_table_and_view_is_explained(filled: Engine) -> None:
    tables = set(METADATA.tables) - {"report_views"}
    assert {name for name in tables if f"`{name}`" not in PAGE} == set()


@pytest.mark.parametrize("command", ["load", "show"])
def test_every_option_is_explained(command: str) -> None:
    options = typer.main.get_command(cli.app).commands[command].params
    own = {name for option in options for name in option.opts if name.startswith("--")} - {"--help"}
    elsewhere = {"--output", "--quiet", "--password", "--tables", "--locale"}
    assert {name for name in own - elsewhere if name not in PAGE} == set()
