from __future__ import annotations

import pytest

from checked_documents import COUNTS, document, suspects


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        pytest.param("(40.5", True, id="cut-at-its-right"),
        pytest.param("1,234)", True, id="cut-at-its-left"),
        pytest.param("$(2.39", True, id="behind-a-currency-sign"),
        pytest.param("(40.5)", False, id="whole"),
        pytest.param("1)", False, id="number-of-an-item"),
        pytest.param("(see below", False, id="text"),
    ],
)
def test_number_with_one_bracket(text: str, cut: bool) -> None:
    rows = [["North", "South", "East", "West", "Centre", "Coast", "Isles"], [*COUNTS, text]]
    assert suspects(document(rows, source="text-layer")) == ([text] if cut else [])
