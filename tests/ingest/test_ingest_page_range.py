from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import PageRangeError
from extractor.ingest.page_range import select_pages


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        pytest.param(None, (1, 2, 3, 4, 5), id="all"),
        pytest.param("1-3,5", (1, 2, 3, 5), id="ranges-and-numbers"),
        pytest.param("4,2,2", (2, 4), id="ascending-and-once"),
        pytest.param("4-", (4, 5), id="open-end"),
        pytest.param("-2", (1, 2), id="open-start"),
        pytest.param("3-99", (3, 4, 5), id="beyond-the-last-page"),
    ],
)
def test_select_pages(pages: str | None, expected: tuple[int, ...]) -> None:
    assert select_pages(pages, 5) == expected


@pytest.mark.parametrize("pages", ["", "0", "6", "3-1", "a", "1--2", "1,,2", "-", "9" * 5000, "1-" + "9" * 5000])
def test_no_range(pages: str) -> None:
    with pytest.raises(PageRangeError):
        select_pages(pages, 5)


@given(st.text(alphabet="0123456789-, ", max_size=12), st.integers(1, 50))
def test_selected_pages_exist(pages: str, count: int) -> None:
    try:
        numbers = select_pages(pages, count)
    except PageRangeError:
        return
    assert numbers
    assert all(1 <= number <= count for number in numbers)
    assert list(numbers) == sorted(set(numbers))
