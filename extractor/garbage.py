"""Python's collector of reference cycles, kept from looking where there is nothing to find."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collections() -> Iterator[None]:
    """A block in which cycles are not looked for.

    Documents are trees, which the counting of references frees by itself; looking through their cells for cycles as
    they are made takes longer than making them. For pieces of work that end: what cycles they leave is found later.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def keep_loaded() -> None:
    """Let no later collection look through what is loaded now: modules and models, which stay as long as the process.

    For processes of our own that work on: there are more of these objects than a page has, and each full collection
    would go through all of them.
    """
    gc.collect()
    gc.freeze()
