"""`extractor export`: documents that were read before, in another form."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from extractor.command_line import EXIT_CODES, complain, errors_as_exit_codes, to_standard_output
from extractor.csv_options import takes_csv_style
from extractor.export.form import FORMS, Form
from extractor.export.stage import export_dataset, export_each
from extractor.export.tally import Tally
from extractor.formats import BINARY, PARQUET
from extractor.output.csv_style import CsvStyle
from extractor.output.stage import write_document
from extractor.settings_options import LOCALE
from extractor.stored import SUFFIXES
from extractor.wordings import Locale


def _known(form: str) -> str:
    if form not in FORMS:
        raise typer.BadParameter(f"there is no form {form}; choose one of {', '.join(FORMS)}")
    return form


def add_export(app: typer.Typer) -> None:
    """Give `app` the command."""

    @app.command(epilog=EXIT_CODES)
    @takes_csv_style
    def export(
        csv_style: CsvStyle,
        sources: Annotated[
            list[Path], typer.Argument(metavar="DIR|JSON…", help="Output of `extractor batch`, or of `extract`.")
        ],
        to: Annotated[
            str, typer.Option("--to", "--format", "-f", metavar="FORMAT", callback=_known, help=" | ".join(FORMS))
        ],
        output: Annotated[
            str | None,
            typer.Option(
                "--output",
                "-o",
                metavar="PATH|DIR|-",
                help="A file, or a directory for NAME.suffix each; of parquet the directory of the dataset.",
            ),
        ] = None,
        locale: Annotated[Locale | None, LOCALE] = None,
        quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Errors only on standard error.")] = False,
    ) -> None:
        """Write documents that were read before in another form, without reading them again."""
        form = Form(to, csv_style, locale)
        with errors_as_exit_codes():
            if to == PARQUET:
                tally = export_dataset(sources, _directory(output, "a dataset needs"), form, complain)
            elif _is_of_many(sources, output):
                tally = _export_each(sources, _directory(output, "several documents need"), form)
            else:
                _export_one(sources[0], output, form)
                return
        if not quiet:
            Console(stderr=True, highlight=False).print(said(tally), soft_wrap=True)
        raise typer.Exit(tally.exit_code)


def said(tally: Tally) -> str:
    """One line on what became of the documents."""
    left_out = f", {tally.left_out} left out: their file is there already" if tally.left_out else ""
    failed = f", {tally.failed} failed" if tally.failed else ""
    return f"{tally.written} documents written{left_out}{failed}"


def _is_of_many(sources: list[Path], output: str | None) -> bool:
    """Whether results go into a directory; a slash at the end makes one of `output`."""
    into_directory = output is not None and (Path(output).is_dir() or output.endswith(("/", "\\")))
    return len(sources) > 1 or sources[0].is_dir() or into_directory


def _directory(output: str | None, who: str) -> Path:
    if output is None or output == "-":
        raise typer.BadParameter(f"{who} a directory: -o DIR", param_hint="--output")
    return Path(output)


def _export_each(sources: list[Path], directory: Path, form: Form) -> Tally:
    suffix = form.sink().suffix  # a missing package should be known before the work
    if suffix.endswith(SUFFIXES) and any(_lies_in(source, directory) for source in sources):
        raise typer.BadParameter("the results would lie among the documents that are read", param_hint="--output")
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise typer.BadParameter(f"{directory} is no directory: {error.strerror}", param_hint="--output") from error
    return export_each(sources, directory, form, complain)


def _lies_in(source: Path, directory: Path) -> bool:
    """Whether a file that is put into `directory` may be, or become, one of the documents of `source`."""
    place = directory.resolve()
    return place.is_relative_to(source.resolve()) if source.is_dir() else place == source.resolve().parent


def _export_one(source: Path, output: str | None, form: Form) -> None:
    sink = form.sink()
    if output is None or output == "-":
        if form.format in BINARY and sys.stdout.isatty():
            name = f"FILE{sink.suffix}"
            raise typer.BadParameter(f"{form.format} is not for a terminal: -o {name}", param_hint="--output")
        to_standard_output(sink.render(form.read(source)))
        return
    target = Path(output)
    if target.exists() and source.exists() and target.samefile(source):
        raise typer.BadParameter("the result would replace the file that is read", param_hint="--output")
    write_document(form.read(source), target, form.format, form.csv_style)
