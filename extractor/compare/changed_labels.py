"""Labels that changed a little from one year to the next: words were added to them or left out, and none exchanged.

收入 and 支出 are as like as most labels before and after a change, but never one label: so likeness alone counts for
nothing, and neither does a label that has two successors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

Path = tuple[str, ...]
"""The labels of a row or a column from the top, as they are compared."""

KEPT = 0.5
"""Share of the longer label that the shorter one must have."""
MOST = 300
"""Paths that one of both has alone; with more it is another table."""
_REVERSES = re.compile(r"[非不未无免减]|non|un|ex|net|less")
"""In words that were added: they make another thing of it."""


def successors(earlier: Iterable[Path], later: Iterable[Path]) -> Mapping[Path, Path]:
    """For each path of `earlier` that `later` has in other words the path there; only where there is one choice."""
    old, new = set(earlier), set(later)
    if max(len(old - new), len(new - old)) > MOST:
        return {}
    pairs = [(one, other) for one in old - new for other in new - old if _is_successor(one, other)]
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    return {one: other for one, other in pairs if ones[one] == others[other] == 1}


def _is_successor(one: Path, other: Path) -> bool:
    return len(one) == len(other) and all(a == b or _is_changed(a, b) for a, b in zip(one, other, strict=True))


def _is_changed(one: str, other: str) -> bool:
    """Whether one label is the other with words added."""
    short, long = sorted((one, other), key=len)
    if len(short) < KEPT * len(long) or re.findall(r"\d+", short) != re.findall(r"\d+", long):
        return False
    added = _added(short, long)
    return added is not None and _REVERSES.search(added) is None


def _added(short: str, long: str) -> str | None:
    """The characters of `long` that `short` has not; None where those of `short` are not all there in their order."""
    rest, added = iter(short), []
    wanted = next(rest, None)
    for character in long:
        if character == wanted:
            wanted = next(rest, None)
        else:
            added.append(character)
    return "".join(added) if wanted is None else None
