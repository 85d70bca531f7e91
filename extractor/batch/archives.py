"""Zip archives: what is in them, and a member's content, without trusting a word of their directories."""

from __future__ import annotations

import io
import lzma
import threading
import weakref
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from extractor.batch.locators import is_hidden
from extractor.errors import InputError
from extractor.safe_text import printable

MOST_MEMBERS = 200_000
"""Files in one archive; a process holds a directory of so many in about 150 MB."""
MOST_AT_ONCE = 32 << 20
"""Bytes that zipfile may ask for in one piece: it does so of the directory only, whose size the archive claims."""
CHUNK = 1 << 20
SMALL_CHUNK = 4096
"""For methods of which zipfile unpacks all that it reads at once: bzip2 makes 80 MB of so much at most."""
BOUNDED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Methods that zipfile unpacks in pieces as small as they are asked for."""
IS_UTF8, IS_ENCRYPTED = 0x800, 0x1
"""Flags of an entry."""
NAME_ENCODINGS = ("utf-8", "gb2312")
"""Tried in turn on a name that is not marked as UTF-8: what macOS writes, and what Windows in China does. Of GBK only
common half is taken, in which both bytes are high, so that western accents (cp437) are not taken for it."""
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)


class Archive:
    """An archive that is open; several threads may read it.

    `file` must be seekable, and is closed when nobody has the archive any more; `name` is for messages.

    Raises:
        InputError: It is no archive, a broken one, or has more files than any archive of documents.
    """

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._name = name
        weakref.finalize(self, file.close)
        self._opening = threading.Lock()  # zipfile counts its open members without one
        try:
            self._zip = zipfile.ZipFile(_Bounded(file))
        except (*_BROKEN, NotImplementedError) as error:
            raise InputError(f"{name} is no archive that can be opened: {error}. Get a fresh copy of it.") from error
        if len(self._zip.filelist) > MOST_MEMBERS:
            raise InputError(f"{name} has {len(self._zip.filelist):,} files. Unpack it and give the folder.")
        self._entries = _named(self._zip.filelist)

    def names(self) -> Iterator[str]:
        """The files, in the order of the directory; folders, links and what is hidden are left out.

        A name is never used as a path, so that one with .. or a leading slash is a name like any other. Of several
        files with one name the later are called "name (2)" and so on.
        """
        return (name for name, entry in self._entries.items() if not _is_link(entry) and not is_hidden(name))

    def claimed_size(self, member: str) -> int:
        """Bytes that a member has, as the directory says: no more of it is ever unpacked, and it may be less."""
        return self._entries[member].file_size

    def chunks(self, member: str) -> Iterator[bytes]:
        """A member's content, unpacked piece by piece as it is asked for.

        Raises:
            InputError: The member is broken, encrypted, packed in a way that is not known, or not there.
        """
        entry, shown = self._entries.get(member), f"{self._name}: {printable(member)}"
        if entry is None:
            raise InputError(f"{shown} is no longer in the archive. Start again, or check the archive.")
        if entry.flag_bits & IS_ENCRYPTED:
            raise InputError(f"{shown} is encrypted in the archive. Unpack it first.")
        try:
            yield from self._chunks(entry)
        except NotImplementedError as error:
            raise InputError(f"{shown} is packed in a way that is not known: {error}. Unpack it first.") from error
        except _BROKEN as error:
            raise InputError(f"{shown} cannot be unpacked: {error}. Get a fresh copy of the archive.") from error

    def _chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        size = CHUNK if entry.compress_type in BOUNDED else SMALL_CHUNK
        with self._opening:
            source = self._zip.open(entry)
        try:
            while chunk := source.read(size):
                yield chunk
        finally:
            with self._opening:
                source.close()


class _Bounded(io.RawIOBase):
    """A file of which nobody can ask for more at once than is reasonable, and so fill the memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        """With no size, as zipfile looks for the end of the directory in the last 64 KiB, what is left."""
        if size > MOST_AT_ONCE:
            raise zipfile.BadZipFile(f"its directory claims to have {size:,} bytes")
        return self._file.read(size if size >= 0 else MOST_AT_ONCE)


def _named(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The files by their names, each of which occurs once."""
    named: dict[str, zipfile.ZipInfo] = {}
    times: dict[str, int] = {}
    for entry in entries:
        if entry.is_dir():
            continue
        name = unique = _name_of(entry)
        while unique in named:
            times[name] = times.get(name, 1) + 1
            path = PurePosixPath(name)
            unique = f"{name.removesuffix(path.suffix)} ({times[name]}){path.suffix}"
        named[unique] = entry
    return named


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: zipfile takes what is not marked as UTF-8 for cp437, which few programs write."""
    if entry.flag_bits & IS_UTF8:
        return entry.filename
    raw = entry.filename.encode("cp437")
    for encoding in NAME_ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return (entry.external_attr >> 16) & 0o170000 == 0o120000
