"""Processes that read documents one after the other and may crash or hang without stopping the run."""

from __future__ import annotations

import multiprocessing
import queue
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from extractor.batch.memory import forget_peak, peak_bytes
from extractor.config import Settings


@dataclass(frozen=True)
class Reading:
    """What became of one document.

    Attributes:
        document: The Document as JSON; None where reading it failed.
        error: One line that says why; "" where it did not.
        wall, cpu: Seconds; cpu counts all threads of the worker.
        peak: Highest resident memory while it was read, in bytes.
    """

    document: str | None
    error: str = ""
    wall: float = 0.0
    cpu: float = 0.0
    peak: int = 0


def read_document(path: Path, settings: Settings) -> Reading:
    """Run the product over `path` in this process."""
    forget_peak()
    wall, cpu = time.perf_counter(), time.process_time()
    document, error = None, ""
    try:
        from extractor.pipeline import extract  # here, so that only workers load engines and models

        document = extract(path, settings).model_dump_json()
    except Exception as failure:
        frame = traceback.extract_tb(failure.__traceback__)[-1]
        error = f"{type(failure).__name__}: {failure} ({Path(frame.filename).name}:{frame.lineno})"
    return Reading(document, error, time.perf_counter() - wall, time.process_time() - cpu, peak_bytes())


def _serve(connection: Connection, settings: Settings) -> None:
    while (path := connection.recv()) is not None:
        connection.send(read_document(path, settings))


class Worker:
    """One warm process; begun anew after it died or was stopped."""

    def __init__(self, settings: Settings, limit: float) -> None:
        self.settings, self.limit = settings, limit
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, inner = context.Pipe()
        self.process = context.Process(target=_serve, args=(inner, self.settings), daemon=True)
        self.process.start()
        inner.close()

    def read(self, path: Path) -> Reading:
        """What became of `path`; a failed Reading where the process dies or takes longer than the limit."""
        try:
            self.connection.send(path)
            if self.connection.poll(self.limit):
                reading = self.connection.recv()
                if isinstance(reading, Reading):
                    return reading
            error = f"stopped after {self.limit:.0f} s"
        except (EOFError, OSError):
            self.process.join()
            error = f"the process died (exit code {self.process.exitcode})"
        self.stop()
        self._start()
        return Reading(None, error)

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def read_all(
    paths: Sequence[Path], settings: Settings, jobs: int, limit: float, done: Callable[[Path, Reading], None]
) -> None:
    """Read all documents with `jobs` workers; `done` is told of each as it is finished, one call at a time."""
    waiting: queue.SimpleQueue[Path] = queue.SimpleQueue()
    for path in paths:
        waiting.put(path)
    lock = threading.Lock()

    def work() -> None:
        worker = Worker(settings, limit)
        try:
            while True:
                path = waiting.get_nowait()
                reading = worker.read(path)
                with lock:
                    done(path, reading)
        except queue.Empty:
            pass
        finally:
            worker.stop()

    threads = [threading.Thread(target=work) for _ in range(min(jobs, max(1, len(paths))))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
