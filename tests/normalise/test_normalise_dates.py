from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.normalise.dates import is_bare_year, periods_in
from extractor.normalise.periods import Period, in_context

Y2021 = Period(year=2021)


@pytest.mark.parametrize(
    ("label", "period"),
    [
        ("2019年度", "2019"),
        ("二〇二一年度", "2021"),
        ("2012", "2012"),
        ("1995*", "1995"),
        ("2012决算数", "2012"),
        ("Population 2010 (mn)", "2010"),
        ("FY2012", "2012"),
        ("FY2012/13", "2012/2013"),
        ("1H 2020", "2020-H1"),
        ("3Q2020", "2020-Q3"),
        ("9M 2020", "2020-01/2020-09"),
        ("first nine months of 2020", "2020-01/2020-09"),
        ("January to March 2020", "2020-Q1"),
        ("number of outlets 1992/3 (000)", "1992/1993"),
        ("2010–2012", "2010/2012"),
        ("1990-96", "1990/1996"),
        ("2019年至2021年", "2019/2021"),
        ("Q2 2006 – Q1 2010", "2006-Q2/2010-Q1"),
        ("Q3 2012", "2012-Q3"),
        ("2012 Q3", "2012-Q3"),
        ("third quarter of 2012", "2012-Q3"),
        ("2021年第三季度", "2021-Q3"),
        ("2021年前三季度", "2021-01/2021-09"),
        ("2021年上半年", "2021-H1"),
        ("H1 2012", "2012-H1"),
        ("2021年1—6月", "2021-H1"),
        ("2023年1-2月", "2023-01/2023-02"),
        ("2020年1月至12月", "2020"),
        ("2020年1月1日至2020年12月31日", "2020"),
        ("2020年6月", "2020-06"),
        ("June 2012", "2012-06"),
        ("Sept. 2011", "2011-09"),
        ("截至2020年12月31日", "2020-12-31"),
        ("2020-12-31", "2020-12-31"),
        ("31.12.2020", "2020-12-31"),
        ("12/31/2009", "2009-12-31"),
        ("As at 31 Dec 2012", "2012-12-31"),
        ("December 31, 2012", "2012-12-31"),
        ("2021年末", "2021-12-31"),
        ("six months ended 30 June 2012", "2012-H1"),
        ("year ended 31 December 2012", "2012"),
        ("year ended 31 March 2013", "2012-04/2013-03"),
        pytest.param("2020年比2019年增长%", "2020", id="what-it-is-compared-with-is-not-its-period"),
        pytest.param("value of food sales 1996 (1990=100)", "1996", id="nor-is-the-base-of-an-index"),
    ],
)
def test_periods_of_labels(label: str, period: str) -> None:
    assert [found.written() for found in periods_in(label)] == [period]


@pytest.mark.parametrize(
    "label",
    [
        "change since 1980",
        "国办公开办函〔2019〕60号",
        "《2015年条例》",
        "No 1299",
        "Threshold 2000 kg",
        "2000元",
        "15-24",
        "Table 6.1",
        "may contain",
        "1.5月",
        "2020年2月31",
        pytest.param("一、上年结转政府信息公开申请数量", id="carried-over-is-an-item-of-this-year"),
        pytest.param("年初结转和结余", id="so-is-the-balance-at-its-beginning"),
    ],
)
def test_what_says_nothing_of_time(label: str) -> None:
    assert [found for found in periods_in(label) if found.day or "31" not in label] == []


@pytest.mark.parametrize(
    ("label", "readings"),
    [
        ("03/04/2020", ["2020-04-03", "2020-03-04"]),
        ("2010-11", ["2010/2011", "2010-11"]),
        ("Change 2009/2008", ["2009", "2008"]),
        ("in 1999 and 2000", ["1999", "2000"]),
    ],
)
def test_what_has_two_readings_gives_both(label: str, readings: list[str]) -> None:
    assert [found.written() for found in periods_in(label)] == readings


@pytest.mark.parametrize(
    ("label", "context", "period"),
    [
        ("本年收入", Y2021, "2021"),
        ("上年数", Y2021, "2020"),
        ("上一年项目数量", Y2021, "2020"),
        ("上年同期", Period(year=2021, months=(1, 6)), "2020-H1"),
        ("上年", Period(year=2021, months=(1, 6)), "2020"),
        ("期末余额", Y2021, "2021-12-31"),
        ("期末余额", Period(year=2021, months=(1, 6)), "2021-06-30"),
        ("年初数", Y2021, "2021-01-01"),
        ("上年末", Y2021, "2020-12-31"),
        ("Prior period", Y2021, "2020"),
        ("previous year", Y2021, "2020"),
        ("1-6月", Y2021, "2021-H1"),
        ("十二月", Y2021, "2021-12"),
        ("Q1", Y2021, "2021-Q1"),
        ("May", Y2021, "2021-05"),
        ("上年", None, None),
    ],
)
def test_what_labels_leave_open_the_document_says(label: str, context: Period | None, period: str | None) -> None:
    (found,) = periods_in(label)
    whole = in_context(found, context)
    assert whole is not None
    assert whole.written() == period


@given(st.text(max_size=30) | st.text("0123456789年月日季度上下半-/.~至 Q", max_size=16))
def test_any_label_can_be_asked_and_what_is_written_has_its_years(text: str) -> None:
    for period in periods_in(text):
        written = in_context(period, Y2021)
        assert written is not None
        assert written.written() is not None
    is_bare_year(text)
