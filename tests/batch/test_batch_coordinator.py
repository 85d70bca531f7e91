from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from extractor.batch.coordinator import Totals
from extractor.batch.events import Event
from extractor.batch.inputs import Found, find_inputs
from extractor.batch.jobs import Failure, Identity, Job, Limits, Outcome, ReadJob
from extractor.batch.ledger import Ledger
from extractor.batch.locators import Locator
from extractor.batch.plan import Plan, make_plan
from extractor.batch.stage import run_batch
from extractor.batch.stopping import StopRequest
from extractor.batch.stores import put
from extractor.batch.work import identify
from extractor.config import OcrSettings, Settings
from extractor.errors import SchedulerLostError

T = TypeVar("T")


@dataclass
class ScriptedExecutor:
    """Answers at once, with what a test says of a file name: outcomes in turn, the last of them for ever."""

    script: dict[str, list[Outcome]] = field(default_factory=dict)
    slots: int = 2
    read_names: list[str] = field(default_factory=list)
    closed: list[bool] = field(default_factory=list)

    def identify(self, locator: Locator, limit: int) -> Future[Identity]:
        return _settled(identify(locator, limit))

    def perform(self, job: Job) -> Future[Outcome]:
        self.read_names.append(job.locator.file_name)
        answers = self.script.get(job.locator.file_name, [Outcome("done", pages=3)])
        outcome = answers.pop(0) if len(answers) > 1 else answers[0]
        if outcome.state == "done":
            put(job.target, job.name.encode() if isinstance(job, ReadJob) else b"")
        return _settled(outcome)

    def close(self, *, now: bool = False) -> None:
        self.closed.append(now)


def _settled(value: T) -> Future[T]:
    future: Future[T] = Future()
    future.set_result(value)
    return future


def failed(kind: str, *, transient: bool) -> Outcome:
    return Outcome("failed", failure=Failure(kind, f"{kind} happened", 4, transient))


@dataclass
class Bench:
    """An archive, an output directory, and what a run over them said."""

    folder: Path
    out: Path
    executor: ScriptedExecutor = field(default_factory=ScriptedExecutor)
    events: list[Event] = field(default_factory=list)

    def file(self, name: str, content: str = "") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.7 " + (content or name).encode())
        return path

    def run(
        self,
        settings: Settings | None = None,
        inputs: Iterator[Found | None] | None = None,
        stop: StopRequest | None = None,
        *,
        retry_failed: bool = False,
    ) -> Totals:
        self.events.clear()
        self.executor.read_names.clear()
        found = find_inputs([str(self.folder)]) if inputs is None else inputs
        plan = self.plan(settings, retry_failed=retry_failed)
        return run_batch(found, plan, self.ledger_path, self.executor, self.events.append, stop)

    def plan(self, settings: Settings | None = None, *, retry_failed: bool = False) -> Plan:
        return make_plan(str(self.out), settings or Settings(), Limits(), retry_failed=retry_failed)

    @property
    def ledger_path(self) -> Path:
        return self.out / "ledger.sqlite"

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    (tmp_path / "in").mkdir()
    return Bench(tmp_path / "in", tmp_path / "out")


def test_each_document_is_read_once_and_a_second_run_reads_none(bench: Bench) -> None:
    bench.file("a.pdf")
    bench.file("deep/b.pdf")
    assert bench.run().counts["done"] == 2
    totals = bench.run()
    assert bench.executor.read_names == []
    assert totals.counts["known"] == 2


def test_a_content_under_two_names_is_read_once_and_carries_the_first(bench: Bench) -> None:
    bench.file("b.pdf", "same")
    bench.file("a.pdf", "same")
    totals = bench.run()
    assert bench.executor.read_names == ["a.pdf"]
    assert totals.counts["known"] == 1
    (result,) = bench.out.glob("documents/*/*/*.json")
    assert result.read_text() == "a.pdf"


def test_what_is_no_document_is_skipped_and_does_not_change_the_exit_code(bench: Bench) -> None:
    (bench.folder / "notes.txt").write_text("hello")
    totals = bench.run()
    assert bench.kinds() == ["skipped"]
    assert totals.exit_code == 0


def test_an_input_that_is_not_there_is_reported_and_sets_the_exit_code(bench: Bench) -> None:
    totals = bench.run(inputs=find_inputs([str(bench.folder / "missing.pdf")]))
    assert bench.kinds() == ["unreadable"]
    assert totals.exit_code == 4


