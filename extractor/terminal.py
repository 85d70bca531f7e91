"""What a run says on standard error: how far it is, and a summary when it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from extractor.document import Document, Finding
from extractor.progress import SILENT, Progress
from extractor.rechecking import FindingChanges
from extractor.safe_text import printable


@contextmanager
def page_progress(console: Console, name: str, *, quiet: bool = False) -> Iterator[Progress]:
    """A bar of pages while the block runs; silent where `console` is no terminal."""
    if quiet or not console.is_terminal:
        yield SILENT
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("pages"),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        yield _PageBar(bars, name)


class _PageBar:
    """A Progress that moves one bar."""

    def __init__(self, bars: Bars, name: str) -> None:
        self._bars = bars
        self._task = bars.add_task(name, total=None)

    def started(self, pages: int) -> None:
        self._bars.update(self._task, total=pages)

    def page_done(self, number: int) -> None:
        self._bars.advance(self._task)


def summary(source: Path, document: Document, written: tuple[Path, ...]) -> Text:
    """One line on what was read and written, and one on what a person should look at, if anything."""
    joins = sum(max(0, len(table.fragments) - 1) for table in document.tables)
    kinds = Counter(page.kind for page in document.pages)
    by_kind = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    line = Text(f"{printable(str(source))}: ", style="bold")
    line.append(f"{_count(len(document.pages), 'page')} ({by_kind}), {_count(len(document.tables), 'table')}, ", "")
    line.append(f"{_count(joins, 'join')} over pages, {_findings(document)}", "")
    if written:
        line.append(f" -> {', '.join(printable(str(path)) for path in written)}", "")
    suspects = sum(cell.status == "suspect" for table in document.tables for cell in table.cells)
    if suspects:
        line.append(f"\nLook at {_count(suspects, 'cell')}: their status is suspect.", "yellow")
    return line


_KINDS = (("new", "bold yellow"), ("gone", "green"), ("same", "dim"))


def comparison(findings: FindingChanges) -> Text:
    """One line for each finding that is new, gone or the same, and one with their numbers."""
    text = Text()
    for kind, style in _KINDS:
        for finding in getattr(findings, kind):
            text.append(f"{kind}  ", style).append(f"{finding.code}  {finding.message}{_suggested(finding)}\n")
    counts = ", ".join(f"{len(getattr(findings, kind))} {kind}" for kind, _ in _KINDS)
    return text.append(f"findings: {counts}", "bold")


def _suggested(finding: Finding) -> str:
    return f" -> {finding.suggestion}" if finding.suggestion is not None else ""


def _findings(document: Document) -> str:
    if not document.findings:
        return "no findings"
    severities = Counter(finding.severity for finding in document.findings)
    return ", ".join(
        _count(severities[severity], f"{severity} finding")
        for severity in ("error", "warning", "info")
        if severities[severity]
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
