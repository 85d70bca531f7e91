"""Every error that the package raises on purpose, and the exit code each gives the command line.

    ExtractorError            1  anything that went wrong and has no better name
    ├── InputError            4  the file cannot be read as a document
    │   ├── EmptyFileError       it has no bytes or no pages
    │   ├── UnsupportedFileError its content is of no known kind
    │   ├── DamagedFileError     it is of a known kind, and broken or truncated
    │   └── PageRangeError       --pages names no page of it
    ├── PasswordError         5  it is encrypted, and the password is missing or wrong
    ├── LimitError            6  it is larger than the settings allow
    ├── EngineMissingError    3  an OCR engine, or a language it was asked for, is not installed
    ├── ExtraMissingError     3  an optional package of ours is not installed
    ├── OutputError           7  the result cannot be written
    ├── ModelError            9  a report model cannot be used
    └── ClusterError         10  the machines that a batch should run on cannot be used
        └── SchedulerLostError   their scheduler is gone in the middle

0 is success, 2 a wrong command line (from the command line parser), 8 that `check` or `compare` leaves findings.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

FINDINGS_REMAIN = 8
"""Exit code of `check` and `compare` where a person should still look at something; no error."""


class ExtractorError(Exception):
    """Base of all errors raised on purpose; the message is meant for the user."""

    exit_code = 1


class InputError(ExtractorError):
    """The file cannot be read as a document."""

    exit_code = 4


class EmptyFileError(InputError):
    """The file has no bytes, or no pages."""

    def __init__(self, path: Path, what: str = "is empty (0 bytes)") -> None:
        super().__init__(f"{path} {what}. Check how it was copied or downloaded, and try again.")


class UnsupportedFileError(InputError):
    """The content is none of PDF, TIFF, PNG, JPEG, WebP."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            f"{path} is not a document that can be read: {found}. "
            "Supported are PDF, TIFF, PNG, JPEG and WebP, told by content; convert the file to one of them."
        )


class DamagedFileError(InputError):
    """The kind is known, but the file is broken or truncated."""

    def __init__(self, path: Path, kind: str, reason: str) -> None:
        super().__init__(
            f"{path} is a {kind} that cannot be opened: {reason}. "
            "It is probably truncated or damaged; get a fresh copy of it."
        )


class PageRangeError(InputError):
    """A page range that names no page, or is no range."""

    def __init__(self, pages: str, page_count: int) -> None:
        super().__init__(
            f"--pages {pages} names no page of a document with {page_count} pages. "
            "Write numbers and ranges from 1, such as 1-3,7."
        )


class PasswordError(ExtractorError):
    """The document is encrypted, and the password is missing or wrong."""

    exit_code = 5

    def __init__(self, path: Path, *, given: bool) -> None:
        what = "the password given does not open it" if given else "it is encrypted"
        super().__init__(f"{path}: {what}. Give the right one with --password.")


class LimitError(ExtractorError):
    """The document is larger than the settings allow."""

    exit_code = 6

    def __init__(self, path: Path | str, what: str, *, found: float, limit: float, option: str) -> None:
        super().__init__(
            f"{path}: {what} is {found:,.0f}, more than the limit of {limit:,.0f}. "
            f"Raise it with {option} if the file is trusted."
        )


class EngineMissingError(ExtractorError):
    """The OCR engine, or a language it was asked for, is not installed."""

    exit_code = 3

    def __init__(self, engine: str, *, languages: Iterable[str] = (), remedy: str) -> None:
        wanted = ", ".join(sorted(languages)) or "anything"
        self.remedy = remedy
        super().__init__(
            f"{engine} cannot read {wanted} on this machine. {remedy} "
            "Or use --ocr never to extract only pages that have a text layer."
        )


class ExtraMissingError(ExtractorError):
    """An optional dependency is not installed."""

    exit_code = 3

    def __init__(self, what: str, extra: str | None, *, how: str = "") -> None:
        """`how` says what to install where no `extra` of ours does it."""
        remedy = f"pip install 'report-extractor[{extra}]'" if extra else how
        super().__init__(f"{what} needs an optional package: {remedy}.")


class OutputError(ExtractorError):
    """The result cannot be written."""

    exit_code = 7


class ModelError(ExtractorError):
    """A report model cannot be read, contradicts itself, or is not there."""

    exit_code = 9


class ClusterError(ExtractorError):
    """The scheduler of a batch, or one of its workers, cannot be used."""

    exit_code = 10


class SchedulerLostError(ClusterError):
    """The scheduler of a batch is gone in the middle."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"The scheduler at {address} is gone. What was finished is on record; start the scheduler and its workers "
            "again, and the same command goes on."
        )
