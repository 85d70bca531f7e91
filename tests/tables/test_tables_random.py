"""Random tables in every style of drawing are read exactly as they were drawn."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from grid_pages import Placing, draw_tables, faults_of, random_placing
from grid_pens import OPEN_PENS, PENS, Pen, cell_boxes, clipped, short_strokes, strokes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_grids import CHINESE, random_table

from extractor import pipeline
from extractor.config import OcrSettings, Settings

BY_TEXT_LAYER = Settings(ocr=OcrSettings(mode="never"))
"""The Chinese base font is not embedded, so the pages need not show what their text layer says."""


@pytest.mark.parametrize("pen", PENS, ids=lambda pen: str(pen.__name__))
@settings(max_examples=20, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_random_table_is_read_as_drawn(pen: Pen, seed: int, tmp_path: Path) -> None:
    rng = Random(seed)
    table = random_table(rng, rng.uniform(30, 120), rng.uniform(60, 200), spans=pen not in OPEN_PENS)
    placing = Placing() if table.font == CHINESE else random_placing(rng)
    path = draw_tables(tmp_path / "page.pdf", [table], pen, placing, rng)
    assert faults_of(pipeline.extract(path, BY_TEXT_LAYER), [table], placing) == []


@pytest.mark.parametrize("pen", [strokes, cell_boxes, short_strokes, clipped], ids=lambda pen: str(pen.__name__))
@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), gap=st.floats(2, 4), below=st.booleans())
def test_tables_close_together_stay_two(pen: Pen, seed: int, gap: float, below: bool, tmp_path: Path) -> None:
    rng = Random(seed)
    first = random_table(rng, 40, 60, rng.randint(2, 4), rng.randint(2, 4))
    left, top = (40, first.rows[-1] + gap) if below else (first.columns[-1] + gap, 60)
    second = random_table(rng, left, top, rng.randint(2, 4), rng.randint(2, 4))
    path = draw_tables(tmp_path / "page.pdf", [first, second], pen, Placing(), rng)
    assert faults_of(pipeline.extract(path, BY_TEXT_LAYER), [first, second], Placing()) == []
