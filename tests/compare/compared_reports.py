"""Annual disclosure reports of one organisation, in the forms of 2020 and of the years since."""

from __future__ import annotations

from extractor.document import Document
from report_documents import PROACTIVE, applications, report_b, reported, rows_of, table

PROACTIVE_A = """
第二十条第（一）项 | < | < | <
信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量
规章 | 1 | 1 | 3
规范性文件 | 4 | 4 | 25
第二十条第（五）项 | < | < | <
信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量
行政许可 | 50 | +6 | 100
其他对外管理服务事项 | 3 | 0 | 0
第二十条第（六）项 | < | < | <
信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量
行政处罚 | 20 | -2 | 0
行政强制 | 3 | 0 | 3
第二十条第（八）项 | < | < | <
信息内容 | 上一年项目数量 | 本年增/减 | <
行政事业性收费 | 2 | 0 | <
第二十条第（九）项 | < | < | <
信息内容 | 采购项目数量 | 采购总金额 | <
政府集中采购 | 5 | 80618元 | <
"""
PROACTIVE_B = PROACTIVE.replace("规章 | 1 | 0 | 3", "规章 | {made} | 0 | {valid}").replace("| 27", "| {documents}")
PROBLEMS = (
    "一是公开的内容还不够丰富，与群众的期待仍有差距；二是人员变动频繁，业务能力有待提高；"
    "三是解读的形式比较单一，图解和视频偏少。下一步将加强培训，配齐人员，完善制度，拓宽渠道，"
    "按时更新目录，并把公开工作纳入年度考核，推动各项要求落到实处。"
)
NUMBERS = range(3, 10)
CARRIED_ROW, FORWARD_ROW, OTHER_ROW = 4, 27, 23
"""Rows of table three: 二、上年结转, 四、结转下年度, and the first of （六）其他处理 in the form since 2021."""


def three(carried: list[int], forward: list[int]) -> list[list[str]]:
    """Table three with what was carried over and forward by kind of applicant; what was new makes the sums hold."""
    rows = applications()
    handled = [int(rows[FORWARD_ROW - 1][c]) for c in NUMBERS[:-1]]
    new = [total + f - c for total, f, c in zip(handled, forward, carried, strict=True)]
    for at, values in ((3, new), (CARRIED_ROW, carried), (FORWARD_ROW, forward)):
        rows[at][3:] = [*map(str, values), str(sum(values))]
    return rows


def report_2020(forward: list[int], title: str = "大湾镇人民政府2020年政府信息公开工作年度报告") -> Document:
    """In the form of its year: other columns in table two, and one row for （六）其他处理."""
    rows = three([0] * 6, forward)
    sums = [str(sum(int(row[c]) for row in rows[OTHER_ROW : OTHER_ROW + 3])) for c in NUMBERS]
    rows[OTHER_ROW : OTHER_ROW + 3] = [["^", "（六）其他处理", "<", *sums]]
    return reported(report_b(rows, [table(rows_of(PROACTIVE_A), "t1", 2)], title=title))


def report_of(
    year: int,
    carried: list[int],
    forward: list[int],
    *,
    made: int = 1,
    valid: int = 3,
    documents: int = 27,
    problems: str = PROBLEMS,
    organisation: str = "大湾镇人民政府",
) -> Document:
    """A report in the form since 2021."""
    two = PROACTIVE_B.format(made=made, valid=valid, documents=documents)
    title = f"{organisation}{year}年政府信息公开工作年度报告"
    return reported(report_b(three(carried, forward), [table(rows_of(two), "t1", 2)], title=title, problems=problems))
