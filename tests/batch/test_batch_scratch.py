from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from batch.broken_work import by_name
from extractor.batch.fingerprint import Fingerprint
from extractor.batch.inputs import find_inputs
from extractor.batch.jobs import Identity, Limits, ReadJob
from extractor.batch.ledger import Ledger
from extractor.batch.local_executor import LocalExecutor
from extractor.batch.locators import Locator
from extractor.batch.plan import make_plan, scratch_in
from extractor.batch.scratch import Scratch
from extractor.batch.stage import run_batch
from extractor.batch.stores import remove_unfinished
from extractor.config import Settings

KILLED = """
import os, sys, signal
from pathlib import Path
from extractor.batch.scratch import Scratch
scratch = Scratch(Path(sys.argv[1]))
(scratch.path / "copy").write_text("left")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_directory_goes_when_it_is_closed(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "work")
    (scratch.path / "copy").write_text("x")
    scratch.close()
    assert list((tmp_path / "work").iterdir()) == []


def test_what_a_killed_process_left_goes_when_the_next_begins(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, timeout=60)
    (left,) = tmp_path.iterdir()
    assert (left / "copy").exists()
    other = Scratch(tmp_path)
    assert not left.exists()
    other.close()


def test_the_directory_of_a_run_that_lives_is_left_alone(tmp_path: Path) -> None:
    first, second = Scratch(tmp_path), Scratch(tmp_path)
    assert first.path.exists()
    for scratch in (first, second):
        scratch.close()


def test_copies_of_workers_are_beside_the_results(tmp_path: Path) -> None:
    executor = LocalExecutor(1, work=by_name, scratch=scratch_in(str(tmp_path)))
    job = ReadJob(Locator("/in/temporary.pdf"), "n", "0" * 64, "/out/x", Settings(), Limits(), "f")
    outcome = executor.perform(job).result(timeout=60)
    assert outcome.failure is not None
    assert Path(outcome.failure.message).is_relative_to(tmp_path / ".work")
    executor.close()
    assert list((tmp_path / ".work").iterdir()) == []


@pytest.mark.parametrize("out", ["s3://bucket/out", "memory://out"])
def test_with_results_in_a_store_copies_are_where_the_system_keeps_them(out: str) -> None:
    assert scratch_in(out) is None


def test_a_half_written_result_of_a_dead_run_goes_when_it_is_buried(tmp_path: Path) -> None:
    source, out = tmp_path / "a.txt", tmp_path / "out"
    source.write_text("no document, so that nothing is read")
    plan, sha256 = make_plan(str(out), Settings(), Limits()), "0" * 64
    ledger = Ledger(out / "ledger.sqlite")
    run = ledger.begin_run(Fingerprint("f", "1", {}))
    locator = Locator("/in/a.pdf")
    ledger.record_identity(run, Identity(locator, sha256), "")
    ledger.claim(run, sha256, locator, "f", retry_failed=False)
    with ledger.changes():
        ledger._db.execute("UPDATE runs SET process_started = 1")  # of a process that had this number once
    ledger.close()
    left = Path(plan.target_of(sha256)).parent / ".extractor-1234.part"
    left.parent.mkdir(parents=True)
    left.write_text("half")
    run_batch(find_inputs([str(source)]), plan, out / "ledger.sqlite", LocalExecutor(1))
    assert not left.exists()


def test_results_are_no_leftovers(tmp_path: Path) -> None:
    result = tmp_path / "x.json"
    result.write_text("{}")
    remove_unfinished(str(result))
    assert result.exists()
