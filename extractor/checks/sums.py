"""What the relations of a table mean for its cells: what they prove, what they put in doubt, what would mend it."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.checks.culprits import Mismatch, find_mismatches
from extractor.checks.ledger import Ledger, open_ledger
from extractor.checks.relations import find_relations
from extractor.checks.trials import Place, Trial, is_missed_alike, is_one_slip, moves_point
from extractor.checks.unread_operands import SCANNED, unread_operands
from extractor.document import Cell, Finding, Relation, RelationResult, Table
from extractor.facts import CellStatus
from extractor.places import CellRef

PROOF = 1.3
"""Decimal digits by which a sum must surpass chance to prove its numbers: a wrong one passes once in twenty tables."""
SHOWN = 6
"""Rows or columns that a message lists; of more it says how many."""


def check_sums(table: Table) -> tuple[Table, tuple[Finding, ...]]:
    """`table` with its relations and what they say of its cells, and a finding for each reason that one fails."""
    ledger = open_ledger(table)
    relations = find_relations(ledger)
    if not relations:
        return table, ()
    cells = {(cell.row, cell.col): cell for cell in table.cells}
    mismatches = find_mismatches(relations, ledger)
    uncertain = {trial for one in mismatches if _rests_on_suspects(one, cells) for trial in one.trials}
    new = [one for one in mismatches if not _rests_on_suspects(one, cells)]
    blamed = {
        place for one in new for place in one.culprits if _is_scanned(cells[place], table) or _moved_point(one, ledger)
    }
    believed = {place for one in new for place in one.culprits if _is_believed(place, one, ledger, cells)}
    doubted = blamed - believed
    unread = unread_operands(table, relations)
    doubted |= {(ref.row, ref.col) for finding in unread for ref in finding.cells}
    proven = _proven(relations)
    judged = tuple(_judged(cell, proven, doubted, believed) for cell in table.cells)
    mismatched = (_finding(table, one, ledger, cells) for one in mismatches)
    findings = (*(finding for finding in mismatched if finding is not None), *unread)
    found = tuple(_relation(trial, ledger, is_uncertain=trial in uncertain) for trial in relations)
    return table.model_copy(update={"cells": judged, "relations": found}), findings


def _is_scanned(cell: Cell, table: Table) -> bool:
    """Whether a cell was read from a picture; a blank one, whether any of its table was."""
    if cell.source == "none":
        return any(other.source in SCANNED for other in table.cells)
    return cell.source in SCANNED


def _moved_point(mismatch: Mismatch, ledger: Ledger) -> bool:
    """Whether the only culprit has the right digits: its point parts thousands, or was lost."""
    change = mismatch.wanted_change()
    return change is not None and all(moves_point(ledger.rows[r][c], change) for r, c in mismatch.culprits)


def _proven(relations: Sequence[Trial]) -> set[Place]:
    """The cells of sums that hold to the last digit: a wrong digit would take a second one that hides it.

    A sum that fails shows that there are wrong digits; its cells are proven by none.
    """
    strong = (
        trial
        for trial in relations
        if trial.outcome == "holds"
        and trial.pattern.kind == "sum"
        and trial.is_exact
        and trial.summands > 1
        and trial.weight >= PROOF
    )
    failing = {place for trial in relations if trial.fails for place in trial.places}
    return {place for trial in strong for place in trial.places} - failing


def _is_believed(place: Place, mismatch: Mismatch, ledger: Ledger, cells: dict[Place, Cell]) -> bool:
    """Whether a number that two readers have read alike stands against a sum: reports have wrong sums more often.

    Not where sums that cross point at it alone, nor where a slip that both readers would make explains them.
    """
    if cells[place].status != "verified" or (len(mismatch.culprits) == 1 and len(mismatch.trials) > 1):
        return False
    entry = ledger.rows[place[0]][place[1]]
    trials = [trial for trial in mismatch.trials if place in trial.places]
    return all(t.pattern.kind == "sum" and not is_missed_alike(entry, t.change_at(place)) for t in trials)


def _judged(cell: Cell, proven: set[Place], doubted: set[Place], believed: set[Place]) -> Cell:
    status: CellStatus = cell.status
    if (cell.row, cell.col) in doubted:
        status = "suspect"
    elif (cell.row, cell.col) in believed:
        status = "read"
    elif (cell.row, cell.col) in proven and cell.status == "read" and cell.value is not None and cell.value.number:
        status = "verified"
    return cell if status == cell.status else cell.model_copy(update={"status": status})


def _rests_on_suspects(mismatch: Mismatch, cells: dict[Place, Cell]) -> bool:
    """Whether cells that were in doubt before are among those to blame."""
    return any(cells[place].status == "suspect" for place in mismatch.culprits)


def _relation(trial: Trial, ledger: Ledger, *, is_uncertain: bool) -> Relation:
    known = trial.outcome != "open"
    result: RelationResult = (
        "pass" if trial.outcome == "holds" else "fail" if known and not is_uncertain else "uncertain"
    )
    return Relation(
        kind=trial.pattern.kind,
        result=result,
        total=trial.total,
        parts=tuple((row, col, sign) for (row, col), sign in trial.parts),
        left=ledger.printed(trial.left) if known else None,
        right=ledger.printed(trial.right) if known else None,
        tolerance=ledger.printed(trial.slack),
    )


def _finding(table: Table, mismatch: Mismatch, ledger: Ledger, cells: dict[Place, Cell]) -> Finding | None:
    """What to look at; nothing where the cells are in doubt already and nothing better is known of them."""
    suggestion = _suggestion(mismatch, ledger, cells)
    if _rests_on_suspects(mismatch, cells) and suggestion is None:
        return None
    trial = mismatch.trials[0]
    places = sorted(mismatch.culprits)
    first = cells[places[0]]
    return Finding(
        code="sum.mismatch",
        severity="warning",
        message=f"table {table.id}, {_sentence(mismatch, ledger)}{_verdict(mismatch, ledger, cells, table)}",
        cells=tuple(CellRef(table=table.id, row=row, col=col) for row, col in places),
        region=first.regions[0] if first.regions else None,
        expected=ledger.printed(trial.right),
        found=ledger.printed(trial.left),
        suggestion=suggestion,
    )


def _sentence(mismatch: Mismatch, ledger: Ledger) -> str:
    trial = mismatch.trials[0]
    lines, crossing = ("row", "column") if trial.pattern.axis == "rows" else ("column", "row")
    numbers = [line + 1 for line, _ in trial.pattern.parts]
    listed = ", ".join(map(str, numbers)) if len(numbers) <= SHOWN else f"{numbers[0]} to {numbers[-1]}"
    many = "s" if len(numbers) > 1 else ""
    gives = ("change by" if trial.pattern.kind == "change" else "give") + ("" if many else "s")
    more = len(mismatch.trials) - 1
    others = f" (and {more} more {'relation fails' if more == 1 else 'relations fail'} with it)" if more else ""
    return (
        f"{crossing} {trial.crossing + 1}: {lines} {trial.pattern.total + 1} says {ledger.printed(trial.left)}, "
        f"but {lines}{many} {listed} {gives} {ledger.printed(trial.right)}{others}"
    )


def _verdict(mismatch: Mismatch, ledger: Ledger, cells: dict[Place, Cell], table: Table) -> str:
    if _moved_point(mismatch, ledger):
        return "; its decimal point may be none"
    if all(_is_believed(place, mismatch, ledger, cells) for place in mismatch.culprits):
        return "; both readers agree on the numbers: the source itself may be inconsistent"
    is_scanned = any(_is_scanned(cells[place], table) for place in mismatch.culprits)
    return "" if is_scanned else "; the source itself is inconsistent"


def _suggestion(mismatch: Mismatch, ledger: Ledger, cells: dict[Place, Cell]) -> str | None:
    """A reading of the only culprit that closes all of its sums: one of its own, or one that crossing sums agree on."""
    change = mismatch.wanted_change()
    if change is None:
        return None
    ((row, col),) = mismatch.culprits
    cell, entry = cells[row, col], ledger.rows[row][col]
    if not entry.holds_number or entry.amount is None or change % entry.place:
        return None
    if _moved_point(mismatch, ledger):
        return ledger.printed(entry.amount + change)
    if cell.source not in SCANNED:
        return None
    offered = ledger.alternative((row, col), change)
    if offered is not None:
        return offered
    is_agreed = len(mismatch.trials) > 1 and is_one_slip(entry, change)
    return ledger.printed(entry.amount + change, entry.place) if is_agreed else None
