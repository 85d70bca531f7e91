"""Small reports in which a table runs over the page: one way of breaking a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from fixture_sheets import SONG, Sheets, width_of
from fixture_tables import Cut, GridCell, GridTable, Piece, cut_table, from_rows, print_piece

Truth = dict[str, Any]

TITLE = "2023年度农田水利设施维护情况报告"
HEADER = ("乡镇", "渠道", "泵站", "水闸", "合计")
WIDTHS = (155.0, 70.0, 70.0, 70.0, 70.0)
PLACES = ("柳河", "青山", "白沙", "大桥", "石门", "东湖", "龙泉", "马家", "高坪", "新安", "黄土", "双溪", "金水")
KINDS = ("镇", "乡", "农场", "街道")
BEFORE = (
    "2023年，全县开展农田水利设施维护工作。各乡镇按照年初确定的任务，对渠道、泵站和水闸逐处检查，汛期之前全部整改到位。",
    "全年设施完好，没有因设施失修造成的减产。各乡镇维护处数如下表所示，表中数字由各乡镇上报，经县水务局核对。",
)
AFTER = "各乡镇要把维护工作纳入日常管理，落实人员和经费，确保设施长期完好。"
ROW = 22.0
FIRST_PAGE_ROWS = 20


def towns(first: int, after: int) -> list[list[str]]:
    """Rows of the table, numbered `first` to `after` - 1; the last number is the sum of the others."""
    rows = []
    for i in range(first, after):
        counts = (3 + i * 7 % 11, i * 5 % 9, i * 13 % 17)
        name = f"{i}.{PLACES[(i - 1) % 13]}{KINDS[(i - 1) // 13 % 4]}"
        rows.append([name, *map(str, counts), str(sum(counts))])
    return rows


def town_table(count: int) -> GridTable:
    """The header and `count` towns."""
    return from_rows([HEADER, *towns(1, count + 1)], WIDTHS, ROW)


def with_text(table: GridTable, row: int, col: int, text: str) -> GridTable:
    """The table with another text at one place."""
    return replace(
        table,
        cells=tuple(replace(c, text=text) if (c.row, c.col) == (row, col) else c for c in table.cells),
    )


def print_pieces(
    path: Path,
    pieces: Sequence[Piece],
    tables: Sequence[tuple[GridTable, Sequence[int]]],
    lines_above: Sequence[str] = (),
    align: str = "right",
) -> Truth:
    """A report with one piece at the foot of its first page and one at the top of each later page.

    Args:
        path: Where it is written.
        pieces: What the pages show.
        tables: The logical tables and their pages, for the truth.
        lines_above: A line above each piece ("" for none): a unit line, a caption.
        align: Where these lines stand.
    """
    sheets = Sheets(path)
    sheets.canvas.setTitle(TITLE)
    sheets.title(TITLE, size=18.0)
    for text in BEFORE:
        sheets.paragraph(text, size=12.0, leading=20.0)
    for index, piece in enumerate(pieces):
        height = sum(piece.table.heights)
        if index == 0:
            top = sheets.bottom - height
            if top < sheets.y + 24:
                raise ValueError("the first piece does not fit under the text")
            sheets.y = top
        else:
            sheets.next_page()
        if index < len(lines_above) and lines_above[index]:
            line = lines_above[index]
            sheets.y += 12.0 if index else 0.0
            x = sheets.right - width_of(line, SONG, 10.5) if align == "right" else sheets.left
            sheets.text(x, sheets.y - 5, line, SONG, 10.5)
        sheets.y = print_piece(sheets, piece, sheets.left, sheets.y)
    sheets.y += 8
    sheets.paragraph(AFTER, size=12.0, leading=20.0)
    pages = sheets.number
    sheets.close()
    return {
        "tables": [table.truth(f"t{i}", on) for i, (table, on) in enumerate(tables, start=1)],
        "headings": [{"level": 1, "text": TITLE}],
        "paragraphs": [*BEFORE, AFTER],
        "notes": [line for line in lines_above if line],
        "furniture": [f"- {number} -" for number in range(1, pages + 1)],
    }


def header_repeated(path: Path) -> Truth:
    """The header row is printed again on the second page."""
    table = town_table(26)
    return print_pieces(path, cut_table(table, [Cut(FIRST_PAGE_ROWS)], repeat_header=True), [(table, (1, 2))])


def header_not_repeated(path: Path) -> Truth:
    """The second page begins with a row of data."""
    table = town_table(26)
    return print_pieces(path, cut_table(table, [Cut(FIRST_PAGE_ROWS)]), [(table, (1, 2))])


def unit_line_between(path: Path) -> Truth:
    """A unit line stands above both pieces."""
    table = town_table(26)
    pieces = cut_table(table, [Cut(FIRST_PAGE_ROWS)], repeat_header=True)
    return print_pieces(path, pieces, [(table, (1, 2))], ("单位：处", "单位：处"))


def continued_caption(path: Path) -> Truth:
    """A caption above the first piece, the same with a continuation mark above the second."""
    table = town_table(26)
    pieces = cut_table(table, [Cut(FIRST_PAGE_ROWS)], repeat_header=True)
    lines = ("表1 各乡镇维护处数", "续表1 各乡镇维护处数")
    return print_pieces(path, pieces, [(table, (1, 2))], lines, align="left")


def header_misprinted(path: Path) -> Truth:
    """The repeated header has one wrong character, as a reading of a scan may have."""
    table = town_table(26)
    first, second = cut_table(table, [Cut(FIRST_PAGE_ROWS)], repeat_header=True)
    return print_pieces(path, [first, replace(second, table=with_text(second.table, 0, 3, "水闹"))], [(table, (1, 2))])


LONG_NAME = f"{FIRST_PAGE_ROWS - 1}.柳河乡（含柳林、河口两个原乡的设施）"
LONG_HEAD = f"{FIRST_PAGE_ROWS - 1}.柳河乡（含柳林、河口两个"


def _cut_label(rules_at_cut: bool, path: Path) -> Truth:
    table = with_text(town_table(26), FIRST_PAGE_ROWS - 1, 0, LONG_NAME)
    cut = Cut(FIRST_PAGE_ROWS, tails={0: LONG_NAME.removeprefix(LONG_HEAD)})
    return print_pieces(path, cut_table(table, [cut], rules_at_cut=rules_at_cut), [(table, (1, 2))])


def cell_cut_open(path: Path) -> Truth:
    """A label is cut by the page, with no rule drawn along the cut."""
    return _cut_label(False, path)


def cell_cut_closed(path: Path) -> Truth:
    """A label is cut by the page, with a rule on both sides of the cut."""
    return _cut_label(True, path)


REMARKS = ("项目", "金额", "办理情况", "备注")
PROJECTS = (
    ("渠道清淤", "12.50", "已经完工并通过验收", "县级资金"),
    ("泵站电机更换", "8.06", "已经完工并通过验收", "县级资金"),
    ("水闸启闭机维修", "3.40", "正在施工，预计明年三月完工", "乡镇自筹"),
    ("渡槽防渗处理", "21.75", "已经完工，等待县水务局验收", "上级补助"),
    ("量水设施安装", "1.98", "已经完工并通过验收", "县级资金"),
    ("田间道路修复", "16.30", "正在施工，预计明年五月完工", "村级自筹"),
)


def several_cells_cut(path: Path) -> Truth:
    """Three cells of one row are cut by the page; one cell of it is not."""
    rows = [
        REMARKS,
        *PROJECTS,
        ("蓄水池及配套引水管网维修", "9.12", "已经完工，等待县水务局和财政局共同验收", "上级补助与乡镇自筹资金"),
    ]
    rows += [("排水沟衬砌", "4.45", "已经完工并通过验收", "县级资金"), ("合计", "77.56", "", "")]
    height = 34.0
    table = from_rows(rows, (105.0, 70.0, 160.0, 100.0), height)
    cut = Cut(8, tails={0: "网维修", 2: "局共同验收", 3: "筹资金"}, tail_height=height)
    return print_pieces(path, cut_table(table, [cut]), [(table, (1, 2))])


def unlike_neighbours(path: Path) -> Truth:
    """Two tables of equal columns and widths, the one at the foot of a page, the other at the top of the next."""
    first = town_table(FIRST_PAGE_ROWS - 1)
    second = from_rows(
        [("单位名称", "收入", "支出", "结余", "年份")]
        + [
            (f"第{n}灌区管理所", str(a), str(b), str(a - b), "2023")
            for n, a, b in (("一", 100, 90), ("二", 76, 71), ("三", 58, 58), ("四", 133, 120), ("五", 47, 39))
        ],
        WIDTHS,
        ROW,
    )
    return print_pieces(path, [Piece(first), Piece(second)], [(first, (1,)), (second, (2,))])


def caption_between(path: Path) -> Truth:
    """Two tables with the same header, each under a caption of its own."""
    first = town_table(FIRST_PAGE_ROWS - 1)
    second = from_rows([HEADER, *towns(40, 46)], WIDTHS, ROW)
    lines = ("表1 河东各乡镇维护处数", "表2 河西各街道维护处数")
    return print_pieces(path, [Piece(first), Piece(second)], [(first, (1,)), (second, (2,))], lines, align="left")


def three_pages(path: Path) -> Truth:
    """The header is printed on each of three pages."""
    table = town_table(50)
    pieces = cut_table(table, [Cut(FIRST_PAGE_ROWS), Cut(FIRST_PAGE_ROWS + 28)], repeat_header=True)
    return print_pieces(path, pieces, [(table, (1, 2, 3))])


def row_span_over_page_break(path: Path) -> Truth:
    """A label spans rows on both pages and is printed on the first of them."""
    cells = [GridCell(0, c, text=text) for c, text in enumerate(("片区", *HEADER))]
    for r, row in enumerate(towns(1, 26), start=1):
        cells += [
            GridCell(r, c, text=text, align="left" if c == 1 else "centre") for c, text in enumerate(row, start=1)
        ]
    for first, after, label in ((1, 9, "北部片区"), (9, 22, "中部片区"), (22, 26, "南部片区")):
        cells.append(GridCell(first, 0, after - first, 1, label))
    table = GridTable((70.0, 105.0, 65.0, 65.0, 65.0, 65.0), (ROW,) * 26, tuple(cells))
    return print_pieces(path, cut_table(table, [Cut(FIRST_PAGE_ROWS - 2)]), [(table, (1, 2))])


JOIN_CASES: dict[str, Callable[[Path], Truth]] = {
    "header-repeated": header_repeated,
    "header-not-repeated": header_not_repeated,
    "unit-line-between": unit_line_between,
    "continued-caption": continued_caption,
    "header-misprinted": header_misprinted,
    "cell-cut-open": cell_cut_open,
    "cell-cut-closed": cell_cut_closed,
    "several-cells-cut": several_cells_cut,
    "unlike-neighbours": unlike_neighbours,
    "caption-between": caption_between,
    "three-pages": three_pages,
    "row-span-over-page-break": row_span_over_page_break,
}
