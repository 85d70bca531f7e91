"""Hostile archives and names: what must never be written, followed or unpacked to its end."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from hostile_pdfs import whole

MEGABYTE = 1 << 20
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)
"""ZIP knows no earlier one; with the present time the bytes would change from run to run."""


def _entry(name: str, mode: int = 0o644, kind: int = stat.S_IFREG) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIRST_DATE)
    entry.create_system = 3  # Unix: without it the mode, and so the kind, counts for nothing
    entry.external_attr = (kind | mode) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _archive(*members: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in members:
            archive.writestr(entry, content)
    return out.getvalue()


def zip_slip() -> bytes:
    """Members whose names lead out of the folder, in the spellings of Unix and of Windows."""
    names = (
        "../escaped.pdf",
        "/tmp/escaped.pdf",
        "a/../../escaped.pdf",
        "..\\escaped.pdf",
        "C:\\escaped.pdf",
        "good.pdf",
    )
    return _archive(*((_entry(name), whole()) for name in names))


def zip_links() -> bytes:
    """A symbolic link out of the folder, and a member that would be written through it."""
    link = _entry("way-out", 0o777, stat.S_IFLNK)
    return _archive((link, b"../.."), (_entry("way-out/escaped.pdf"), whole()), (_entry("good.pdf"), whole()))


def zip_names() -> bytes:
    """Names with a line break, an emoji and a control character, an empty one, and one name twice in two cases."""
    names = ("a\nb.pdf", "\U0001f4c4.pdf", "\x1b[2J.pdf", "Same.pdf", "same.pdf", "x" * 300 + ".pdf", "folder/")
    return _archive(*((_entry(name), b"" if name.endswith("/") else whole()) for name in names))


def zip_bomb(size: int, members: int = 1) -> Callable[[], bytes]:
    """Members that each swell to `size` bytes, beside a good one."""

    def make() -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for number in range(members):
                with archive.open(_entry(f"bomb-{number}.pdf"), "w", force_zip64=True) as member:
                    for _ in range(size // MEGABYTE):
                        member.write(bytes(MEGABYTE))
            archive.writestr(_entry("good.pdf"), whole())
        return out.getvalue()

    return make


def zip_in_zip(levels: int) -> Callable[[], bytes]:
    """An archive in an archive, and so on; the innermost has a good document."""

    def make() -> bytes:
        content = _archive((_entry("good.pdf"), whole()))
        for _ in range(levels):
            content = _archive((_entry("inner.zip"), content))
        return content

    return make


def zip_many(count: int) -> Callable[[], bytes]:
    """An archive with `count` empty members."""
    return lambda: _archive(*((_entry(f"{number}.pdf"), b"") for number in range(count)))


def zip_size_that_lies() -> bytes:
    """A member that says it has ten bytes and swells to 50 MB."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(bytes(50 * MEGABYTE)) + packed.flush()
    out = _archive((_entry("liar.pdf"), bytes(50 * MEGABYTE)))
    assert data in out
    return out.replace(struct.pack("<I", 50 * MEGABYTE), struct.pack("<I", 10))


def zip_truncated() -> bytes:
    return _archive((_entry("good.pdf"), whole()))[:-30]


ARCHIVES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "slip.zip": ("members named ../, /tmp/, ..\\ and C:\\; one good", zip_slip),
    "links.zip": ("a symbolic link out of the folder, and a member below it", zip_links),
    "names.zip": ("names with a line break, an emoji, a control, 300 letters; one twice", zip_names),
    "bomb.zip": ("a member of 2 GB in 2 MB", zip_bomb(2048 * MEGABYTE)),
    "bombs.zip": ("forty members of 100 MB", zip_bomb(100 * MEGABYTE, 40)),
    "nested.zip": ("an archive in an archive, twelve deep", zip_in_zip(12)),
    "many.zip": ("100,000 empty members", zip_many(100_000)),
    "liar.zip": ("a member that swells to 50 MB and says it has ten bytes", zip_size_that_lies),
    "truncated.zip": ("the directory is cut off", zip_truncated),
}
"""Archives by name: what each is, and its maker. They are made where a test wants them, and never stored."""

AWKWARD_NAMES = (
    "..pdf",
    "...pdf",
    "-o.pdf",
    " .pdf",
    "a\nb.pdf",
    "\x1b[2Jred.pdf",
    "\U0001f4c4 报告.pdf",
    "\u202efdp.exe.pdf",
    "$(touch escaped).pdf",
    "%s%n{}.pdf",
    "caf\udce9.pdf",  # a byte that is no UTF-8
    "n" * 251 + ".pdf",
)


def write_awkward_names(folder: Path) -> list[Path]:
    """A good document under each of the awkward names."""
    paths = [folder / name for name in AWKWARD_NAMES]
    for path in paths:
        path.write_bytes(whole())
    return paths


def write_links(folder: Path) -> dict[str, Path]:
    """A link to a file, one to nothing and one to itself, and a pipe that nobody feeds."""
    (folder / "real.pdf").write_bytes(whole())
    paths = {name: folder / f"{name}.pdf" for name in ("link", "dangling", "loop", "pipe")}
    paths["link"].symlink_to("real.pdf")
    paths["dangling"].symlink_to("nowhere.pdf")
    paths["loop"].symlink_to("loop.pdf")
    os.mkfifo(paths["pipe"])
    return paths
