"""`extractor compare`: documents of several years side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from extractor.command_line import EXIT_CODES, errors_as_exit_codes, to_standard_output
from extractor.compare.stage import compare_files
from extractor.compare.writers import ComparisonFormat, print_comparison, render
from extractor.errors import FINDINGS_REMAIN
from extractor.model_commands import Models
from extractor.output.stage import write_file
from extractor.reports.stage import available_models
from extractor.wordings import Locale


def add_compare(app: typer.Typer) -> None:
    """Give `app` the command."""

    @app.command(epilog=EXIT_CODES)
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
        with errors_as_exit_codes():
            made = compare_files(files, available_models(models), locale)
            if output is None and format_ == "text":
                print_comparison(made, Console(highlight=False), locale)
            elif output is None:
                to_standard_output(render(made, format_, locale))
            else:
                write_file(output, render(made, format_, locale))
        raise typer.Exit(FINDINGS_REMAIN if made.findings else 0)
