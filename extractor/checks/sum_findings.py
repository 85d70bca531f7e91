"""What a failing relation is said to be: a finding with both sides, each operand by name, value and cell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from extractor.checks.culprits import Mismatch
from extractor.checks.ledger import Ledger
from extractor.checks.repairs import Repair
from extractor.checks.trials import Place, Trial
from extractor.document import Finding, Table
from extractor.facts import CellText, Side
from extractor.findings import new_finding
from extractor.places import CellRef

SHOWN = 6
"""Rows or columns that a message lists; of more it says the first and the last."""

Verdict = Literal["open", "point", "believed", "source"]
"""What is to blame: nobody knows, a decimal point, or the source: as two readers agree, or as it is digital."""


class SumFindings:
    """Makes the findings about the sums of one table."""

    def __init__(self, table: Table, ledger: Ledger) -> None:
        self._table = table
        self._ledger = ledger

    def about(self, mismatch: Mismatch, verdict: Verdict, repair: Repair | None) -> Finding:
        """The finding that names the culprits of `mismatch`, and what would mend it."""
        trial = mismatch.trials[0]
        changes = repair.texts if repair is not None else ()
        places = sorted(mismatch.culprits)
        first = self._ledger.cells[places[0]]
        return new_finding(
            "sum.mismatch",
            self._params(mismatch, verdict),
            cells=tuple(map(self._ref, places)),
            sides=tuple(self._sides(trial)),
            region=first.regions[0] if first.regions else None,
            expected=self._ledger.printed(trial.right),
            found=self._ledger.printed(trial.left),
            suggestion=" | ".join(text for _, text in changes) if changes else None,
            changes=tuple(CellText(cell=self._ref(place), text=text) for place, text in changes),
        )

    def _params(self, mismatch: Mismatch, verdict: Verdict) -> dict[str, str]:
        trial = mismatch.trials[0]
        numbers = [line + 1 for line, _ in trial.pattern.parts]
        lines = trial.pattern.axis if len(numbers) > 1 else trial.pattern.axis.removesuffix("s")
        more = len(mismatch.trials) - 1
        return {
            "table": self._table.id,
            "relation": "change" if trial.pattern.kind == "change" else lines,
            "crossing": str(trial.crossing + 1),
            "total": str(trial.pattern.total + 1),
            "parts": ", ".join(map(str, numbers)) if len(numbers) <= SHOWN else f"{numbers[0]}–{numbers[-1]}",
            "left": self._ledger.printed(trial.left),
            "right": self._ledger.printed(trial.right),
            "others": "none" if not more else "one" if more == 1 else "many",
            "more": str(more),
            "verdict": verdict,
            "repair": "none",
        }

    def _sides(self, trial: Trial) -> Iterator[Side]:
        """The total, then its parts with their signs; of a rate of change the two numbers as printed."""
        is_sum = trial.pattern.kind == "sum"
        yield self._side("left", trial.total, 1)
        for place, sign in trial.parts:
            yield self._side("right", place, sign if is_sum else 1)

    def _side(self, side: Literal["left", "right"], place: Place, sign: int) -> Side:
        entry, cell = self._ledger.at(place), self._ledger.cells.get(place)
        return Side(
            side=side,
            name=self._name(place),
            value=None if entry.amount is None else self._ledger.printed(sign * entry.amount, entry.place),
            cell=self._ref(place),
            region=cell.regions[0] if cell is not None and cell.regions else None,
        )

    def _name(self, place: Place) -> str:
        """The labels of the row and of the column."""
        row, col = place
        paths = (self._row_paths(col)[row], self._ledger.paths[col])
        return " · ".join("/".join(path) for path in paths if path)

    def _row_paths(self, col: int) -> list[tuple[str, ...]]:
        stub = self._table.stub_of(col)
        key = stub.col if stub is not None else -1
        if key not in self._paths_by_stub:
            self._paths_by_stub[key] = self._table.row_paths(col)
        return self._paths_by_stub[key]

    @cached_property
    def _paths_by_stub(self) -> dict[int, list[tuple[str, ...]]]:
        return {}

    def _ref(self, place: Place) -> CellRef:
        row, col = place
        return CellRef(table=self._table.id, row=row, col=col)
