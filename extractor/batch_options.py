"""The options of all commands that read many documents, and a run as they say."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from extractor.batch.coordinator import Totals
from extractor.batch.events import Event, Tell
from extractor.batch.executor import Executor
from extractor.batch.inputs import Found
from extractor.batch.jobs import Limits
from extractor.batch.local_executor import LocalExecutor
from extractor.batch.locators import is_url
from extractor.batch.plan import PART_PAGES, Plan, ledger_path, make_plan, scratch_in, share_cores
from extractor.batch.stage import run_batch
from extractor.batch.stopping import StopRequest, signals_as
from extractor.batch.stores import check_writable
from extractor.batch_progress import JsonLog, ProgressBars, totals_line
from extractor.command_line import complain, errors_as_exit_codes
from extractor.config import Settings
from extractor.errors import OutputError
from extractor.processes import cores
from extractor.shared_options import takes

if TYPE_CHECKING:
    from extractor.batch_database import DatabaseFeed

LIMITS = Limits()
MIB = 1 << 20
CORES = cores()

# Options of the server too.
Workers = Annotated[int, typer.Option(min=1, help="Worker processes. Default: one a core.")]
PageSeconds = Annotated[float, typer.Option(min=1, help="Longest time without a page finished.")]
FileSeconds = Annotated[float, typer.Option(min=1, help="Longest time for a document.")]
Memory = Annotated[int, typer.Option(min=512, help="Memory of a worker, in MiB.")]
LogJson = Annotated[bool, typer.Option("--log-json", help="Standard error gets a line of JSON an event.")]

INTERRUPTED = 130
"""Exit code of a batch that was stopped, as shells have it for Ctrl-C."""


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """What the options say; see their help."""

    output: str
    ledger: Path | None
    workers: int
    scheduler: str | None
    compress: bool
    retry_failed: bool
    part_pages: int
    database: str | None
    limits: Limits
    log_json: bool
    quiet: bool

    def plan(self, settings: Settings) -> Plan:
        """The plan of a run with these options; each worker has its share of the cores."""
        workers = self.workers if self.scheduler is None else cores()  # a reader in a cluster has one core
        return make_plan(
            self.output,
            share_cores(settings, workers),
            self.limits,
            retry_failed=self.retry_failed,
            compress=self.compress,
            part_pages=self.part_pages,
        )

    def feed(self, plan: Plan) -> DatabaseFeed | None:
        """What loads the results into a database, where one is named.

        Raises:
            OutputError: The database cannot be used.
            ExtraMissingError: Its driver is not installed.
        """
        if self.database is None:
            return None
        from extractor.batch_database import DatabaseFeed  # SQLAlchemy takes its time

        return DatabaseFeed(self.database, plan)

    def executor(self, plan: Plan) -> Executor:
        """Who does the work of a run.

        Raises:
            ExtraMissingError: dask is asked for, and not installed.
            ClusterError: Its scheduler or its workers cannot be used.
        """
        if self.scheduler is None:
            return LocalExecutor(self.workers, plan.settings.ocr.threads, scratch=scratch_in(self.output))
        from extractor.batch.dask_executor import DaskExecutor  # dask is an extra

        for logger in ("distributed", "distributed.client"):
            logging.getLogger(logger).setLevel(logging.CRITICAL)  # what concerns the user is in our errors
        return DaskExecutor(self.scheduler, plan)


def batch_options_of(
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="DIR|URL", help="Where results and the ledger go.")
    ] = "out",
    ledger: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the ledger is, if not in the output directory.")
    ] = None,
    workers: Workers = CORES,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Work on the machines of a dask cluster, such as tcp://host:8786, instead of --workers here. "
            "All must see the inputs and the output: shared folders, or URLs.",
        ),
    ] = None,
    compress: Annotated[bool, typer.Option("--compress", help="Write results as .json.gz.")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Read documents again that failed before.")
    ] = False,
    part_pages: Annotated[
        int,
        typer.Option(min=0, help="A document with more than twice as many pages is read by several workers. 0: none."),
    ] = PART_PAGES,
    database: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Load each result too: sqlite:///FILE or postgresql://…; see `load`."),
    ] = None,
    page_seconds: PageSeconds = LIMITS.page_seconds,
    file_seconds: FileSeconds = LIMITS.file_seconds,
    memory: Memory = LIMITS.memory // MIB,
    max_output_bytes: Annotated[
        int, typer.Option(min=1, help="Largest result, before compression.")
    ] = LIMITS.output_bytes,
    log_json: LogJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Errors only on standard error.")] = False,
) -> BatchOptions:
    """What the options say."""
    limits = Limits(page_seconds, file_seconds, memory * MIB, max_output_bytes)
    return BatchOptions(
        output, ledger, workers, scheduler, compress, retry_failed, part_pages, database, limits, log_json, quiet
    )


takes_batch_options = takes("options", batch_options_of)
"""Gives a command with the parameter `options` the options of all commands that read many documents."""


def read_many(
    open_inputs: Callable[[Path | None, ExitStack], Iterator[Found | None]],
    options: BatchOptions,
    settings: Settings,
    *,
    count_inputs: Callable[[Path | None], int] | None = None,
) -> None:
    """Read many documents as a command that exits with the code of the run.

    `open_inputs` and `count_inputs` get the directory of the output, which is no input; None where it is in a store.
    What has to be closed after the run goes to the stack that `open_inputs` gets.
    """
    stop = StopRequest()
    console = Console(stderr=True, highlight=False)
    with errors_as_exit_codes(), ExitStack() as stack:
        plan, book = options.plan(settings), ledger_path(options.output, options.ledger)
        leave_out = None if is_url(plan.out) else Path(plan.out)
        if leave_out is None:
            check_writable(plan.out)
        inputs = open_inputs(leave_out, stack)
        total = (lambda: count_inputs(leave_out)) if count_inputs is not None else None
        bars = stack.enter_context(ProgressBars(console, total, quiet=options.quiet or options.log_json))
        listeners: list[Tell] = [JsonLog(sys.stderr) if options.log_json else bars]
        feed = options.feed(plan)
        if feed is not None:
            listeners.append(stack.enter_context(feed))
        executor = options.executor(plan)
        stack.enter_context(signals_as(stop))
        totals = run_batch(inputs, plan, book, executor, _telling(listeners), stop)
    if not options.quiet and not options.log_json:
        console.print(totals_line(totals, book), soft_wrap=True)
    raise typer.Exit(max(exit_code_of(totals), _loaded(feed, console, options) if feed is not None else 0))


def _telling(listeners: Sequence[Tell]) -> Tell:
    """Tells each of them."""

    def tell(event: Event) -> None:
        for listener in listeners:
            listener(event)

    return tell


def _loaded(feed: DatabaseFeed, console: Console, options: BatchOptions) -> int:
    """Say what is in the database now, and give the exit code of that."""
    if not options.quiet and not options.log_json:
        console.print(f"database: {feed.totals}", style="dim", soft_wrap=True)
    if feed.trouble is None:
        return 0
    complain(f"{feed.trouble} {feed.totals.failed} results are not in the database; the same command loads them.")
    return OutputError.exit_code


def exit_code_of(totals: Totals) -> int:
    """What a shell is told of a run."""
    return INTERRUPTED if totals.stopped else totals.exit_code
