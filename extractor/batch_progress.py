"""What a batch says on standard error: bars for people, lines of JSON for programs, and a summary."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from extractor.batch.coordinator import Totals
from extractor.batch.events import Event

SETTLED = frozenset({"known", "elsewhere", "skipped", "unreadable", "failed-before", "done", "failed"})
"""Events after which nothing more happens to an input."""
SHOWN: dict[str, tuple[str, str]] = {
    "changed": ("yellow", "settings changed, results are made anew: {note}"),
    "freed": ("yellow", "{note} documents of a run that was killed are taken up again"),
    "unreadable": ("red", "{message}"),
    "failed": ("red", "{message}"),
    "retried": ("yellow", "{message} It is tried again."),
    "stopping": ("yellow", "finishing {note} documents; once more leaves them for the next run"),
}
"""Events that get a line of their own."""


class ProgressBars:
    """Bars on a terminal, and lines for what went wrong; elsewhere the lines only.

    `count_inputs` says how many inputs there are, and may take its time; None where more and more come.
    """

    def __init__(self, console: Console, count_inputs: Callable[[], int] | None, *, quiet: bool) -> None:
        self._quiet, self._count_inputs = quiet, count_inputs
        self._totals = Totals()
        self._inputs = 0
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pages]} pages, {task.fields[rate]}, {task.fields[failed]} failed"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=quiet or not console.is_terminal,
        )
        self._task = self._bars.add_task("files", total=None, pages=0, rate="", failed=0)

    def __enter__(self) -> Self:
        self._bars.start()
        if not self._bars.disable and self._count_inputs is not None:
            threading.Thread(target=self._find_total, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bars.stop()

    def __call__(self, event: Event) -> None:
        """Show an event."""
        self._totals.count(event)
        if event.kind in SHOWN and not self._quiet:
            style, form = SHOWN[event.kind]
            message = event.failure.message if event.failure else ""
            self._bars.console.print(Text(form.format(note=event.note, message=message), style), soft_wrap=True)
        if event.kind in SETTLED:
            self._inputs += 1
            self._move()

    def _move(self) -> None:
        counts = self._totals.counts
        elapsed = self._bars.tasks[0].elapsed or 0.0
        rate = f"{self._totals.pages / elapsed:.1f} a second" if elapsed else ""
        failed = counts["failed"] + counts["unreadable"]
        self._bars.update(self._task, completed=self._inputs, pages=self._totals.pages, rate=rate, failed=failed)

    def _find_total(self) -> None:
        """Count the inputs, beside the work: only then is it known how long it will take."""
        assert self._count_inputs is not None
        self._bars.update(self._task, total=self._count_inputs())


class JsonLog:
    """A line of JSON for each event."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __call__(self, event: Event) -> None:
        """Write an event."""
        line: dict[str, Any] = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event.kind}
        if event.locator is not None:
            line["input"] = str(event.locator)
        if event.sha256:
            line["sha256"] = event.sha256
        if event.note:
            line["note"] = event.note
        if event.outcome is not None and event.outcome.failure is None:
            done = event.outcome
            line |= {"pages": done.pages, "findings": done.findings, "suspects": done.suspects}
            line |= {"seconds": round(done.seconds, 3), "peak_bytes": done.peak_bytes}
        if event.failure is not None:
            line |= {"error": event.failure.kind, "message": event.failure.message}
        print(json.dumps(line, ensure_ascii=False), file=self._stream, flush=True)


def totals_line(totals: Totals, ledger: Path) -> Text:
    """What a batch has done, in a few lines."""
    counts = totals.counts
    parts = [f"{counts['done']} read ({totals.pages} pages)"]
    named = (
        ("known", "read before"),
        ("elsewhere", "being read by another run"),
        ("skipped", "no documents"),
        ("failed", "failed"),
        ("unreadable", "unreadable"),
        ("failed-before", "failed before (--retry-failed tries again)"),
    )
    parts += [f"{counts[kind]} {words}" for kind, words in named if counts[kind]]  # type: ignore[index]
    line = Text(", ".join(parts), "bold")
    if totals.stopped:
        line.append("\nstopped; the same command goes on", "yellow")
    if totals.suspects:
        line.append(f"\n{totals.suspects} cells are suspect", "yellow")
    return line.append(f"\nledger: {ledger}", "dim")
