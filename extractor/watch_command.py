"""`extractor watch`: a folder whose files are read as they come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from extractor.batch.inputs import Found
from extractor.batch.watching import POLL_SECONDS, SETTLE_SECONDS, FolderWatch
from extractor.batch_options import BatchOptions, read_many, takes_batch_options
from extractor.command_line import EXIT_CODES
from extractor.config import Settings
from extractor.settings_options import takes_settings


def add_watch(app: typer.Typer) -> None:
    """Give `app` the command."""

    @app.command(epilog=EXIT_CODES)
    @takes_settings
    @takes_batch_options
    def watch(
        settings: Settings,
        options: BatchOptions,
        folder: Annotated[
            Path, typer.Argument(metavar="DIR", exists=True, file_okay=False, help="Folder into which documents come.")
        ],
        settle: Annotated[
            float, typer.Option(min=0, help="Seconds for which a complete file has not changed.")
        ] = SETTLE_SECONDS,
        poll: Annotated[
            bool,
            typer.Option("--poll", help=f"Look through DIR every {POLL_SECONDS:.0f} s, as network disks need it."),
        ] = False,
    ) -> None:
        """Read the documents in a folder, and then each that comes, as `batch` does; until Ctrl-C."""

        def open_inputs(leave_out: Path | None, stack: ExitStack) -> Iterator[Found | None]:
            watching = FolderWatch(folder, leave_out, settle=settle, poll=POLL_SECONDS if poll else None)
            return stack.enter_context(watching).inputs()

        read_many(open_inputs, options, settings)
