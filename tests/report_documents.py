"""Documents with the tables of an annual disclosure report, made from cells; they went through all later stages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extractor.checks.stage import check_document
from extractor.document import Block, Cell, Document, ReadingSource, Source, Table
from extractor.normalise.stage import normalise_document
from extractor.places import Region
from extractor.reports.format import ReportModel
from extractor.reports.loading import load_models
from extractor.reports.stage import report_document

MODELS = {model.model: model for model in load_models()}
FORM_B = MODELS["annual-disclosure-b"]
FORM_A = MODELS["annual-disclosure-a"]

Rows = list[list[str]]

PROACTIVE = """
第二十条第（一）项 | < | < | <
信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数
规章 | 1 | 0 | 3
行政规范性文件 | 4 | 2 | 27
第二十条第（五）项 | < | < | <
信息内容 | 本年处理决定数量 | < | <
行政许可 | 120 | < | <
第二十条第（六）项 | < | < | <
信息内容 | 本年处理决定数量 | < | <
行政处罚 | 7 | < | <
行政强制 | 3 | < | <
第二十条第（八）项 | < | < | <
信息内容 | 本年收费金额（单位：万元） | < | <
行政事业性收费 | 692.59 | < | <
"""
APPLICATIONS_HEADER = """
（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） | < | < | 申请人情况 | < | < | < | < | < | <
^ | < | < | 自然人 | 法人或其他组织 | < | < | < | < | 总计
^ | < | < | ^ | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | ^
"""
APPLICATIONS_LABELS = """
一、本年新收政府信息公开申请数量 | < | <
二、上年结转政府信息公开申请数量 | < | <
三、本年度办理结果 | （一）予以公开 | <
^ | （二）部分公开（区分处理的，只计这一情形，不计其他情形） | <
^ | （三）不予公开 | 1.属于国家秘密
^ | ^ | 2.其他法律行政法规禁止公开
^ | ^ | 3.危及“三安全一稳定”
^ | ^ | 4.保护第三方合法权益
^ | ^ | 5.属于三类内部事务信息
^ | ^ | 6.属于四类过程性信息
^ | ^ | 7.属于行政执法案卷
^ | ^ | 8.属于行政查询事项
^ | （四）无法提供 | 1.本机关不掌握相关政府信息
^ | ^ | 2.没有现成信息需要另行制作
^ | ^ | 3.补正后申请内容仍不明确
^ | （五）不予处理 | 1.信访举报投诉类申请
^ | ^ | 2.重复申请
^ | ^ | 3.要求提供公开出版物
^ | ^ | 4.无正当理由大量反复申请
^ | ^ | 5.要求行政机关确认或重新出具已获取信息
^ | （六）其他处理 | 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请
^ | ^ | 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请
^ | ^ | 3.其他
^ | （七）总计 | <
四、结转下年度继续办理 | < | <
"""
DISPUTES = """
行政复议 | < | < | < | < | 行政诉讼 | < | < | < | < | < | < | < | < | <
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | < | < | < | < | 复议后起诉 | < | < | < | <
^ | ^ | ^ | ^ | ^ | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计
2 | 3 | 0 | 1 | 6 | 1 | 2 | 1 | 1 | 5 | 0 | 0 | 1 | 3 | 4
"""
TOTAL_ROW, FORWARD_ROW = 26, 27
"""Rows of table three: （七）总计 and 四、结转下年度继续办理."""


def rows_of(text: str) -> Rows:
    return [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]


def applications() -> Rows:
    """Table three of form B, all of whose numbers are set and agree."""
    labels = rows_of(APPLICATIONS_LABELS)
    handled = [[(r * 7 + c * 3) % 4 for c in range(6)] for r in range(len(labels) - 4)]
    total = [sum(row[c] for row in handled) for c in range(6)]
    carried, forward = [1, 0, 2, 0, 0, 1], [2, 1, 0, 0, 3, 0]
    new = [t + f - c for t, f, c in zip(total, forward, carried, strict=True)]
    numbers = [new, carried, *handled, total, forward]
    lines = [label + [str(n) for n in row] + [str(sum(row))] for label, row in zip(labels, numbers, strict=True)]
    return rows_of(APPLICATIONS_HEADER) + lines


def table(
    rows: Sequence[Sequence[str]],
    name: str,
    header_rows: int,
    source: ReadingSource = "text-layer",
    stub_columns: int = 0,
    caption: str | None = None,
    unit: str | None = None,
    edit: Callable[[Cell], Cell] = lambda cell: cell,
) -> Table:
    """A table: "<" and "^" go on with the cell at the left or above."""
    cells = [
        edit(
            Cell(
                row=r,
                col=c,
                rowspan=_run([line[c] for line in rows[r + 1 :]], "^"),
                colspan=_run(row[c + 1 :], "<"),
                role="column_header" if r < header_rows else "data",
                text=text,
                source=source if text else "none",
                regions=(Region(page=1, bbox=(c * 10, r * 10, c * 10 + 9, r * 10 + 9)),),
            )
        )
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text not in ("<", "^")
    ]
    return Table(
        id=name,
        pages=(1,),
        caption=caption,
        unit=unit,
        row_count=len(rows),
        column_count=len(rows[0]),
        header_rows=header_rows,
        stub_columns=stub_columns,
        cells=tuple(cells),
    )


def _run(cells: Sequence[str], sign: str) -> int:
    return 1 + next((i for i, cell in enumerate(cells) if cell != sign), len(cells))


def checked(blocks: Sequence[Block], tables: Sequence[Table]) -> Document:
    about = Source(file_name="a.pdf", sha256="", bytes=1, pages=1, kinds=("text-layer",), tool="test")
    document = Document(source=about, blocks=tuple(blocks), tables=tuple(tables))
    return check_document(normalise_document(document))


def report_b(
    three: Rows | None = None,
    two: Sequence[Table] | None = None,
    narrative: str = "",
    title: str = "大湾镇人民政府2022年政府信息公开工作年度报告",
    source: ReadingSource = "text-layer",
    edit: Callable[[Cell], Cell] = lambda cell: cell,
    problems: str = "一是公开的内容还不够丰富，二是人员变动频繁。",
) -> Document:
    """A report of form B, checked but not yet reported; table three is `three`, table two `two`."""
    proactive = two or [table(rows_of(PROACTIVE), "t1", 2, source)]
    blocks = [
        heading(title, 1),
        heading("一、总体情况"),
        *([Block(kind="paragraph", text=narrative)] if narrative else []),
        heading("二、主动公开政府信息情况"),
        *(Block(kind="table", table=one.id) for one in proactive),
        heading("三、收到和处理政府信息公开申请情况"),
        Block(kind="table", table="t2"),
        heading("四、政府信息公开行政复议、行政诉讼情况"),
        Block(kind="table", table="t3"),
        heading("五、存在的主要问题及改进情况"),
        Block(kind="paragraph", text=problems),
        heading("六、其他需要报告的事项"),
        Block(kind="paragraph", text="本年度无其他需要报告的事项，未收取信息处理费。"),
    ]
    tables = [
        *proactive,
        table(three or applications(), "t2", 3, source, stub_columns=3, edit=edit),
        table(rows_of(DISPUTES), "t3", 3, source),
    ]
    return checked(blocks, tables)


def heading(text: str, level: int = 2) -> Block:
    return Block(kind="heading", text=text, level=level)


def reported(document: Document, *models: ReportModel) -> Document:
    """`document` with its report; by the model that fits best, or by the one that is given."""
    return report_document(document, models or tuple(MODELS.values()), is_given=bool(models))


def results(document: Document) -> dict[str, str]:
    """The result of each equation."""
    assert document.report is not None
    return {check.id: check.result for check in document.report.checks}


def numbers(document: Document) -> dict[str, str | None]:
    """The number of each field."""
    assert document.report is not None
    return {field.key: field.number for field in document.report.fields}


def codes(document: Document) -> list[str]:
    """The codes of the findings of the report."""
    return [finding.code for finding in document.findings if finding.code.startswith("report.")]
