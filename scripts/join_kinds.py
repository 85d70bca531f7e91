"""The kinds of page breaks that bench_joins.py tries, each a function that prints a random document of its kind."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial
from pathlib import Path

from fixture_sheets import HEI
from fixture_tables import GridTable, Piece
from join_rows import SECTIONS, header, label, long_label, rows, sentence, total
from join_sheets import LANDSCAPE, PORTRAIT, ROW, Break, Draft, Kind, Rules, Way, grid


def draft(path: Path, rng: random.Random, rules: Rules = "full", running: bool = False) -> Draft:
    """An empty document, Chinese or English."""
    chinese = rng.random() < 0.6
    name = ("县统计局年度报告" if chinese else "County Statistics Office – Annual Report") if running else ""
    return Draft(path, rng, chinese, rules, name)


def simple_table(d: Draft, count: int, summed: str = "", numbered: bool | None = None) -> GridTable:
    """A header and `count` rows; `summed` says where the total stands: "first", "last" or "" for none."""
    columns = d.rng.randint(4, 6)
    head = header(d.rng, d.chinese, columns)
    body = rows(d.rng, d.chinese, count, columns, d.rng.random() < 0.5 if numbered is None else numbered)
    sums = [total(body, d.chinese)] if summed else []
    all_rows = [head, *(sums if summed == "first" else []), *body, *(sums if summed == "last" else [])]
    return grid(all_rows, widths(d, columns))


def widths(d: Draft, columns: int) -> list[float]:
    """The label column and the columns of numbers."""
    return [d.rng.choice((130.0, 150.0, 170.0)), *(d.rng.choice((58.0, 66.0)) for _ in range(columns - 1))]


def continued(way: Way, rules: Rules = "full", pages: tuple[int, int] = (2, 3), summed: str = "") -> Kind:
    """A table over a number of pages, printed in one way."""

    def make(path: Path, rng: random.Random) -> Draft:
        d = draft(path, rng, rules, running=rng.random() < 0.4)
        d.title()
        count = 31 * (rng.randint(*pages) - 1) + rng.randint(3, 12)
        named = replace(way, above=localised(way.above, d.chinese), below=localised(way.below, d.chinese))
        if way.above:
            caption = "表1 各单位完成情况" if d.chinese else "Table 1 Results by unit"
            d.line(caption)
        d.print_table(simple_table(d, count, summed), named)
        if rng.random() < 0.5:
            d.sheets.y += 14
            d.text(3)
        d.close()
        return d

    return make


def localised(text: str, chinese: bool) -> str:
    """The Chinese or the English half of "中文|English"."""
    return text.split("|")[not chinese] if text else ""


def cut_rows(way: Way, several: bool) -> Kind:
    """A table of rows with long texts, some of them cut by the page."""

    def make(path: Path, rng: random.Random) -> Draft:
        d = draft(path, rng)
        d.title()
        count = rng.randint(24, 40)
        d.print_table(measures(d, count) if several else long_labelled(d, count), way)
        d.close()
        return d

    return make


def long_labelled(d: Draft, count: int) -> GridTable:
    """Rows of numbers, every label of two lines."""
    head = header(d.rng, d.chinese, 5)
    numbered = d.rng.random() < 0.5
    body = rows(d.rng, d.chinese, count, 5)
    for i, row in enumerate(body, start=1):
        row[0] = long_label(d.rng, d.chinese, i if numbered else 0)
    return grid([head, *body], (150, 60, 60, 60, 60), heights=(ROW, *(36.0,) * count))


def measures(d: Draft, count: int) -> GridTable:
    """A table of measures: number, problem, measure, date."""
    head = ["序号", "存在问题", "整改措施", "时限"] if d.chinese else ["No.", "Problem", "Measure", "Due"]
    body = [
        [str(i), sentence(d.rng, d.chinese, 2), sentence(d.rng, d.chinese, 3), f"2024-{d.rng.randint(1, 12):02d}"]
        for i in range(1, count + 1)
    ]
    return grid([head, *body], (40, 110, 160, 60), text_columns=(1, 2), heights=(ROW, *(40.0,) * count))


def row_span(path: Path, rng: random.Random) -> Draft:
    """Labels span rows, one of them through the page."""
    d = draft(path, rng)
    d.title()
    columns, count = 5, rng.randint(34, 60)
    body = rows(rng, d.chinese, count, columns - 1)
    group = "类别" if d.chinese else "Region"
    head = [group, *header(rng, d.chinese, columns - 1, (group,))]
    spans, texts, at = {}, [head], 1
    while at <= count:
        height = min(rng.randint(3, 9), count + 1 - at)
        spans[at, 0] = (height, 1)
        texts += [[f"第{at}片区" if d.chinese else f"Area {at}", *row] for row in body[at - 1 : at - 1 + height]]
        at += height
    table = grid(texts, (70, 130, 60, 60, 60), spans, text_columns=(1,))
    d.print_table(table, Way(repeat=rng.random() < 0.5))
    d.close()
    return d


def turned(path: Path, rng: random.Random) -> Draft:
    """Portrait, landscape, portrait."""
    d = draft(path, rng)
    d.title()
    d.print_table(simple_table(d, rng.randint(58, 70)), Way(repeat=rng.random() < 0.7), (LANDSCAPE, PORTRAIT, PORTRAIT))
    d.close()
    return d


def two_level(path: Path, rng: random.Random) -> Draft:
    """A header of two rows with spans, repeated on each page."""
    d = draft(path, rng, rng.choice(("full", "full", "half")))
    d.title()
    first, groups = ("项目", ("2022年", "2023年")) if d.chinese else ("Item", ("2022", "2023"))
    low = ("人数", "金额", "占比") if d.chinese else ("Number", "Amount", "Share")
    heads = [[first, groups[0], "", "", groups[1], "", ""], ["", *low, *low]]
    body = rows(rng, d.chinese, rng.randint(34, 60), 7)
    spans = {(0, 0): (2, 1), (0, 1): (1, 3), (0, 4): (1, 3)}
    d.print_table(grid([*heads, *body], (130, *(52,) * 6), spans, 2), Way(repeat=rng.random() < 0.7))
    d.close()
    return d


def many_tables(path: Path, rng: random.Random) -> Draft:
    """Several tables on one page, of which only the last goes on."""
    d = draft(path, rng)
    d.title()
    for i in range(1, 3):
        d.line(f"表{i} 第{i}类情况" if d.chinese else f"Table {i} Results of group {i}")
        d.print_table(simple_table(d, rng.randint(3, 5)), Way())
        d.sheets.y += 12
    d.line("表3 第三类情况" if d.chinese else "Table 3 Results of group 3")
    d.print_table(simple_table(d, rng.randint(32, 45)), Way(repeat=rng.random() < 0.5))
    d.sheets.y += 12
    d.close()
    return d


def fill(d: Draft, rows_below: int) -> None:
    """Go down until `rows_below` rows fit on the page."""
    d.sheets.y = max(d.sheets.y, d.sheets.bottom - ROW * rows_below - 1)


def header_alone(path: Path, rng: random.Random) -> Draft:
    """The header at the foot of one page, all data on the next."""
    d = draft(path, rng)
    d.title()
    fill(d, 1)
    d.print_table(simple_table(d, rng.randint(4, 20)), Way(repeat=False))
    d.close()
    return d


def section_last(path: Path, rng: random.Random) -> Draft:
    """The first page ends with a section row."""
    d = draft(path, rng)
    d.title()
    columns, before = rng.randint(4, 6), rng.randint(4, 8)
    head, sections = header(rng, d.chinese, columns), SECTIONS[not d.chinese]
    blank = [""] * (columns - 1)
    texts = [head, [sections[0], *blank], *rows(rng, d.chinese, before, columns)]
    spans = {(1, 0): (1, columns), (len(texts), 0): (1, columns)}
    fill(d, len(texts) + 1)
    texts += [[sections[1], *blank], *rows(rng, d.chinese, rng.randint(4, 9), columns)]
    d.print_table(grid(texts, widths(d, columns), spans), Way(repeat=rng.random() < 0.5))
    d.close()
    return d


def sideways(labels: bool, path: Path, rng: random.Random) -> Draft:
    """A wide table whose right half stands on the next page, with the row labels printed again or without them."""
    d = draft(path, rng)
    d.title()
    count = rng.randint(6, 16)
    names = [label(rng, d.chinese, i) for i in range(1, count + 1)]
    heads = ["地区" if d.chinese else "Region", *(str(year) for year in range(2008, 2018))]
    heads = [h if not h.isdigit() else (f"{h}年" if d.chinese else f"FY{h}") for h in heads]
    left, right = heads[:6], heads[6:]
    numbers = [[str(rng.randint(10, 9000)) for _ in range(10)] for _ in range(count)]
    first = [left, *([name, *values[:5]] for name, values in zip(names, numbers, strict=True))]
    second = [right, *(values[5:] for values in numbers)]
    if labels:
        second = [[row[0], *tail] for row, tail in zip(first, second, strict=True)]
    whole = [[*a, *b[labels:]] for a, b in zip(first, second, strict=True)]
    d.print_piece(Piece(grid(first, (120, *(60,) * 5))))
    d.breaks.append(Break(1, True))
    d.next_page()
    width = (120, *(60,) * 5) if labels else (60,) * 5
    d.print_piece(Piece(grid(second, width, text_columns=(0,) if labels else ())))
    d.tables.append((grid(whole, (10,) * 11), [1, 2]))
    d.close()
    return d


def apart(
    between: str = "",
    same_header: bool = True,
    summed: str = "",
    low: bool = True,
    caption: str = "",
    rules: Rules = "full",
) -> Kind:
    """Two tables of equal shape, the one at the foot of a page and the other at the top of the next.

    Args:
        between: A heading above the second.
        same_header: Whether both have the same header.
        summed: Where each has its total.
        low: Whether the first reaches the foot of the page; much white is left below it otherwise.
        caption: Above each; numbered.
        rules: How both are ruled.
    """

    def make(path: Path, rng: random.Random) -> Draft:
        d = draft(path, rng, rules)
        d.title()
        count = rng.randint(4, 9)
        first = simple_table(d, count, summed, numbered=False)
        second = simple_table(d, rng.randint(4, 9), summed, numbered=False)
        columns = len(first.widths)
        heads = [c.text for c in first.cells[:columns]]
        body = rows(rng, d.chinese, rng.randint(4, 9), columns)
        sums = [total(body, d.chinese)] if summed else []
        head = heads if same_header else header(rng, d.chinese, columns, heads)
        texts = [head, *(sums if summed == "first" else []), *body, *(sums if summed == "last" else [])]
        second = grid(texts, first.widths)
        fill(d, len(first.heights) + 2) if low else None
        if caption:
            d.line(localised(caption, d.chinese) % 1)
        d.print_table(first, Way())
        d.breaks.append(Break(d.sheets.number, False))
        d.next_page()
        if between:
            d.line(localised(between, d.chinese), face=HEI, size=12)
        if caption:
            d.line(localised(caption, d.chinese) % 2)
        d.print_table(second, Way())
        d.close()
        return d

    return make


ONCE = Way(repeat=False)
NOTE = "资料来源：县统计局|Source: County Statistics Office"
MARK = "① 含下属单位。|a Including subordinate units."

JOINED: dict[str, Kind] = {
    "header repeated": continued(Way()),
    "header misread": continued(Way(misread=True)),
    "header once": continued(ONCE),
    "3 to 12 pages": continued(Way(), pages=(3, 12)),
    "3 to 12 pages, header once": continued(ONCE, pages=(3, 12)),
    "continued caption": continued(Way(above="续表1|Table 1 (continued)")),
    "continued caption, header once": continued(replace(ONCE, above="（续上表）|(continued)")),
    "unit line between": continued(Way(above="单位：万元|Unit: million")),
    "source between": continued(Way(below=NOTE)),
    "foot note between": continued(Way(below=MARK)),
    "foot note between, header once": continued(replace(ONCE, below=MARK)),
    "total last": continued(Way(), summed="last"),
    "total last, header once": continued(ONCE, summed="last"),
    "total first": continued(Way(), summed="first"),
    "half-ruled": continued(Way(), rules="half"),
    "half-ruled, header once": continued(ONCE, rules="half"),
    "unruled": continued(Way(), rules="none"),
    "unruled, header once": continued(ONCE, rules="none"),
    "two-level header": two_level,
    "label cut": cut_rows(Way(tails=True, repeat=False), several=False),
    "label cut, open": cut_rows(Way(tails=True, repeat=False, rules_at_cut=False), several=False),
    "label cut, header repeated": cut_rows(Way(tails=True), several=False),
    "several cells cut": cut_rows(Way(tails=True, repeat=False), several=True),
    "several cells cut, open": cut_rows(Way(tails=True, rules_at_cut=False), several=True),
    "row span": row_span,
    "blank strip": continued(Way(tails=True, strip=True, repeat=False)),
    "blank strip, header repeated": continued(Way(tails=True, strip=True)),
    "header alone": header_alone,
    "section row last": section_last,
    "portrait and landscape": turned,
    "several tables": many_tables,
    "sideways, labels again": partial(sideways, True),
    "sideways, no labels": partial(sideways, False),
}
"""Kinds whose tables go on over every break."""

APART: dict[str, Kind] = {
    "new caption": apart(caption="表%d 完成情况|Table %d Results"),
    "new heading": apart(between="二、行政复议情况|2. Reserves"),
    "new heading, totals": apart(between="（二）其他单位|Other units", summed="last"),
    "other header": apart(same_header=False),
    "other header, totals": apart(same_header=False, summed="last"),
    "other header, half-ruled": apart(same_header=False, rules="half"),
    "same header, totals last": apart(summed="last"),
    "same header, totals first": apart(summed="first"),
    "same header, white below": apart(low=False),
    "other header, white below": apart(same_header=False, low=False),
}
"""Kinds whose neighbours are two tables."""
