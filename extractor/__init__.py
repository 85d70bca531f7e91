"""Scanned and PDF reports in, normalized JSON out: every number right, or flagged.

    from extractor import extract

    document = extract(Path("report.pdf"))

The names below are imported when they are first used, so that `import extractor` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.config import Settings
    from extractor.document import Document
    from extractor.errors import ExtractorError
    from extractor.pipeline import extract
    from extractor.rechecking import correct, recheck
    from extractor.stored import load_document

__all__ = ["Document", "ExtractorError", "Settings", "correct", "extract", "load_document", "recheck"]

_HOMES = {
    "Document": "extractor.document",
    "ExtractorError": "extractor.errors",
    "Settings": "extractor.config",
    "correct": "extractor.rechecking",
    "extract": "extractor.pipeline",
    "load_document": "extractor.stored",
    "recheck": "extractor.rechecking",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
