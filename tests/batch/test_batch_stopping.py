from __future__ import annotations

import signal
import time

from extractor.batch.stopping import StopRequest, signals_as


def test_a_signal_may_come_at_any_moment_of_a_wait() -> None:
    stop = StopRequest()
    before = signal.signal(signal.SIGALRM, lambda number, frame: stop.ask())
    signal.setitimer(signal.ITIMER_REAL, 0.0002, 0.0002)
    try:
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            stop.wait(0.00001)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert stop.is_urgent


def test_ctrl_c_asks_once_and_a_second_one_is_urgent() -> None:
    stop = StopRequest()
    with signals_as(stop):
        signal.raise_signal(signal.SIGINT)
        assert (stop.is_asked, stop.is_urgent) == (True, False)
        signal.raise_signal(signal.SIGINT)
        assert stop.is_urgent


def test_sigterm_is_urgent_at_once() -> None:
    stop = StopRequest()
    with signals_as(stop):
        signal.raise_signal(signal.SIGTERM)
    assert stop.is_urgent
