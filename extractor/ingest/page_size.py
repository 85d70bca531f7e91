"""Whether a page has the size of something that can be printed on."""

from __future__ import annotations

from math import isfinite
from pathlib import Path

from extractor.errors import DamagedFileError

_THINNEST = 3.0
"""Points of the shorter side, at least: no type is smaller, and at 200 dpi this leaves eight pixels to look at."""


def check_page_size(path: Path, kind: str, number: int, width: float, height: float) -> None:
    """DamagedFileError where page `number`, of `width` x `height` points, cannot show anything.

    There is no upper end: what a page costs is the number of its pixels, which has a limit of its own.
    """
    if not (isfinite(width) and isfinite(height) and min(width, height) >= _THINNEST):
        raise DamagedFileError(path, kind, f"page {number} has no size: it is {width:.4g} x {height:.4g} points")
