"""Whether a text is printed as a number, or as none: the tests that table structure rests on."""

from __future__ import annotations

import re
import unicodedata

NUMBER = re.compile(
    r"[(<>≤≥~±]?[-+−–△▲]?[¥$€£]?[-+−–(]?(\d[\d,.'’]*|\.\d+)[%‰]?\)?[万亿]?[元件个%]?([a-z*†‡]|\d?\))?\)?"
)
DASH = re.compile(r"[-\u2010-\u2015\u2212\u2500\uff0d]{1,4}")


def is_number(text: str) -> bool:
    """Whether the whole of `text` is a number in any of its usual dresses, units and foot note marks included."""
    return NUMBER.fullmatch("".join(unicodedata.normalize("NFKC", text).split())) is not None


def is_dash(text: str) -> bool:
    """Whether `text` is what stands in the place of a number that there is not."""
    return DASH.fullmatch(text.strip()) is not None
