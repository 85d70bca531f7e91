from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.normalise.unit_labels import (
    names_unit_column,
    takes_unit,
    unit_for,
    unit_in_caption,
    unit_in_label,
    units_in_line,
)
from extractor.normalise.units import Unit, parse_unit


@pytest.mark.parametrize(
    ("text", "scale", "kind"),
    [
        ("元", 1, "money"),
        ("万元", 10_000, "money"),
        ("人民币万元", 10_000, "money"),
        ("千元", 1_000, "money"),
        ("百万元", 1_000_000, "money"),
        ("亿元", 100_000_000, "money"),
        ("万美元", 10_000, "money"),
        ("元/人", 1, "money"),
        ("万人次", 10_000, "other"),
        ("千瓦时", 1, "other"),
        ("万千瓦时", 10_000, "other"),
        ("亩", 1, "other"),
        ("％", 1, "percent"),
        ("$ million", 1_000_000, "money"),
        ("US$ bn", 1_000_000_000, "money"),
        ("EUR m", 1_000_000, "money"),
        ("$US bn", 1_000_000_000, "money"),
        ("bn ecus", 1_000_000_000, "money"),
        ("in thousands of euros", 1_000, "money"),
        ("£'000", 1_000, "money"),
        ("1000 tonnes", 1_000, "other"),
        ("10 000 tons", 10_000, "other"),
        ("10,000 yuan", 10_000, "money"),
        ("100 million yuan", 100_000_000, "money"),
        ("¥100 million", 100_000_000, "money"),
        ("RMB’000", 1_000, "money"),
        ("Rs. in crore", 10_000_000, "money"),
        ("港币千元", 1_000, "money"),
        ("measured in hundreds", 100, "scale"),
        ("thousand", 1_000, "scale"),
        ("万", 10_000, "scale"),
        ("kWh", 1, "other"),
        ("kg/year", 1, "other"),
        ("per cent", 1, "percent"),
    ],
)
def test_units(text: str, scale: int, kind: str) -> None:
    unit = parse_unit(text)
    assert unit is not None
    assert (unit.scale, unit.kind) == (scale, kind)


@pytest.mark.parametrize("text", ["", "m", "某某局", "合计", "区分处理的", "in", "of", "年", "2020", "'"])
def test_what_is_no_unit(text: str) -> None:
    assert parse_unit(text) is None


@given(st.text(max_size=30))
def test_labels_of_any_kind_can_be_asked(text: str) -> None:
    unit_in_label(text)
    units_in_line(text)
    unit_in_caption(text)
    names_unit_column(text)
    takes_unit(text, Unit("万元", 10_000, "money"))


@pytest.mark.parametrize(
    ("line", "units"),
    [
        pytest.param("万元", ["万元"], id="the-unit-alone"),
        pytest.param("单位：万元", ["万元"], id="with-its-word"),
        pytest.param("金额单位：元", ["元"], id="of-amounts"),
        pytest.param("万元、%", ["万元", "%"], id="the-amounts-beside-percent"),
        pytest.param("万元、人", ["万元", "人"], id="two-amounts"),
        pytest.param("亿元 %", ["亿元", "%"], id="set-apart-by-a-blank"),
        pytest.param("单位：某某市财政局", [], id="an-organisation"),
        pytest.param("万元、某某市财政局", [], id="an-organisation-beside-a-unit"),
    ],
)
def test_unit_lines(line: str, units: list[str]) -> None:
    assert [unit.text for unit in units_in_line(line)] == units


@pytest.mark.parametrize(
    ("labels", "unit"),
    [
        pytest.param(["参保人数"], "人", id="counts-take-the-unit-that-they-name"),
        pytest.param(["补助金额"], "万元", id="amounts-take-money"),
        pytest.param(["合计"], None, id="what-may-be-either-takes-none"),
        pytest.param(["增长率"], None, id="rates-take-none"),
    ],
)
def test_a_table_with_two_units(labels: list[str], unit: str | None) -> None:
    found = unit_for(labels, units_in_line("单位：万元、人"))
    assert (found.text if found else None) == unit


@pytest.mark.parametrize(
    ("caption", "unit"),
    [
        ("表1 收支总表（万元）", "万元"),
        ("Table 3. Production (thousands of tons)", "thousands of tons"),
        ("Table 4. Exports, $ million", "$ million"),
        ("Table 5: employment by gender (in %)", "%"),
        ("Table 6: sales of the 5% largest", None),
        ("Table 7: hours worked by people", None),
        ("出生率（‰）", "‰"),
    ],
)
def test_units_in_captions(caption: str, unit: str | None) -> None:
    found = unit_in_caption(caption)
    assert (found.text if found else None) == unit


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("本年收费金额（单位：万元）", "万元"),
        ("增长（%）", "%"),
        ("比上年±%", "%"),
        ("金额/万元", "万元"),
        ("Sales, $ million", "$ million"),
        ("% of national turnover", "%"),
        ("population 2010 (mn)", "mn"),
        ("出生率‰", "‰"),
        ("土地面积（公顷）", "公顷"),
        ("Exports, mn EUR", "mn EUR"),
        ("to air kg/year", "kg/year"),
        ("Total EURbn", "EURbn"),
        ("Turnover Ffr. m.", "Ffr. m."),
        ("growth in share (% points)", "% points"),
        ("Turnover EUR million", "EUR million"),
        ("HK$’000", "HK$’000"),
        ("(Dollars in millions)", "Dollars in millions"),
        ("(In millions, except per share data)", "millions"),
        ("单位：万元 币种：人民币", "万元"),
        ("Output (10,000 tons)", "10,000 tons"),
        ("energy use kWh/m2", "kWh/m2"),
        ("Percentage of all companies", "Percentage"),
        ("Debt (percent of GDP)", "percent"),
        ("number of stores (measured in hundreds)", "hundreds"),
        ("Yield t/ha", None),
        ("Doctors per 100 people", None),
        ("per 100,000", None),
        ("aged over 10 years", None),
        ("Loans over $100 million", None),
        ("Visits/year", None),
        ("213 (5.9%)", None),
        ("Head of the household", None),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", None),
        ("合计", None),
        ("Distance (m)", None),
        ("项", None),
    ],
)
def test_units_in_labels(label: str, unit: str | None) -> None:
    found = unit_in_label(label)
    assert (found.text if found else None) == unit


@pytest.mark.parametrize(
    "label",
    [
        "占比",
        "增长率",
        "完成率",
        "居民消费价格指数",
        "同比",
        "序号",
        "科目编码",
        "人数",
        "采购项目数量",
        "Rank",
        "Growth rate",
    ],
)
def test_money_does_not_go_to_shares_identifiers_and_counts(label: str) -> None:
    assert not takes_unit(label, Unit("万元", 10_000, "money"))


@pytest.mark.parametrize("label", ["合计", "基本支出", "预算数", "决算数", "本年增减额", "年初结转和结余", "Total"])
def test_money_goes_to_amounts(label: str) -> None:
    assert takes_unit(label, Unit("万元", 10_000, "money"))


def test_counts_take_units_of_counting() -> None:
    assert takes_unit("数量", Unit("件"))


def test_what_stands_beside_the_unit_in_a_unit_line_is_no_unit() -> None:
    assert units_in_line("单位：万元 币种：人民币") == (Unit("万元", 10_000, "money"),)
    assert units_in_line("单位：元 币种：人民币 审计类型：未经审计") == (Unit("元", 1, "money"),)


def test_a_whole_caption_may_be_a_unit() -> None:
    assert unit_in_caption("Mio. EUR") == Unit("Mio. EUR", 1_000_000, "money")
