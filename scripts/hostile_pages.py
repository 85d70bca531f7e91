"""Hostile PDFs: what is wrong lies in what a page paints, its pictures and its fonts."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from hostile_pdfs import GOOD
from raw_pdf import A4, flate, page_objects, say, stream, write_pdf

MILLION = 1_000_000


def _xobject(*names: str) -> str:
    return "/XObject << " + " ".join(f"/X{n} {name} 0 R" for n, name in enumerate(names)) + " >>"


def text_operators(count: int) -> Callable[[], bytes]:
    """`count` text objects of one character each, in lines over the page."""

    def make() -> bytes:
        shown = b"".join(
            b"BT /F1 4 Tf %d %d Td (%d) Tj ET\n" % (20 + 3 * n % 550, 20 + 5 * (n // 184) % 800, n % 10)
            for n in range(count)
        )
        return write_pdf(page_objects([flate(shown), GOOD]))

    return make


def characters(count: int) -> Callable[[], bytes]:
    """One text object of `count` characters, most of which lie off the page."""
    shown = b"BT /F1 12 Tf 72 700 Td " + b"(7777777777) Tj\n" * (count // 10) + b"ET\n"
    return lambda: write_pdf(page_objects([flate(shown), GOOD]))


def rulings(count: int) -> Callable[[], bytes]:
    """`count` rules a point apart on a sheet of their size, half of them level and half upright."""

    def make() -> bytes:
        side = count // 2
        level = b"".join(b"0 %d m %d %d l S\n" % (n, side, n) for n in range(side))
        upright = b"".join(b"%d 0 m %d %d l S\n" % (n, n, side) for n in range(side))
        crowded = flate(b"0.1 w\n" + level + upright + GOOD)
        return write_pdf(page_objects([crowded, GOOD], boxes=(f"0 0 {side} {side}", A4)))

    return make


def segments(count: int) -> Callable[[], bytes]:
    """One path of `count` short pieces."""

    def make() -> bytes:
        pieces = b"".join(b"%d %d l\n" % (20 + 7 * n % 550, 20 + 11 * n % 800) for n in range(count))
        return write_pdf(page_objects([flate(b"20 20 m\n" + pieces + b"S\n"), GOOD]))

    return make


def clips(count: int) -> Callable[[], bytes]:
    """`count` saved states, each with a clip path, none of which is restored."""
    return lambda: write_pdf(page_objects([flate(b"q 0 0 500 800 re W n\n" * count + GOOD)]))


def stream_bomb(size: int, times: int = 1) -> Callable[[], bytes]:
    """A content stream that swells to `size` bytes of blanks."""

    def make() -> bytes:
        packer = zlib.compressobj(9)
        block = b" " * MILLION
        data = b"".join(packer.compress(block) for _ in range(size // MILLION)) + packer.flush()
        for _ in range(times - 1):
            data = zlib.compress(data, 9)
        names = " /FlateDecode" * times
        return write_pdf(page_objects([stream(data, f"/Filter [{names} ]"), GOOD]))

    return make


def picture_bomb(side: int, *, colour: str = "/DeviceGray", bits: int = 8) -> Callable[[], bytes]:
    """A page with one picture of `side` x `side` pixels, all of which are 0."""

    def make() -> bytes:
        channels = {"/DeviceGray": 1, "/DeviceRGB": 3}[colour]
        size = (side * channels * bits + 7) // 8 * side
        packer = zlib.compressobj(9)
        block = bytes(MILLION)
        data = b"".join(packer.compress(block) for _ in range(size // MILLION + 1)) + packer.flush()
        entries = f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /ColorSpace {colour}"
        extra = {100: stream(data, f"{entries} /BitsPerComponent {bits} /Filter /FlateDecode")}
        content = b"q 400 0 0 400 100 100 cm /X0 Do Q\n" + GOOD
        return write_pdf(page_objects([content, GOOD], resources=_xobject("100"), extra=extra))

    return make


def mask_bomb(side: int) -> Callable[[], bytes]:
    """A small picture whose soft mask is a bomb."""

    def make() -> bytes:
        packer = zlib.compressobj(9)
        data = b"".join(packer.compress(bytes(side)) for _ in range(side)) + packer.flush()
        entries = "/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8"
        extra = {
            100: stream(b"\x00", f"{entries} /Width 1 /Height 1 /SMask 101 0 R"),
            101: stream(data, f"{entries} /Width {side} /Height {side} /Filter /FlateDecode"),
        }
        content = b"q 400 0 0 400 100 100 cm /X0 Do Q\n" + GOOD
        return write_pdf(page_objects([content, GOOD], resources=_xobject("100"), extra=extra))

    return make


def broken_picture(filter_: str, *, entries: str = "") -> Callable[[], bytes]:
    """A page with text and a picture that its decoder cannot read."""

    def make() -> bytes:
        garbage = bytes((5 * n * n + n) % 256 for n in range(2000))
        size = "/Width 640 /Height 480 /ColorSpace /DeviceGray /BitsPerComponent 8"
        extra = {100: stream(garbage, f"/Type /XObject /Subtype /Image {size} /Filter /{filter_} {entries}")}
        content = b"q 200 0 0 200 100 100 cm /X0 Do Q\n" + GOOD
        return write_pdf(page_objects([content], resources=_xobject("100"), extra=extra))

    return make


def size_of_picture_overflows() -> bytes:
    """A picture that says it has 2,147,483,647 x 2,147,483,647 pixels."""
    size = "/Width 2147483647 /Height 2147483647 /ColorSpace /DeviceRGB /BitsPerComponent 16"
    extra = {100: stream(b"\x00" * 64, f"/Type /XObject /Subtype /Image {size}")}
    content = b"q 200 0 0 200 100 100 cm /X0 Do Q\n" + GOOD
    return write_pdf(page_objects([content], resources=_xobject("100"), extra=extra))


def form_in_itself() -> bytes:
    """A form object that paints itself."""
    body = b"/X0 Do\n" + say("inner", 72, 500)
    form = stream(body, f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << {_xobject('100')} >>")
    return write_pdf(page_objects([b"/X0 Do\n" + GOOD], resources=_xobject("100"), extra={100: form}))


def forms_in_forms(levels: int, each: int) -> Callable[[], bytes]:
    """Form objects of `levels` levels, each of which paints the next `each` times."""

    def make() -> bytes:
        entries = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
        extra = {
            100 + n: stream(b"/X0 Do\n" * each, f"{entries} /Resources << {_xobject(str(101 + n))} >>")
            for n in range(levels)
        }
        extra[100 + levels] = stream(b"10 10 m 20 20 l S\n", entries)
        return write_pdf(page_objects([b"/X0 Do\n" + GOOD], resources=_xobject("100"), extra=extra))

    return make


def pattern_in_itself() -> bytes:
    """A tiling pattern with steps of a hundredth of a point, painted with itself."""
    entries = "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.01 /YStep 0.01"
    pattern = stream(b"/Pattern cs /P0 scn 0 0 1 1 re f\n", f"{entries} /Resources << /Pattern << /P0 100 0 R >> >>")
    content = b"/Pattern cs /P0 scn 100 100 300 300 re f\n" + GOOD
    return write_pdf(page_objects([content], resources="/Pattern << /P0 100 0 R >>", extra={100: pattern}))


def font(kind: str, key: str, data: bytes) -> Callable[[], bytes]:
    """A page with text in an embedded font that is broken, and text in one that is not."""

    def make() -> bytes:
        widths = "/FirstChar 32 /LastChar 34 /Widths [500 500 500]"
        descriptor = f"<< /Type /FontDescriptor /FontName /Bad /Flags 4 /{key} 102 0 R >>"
        extra = {
            100: f"<< /Type /Font /Subtype /{kind} /BaseFont /Bad {widths} /FontDescriptor 101 0 R >>".encode(),
            101: descriptor.encode(),
            102: stream(data, f"/Length1 {len(data)} /Length2 0 /Length3 0 /Subtype /Type1C"),
        }
        resources = "/ExtGState << /G << /Font [100 0 R 12] >> >>"
        content = GOOD + b"/G gs BT 72 600 Td (!!!) Tj ET\n"
        return write_pdf(page_objects([content], resources=resources, extra=extra))

    return make


def broken_truetype() -> bytes:
    """Tables whose offsets and lengths point far beyond the font."""
    head = b"\x00\x01\x00\x00\x00\x06\x00\x40\x00\x02\x00\x20"
    tables = b"".join(
        tag + b"\xff\xff\xff\xff" + bytes([0x7F, 0xFF, 0xFF, 0x00 + n]) + b"\x7f\xff\xff\xff"
        for n, tag in enumerate((b"cmap", b"glyf", b"head", b"hhea", b"loca", b"maxp"))
    )
    return head + tables + bytes(200)


def broken_type1() -> bytes:
    """A program with brackets that never close and a huge array."""
    return (
        b"%!PS-AdobeFont-1.0: Bad\n/Subrs 2147483647 array\n" + b"{" * 3000 + b"\ncurrentfile eexec\n" + b"\xff" * 500
    )


def broken_cff() -> bytes:
    """An index of 65,535 entries, all of whose offsets lie beyond the end."""
    return b"\x01\x00\x04\x04" + b"\xff\xff\x04" + b"\xff" * 4000


def glyph_in_itself() -> bytes:
    """A Type 3 font whose one glyph prints itself."""
    extra = {
        100: (
            b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 33"
            b" /LastChar 33 /Widths [1000] /Encoding << /Differences [33 /a] >> /CharProcs << /a 101 0 R >>"
            b" /Resources << /Font << /F2 100 0 R >> >> >>"
        ),
        101: stream(b"1000 0 d0 BT /F2 500 Tf (!) Tj ET"),
    }
    objects = page_objects([GOOD + b"BT /F2 12 Tf 72 600 Td (!!!) Tj ET\n"], extra=extra)
    objects[3] = objects[3].replace(b"/Font <<", b"/Font << /F2 100 0 R", 1)
    return write_pdf(objects)


def character_map_bomb() -> bytes:
    """A character map that names a range of 4,000,000,000 codes."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap\n1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"1 beginbfrange <00000000> <EE6B2800> <0041> endbfrange\nendcmap end"
    )
    extra = {
        100: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 101 0 R >>",
        101: stream(cmap),
    }
    objects = page_objects([GOOD + b"BT /F2 12 Tf 72 600 Td (Sum) Tj ET\n"], extra=extra)
    objects[3] = objects[3].replace(b"/Font <<", b"/Font << /F2 100 0 R", 1)
    return write_pdf(objects)


def bad_numbers() -> bytes:
    """Numbers that no machine holds, as sizes, places and matrices."""
    content = (
        b"q 1e400 0 0 99999999999999999999 0 0 cm Q\n"
        b"q 0 0 0 0 0 0 cm 0 0 10 10 re f Q\n"
        b"BT /F1 99999999999999999999 Tf 0 0 Td (big) Tj ET\n"
        b"BT /F1 12 Tf 1 0 0 0 72 500 Tm (flat) Tj ET\n"
        b"-2147483648 -2147483648 2147483647 2147483647 re S\n"
        b"99999999999 w 0 0 m 100 100 l S\n"
        b"BT /F1 0 Tf 72 400 Td (none) Tj ET\n"
    )
    return write_pdf(page_objects([content + GOOD]))


def bad_operators() -> bytes:
    """Operators without operands, operands without operators, brackets that do not match."""
    content = b"Q Q Q ET Tj TJ cm re f* W l m h << >> ] [ ( ) > (unfinished \\\n" + b"Q " * 500
    return write_pdf(page_objects([GOOD, content]))
