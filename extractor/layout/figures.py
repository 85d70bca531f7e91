"""Pictures on a page that a reader would call figures: charts, photographs, stamps."""

from __future__ import annotations

from extractor.geometry import share_inside
from extractor.page import BBox, PageContent

LEAST_SIDE = 24.0
"""Points; smaller pictures are bullets, rules and ornaments."""
PAGE_SHARE = 0.8
"""A picture over more of the page than this is the scan of the page itself."""


def figure_boxes(page: PageContent) -> tuple[BBox, ...]:
    """The boxes of the figures of `page`, from top to bottom; pictures within a table belong to the table."""
    frame = BBox(0.0, 0.0, page.width, page.height)
    figures: list[BBox] = []
    for image in sorted(page.images, key=lambda b: (b.top, b.x0)):
        box = image.intersection(frame)
        tabled = any(share_inside(box, fragment.bbox) > 0.9 for fragment in page.fragments)
        large = min(box.width, box.height) >= LEAST_SIDE and box.area <= PAGE_SHARE * frame.area
        if large and not tabled and box not in figures:
            figures.append(box)
    return tuple(figures)
