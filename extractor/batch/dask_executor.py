"""Workers on many machines: those of a dask cluster."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from extractor.batch.jobs import Failure, Identity, Job, Outcome
from extractor.batch.local_executor import Work
from extractor.batch.locators import Locator
from extractor.batch.plan import Plan
from extractor.batch.stores import exists, get, put
from extractor.batch.work import identify, perform
from extractor.errors import ClusterError, ExtraMissingError, InputError, OutputError, SchedulerLostError

try:
    from distributed import Client, KilledWorker
    from distributed import Future as DaskFuture
    from distributed.client import FutureCancelledError

    from extractor.batch.dask_worker import Readers, ReadersAllowed, Terms, mark_path, objection, read
except ImportError as error:
    raise ExtraMissingError("--scheduler", "distributed") from error

T = TypeVar("T")

CONNECT_SECONDS = 30
"""How long the scheduler, and its first worker, are waited for."""
COUNT_SECONDS = 1.0
"""Between two looks at how many workers there are."""
IDENTIFY_PRIORITY, READ_PRIORITY = 1, 0
"""What is identified goes before what is read, so that readers never wait for the coordinator to know of documents."""
CONNECTION_LOST = "scheduler-connection-lost"
"""dask's word for why it gives up on all tasks."""


class DaskExecutor:
    """An Executor whose workers are those of the dask scheduler at `address`; they may come and go.

    `work` is what they do; it must be found by its name there.

    A task whose dask worker dies is given to another by dask itself; one that several die of ends as a crash.
    """

    def __init__(self, address: str, plan: Plan, work: Work = perform) -> None:
        """Connect, and see that each worker there is reads as this machine would.

        Raises:
            ClusterError: The scheduler cannot be reached, has no workers, or has some that cannot be used.
            OutputError: The output cannot be written.
        """
        self._address, self._readers = address, Readers(work)
        made_with = plan.fingerprint
        self._terms = Terms(plan.out, _mark_of(plan.out), plan.settings, made_with.digest, made_with.version)
        self._open: set[Future[Any]] = set()
        self._client = _connected(address)
        try:
            _wait_for_workers(self._client, address)
            self._check_workers()
            self._set_up_readers()
        except OSError as error:
            self._client.close()
            raise SchedulerLostError(address) from error
        except BaseException:
            self._client.close()
            raise
        self._slots, self._counted = 0, 0.0

    @property
    def slots(self) -> int:
        """How many documents are read at the same time, now.

        Raises:
            SchedulerLostError: The scheduler is gone.
        """
        if time.monotonic() - self._counted > COUNT_SECONDS:
            if self._client.status != "running":
                raise SchedulerLostError(self._address)
            try:
                self._slots = sum(self._client.nthreads().values())
            except OSError as error:
                raise SchedulerLostError(self._address) from error
            self._counted = time.monotonic()
        return self._slots

    def identify(self, locator: Locator, limit: int) -> Future[Identity]:
        """What is at `locator`; of a file with more than `limit` bytes, only that."""
        task = self._client.submit(identify, locator, limit, pure=False, priority=IDENTIFY_PRIORITY)
        return self._followed(task, lambda reason: Identity(locator, failure=_crash(locator, reason)))

    def perform(self, job: Job) -> Future[Outcome]:
        """Have a worker do a job."""
        task = self._client.submit(read, self._readers.name, job, self._terms, pure=False, priority=READ_PRIORITY)
        return self._followed(task, lambda reason: Outcome("failed", failure=_crash(job.locator, reason)))

    def close(self, *, now: bool = False) -> None:
        """Leave the cluster; `now`, what was not begun there is not begun, and nobody learns of the rest.

        A document that is being read is read to its end, since a thread cannot be ended; its result is one that the
        next run makes again.
        """
        for future in tuple(self._open):
            if now:
                future.cancel()
        self._client.close()

    def _followed(self, task: DaskFuture[T], lost: Callable[[str], T]) -> Future[T]:
        """The answer to a task, as a future of this process."""
        loop = self._client.loop.asyncio_loop  # type: ignore[union-attr]  # it is there while the client is open
        answer = asyncio.run_coroutine_threadsafe(answer_of(task, lost, self._address), loop)
        self._open.add(answer)
        answer.add_done_callback(self._open.discard)
        return answer

    def _check_workers(self) -> None:
        answers = self._client.run(objection, self._terms, on_error="return")
        faults = {address: str(answer) for address, answer in answers.items() if answer}
        if faults:
            address, reason = min(faults.items())
            others = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise ClusterError(
                f"The worker {address}{others} cannot be used: {reason}. All workers need what this machine has "
                "installed, with report-extractor[distributed], and the same output."
            )

    def _set_up_readers(self) -> None:
        """Have each worker, now and later, start processes that read."""
        self._client.register_plugin(ReadersAllowed())
        _wait_for_workers(self._client, self._address)  # for those that were begun anew
        self._client.register_plugin(self._readers)


async def answer_of(task: Awaitable[T], lost: Callable[[str], T], address: str) -> T:
    """What a task gave; `lost` of a reason where it could not be done.

    Raises:
        SchedulerLostError: The scheduler at `address` is gone.
        ClusterError: The worker cannot be used.
    """
    try:
        return await task
    except FutureCancelledError as error:
        if error.reason == CONNECTION_LOST:
            raise SchedulerLostError(address) from error
        return lost(f"the cluster gave it up: {error.reason}")
    except KilledWorker:
        return lost("one after the other, the workers that had it died")
    except ClusterError:
        raise
    except Exception as error:  # a fault of the cluster's own
        return lost(f"the worker was lost: {error}")


def _connected(address: str) -> Client:
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"The scheduler at {address} cannot be reached: {error}. Start one with `dask scheduler`, and give its "
            "address, such as tcp://host:8786, with --scheduler."
        ) from error


def _wait_for_workers(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        raise ClusterError(
            f"The scheduler at {address} has no workers. Start some with `dask worker {address} --nthreads 1`."
        ) from error


def _mark_of(out: str) -> bytes:
    """The mark of an output directory, which is made if it has none.

    Raises:
        OutputError: It cannot be written or read.
    """
    path = mark_path(out)
    try:
        if not exists(path):
            put(path, uuid.uuid4().hex.encode())
        return get(path)
    except InputError as error:
        raise OutputError(f"{error} Or choose another output with -o.") from error


def _crash(locator: Locator, reason: str) -> Failure:
    message = f"{locator} could not be read: {reason}. See the logs of the workers."
    return Failure("crash", message, transient=True)
