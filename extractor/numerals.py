"""Whether a text is printed as a number: the test that table structure rests on."""

from __future__ import annotations

import re
import unicodedata

NUMBER = re.compile(
    r"[(<>≤≥~±]?[-+−–△▲]?[¥$€£]?[-+−–]?(\d[\d,.'’]*|\.\d+)[%‰]?\)?[万亿]?[元件个%]?([a-z*†‡]|\d?\))?\)?"
)


def is_number(text: str) -> bool:
    """Whether the whole of `text` is a number in any of its usual dresses, units and foot note marks included."""
    return NUMBER.fullmatch("".join(unicodedata.normalize("NFKC", text).split())) is not None
