from __future__ import annotations

import numpy as np

from extractor.imaging.masking import only_within
from extractor.page import BBox, Scan


def test_only_what_lies_in_a_box_is_left() -> None:
    scan = Scan(np.full((144, 144, 3), 10, dtype=np.uint8), 144, np.eye(3))
    shown = only_within(scan, [BBox(10, 20, 30, 40)])
    assert shown.pixels.shape == (144, 144)
    assert (shown.pixels[40:80, 20:60] == 10).all()
    assert (shown.pixels == 10).sum() == 40 * 40
    assert (scan.pixels == 10).all()


def test_box_that_leaves_the_page_does_no_harm() -> None:
    scan = Scan(np.zeros((10, 10), dtype=np.uint8), 72, np.eye(3))
    assert (only_within(scan, [BBox(-5, -5, 50, 50)]).pixels == 0).all()
