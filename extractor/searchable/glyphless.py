"""A font that draws nothing: text in it can be searched and copied, and nothing of it is ever seen.

A composite font (PDF 32000-1, 9.7) whose characters show one of two glyphs, a narrow and a wide one, that are lines
without area; its ToUnicode map (9.10.3) says which character each code stands for. So any text of Unicode is copied
right without a font that could draw it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from extractor.script import is_cjk

NAME = Name("/ExtractorGlyphless")
EM = 1000
NARROW = 500
"""Width of a character that is no square one, in thousandths of an em: half of it."""
ASCENT, DESCENT = 800, -200
"""Together one em, so that a line of text is as high as its type is large."""
UNKNOWN = "\ufffd"
MAPPED_AT_ONCE = 100
"""Entries of one bfchar section, at most (Adobe Technical Note 5411)."""
_CHECKSUM_OF_A_FONT = 0xB1B0AFBA


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The characters of a document and their codes, from 1: narrow ones first.

    Attributes:
        narrow: How many of the codes are of narrow characters.
    """

    codes: Mapping[str, int]
    narrow: int

    @staticmethod
    def of(texts: Iterable[str]) -> Alphabet:
        """The characters of `texts`, and the blank."""
        characters = {" ", UNKNOWN}.union(*map(_legal, texts))
        narrow = sorted(c for c in characters if not is_cjk(c))
        wide = sorted(c for c in characters if is_cjk(c))
        return Alphabet({c: code for code, c in enumerate(narrow + wide, start=1)}, len(narrow))

    def encoded(self, text: str) -> str:
        """The codes of `text` in hexadecimal, four digits a character."""
        return "".join(f"{self.codes[c]:04x}" for c in _legal(text))


def ems(text: str) -> float:
    """Width of `text` in ems."""
    return sum(EM if is_cjk(c) else NARROW for c in text) / EM


def _legal(text: str) -> str:
    """`text` without controls and lone surrogates, which no reader should get to see."""
    return "".join(c if c.isprintable() else UNKNOWN for c in text)


def add_font(pdf: Pdf, alphabet: Alphabet) -> pikepdf.Object:
    """The font for `alphabet`, as an indirect object of `pdf`."""
    wide = len(alphabet.codes) - alphabet.narrow
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=NAME,
        Flags=4,  # symbolic: its characters are of no standard set
        FontBBox=Array([0, DESCENT, EM, ASCENT]),
        ItalicAngle=0,
        Ascent=ASCENT,
        Descent=DESCENT,
        CapHeight=ASCENT,
        StemV=80,
        FontFile2=pdf.make_stream(font_program()),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=NAME,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=EM,
        W=Array([1, alphabet.narrow, NARROW]),
        CIDToGIDMap=pdf.make_stream(b"\0\0" + b"\0\1" * alphabet.narrow + b"\0\2" * wide),
    )
    whole = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=NAME,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(font)]),
        ToUnicode=pdf.make_stream(_to_unicode(alphabet).encode("ascii")),
    )
    return pdf.make_indirect(whole)


def _to_unicode(alphabet: Alphabet) -> str:
    """The CMap that leads from codes to characters in UTF-16, as text."""
    pairs = [f"<{code:04x}> <{c.encode('utf-16-be').hex()}>" for c, code in alphabet.codes.items()]
    sections = [pairs[i : i + MAPPED_AT_ONCE] for i in range(0, len(pairs), MAPPED_AT_ONCE)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <ffff>",
            "endcodespacerange",
            *(line for part in sections for line in (f"{len(part)} beginbfchar", *part, "endbfchar")),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


def font_program() -> bytes:
    """A TrueType font (ISO/IEC 14496-22) of three glyphs: none, narrow, wide; with the tables that PDF asks for (9.9).

    A glyph has a box, from which pdfium takes that of its character: it leaves out text whose boxes are empty.
    """
    glyphs = [b"", _stroke(NARROW), _stroke(EM)]
    offsets = [sum(map(len, glyphs[:i])) // 2 for i in range(len(glyphs) + 1)]
    head = struct.pack(
        ">IIIIHHQQhhhhHHhhh",
        *(0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0, EM, 0, 0),  # versions, checksum, magic, flags, unit, no dates
        *(0, DESCENT, EM, ASCENT, 0, 8, 2, 0, 0),  # bounds, style, smallest size, direction, short offsets, format
    )
    widths = (EM, NARROW, EM)
    hhea = struct.pack(">IhhhHhhhhhhhhhhhH", 0x00010000, ASCENT, DESCENT, 0, EM, 0, 0, EM, 1, *(0,) * 7, len(widths))
    maxp = struct.pack(">IH13H", 0x00010000, len(glyphs), 2, 1, 0, 0, 1, *(0,) * 8)
    tables = {
        b"glyf": b"".join(glyphs),
        b"head": head,
        b"hhea": hhea,
        b"hmtx": b"".join(struct.pack(">Hh", width, 0) for width in widths),
        b"loca": struct.pack(f">{len(offsets)}H", *offsets),
        b"maxp": maxp,
    }
    whole = _sfnt(tables)
    place = whole.index(head) + 8
    return whole[:place] + struct.pack(">I", (_CHECKSUM_OF_A_FONT - _sum(whole)) % 2**32) + whole[place + 4 :]


def _stroke(width: int) -> bytes:
    """A glyph whose only contour goes from a corner of its box to the other and back: nothing lies within it."""
    height = ASCENT - DESCENT
    header = struct.pack(">hhhhh", 1, 0, DESCENT, width, ASCENT)
    points = struct.pack(">HH2B4h", 1, 0, 1, 1, 0, width, DESCENT, height)  # last point, no program, both on the curve
    return header + points


def _sfnt(tables: Mapping[bytes, bytes]) -> bytes:
    """The tables, in the order of their names, behind a directory of them."""
    count = len(tables)
    power = count.bit_length() - 1
    directory = struct.pack(">IHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    body, start = b"", len(directory) + 16 * count
    for name, content in tables.items():
        directory += struct.pack(">4sIII", name, _sum(content), start + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    return directory + body


def _sum(content: bytes) -> int:
    """The checksum of a table."""
    padded = content + b"\0" * (-len(content) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) % 2**32
