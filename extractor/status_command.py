"""`extractor status`: how far a batch is, by its ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from extractor.batch.jobs import Failure
from extractor.batch.ledger import Ledger, Summary
from extractor.batch.locators import Locator
from extractor.batch.plan import ledger_path
from extractor.command_line import EXIT_CODES, errors_as_exit_codes
from extractor.errors import InputError

Failures = Sequence[tuple[Locator, Failure]]


def add_status(app: typer.Typer) -> None:
    """Give `app` the command."""

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


def status_text(summary: Summary, failures: Failures) -> Text:
    """A ledger in a few lines, and a line for each failure."""
    text = Text(f"documents: {_by_state(summary.documents)}\n", "bold")
    text.append(f"inputs: {_by_state(summary.files)}\n", "")
    text.append(f"done: {summary.pages:,} pages, {summary.suspects:,} suspect cells, ", "")
    text.append(f"{summary.cpu_seconds:,.0f} processor seconds, {summary.output_bytes / 2**20:,.1f} MiB", "")
    if summary.runs:
        text.append(f"\nruns at work: {summary.runs}", "green")
    for _, failure in failures:  # whose messages name the input
        text.append(f"\n{failure.kind}  ", "red").append(failure.message, "")
    return text


def _by_state(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none"


def status_data(summary: Summary, failures: Failures) -> dict[str, Any]:
    """The same for programs."""
    failed = [{"input": str(locator), **asdict(failure)} for locator, failure in failures]
    return {**asdict(summary), "failures": failed}
