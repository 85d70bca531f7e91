"""Where an input is: a path or a URL, and perhaps the member of an archive there."""

from __future__ import annotations

import glob
import os
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from extractor.safe_text import printable

FILE_URL = "file://"
RESOURCES = "__MACOSX"
"""Folder of what macOS keeps beside files, in archives."""


@dataclass(frozen=True, slots=True, order=True)
class Locator:
    """One input of a batch.

    Attributes:
        place: Absolute path of a local file, or a URL such as s3://bucket/report.pdf. Bytes of a path that are no
            UTF-8 stand as surrogate escapes, as everywhere in Python.
        member: Name of a file in the zip archive at `place` (see Archive.names); "" for the file itself.
        label: What people call it, where `place` is a name of our own, as an upload has. It says nothing about where
            the input is.
    """

    place: str
    member: str = ""
    label: str = field(default="", compare=False)

    @property
    def is_remote(self) -> bool:
        """Whether `place` is a URL."""
        return is_url(self.place)

    @property
    def file_name(self) -> str:
        """The last part of the name, that of the document in its output."""
        if self.label:
            return self.label
        inside = PurePosixPath(self.member.replace("\\", "/")).name
        return inside or PurePosixPath(self.place.replace(os.sep, "/")).name

    def __str__(self) -> str:
        """For people: what no terminal or database should get is written as an escape."""
        place = f"{self.place}: {self.member}" if self.member else self.place
        return printable(self.label or place)


def is_url(place: str) -> bool:
    """Whether a place is a URL of a store, and not a path; absolute paths have no two slashes in a row."""
    return "://" in place


def place_of(name: str) -> str:
    """The place that a user names: an absolute path, also for a file:// URL, or the URL of a store."""
    if name.startswith(FILE_URL):
        return os.path.abspath(unquote(name.removeprefix(FILE_URL)))
    return name if is_url(name) else os.path.abspath(name)


def is_hidden(name: str) -> bool:
    """Whether a file of an archive or a folder is not meant for people, by its path there."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return RESOURCES in parts or any(part.startswith(".") and part not in (".", "..") for part in parts)


def parted(pattern: str) -> tuple[str, str]:
    """The folder before the first sign of a pattern, without a slash at its end, and the rest."""
    parts = pattern.split("/")
    first = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    return "/".join(parts[:first]), "/".join(parts[first:])
