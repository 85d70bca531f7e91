"""What a worker does with one input: identify it, or read it and write its result."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extractor.batch.jobs import Failure, Identity, Job, JoinJob, Outcome, PartJob, ReadJob
from extractor.batch.locators import Locator
from extractor.batch.meter import Meter
from extractor.batch.sources import chunks_of, local_copy
from extractor.batch.stores import UnreachableError, get, put
from extractor.document import Document
from extractor.errors import ExtractorError, InputError, LimitError, OutputError
from extractor.garbage import keep_loaded
from extractor.ingest.file_kind import HEAD_BYTES, describe_unknown, find_file_kind
from extractor.output.stage import load_sink
from extractor.progress import Progress
from extractor.safe_text import printable

GZIP_LEVEL = 6
ZIP_HEAD = b"PK\x03\x04"


class ChangedError(InputError):
    """The content is no longer what it was when the file was identified."""


TRANSIENT = (OutputError, ChangedError, UnreachableError)
"""Errors of ours after which another attempt may end otherwise."""


class LongDocumentError(Exception):
    """A document has more pages than one worker should read; no fault, and never seen outside this module."""

    def __init__(self, pages: int) -> None:
        super().__init__(f"{pages} pages")
        self.pages = pages


def identify(locator: Locator, limit: int) -> Identity:
    """What is at `locator`; a file that cannot be read, or is no document, is an answer too and no error.

    Of what is no document only the beginning is fetched. A store that does not answer is asked once more.
    """
    identity = _identified(locator, limit)
    if identity.failure is not None and identity.failure.transient:
        return _identified(locator, limit)
    return identity


def _identified(locator: Locator, limit: int) -> Identity:
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        for chunk in chunks_of(locator, limit):
            digest.update(chunk)
            size += len(chunk)
            head += chunk[: HEAD_BYTES - len(head)]
            if len(head) == HEAD_BYTES and (what := _other_kind(locator, head)):
                break
        else:
            what = _other_kind(locator, head)
    except Exception as error:  # whatever is wrong with one input costs that input only
        return Identity(locator, failure=failure_of(error, locator))
    if what:
        failure = Failure("UnsupportedFileError", f"{locator} is no document: {what}.", 4)
        return Identity(locator, is_document=False, failure=failure)
    return Identity(locator, digest.hexdigest(), size)


def _other_kind(locator: Locator, head: bytes) -> str:
    """What a file is that begins with `head`, if it is no document; "" for one, and for an empty file."""
    if locator.member and head.startswith(ZIP_HEAD):  # may have a document near its beginning, and is none
        return "it is an archive in an archive, or an Office document. Unpack archives first"
    return describe_unknown(head) if head and find_file_kind(head) is None else ""


def perform(job: Job, progress: Progress) -> Outcome:
    """Do a job; whatever goes wrong is in the outcome."""
    meter = Meter()
    try:
        if isinstance(job, JoinJob):
            return _join(job, meter)
        with local_copy(job.locator, job.settings.ingest.max_bytes) as path:
            try:
                return _read(path, job, progress, meter)
            except Exception as error:  # its message may name a copy, which is gone when somebody reads it
                return meter.failed(failure_of(error, job.locator, path))
    except Exception as error:  # of fetching or joining; nothing about one document may take others with it
        return meter.failed(failure_of(error, job.locator))


def failure_of(error: Exception, locator: Locator, path: Path | None = None) -> Failure:
    """An error as it stands in the ledger; where its message names the copy at `path`, it names the input instead."""
    message = printable(str(error) if path is None else str(error).replace(str(path), str(locator)))
    if isinstance(error, ExtractorError):
        return Failure(type(error).__name__, message, error.exit_code, isinstance(error, TRANSIENT))
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        return Failure("InputError", f"{locator} cannot be read: {error.strerror}. Check the path and the rights.", 4)
    said = f"{locator}: unexpected error, {type(error).__name__}: {message}. Please report it with the document."
    return Failure(type(error).__name__, said, transient=isinstance(error, OSError | MemoryError))


def _read(path: Path, job: ReadJob | PartJob, progress: Progress, meter: Meter) -> Outcome:
    from extractor.batch.pages_file import pack
    from extractor.pipeline import extract, read_pages  # here, so that only workers load engines and models

    _keep_loaded_once()
    if isinstance(job, PartJob):
        pages = read_pages(path, job.settings, progress=progress, part=slice(job.first, job.stop))
        _check_content(pages.sha256, job)
        put(job.target, pack(pages))
        return meter.ended("done", len(pages.pages))
    try:
        document = extract(path, job.settings, progress=_ShortOnly(progress, 2 * job.part_pages))
    except LongDocumentError as long:
        return meter.ended("long", long.pages)
    _check_content(document.source.sha256, job)
    return meter.wrote(document, _write(document, job))


_keep_loaded_once = cache(keep_loaded)
"""At the first document, when all that is needed for one has been imported."""


def _join(job: JoinJob, meter: Meter) -> Outcome:
    from extractor.batch.pages_file import unpack
    from extractor.pipeline import assemble, join_parts

    parts = [unpack(get(part.target), part.target) for part in job.parts]
    document = assemble(join_parts(parts), job.settings)
    return meter.wrote(document, _write(document, job.document))


def _check_content(sha256: str, job: ReadJob | PartJob) -> None:
    if sha256 != job.sha256:
        raise ChangedError(f"{job.locator} changed while it was read. It is read again.")


def _write(document: Document, job: ReadJob) -> int:
    """Write the result, and return its size."""
    # A copy may have another name, and the name on a disk may be one that no text file takes.
    named = document.source.model_copy(update={"file_name": printable(job.name)})
    content = load_sink("json").render(document.model_copy(update={"source": named}))
    if len(content) > (limit := job.limits.output_bytes):
        what = "the size of its result in bytes"
        raise LimitError(job.name, what, found=len(content), limit=limit, option="--max-output-bytes")
    if job.compress:
        content = gzip.compress(content, GZIP_LEVEL, mtime=0)  # no time inside: equal runs give equal bytes
    put(job.target, content)
    return len(content)


@dataclass(frozen=True, slots=True)
class _ShortOnly:
    """A Progress that calls the reading off where a document is long; with 0 pages, none is."""

    inner: Progress
    most_pages: int

    def started(self, pages: int) -> None:
        self.inner.started(pages)
        if 0 < self.most_pages < pages:
            raise LongDocumentError(pages)

    def page_done(self, number: int) -> None:
        self.inner.page_done(number)
