"""A real server in a process of its own, and a client of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx2

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
TOKEN = "a-token-that-only-tests-know"
PATIENCE = 120.0
"""Seconds that a busy machine may take for anything."""


class LiveServer:
    """`extractor serve` on a free port of this machine; stopped at the end of a `with` block."""

    def __init__(self, out: Path, *options: str, token: str | None = None) -> None:
        self._command = [sys.executable, "-m", "extractor", "serve", "-o", str(out), "--port", "0", *options]
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT)} | ({"EXTRACTOR_TOKEN": token} if token else {})
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._log = out.with_name(f"{out.name}.log")
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.client.close()

    def restart_after_kill(self) -> None:
        """SIGKILL, and the same command again."""
        self.process.kill()
        self.process.wait()
        self.client.close()
        self._start()

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def upload(self, name: str, content: bytes) -> httpx2.Response:
        return self.client.post("/v1/jobs", files={"file": (name, content)})

    def ended(self, job_id: str) -> dict[str, Any]:
        """The job when it has ended."""
        return wait_for(lambda: job if (job := self.job(job_id))["state"] not in ("waiting", "running") else None)

    def job(self, job_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"/v1/jobs/{job_id}").raise_for_status().json()
        return found

    def log(self) -> str:
        return self._log.read_text()

    def _start(self) -> None:
        with self._log.open("w") as log:
            self.process = subprocess.Popen(self._command, stderr=log, env=self._environment)
        self.url = wait_for(self._announced)
        self.client = httpx2.Client(base_url=self.url, headers=self._headers, timeout=PATIENCE)
        wait_for(self._answers)

    def _announced(self) -> str | None:
        assert self.process.poll() is None, self.log()
        match = re.search(r"listening on (\S+),", self.log())
        return match[1] if match else None

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log()
        try:
            return self.client.get("/healthz").status_code == 200
        except httpx2.TransportError:
            return False


T = TypeVar("T")


def wait_for(look: Callable[[], T | None]) -> T:
    """What `look` finds, once it finds something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def page(name: str) -> bytes:
    """The document of a fixture."""
    return (FIXTURES / name / "page.pdf").read_bytes()
