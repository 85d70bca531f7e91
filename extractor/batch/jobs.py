"""What travels between the coordinator of a batch and its workers: small, frozen, picklable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from extractor.batch.locators import Locator
from extractor.config import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost; beyond it its worker is ended, and the next document gets a new one.

    Attributes:
        page_seconds: Longest time without a page being finished. Opening counts as a page, and so does the work after
            the last page for every 25 of them.
        file_seconds: Longest time for a document.
        memory: Resident memory of a worker, in bytes.
        output_bytes: Largest result, before compression.
    """

    page_seconds: float = 120.0
    file_seconds: float = 4 * 3600.0
    memory: int = 4 << 30
    output_bytes: int = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an input gave no result.

    Attributes:
        kind: Name of the error's class, or of what became of the worker: crash, memory, page-timeout, file-timeout.
        message: For the user: what happened, to which file, and what to do next.
        exit_code: That of `extractor extract` for the same error.
        transient: Whether another attempt may end otherwise.
    """

    kind: str
    message: str
    exit_code: int = 1
    transient: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """What an input is, before it is read.

    Attributes:
        sha256: Hexadecimal, of its content; "" where it could not be read.
        bytes: Its size.
        is_document: Whether the content is of a kind that can be read.
        failure: Why it could not be fetched, or what it is instead of a document.
    """

    locator: Locator
    sha256: str = ""
    bytes: int = 0
    is_document: bool = True
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class ReadJob:
    """A document to be read by a worker.

    Attributes:
        name: File name that its result carries: that under which the content was first seen.
        sha256: What its content must be.
        target: Path or URL that the result is written to.
        fingerprint: Of the settings and the version of the program.
        part_pages: Pages that one worker should read; a document with more than twice as many is long. 0: none is.
        compress: Whether the result is written as gzip.
    """

    locator: Locator
    name: str
    sha256: str
    target: str
    settings: Settings
    limits: Limits
    fingerprint: str
    part_pages: int = 0
    compress: bool = False


@dataclass(frozen=True, slots=True)
class _OfDocument:
    """A job about a long document, `document`, which says where that is and how it is read."""

    document: ReadJob

    @property
    def locator(self) -> Locator:
        return self.document.locator

    @property
    def sha256(self) -> str:
        return self.document.sha256

    @property
    def settings(self) -> Settings:
        return self.document.settings

    @property
    def limits(self) -> Limits:
        return self.document.limits


@dataclass(frozen=True, slots=True)
class PartJob(_OfDocument):
    """Some pages of a long document, to be read by a worker.

    Attributes:
        first, stop: Which of the pages that the settings select, counted from 0; `stop` is the first that is not.
    """

    first: int
    stop: int

    @property
    def target(self) -> str:
        """Path or URL of the pages that were read: beside the result, until that is there."""
        return f"{parts_of(self.document)}/{self.document.fingerprint}-{self.first:06d}-{self.stop:06d}"


@dataclass(frozen=True, slots=True)
class JoinJob(_OfDocument):
    """A long document whose parts have all been read, to be made one by a worker."""

    parts: tuple[PartJob, ...]

    @property
    def target(self) -> str:
        """Path or URL of the result."""
        return self.document.target

    @property
    def limits(self) -> Limits:
        """Joining has no pages to count; each part has the time of one."""
        limits = self.document.limits
        return replace(limits, page_seconds=limits.page_seconds * len(self.parts))


Job = ReadJob | PartJob | JoinJob


def parts_of(document: ReadJob) -> str:
    """Folder or URL of the parts of a document, which is there until they are joined."""
    return f"{document.target}.parts"


State = Literal["done", "failed", "long"]
"""How an attempt ended. A long document has more pages than one worker should read, and was not read."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document, or a part of one, that was to be read.

    Attributes:
        pages, tables, findings, suspects: Counts; 0 where it failed. `suspects` are cells to be looked at.
        seconds, cpu_seconds: Of this attempt, from fetching to writing.
        peak_bytes: Highest resident memory of the worker meanwhile; 0 where the system does not tell.
        output_bytes: Size of the result as it was written.
    """

    state: State
    pages: int = 0
    tables: int = 0
    findings: int = 0
    suspects: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_bytes: int = 0
    output_bytes: int = 0
    failure: Failure | None = None
