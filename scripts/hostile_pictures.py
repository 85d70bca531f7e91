"""Hostile pictures: PNG, TIFF, JPEG and WebP that are broken, or bombs."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image, ImageDraw

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png(width: int, height: int, rows: bytes, *extra: bytes, bits: int = 8) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0))
    return _SIGNATURE + head + b"".join(extra) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _deflated_zeros(size: int) -> bytes:
    packer = zlib.compressobj(9)
    step = 1 << 20
    return b"".join(packer.compress(bytes(min(step, size - at))) for at in range(0, size, step)) + packer.flush()


def png_bomb(side: int) -> Callable[[], bytes]:
    """A PNG of `side` x `side` grey pixels, all black."""
    return lambda: _png(side, side, _deflated_zeros((side + 1) * side))


def png_size_only() -> bytes:
    """A PNG that says it has 4,294,967,295 x 4,294,967,295 pixels, and has none."""
    return _png(0xFFFFFFFF, 0xFFFFFFFF, b"")


def png_chunk_bomb(name: bytes) -> Callable[[], bytes]:
    """A small PNG with a chunk of text or of a colour profile that swells to 200 MB."""

    def make() -> bytes:
        packed = _deflated_zeros(200_000_000)
        return _png(8, 8, zlib.compress(b"\x00" + bytes(8)) * 8, _chunk(name, b"name\x00\x00" + packed))

    return make


def png_strip(width: int, height: int) -> Callable[[], bytes]:
    """A PNG of one row or one column."""
    return lambda: _png(width, height, _deflated_zeros((width + 1) * height))


def png_truncated() -> bytes:
    out = io.BytesIO()
    image = Image.new("L", (80, 100), 255)
    ImageDraw.Draw(image).line((0, 0, 80, 100), fill=0, width=9)
    image.save(out, "PNG")
    return out.getvalue()[:120]


def _tiff(directories: list[list[tuple[int, int, int, int]]], *, next_of_last: int = 0, tail: bytes = b"") -> bytes:
    """A little-endian TIFF of these directories: entries (tag, type, count, value), one after the other."""
    out = bytearray(b"II*\x00" + struct.pack("<I", 8))
    for index, entries in enumerate(directories):
        size = 2 + 12 * len(entries) + 4
        following = len(out) + size if index + 1 < len(directories) else next_of_last
        out += struct.pack("<H", len(entries))
        out += b"".join(struct.pack("<HHII", *entry) for entry in entries)
        out += struct.pack("<I", following)
    return bytes(out + tail)


def _frame(side: int, *, offset: int = 0, bytes_: int = 8) -> list[tuple[int, int, int, int]]:
    return [
        (256, 4, 1, side),
        (257, 4, 1, side),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, offset),
        (277, 3, 1, 1),
        (278, 4, 1, side),
        (279, 4, 1, bytes_),
    ]


def tiff_directories(count: int) -> Callable[[], bytes]:
    """A TIFF of `count` pages of a pixel each."""
    return lambda: _tiff([_frame(1)] * count)


def tiff_in_a_circle() -> bytes:
    """A TIFF whose only directory is followed by itself."""
    return _tiff([_frame(8, offset=8, bytes_=64)], next_of_last=8, tail=bytes(64))


def tiff_bomb() -> bytes:
    """A TIFF that says it has 60,000 x 60,000 pixels."""
    return _tiff([_frame(60_000, offset=8, bytes_=64)])


def tiff_far_offsets() -> bytes:
    """A TIFF whose tags point beyond the end of the file."""
    return _tiff([[(256, 4, 1, 8), (257, 4, 1, 8), (273, 4, 1000, 0x7FFFFFFF), (282, 5, 1, 0xFFFFFFF0)]])


def tiff_broken_fax() -> bytes:
    """A TIFF compressed as a fax, of garbage."""
    garbage = bytes((11 * n * n + n) % 256 for n in range(400))
    entries = [(256, 4, 1, 400), (257, 4, 1, 400), (258, 3, 1, 1), (259, 3, 1, 4), (262, 3, 1, 0)]
    entries += [(273, 4, 1, 8 + 2 + 12 * 9 + 4), (277, 3, 1, 1), (278, 4, 1, 400), (279, 4, 1, 400)]
    return _tiff([entries], tail=garbage)


def tiff_pages(broken: int, pages: int) -> Callable[[], bytes]:
    """A TIFF of `pages` pages, of which number `broken` (from 1) points beyond the end of the file."""

    def make() -> bytes:
        size = 2 + 12 * 9 + 4
        data = 8 + size * pages
        frames = [_frame(40, offset=0x7FFFFFF0 if n == broken else data, bytes_=1600) for n in range(1, pages + 1)]
        return _tiff(frames, tail=b"\xff" * 1600)

    return make


def jpeg_size_only() -> bytes:
    """A JPEG that says it has 65,535 x 65,535 pixels, and has none."""
    frame = struct.pack(">HBHHB", 11, 8, 65535, 65535, 1) + bytes([1, 0x11, 0])
    return b"\xff\xd8\xff\xc0" + frame + b"\xff\xd9"


def jpeg_truncated() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").save(out, "JPEG", quality=60)
    return out.getvalue()[:700]


def webp_garbage() -> bytes:
    return b"RIFF\xff\xff\xff\x7fWEBPVP8X" + bytes((3 * n * n) % 256 for n in range(300))
