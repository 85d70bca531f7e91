"""What travels between the coordinator of a batch and its workers: small, frozen, picklable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extractor.batch.locators import Locator
from extractor.config import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost; beyond it its worker is ended, and the next document gets a new one.

    Attributes:
        page_seconds: Longest time without a page being finished; opening and the work after the last page count as one.
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
        compress: Whether it is written as gzip.
    """

    locator: Locator
    name: str
    sha256: str
    target: str
    settings: Settings
    limits: Limits
    compress: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document that was to be read.

    Attributes:
        pages, tables, findings, suspects: Counts; 0 where it failed. `suspects` are cells to be looked at.
        seconds, cpu_seconds: Of this attempt, from fetching to writing.
        peak_bytes: Highest resident memory of the worker meanwhile; 0 where the system does not tell.
        output_bytes: Size of the result as it was written.
    """

    state: Literal["done", "failed"]
    pages: int = 0
    tables: int = 0
    findings: int = 0
    suspects: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_bytes: int = 0
    output_bytes: int = 0
    failure: Failure | None = None
