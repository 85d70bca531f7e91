"""What a worker does with one input: identify it, or read it and write its result."""

from __future__ import annotations

import gzip
import time
from dataclasses import replace
from pathlib import Path
from typing import Literal

from extractor.batch.jobs import Failure, Identity, Outcome, ReadJob
from extractor.batch.locators import Locator, printable
from extractor.batch.memory import forget_peak, peak_bytes
from extractor.batch.stores import local_copy, put, sha256_of
from extractor.document import Document
from extractor.errors import ExtractorError, InputError, LimitError, OutputError
from extractor.ingest.file_kind import HEAD_BYTES, describe_unknown, find_file_kind
from extractor.output.stage import load_sink
from extractor.progress import Progress

GZIP_LEVEL = 6


class ChangedError(InputError):
    """The content is no longer what it was when the file was identified."""


def identify(locator: Locator, limit: int) -> Identity:
    """What is at `locator`; a file that cannot be read, or is no document, is an answer too and no error."""
    try:
        with local_copy(locator, limit) as path:
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES + 8)
            size = path.stat().st_size
            if head and find_file_kind(head) is None:
                what = Failure("UnsupportedFileError", f"{locator} is no document: {describe_unknown(head)}.", 4)
                return Identity(locator, bytes=size, is_document=False, failure=what)
            return Identity(locator, sha256_of(path), size)
    except Exception as error:  # whatever is wrong with one input costs that input only
        return Identity(locator, failure=failure_of(error, locator))


def read(job: ReadJob, progress: Progress) -> Outcome:
    """Read a document and write its result; whatever goes wrong is in the outcome."""
    meter = Meter()
    try:
        with local_copy(job.locator, job.settings.ingest.max_bytes) as path:
            return _read_copy(path, job, progress, meter)
    except Exception as error:  # of fetching it
        return meter.failed(failure_of(error, job.locator))


class Meter:
    """What an attempt costs, from when this is made."""

    def __init__(self) -> None:
        self._started, self._cpu = time.perf_counter(), time.process_time()
        forget_peak()

    def done(self, document: Document, output_bytes: int) -> Outcome:
        """The outcome of an attempt that gave `document`."""
        return replace(
            self._measured("done"),
            pages=len(document.pages),
            tables=len(document.tables),
            findings=len(document.findings),
            suspects=sum(cell.status == "suspect" for table in document.tables for cell in table.cells),
            output_bytes=output_bytes,
        )

    def failed(self, failure: Failure) -> Outcome:
        """The outcome of an attempt that gave nothing."""
        return replace(self._measured("failed"), failure=failure)

    def _measured(self, state: Literal["done", "failed"]) -> Outcome:
        seconds, cpu = time.perf_counter() - self._started, time.process_time() - self._cpu
        return Outcome(state, seconds=seconds, cpu_seconds=cpu, peak_bytes=peak_bytes())


def failure_of(error: Exception, locator: Locator, path: Path | None = None) -> Failure:
    """An error as it stands in the ledger; where its message names the copy at `path`, it names the input instead."""
    message = str(error) if path is None else str(error).replace(str(path), str(locator))
    if isinstance(error, ExtractorError):
        return Failure(type(error).__name__, message, error.exit_code, isinstance(error, OutputError | ChangedError))
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        return Failure("InputError", f"{locator} cannot be read: {error.strerror}. Check the path and the rights.", 4)
    said = f"{locator}: unexpected error, {type(error).__name__}: {message}. Please report it with the document."
    return Failure(type(error).__name__, said, transient=isinstance(error, OSError | MemoryError))


def _read_copy(path: Path, job: ReadJob, progress: Progress, meter: Meter) -> Outcome:
    from extractor.pipeline import extract  # here, so that only workers load engines and models

    try:
        document = extract(path, job.settings, progress=progress)
        if document.source.sha256 != job.sha256:
            raise ChangedError(f"{job.locator} changed while it was read. It is read again.")
        named = document.source.model_copy(update={"file_name": printable(job.name)})
        document = document.model_copy(update={"source": named})
        return meter.done(document, _write(document, job))
    except Exception as error:  # a fault of ours in one document must not take others with it
        return meter.failed(failure_of(error, job.locator, path))


def _write(document: Document, job: ReadJob) -> int:
    """Write the result, and return its size."""
    content = load_sink("json").render(document)
    if len(content) > (limit := job.limits.output_bytes):
        what = "the size of its result in bytes"
        raise LimitError(Path(job.name), what, found=len(content), limit=limit, option="--max-output-bytes")
    if job.compress:
        content = gzip.compress(content, GZIP_LEVEL, mtime=0)  # no time inside: equal runs give equal bytes
    put(job.target, content)
    return len(content)
