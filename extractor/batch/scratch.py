"""A directory for what a run needs only while it lives; what runs that were killed have left is removed."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO

PREFIX = "extractor-run-"
_LOCK, _UNLOCKED = "lock", "new"


class Scratch:
    """A directory below `parent`, or in the system's temporary directory, that is removed when it is closed.

    A lock on a file in it says that its run lives; the system takes the lock away from a process that ends, however
    it does. Directories that were left are removed when a new one is made.
    """

    def __init__(self, parent: Path | None = None) -> None:
        parent = Path(tempfile.gettempdir()) if parent is None else parent
        parent.mkdir(parents=True, exist_ok=True)
        remove_abandoned(parent)
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        self._lock = (self.path / _UNLOCKED).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        (self.path / _UNLOCKED).rename(self.path / _LOCK)  # nobody sees it before it is locked

    def close(self) -> None:
        """Remove the directory, with what is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def remove_abandoned(parent: Path) -> None:
    """Remove the directories in `parent` whose runs are gone; those of other users are left alone."""
    for directory in parent.glob(f"{PREFIX}*"):
        try:
            if directory.stat().st_uid == os.getuid() and _is_abandoned(directory):
                shutil.rmtree(directory, ignore_errors=True)
        except OSError:
            continue  # somebody else has removed it, or its disk knows no locks


def _is_abandoned(directory: Path) -> bool:
    with (directory / _LOCK).open("r+") as lock:
        return _is_free(lock)


def _is_free(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
