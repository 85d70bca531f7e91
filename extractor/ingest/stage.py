"""open_document(): a reader for a file, chosen by its content, within the limits of the settings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor.config import IngestSettings
from extractor.errors import EmptyFileError, InputError, LimitError, UnsupportedFileError
from extractor.ingest.file_kind import HEAD_BYTES, describe_unknown, find_file_kind
from extractor.ingest.page_range import select_pages
from extractor.ingest.pdf_source import PdfDocument
from extractor.ingest.picture_source import PictureDocument
from extractor.ingest.source import OpenDocument


def open_document(path: Path, settings: IngestSettings) -> OpenDocument:
    """The document in the file at `path`, ready to give its pages; the caller closes it.

    Raises an InputError, a PasswordError or a LimitError where that cannot be. Trouble with a single page is raised
    when that page is read.
    """
    size, head = _look_into(path)
    if size > settings.max_bytes:
        raise LimitError(path, "its size in bytes", found=size, limit=settings.max_bytes, option="--max-bytes")
    kind = find_file_kind(head)
    if kind is None:
        raise UnsupportedFileError(path, describe_unknown(head))
    sha256 = _hash_file(path)
    document: PdfDocument | PictureDocument
    if kind == "PDF":
        document = PdfDocument(path, settings, sha256=sha256, size=size)
    else:
        document = PictureDocument(path, settings, kind=kind, sha256=sha256, size=size)
    try:
        document.select(_numbers_within_limit(path, settings, document.page_count))
    except Exception:
        document.close()
        raise
    return document


def _look_into(path: Path) -> tuple[int, bytes]:
    """Size in bytes, and the first of them."""
    with _readable(path):
        if not path.is_file():
            raise InputError(f"{path} {_what_instead(path)}. Give the path of a PDF or of a picture file.")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES + 8)
    if size == 0:
        raise EmptyFileError(path)
    return size, head


def _what_instead(path: Path) -> str:
    """What `path` is, since it is no file; a link that leads nowhere, or to itself, leads to nothing that exists."""
    if path.is_dir():
        return "is a folder, not a file"
    return "is a pipe or a device, not a file" if path.exists() else "does not exist"


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """The system's errors about `path` as InputError."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}. Check the path and the permissions."
        ) from error


def _hash_file(path: Path) -> str:
    with _readable(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _numbers_within_limit(path: Path, settings: IngestSettings, page_count: int) -> tuple[int, ...]:
    if page_count == 0:
        raise EmptyFileError(path, "has no pages")
    numbers = select_pages(settings.pages, page_count)
    if len(numbers) > settings.max_pages:
        raise LimitError(
            path, "its number of pages", found=len(numbers), limit=settings.max_pages, option="--max-pages"
        )
    return numbers
