"""`extractor load`: results of a batch, or single ones, into a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from extractor.batch.locators import is_url
from extractor.command_line import EXIT_CODES, complain, errors_as_exit_codes
from extractor.errors import InputError
from extractor.stored import DOCUMENTS, at_least_one, find_documents, is_document, stored_content, unpacked

if TYPE_CHECKING:
    from extractor.store.loaders import Place
    from extractor.store.loading import Loaded

DEFAULT_NAME = "reports.sqlite"


def add_load(app: typer.Typer) -> None:
    """Give `app` the command."""

    @app.command(epilog=EXIT_CODES)
    def load(
        sources: Annotated[
            list[str],
            typer.Argument(
                metavar="DIR|JSON|URL…",
                help="Output of `extractor batch`, here or on a store such as s3://, or of `extract`.",
            ),
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
        from extractor.store.stage import load_files, prepare_database

        with errors_as_exit_codes():
            engine = prepare_database(database or default_database(sources), models or ())
            try:
                totals = load_files(engine, documents_at(sources), content_at, _tell, processes)
            finally:
                engine.dispose()
        if not quiet:
            Console(stderr=True, highlight=False).print(str(totals), soft_wrap=True)
        raise typer.Exit(InputError.exit_code if totals.failed else 0)


def default_database(sources: list[str]) -> str:
    """The SQLite file where results are loaded that nobody names a database for."""
    is_one_folder = len(sources) == 1 and not is_url(sources[0]) and Path(sources[0]).is_dir()
    return str((Path(sources[0]) if is_one_folder else Path()) / DEFAULT_NAME)


def documents_at(sources: list[str]) -> Iterator[Place]:
    """The files that are named, and those of folders and stores, one place at a time, in the order of names.

    Raises:
        InputError: A folder or a store cannot be listed, or has no documents.
        ExtraMissingError: A store needs a package that is not installed.
    """
    for source in sources:
        if is_url(source):
            yield from _in_store(source)
        else:
            yield from find_documents([Path(source)])


def content_at(place: Place) -> bytes:
    """The JSON of one of `documents_at`.

    Raises:
        InputError: It cannot be read, or is damaged.
    """
    from extractor.batch.stores import get

    return stored_content(place) if isinstance(place, Path) else unpacked(get(place), place)


def _in_store(url: str) -> Iterator[str]:
    from extractor.batch.stores import is_folder, listed

    results = f"{url.rstrip('/')}/{DOCUMENTS}"
    return at_least_one(filter(is_document, listed(results if is_folder(results) else url)), url)


def _tell(place: Place, outcome: Loaded | InputError) -> None:
    if isinstance(outcome, InputError):
        complain(str(outcome))
