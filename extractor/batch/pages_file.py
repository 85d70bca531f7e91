"""Pages of one part of a long document, on their way to where the parts are joined.

The form is Python's pickle, which can hold any object, and so could do harm if somebody else wrote the file: therefore
only the classes that pages consist of are let in.
"""

from __future__ import annotations

import gzip
import io
import pickle
from dataclasses import replace
from typing import Any

from extractor.errors import InputError
from extractor.page import PageContent
from extractor.pipeline import ReadPages

GZIP_LEVEL = 1
"""Pages shrink to a fifth; more effort brings a few per cent."""
_OURS = frozenset({"BBox", "Fill", "PageContent", "PageFinding", "ReadPages", "Ruling", "Word"})
_ARRAYS = frozenset({"_reconstruct", "ndarray", "dtype", "_frombuffer"})


def pack(pages: ReadPages) -> bytes:
    """`pages` as bytes. The findings of a page that could not be read say why, but carry the error itself no more."""
    plain = replace(pages, pages=tuple(map(_without_errors, pages.pages)))
    return gzip.compress(pickle.dumps(plain, protocol=5), GZIP_LEVEL, mtime=0)


def _without_errors(page: PageContent) -> PageContent:
    if all(finding.error is None for finding in page.findings):
        return page
    return replace(page, findings=tuple(replace(finding, error=None) for finding in page.findings))


def unpack(content: bytes, name: str) -> ReadPages:
    """The pages that `pack` made `content` of.

    Raises:
        InputError: The content is something else.
    """
    try:
        pages = _PagesOnly(io.BytesIO(gzip.decompress(content))).load()
    except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, TypeError, ValueError) as error:
        raise InputError(f"{name} holds no pages of this program: {error}. Start the batch again.") from error
    if not isinstance(pages, ReadPages):
        raise InputError(f"{name} holds no pages of this program. Start the batch again.")
    return pages


class _PagesOnly(pickle.Unpickler):
    """Loads nothing but pages (see "Restricting Globals" in Python's documentation of pickle)."""

    def find_class(self, module: str, name: str) -> Any:
        is_ours = module in ("extractor.page", "extractor.pipeline") and name in _OURS
        is_array = module.split(".")[0] == "numpy" and name in _ARRAYS
        if not (is_ours or is_array):
            raise pickle.UnpicklingError(f"{module}.{name} is not part of a page")
        return super().find_class(module, name)
