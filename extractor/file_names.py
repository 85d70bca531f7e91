"""Names for the files of results: none too long, none given twice, and none that leads out of its directory."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

LONGEST_STEM = 230
"""Bytes of a result's name before its suffix, at most: file systems take 255 for all of it."""
NAMELESS = "document"
_NEVER_IN_NAMES = frozenset('/\\:*?"<>|')
"""Characters that part folders, or that some file system refuses."""
_NEVER_FIRST = ".-"
"""What hides a file, leads to the folder above, or is taken for an option."""


def shortened(name: str, longest: int = LONGEST_STEM) -> str:
    """`name` cut at its end so that a number and a suffix can follow it; `longest` is in bytes."""
    while len(os.fsencode(name)) > longest:
        name = name[:-1]
    return name


def safe_stem(name: str, longest: int = LONGEST_STEM) -> str:
    """The name of a file that somebody else gave, without its folders and its suffix, fit to name a file here.

    What could part folders, hide a file or play with a terminal becomes a low line.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = "".join(
        c if c.isprintable() and c not in _NEVER_IN_NAMES else "_" for c in unicodedata.normalize("NFC", last)
    )
    stem = PurePath(stem).stem.strip() if stem.strip(".") else ""
    if stem.startswith(tuple(_NEVER_FIRST)):
        stem = "_" + stem[1:]
    return shortened(stem, longest).rstrip(". ") or NAMELESS


class FreeNames:
    """Gives each name of a directory once, also where the file system makes no difference between A and a."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def first_free(self, names: Iterable[str]) -> str:
        """The first of `names` that was not given before; there must be one."""
        name = next(name for name in names if _folded(name) not in self._taken)
        self._taken.add(_folded(name))
        return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
