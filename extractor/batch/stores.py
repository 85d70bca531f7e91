"""Files of a batch, wherever they are: this machine's disk, or any store that fsspec knows (s3://, gs://, …)."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import fsspec

from extractor.batch.archives import open_member
from extractor.batch.locators import Locator, printable
from extractor.errors import ExtraMissingError, InputError, LimitError, OutputError
from extractor.output.stage import write_file

CHUNK = 1 << 20
DOCUMENT = "document"
"""Name of a fetched file; that of the input may be one that no disk takes."""


def is_url(place: str) -> bool:
    """Whether a place is a URL of a store, and not a path."""
    return "://" in place


def store_of(place: str) -> tuple[Any, str]:
    """The store behind a URL, and the path in it.

    Raises:
        ExtraMissingError: The store needs a package that is not installed.
        InputError: No store has such URLs, or this one cannot be reached.
    """
    try:
        store, path = fsspec.core.url_to_fs(place)
        return store, str(path)
    except ImportError as error:
        raise ExtraMissingError(f"Reading {place.partition('://')[0]}:// ({error})", "s3") from error
    except (ValueError, OSError) as error:
        raise InputError(f"{printable(place)} cannot be reached: {error}. Check the URL.") from error


@contextmanager
def local_copy(locator: Locator, limit: int) -> Iterator[Path]:
    """The input as a file of this machine while the block runs: itself where it is one, a copy elsewhere.

    Raises:
        InputError: It is not there, or cannot be read.
        LimitError: It has more than `limit` bytes; no more are fetched.
    """
    if not locator.is_remote and not locator.member:
        yield Path(locator.place)
        return
    with tempfile.TemporaryDirectory(prefix="extractor-") as directory:
        path = Path(directory) / DOCUMENT
        with _opened(locator) as source, path.open("wb") as target:
            _copy(source, target, limit, locator)
        yield path


def sha256_of(path: Path) -> str:
    """SHA-256 of a local file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def version_key(locator: Locator) -> str:
    """What changes when the content at `locator` does: a file's size and times, a store's own mark; "" if unknown.

    Raises:
        InputError: It is not there, or cannot be reached.
    """
    try:
        if locator.is_remote:
            store, path = store_of(locator.place)
            return str(store.ukey(path))
        stat = os.stat(locator.place)
    except OSError as error:
        raise InputError(f"{locator} cannot be read: {error.strerror or error}. Check the path.") from error
    return f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}-{stat.st_ino}"


def put(target: str, content: bytes) -> None:
    """Write all of `content` to a path or URL, or nothing; directories are made.

    Raises:
        OutputError: It cannot be written.
    """
    if not is_url(target):
        path = Path(target)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{path.parent} cannot be made: {error.strerror}. Choose another with -o.") from error
        write_file(path, content)
        return
    store, path_in_store = store_of(target)
    try:
        store.pipe_file(path_in_store, content)  # an object appears when its upload is complete
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error}. Check the URL and the rights.") from error


def get(target: str) -> bytes:
    """The content of a file of ours at a path or URL; an OSError where there is none."""
    if not is_url(target):
        return Path(target).read_bytes()
    store, path = store_of(target)
    return bytes(store.cat_file(path))


def remove(target: str) -> None:
    """Remove a folder of ours, if it is there, with what is in it."""
    if not is_url(target):
        shutil.rmtree(target, ignore_errors=True)
        return
    store, path = store_of(target)
    if store.exists(path):
        store.rm(path, recursive=True)


def exists(target: str) -> bool:
    """Whether there is a file at a path or URL."""
    if not is_url(target):
        return Path(target).is_file()
    store, path = store_of(target)
    return bool(store.isfile(path))


@contextmanager
def _opened(locator: Locator) -> Iterator[IO[bytes]]:
    try:
        with _opened_place(locator.place) as file:
            if locator.member:
                with open_member(file, locator) as member:
                    yield member
            else:
                yield file
    except OSError as error:
        raise InputError(f"{locator} cannot be read: {error.strerror or error}. Check the path.") from error


def _opened_place(place: str) -> Any:
    if not is_url(place):
        return open(place, "rb")
    store, path = store_of(place)
    return store.open(path, "rb")


def _copy(source: IO[bytes], target: IO[bytes], limit: int, locator: Locator) -> None:
    """Copy until the end or the limit; what an archive or a store says of the size is not believed."""
    copied = 0
    while chunk := source.read(CHUNK):
        copied += len(chunk)
        if copied > limit:
            raise LimitError(Path(str(locator)), "its size in bytes", found=copied, limit=limit, option="--max-bytes")
        target.write(chunk)
