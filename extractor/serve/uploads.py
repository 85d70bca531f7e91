"""Uploads on their way to the disk: counted, never larger than allowed, and there as a whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

PART = ".part"
RESERVE = 256 << 20
"""Bytes that uploads leave free on the disk, for results and the ledger."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class TooLargeError(Exception):
    """An upload has more bytes than are allowed."""


class NoRoomError(Exception):
    """The disk has no room for an upload."""


class Uploads:
    """The folder of uploads; a file in it is named by its job's id, never by what a client says."""

    def __init__(self, folder: Path, limit: int, reserve: int = RESERVE) -> None:
        """`limit` is the largest size of an upload, in bytes."""
        self.limit = limit
        self._folder, self._reserve = folder, reserve
        folder.mkdir(parents=True, exist_ok=True)

    def begin(self, job_id: str, announced: int) -> Upload:
        """A new upload, of which the client says that it has `announced` bytes; 0 if it does not say.

        Raises:
            TooLargeError: It says that it is larger than allowed.
            NoRoomError: There is no room for it.
        """
        if announced > self.limit:
            raise TooLargeError
        if shutil.disk_usage(self._folder).free < announced + self._reserve:
            raise NoRoomError
        return Upload(self._folder / job_id, self.limit)

    def remove_all_but(self, places: Iterable[str]) -> None:
        """Remove what no job speaks of: uploads that were cut off when a server was killed."""
        kept = frozenset(places)
        for path in self._folder.iterdir():
            if str(path) not in kept:
                path.unlink()


class Upload:
    """One upload; what has arrived of it is removed at the end of a `with` block, unless it was kept."""

    def __init__(self, path: Path, limit: int) -> None:
        self.path = path
        self.size = 0
        self._limit = limit
        self._part = path.with_name(path.name + PART)
        self._file = self._part.open("xb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)

    def write(self, content: bytes) -> None:
        """Add `content`.

        Raises:
            TooLargeError: With it the upload is larger than allowed.
            NoRoomError: The disk is full.
        """
        self.size += len(content)
        if self.size > self._limit:
            raise TooLargeError
        try:
            self._file.write(content)
        except OSError as error:
            raise _as_no_room(error) from error

    def keep(self) -> None:
        """Have the upload under its name, on the disk and not only on its way there.

        Raises:
            NoRoomError: The disk is full.
        """
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._part.replace(self.path)
            _sync_folder(self.path.parent)
        except OSError as error:
            raise _as_no_room(error) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _as_no_room(error: OSError) -> Exception:
    return NoRoomError() if error.errno in _FULL else error
