"""What a process of a dask cluster does for a batch: it hands each document to a process of its own.

So whatever ends a reader costs one attempt of one document, as on a single machine, and the dask worker lives on.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import dask
from distributed import Nanny, NannyPlugin, Worker, WorkerPlugin, get_worker

from extractor.batch.fingerprint import fingerprint_of
from extractor.batch.jobs import Job, Outcome
from extractor.batch.local_executor import LocalExecutor, Work
from extractor.batch.stores import get
from extractor.config import Settings
from extractor.errors import ClusterError, ExtractorError, InputError

MARK = ".output-id"
"""File in the output directory that tells it from every other: who reads the same mark, writes to the same place."""
ARE_DAEMONS = "distributed.worker.daemon"
"""dask's setting of whether workers are daemons, which may start no processes; one for all nannies of a process."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a worker must agree with, or its results would be others, or elsewhere.

    Attributes:
        out: Directory or URL of the results.
        mark: Content of `MARK` there.
        fingerprint: Digest of `settings`, with the report models and the version of the program.
    """

    out: str
    mark: bytes
    settings: Settings
    fingerprint: str
    version: str


def mark_path(out: str) -> str:
    """Path or URL of the mark of an output directory."""
    return f"{out.rstrip('/')}/{MARK}"


def objection(terms: Terms) -> str:
    """Why this process cannot work on these terms; "" where it can."""
    try:
        own = fingerprint_of(terms.settings)
        if own.version != terms.version:
            return f"it has version {own.version} of the program, and the batch is one of {terms.version}"
        if own.digest != terms.fingerprint:
            return "it has other report models than this machine"
        if get(mark_path(terms.out)) != terms.mark:
            return f"{terms.out} is another place there than here; give a shared folder or a URL with -o"
    except InputError as error:
        return f"it does not see {terms.out}; give a shared folder or a URL with -o ({error})"
    except ExtractorError as error:
        return str(error)
    return ""


def read(readers: str, job: Job, terms: Terms) -> Outcome:
    """Do a job in one of the readers that the plugin of that name has.

    Raises:
        ClusterError: The process came after the batch had begun, and does not agree with its terms.
    """
    _agree(terms)
    plugin = get_worker().plugins[readers]
    assert isinstance(plugin, Readers)
    return plugin.perform(job)


@functools.cache  # once a batch; what is raised is not kept
def _agree(terms: Terms) -> None:
    if reason := objection(terms):
        raise ClusterError(f"The worker {get_worker().address} cannot be used: {reason}.")


class Readers(WorkerPlugin):
    """The readers of a dask worker, one for each of its threads; they stay warm between batches, and end with it."""

    idempotent = True  # a second batch uses what the first has set up

    def __init__(self, work: Work) -> None:
        self.name = f"extractor {work.__module__}.{work.__qualname__}"
        self._work = work

    def setup(self, worker: Worker) -> None:
        """Called where the worker is, before it is given anything to do."""
        self._executor = LocalExecutor(worker.state.nthreads, work=self._work)

    def teardown(self, worker: Worker) -> None:
        """Called when the worker ends."""
        self._executor.close(now=True)

    def perform(self, job: Job) -> Outcome:
        """Do a job; the thread waits for it."""
        return self._executor.perform(job).result()


class ReadersAllowed(NannyPlugin):
    """Lets the worker of a nanny start processes; a worker that was begun as a daemon is begun anew."""

    name = "extractor-readers-allowed"
    restart = False

    def setup(self, nanny: Nanny) -> None:
        """Called where the nanny is, when it hears of this, and before it starts its worker."""
        dask.config.set({ARE_DAEMONS: False})
        running = nanny.process.process if nanny.process is not None else None
        self.restart = running is not None and running.daemon
