"""A small archive: the annual reports of two townships over three years, for the guide in docs/.

All numbers agree, within a report and from one year to the next, but for one total that is misprinted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from fixture_sheets import Sheets
from fixture_tables import Cut, cut_table, print_piece
from fixture_township import DISCLOSED, MARGINS, SECTIONS, disclosed_table, disputes_table, requests_table

YEARS = (2019, 2020, 2021)
NEW, CARRIED, FIRST_OUTCOME, TOTAL, FORWARD = 3, 4, 5, 24, 25
"""Rows of table three."""
PERSONS, LAST, SUM = 3, 8, 9
"""Columns of table three: the first and the last kind of applicants, and all of them."""
CUT = Cut(14)
HEIGHT = 33.0
FEES = "行政事业性收费"
ORDERS = "规范性文件"


@dataclass(frozen=True)
class Office:
    """Who reports.

    Attributes:
        misprinted: The year whose report has one application too many in its total.
    """

    name: str
    seed: int
    busy: int
    misprinted: int | None = None


OFFICES = (Office("石桥镇", 3, 9), Office("柳河乡", 8, 4, misprinted=2020))


def archive(folder: Path) -> dict[str, Any]:
    """Print all reports into `folder`, and return what is in them, by the name of the file."""
    reports = {}
    for office in OFFICES:
        for year, numbers in zip(YEARS, _years(office), strict=True):
            name = f"{office.name}-{year}.pdf"
            reports[name] = print_report(folder / name, office, year, numbers)
    return {"reports": reports}


Numbers = dict[tuple[int, int], int]


def _years(office: Office) -> Iterator[Numbers]:
    """Table three of each year; what is carried forward comes in the year after."""
    chance = Random(office.seed)
    carried = dict.fromkeys(range(PERSONS, SUM), 0)
    for _ in YEARS:
        forward = {col: chance.randint(0, 2) if col == PERSONS else 0 for col in carried}
        numbers = {
            (row, col): chance.choice((0, 0, 1)) * chance.randint(0, office.busy if col == PERSONS else 2)
            for row in range(FIRST_OUTCOME, TOTAL)
            for col in carried
        }
        for col in carried:
            total = sum(numbers[row, col] for row in range(FIRST_OUTCOME, TOTAL))
            new = max(0, total + forward[col] - carried[col])
            numbers[FIRST_OUTCOME, col] += new + carried[col] - forward[col] - total
            total = new + carried[col] - forward[col]
            numbers |= {(TOTAL, col): total, (FORWARD, col): forward[col]}
            numbers |= {(NEW, col): new, (CARRIED, col): carried[col]}
        rows = range(NEW, FORWARD + 1)
        numbers |= {(row, SUM): sum(numbers[row, col] for col in carried) for row in rows}
        yield numbers
        carried = forward


def print_report(path: Path, office: Office, year: int, numbers: Numbers) -> dict[str, Any]:
    """Set a report at `path`, and return its figures."""
    chance = Random(f"{office.name}{year}")
    orders, fees = chance.randint(0, 5), f"{chance.randint(200, 90000) / 100:.2f}"
    disclosed = [
        (row[0], str(orders), str(orders), str(orders + 7)) if row[0] == ORDERS
        else (row[0], "2", fees) if row[0] == "政府集中采购"
        else row
        for row in DISCLOSED
    ]  # fmt: skip
    shown = dict(numbers)
    if year == office.misprinted:
        shown[NEW, SUM] += 1

    def number(row: int, col: int) -> str:
        return str(shown[row, col])

    sheets = Sheets(path, margins=MARGINS)
    title = f"{office.name}人民政府{year}年政府信息公开工作年度报告"
    sheets.canvas.setTitle(title)
    sheets.title(title, size=18.0, before=30.0, after=30.0)
    sheets.heading(SECTIONS[0])
    opening = f"{year}年，{office.name}依法公开政府信息，全年新收申请{shown[NEW, SUM]}件。"
    sheets.paragraph(opening, size=12.0, leading=20.0)
    sheets.heading(SECTIONS[1])
    sheets.y = print_piece(sheets, *cut_table(disclosed_table(disclosed), ()), sheets.left, sheets.y)
    sheets.next_page()
    sheets.heading(SECTIONS[2])
    first, second = cut_table(requests_table(number, HEIGHT), (CUT,))
    sheets.y = print_piece(sheets, first, sheets.left, sheets.y)
    sheets.next_page()
    sheets.y = print_piece(sheets, second, sheets.left, sheets.y)
    sheets.heading(SECTIONS[3], before=18.0)
    sheets.y = print_piece(sheets, *cut_table(disputes_table(), ()), sheets.left, sheets.y)
    sheets.heading(SECTIONS[4], before=18.0)
    sheets.paragraph("公开的内容还不够丰富，人员变动后交接不及时。", size=12.0, leading=20.0)
    sheets.heading(SECTIONS[5])
    sheets.paragraph("无其他需要报告的事项。", size=12.0, leading=20.0)
    sheets.close()
    return {"year": year, "office": office.name, "new": shown[NEW, SUM], "persons": shown[NEW, PERSONS], "fees": fees}
