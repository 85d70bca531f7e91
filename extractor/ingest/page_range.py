"""The pages that a person asks for: "1-3,7"."""

from __future__ import annotations

import re

from extractor.errors import PageRangeError

_PART = re.compile(r"(\d{0,18})\s*(-)?\s*(\d{0,18})")
"""Far more digits than any page number has; Python refuses to read thousands of them."""


def select_pages(pages: str | None, page_count: int) -> tuple[int, ...]:
    """Page numbers named by `pages`, ascending and each once; all pages for None.

    A range may be open at one end ("7-"), and what lies beyond the last page is left out. PageRangeError where a part
    is no range or nothing is left.
    """
    if pages is None:
        return tuple(range(1, page_count + 1))
    wanted: set[int] = set()
    for part in pages.replace("，", ",").split(","):
        match = _PART.fullmatch(part.strip())
        if match is None or not (match[1] or match[3]):
            raise PageRangeError(pages, page_count)
        first = int(match[1] or 1)
        last = int(match[3] or page_count) if match[2] else first
        if first < 1 or last < first:
            raise PageRangeError(pages, page_count)
        wanted.update(range(first, min(last, page_count) + 1))
    if not wanted:
        raise PageRangeError(pages, page_count)
    return tuple(sorted(wanted))
