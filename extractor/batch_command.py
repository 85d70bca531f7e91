"""`extractor batch`: an archive of documents, each read once, whatever happens meanwhile."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from extractor.batch.inputs import find_inputs, names_in
from extractor.batch.jobs import Limits
from extractor.batch.ledger import Ledger
from extractor.batch.local_executor import LocalExecutor
from extractor.batch.plan import PART_PAGES, cores, ledger_path, make_plan
from extractor.batch.stage import run_batch
from extractor.batch.stopping import StopRequest, signals_as
from extractor.batch.stores import is_url
from extractor.batch_progress import JsonLog, ProgressBars, status_data, status_text, totals_line
from extractor.command_line import EXIT_CODES, errors_as_exit_codes
from extractor.config import Settings
from extractor.errors import InputError
from extractor.settings_options import takes_settings

LIMITS = Limits()
MIB = 1 << 20
INTERRUPTED = 130
"""Exit code of a batch that was stopped, as shells have it for Ctrl-C."""


def add_batch(app: typer.Typer) -> None:
    """Give `app` the command."""

    @app.command(epilog=EXIT_CODES)
    @takes_settings
    def batch(
        settings: Settings,
        inputs: Annotated[
            list[str] | None,
            typer.Argument(
                metavar="INPUT…", help="Files, folders, patterns, .zip archives, URLs such as s3://bucket/folder."
            ),
        ] = None,
        output: Annotated[
            str, typer.Option("--output", "-o", metavar="DIR|URL", help="Where results and the ledger go.")
        ] = "out",
        files_from: Annotated[
            Path | None, typer.Option(metavar="FILE", help="A list of inputs, one a line; - is standard input.")
        ] = None,
        ledger: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Where the ledger is, if not in the output directory.")
        ] = None,
        workers: Annotated[int, typer.Option(min=1, help="Worker processes. Default: one a core.")] = cores(),
        compress: Annotated[bool, typer.Option("--compress", help="Write results as .json.gz.")] = False,
        retry_failed: Annotated[
            bool, typer.Option("--retry-failed", help="Read documents again that failed before.")
        ] = False,
        part_pages: Annotated[
            int,
            typer.Option(
                min=0, help="A document with more than twice as many pages is read by several workers. 0: none."
            ),
        ] = PART_PAGES,
        page_seconds: Annotated[
            float, typer.Option(min=1, help="Longest time without a page finished.")
        ] = LIMITS.page_seconds,
        file_seconds: Annotated[float, typer.Option(min=1, help="Longest time for a document.")] = LIMITS.file_seconds,
        memory: Annotated[int, typer.Option(min=512, help="Memory of a worker, in MiB.")] = LIMITS.memory // MIB,
        max_output_bytes: Annotated[
            int, typer.Option(min=1, help="Largest result, before compression.")
        ] = LIMITS.output_bytes,
        log_json: Annotated[
            bool, typer.Option("--log-json", help="Standard error gets a line of JSON an event.")
        ] = False,
        quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Errors only on standard error.")] = False,
    ) -> None:
        """Read an archive of documents: each content once, in worker processes; start it again to go on."""
        limits = Limits(page_seconds, file_seconds, memory * MIB, max_output_bytes)
        stop = StopRequest()
        with errors_as_exit_codes(), ExitStack() as stack:
            plan = make_plan(
                output,
                _for_workers(settings, workers),
                limits,
                retry_failed=retry_failed,
                compress=compress,
                part_pages=part_pages,
            )
            book = ledger_path(output, ledger)
            leave_out = None if is_url(output) else Path(plan.out)
            named = _named(inputs or [], files_from)
            console = Console(stderr=True, highlight=False)
            bars = stack.enter_context(ProgressBars(console, named, leave_out, quiet=quiet or log_json))
            tell = JsonLog(sys.stderr) if log_json else bars
            executor = LocalExecutor(workers, threads=settings.ocr.threads)
            stack.enter_context(signals_as(stop))
            totals = run_batch(find_inputs(named, leave_out), plan, book, executor, tell, stop)
        if not quiet and not log_json:
            console.print(totals_line(totals, book), soft_wrap=True)
        raise typer.Exit(INTERRUPTED if totals.stopped else totals.exit_code)

    @app.command(epilog=EXIT_CODES)
    def status(
        output: Annotated[str, typer.Argument(metavar="DIR", help="The output directory of a batch.")] = "out",
        ledger: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Where the ledger is, if not in the output directory.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    ) -> None:
        """Say how far a batch is, and what failed and why."""
        with errors_as_exit_codes():
            path = ledger_path(output, ledger)
            if not path.is_file():
                raise InputError(f"{path} is not there: no batch has written to {output}. Check the directory.")
            book = Ledger(path)
            summary, failures = book.summary(), tuple(book.failures())
            book.close()
        if as_json:
            print(json.dumps(status_data(summary, failures), ensure_ascii=False))
        else:
            Console(highlight=False).print(status_text(summary, failures), soft_wrap=True)


def _named(inputs: Sequence[str], files_from: Path | None) -> tuple[str, ...]:
    """All inputs that the user named.

    Raises:
        InputError: There are none, or the list cannot be read.
    """
    named = (*inputs, *(_listed(files_from) if files_from is not None else ()))
    if not named:
        raise InputError("There is no input. Name files, folders, archives or URLs, or a list with --files-from.")
    return named


def _listed(files_from: Path) -> tuple[str, ...]:
    if str(files_from) == "-":
        return tuple(names_in(sys.stdin))
    try:
        with files_from.open(encoding="utf-8", errors="surrogateescape") as lines:
            return tuple(names_in(lines))
    except OSError as error:
        raise InputError(f"{files_from} cannot be read: {error.strerror}. Check the path.") from error


def _for_workers(settings: Settings, workers: int) -> Settings:
    """`settings` in which each of so many workers has its share of the cores."""
    threads = max(1, cores() // workers)
    return settings.model_copy(update={"ocr": settings.ocr.model_copy(update={"threads": threads})})
