"""One item prepared in the background while the one before it is worked on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Prepared = TypeVar("Prepared")


def prepared_ahead(prepare: Callable[[Item], Prepared], items: Iterable[Item]) -> Iterator[Prepared]:
    """`prepare(item)` for every item, in order, at most one ahead of what the caller has asked for.

    All calls are made one after another in one thread of their own, so that `prepare` may use what is not safe to use
    from several. What a call raises is raised here when its turn comes. A caller who stops early waits for the call
    that is under way, and no more are made.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="look-ahead") as background:
        under_way: Future[Prepared] | None = None
        for item in items:
            following = background.submit(prepare, item)
            if under_way is not None:
                yield under_way.result()
            under_way = following
        if under_way is not None:
            yield under_way.result()
