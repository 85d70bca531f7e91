"""The loop of a batch: inputs come in, are identified, claimed and read, and the ledger says how far each is.

At any time a few inputs are in hand, whatever their number is in all, so that memory stays flat.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from extractor.batch.events import Event, Kind, Tell
from extractor.batch.executor import Executor
from extractor.batch.inputs import Found
from extractor.batch.jobs import Identity, Job, Outcome, PartJob, ReadJob, parts_of
from extractor.batch.ledger import Claim, Ledger
from extractor.batch.locators import Locator, is_url
from extractor.batch.long_documents import LongDocument, parts_for
from extractor.batch.plan import Plan
from extractor.batch.sources import version_key
from extractor.batch.stopping import StopRequest
from extractor.batch.stores import exists, remove, remove_unfinished
from extractor.errors import ExtractorError

AHEAD = 2
"""Documents that are handed out for each worker, so that none waits for the coordinator."""
IDENTIFIED_AHEAD = 8
"""Inputs that are identified ahead of time for each worker."""
LOOK_SECONDS = 0.2
"""Between two looks at whether to stop, and for new inputs."""
BEAT_SECONDS = 15.0
NOT_READ: dict[Claim, Kind] = {Claim.DONE: "known", Claim.FAILED: "failed-before", Claim.ELSEWHERE: "elsewhere"}
"""What is told of a document that is not claimed."""


@dataclass
class Totals:
    """What a run has done so far.

    Attributes:
        counts: Events by kind.
        pages, suspects: Of the documents read in this run.
        exit_code: The highest of all failures, 0 without any.
        stopped: Whether it was asked to stop before it was through.
    """

    counts: Counter[Kind] = field(default_factory=Counter)
    pages: int = 0
    suspects: int = 0
    exit_code: int = 0
    stopped: bool = False

    def count(self, event: Event) -> None:
        """Add one event."""
        self.counts[event.kind] += 1
        if event.kind == "done" and event.outcome is not None:
            self.pages += event.outcome.pages
            self.suspects += event.outcome.suspects
        if event.kind in ("failed", "unreadable", "failed-before") and event.failure is not None:
            self.exit_code = max(self.exit_code, event.failure.exit_code)


class _Supply(Enum):
    """Whether there are more inputs: now, perhaps later, or never."""

    FLOWING = "flowing"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class _Arrival:
    """An input on its way to be identified."""

    key: str
    identity: Future[Identity]
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class _Ticket:
    """A job, and how often it was tried before."""

    job: Job
    attempts: int


class Coordinator:
    """One run over one ledger, with one executor; used from one thread."""

    def __init__(self, ledger: Ledger, executor: Executor, plan: Plan, tell: Tell, stop: StopRequest) -> None:
        self._ledger, self._executor, self._plan, self._tell, self._stop = ledger, executor, plan, tell, stop
        self._totals = Totals()
        self._arriving: deque[_Arrival] = deque()
        self._reading: dict[Future[Outcome], _Ticket] = {}
        self._queue: deque[_Ticket] = deque()
        self._long: dict[str, LongDocument] = {}
        self._supply = _Supply.FLOWING
        self._in_hand: set[str] = set()
        self._beat = time.monotonic()
        self._changed: set[str] = set()
        self._run = 0

    def run(self, inputs: Iterator[Found | None]) -> Totals:
        """Work through `inputs`; None among them means that there is nothing at the moment, and more may come."""
        self._run = self._ledger.begin_run(self._plan.fingerprint)
        try:
            if freed := self._ledger.bury_dead_runs():
                self._clean_up(freed)
                self._say(Event("freed", note=str(len(freed))))
            self._work(inputs)
        finally:
            self._clean_up(self._ledger.end_run(self._run))
        return self._totals

    def _clean_up(self, freed: Iterable[str]) -> None:
        """Remove what workers that were ended have left half-written."""
        for sha256 in freed:
            remove_unfinished(self._plan.target_of(sha256))

    def _work(self, inputs: Iterator[Found | None]) -> None:
        while True:
            is_asked = self._stop.is_asked  # once a round: a request in the middle of it is the next one's
            if is_asked and not self._totals.stopped:
                self._totals.stopped = True
                self._arriving.clear()
                self._say(Event("stopping", note=str(len(self._reading))))
            if self._stop.is_urgent and is_asked:
                self._executor.close(now=True)
                return
            if not is_asked:
                self._take_in(inputs)
                with self._ledger.changes():
                    self._admit()
            if not self._reading and (is_asked or self._is_through):
                return
            self._wait()
            with self._ledger.changes():
                self._settle()
            self._raise_if_broken()
            self._beat_if_due()

    @property
    def _is_through(self) -> bool:
        return self._supply is _Supply.ENDED and not self._arriving and not self._queue

    def _take_in(self, inputs: Iterator[Found | None]) -> None:
        """Fill the window of inputs that are being identified."""
        while self._supply is not _Supply.ENDED and self._has_window:
            try:
                found = next(inputs)
            except StopIteration:
                self._supply = _Supply.ENDED
                return
            if found is None:
                self._supply = _Supply.PAUSED
                return
            self._supply = _Supply.FLOWING
            self._arriving.append(self._arrival(found))

    @property
    def _has_window(self) -> bool:
        return len(self._arriving) < IDENTIFIED_AHEAD * self._executor.slots

    def _arrival(self, found: Found) -> _Arrival:
        if isinstance(found, Identity):
            return _Arrival("", _settled(found), is_recorded=False)
        try:
            key = version_key(found)
        except ExtractorError:
            key = ""  # identifying it says what is wrong
        if sha256 := self._ledger.known_content(found, key):
            return _Arrival(key, _settled(Identity(found, sha256)), is_recorded=True)
        identity = self._executor.identify(found, self._plan.settings.ingest.max_bytes)
        return _Arrival(key, identity, is_recorded=False)

    def _admit(self) -> None:
        """Claim and hand out what has been identified, in the order in which it came, while there is room."""
        self._hand_out()
        while self._arriving and self._arriving[0].identity.done() and self._has_room and not self._queue:
            arrival = self._arriving.popleft()
            identity = arrival.identity.result()
            if not arrival.is_recorded:
                self._ledger.record_identity(self._run, identity, arrival.key)
            if identity.failure is not None:
                kind: Kind = "unreadable" if identity.is_document else "skipped"
                self._say(Event(kind, identity.locator, failure=identity.failure))
            else:
                self._consider(identity.locator, identity.sha256)
            self._hand_out()

    def _consider(self, locator: Locator, sha256: str) -> None:
        """Read a content, unless that has been done or is being done."""
        if sha256 in self._in_hand:
            self._say(Event("known", locator, sha256))
            return
        granted = self._ledger.claim(
            self._run, sha256, locator, self._plan.fingerprint.digest, retry_failed=self._plan.retry_failed
        )
        if granted.claim is Claim.DONE and self._is_lost(sha256):
            self._ledger.reopen(sha256)
            self._consider(locator, sha256)
        elif granted.claim is Claim.GRANTED:
            self._say_what_changed(granted.previous)
            self._say(Event("found", locator, sha256))
            self._in_hand.add(sha256)
            self._queue.append(_Ticket(self._plan.job(sha256, locator, granted.locator.file_name), granted.attempts))
        else:
            self._say(Event(NOT_READ[granted.claim], locator, sha256, failure=self._ledger.failure_of(sha256)))

    def _is_lost(self, sha256: str) -> bool:
        """Whether a result that was written is gone; only a disk is asked, since a store takes its time."""
        return not is_url(self._plan.out) and not exists(self._plan.target_of(sha256))

    def _say_what_changed(self, previous: str | None) -> None:
        if previous is None or previous in self._changed:
            return
        self._changed.add(previous)
        before = self._ledger.settings_of(previous)
        if before is not None:
            self._say(Event("changed", note="; ".join(self._plan.fingerprint.changes_since(before))))

    def _hand_out(self) -> None:
        """Give the executor of what is queued as much as it has room for."""
        while self._queue and self._has_room:
            ticket = self._queue.popleft()
            self._reading[self._executor.perform(ticket.job)] = ticket

    @property
    def _has_room(self) -> bool:
        return len(self._reading) < AHEAD * self._executor.slots

    def _wait(self) -> None:
        """Until something is done, or it is time to look around; not at all while inputs can be taken in."""
        if self._supply is _Supply.FLOWING and self._has_window and not self._stop.is_asked:
            return
        waited_for: set[Future[Any]] = set(self._reading)
        if self._arriving and self._has_room:
            waited_for.add(self._arriving[0].identity)
        if waited_for:
            wait(waited_for, LOOK_SECONDS, FIRST_COMPLETED)
        else:
            self._stop.wait(LOOK_SECONDS)

    def _settle(self) -> None:
        """Record what workers have ended."""
        for future in [future for future in self._reading if future.done() and not _is_broken(future)]:
            ticket = self._reading.pop(future)
            if future.cancelled():
                self._in_hand.discard(ticket.job.sha256)
                self._ledger.put_back(ticket.job.sha256)
            else:
                self._record(ticket, future.result())

    def _raise_if_broken(self) -> None:
        """End the run where its workers cannot go on; what the others have done is on record by then."""
        for future in self._reading:
            if _is_broken(future):
                future.result()

    def _record(self, ticket: _Ticket, outcome: Outcome) -> None:
        job, attempts = ticket.job, ticket.attempts + 1
        failure = outcome.failure
        if failure is not None and failure.transient and not isinstance(job, PartJob):  # parts share their folder
            remove_unfinished(job.target)
        if failure is not None and failure.transient and attempts < self._plan.attempts:
            self._end_attempt(job, outcome, "retried")
            self._queue.append(_Ticket(job, attempts))
        elif outcome.state == "long" and isinstance(job, ReadJob):
            self._take_apart(job, outcome.pages)
        elif isinstance(job, PartJob) and failure is None:
            self._record_part(job, outcome)
        else:
            self._end(job, outcome)

    def _take_apart(self, job: ReadJob, pages: int) -> None:
        """Have a long document read by several workers; parts that a run before this one has read are there still."""
        parts = parts_for(job, pages)
        document = LongDocument(job, parts, missing={part for part in parts if not exists(part.target)})
        self._long[job.sha256] = document
        self._queue.extend(_Ticket(part, 0) for part in parts if part in document.missing)
        if not document.missing:
            self._queue.append(_Ticket(document.join, 0))

    def _record_part(self, part: PartJob, outcome: Outcome) -> None:
        document = self._long.get(part.sha256)
        if document is None:
            return  # another part has failed meanwhile, and with it the document
        document.add(part, outcome)
        self._say(Event("part", part.locator, part.sha256, outcome, note=f"{part.first + 1}-{part.stop}"))
        if not document.missing:
            self._queue.append(_Ticket(document.join, 0))

    def _end(self, job: Job, outcome: Outcome) -> None:
        """A document is done, or has failed for good."""
        document = self._long.pop(job.sha256, None)
        if document is not None:
            outcome = document.in_all(outcome)
            self._queue = deque(ticket for ticket in self._queue if ticket.job.sha256 != job.sha256)
            if outcome.failure is None:
                remove(parts_of(document.job))
        elif isinstance(job, PartJob):
            return  # a second part of a document that has failed
        self._in_hand.discard(job.sha256)
        self._end_attempt(job, outcome, "done" if outcome.failure is None else "failed")

    def _end_attempt(self, job: Job, outcome: Outcome, kind: Kind) -> None:
        output = self._plan.output_of(job.sha256)
        self._ledger.record_attempt(self._run, job.sha256, outcome, output, final=kind != "retried")
        self._say(Event(kind, job.locator, job.sha256, outcome, outcome.failure))

    def _beat_if_due(self) -> None:
        if time.monotonic() - self._beat > BEAT_SECONDS:
            self._beat = time.monotonic()
            self._ledger.beat(self._run)

    def _say(self, event: Event) -> None:
        self._totals.count(event)
        self._tell(event)


def _settled(identity: Identity) -> Future[Identity]:
    future: Future[Identity] = Future()
    future.set_result(identity)
    return future


def _is_broken(future: Future[Any]) -> bool:
    """Whether a future raises: never for a document, but where there are no workers any more."""
    return future.done() and not future.cancelled() and future.exception() is not None
