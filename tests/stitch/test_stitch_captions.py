from __future__ import annotations

import pytest

from extractor.config import OcrSettings
from extractor.page import PageContent
from extractor.stitch.cells import finished_table
from extractor.stitch.logical import single
from table_builders import fragment


@pytest.mark.parametrize(
    ("captions", "caption", "unit"),
    [
        (["收入支出决算总表", "单位：万元"], "收入支出决算总表", "万元"),
        (["编制单位：某某市财政局 单位：元"], None, "元"),
        (["金额单位：万元 数量单位：个"], None, "万元、个"),
        (["单位：万元", "单位：人", "单位：万元"], None, "万元、人"),
        (["表1 收支总表 单位：万元"], "表1 收支总表 单位：万元", "万元"),
        (["Table 3 Exports (in millions of euros)"], "Table 3 Exports (in millions of euros)", None),
        (["Table 2 Weights", "(%)"], "Table 2 Weights", "%"),
        (["表2 收支总表", "（万元）"], "表2 收支总表", "万元"),
        (["Table 4 Sales", "(EUR million)"], "Table 4 Sales", "EUR million"),
        (["Table 5 Sales", "(in thousands of euros)"], "Table 5 Sales", "in thousands of euros"),
    ],
)
def test_titles_and_unit_lines(captions: list[str], caption: str | None, unit: str | None) -> None:
    made = single(fragment([["项目", "数量"], ["收入", "5"]]))
    table = finished_table("t1", made, captions, (), {1: PageContent(1, 595, 842, 595, 842)}, OcrSettings())
    assert (table.caption, table.unit) == (caption, unit)
