from __future__ import annotations

import numpy as np
import pytest

from extractor.ocr.db_boxes import lines_from_map


def test_a_core_is_grown_and_scaled_to_the_picture() -> None:
    probability = np.zeros((64, 128), np.float32)
    probability[30:40, 20:100] = 0.9
    (line,) = lines_from_map(probability, 256, 128)
    assert line.x0 < 40
    assert line.x1 > 200
    assert line.top < 60
    assert line.bottom > 80
    assert line.quad[0][1] == pytest.approx(line.quad[1][1], abs=0.5)


def test_weak_and_tiny_cores_are_no_lines() -> None:
    probability = np.zeros((64, 128), np.float32)
    probability[10:20, 20:60] = 0.4
    probability[50, 50] = 1.0
    assert lines_from_map(probability, 128, 64) == ()


def test_box_stays_on_the_picture() -> None:
    probability = np.full((32, 32), 0.9, np.float32)
    (line,) = lines_from_map(probability, 32, 32)
    assert (line.x0, line.top, line.x1, line.bottom) == (0, 0, 32, 32)
