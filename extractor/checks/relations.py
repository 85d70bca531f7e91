"""The relations between the numbers of a table: supposed from labels, kept where the numbers confirm them."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.checks.changes import changes
from extractor.checks.column_sums import column_sums
from extractor.checks.confirmation import confirmed, is_exact, tried_again
from extractor.checks.ledger import Ledger
from extractor.checks.row_sums import row_sums
from extractor.checks.stated_sums import stated_sums
from extractor.checks.trials import Trial


def find_relations(ledger: Ledger) -> list[Trial]:
    """The relations of a table, each sum once; failing and open ones among them."""
    trials = _each_once([*stated_sums(ledger), *row_sums(ledger), *column_sums(ledger), *changes(ledger)])
    if is_exact(trial for trial in trials if trial.pattern.kind == "sum"):
        trials = tried_again(trials, ledger)
    return confirmed(trials)


def _each_once(trials: Iterable[Trial]) -> list[Trial]:
    """The trials without those that add the same numbers again."""
    once = {(t.pattern.axis, t.pattern.total, t.pattern.parts, t.crossing): t for t in reversed(list(trials))}
    return list(reversed(once.values()))
