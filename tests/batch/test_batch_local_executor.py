from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from batch.broken_work import by_name, kept_loaded
from extractor.batch.jobs import Limits, Outcome, ReadJob
from extractor.batch.local_executor import LocalExecutor
from extractor.batch.locators import Locator
from extractor.config import IngestSettings, Settings

LIMITS = Limits(page_seconds=60, file_seconds=60, memory=400 << 20)
FIXTURES = Path(__file__).parents[2] / "fixtures"
SHORT_PAGE, SHORT_FILE = replace(LIMITS, page_seconds=1.5), replace(LIMITS, file_seconds=4.0)


@pytest.fixture(scope="module")
def executor() -> Iterator[LocalExecutor]:
    executor = LocalExecutor(1, work=by_name)
    yield executor
    executor.close(now=True)


def job(name: str, limits: Limits = LIMITS) -> ReadJob:
    return ReadJob(Locator(f"/in/{name}"), name, "0" * 64, "/out/x.json", Settings(), limits, "f")


def outcome_of(executor: LocalExecutor, name: str, limits: Limits = LIMITS) -> Outcome:
    return executor.perform(job(name, limits)).result(timeout=60)


@pytest.mark.parametrize(
    ("name", "limits", "kind", "words"),
    [
        ("segfault.pdf", LIMITS, "crash", "Segmentation fault"),
        ("exit.pdf", LIMITS, "crash", "ended with code 7 after page 1"),
        ("sleep.pdf", SHORT_PAGE, "page-timeout", "without finishing a page, after page 1"),
        ("regex.pdf", SHORT_PAGE, "page-timeout", "--page-seconds"),
        ("grow.pdf", LIMITS, "memory", "400 MiB of memory after page 1"),
        ("slow.pdf", SHORT_FILE, "file-timeout", "--file-seconds"),
    ],
)
def test_a_worker_that_is_lost_costs_one_attempt_and_its_cause_is_known(
    executor: LocalExecutor, name: str, limits: Limits, kind: str, words: str
) -> None:
    lost = outcome_of(executor, name, limits)
    assert lost.failure is not None
    assert (lost.state, lost.failure.kind, lost.failure.transient) == ("failed", kind, True)
    assert words in lost.failure.message
    assert lost.failure.message.startswith(f"/in/{name}")
    assert outcome_of(executor, "ok.pdf").state == "done"


def test_a_worker_does_not_look_through_what_it_has_loaded_for_cycles(tmp_path: Path) -> None:
    path = FIXTURES / "township-2020" / "office.pdf"
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    one_page = Settings(ingest=IngestSettings(pages="1"))
    read = ReadJob(Locator(str(path)), path.name, sha256, str(tmp_path / "x.json"), one_page, Limits(), "f")
    executor = LocalExecutor(1, work=kept_loaded)
    try:
        kept = [executor.perform(read).result(timeout=120).pages for _ in range(2)]
    finally:
        executor.close(now=True)
    assert kept[0] >= kept[1] > 50_000  # all modules, and nothing of the second document


def test_a_worker_stays_warm_from_document_to_document(executor: LocalExecutor) -> None:
    pids = {outcome_of(executor, "ok.pdf").pages for _ in range(3)}
    assert len(pids) == 1


def test_what_a_library_prints_does_not_reach_the_terminal(
    executor: LocalExecutor, capfd: pytest.CaptureFixture[str]
) -> None:
    assert outcome_of(executor, "print.pdf").state == "done"
    assert capfd.readouterr() == ("", "")


def test_ending_at_once_cancels_what_was_begun(tmp_path: Path) -> None:
    executor = LocalExecutor(1, work=by_name)
    running = executor.perform(job("slow.pdf", Limits()))
    waiting = executor.perform(job("ok.pdf"))
    executor.close(now=True)
    assert running.cancelled()
    assert waiting.cancelled()
