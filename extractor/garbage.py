"""Python's collector of reference cycles, kept from looking at what has none."""

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
