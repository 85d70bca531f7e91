"""Which jobs are handed to the coordinator, and which can still be cancelled."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from extractor.batch.events import Event
from extractor.batch.fingerprint import Fingerprint
from extractor.batch.jobs import Failure, Identity
from extractor.batch.ledger import Ledger
from extractor.batch.locators import Locator
from extractor.serve.job_book import RUNNING, WAITING, BusyJobError, JobBook, NoJobError, QueueFullError
from extractor.serve.job_queue import LOOK_FOR_LOST_SECONDS, JobQueue

FINGERPRINT = Fingerprint("f", "1", {})
MISSING = Failure("InputError", "it is not there", 4)


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    """A ledger with jobs a, b, c, … and a queue of two over it."""

    folder: Path

    def __post_init__(self) -> None:
        self.clock = Clock()
        self.ledger = self.folder / "ledger.sqlite"
        self.book = JobBook(self.ledger)
        self.queue = JobQueue(self.book, 2, self.clock)
        for name in "abc":
            self.book.add(name, self.upload(name), 1, 100)

    def upload(self, name: str) -> Locator:
        return Locator(str(self.folder / name), label=f"{name}.pdf")

    def identify(self, name: str, failure: Failure | None) -> None:
        """What the coordinator does with an input: into the ledger, then told."""
        with closing(Ledger(self.ledger)) as ledger:
            run = ledger.begin_run(FINGERPRINT)
            identity = Identity(self.upload(name), "" if failure else "0" * 64, 1, failure=failure)
            ledger.record_identity(run, identity, "")
            if failure is None:
                ledger.claim(run, identity.sha256, identity.locator, "f", retry_failed=False)
        self.queue.note(Event("unreadable" if failure else "found", identity.locator))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_jobs_are_given_in_their_order_and_no_more_than_the_window(desk: Desk) -> None:
    inputs = desk.queue.inputs()
    assert [next(inputs) for _ in range(4)] == [desk.upload("a"), desk.upload("b"), None, None]
    desk.identify("a", MISSING)
    assert [next(inputs) for _ in range(2)] == [desk.upload("c"), None]


def test_a_given_input_carries_the_name_that_the_client_gave(desk: Desk) -> None:
    given = next(desk.queue.inputs())
    assert given is not None
    assert (given.file_name, str(given)) == ("a.pdf", "a.pdf")


def test_what_was_given_cannot_be_cancelled_and_what_waits_can(desk: Desk) -> None:
    inputs = desk.queue.inputs()
    assert next(inputs) == desk.upload("a")
    with pytest.raises(BusyJobError):
        desk.queue.forget("a", desk.folder)
    desk.queue.forget("c", desk.folder)
    with pytest.raises(NoJobError):
        desk.queue.forget("c", desk.folder)
    desk.identify("a", MISSING)
    desk.queue.forget("a", desk.folder)
    assert [job.id for job in desk.book.page(None, 10, None)] == ["b"]


def test_a_queue_that_is_full_takes_no_more(desk: Desk) -> None:
    with pytest.raises(QueueFullError):
        desk.book.add("d", desk.upload("d"), 1, 3)
    assert desk.book.counts() == (3, 0)


@pytest.mark.parametrize(("query", "order"), [(WAITING, "fjdfj"), (RUNNING, "dfj")])
def test_what_every_upload_asks_for_begins_with_the_few_rows_that_wait(desk: Desk, query: str, order: str) -> None:
    with sqlite3.connect(desk.ledger) as db:
        steps = [row[3].split() for row in db.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert "".join(step[1] for step in steps if step[0] in ("SEARCH", "SCAN")) == order
    assert [step for step in steps if step[0] == "SCAN"] == []


def test_a_document_of_a_run_that_died_meanwhile_is_given_in_the_end(desk: Desk) -> None:
    desk.identify("a", None)
    assert desk.book.counts() == (2, 1)
    with sqlite3.connect(desk.ledger) as db:
        db.execute("UPDATE runs SET pid = 1 << 30")
    inputs = desk.queue.inputs()
    assert [next(inputs) for _ in range(3)] == [desk.upload("b"), desk.upload("c"), None]
    desk.identify("b", MISSING)
    assert next(inputs) is None
    desk.clock.now = LOOK_FOR_LOST_SECONDS + 1
    assert [next(inputs) for _ in range(2)] == [desk.upload("a"), None]
