from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from extractor.look_ahead import prepared_ahead


def test_order_is_kept_and_every_item_is_prepared_once() -> None:
    calls: list[int] = []

    def prepare(item: int) -> int:
        calls.append(item)
        return item * 10

    assert list(prepared_ahead(prepare, range(7))) == [0, 10, 20, 30, 40, 50, 60]
    assert calls == list(range(7))


def test_nothing_is_prepared_for_no_items() -> None:
    assert list(prepared_ahead(str, ())) == []


def test_next_item_is_prepared_while_the_caller_works_and_no_other() -> None:
    started = [threading.Event() for _ in range(4)]

    def prepare(item: int) -> int:
        started[item].set()
        return item

    ahead = prepared_ahead(prepare, range(4))
    assert next(ahead) == 0
    assert started[1].wait(5)
    assert not started[2].wait(0.05)
    assert list(ahead) == [1, 2, 3]


def test_all_calls_are_made_in_one_thread_other_than_the_callers() -> None:
    threads = set(prepared_ahead(lambda _: threading.get_ident(), range(5)))
    assert len(threads) == 1
    assert threads != {threading.get_ident()}


def test_error_is_raised_when_its_turn_comes() -> None:
    def prepare(item: int) -> int:
        if item == 2:
            raise ValueError("item 2")
        return item

    seen: list[int] = []

    def take() -> None:
        for value in prepared_ahead(prepare, range(5)):
            seen.append(value)

    with pytest.raises(ValueError, match="item 2"):
        take()
    assert seen == [0, 1]


def test_caller_who_stops_leaves_no_thread_behind() -> None:
    def running() -> Iterator[str]:
        return (t.name for t in threading.enumerate() if t.name.startswith("look-ahead"))

    for value in prepared_ahead(lambda item: item, range(100)):
        assert list(running())
        if value == 3:
            break
    import gc

    gc.collect()
    assert not list(running())
