"""`extractor batch --database` as a user starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from stored_documents import counts

from extractor.batch.events import Event
from extractor.batch.jobs import Limits
from extractor.batch.plan import make_plan
from extractor.batch_database import DatabaseFeed
from extractor.config import Settings
from extractor.store.database import open_database

PAGE = Path(__file__).parent.parent.parent / "fixtures" / "header-repeated" / "page.pdf"
ROOM = 120.0


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Four documents, one of them under two names."""
    folder = tmp_path / "archive"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.pdf").write_bytes(PAGE.read_bytes() + b"\n%% %d" % number)
    (folder / "again.pdf").write_bytes((folder / "0.pdf").read_bytes())
    return folder


def begin(archive: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "extractor", "batch", str(archive), "-o", str(archive.parent / "out")]
    return subprocess.Popen([*command, "--workers", "1", *options], stderr=subprocess.PIPE, text=True)


def run(archive: Path, *options: str) -> tuple[int, str]:
    process = begin(archive, *options)
    said = process.communicate(timeout=ROOM)[1]
    return process.returncode, said


def in_database(url: str) -> list[int]:
    engine = open_database(url)
    try:
        return counts(engine, "documents", "current_documents")
    finally:
        engine.dispose()


def test_each_result_is_in_the_database_once_and_those_of_earlier_runs_too(archive: Path, url: str) -> None:
    assert run(archive, "--quiet") == (0, "")
    code, said = run(archive, "--database", url)
    assert (code, "database: 5 documents: 4 new, 1 there already" in said) == (0, True)
    (archive / "new.pdf").write_bytes(PAGE.read_bytes() + b"\n%% new")
    code, said = run(archive, "--database", url)
    assert (code, "1 new" in said, in_database(url)) == (0, True, [5, 5])


def test_a_batch_that_was_killed_loads_what_is_missing(archive: Path, url: str) -> None:
    process = begin(archive, "--database", url)
    deadline = time.monotonic() + ROOM
    while not list((archive.parent / "out").glob("documents/*/*/*.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert run(archive, "--database", url, "--quiet") == (0, "")
    assert in_database(url) == [4, 4]


def test_a_database_that_cannot_be_used_is_said_before_anything_is_read(archive: Path) -> None:
    code, said = run(archive, "--database", "postgresql://127.0.0.1:1/x")
    assert (code, "cannot be used" in said, (archive.parent / "out" / "documents").exists()) == (7, True, False)


def test_what_cannot_be_loaded_stops_nothing_and_is_said(archive: Path, url: str) -> None:
    run(archive, "--quiet", "--database", url)
    engine = open_database(url)
    with engine.begin() as connection:
        for table in ("current_findings", "current_cells"):
            connection.execute(text(f"DROP VIEW {table}"))
        connection.execute(text("DELETE FROM cells"))
        connection.execute(text("ALTER TABLE cells RENAME TO hidden"))
    engine.dispose()
    (archive / "new.pdf").write_bytes(PAGE.read_bytes() + b"\n%% new")
    code, said = run(archive, "--database", url)
    assert (code, "1 results are not in the database" in said) == (7, True)
    assert len(list((archive.parent / "out").glob("documents/*/*/*.json"))) == 5
    assert in_database(url) == [4, 4]


def test_a_result_that_another_run_is_making_is_left_to_it(tmp_path: Path, url: str) -> None:
    feed = DatabaseFeed(url, make_plan(str(tmp_path), Settings(), Limits()))
    with feed:
        feed(Event("known", sha256="00" * 32))
        feed(Event("found", sha256="00" * 32))
    assert (feed.totals.loaded.total(), feed.trouble) == (0, None)
    with DatabaseFeed(url, make_plan(str(tmp_path), Settings(), Limits())) as feed:
        feed(Event("done", sha256="00" * 32))
    assert feed.trouble is not None
