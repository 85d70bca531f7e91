from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from extractor.config import Settings
from extractor.errors import PageRangeError
from extractor.inspection import inspect_page

FIXTURES = Path(__file__).parent.parent / "fixtures"
TABLE_OVER_PAGES = FIXTURES / "three-pages" / "page.pdf"


def pixels(path: Path, mode: str) -> NDArray[np.int64]:
    with Image.open(path) as image:
        return np.asarray(image.convert(mode)).astype(np.int64)


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_a_text_layer_page_gives_one_picture_a_stage(tmp_path: Path) -> None:
    paths = inspect_page(TABLE_OVER_PAGES, 2, Settings(), tmp_path / "new")
    assert names(paths) == [
        "01-page.png",
        "02-rulings.png",
        "03-words.png",
        "04-cells.png",
        "05-blocks.png",
        "06-pdfplumber-tables.png",
    ]
    sizes = {pixels(path, "L").shape for path in paths[:5]}
    assert len(sizes) == 1


def test_ruling_lines_are_drawn_where_they_are_printed(tmp_path: Path) -> None:
    page, rulings, *_ = inspect_page(TABLE_OVER_PAGES, 1, Settings(), tmp_path)
    drawn = pixels(rulings, "RGB")
    coloured = np.abs(drawn[..., 0] - drawn[..., 2]) > 100
    printed = pixels(page, "L") < 128
    near = printed.copy()
    for shift in (-3, -2, -1, 1, 2, 3):
        near |= np.roll(printed, shift, axis=0) | np.roll(printed, shift, axis=1)
    assert coloured.sum() > 1000
    assert (coloured & near).sum() / coloured.sum() > 0.98


def test_a_page_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(PageRangeError):
        inspect_page(TABLE_OVER_PAGES, 99, Settings(), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_scan_shows_its_cleaning_steps(tmp_path: Path) -> None:
    paths = inspect_page(FIXTURES / "township-2020" / "poor.pdf", 4, Settings(), tmp_path)
    steps = [name[3:-4] for name in names(paths)]
    assert steps[0] == "page"
    assert "deskew" in steps
    assert steps[-4:] == ["rulings", "words", "cells", "blocks"]
