"""`extractor serve`: documents in and results out over HTTP."""

from __future__ import annotations

import os
import socket
import sys
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from extractor.batch.events import Event
from extractor.batch.jobs import Limits
from extractor.batch.local_executor import LocalExecutor
from extractor.batch.locators import is_url
from extractor.batch.plan import make_plan, scratch_in, share_cores
from extractor.batch_options import CORES, LIMITS, MIB, FileSeconds, LogJson, Memory, PageSeconds, Workers
from extractor.batch_progress import JsonLog
from extractor.command_line import EXIT_CODES, errors_as_exit_codes
from extractor.config import Settings
from extractor.errors import ExtraMissingError
from extractor.settings_options import takes_settings

TOKEN_VARIABLE = "EXTRACTOR_TOKEN"
SHORTEST_TOKEN = 16
"""Characters below which a token is one that somebody may guess."""
PACKAGES = ("fastapi", "uvicorn", "prometheus_client", "python_multipart")
SAID = frozenset({"unreadable", "failed", "retried", "changed", "freed", "stopping"})
"""Events that an operator who asked for nothing should hear of."""


def add_serve(app: typer.Typer) -> None:
    """Give `app` the command."""

    @app.command(epilog=EXIT_CODES)
    @takes_settings
    def serve(
        settings: Settings,
        output: Annotated[
            str, typer.Option("--output", "-o", metavar="DIR", help="Uploads, results and the ledger.")
        ] = "out",
        host: Annotated[str, typer.Option(help="Address to listen on; any but this machine's own needs a token.")] = (
            "127.0.0.1"
        ),
        port: Annotated[int, typer.Option(min=0, max=65535, help="0: one that is free.")] = 8000,
        token_file: Annotated[
            Path | None,
            typer.Option(metavar="FILE", help=f"File with the token that requests must carry. Or {TOKEN_VARIABLE}."),
        ] = None,
        allow_store: Annotated[
            list[str] | None,
            typer.Option(metavar="URL", help="Prefix of URLs that clients may have read, such as s3://bucket/in."),
        ] = None,
        max_waiting: Annotated[int, typer.Option(min=1, help="Jobs that may wait; more are answered 429.")] = 1000,
        keep: Annotated[
            float | None, typer.Option(min=0, metavar="DAYS", help="Forget jobs so long after their end.")
        ] = None,
        grace: Annotated[
            float, typer.Option(min=0, help="Seconds in which running documents may be finished at the end.")
        ] = 30.0,
        workers: Workers = CORES,
        retry_failed: Annotated[
            bool,
            typer.Option("--retry-failed", help="Read what failed before when it is handed in again."),
        ] = False,
        page_seconds: PageSeconds = LIMITS.page_seconds,
        file_seconds: FileSeconds = LIMITS.file_seconds,
        memory: Memory = LIMITS.memory // MIB,
        log_json: LogJson = False,
    ) -> None:
        """Read documents that are handed in over HTTP; see docs/server.md."""
        token = _token(token_file)
        with errors_as_exit_codes():
            _check_packages()
            from extractor.serve.access import is_loopback
            from extractor.serve.stage import Offer, run_server

            if token is None and not is_loopback(host):
                raise typer.BadParameter(
                    f"{host} can be reached from other machines: give a token with --token-file or {TOKEN_VARIABLE}",
                    param_hint="--host",
                )
            if is_url(output):
                raise typer.BadParameter("a server keeps its uploads and results on a disk", param_hint="--output")
            shared = share_cores(settings, workers)
            limits = Limits(page_seconds, file_seconds, memory * MIB)
            plan = make_plan(output, shared, limits, retry_failed=retry_failed)
            days = None if keep is None else timedelta(days=keep)
            offer = Offer(token, tuple(allow_store or ()), max_waiting, days, grace)
            console = Console(stderr=True, highlight=False)
            with _listener(host, port) as listener:
                console.print(f"listening on {_url(listener)}, results in {plan.out}", soft_wrap=True)
                run_server(
                    listener,
                    plan,
                    offer,
                    lambda: LocalExecutor(workers, threads=shared.ocr.threads, scratch=scratch_in(plan.out)),
                    JsonLog(sys.stderr) if log_json else _Log(console),
                )


class _Log:
    """Says what an operator should hear of."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(self, event: Event) -> None:
        """Print an event."""
        if event.kind in SAID:
            what = event.failure.message if event.failure is not None else event.note
            self._console.print(f"{event.kind}: {what}", soft_wrap=True, markup=False)


def _check_packages() -> None:
    """Do nothing if the packages of the server are installed.

    Raises:
        ExtraMissingError: One is not.
    """
    if any(find_spec(name) is None for name in PACKAGES):
        raise ExtraMissingError("The server", "serve")


def _token(file: Path | None) -> str | None:
    """The token that requests must carry, from a file or the environment; None without either."""
    if file is None:
        text = os.environ.get(TOKEN_VARIABLE)
        where = TOKEN_VARIABLE
    else:
        where = "--token-file"
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise typer.BadParameter(f"{file} cannot be read: {error}", param_hint=where) from error
    if text is None:
        return None
    token = text.strip()
    if len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
        raise typer.BadParameter(
            f"a token is {SHORTEST_TOKEN} or more ASCII characters without blanks; `openssl rand -hex 32` makes one",
            param_hint=where,
        )
    return token


def _listener(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise typer.BadParameter(
            f"cannot listen on {host}, port {port}: {error.strerror or error}", param_hint="--port"
        ) from error


def _url(listener: socket.socket) -> str:
    address, port = listener.getsockname()[:2]
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
