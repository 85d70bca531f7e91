"""The whole hostile corpus in one batch: every input ends, the good ones are read, and nothing is left elsewhere."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from fixture_hostile import CASES
from hostile_archives import ARCHIVES, write_awkward_names, write_links

PATIENCE = 900
SLOW = {"many.zip"}
"""Tried by the tests of archives: 100,000 members take minutes in a ledger."""
GIVEN_UP = {"memory", "page-timeout", "file-timeout", "crash"}


@pytest.mark.slow
def test_a_hostile_archive_ends_in_named_errors_and_documents(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    files = {case.name: case.write(folder) for case in CASES}
    for name, (_, make) in ARCHIVES.items():
        if name not in SLOW:
            (folder / name).write_bytes(make())
    awkward = tmp_path / "in" / "names"
    awkward.mkdir()
    names = write_awkward_names(awkward)
    write_links(folder)
    before = {path for path in tmp_path.rglob("*") if out not in path.parents and path != out}

    command = [sys.executable, "-m", "extractor", "batch", str(folder), "-o", str(out), "--log-json", "--ocr", "never"]
    limits = ["--page-seconds", "8", "--file-seconds", "60", "--memory", "1000", "--max-bytes", "20000000"]
    ended = subprocess.run([*command, *limits], capture_output=True, text=True, timeout=PATIENCE, check=False)

    assert "Traceback" not in ended.stderr
    assert ended.returncode == 6
    events = [json.loads(line) for line in ended.stderr.splitlines()]
    assert all(event.get("message", "x").strip() for event in events)
    assert {path for path in tmp_path.rglob("*") if out not in path.parents and path != out} == before
    book = sqlite3.connect(out / "ledger.sqlite")
    states = dict(book.execute("SELECT state, count(*) FROM documents GROUP BY state").fetchall())
    assert set(states) == {"done", "failed"}
    ends = dict(
        book.execute(
            "SELECT f.place, coalesce(d.error_kind, d.state) FROM files f JOIN documents d ON d.sha256 = f.sha256"
        ).fetchall()
    )
    for case in CASES:
        end = ends.get(str(files[case.name]))
        if case.outcome.needs_process:
            assert end in GIVEN_UP, case.name
        elif case.outcome.error is None and case.password is None and end is not None:
            assert end == "done" or case.large, case.name
    assert {ends[str(path)] for path in names if str(path) in ends} == {"done"}
    book.close()
