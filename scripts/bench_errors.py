"""The figures the project steers by: numbers that are wrong and not flagged, and how many are flagged.

Tables are paired as the scorer pairs them. A cell is *numeric* where the scorer's NUMBER matches its whole text. The
predicted cell *at a place* is the one that covers the top-left position of the truth cell.

silent
    Numeric truth cells at whose place stands a predicted cell with another text (a blank one too) that is not suspect;
    and predicted numeric cells, not suspect, that start where the truth has no number.
missed
    Numeric truth cells with no predicted cell at their place: their table was not found, or lacks that row or column.
    A number that is not there is noticed; it is counted apart from the silent errors.
caught
    Numeric truth cells whose predicted cell has another text and is suspect.
silent error rate
    silent / numeric truth cells.
review load
    suspect numeric predicted cells / numeric predicted cells, over all predicted tables.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any

Place = tuple[int, int]


@dataclass(frozen=True)
class Errors:
    """Counts of cells; those of several documents can be added."""

    numeric: int = 0
    silent: int = 0
    missed: int = 0
    caught: int = 0
    predicted: int = 0
    suspect: int = 0

    def __add__(self, other: Errors) -> Errors:
        return Errors(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def silent_rate(self) -> float | None:
        """Silent errors per numeric truth cell; None where there are none."""
        return self.silent / self.numeric if self.numeric else None

    @property
    def review_load(self) -> float | None:
        """Share of the predicted numeric cells that are flagged; None where there are none."""
        return self.suspect / self.predicted if self.predicted else None


def count_errors(
    score: Any, truth: Sequence[Any], predicted: Sequence[Any], suspects: Sequence[Collection[Place]]
) -> Errors:
    """The errors in `predicted` tables, for each of which `suspects` has the places of the flagged cells.

    `score` is the scorer's module; the tables are its own.
    """
    total = Errors()
    for table, places in zip(predicted, suspects, strict=True):
        numbers = [cell for cell in table.cells if _is_number(score, cell)]
        flagged = sum((cell.row, cell.col) in places for cell in numbers)
        total += Errors(predicted=len(numbers), suspect=flagged)
    for table, partner in zip(truth, score.match(truth, predicted), strict=True):
        numbers = [cell for cell in table.cells if _is_number(score, cell)]
        if partner is None:
            total += Errors(numeric=len(numbers), missed=len(numbers))
        else:
            total += _compare(score, table, predicted[partner], suspects[partner])
    return total


def _is_number(score: Any, cell: Any) -> bool:
    return score.NUMBER.fullmatch(cell.text) is not None


def _covering(table: Any) -> dict[Place, Any]:
    return {
        (row, col): cell
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    }


def _compare(score: Any, truth: Any, predicted: Any, suspects: Collection[Place]) -> Errors:
    found, wanted = _covering(predicted), _covering(truth)
    counts = dict.fromkeys(("numeric", "silent", "missed", "caught"), 0)
    for cell in (c for c in truth.cells if _is_number(score, c)):
        counts["numeric"] += 1
        there = found.get((cell.row, cell.col))
        if there is None:
            counts["missed"] += 1
        elif there.text != cell.text:
            counts["caught" if (there.row, there.col) in suspects else "silent"] += 1
    for cell in (c for c in predicted.cells if _is_number(score, c)):
        there = wanted.get((cell.row, cell.col))
        if (there is None or not _is_number(score, there)) and (cell.row, cell.col) not in suspects:
            counts["silent"] += 1
    return Errors(**counts)
