"""What kind of file this is, told by its first bytes and never by its name."""

from __future__ import annotations

from typing import Literal

FileKind = Literal["PDF", "TIFF", "PNG", "JPEG", "WebP"]

HEAD_BYTES = 1024
"""How much of a file is looked at: readers accept a PDF header that far from the start."""

_NAMED = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document of the old kind"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"%!PS", "a PostScript file"),
    (b"AT&TFORM", "a DjVu file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
)


def find_file_kind(head: bytes) -> FileKind | None:
    """Kind of the file that begins with `head`; None where it is none that can be read."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head[:4] in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"):
        return "TIFF"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    if b"%PDF-" in head[:HEAD_BYTES]:
        return "PDF"
    return None


def describe_unknown(head: bytes) -> str:
    """What a file of no readable kind seems to be, for the message."""
    for start, name in _NAMED:
        if head.startswith(start):
            return f"it is {name}"
    lowered = head.lstrip().lower()
    if lowered.startswith((b"<!doctype html", b"<html")):
        return "it is a web page, perhaps an error page saved in place of the document"
    if b"\x00" not in head and head.isascii():
        return "it is plain text"
    return "its first bytes are those of no known kind"
