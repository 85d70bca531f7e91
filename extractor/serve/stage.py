"""run_server(): answers requests and reads what they hand in, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
import socket
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn

from extractor.batch.coordinator import AHEAD, Totals
from extractor.batch.events import Event, Tell
from extractor.batch.executor import Executor
from extractor.batch.plan import LEDGER, Plan
from extractor.batch.stage import run_batch
from extractor.batch.stopping import StopRequest
from extractor.errors import OutputError
from extractor.serve.allowed_stores import AllowedStores
from extractor.serve.app import create_app
from extractor.serve.job_book import BusyJobError, JobBook, NoJobError
from extractor.serve.job_queue import JobQueue
from extractor.serve.metrics import Metrics
from extractor.serve.service import Service
from extractor.serve.uploads import Uploads

log = logging.getLogger(__name__)

UPLOADS = "uploads"
LOCK = "server.lock"
SWEEP_SECONDS = 3600.0
"""Between two looks for results that are too old; so much longer than asked they may be there."""
CLOSING_SECONDS = 5
"""What answers that are on their way have left when all else has ended."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server offers, beside how it reads.

    Attributes:
        token: Secret that requests must carry; None lets every program of this machine in.
        stores: Prefixes of URLs that clients may have read.
        most_waiting: Jobs that may wait at the same time.
        keep: Age at which jobs that have ended are forgotten, with upload and result; None keeps them.
        grace: Seconds in which documents that are being read may be finished when the server is stopped.
    """

    token: str | None = None
    stores: Sequence[str] = ()
    most_waiting: int = 1000
    keep: timedelta | None = None
    grace: float = 30.0


def make_service(plan: Plan, offer: Offer, slots: int) -> Service:
    """The parts of a server whose results go to `plan.out`, with `slots` documents read at the same time.

    Raises:
        OutputError: The output directory cannot be used.
        InputError, ExtraMissingError: A store that is offered cannot be.
    """
    out = Path(plan.out)
    book = JobBook(out / LEDGER)
    try:
        uploads = Uploads(out / UPLOADS, plan.settings.ingest.max_bytes)
    except OSError as error:
        raise OutputError(f"{out / UPLOADS} cannot be made: {error.strerror}. Choose another with -o.") from error
    return Service(
        out,
        book,
        JobQueue(book, AHEAD * slots),
        uploads,
        AllowedStores(offer.stores),
        Metrics(book),
        offer.most_waiting,
    )


def run_server(
    listener: socket.socket, plan: Plan, offer: Offer, start_workers: Callable[[], Executor], tell: Tell
) -> None:
    """Serve on `listener` until a signal asks to stop, as `offer` says, and read as `plan` says.

    The first SIGINT or SIGTERM has no more jobs taken and those that are being read finished; the second, or the end
    of the grace, has them put back. `tell` is told of each event of the batch, in a thread of its own.

    Raises:
        OutputError: The output directory cannot be used, or another server has it.
        InputError, ExtraMissingError: A store that is offered cannot be.
    """
    with _alone(Path(plan.out)):
        executor = start_workers()
        try:
            service = make_service(plan, offer, executor.slots)
            service.uploads.remove_all_but(service.book.uploads())
        except BaseException:
            executor.close(now=True)
            raise
        asyncio.run(_Run(service, plan, offer, executor, tell).serve(listener))


class _Server(uvicorn.Server):
    """A web server that leaves signals to us."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass
class _Run:
    service: Service
    plan: Plan
    offer: Offer
    executor: Executor
    tell: Tell

    async def serve(self, listener: socket.socket) -> None:
        """Until the reading has ended, because it was asked to or by an error, which is raised."""
        app = create_app(self.service, self.offer.token)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=CLOSING_SECONDS,
        )
        server = _Server(config)
        answering = asyncio.create_task(server.serve(sockets=[listener]))
        sweeping = asyncio.create_task(self._sweep())
        try:
            await self._read(answering)
        finally:
            sweeping.cancel()
            self.service.is_closing = server.should_exit = True
            await answering

    async def _read(self, answering: asyncio.Task[None]) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, thread_name_prefix="coordinator") as thread:
            reading = loop.run_in_executor(thread, self._read_jobs)
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self._stop, loop)
            answering.add_done_callback(lambda _: self.service.stop.ask(now=True))
            await reading

    def _read_jobs(self) -> Totals:
        ledger = Path(self.plan.out) / LEDGER
        return run_batch(self.service.queue.inputs(), self.plan, ledger, self.executor, self._note, self.service.stop)

    def _note(self, event: Event) -> None:
        self.service.note(event)
        self.tell(event)

    def _stop(self, loop: asyncio.AbstractEventLoop) -> None:
        self.service.stop.ask()
        loop.call_later(self.offer.grace, _stop_now, self.service.stop)

    async def _sweep(self) -> None:
        """Forget jobs that ended long ago, again and again."""
        while self.offer.keep is not None:
            try:
                await asyncio.to_thread(forget_old_jobs, self.service, datetime.now(UTC) - self.offer.keep)
            except (OSError, sqlite3.Error) as error:
                log.warning("Old jobs could not be forgotten: %s. It is tried again in an hour.", error)
            await asyncio.sleep(SWEEP_SECONDS)


def forget_old_jobs(service: Service, moment: datetime) -> None:
    """Remove the jobs that had ended at `moment`, with their uploads and results."""
    for job_id in service.book.ended_before(moment.isoformat(timespec="seconds")):
        # Somebody else may have removed it, or handed in its content again.
        with contextlib.suppress(NoJobError, BusyJobError):
            service.queue.forget(job_id, service.out)


def _stop_now(stop: StopRequest) -> None:
    stop.ask(now=True)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Have the output directory to ourselves, among servers: which jobs are about to be read, only one can know.

    Raises:
        OutputError: Another server has it, or it cannot be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror}. Choose another with -o.") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise OutputError(f"{out} belongs to another server that runs. Stop that one, or choose another -o.") from error
    finally:
        os.close(handle)
