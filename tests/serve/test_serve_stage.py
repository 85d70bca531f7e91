"""A server whose reading cannot go on."""

from __future__ import annotations

import socket
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import pytest

from extractor.batch.jobs import Identity
from extractor.batch.locators import Locator
from extractor.errors import InputError, OutputError
from extractor.serve.stage import Offer, run_server
from serve.scripted_server import ScriptedExecutor, ScriptedServer


@dataclass
class FailingExecutor(ScriptedExecutor):
    """Its disk is full."""

    closed: bool = False

    def identify(self, locator: Locator, limit: int) -> Future[Identity]:
        raise OutputError("the disk is full")

    def close(self, *, now: bool = False) -> None:
        self.closed = True


def test_it_ends_with_the_error_and_its_jobs_wait_for_the_next_start(tmp_path: Path) -> None:
    server, executor = ScriptedServer(tmp_path / "out"), FailingExecutor()
    job = server.upload(b"%PDF-1.7")
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(OutputError, match="the disk is full"):
        run_server(listener, server.plan, Offer(), lambda: executor, lambda event: None)
    assert executor.closed
    assert server.job(job)["state"] == "waiting"


def test_workers_are_ended_where_a_server_cannot_begin(tmp_path: Path) -> None:
    server, executor = ScriptedServer(tmp_path / "out"), FailingExecutor()
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(InputError, match="is no URL"):
        run_server(listener, server.plan, Offer(stores=("/data",)), lambda: executor, lambda event: None)
    assert executor.closed
