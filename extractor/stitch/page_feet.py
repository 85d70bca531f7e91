"""How far down pages are printed, page numbers and running footers apart: where a page was full, and where not."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.page import PageContent

DEEPEST_MARGIN = 0.15
"""Share of the height of a page; no margin at the foot is deeper, so that type reaches down to here at least."""
FORMAT_STEP = 10.0
"""Points within which two page sizes are one."""
PageFormat = tuple[int, int]


def page_format(page: PageContent) -> PageFormat:
    """The size of a page, in steps."""
    return round(page.width / FORMAT_STEP), round(page.height / FORMAT_STEP)


def foot_of(page: PageContent) -> float:
    """The y at which the text and the tables of a page end; 0 for an empty page."""
    boxes = [item.bbox for items in (page.fragments, page.blocks) for item in items]
    return max((box.bottom for box in boxes), default=0.0)


def type_area_feet(pages: Iterable[PageContent]) -> dict[PageFormat, float]:
    """For each page size the y at which full pages end."""
    feet: dict[PageFormat, float] = {}
    for page in pages:
        size = page_format(page)
        least = page.height * (1 - DEEPEST_MARGIN)
        feet[size] = max(feet.get(size, least), foot_of(page))
    return feet