def test_a_transient_failure_is_tried_once_more(bench: Bench) -> None:
    bench.file("a.pdf")
    bench.executor.script["a.pdf"] = [failed("crash", transient=True), Outcome("done", pages=1)]
    totals = bench.run()
    assert bench.kinds() == ["found", "retried", "done"]
    assert totals.exit_code == 0


def test_a_failure_of_the_document_itself_is_not_tried_again_until_asked(bench: Bench) -> None:
    bench.file("a.pdf")
    bench.executor.script["a.pdf"] = [failed("DamagedFileError", transient=False)]
    assert bench.run().exit_code == 4
    assert bench.executor.read_names == ["a.pdf"]
    assert bench.run().exit_code == 4
    assert bench.kinds() == ["failed-before"]
    bench.run(retry_failed=True)
    assert bench.kinds() == ["found", "failed"]


def test_a_changed_setting_reads_again_and_says_what_is_different(bench: Bench) -> None:
    bench.file("a.pdf")
    bench.run()
    bench.run(Settings(ocr=OcrSettings(engine="tesseract")))
    assert bench.kinds() == ["changed", "found", "done"]
    assert bench.events[0].note == "ocr.engine rapidocr -> tesseract"


def test_a_setting_that_changes_no_result_reads_nothing_again(bench: Bench) -> None:
    bench.file("a.pdf")
    bench.run()
    bench.run(Settings(ocr=OcrSettings(threads=1)))
    assert bench.kinds() == ["known"]


def test_a_result_that_is_gone_is_made_again(bench: Bench) -> None:
    bench.file("a.pdf")
    bench.run()
    (result,) = bench.out.glob("documents/*/*/*.json")
    result.unlink()
    bench.run()
    assert bench.kinds() == ["found", "done"]
    assert result.exists()


def test_a_file_whose_content_changed_is_read_again(bench: Bench) -> None:
    bench.file("a.pdf", "old")
    bench.run()
    bench.file("a.pdf", "newer")
    bench.run()
    assert bench.kinds() == ["found", "done"]


def test_a_document_of_a_run_that_lives_is_left_to_it(bench: Bench) -> None:
    path = bench.file("a.pdf")
    other = Ledger(bench.ledger_path)
    run = other.begin_run(bench.plan().fingerprint)
    identity = identify(Locator(str(path)), 1 << 20)
    other.record_identity(run, identity, "")
    other.claim(run, identity.sha256, identity.locator, "x", retry_failed=False)
    bench.run()
    assert bench.kinds() == ["elsewhere"]
    other.end_run(run)
    other.close()
    bench.run()
    assert "done" in bench.kinds()


def test_a_stop_request_begins_nothing_more(bench: Bench) -> None:
    bench.file("a.pdf")
    stop = StopRequest()
    stop.ask()
    totals = bench.run(stop=stop)
    assert totals.stopped
    assert bench.executor.read_names == []


def test_inputs_may_pause(bench: Bench) -> None:
    path = bench.file("a.pdf")

    def arriving() -> Iterator[Found | None]:
        yield None
        yield Locator(str(path))
        yield None

    assert bench.run(inputs=arriving()).counts["done"] == 1


class LosingExecutor(ScriptedExecutor):
    """Its workers are gone when it comes to "lost.pdf"."""

    def perform(self, job: Job) -> Future[Outcome]:
        if job.locator.file_name != "lost.pdf":
            return super().perform(job)
        future: Future[Outcome] = Future()
        future.set_exception(SchedulerLostError("tcp://host:1"))
        return future


def test_workers_that_are_lost_end_the_run_and_what_was_done_stays_on_record(bench: Bench) -> None:
    bench.file("a.pdf")
    bench.file("lost.pdf")
    bench.executor = LosingExecutor()
    with pytest.raises(SchedulerLostError, match="the same command goes on"):
        bench.run()
    assert bench.executor.closed == [True]
    bench.executor = ScriptedExecutor()
    bench.run()
    assert bench.executor.read_names == ["lost.pdf"]
    assert "freed" not in bench.kinds()


def test_inputs_that_need_no_reading_are_not_waited_for(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive that was read before has nothing to wait for, however many inputs it has."""
    for number in range(100):
        bench.file(f"{number}.pdf", "same")
    bench.run()
    monkeypatch.setattr("extractor.batch.coordinator.LOOK_SECONDS", 60.0)
    began = time.monotonic()
    assert bench.run().counts["known"] == 100
    assert time.monotonic() - began < 60
