"""Equations of the model that fail: a finding for each, and what it means for the cells.

A relation that the table itself shows and the model states too is one equation: the finding speaks in the model's names
and keeps what the search for sums found out about it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.document import Document, Finding, Relation, Table
from extractor.facts import CellStatus
from extractor.findings import new_finding
from extractor.places import CellRef
from extractor.reports.equations import Evaluated
from extractor.reports.located import Located, Place
from extractor.reports.operands import sides

SCANNED = ("ocr", "mixed")
DISCOVERED = "sum.mismatch"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What failing equations give.

    Attributes:
        findings: One for each equation that fails, unless a finding that stays speaks of it already.
        settled: Findings of the search for sums that say the same, and are to go.
        statuses: Of cells that change theirs.
    """

    findings: tuple[Finding, ...]
    settled: frozenset[int]
    statuses: Mapping[Place, CellStatus]


def judge(document: Document, evaluated: Sequence[Evaluated]) -> Verdict:
    """What the failing ones of the `evaluated` equations mean for `document`."""
    failing = [one for one in evaluated if one.check.result == "fail"]
    discovered = _Discovered(document, {_numbers(one) for one in failing}, _stated_sums(evaluated))
    passing = {place for one in evaluated if one.check.result == "pass" for place in _places(one.operands)}
    times = Counter(place for one in failing for place in set(_places(one.operands)))
    findings, statuses = [], dict[Place, CellStatus]()
    for one in failing:
        numbers = _numbers(one)
        if discovered.is_said(numbers):
            continue
        known = discovered.settled_for(numbers)
        blamed = [_place(ref) for ref in known.cells] if known else _culprits(one, passing, times)
        findings.append(_finding(one, blamed, known))
        if known is None:
            statuses.update(_statuses(one, blamed))
    return Verdict(tuple(findings), discovered.settled, statuses)


class _Discovered:
    """The findings of the search for sums, by the cells of the relations that they stand for."""

    def __init__(
        self, document: Document, stated: set[frozenset[Place]], sums: list[tuple[Place, frozenset[Place]]]
    ) -> None:
        tables = {table.id: table for table in document.tables}
        self._settled: dict[frozenset[Place], Finding] = {}
        self._said: set[frozenset[Place]] = set()
        numbers: set[int] = set()
        for i, one in enumerate(document.findings):
            if one.code != DISCOVERED or not one.cells or one.cells[0].table not in tables:
                continue
            table = tables[one.cells[0].table]
            relations = _relations_of(one, table)
            if relations and all(_adds_too_much(relation, table, sums) for relation in _failing(one, table)):
                numbers.add(i)
            elif relations and relations <= stated:
                numbers.add(i)
                self._settled.update(dict.fromkeys(relations, one))
            else:
                self._said |= relations
        self.settled = frozenset(numbers)

    def settled_for(self, numbers: frozenset[Place]) -> Finding | None:
        """The finding about these cells that the model's own replaces."""
        return self._settled.get(numbers)

    def is_said(self, numbers: frozenset[Place]) -> bool:
        """Whether a finding that stays speaks of the same relation."""
        return numbers in self._said and numbers not in self._settled


def _relations_of(one: Finding, table: Table) -> set[frozenset[Place]]:
    """The failing relations that the cells of a finding share, by their cells with numbers."""
    cells = {(cell.row, cell.col): cell for cell in table.cells}
    found = set()
    for relation in _failing(one, table):
        places = _relation_places(relation)
        numbered = (p for p in places if (value := cells[p].value) is not None and value.number is not None)
        found.add(frozenset((table.id, row, col) for row, col in numbered))
    return found


def _failing(one: Finding, table: Table) -> list[Relation]:
    """The relations of a table that fail and hold all cells of a finding."""
    culprits = {(ref.row, ref.col) for ref in one.cells}
    return [one for one in table.relations if one.result == "fail" and culprits <= _relation_places(one)]


def _adds_too_much(relation: Relation, table: Table, sums: Iterable[tuple[Place, frozenset[Place]]]) -> bool:
    """Whether the model has a sum for the total that holds, whose parts are some of those of the relation."""
    parts = {(table.id, row, col) for row, col, _ in relation.parts}
    return any(total == (table.id, *relation.total) and stated <= parts for total, stated in sums)


def _stated_sums(evaluated: Iterable[Evaluated]) -> list[tuple[Place, frozenset[Place]]]:
    """Total and parts of the sums of the model that hold."""
    holding = (one for one in evaluated if one.check.result == "pass" and one.instance.equation.comparator == "=")
    sides = (pair for one in holding for pair in ((one.left, one.right), (one.right, one.left)))
    totals = ((_places(total), frozenset(_places(parts))) for total, parts in sides if len(total) == 1 and parts)
    return [(total[0], parts) for total, parts in totals if total and parts]


def _relation_places(relation: Relation) -> set[tuple[int, int]]:
    return {relation.total, *((row, col) for row, col, _ in relation.parts)}


def _numbers(one: Evaluated) -> frozenset[Place]:
    return frozenset(_places(one.operands))


def _places(operands: Iterable[Located]) -> list[Place]:
    return [operand.place for operand in operands if operand.place is not None and operand.number is not None]


def _place(ref: CellRef) -> Place:
    return ref.table, ref.row, ref.col


def _culprits(one: Evaluated, passing: set[Place], times: Counter[Place]) -> list[Place]:
    """The cells where most failing equations cross, and that none which holds bears out."""
    places = list(dict.fromkeys(_places(one.operands)))
    doubted = [place for place in places if place not in passing] or places
    most = max((times[place] for place in doubted), default=0)
    return [place for place in doubted if times[place] == most]


def _finding(one: Evaluated, blamed: Sequence[Place], known: Finding | None) -> Finding:
    check, rule = one.check, one.instance.rule
    params = {
        "rule": f"{check.id} {rule.name}" if rule.name else check.id,
        "left": one.left_text,
        "right": one.right_text,
        "expression": check.expression,
        "verdict": _verdict(one, blamed),
    }
    places: dict[str, Any] = {
        "severity": rule.severity,
        "cells": tuple(CellRef(table=table, row=row, col=col) for table, row, col in blamed),
        "region": known.region if known else next((o.region for o in one.operands if o.place in set(blamed)), None),
        "sides": sides(one.left, one.right),
        "expected": one.left_text,
        "found": one.right_text,
        "suggestion": known.suggestion if known else None,
        "changes": known.changes if known else (),
    }
    if any(operand.source == "text" for operand in one.operands):
        return new_finding("report.text_mismatch", params, **places)
    return new_finding("report.mismatch", params, **places)


def _verdict(one: Evaluated, blamed: Sequence[Place]) -> str:
    cells = [operand.cell for operand in one.operands if operand.place in set(blamed) and operand.cell is not None]
    if not any(cell.source in SCANNED for cell in cells):
        return "source"
    return "believed" if all(cell.reading == "verified" for cell in cells) else "open"


def _statuses(one: Evaluated, blamed: Sequence[Place]) -> dict[Place, CellStatus]:
    """Numbers of a text layer stay as they are; those that two readers of a scan agree on are no longer proven."""
    changed: dict[Place, CellStatus] = {}
    for operand in one.operands:
        cell = operand.cell
        if cell is None or operand.place is None or operand.place not in blamed or cell.source not in SCANNED:
            continue
        if cell.status in ("verified", "read"):
            changed[operand.place] = "read" if cell.reading == "verified" else "suspect"
    return changed
