"""Workers on this machine: processes that may crash, hang or grow, each at the cost of one attempt of one document."""

from __future__ import annotations

import multiprocessing
import signal
import tempfile
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTime
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from extractor.batch.guard import Guard, cause_of_death, limit_threads, out_of_time
from extractor.batch.jobs import Failure, Identity, Outcome, ReadJob
from extractor.batch.locators import Locator
from extractor.batch.work import identify, read

MOST_TASKS = 500
"""Documents after which a worker is begun anew, so that what a library leaks is given back."""

_guard: Guard | None = None
"""That of this process, where it is a worker."""


class LocalExecutor:
    """An Executor with `workers` processes of this machine."""

    def __init__(self, workers: int, threads: int = 1) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="extractor-workers-")
        self._workers = workers
        self._pool = ProcessPool(
            workers,
            max_tasks=MOST_TASKS,
            initializer=_begin,
            initargs=(Path(self._scratch.name), threads),
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

    def read(self, job: ReadJob) -> Future[Outcome]:
        """Read a document in a worker and write its result."""
        outcome: Future[Outcome] = Future()
        # A hang in the interpreter is the clock's of a page; this one ends a document that goes on and on.
        attempt: Future[Outcome] = self._pool.schedule(_read, args=(job,), timeout=job.limits.file_seconds)
        attempt.add_done_callback(lambda done: self._settle(outcome, done, job))
        return outcome

    def close(self, *, now: bool = False) -> None:
        """End the workers: when they have finished what they have, or at once."""
        self._hashing.shutdown(wait=not now, cancel_futures=now)
        if now:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()
        self._scratch.cleanup()

    def _settle(self, outcome: Future[Outcome], attempt: Future[Outcome], job: ReadJob) -> None:
        try:
            outcome.set_result(attempt.result())
        except CancelledError:
            outcome.cancel()
        except OutOfTime:
            lost = Outcome("failed", seconds=job.limits.file_seconds, failure=out_of_time(job.locator, job.limits))
            outcome.set_result(lost)
        except ProcessExpired as error:
            cause = cause_of_death(error.exitcode, error.pid, Path(self._scratch.name), job.locator, job.limits)
            outcome.set_result(Outcome("failed", failure=cause))
        except Exception as error:  # a fault of the pool's own
            failure = Failure("crash", f"{job.locator}: the worker was lost ({error}).", transient=True)
            outcome.set_result(Outcome("failed", failure=failure))


def _begin(scratch: Path, threads: int) -> None:
    """The first thing that a worker does."""
    global _guard
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends Ctrl-C to workers too; their parent decides
    _guard = Guard(scratch)
    limit_threads(threads)


def _read(job: ReadJob) -> Outcome:
    assert _guard is not None, "only workers read"
    _guard.job_started(job.limits)
    try:
        return read(job, _guard)
    finally:
        _guard.job_ended()
