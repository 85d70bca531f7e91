"""`extractor batch`: an archive of documents, each read once, whatever happens meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from extractor.batch.inputs import find_inputs, names_in
from extractor.batch_options import BatchOptions, read_many, takes_batch_options
from extractor.command_line import EXIT_CODES, errors_as_exit_codes
from extractor.config import Settings
from extractor.errors import InputError
from extractor.settings_options import takes_settings


def add_batch(app: typer.Typer) -> None:
    """Give `app` the command."""

    @app.command(epilog=EXIT_CODES)
    @takes_settings
    @takes_batch_options
    def batch(
        settings: Settings,
        options: BatchOptions,
        inputs: Annotated[
            list[str] | None,
            typer.Argument(
                metavar="INPUT…", help="Files, folders, patterns, .zip archives, URLs such as s3://bucket/folder."
            ),
        ] = None,
        files_from: Annotated[
            Path | None, typer.Option(metavar="FILE", help="A list of inputs, one a line; - is standard input.")
        ] = None,
    ) -> None:
        """Read an archive of documents: each content once, in worker processes; start it again to go on."""
        with errors_as_exit_codes():
            named = _named(inputs or [], files_from)
        read_many(
            lambda leave_out, stack: find_inputs(named, leave_out),
            options,
            settings,
            count_inputs=lambda leave_out: sum(1 for _ in find_inputs(named, leave_out)),
        )


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
        return tuple(names_in(sys.stdin.buffer))
    try:
        with files_from.open("rb") as lines:
            return tuple(names_in(lines))
    except OSError as error:
        raise InputError(f"{files_from} cannot be read: {error.strerror}. Check the path.") from error
