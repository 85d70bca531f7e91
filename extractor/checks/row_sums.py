"""Sums that the labels of rows suggest: parents of their parts, and rows 合计, 小计, Total of what stands around.

A row that was added up into another does not count again in the next sum, so that a total over subtotals, a total over
parents and a total over bare rows are found in the same way. Where labels have more than one reading, the numbers
choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from extractor.checks.ledger import Half, Ledger
from extractor.checks.row_labels import RowLabel, read_labels, signed
from extractor.checks.trials import Pattern, Trial, try_pattern

LONGEST_SEARCH = 20_000
"""Rows that the readings of one total may hold in all; beyond, only the nearest rows are tried."""
READABLE = 3.0
"""A reading is taken at once where its columns give so many decimal digits and none fails."""


def row_sums(ledger: Ledger) -> list[Trial]:
    """All supposed sums of rows, tried on every column of numbers."""
    found: list[Trial] = []
    for half in ledger.halves:
        labels = read_labels(ledger, half)
        if len(labels) > 1 and half.columns:
            found.extend(_RowSums(labels, half, ledger).trials())
    return found


Reading = tuple[tuple[tuple[int, int], ...], bool]
"""The rows of a total with their signs, and whether a span delimits them."""


class _RowSums:
    """The sums of one half; rows that were added up are kept from being added again."""

    def __init__(self, labels: Sequence[RowLabel], half: Half, ledger: Ledger) -> None:
        self._labels = labels
        self._half = half
        self._lines = ledger.rows
        self._unit = ledger.unit
        self._children: dict[int, list[RowLabel]] = {}
        for label in labels:
            if label.parent is not None and not label.is_total:
                self._children.setdefault(label.parent, []).append(label)
        self._codes = {label.row: label.code for label in labels}
        self._with_among = {row for row, parts in self._children.items() if any(one.is_among for one in parts)}
        self._added = {label.row for label in labels if label.parent in self._with_among or self._is_nested(label)}

    def _is_nested(self, label: RowLabel) -> bool:
        """Whether its code makes it a part of the row above it in the hierarchy."""
        above = self._codes.get(label.parent, "") if label.parent is not None else ""
        return bool(above) and label.code.startswith(above)

    def trials(self) -> Iterator[Trial]:
        yield from self._parents()
        for place, label in enumerate(self._labels):
            if label.is_total:
                yield from self._total(place, label)

    def _parents(self) -> Iterator[Trial]:
        """Each parent as the sum of its children; 其中 names some of the parts, not all."""
        for label in self._labels:
            children = self._children.get(label.row, [])
            if not children or label.row in self._with_among or label.is_total:
                continue
            nested = all(map(self._is_nested, children))
            family = "codes" if nested else f"levels {self._half.stub.col}"
            yield from self._best([(rows, False) for rows in signed(children)], label, family, nested=nested)

    def _total(self, place: int, label: RowLabel) -> list[Trial]:
        """The best reading of a row that is labelled as a total."""
        best = self._best(self._readings(place, label), label, f"totals {self._half.stub.col}")
        if any(trial.outcome == "holds" and trial.weight for trial in best):
            self._added.update(row for row, _ in best[0].pattern.parts)
        return best

    def _best(self, readings: Iterable[Reading], label: RowLabel, family: str, *, nested: bool = False) -> list[Trial]:
        """The trials of the reading that the numbers fit best; those of the first where they fit none."""
        best: list[Trial] = []
        for parts, bounded in readings:
            pattern = Pattern("rows", label.row, parts, family, bounded=bounded, nested=nested, unit=self._unit)
            trials = list(self._tried(pattern))
            if not best or (fit(trials) > max(fit(best), 0.0) and _may_have_signs(trials)):
                best = trials
            if fit(best) >= READABLE and not any(t.outcome in ("fails", "near") for t in best):
                break
        return best

    def _readings(self, place: int, label: RowLabel) -> Iterator[Reading]:
        """What the total may add up, likeliest first, each reading once."""
        seen: set[tuple[tuple[int, int], ...]] = set()
        for extent, bounded in self._extents(place, label):
            for rows in chain.from_iterable(map(signed, self._covers(extent))):
                if rows and rows not in seen:
                    seen.add(rows)
                    yield rows, bounded

    def _extents(self, place: int, label: RowLabel) -> Iterator[tuple[Sequence[RowLabel], bool]]:
        before, after = self._labels[:place], self._labels[place + 1 :]
        if label.block is not None:
            first, last = label.block
            yield [one for one in self._labels if first <= one.row <= last and one is not label], True
        last_total = next((i for i in range(place - 1, -1, -1) if before[i].is_total), -1)
        yield before[last_total + 1 :], False
        yield [one for one in before if one.parent == label.parent], False
        yield before[max(last_total, 0) :], False
        next_total = next((i for i, one in enumerate(after) if one.is_total), len(after))
        yield after[:next_total], False
        if len(self._labels) * sum(one.is_total for one in self._labels) <= LONGEST_SEARCH:
            yield before, False
            yield after, False

    def _covers(self, extent: Sequence[RowLabel]) -> Iterator[list[RowLabel]]:
        """The rows of `extent` that are added: those not added up yet; the top of the hierarchy; leaves; totals."""
        rows = {one.row for one in extent}
        yield [one for one in extent if one.row not in self._added]
        yield [one for one in extent if one.parent not in rows and not one.is_total]
        yield [one for one in extent if one.row not in self._children and not one.is_total]
        yield [one for one in extent if one.is_total]

    def _tried(self, pattern: Pattern) -> Iterator[Trial]:
        return (try_pattern(pattern, self._lines, column) for column in self._half.columns)


def _may_have_signs(trials: Sequence[Trial]) -> bool:
    """Whether nothing is subtracted, or a sum holds so: among so many readings one slip away is one by chance."""
    subtracts = any(sign < 0 for trial in trials[:1] for _, sign in trial.pattern.parts)
    return not subtracts or any(trial.outcome == "holds" and trial.weight for trial in trials)


def fit(trials: Sequence[Trial]) -> float:
    """How well a reading fits: what holds speaks for it; a slip is a lesser failure."""
    holding = sum(trial.weight for trial in trials if trial.outcome == "holds")
    slips = sum(trial.weight for trial in trials if trial.outcome == "near")
    return holding + slips / 2 - sum(trial.outcome == "fails" for trial in trials)
