"""A township's annual report on government information disclosure (2020), set as such reports are.

Three ruled tables, each broken by the page in another way. The words and numbers are those of the report the
project began with; its own inconsistency (6 requests granted, total 0) is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from fixture_sheets import PAGE_BREAK, Margins, Sheets
from fixture_tables import Cut, GridCell, GridTable, cut_table, print_piece

TITLE = "扎科乡政府信息公开工作2020年度报告"
SECTIONS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
OPENING = (
    "2020年，我乡政府信息工作按照《中华人民共和国政府信息公开条例》要求，在加强领导、完善组织、健全制度、规范公开形式、"
    "完善设施等方面主要抓了以下几方面的工作：",
    "（一）加强领导，健全机制。我乡高度重视政府信息公开工作，为加强对政府信息公开工作的组织领导，成立了政府信息公开领导小组，"
    "明确乡办公室承担政府信息公开日常工作，并指定1名办公室工作人员负责政府信息公开工作和管理政府信息公开网上录入、审核、"
    "系统维护工作，负责收集、梳理信息及上传发布信息，做到人员到位、责任到位、措施到位，从而确保了此项工作的顺利开展。",
    "（二）规范制度，强化宣传。根据县委县府相关规定，结合我乡工作实际，我乡制定了政府信息主动公开制度、依申请公开制度、"
    "保密审查制度等政府信息公开工作制度；将自我督查与社会监督相结合，制定了政府信息主动公开监督检查制度、考核评议制度、"
    "社会评议制度等督导制度。不定期组织干部职工学习有关政府信息公开的有关规定，要求各部门科室要把此项工作作为一项基本任务来"
    "抓紧、抓实，并及时提供公开内容，加强对外宣传，真正把政府信息公开工作上升到全面加强机关"
    + PAGE_BREAK
    + "作风建设、落实政务"
    "公开的崭新高度来认识，从而增强开展此项工作的责任感和使命感。",
    "（三）公开内容，进一步明确政务信息公开的范围、内容、制度等，突出公开重点。对我乡机构设置、人事信息、政策法规、重点工作等"
    "信息，特别是财政预决算、“三公”经费、财政专项资金等群众最关心、最想了解的事项和社会最关注的热点难点问题，确保及时、准确"
    "公开。切实保障人民群众的知情权、参与权、监督权，不断推进政务信息公开工作，取得新成效。",
    "（四）严格审查，精心落实。在公开政府信息过程中，及时明确了政府信息的公开属性，将政府信息分为主动公开、依申请公开、不予公开"
    "(暂不公开、不公开)三类，严格按照保密法对政府信息逐条进行审核，确保公开的信息不涉密，涉密的信息不公开。一年来我乡在县政府"
    "门户网站政府信息公开统一平台上累计主动公开政府信息0条。政务信息0条，部门职能0条、工作报告0条、部门预算0条、部门决算0条、"
    "通知公告0条等。已公开的政府信息中未涉及国家秘密、商业秘密和个人隐私，也没有经权利人同意公开或者行政机关认为不公开可能对公共"
    "利益造成重大影响的涉及商业秘密、个人隐私的政府信息。",
)
PROBLEMS = "我乡虽然设工作人员负责进行信息公开，但因为工作人员对信息很多内容更新不及时，不全面。"
CLOSING = (
    "2020年，我乡严格贯彻落实关于政府信息公开工作的各项要求，按照县政府信息公开领导小组办公室有关文件要求，更加积极主动地做好我乡"
    "政府信息公开工作，确保我乡政务信息能够及时、完整、准确发布。"
)

WIDTH = 450.0
MARGINS = Margins(left=72.6, right=72.6, top=66.0, bottom=64.0)

DISCLOSED = (
    ("第二十条第（一）项",),
    ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
    ("规章", "3", "1", "1"),
    ("规范性文件", "0", "0", "0"),
    ("第二十条第（五）项",),
    ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
    ("行政许可", "", "", ""),
    ("其他对外管理服务事项", "", "", ""),
    ("第二十条第（六）项",),
    ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
    ("行政处罚", "0", "0", "0"),
    ("行政强制", "0", "0", "0"),
    ("第二十条第（八）项",),
    ("信息内容", "上一年项目数量", "本年增/减"),
    ("行政事业性收费", "0", "0"),
    ("第二十条第（九）项",),
    ("信息内容", "采购项目数量", "采购总金额"),
    ("政府集中采购", "0", "0"),
)
"""Table two, row by row; the last cell of a short row spans what is left of the four columns."""

APPLICANTS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
CHECK_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
OUTCOMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("（一）予以公开", ()),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ()),
    (
        "（三）不予公开",
        (
            "1.属于国家秘密",
            "2.其他法律行政法规禁止公开",
            "3.危及“三安全一稳定”",
            "4.保护第三方合法权益",
            "5.属于三类内部事务信息",
            "6.属于四类过程性信息",
            "7.属于行政执法案卷",
            "8.属于行政查询事项",
        ),
    ),
    (
        "（四）无法提供",
        ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"),
    ),
    (
        "（五）不予处理",
        (
            "1.信访举报投诉类申请",
            "2.重复申请",
            "3.要求提供公开出版物",
            "4.无正当理由大量反复申请",
            "5.要求行政机关确认或重新出具已获取信息",
        ),
    ),
    ("（六）其他处理", ()),
    ("（七）总计", ()),
)
DISPUTES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def few_numbers(row: int, col: int) -> str:
    """Of the columns only 其他 and 总计 are filled in."""
    return "" if col < 8 else "6" if row == 5 else "0"


def disclosed_table(rows: Sequence[Sequence[str]] = DISCLOSED) -> GridTable:
    """Table two: five blocks in one frame, two of them with three columns."""
    cells = [
        GridCell(r, c, colspan=4 - c if c == len(row) - 1 else 1, text=text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    widths = (138.0, 104.0, 104.0, WIDTH - 346.0)
    return GridTable(widths, (16.5,) * len(rows), tuple(cells), header_rows=0, size=10.0)


def requests_table(number: Callable[[int, int], str] = few_numbers, height: float = 63.0) -> GridTable:
    """Table three: three label columns, three header rows; `number` tells what stands in a row and a column."""
    cells = [
        GridCell(0, 0, 3, 3, CHECK_NOTE, align="left"),
        GridCell(0, 3, 1, 6, "申请人情况"),
        GridCell(0, 9, 3, 1, "总计"),
        GridCell(1, 3, 2, 1, "自然人"),
        GridCell(1, 4, 1, 5, "法人或其他组织"),
        *(GridCell(2, 4 + i, text=text) for i, text in enumerate(APPLICANTS)),
        GridCell(3, 0, 1, 3, "一、本年新收政府信息公开申请数量", align="left"),
        GridCell(4, 0, 1, 3, "二、上年结转政府信息公开申请数量", align="left"),
    ]
    row = 5
    for label, kinds in OUTCOMES:
        if kinds:
            cells.append(GridCell(row, 1, len(kinds), 1, label))
            cells += [GridCell(row + i, 2, text=kind, align="left") for i, kind in enumerate(kinds)]
        else:
            cells.append(GridCell(row, 1, 1, 2, label, align="left"))
        row += max(1, len(kinds))
    cells.append(GridCell(5, 0, row - 5, 1, "三、本年度办理结果"))
    cells.append(GridCell(row, 0, 1, 3, "四、结转下年度继续办理", align="left"))
    cells += [GridCell(r, c, text=text) for r in range(3, row + 1) for c in range(3, 10) if (text := number(r, c))]
    widths = (34.0, 56.0, 104.0, *(36.5,) * 6, WIDTH - 194.0 - 6 * 36.5)
    heights = (26.0, 24.0, 58.0, *(height,) * (row - 2))
    return GridTable(widths, heights, tuple(cells), header_rows=3)


def disputes_table() -> GridTable:
    """Table four: fifteen columns under three header rows, and one row of data."""
    cells = [
        GridCell(0, 0, 1, 5, "行政复议"),
        GridCell(0, 5, 1, 10, "行政诉讼"),
        *(GridCell(1, c, 2, 1, text, stacked=True) for c, text in enumerate(DISPUTES)),
        GridCell(1, 5, 1, 5, "未经复议直接起诉"),
        GridCell(1, 10, 1, 5, "复议后起诉"),
        *(GridCell(2, 5 + c, text=text, stacked=True) for c, text in enumerate(DISPUTES + DISPUTES)),
        *(GridCell(3, c, text="0") for c in range(15)),
    ]
    return GridTable((WIDTH / 15,) * 15, (24.0, 24.0, 66.0, 30.0), tuple(cells), header_rows=3)


def print_report(path: Path) -> dict[str, Any]:
    """Set the report at `path` and return its truth."""
    disclosed, requests, disputes = disclosed_table(), requests_table(), disputes_table()
    sheets = Sheets(path, margins=MARGINS)
    sheets.canvas.setTitle(TITLE)
    tables = []

    def print_table(table: GridTable, cuts: tuple[Cut, ...]) -> None:
        first = sheets.number
        for index, piece in enumerate(cut_table(table, cuts)):
            if index:
                sheets.next_page()
            sheets.y = print_piece(sheets, piece, sheets.left, sheets.y, thickness=0.6)
        tables.append(table.truth(f"t{len(tables) + 1}", range(first, sheets.number + 1)))

    def print_body(text: str) -> None:
        sheets.paragraph(text, size=14.0, leading=24.5)

    sheets.title(TITLE, size=20.0, before=112.0, after=66.0)
    sheets.heading(SECTIONS[0])
    for text in OPENING:
        print_body(text)
    sheets.heading(SECTIONS[1])
    print_table(disclosed, (Cut(16),))
    sheets.heading(SECTIONS[2], before=18.0)
    print_table(requests, (Cut(10, tails={2: "定”"}, tail_height=34.0), Cut(20)))
    sheets.heading(SECTIONS[3], before=18.0)
    print_table(disputes, (Cut(3),))
    sheets.heading(SECTIONS[4], before=18.0)
    print_body(PROBLEMS)
    sheets.heading(SECTIONS[5])
    print_body(CLOSING)
    pages = sheets.number
    sheets.close()
    return {
        "tables": tables,
        "headings": [{"level": 1, "text": TITLE}, *({"level": 2, "text": text} for text in SECTIONS)],
        "paragraphs": [text.replace(PAGE_BREAK, "") for text in (*OPENING, PROBLEMS, CLOSING)],
        "furniture": [f"- {number} -" for number in range(1, pages + 1)],
    }
