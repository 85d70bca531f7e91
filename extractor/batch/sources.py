"""The content of inputs, wherever they are, piece by piece and within a limit."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO

from extractor.batch.archives import CHUNK, Archive
from extractor.batch.locators import Locator, is_url
from extractor.batch.stores import reading_error, store_of
from extractor.errors import InputError, LimitError, OutputError
from extractor.safe_text import printable

DOCUMENT = "document"
"""Name of a fetched file; that of the input may be one that no disk takes."""
OPEN_ARCHIVES = 2
"""Archives that a process keeps open. Their members come one after another, and each opening reads the directory."""


def version_key(locator: Locator) -> str:
    """What changes when the content at `locator` does: a file's size and times, a store's own mark; "" if unknown.

    Raises:
        InputError: It is not there, or cannot be reached.
    """
    try:
        if locator.is_remote:
            store, path = store_of(locator.place)
            return str(store.ukey(path))
        seen = os.stat(locator.place)
    except Exception as error:
        raise reading_error(error, locator) from error
    return f"{seen.st_size}-{seen.st_mtime_ns}-{seen.st_ctime_ns}-{seen.st_ino}"


def chunks_of(locator: Locator, limit: int) -> Iterator[bytes]:
    """The content of an input, as it comes from a disk, a store or an archive; nothing is kept.

    Raises:
        InputError: It is not there, or cannot be read.
        LimitError: It has more than `limit` bytes; what an archive or a store says of the size is not believed.
    """
    count = 0
    try:
        for chunk in _chunks(locator):
            count += len(chunk)
            if count > limit:
                raise LimitError(str(locator), "its size in bytes", found=count, limit=limit, option="--max-bytes")
            yield chunk
    except Exception as error:
        _forget_listing(locator)
        raise reading_error(error, locator) from error


@contextmanager
def local_copy(locator: Locator, limit: int) -> Iterator[Path]:
    """The input as a file of this machine while the block runs: itself where it is one, a copy elsewhere.

    Raises:
        InputError: It is not there, or cannot be read.
        LimitError: It has more than `limit` bytes; no more are fetched.
        OutputError: There is no room for the copy.
    """
    if not locator.is_remote and not locator.member:
        yield Path(locator.place)
        return
    with tempfile.TemporaryDirectory(prefix="extractor-") as directory:
        path = Path(directory) / DOCUMENT
        with path.open("wb") as target:
            for chunk in chunks_of(locator, limit):
                _write(target, chunk)
        yield path


def archive_at(locator: Locator) -> Archive:
    """The archive at the place of an input, opened once for all its members as long as it does not change.

    Raises:
        InputError: It is not there, or no archive.
    """
    return _archive_at(locator.place, version_key(Locator(locator.place)))


@lru_cache(maxsize=OPEN_ARCHIVES)
def _archive_at(place: str, version: str) -> Archive:
    file = _opened(place)
    try:
        return Archive(file, printable(place))
    except InputError:
        file.close()
        raise


def _chunks(locator: Locator) -> Iterator[bytes]:
    if locator.member:
        yield from archive_at(locator).chunks(locator.member)
        return
    with contextlib.closing(_opened(locator.place)) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _opened(place: str) -> IO[bytes]:
    """A file that is read from its beginning; pipes and devices, which may never end, are refused."""
    if is_url(place):
        store, path = store_of(place)
        opened: IO[bytes] = store.open(path, "rb")
        return opened
    if not stat.S_ISREG(os.stat(place).st_mode):
        raise InputError(f"{printable(place)} is no regular file. Save it as one first.")
    return open(place, "rb")


def _forget_listing(locator: Locator) -> None:
    """Have a store look again for what is there: a file that changed since it was listed is refused for ever else."""
    if locator.is_remote:
        with contextlib.suppress(Exception):
            store, path = store_of(locator.place)
            store.invalidate_cache(path)


def _write(target: IO[bytes], chunk: bytes) -> None:
    try:
        target.write(chunk)
    except OSError as error:
        raise OutputError(f"{target.name} cannot be written: {error.strerror}. Make room on its disk.") from error
