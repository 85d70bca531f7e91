"""A dask cluster on this machine: a scheduler and workers, each a process of its own that a test may kill."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120.0
"""Seconds after which a cluster on a busy machine counts as broken."""


@dataclass
class Cluster:
    """Scheduler and workers; `folder` holds the scheduler's address and what all of them write on their terminals."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, workers: int) -> Cluster:
        self._run("scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0")
        until(self._file.exists)
        for _ in range(workers):
            self.add_worker()
        return self

    @property
    def address(self) -> str:
        return str(json.loads(self._file.read_text())["address"])

    @property
    def workers(self) -> list[psutil.Process]:
        """The processes in which workers run; each is the child of a nanny."""
        nannies = [psutil.Process(process.pid) for process in self.processes[1:] if process.poll() is None]
        children = [child for nanny in nannies for child in nanny.children()]
        return [child for child in children if "spawn_main" in " ".join(child.cmdline())]

    def add_worker(self, python_path: str = "") -> None:
        where = ("--nworkers", "1", "--nthreads", "1", "--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
        self._run("worker", *where, python_path=python_path)

    def kill_scheduler(self) -> None:
        self.processes[0].send_signal(signal.SIGKILL)
        self.processes[0].wait()

    def stop(self) -> None:
        """Kill all; a nanny that is asked to end while its worker begins never does."""
        started = [psutil.Process(process.pid) for process in self.processes if process.poll() is None]
        for process in [*(child for one in started for child in one.children(recursive=True)), *started]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        for popen in self.processes:
            popen.wait(PATIENCE)

    @property
    def _file(self) -> Path:
        return self.folder / "scheduler.json"

    def _run(self, what: str, *options: str, python_path: str = "") -> None:
        path = os.pathsep.join(filter(None, [python_path, str(ROOT), str(ROOT / "tests")]))
        command = [sys.executable, "-m", "dask", what, "--scheduler-file", str(self._file), *options]
        environment = os.environ | {"PYTHONPATH": path}
        with (self.folder / f"{len(self.processes)}-{what}.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=self.folder)
        self.processes.append(process)


def until(condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.05)
