"""Texts of others, such as names of files, as a terminal, a log or a database may get them."""

from __future__ import annotations

import re

# What a terminal obeys: the controls but for line breaks and tabs, and the marks that turn the direction of writing.
_OBEYED = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    r"""`text` on one line: line breaks, controls and bytes that are no UTF-8 as escapes, such as \n or \udcff."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def printable_lines(text: str) -> str:
    """`text` with what a terminal would obey spelled out: an error may hold the name of a file, and that anything."""
    return _OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
