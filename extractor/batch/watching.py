"""A folder into which files come: each is an input when it is complete, and again when it was rewritten.

A file is complete when its size and its time have stayed the same for a while. Changes are told by the system, or
found by looking through the folder from time to time, which network disks need.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from extractor.batch.inputs import Found, files_in, passed_over_in, with_members
from extractor.batch.jobs import Identity
from extractor.batch.locators import Locator, is_hidden

SETTLE_SECONDS = 2.0
POLL_SECONDS = 5.0
"""Between two looks through a folder whose changes are not told."""
RESCAN_SECONDS = 600.0
"""Between two looks through one whose changes are: the system drops some when very many come at once."""
READY_SECONDS = 10.0
"""Longest wait for the system to watch a folder, which takes its time where there are many folders in it."""
PAUSE_AFTER = 1000
"""Files of a folder that are looked at before the rest of the work goes on."""
TICK_MILLISECONDS = 200
TEMPORARY_STARTS = ("~$", ".~", "~")
TEMPORARY_ENDS = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".temp", "~")
"""How programs name files that they have not finished: browsers, copying programs, Office."""

Stamp = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds of a file."""

log = logging.getLogger(__name__)


def is_temporary(name: str) -> bool:
    """Whether a file has a name that programs give to what they have not finished."""
    return name.startswith(TEMPORARY_STARTS) or name.lower().endswith(TEMPORARY_ENDS)


@dataclass
class Settling:
    """Files that may be growing.

    Attributes:
        seconds: How long a file must stay as it is to count as complete.
        complete: Stamps with which files were taken.
        clock: Seconds of a clock that never goes back.
    """

    seconds: float = SETTLE_SECONDS
    clock: Callable[[], float] = time.monotonic
    complete: dict[str, Stamp] = field(default_factory=dict)
    _waiting: deque[tuple[float, str, Stamp]] = field(default_factory=deque)  # in the order in which they are due
    _paths: set[str] = field(default_factory=set)

    def notice(self, path: str) -> None:
        """A file is there, may have changed, or is gone."""
        stamp = _stamp(path)
        if stamp is None:
            self.complete.pop(path, None)
        elif path not in self._paths and self.complete.get(path) != stamp:
            self._wait(path, stamp)

    def next_complete(self) -> str | None:
        """A file that has become complete; None where none has."""
        while self._waiting and self._waiting[0][0] <= self.clock():
            _, path, before = self._waiting.popleft()
            self._paths.discard(path)
            now = _stamp(path)
            if now == before:
                self.complete[path] = before
                return path
            if now is not None:
                self._wait(path, now)
        return None

    def _wait(self, path: str, stamp: Stamp) -> None:
        self._waiting.append((self.clock() + self.seconds, path, stamp))
        self._paths.add(path)


class FolderWatch:
    """A folder that is watched while the block runs.

    `leave_out` is as for `find_inputs`, `settle` as for `Settling`. With `poll` the folder is looked through after so
    many seconds again and again, and the system is not relied on.
    """

    def __init__(
        self, folder: Path, leave_out: Path | None = None, *, settle: float = SETTLE_SECONDS, poll: float | None = None
    ) -> None:
        self._top, self._leave_out = os.path.abspath(folder), leave_out
        self._real_top = os.path.realpath(folder)
        self._passed_over = passed_over_in(self._top, leave_out)
        self._settling = Settling(settle)
        self._poll = poll
        self._told: set[str] = set()
        self._changed: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._end, self._ready, self._is_told = threading.Event(), threading.Event(), poll is None
        self._thread = threading.Thread(target=self._listen, name="watch", daemon=True)

    def __enter__(self) -> Self:
        if self._is_told:
            self._thread.start()
            self._ready.wait(READY_SECONDS)
        return self

    def __exit__(self, *error: object) -> None:
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()

    def inputs(self) -> Iterator[Found | None]:
        """Files as they become complete, those that are there already first; None where there is nothing new."""
        next_look = 0.0
        while True:
            if time.monotonic() >= next_look:
                yield from self._look_through()
                next_look = time.monotonic() + (RESCAN_SECONDS if self._is_told else self._poll or POLL_SECONDS)
            self._take_changes()
            while (path := self._settling.next_complete()) is not None:
                yield from with_members(Locator(path))
            yield None

    def _look_through(self) -> Iterator[Identity | None]:
        """Notice all files, with a pause now and then; folders that cannot be listed are told of once."""
        told = set()
        for count, found in enumerate(files_in(self._top, self._leave_out)):
            if count % PAUSE_AFTER == PAUSE_AFTER - 1:
                yield None
            if isinstance(found, Locator):
                self._notice(found.place)
                continue
            told.add(found.locator.place)
            if found.locator.place not in self._told:
                yield found
        self._told = told

    def _take_changes(self) -> None:
        while not self._changed.empty():
            path = self._changed.get()
            if not self._is_ours(path):
                continue
            if os.path.isdir(path):  # made, or moved here, with what is in it
                for found in files_in(path, self._leave_out):
                    if isinstance(found, Locator):
                        self._notice(found.place)
            else:
                self._notice(path)

    def _is_ours(self, path: str) -> bool:
        """Whether a file would be found in the folder too: neither hidden, nor reached by a link, nor a result."""
        inside = os.path.relpath(path, self._top)
        real = os.path.normpath(os.path.join(self._real_top, inside))
        return (
            not is_hidden(inside)
            and os.path.realpath(path) == real
            and (self._passed_over is None or not Path(real).is_relative_to(self._passed_over))
        )

    def _notice(self, path: str) -> None:
        if not is_temporary(os.path.basename(path)):
            self._settling.notice(path)

    def _listen(self) -> None:
        """What the system tells goes into a queue, until the watch ends."""
        from watchfiles import watch

        try:
            for changes in watch(
                self._top,
                watch_filter=None,
                stop_event=self._end,
                rust_timeout=TICK_MILLISECONDS,
                yield_on_timeout=True,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                self._ready.set()
                for _, path in changes:
                    self._changed.put(path)
        except Exception as error:  # the system has a limit of watches, and disks of others tell nothing
            log.warning("%s: changes are not told (%s); the folder is looked through instead", self._top, error)
            self._is_told = False
            self._ready.set()


def _stamp(path: str) -> Stamp | None:
    """None where there is no regular file."""
    try:
        seen = os.stat(path, follow_symlinks=False)
    except OSError:
        return None
    return (seen.st_size, seen.st_mtime_ns) if os.path.isfile(path) else None
