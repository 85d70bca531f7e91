"""Archives for tests, also such as no honest program writes."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path

UTF8_FLAG = 0x800
ENCRYPTED_FLAG = 0x1
PDF = b"%PDF-1.7 "


def write_zip(path: Path, files: Iterable[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """An archive with these names and contents, in this order; names may occur twice."""
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", compression) as archive:
        warnings.simplefilter("ignore")  # zipfile warns of duplicate names
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return path


def with_raw_name(path: Path, placeholder: str, raw: bytes) -> Path:
    """The archive with a name of the same length in bytes put in place of another, not marked as UTF-8."""
    assert len(placeholder) == len(raw)
    path.write_bytes(path.read_bytes().replace(placeholder.encode(), raw))
    return path


def with_flags(path: Path, flags: int) -> Path:
    """The archive of one file with the flags of its entry set, in its header and in the directory."""
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + offset
        content[at : at + 2] = struct.pack("<H", flags)
    path.write_bytes(content)
    return path


def with_method(path: Path, method: int) -> Path:
    """The archive of one file, said to be packed with another method."""
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = content.index(signature) + offset
        content[at : at + 2] = struct.pack("<H", method)
    path.write_bytes(content)
    return path


def bomb(path: Path, size: int, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """An archive of one file that looks like a PDF and unpacks to `size` bytes of blanks."""
    with zipfile.ZipFile(path, "w", compression) as archive, archive.open("bomb.pdf", "w") as member:
        member.write(PDF)
        for _ in range(size >> 20):
            member.write(bytes(1 << 20))
    return path


def zip_bytes(files: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive in memory."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()
