"""The size of the type that a line of ink is set in, from how high its characters stand.

Ink is as high as the characters are that happen to be there: a line of digits has seven tenths of the size of its type,
one of Chinese characters more than nine. What later stages compare and measure by is the size of the type, as a text
layer gives it.
"""

from __future__ import annotations

import unicodedata

LEAST_EXTENT = 0.45
"""Of the size of the type: characters that take up less (dashes, stops) do not tell it."""

_EXTENTS = {
    ".．。·•…_": (0.12, 0.0),
    ",，、": (0.12, -0.12),
    "-–—―=~一:：": (0.4, 0.25),
    "'\"“”‘’*": (0.75, 0.45),
    "()[]{}|/\\;": (0.76, -0.2),
    "acemnorsuvwxz": (0.5, 0.0),
    "gpqy": (0.5, -0.21),
    "j": (0.7, -0.21),
}
"""Top and bottom of characters above the baseline, as shares of the size of the type: usual of Times, Arial, Song."""
_EXTENT_OF = {character: extent for characters, extent in _EXTENTS.items() for character in characters}
_SQUARE, _TALL = (0.86, -0.07), (0.72, 0.0)
"""The same of Chinese characters, and of digits, capitals and letters with an ascender."""


def type_size(text: str, height: float) -> float | None:
    """The size of the type of a line of `text` whose ink is `height` high, in the unit of that.

    None where its characters do not tell.
    """
    extents = [_extent(character) for character in text if not character.isspace()]
    if not extents:
        return None
    extent = max(top for top, _ in extents) - min(bottom for _, bottom in extents)
    return height / extent if extent >= LEAST_EXTENT else None


def _extent(character: str) -> tuple[float, float]:
    known = _EXTENT_OF.get(character)
    if known is not None:
        return known
    return _SQUARE if unicodedata.east_asian_width(character) in "WF" else _TALL
