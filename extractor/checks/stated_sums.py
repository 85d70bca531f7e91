"""Sums that the document states in words or by its form: rules printed in a header, and halves that must balance."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checks.ledger import Half, Ledger
from extractor.checks.row_labels import RowLabel, names_total, plain, read_labels
from extractor.checks.trials import Pattern, Trial, try_pattern

RULE = re.compile(
    r"第([一二三四五六七八九])项加第([一二三四五六七八九])项之和[,，]?等于第([一二三四五六七八九])项加第([一二三四五六七八九])项之和"
)
"""As the annual report on the disclosure of information prints it above the row labels."""
ITEM = re.compile(r"([一二三四五六七八九])、")
BALANCED = (("收入", "支出"), ("资产", "负债"))
"""What the left and the right half of a balanced account are."""
GRAND_TOTAL = re.compile(r"(收入|支出|资产)?总计|负债(和|及)\S*总计")


def stated_sums(ledger: Ledger) -> list[Trial]:
    """The sums that are stated, tried on the numbers."""
    return [*_printed_rules(ledger), *_balances(ledger)]


def _printed_rules(ledger: Ledger) -> Iterator[Trial]:
    """“第一项加第二项之和，等于第三项加第四项之和” in every column, an item of several rows by its total."""
    texts = (plain(cell.text) for cell in ledger.table.cells)
    rule = next((match for text in texts if (match := RULE.search("".join(text.split())))), None)
    if rule is None:
        return
    for half in ledger.halves:
        items = _items(ledger, half)
        rows = [items.get(number) for number in rule.groups()]
        first, second, third, fourth = rows
        if first is None or second is None or third is None or fourth is None:
            continue
        parts = ((third, 1), (fourth, 1), (second, -1))
        pattern = Pattern("rows", first, parts, "stated", stated=True, unit=ledger.unit)
        yield from (try_pattern(pattern, ledger.rows, column) for column in half.columns)


def _items(ledger: Ledger, half: Half) -> dict[str, int]:
    """The row of each item 一、 二、 …: its own, or of several the one that is labelled as their total."""
    end = half.stub.col + half.stub.columns
    labels = read_labels(ledger, half)
    items: dict[str, int] = {}
    for cell in ledger.table.cells:
        match = ITEM.match(plain(cell.text))
        if match and cell.row >= ledger.table.header_rows and half.stub.col <= cell.col < end:
            rows = range(cell.row, cell.row + cell.rowspan)
            totals = [one.row for one in labels if one.row in rows and one.is_total]
            if len(rows) == 1 or totals:
                items.setdefault(match.group(1), totals[-1] if totals else cell.row)
    return items


def _balances(ledger: Ledger) -> Iterator[Trial]:
    """The grand totals of two halves in one row: what comes in is what goes out."""
    halves = ledger.halves
    if len(halves) != 2 or not all(half.columns for half in halves) or not _is_account(ledger, halves):
        return
    left, right = ({one.row: one for one in read_labels(ledger, half)} for half in halves)
    for row in sorted(left.keys() & right.keys()):
        if _is_grand_total(left[row]) and _is_grand_total(right[row]):
            pattern = Pattern(
                "columns", halves[0].columns[0], ((halves[1].columns[0], 1),), "stated", stated=True, unit=ledger.unit
            )
            yield try_pattern(pattern, ledger.columns, row)


def _is_account(ledger: Ledger, halves: tuple[Half, ...]) -> bool:
    """Whether the labels of both halves are those of a balanced account."""
    texts = ["".join(plain(c.text) for c in ledger.table.cells if half.stub.col <= c.col < half.end) for half in halves]
    return any(one in texts[0] and other in texts[1] for one, other in BALANCED)


def _is_grand_total(label: RowLabel) -> bool:
    return names_total(label.text) and GRAND_TOTAL.fullmatch("".join(label.text.split())) is not None
