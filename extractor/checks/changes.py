"""Columns of differences and rates of change (增减, 同比, Change): found beside the two columns that they compare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from extractor.checks.ledger import Half, Ledger, Lines
from extractor.checks.row_labels import plain
from extractor.checks.trials import Pattern, Trial, try_pattern

CHANGE = re.compile(r"增减|增长|增幅|变动|同比|比上年|[±差]|change|increase|growth|difference|variance", re.IGNORECASE)
"""A label of a column that compares two others; which they are, the numbers say."""
NEAREST = 8
"""Columns of numbers looked at."""
SAMPLE = 12
"""Rows on which a pair of columns is tried first."""
FEWEST = 4
"""Rows of them that must say something."""
AGREEING = 0.8
"""Share of them that must hold: of all pairs one is right, and the others hold by chance in few rows."""


def changes(ledger: Ledger) -> list[Trial]:
    """The comparisons that the numbers bear out, tried on every row."""
    found: list[Trial] = []
    lines = ledger.columns
    for half in ledger.halves:
        for col in range(half.stub.col + half.stub.columns, half.end):
            if any(CHANGE.search(plain(label)) for label in ledger.paths[col]):
                found.extend(_compared(col, half, ledger, lines))
    return found


def _compared(col: int, half: Half, ledger: Ledger, lines: Lines) -> list[Trial]:
    numbers = sorted((c for c in half.columns if c != col), key=lambda c: abs(c - col))[:NEAREST]
    for now, then in permutations(sorted(numbers), 2):
        for pattern in _patterns(col, now, then, ledger, is_rate=col not in half.columns):
            if _is_borne_out(_sample(pattern, lines, ledger.body)):
                return [try_pattern(pattern, lines, row) for row in ledger.body]
    return []


def _patterns(col: int, now: int, then: int, ledger: Ledger, *, is_rate: bool) -> Iterator[Pattern]:
    parts = ((now, 1), (then, -1))
    if not is_rate:
        yield Pattern("columns", col, parts, f"difference {col}", unit=ledger.unit)
    yield Pattern("columns", col, parts, f"change {col}", kind="change", unit=ledger.unit)


def _sample(pattern: Pattern, lines: Lines, body: range) -> list[Trial]:
    """The first rows that say something."""
    sample: list[Trial] = []
    for row in body:
        trial = try_pattern(pattern, lines, row)
        if trial.outcome in ("fails", "near") or (trial.outcome == "holds" and trial.summands > 1):
            sample.append(trial)
        if len(sample) == SAMPLE:
            break
    return sample


def _is_borne_out(sample: Sequence[Trial]) -> bool:
    holding = [trial for trial in sample if trial.outcome == "holds"]
    return sum(trial.weight > 0 for trial in holding) >= FEWEST and len(holding) >= AGREEING * len(sample)
