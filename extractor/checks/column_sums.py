"""Sums that the column header suggests: columns 合计, 小计, Total of those beside them or under the same label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.checks.ledger import Half, Ledger
from extractor.checks.row_labels import AMONG, names_total, plain
from extractor.checks.row_sums import fit
from extractor.checks.trials import Pattern, Trial, try_pattern

TRIED = 40
"""Rows on which a reading is judged, before it is tried on all."""


@dataclass(frozen=True, slots=True)
class ColumnLabel:
    """The header cells above a column of numbers, from the top.

    Attributes:
        cells: Place and label of each.
        kind: The lowest label, where columns of several kinds (预算数, 决算数) alternate under those above; else "".
    """

    col: int
    cells: tuple[tuple[tuple[int, int], str], ...]
    kind: str = ""

    @property
    def is_total(self) -> bool:
        """Whether one of its labels names a sum."""
        return any(names_total(text) for _, text in self.cells)

    @property
    def is_among(self) -> bool:
        """Whether a label says that it is a part of the column before."""
        return any(AMONG.match(text) for _, text in self.cells)

    @property
    def total_depth(self) -> int:
        """How many labels stand above the one that names a sum."""
        return max(i for i, (_, text) in enumerate(self.cells) if names_total(text))

    def above(self) -> tuple[int, int] | None:
        """The cell above the label that names a sum; None at the top."""
        depth = self.total_depth
        return self.cells[depth - 1][0] if depth else None

    def is_under(self, place: tuple[int, int] | None) -> bool:
        """Whether the header cell at `place` spans the column."""
        return place is None or any(place == own for own, _ in self.cells)


def column_sums(ledger: Ledger) -> list[Trial]:
    """All supposed sums of columns, tried on every row below the header."""
    found: list[Trial] = []
    lines = ledger.columns
    for half in ledger.halves:
        labels = _labels(ledger, half)
        added = {label.col for label in labels if label.is_among}
        totals = [label for label in labels if label.is_total]
        # The innermost first: a subtotal stands for its parts in the sums around it.
        for label in sorted(totals, key=lambda one: -one.total_depth):
            best = _best_reading(label, labels, added, ledger, half.stub.col)
            if best is not None:
                trials = [try_pattern(best, lines, row) for row in ledger.body]
                if any(trial.outcome == "holds" and trial.weight for trial in trials):
                    added.update(col for col, _ in best.parts)
                found.extend(trials)
    return found


def _labels(ledger: Ledger, half: Half) -> list[ColumnLabel]:
    labels = []
    for col in half.columns:
        cells = {(row[col].row, row[col].col): row[col] for row in ledger.header if row[col].text}
        kind = ""
        if len(cells) > 1:
            *_, upper, lower = cells.values()
            kind = plain(lower.text) if names_total(plain(upper.text)) and upper.colspan > 1 else ""
        labels.append(ColumnLabel(col, tuple((place, plain(cell.text)) for place, cell in cells.items()), kind))
    return labels


def _best_reading(
    total: ColumnLabel,
    labels: Sequence[ColumnLabel],
    added: set[int],
    ledger: Ledger,
    stub: int,
) -> Pattern | None:
    """The columns that the numbers say are added up in `total`; None where no others are beside it."""
    best: tuple[float, Pattern] | None = None
    for parts, bounded in _readings(total, labels, added):
        columns = tuple((part.col, 1) for part in parts)
        pattern = Pattern("columns", total.col, columns, f"columns {stub}", bounded=bounded, unit=ledger.unit)
        fits = fit([try_pattern(pattern, ledger.columns, row) for row in ledger.body[:TRIED]])
        if best is None or fits > max(best[0], 0.0):
            best = (fits, pattern)
    return best[1] if best else None


def _readings(
    total: ColumnLabel, labels: Sequence[ColumnLabel], added: set[int]
) -> Iterator[tuple[list[ColumnLabel], bool]]:
    """What the total may add up, likeliest first: under the same label, then at its right, its left, all others.

    With each reading whether a header cell delimits it.
    """
    seen: set[tuple[int, ...]] = set()
    alike = [one for one in labels if one is not total and _is_same_kind(one, total)]
    left = [one for one in alike if one.col < total.col]
    right = [one for one in alike if one.col > total.col]
    siblings = [one for one in alike if one.is_under(total.above())]
    others = (_until_total(right), _until_total(left[::-1]), right, left, alike)
    for extent, bounded in ((siblings, total.above() is not None), *((other, False) for other in others)):
        for parts in ([one for one in extent if one.col not in added], [one for one in extent if not one.is_total]):
            columns = tuple(sorted(part.col for part in parts))
            if columns and columns not in seen:
                seen.add(columns)
                yield parts, bounded


def _is_same_kind(one: ColumnLabel, total: ColumnLabel) -> bool:
    return not total.kind or (bool(one.cells) and one.cells[-1][1] == total.kind)


def _until_total(labels: Sequence[ColumnLabel]) -> list[ColumnLabel]:
    """The first of `labels`, up to the next that names a sum."""
    end = next((i for i, one in enumerate(labels) if one.is_total), len(labels))
    return list(labels[:end])
