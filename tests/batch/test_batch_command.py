"""The command itself, in processes of its own, which are killed, interrupted and run side by side."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
PATIENCE = 240


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve documents with text layers, each with a content of its own."""
    folder = tmp_path_factory.mktemp("archive")
    content = (FIXTURES / "township-2020" / "digital.pdf").read_bytes()
    for number in range(12):
        (folder / f"{number:02}.pdf").write_bytes(content + b"\n%% copy %d\n" % number)
    return folder


@pytest.fixture(scope="module")
def undisturbed(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed")
    run(archive, out)
    return results(out)


def begin(archive: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "extractor", "batch", str(archive), "-o", str(out), *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)


def run(archive: Path, out: Path, *options: str) -> str:
    """A batch from beginning to end, and what it said."""
    process = begin(archive, out, *options)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    return said


def results(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.glob("documents/*/*/*.json")}


def rows(out: Path, question: str) -> list[tuple[object, ...]]:
    book = sqlite3.connect(out / "ledger.sqlite")
    try:
        return book.execute(question).fetchall()
    finally:
        book.close()


def wait_for_results(out: Path, count: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(results(out)) < count and time.monotonic() < deadline:
        time.sleep(0.05)


def test_a_batch_that_is_killed_again_and_again_ends_as_one_that_was_not(
    archive: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    chance = random.Random(5)
    for done in (0, 3, 7):
        process = begin(archive, tmp_path)
        wait_for_results(tmp_path, done)
        time.sleep(chance.uniform(0, 0.5))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    run(archive, tmp_path)
    assert results(tmp_path) == undisturbed
    assert rows(tmp_path, "SELECT state, count(*) FROM documents GROUP BY state") == [("done", 12)]
    assert rows(tmp_path, "SELECT count(*) FROM attempts WHERE state = 'done'") == [(12,)]


def test_ctrl_c_finishes_what_was_begun_and_the_same_command_goes_on(
    archive: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    process = begin(archive, tmp_path)
    wait_for_results(tmp_path, 1)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "the same command goes on" in said
    assert "Traceback" not in said
    assert rows(tmp_path, "SELECT count(*) FROM documents WHERE state = 'running'") == [(0,)]
    run(archive, tmp_path)
    assert results(tmp_path) == undisturbed


def test_sigterm_puts_back_what_was_begun(archive: Path, tmp_path: Path) -> None:
    process = begin(archive, tmp_path)
    wait_for_results(tmp_path, 1)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert rows(tmp_path, "SELECT count(*) FROM documents WHERE state = 'running'") == [(0,)]


def test_two_batches_on_one_output_share_the_work(archive: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    both = [begin(archive, tmp_path, "--workers", "1") for _ in range(2)]
    for process in both:
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said
    assert results(tmp_path) == undisturbed
    assert rows(tmp_path, "SELECT count(*) FROM attempts") == [(12,)]


def test_events_are_lines_of_json(archive: Path, tmp_path: Path) -> None:
    one = archive / "00.pdf"
    events = [json.loads(line) for line in run(one, tmp_path, "--log-json", "--compress").splitlines()]
    assert [event["event"] for event in events] == ["found", "done"]
    assert events[-1]["input"] == str(one)
    assert events[-1]["pages"] > 0
    assert len(list(tmp_path.glob("documents/*/*/*.json.gz"))) == 1


def test_a_batch_without_inputs_says_what_it_wants(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "extractor", "batch", "-o", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ended.returncode == 4
    assert "There is no input" in ended.stderr


def test_status_says_what_is_done_and_what_failed_and_why(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    begin(tmp_path / "broken.pdf", tmp_path / "out", "-q", str(archive / "01.pdf")).communicate(timeout=PATIENCE)
    command = [sys.executable, "-m", "extractor", "status", str(tmp_path / "out")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert "1 done, 1 failed" in ended.stdout
    assert "DamagedFileError" in ended.stdout
    said = subprocess.run([*command, "--json"], capture_output=True, text=True, timeout=PATIENCE, check=True)
    (failure,) = json.loads(said.stdout)["failures"]
    assert failure["input"] == str(tmp_path / "broken.pdf")
