"""Zip archives: what is in them, and a member's content, without trusting a word of their directories."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from extractor.batch.locators import Locator
from extractor.errors import InputError

MOST_MEMBERS = 1_000_000


def members_of(file: IO[bytes], locator: Locator) -> Iterator[Locator]:
    """The files in an archive, in the order of its directory, each name once; folders and links are left out.

    Names are never used as paths, so that one with .. or a leading slash is a name like any other.

    Raises:
        InputError: It is no archive, a broken one, or has more files than any archive of documents.
    """
    with _archive(file, locator) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_MEMBERS:
            raise InputError(f"{locator} has {len(entries):,} files. Unpack it and give the folder.")
        names = dict.fromkeys(entry.filename for entry in entries if not entry.is_dir() and not _is_link(entry))
    for name in names:
        yield Locator(locator.place, name)


@contextmanager
def open_member(file: IO[bytes], locator: Locator) -> Iterator[IO[bytes]]:
    """A member's content, decompressed as it is read.

    Raises:
        InputError: The archive or the member is broken, encrypted, or not there.
    """
    with _archive(file, locator) as archive:
        try:
            with archive.open(locator.member) as member:
                yield member
        except KeyError as error:
            raise InputError(f"{locator} is no longer in the archive. Start again, or check the archive.") from error
        except RuntimeError as error:  # how zipfile says that a password is needed
            raise InputError(f"{locator} is encrypted in the archive. Unpack it first.") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise InputError(f"{locator} cannot be unpacked: {error}. Get a fresh copy of the archive.") from error


@contextmanager
def _archive(file: IO[bytes], locator: Locator) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(f"{locator} is no archive that can be opened: {error}. Get a fresh copy of it.") from error
    with archive:
        yield archive


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return (entry.external_attr >> 16) & 0o170000 == 0o120000
