"""What an attempt at a document cost, and how it ended."""

from __future__ import annotations

import time
from dataclasses import replace

from extractor.batch.jobs import Failure, Outcome, State
from extractor.batch.memory import forget_peak, peak_bytes
from extractor.document import Document


class Meter:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._started, self._cpu = time.perf_counter(), time.process_time()
        forget_peak()

    def wrote(self, document: Document, output_bytes: int) -> Outcome:
        """The outcome of an attempt that gave `document`."""
        return replace(
            self.ended("done", len(document.pages)),
            tables=len(document.tables),
            findings=len(document.findings),
            suspects=sum(cell.status == "suspect" for table in document.tables for cell in table.cells),
            output_bytes=output_bytes,
        )

    def failed(self, failure: Failure) -> Outcome:
        """The outcome of an attempt that gave nothing."""
        return replace(self.ended("failed"), failure=failure)

    def ended(self, state: State, pages: int = 0) -> Outcome:
        """The outcome of any other attempt."""
        seconds, cpu = time.perf_counter() - self._started, time.process_time() - self._cpu
        return Outcome(state, pages=pages, seconds=seconds, cpu_seconds=cpu, peak_bytes=peak_bytes())
