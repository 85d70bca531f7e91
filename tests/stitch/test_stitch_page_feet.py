from __future__ import annotations

from extractor.stitch.page_feet import DEEPEST_MARGIN, page_format, type_area_feet
from table_builders import fragment, page_with


def test_full_pages_say_where_the_type_area_ends() -> None:
    low, high = page_with(fragment([["a", "b"]] * 5, top=680), 1), page_with(fragment([["a", "b"]], top=100), 2)
    assert type_area_feet([low, high]) == {page_format(low): 780.0}


def test_short_pages_have_the_deepest_margin() -> None:
    page = page_with(fragment([["a", "b"]], top=100), 1)
    assert type_area_feet([page])[page_format(page)] == page.height * (1 - DEEPEST_MARGIN)
