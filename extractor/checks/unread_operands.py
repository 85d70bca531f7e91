"""Texts where a sum of a table needs a number: most are numbers with a letter or a separator misread, or a speck."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from extractor.checks.ledger import SCANNED, Ledger, digits_of
from extractor.checks.repairs import CUT, MINUS_SIGNS, Repairs, rewritten
from extractor.checks.trials import Place, Trial
from extractor.document import Cell, Finding, Table
from extractor.facts import CellText
from extractor.findings import cell_finding
from extractor.places import CellRef

REST = re.compile(r"0\d+")
"""No number, but what is left of one that was cut over two cells: 106 as 1 | 06."""
LIKE_DIGITS = str.maketrans("OoQDlIi|!ZzASsGbBgq", "0000111112245566899")
"""Letters and signs that are read for digits, and these digits."""


def unread_operands(table: Table, relations: Sequence[Trial], repairs: Repairs) -> tuple[Finding, ...]:
    """A finding for every text read by OCR that holds a digit and is an operand of a sum.

    With it the number that its sums ask for, where the text may be just that; of a cell that is in doubt already only
    then.
    """
    operands = {place for trial in relations if trial.outcome == "open" for place in trial.places}
    return tuple(_findings(table, sorted(operands), repairs))


def _findings(table: Table, operands: Iterable[Place], repairs: Repairs) -> Iterator[Finding]:
    for place in operands:
        cell = repairs.ledger.cells.get(place)
        if cell is None or cell.is_settled or not _is_text(cell):
            continue
        meant = _meant(cell, place, repairs)
        begun = _begun_in(cell, repairs.ledger)
        if meant is not None or begun or (cell.status != "suspect" and any(c.isdigit() for c in cell.text)):
            yield _finding(table, (cell, *begun), meant)


def _begun_in(cell: Cell, ledger: Ledger) -> tuple[Cell, ...]:
    """The cell at the left, where the text may be the rest of the number there."""
    left = ledger.cells.get((cell.row, cell.col - 1))
    return (left,) if left is not None and REST.fullmatch(cell.text) and CUT.fullmatch(left.text) else ()


def _is_text(cell: Cell) -> bool:
    return cell.source in SCANNED and cell.value is not None and cell.value.kind == "text"


def _meant(cell: Cell, place: Place, repairs: Repairs) -> str | None:
    """The number that closes all sums of the cell, if one of its readings has the same digits; None if not."""
    wanted = {_wanted(trial, place, repairs.ledger) for trial in repairs.by_place[place] if trial.pattern.kind == "sum"}
    amount = wanted.pop() if len(wanted) == 1 else None
    if amount is None:
        return None
    printed = repairs.printed(place, amount)
    readings = (text.translate(LIKE_DIGITS) for text in (*cell.alternatives, cell.text))
    is_read = any(digits_of(text) == digits_of(printed) and _has_sign_of(text, amount) for text in readings)
    return rewritten("0", printed, thousands=repairs.has_commas(place)) if is_read else None


def _wanted(trial: Trial, place: Place, ledger: Ledger) -> int | None:
    """The number with which a sum holds whose other operands are known; None where another one is missing too."""
    others = [(ledger.at(other), sign) for other, sign in ((trial.total, -1), *trial.parts) if other != place]
    if any(entry.amount is None or entry.is_percent for entry, _ in others):
        return None
    rest = sum(sign * (entry.amount or 0) for entry, sign in others)
    return rest if place == trial.total else -dict(trial.parts)[place] * rest


def _has_sign_of(text: str, amount: int) -> bool:
    return any(sign in text for sign in MINUS_SIGNS) == (amount < 0)


def _finding(table: Table, cells: Sequence[Cell], meant: str | None) -> Finding:
    """The finding about the first of `cells`, which puts them all in doubt."""
    cell, refs = cells[0], tuple(CellRef(table=table.id, row=c.row, col=c.col) for c in cells)
    finding = cell_finding(
        "number.odd_text",
        table,
        cell,
        {"what": "operand", "text": cell.text, "repair": "none"},
        found=cell.text,
        suggestion=meant,
    )
    changes = (CellText(cell=refs[0], text=meant),) if meant is not None else ()
    return finding.model_copy(update={"cells": refs, "changes": changes})
