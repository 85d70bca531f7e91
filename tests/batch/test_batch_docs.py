"""docs/batch.md says what is so."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
import typer

from extractor import cli
from extractor.batch.ledger import Ledger
from extractor.settings_options import settings_of

PAGE = (Path(__file__).parent.parent.parent / "docs" / "batch.md").read_text(encoding="utf-8")
(SQL,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
QUERIES = [query for query in SQL.split(";\n") if query.strip()]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.strip().splitlines()[0])
def test_the_queries_are_ones(query: str, tmp_path: Path) -> None:
    Ledger(tmp_path / "ledger.sqlite").close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as book:
        assert book.execute(query).fetchall() == []
    book.close()


@pytest.mark.parametrize("command", ["batch", "watch"])
def test_every_option_of_its_own_is_explained(command: str) -> None:
    options = typer.main.get_command(cli.app).commands[command].params
    common = {f"--{name.replace('_', '-')}" for name in settings_of.__annotations__}
    own = {name for option in options for name in option.opts if name.startswith("--")} - common - {"--help"}
    assert {name for name in own - {"--output"} if name not in PAGE} == set()
