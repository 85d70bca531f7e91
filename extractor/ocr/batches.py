"""Strips of lines in batches of equal width, for networks whose input is a rectangle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def padded(width: int, step: int) -> int:
    """The next multiple of `step`, at least one."""
    return max(1, -(-width // step)) * step


def batches(widths: Mapping[int, int], step: int, most: int) -> Iterator[list[int]]:
    """Keys in groups of equal padded width whose sum stays below `most`; narrow ones first."""
    batch: list[int] = []
    for key in sorted(widths, key=lambda k: (widths[k], k)):
        width = padded(widths[key], step)
        if batch and (width != padded(widths[batch[0]], step) or width * (len(batch) + 1) > most):
            yield batch
            batch = []
        batch.append(key)
    if batch:
        yield batch
