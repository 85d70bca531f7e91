"""`extractor load`: results of a batch, or single ones, into a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from extractor.command_line import EXIT_CODES, complain, errors_as_exit_codes
from extractor.errors import InputError

if TYPE_CHECKING:
    from extractor.store.loading import Loaded

DEFAULT_NAME = "reports.sqlite"


def add_load(app: typer.Typer) -> None:
    """Give `app` the command."""

    @app.command(epilog=EXIT_CODES)
    def load(
        sources: Annotated[
            list[Path], typer.Argument(metavar="DIR|JSON…", help="Output of `extractor batch`, or of `extract`.")
        ],
        database: Annotated[
            str | None,
            typer.Option(
                metavar="URL",
                help="sqlite:///FILE or postgresql://…; default: reports.sqlite in DIR, or here for files.",
            ),
        ] = None,
        models: Annotated[
            list[Path] | None, typer.Option(metavar="DIR", help="Report models of your own, for their views.")
        ] = None,
        processes: Annotated[
            int | None,
            typer.Option(min=1, help="Processes that load. Default: one a core; one for a few documents."),
        ] = None,
        quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Errors only on standard error.")] = False,
    ) -> None:
        """Put documents into a database, each version once; load again after more was read."""
        from extractor.store.stage import find_documents, load_files, prepare_database

        with errors_as_exit_codes():
            engine = prepare_database(database or default_database(sources), models or ())
            try:
                totals = load_files(engine, find_documents(sources), _tell, processes)
            finally:
                engine.dispose()
        if not quiet:
            Console(stderr=True, highlight=False).print(str(totals), soft_wrap=True)
        raise typer.Exit(InputError.exit_code if totals.failed else 0)


def default_database(sources: list[Path]) -> str:
    """The SQLite file where results are loaded that nobody names a database for."""
    folder = sources[0] if len(sources) == 1 and sources[0].is_dir() else Path()
    return str(folder / DEFAULT_NAME)


def _tell(path: Path, outcome: Loaded | InputError) -> None:
    if isinstance(outcome, InputError):
        complain(str(outcome))
