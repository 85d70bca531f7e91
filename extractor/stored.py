"""Documents that were written before, found and read again."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from extractor.document import Document
from extractor.errors import InputError

DOCUMENTS = "documents"
"""Where a batch writes its results, below its output directory."""
SUFFIXES = (".json", ".json.gz")
OTHER_JSON = ".docling.json"
Place = TypeVar("Place", Path, str)
GZIP_HEAD = b"\x1f\x8b"


def load_document(path: Path) -> Document:
    """The document in a JSON file that `extractor extract` or `extractor batch` wrote, compressed or not.

    Raises:
        InputError: The file cannot be read, or holds something else.
    """
    try:
        return Document.model_validate_json(stored_content(path))
    except ValidationError as error:
        raise InputError(
            f"{path} is not a document of this program: {error.error_count()} fields do not fit. "
            "Make it anew with `extractor extract`."
        ) from error


def stored_content(path: Path) -> bytes:
    """The JSON in a file, unpacked.

    Raises:
        InputError: The file cannot be read, or is damaged.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Check the path.") from error
    return unpacked(content, str(path))


def unpacked(content: bytes, name: str) -> bytes:
    """`content` as it was before it was compressed, if it was; `name` is for messages.

    Raises:
        InputError: It is damaged.
    """
    try:
        return gzip.decompress(content) if content.startswith(GZIP_HEAD) else content
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{name} cannot be unpacked: {error}. Make the file anew.") from error


def is_document(name: str) -> bool:
    """Whether a file of that name may be a document; other formats that are JSON too have a suffix before that."""
    return name.endswith(SUFFIXES) and not name.endswith(OTHER_JSON)


def find_documents(sources: Sequence[Path]) -> Iterator[Path]:
    """The files that are named, and those of directories: of the output of a batch its documents.

    Raises:
        InputError: A directory cannot be listed, or has no documents.
    """
    for source in sources:
        yield from _inside(source) if source.is_dir() else (source,)


def at_least_one(places: Iterator[Place], where: Path | str) -> Iterator[Place]:
    """The `places` that were found in a directory or store.

    Raises:
        InputError: There are none.
    """
    found = False
    for place in places:
        found = True
        yield place
    if not found:
        raise InputError(f"{where} has no documents. Name the output of `extractor batch`, or files.")


def _inside(directory: Path) -> Iterator[Path]:
    results = directory / DOCUMENTS
    return at_least_one(_below(results if results.is_dir() else directory), directory)


def _below(directory: Path) -> Iterator[Path]:
    """The documents below a directory in the order of names, one directory at a time."""
    try:
        entries = sorted(directory.iterdir())
    except OSError as error:
        raise InputError(f"{directory} cannot be listed: {error.strerror}. Check the rights.") from error
    for entry in entries:
        if entry.is_dir():
            yield from _below(entry)
        elif is_document(entry.name):
            yield entry
