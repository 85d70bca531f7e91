"""docs/guide.md is done as it says, on a real PostgreSQL, and its answers are those of the page."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from extractor.store.database import open_database

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
ANSWERS = re.findall(r"```sql\n(.*?)```\n\n```\n(.*?)```", GUIDE, re.DOTALL)
COMMANDS = re.findall(r"^extractor (?:batch|show .*-o).*$", GUIDE, re.MULTILINE)
ID = re.compile(r"\b\d+(/t\d+/\d+/\d+)\b")
"""Of a cell; its document has the number of the order in which workers have ended."""
FIGURES = json.loads((ROOT / "fixtures" / "archive" / "figures.json").read_text(encoding="utf-8"))["reports"]


def run(command: str, url: str, folder: Path) -> str:
    """A command of the page, with another database and output, told from the page's by their names."""
    words = [url if word == "postgresql:///reports" else word for word in shlex.split(command)[1:]]
    words[words.index("-o") + 1] = str(folder / words[words.index("-o") + 1])
    done = subprocess.run([sys.executable, "-m", "extractor", *words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guide")


@pytest.fixture
def filled(new_postgres: str, folder: Path) -> Engine:
    batch, _ = COMMANDS
    run(batch, new_postgres, folder)
    return open_database(new_postgres)


def shown(engine: Engine, query: str) -> str:
    """An answer as the page has it."""
    with engine.connect() as connection:
        result = connection.execute(text(query.replace("::", r"\:\:")))
        rows: list[Sequence[object]] = [list(result.keys()), *result]
    lines = (" | ".join("" if value is None else str(value) for value in row) + "\n" for row in rows)
    return ID.sub(r"1\1", "".join(lines))


def test_the_guide_is_true(filled: Engine, folder: Path) -> None:
    try:
        answers = [shown(filled, query) for query, _ in ANSWERS]
        assert answers == [answer for _, answer in ANSWERS]
        _, show = COMMANDS
        with filled.connect() as connection:
            (cell,) = connection.execute(
                text("SELECT DISTINCT cell_id FROM current_findings WHERE severity = 'warning'")
            )
        said = run(ID.sub(cell[0], show), filled.url.render_as_string(hide_password=False), folder)
    finally:
        filled.dispose()
    assert "柳河乡-2020.pdf" in said
    assert (folder / "cell.png").read_bytes().startswith(b"\x89PNG")


def test_the_answers_are_what_was_printed() -> None:
    totals = [line.split(" | ") for line in ANSWERS[0][1].splitlines()[1:]]
    for year, reports, received, persons in totals:
        those = [figures for figures in FIGURES.values() if figures["year"] == int(year)]
        assert [len(those), *(sum(f[name] for f in those) for name in ("new", "persons"))] == list(
            map(int, (reports, received, persons))
        )
    assert len(totals) == 3
