"""`extractor models`: list, check and explain report models, and begin a new one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.command_line import complain, errors_as_exit_codes
from extractor.document import Document
from extractor.errors import ExtractorError, OutputError
from extractor.reports.explaining import explain_document, explain_model, outlined
from extractor.reports.loading import SUFFIXES, load_model
from extractor.reports.skeleton import skeleton
from extractor.reports.stage import available_models
from extractor.stored import load_document

Models = Annotated[
    Path | None, typer.Option("--models", metavar="DIR", help="Directory with report models of your own.")
]


def models_app() -> typer.Typer:
    """The commands."""
    app = typer.Typer(help="Report models: named values and equations of kinds of documents.", no_args_is_help=True)

    @app.command(name="list")
    def list_models(models: Models = None) -> None:
        """List the report models, one a line."""
        with errors_as_exit_codes():
            print("\n".join(map(outlined, available_models(models))))

    @app.command()
    def check(
        files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Report models (YAML).")],
    ) -> None:
        """Say of each FILE whether it is a report model, and if not, on which line it is wrong and how."""
        worst = 0
        for file in files:
            try:
                print(f"{file}: {outlined(load_model(file))}")
            except ExtractorError as error:
                complain(str(error))
                worst = max(worst, error.exit_code)
        raise typer.Exit(worst)

    @app.command()
    def explain(
        file: Annotated[Path, typer.Argument(metavar="FILE", help="A report model, a document, or its JSON.")],
        models: Models = None,
    ) -> None:
        """Say in plain words what a report model holds; of a document, which models fit it and why."""
        with errors_as_exit_codes():
            print(_explained(file, models), end="")

    @app.command()
    def new(
        document: Annotated[Path, typer.Argument(metavar="FROM_DOCUMENT", help="A document, or its JSON.")],
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="FILE", help="Default: standard output.")
        ] = None,
    ) -> None:
        """Write a report model to begin with, from the tables of a document."""
        with errors_as_exit_codes():
            _write(skeleton(_document(document)), output)

    return app


def _explained(file: Path, directory: Path | None) -> str:
    if file.suffix in SUFFIXES:
        return explain_model(load_model(file))
    return explain_document(_document(file), available_models(directory))


def _document(path: Path) -> Document:
    """A document that was extracted before, or that is extracted now."""
    if path.suffix == ".json":
        return load_document(path)
    from extractor import pipeline

    return pipeline.extract(path)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        print(text, end="")
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}. Name another file with -o.") from error
