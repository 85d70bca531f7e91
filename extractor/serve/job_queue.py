"""The jobs that wait, as the inputs of a batch that never ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from extractor.batch.events import Event
from extractor.batch.locators import Locator
from extractor.serve.job_book import BusyJobError, JobBook

LOOK_FOR_LOST_SECONDS = 60.0
"""Between two looks for documents that a run which died meanwhile had claimed."""


class JobQueue:
    """Hands waiting jobs to the coordinator, a few at a time: those it has not been given can still be cancelled.

    `inputs` and `note` belong to the coordinator's thread; `forget` may be called from any.
    """

    def __init__(self, book: JobBook, window: int, clock: Callable[[], float] = time.monotonic) -> None:
        """At most `window` jobs are with the coordinator and not yet begun."""
        self._book, self._window, self._clock = book, window, clock
        self._given: set[Locator] = set()
        self._giving = threading.Lock()

    def inputs(self) -> Iterator[Locator | None]:
        """Uploads in the order in which they came; None while there are no more to give."""
        looked = self._clock()
        while True:
            if self._clock() - looked > LOOK_FOR_LOST_SECONDS:
                looked = self._clock()
                self._book.free_lost()
            yield from self._next()
            yield None

    def note(self, event: Event) -> None:
        """Whatever is told of an input says that the ledger knows it now.

        The coordinator tells it within a change of the ledger. So this waits for nobody, and `forget`, which waits for
        that change, finds either the job among those given or its new state.
        """
        if event.locator is not None:
            self._given.discard(event.locator)

    def forget(self, job_id: str, out: Path) -> None:
        """Remove a job that waits or has ended (see JobBook.forget).

        Raises:
            NoJobError: There is no such job.
            BusyJobError: It is being read, or about to be.
        """
        with self._giving:
            if self._book.find(job_id).locator in self._given:
                raise BusyJobError
            self._book.forget(job_id, out)

    def _next(self) -> list[Locator]:
        with self._giving:
            room = self._window - len(self._given)
            if room <= 0:
                return []
            waiting = self._book.waiting(self._window + len(self._given))
            new = [upload for upload in waiting if upload not in self._given][:room]
            self._given.update(new)
            return new
