"""What the relations of a table mean for its cells: what they prove, what they put in doubt, what would mend it."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.checks.culprits import Mismatch, find_mismatches
from extractor.checks.ledger import SCANNED, Ledger, open_ledger
from extractor.checks.relations import find_relations
from extractor.checks.repairs import Repairs, gather_by_place, mended
from extractor.checks.sum_findings import SumFindings, Verdict
from extractor.checks.trials import Place, Trial, is_missed_alike, moves_point
from extractor.checks.unread_operands import unread_operands
from extractor.document import Cell, Finding, Relation, RelationResult, Table
from extractor.facts import CellStatus


def check_sums(table: Table) -> tuple[Table, tuple[Finding, ...]]:
    """`table` with its relations and what they say of its cells, and a finding for each reason that one fails."""
    ledger = open_ledger(table)
    relations = find_relations(ledger)
    if not relations:
        return table, ()
    cells = ledger.cells
    repairs = Repairs(ledger, gather_by_place(relations))
    mended_by = dict(mended(find_mismatches(relations, ledger), repairs))
    mismatches = list(mended_by)
    uncertain = {trial for one in mismatches if _rests_on_suspects(one, cells) for trial in one.trials}
    new = [one for one in mismatches if not _rests_on_suspects(one, cells)]
    verdicts = {one: _verdict(one, ledger, cells, table) for one in mismatches}
    blamed = {place for one in new for place in one.culprits if _is_blamed(cells[place], verdicts[one], table)}
    believed = {place for one in new for place in one.culprits if _is_believed(place, one, ledger, cells)}
    doubted = blamed - believed
    unread = unread_operands(table, relations, repairs)
    doubted |= {(ref.row, ref.col) for finding in unread for ref in finding.cells}
    proven = _proven(relations)
    judged = tuple(_judged(cell, proven, doubted, believed) for cell in table.cells)
    made = SumFindings(table, ledger)
    # Nothing to say where the cells are in doubt already and nothing better is known of them.
    told = (one for one in mismatches if mended_by[one] is not None or not _rests_on_suspects(one, cells))
    findings = (*(made.about(one, verdicts[one], mended_by[one]) for one in told), *unread)
    found = tuple(_relation(trial, ledger, is_uncertain=trial in uncertain) for trial in relations)
    return table.model_copy(update={"cells": judged, "relations": found}), findings


def _is_scanned(cell: Cell, table: Table) -> bool:
    """Whether a cell was read from a picture; a blank one, whether any of its table was."""
    if cell.source == "none":
        return any(other.source in SCANNED for other in table.cells)
    return cell.source in SCANNED


def _verdict(mismatch: Mismatch, ledger: Ledger, cells: dict[Place, Cell], table: Table) -> Verdict:
    if _moved_point(mismatch, ledger):
        return "point"
    if all(_is_believed(place, mismatch, ledger, cells) for place in mismatch.culprits):
        return "believed"
    return "open" if any(_is_scanned(cells[place], table) for place in mismatch.culprits) else "source"


def _is_blamed(cell: Cell, verdict: Verdict, table: Table) -> bool:
    """Whether a culprit is to be doubted: read from a picture, or with the right digits and a wrong point."""
    return verdict == "point" or _is_scanned(cell, table)


def _moved_point(mismatch: Mismatch, ledger: Ledger) -> bool:
    """Whether the only culprit has the right digits: its point parts thousands, or was lost."""
    change = mismatch.wanted_change()
    return change is not None and all(moves_point(ledger.at(place), change) for place in mismatch.culprits)


def _proven(relations: Sequence[Trial]) -> set[Place]:
    """The cells of sums that hold to the last digit.

    A sum that fails shows that there are wrong digits; its cells are proven by none.
    """
    failing = {place for trial in relations if trial.fails for place in trial.places}
    return {place for trial in relations if trial.proves for place in trial.places} - failing


def _is_believed(place: Place, mismatch: Mismatch, ledger: Ledger, cells: dict[Place, Cell]) -> bool:
    """Whether a number that two readers have read alike stands against a sum: reports have wrong sums more often.

    Not where sums that cross point at it alone, nor where a slip that both readers would make explains them.
    """
    if cells[place].status != "verified" or (len(mismatch.culprits) == 1 and len(mismatch.trials) > 1):
        return False
    entry = ledger.at(place)
    trials = [trial for trial in mismatch.trials if place in trial.places]
    return all(t.pattern.kind == "sum" and not is_missed_alike(entry, t.change_at(place)) for t in trials)


def _judged(cell: Cell, proven: set[Place], doubted: set[Place], believed: set[Place]) -> Cell:
    status: CellStatus = cell.status
    if cell.is_settled or status == "repaired":
        return cell
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
