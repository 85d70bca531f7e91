"""How a batch is asked to stop: once to finish what it has begun, twice to leave that too."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopRequest:
    """Whether somebody wants the batch to stop. Asked from any thread or signal handler.

    Nothing here takes a lock: a signal handler runs in the middle of whatever its thread does, and would wait for ever
    for a lock that the thread itself holds.
    """

    def __init__(self) -> None:
        self._asked = 0

    def ask(self, *, now: bool = False) -> None:
        """Ask to stop; `now`, or for the second time, without finishing what was begun."""
        self._asked = 2 if now else self._asked + 1

    @property
    def is_asked(self) -> bool:
        """Whether no more documents should be begun."""
        return self._asked >= 1

    @property
    def is_urgent(self) -> bool:
        """Whether those that were begun should be put back."""
        return self._asked >= 2

    def wait(self, seconds: float) -> None:
        """Sleep, a fraction of a second at most: a request to stop does not end it."""
        time.sleep(seconds)


@contextmanager
def signals_as(stop: StopRequest) -> Iterator[None]:
    """Have SIGINT (Ctrl-C) and SIGTERM ask `stop` while the block runs."""

    def ask(number: int, frame: FrameType | None) -> None:
        stop.ask(now=number == signal.SIGTERM)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
