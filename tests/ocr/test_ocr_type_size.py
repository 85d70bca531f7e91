"""The size of type worked out from the height of its ink."""

from __future__ import annotations

import pytest

from extractor.ocr.type_size import type_size


@pytest.mark.parametrize(
    ("text", "height"),
    [
        pytest.param("1,234.50", 8.4, id="digits-with-a-comma"),
        pytest.param("2019", 7.2, id="digits"),
        pytest.param("本年支出合计", 9.3, id="chinese"),
        pytest.param("Belgium", 9.3, id="ascender-and-descender"),
        pytest.param("sum - even", 5.0, id="small-letters"),
        pytest.param("(note)", 9.6, id="brackets"),
    ],
)
def test_the_size_does_not_depend_on_the_characters(text: str, height: float) -> None:
    assert type_size(text, height) == pytest.approx(10, rel=0.05)


@pytest.mark.parametrize("text", ["", " ", "—", "...", "一", "一 -"])
def test_flat_characters_do_not_tell_it(text: str) -> None:
    assert type_size(text, 3) is None
