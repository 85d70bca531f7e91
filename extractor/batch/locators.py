"""Where an input is: a path or a URL, and perhaps the member of an archive there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True, order=True)
class Locator:
    """One input of a batch.

    Attributes:
        place: Absolute path of a local file, or a URL such as s3://bucket/report.pdf. Bytes of a path that are no
            UTF-8 stand as surrogate escapes, as everywhere in Python.
        member: Name of a file in the zip archive at `place`, as the archive has it; "" for the file itself.
    """

    place: str
    member: str = ""

    @property
    def is_remote(self) -> bool:
        """Whether `place` is a URL."""
        return "://" in self.place

    @property
    def file_name(self) -> str:
        """The last part of the name, that of the document in its output."""
        return PurePosixPath(self.member).name or PurePosixPath(self.place.replace(os.sep, "/")).name

    def __str__(self) -> str:
        """For people: what no terminal or database should get is written as an escape."""
        shown = f"{self.place}: {self.member}" if self.member else self.place
        return printable(shown)


def printable(text: str) -> str:
    r"""`text` with line breaks, control characters and bytes that are no UTF-8 as escapes, such as \n or \udcff."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
