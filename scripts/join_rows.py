"""Random headers and rows of the tables that bench_joins.py prints."""

from __future__ import annotations

import random
from collections.abc import Sequence

Row = list[str]

PLACES = ("柳河", "青山", "白沙", "大桥", "石门", "东湖", "龙泉", "马家", "高坪", "新安", "黄土", "双溪", "金水")
KINDS = ("镇卫生院", "乡中心小学", "农场", "街道办事处", "水务站", "林业站")
ENGLISH = ("Agriculture", "Manufacturing", "Retail trade", "Transport", "Education", "Health care", "Public works")
QUALITIES = ("northern districts", "southern districts", "head office", "field services", "other", "urban areas")
CHINESE_HEADS = (
    ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构"),
    ("上年结余", "本年收入", "本年支出", "上缴上级支出", "年末结余"),
    ("预算数", "调整预算数", "决算数", "完成比例", "增减额"),
    ("一季度", "二季度", "三季度", "四季度", "上半年"),
)
ENGLISH_HEADS = (
    ("Opening balance", "Additions", "Disposals", "Transfers", "Impairment"),
    ("Budget", "Revised", "Actual", "Variance", "Share"),
    ("Staff", "Visits", "Complaints", "Inspections", "Notices"),
    ("Q1", "Q2", "Q3", "Q4", "H1"),
)
SECTIONS = (
    ("一、办理结果", "二、收费情况", "三、行政复议"),
    ("Part I Receipts", "Part II Payments", "Part III Reserves"),
)
FIRST = (("项目", "单位名称", "地区"), ("Item", "Region"))
SUM = ("合计", "Total")


def header(rng: random.Random, chinese: bool, columns: int, other_than: Sequence[str] = ()) -> Row:
    """The labels of a header with a sum at its end; of other columns than those of `other_than`."""
    sets = [s for s in (CHINESE_HEADS if chinese else ENGLISH_HEADS) if not set(s) & set(other_than)]
    first = rng.choice([f for f in FIRST[not chinese] if f not in other_than])
    return [first, *rng.choice(sets)[: columns - 2], SUM[not chinese]]


def label(rng: random.Random, chinese: bool, number: int = 0) -> str:
    """The name of a row; with its item number where one is given."""
    if chinese:
        name = rng.choice(PLACES) + rng.choice(KINDS)
        return f"{number}.{name}" if number else name
    name = f"{rng.choice(ENGLISH)}, {rng.choice(QUALITIES)}"
    return f"{number}. {name}" if number else name


def rows(rng: random.Random, chinese: bool, count: int, columns: int, numbered: bool = False) -> list[Row]:
    """Rows with a label, numbers, and their sum in the last column; some numbers are 0."""
    out = []
    for i in range(1, count + 1):
        numbers = [rng.choice((0, rng.randint(1, 90), rng.randint(100, 9000))) for _ in range(columns - 2)]
        out.append([label(rng, chinese, i if numbered else 0), *map(str, numbers), str(sum(numbers))])
    return out


def total(body: Sequence[Row], chinese: bool) -> Row:
    """The row that adds up `body`."""
    sums = [sum(int(row[c]) for row in body) for c in range(1, len(body[0]))]
    return [SUM[not chinese], *map(str, sums)]


def long_label(rng: random.Random, chinese: bool, number: int = 0) -> str:
    """A label that takes two lines or three."""
    if chinese:
        branches = "、".join(rng.sample(PLACES, 2))
        name = f"{rng.choice(PLACES)}{rng.choice(KINDS)}（含{branches}两处分支机构及其附属单位）"
        return f"{number}.{name}" if number else name
    name = f"{rng.choice(ENGLISH)} and {rng.choice(ENGLISH).lower()} including {rng.choice(QUALITIES)} and agencies"
    return f"{number}. {name}" if number else name


def sentence(rng: random.Random, chinese: bool, parts: int) -> str:
    """Running text for a cell, without a stop at its end."""
    if chinese:
        words = ("健全工作机制", "压实各级责任", "加强监督检查", "按月通报进度", "组织专题培训", "完善台账管理")
        return "，".join(rng.sample(words, parts))
    clauses = ("review the register monthly", "train all staff", "report to the board", "update the procedures")
    return ", ".join(rng.sample(clauses, min(parts, len(clauses))))
