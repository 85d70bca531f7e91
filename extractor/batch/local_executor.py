"""Workers on this machine: processes that may crash, hang or grow, each at the cost of one attempt of one document."""

from __future__ import annotations

import multiprocessing
import signal
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTime
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from extractor.batch.guard import Guard, cause_of_death, out_of_time
from extractor.batch.jobs import Failure, Identity, Job, Outcome
from extractor.batch.locators import Locator
from extractor.batch.scratch import Scratch
from extractor.batch.work import identify, perform
from extractor.processes import limit_threads
from extractor.progress import Progress

MOST_TASKS = 500
"""Documents after which a worker is begun anew, so that what a library leaks is given back."""

Work = Callable[[Job, Progress], Outcome]

_guard: Guard | None = None
"""That of this process, where it is a worker."""


class LocalExecutor:
    """An Executor with `workers` processes of this machine, each with its share of `threads`.

    `work` is what they do; it must be found by its name in a new process. Their logs and temporary copies are kept in
    a folder of their own in `scratch`, or in the system's temporary directory.
    """

    def __init__(self, workers: int, threads: int = 1, work: Work = perform, scratch: Path | None = None) -> None:
        self._scratch = Scratch(scratch)
        self._workers, self._work = workers, work
        self._abandoned = False
        self._open: set[Future[Outcome]] = set()
        self._pool = ProcessPool(
            workers,
            max_tasks=MOST_TASKS,
            initializer=_begin,
            initargs=(self._scratch.path, threads),
            context=multiprocessing.get_context("spawn"),
        )
        self._hashing = ThreadPoolExecutor(workers, thread_name_prefix="identify")

    @property
    def slots(self) -> int:
        """How many documents are read at the same time."""
        return self._workers

    def identify(self, locator: Locator, limit: int) -> Future[Identity]:
        """What is at `locator`; of a file with more than `limit` bytes, only that."""
        return self._hashing.submit(identify, locator, limit)

    def perform(self, job: Job) -> Future[Outcome]:
        """Have a worker do a job."""
        outcome: Future[Outcome] = Future()
        self._open.add(outcome)
        # A hang in the interpreter is the clock's of a page; this one ends a document that goes on and on.
        attempt: Future[Outcome] = self._pool.schedule(
            _perform, args=(self._work, job), timeout=job.limits.file_seconds
        )
        attempt.add_done_callback(lambda done: self._settle(outcome, done, job))
        return outcome

    def close(self, *, now: bool = False) -> None:
        """End the workers: when they have finished what they have, or at once."""
        self._abandoned = now
        self._hashing.shutdown(wait=not now, cancel_futures=now)
        if now:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()
        for outcome in tuple(self._open):
            outcome.cancel()
        self._scratch.close()

    def _settle(self, outcome: Future[Outcome], attempt: Future[Outcome], job: Job) -> None:
        self._open.discard(outcome)
        if self._abandoned:  # a worker that was ended on purpose says nothing about its document
            outcome.cancel()
            return
        try:
            outcome.set_result(attempt.result())
        except OutOfTime:
            lost = Outcome("failed", seconds=job.limits.file_seconds, failure=out_of_time(job.locator, job.limits))
            outcome.set_result(lost)
        except ProcessExpired as error:
            cause = cause_of_death(error.exitcode, error.pid, self._scratch.path, job.locator, job.limits)
            outcome.set_result(Outcome("failed", failure=cause))
        except Exception as error:  # a fault of the pool's own
            failure = Failure("crash", f"{job.locator}: the worker was lost ({error}).", transient=True)
            outcome.set_result(Outcome("failed", failure=failure))


def _begin(scratch: Path, threads: int) -> None:
    """The first thing that a worker does."""
    global _guard
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends Ctrl-C to workers too; their parent decides
    _guard = Guard(scratch)
    tempfile.tempdir = str(scratch)
    limit_threads(threads)


def _perform(work: Work, job: Job) -> Outcome:
    assert _guard is not None, "only workers work"
    _guard.job_started(job.limits)
    try:
        return work(job, _guard)
    finally:
        _guard.job_ended()
