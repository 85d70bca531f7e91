"""What the requests of one server share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from extractor.batch.events import Event
from extractor.batch.locators import Locator
from extractor.batch.stopping import StopRequest
from extractor.safe_text import printable
from extractor.serve.allowed_stores import AllowedStores
from extractor.serve.job_book import JobBook, QueueFullError
from extractor.serve.job_queue import JobQueue
from extractor.serve.metrics import Metrics
from extractor.serve.problems import ProblemError
from extractor.serve.uploads import Upload, Uploads

NAMELESS = "upload"
NAME_LENGTH = 200
"""Characters of a name that are kept: what file systems take as a name, or nearly."""
RETRY_SECONDS = 10
"""When a client that found the queue full, or the server stopping, should ask again."""

MOST_RENDERED = 2
MOST_FETCHED = 4


@dataclass
class Service:
    """The parts of a server, and whether it takes jobs.

    Attributes:
        out: Directory of the results.
        most_waiting: Jobs that may wait at the same time.
        stop: Asked when no more jobs are taken.
        is_closing: Whether answers that go on until a job has ended should end now.
        rendering: Held while a result is put into another format; each may take hundreds of MB.
        fetching: Held while a document is fetched, so that a slow store does not hold up all requests.
    """

    out: Path
    book: JobBook
    queue: JobQueue
    uploads: Uploads
    stores: AllowedStores
    metrics: Metrics
    most_waiting: int
    stop: StopRequest = field(default_factory=StopRequest)
    is_closing: bool = False
    rendering: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_RENDERED))
    fetching: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_FETCHED))

    def note(self, event: Event) -> None:
        """Take an event of the batch to whom it concerns; called in the coordinator's thread."""
        self.queue.note(event)
        self.metrics.note(event)

    def check_ready(self) -> None:
        """Do nothing unless the server is on its way out.

        Raises:
            ProblemError: It is.
        """
        if self.stop.is_asked:
            detail = "The server is stopping and takes no more jobs. Those that it took are read when it is back."
            raise ProblemError(503, "stopping", detail, headers={"Retry-After": str(RETRY_SECONDS)})

    def check_open(self) -> None:
        """Do nothing if a job would be taken now.

        Raises:
            ProblemError: The server is stopping, or as many jobs are waiting as may.
        """
        self.check_ready()
        if self.book.counts()[0] >= self.most_waiting:
            raise self._full()

    def take(self, job_id: str, upload: Upload, name: str) -> None:
        """Make an upload a job; when this returns, neither is lost whatever happens.

        Raises:
            NoRoomError: The disk is full.
            ProblemError: As many jobs are waiting as may.
        """
        upload.keep()
        locator = Locator(str(upload.path), label=label_of(name))
        try:
            self.book.add(job_id, locator, upload.size, self.most_waiting)
        except QueueFullError as error:
            upload.path.unlink()
            raise self._full() from error
        self.metrics.received(upload.size)

    def _full(self) -> ProblemError:
        detail = f"{self.most_waiting} jobs are waiting, and no more may. Send this one again later."
        return ProblemError(429, "queue-full", detail, headers={"Retry-After": str(RETRY_SECONDS)})


def label_of(name: str) -> str:
    """What a client calls a file, as a name for people: without folders and control characters, and not endless."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return printable(last)[:NAME_LENGTH] or NAMELESS
