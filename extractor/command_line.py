"""What all commands share: exit codes, errors as messages, standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.markup import escape

from extractor.errors import ExtractorError, OutputError
from extractor.safe_text import printable_lines

EXIT_CODES = (
    "Exit codes: 0 done · 1 unexpected error · 2 wrong command line · 3 something is not installed · "
    "4 a file cannot be read as a document · 5 password missing or wrong · 6 a file is over a limit · "
    "7 the result cannot be written · 8 check, compare: findings remain · 9 a report model cannot be used · "
    "10 the machines of a batch cannot be used · 130 batch, watch: stopped. "
    "With several files, the highest code of all."
)


@contextmanager
def errors_as_exit_codes() -> Iterator[None]:
    """Turn the errors meant for the user into a message on standard error and an exit code."""
    try:
        yield
    except ExtractorError as error:
        complain(str(error))
        raise typer.Exit(error.exit_code) from error


def complain(message: str) -> None:
    """Print an error for the user."""
    Console(stderr=True, highlight=False).print(
        f"[bold red]error:[/] {escape(printable_lines(message))}", soft_wrap=True
    )


def to_standard_output(content: bytes) -> None:
    """Write a result to standard output.

    Raises:
        OutputError: It cannot be written.
    """
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            # Whoever read has gone; what is still in the buffer must not raise again when the interpreter ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise OutputError(f"standard output cannot be written: {error.strerror}. Name a file with -o.") from error
