"""Who does the work of a batch."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Protocol

from extractor.batch.jobs import Identity, Job, Outcome
from extractor.batch.locators import Locator


class Executor(Protocol):
    """Workers that inputs are handed to; the coordinator calls it from one thread.

    Futures never raise for what is wrong with an input: an Identity and an Outcome say that themselves. A future that
    was cancelled is one whose input was put back. One that raises, and slots that raise, end the run: there is nobody
    any more to do the work.
    """

    @property
    def slots(self) -> int:
        """How many documents are read at the same time, now."""

    def identify(self, locator: Locator, limit: int) -> Future[Identity]:
        """What is at `locator`; of a file with more than `limit` bytes, only that."""

    def perform(self, job: Job) -> Future[Outcome]:
        """Read a document, or a part of one, or join parts; and write the result."""

    def close(self, *, now: bool = False) -> None:
        """End the workers: when they have finished what they have, or at once, which loses it."""
