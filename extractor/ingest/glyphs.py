"""Single characters of a text layer, as both readers give them, and what their codes stand for."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

REPLACEMENT = "\ufffd"
"""Stands for a glyph whose character the file does not tell."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How a run of characters is painted.

    Attributes:
        order: Place in the sequence in which the page's objects are painted; -1 where unknown.
        invisible: Whether the run is painted with no ink at all, as the text under a scan is.
    """

    size: float
    bold: bool = False
    colour: tuple[int, int, int] = (0, 0, 0)
    order: int = -1
    invisible: bool = False


class Glyph(NamedTuple):
    """One character, in a frame in which its line is level. A named tuple, for pages have thousands of them.

    x0, x1 are the left edge and the end of the advance; top and bottom those of the font, all in points.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    ink: Ink


# Code points of the block CJK Radicals Supplement, with the ordinary characters that look the same. A font that draws
# both with one glyph makes PDF writers take the wrong one of the two. (Unicode's EquivalentUnifiedIdeograph.txt.)
_RADICALS_SUPPLEMENT = dict(
    zip(
        "⺁⺂⺃⺄⺅⺆⺈⺉⺊⺋⺌⺍⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺶⺷⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乛乚乙亻冂刀刂卜㔾小小兀尣尢巳幺彑彐忄㣺扌攵旡日月歺母民氵氺灬爫爫丬牛犭王疋目示礻竹糹纟罓罒羊羊耂肀聿肉臼艹艹艹虎衤覀西见角讠贝足车辶辶辶阝钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
# NFKC gives the traditional 戶 for the radical whose glyph, in Chinese fonts of today, is that of 户.
_KANGXI_BY_GLYPH = {"\u2f3e": "户"}
_KANGXI = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_HYPHENS = {"\u0002": "-", "\u00ad": "-"}
"""pdfium gives U+0002 for a hyphen that ends a line; a soft hyphen that is painted is seen as a hyphen."""
_NO_WIDTH = dict.fromkeys(
    "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff", ""
)
"""Blanks and joiners without width, and the marks that say in which direction to write."""
_SPACES = dict.fromkeys(
    "\t\n\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "
)
_ORDINARY = _RADICALS_SUPPLEMENT | _KANGXI | _KANGXI_BY_GLYPH | _HYPHENS | _NO_WIDTH | _SPACES


def ordinary_character(character: str) -> str:
    """The character a reader sees: " " for white space, "" for what has no width, U+FFFD for what is no character."""
    known = _ORDINARY.get(character)
    if known is not None:
        return known
    if character < " " or "\x7f" <= character <= "\x9f" or "\ud800" <= character <= "\udfff":
        return REPLACEMENT
    return character


def is_cjk(character: str) -> bool:
    """Whether the character is set solid, without spaces: Han, kana, and their punctuation and full-width forms."""
    code = ord(character)
    return 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFE30 <= code <= 0xFFEF or code >= 0x20000
