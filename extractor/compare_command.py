"""`extractor compare`: documents of several years side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from extractor.compare.comparison import Comparison
from extractor.compare.stage import compare_files
from extractor.compare.writers import ComparisonFormat, print_comparison, render
from extractor.errors import FINDINGS_REMAIN
from extractor.model_commands import Models
from extractor.output.stage import write_file
from extractor.reports.stage import available_models
from extractor.wordings import Locale


def add_compare(
    app: typer.Typer, guarded: Callable[[Callable[[], None]], None], to_output: Callable[[bytes], None], epilog: str
) -> None:
    """Give `app` the command.

    `guarded` runs something and turns errors into exit codes, `to_output` writes to standard output.
    """

    @app.command(epilog=epilog)
    def compare(
        files: Annotated[
            list[Path], typer.Argument(metavar="JSON…|DIR", help="Written by `extractor extract`; or a directory.")
        ],
        format_: Annotated[ComparisonFormat, typer.Option("--format", "-f", help="Form of the result.")] = "text",
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="PATH", help="Default: standard output.")
        ] = None,
        locale: Annotated[Locale, typer.Option(help="Language of the result: en or zh.")] = "en",
        models: Models = None,
    ) -> None:
        """Compare the documents of several years: values, equations between years, likeness of texts."""
        made: list[Comparison] = []

        def run() -> None:
            made.append(compare_files(files, available_models(models), locale))
            if output is None and format_ == "text":
                print_comparison(made[0], Console(highlight=False), locale)
            elif output is None:
                to_output(render(made[0], format_, locale))
            else:
                write_file(output, render(made[0], format_, locale))

        guarded(run)
        raise typer.Exit(FINDINGS_REMAIN if made[0].findings else 0)
