"""The file from which a document was read, found by its content: on a disk, or in a zip archive there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor.batch.locators import Locator
from extractor.batch.sources import archive_at, chunks_of, local_copy
from extractor.batch.work import ZIP_HEAD
from extractor.errors import InputError, LimitError
from extractor.store.crops import find_source


@contextmanager
def original(place: Path, sha256: str, size: int) -> Iterator[Path]:
    """The file with this content: `place`, or what lies below it, or in an archive; unpacked while the block runs.

    Raises:
        InputError: There is none.
        OutputError: There is no room for what is unpacked.
    """
    with local_copy(_located(place, sha256, size), size) as path:
        yield path


def _located(place: Path, sha256: str, size: int) -> Locator:
    try:
        return Locator(str(find_source(place, sha256, size)))
    except InputError:
        for member in _members(place, size):
            if _digest(member, size) == sha256:
                return member
        raise


def _members(place: Path, size: int) -> Iterator[Locator]:
    """What the archives at or below `place` say has `size` bytes; those that cannot be opened are left out."""
    for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
        archive = Locator(str(path.absolute()))
        if not _is_archive(path):
            continue
        try:
            opened = archive_at(archive)
        except InputError:
            continue
        yield from (Locator(archive.place, name) for name in opened.names() if opened.claimed_size(name) == size)


def _is_archive(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return path.is_file() and file.read(len(ZIP_HEAD)) == ZIP_HEAD
    except OSError:
        return False


def _digest(member: Locator, size: int) -> str | None:
    """The SHA-256 of a member; None where it cannot be unpacked, or is larger than the archive says."""
    digest = hashlib.sha256()
    try:
        for chunk in chunks_of(member, size):
            digest.update(chunk)
    except (InputError, LimitError):
        return None
    return digest.hexdigest()
