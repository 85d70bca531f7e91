"""Sums of a list that leaves lines out: what they miss adds up across, as the line that is not shown would."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from extractor.checks.trials import Axis, Pattern, Trial

ACROSS: Mapping[Axis, Axis] = {"rows": "columns", "columns": "rows"}


def lacking_a_line(trials: Iterable[Trial]) -> set[Trial]:
    """The failing trials of sums whose total is larger by a whole line, with its own sums across.

    One wrong number breaks the sum across it; two that hide each other leave the total of their line right. What the
    table delimits or states to be the whole lacks nothing.
    """
    tried: dict[Pattern, dict[int, Trial]] = defaultdict(dict)
    borne_out: dict[Axis, set[Pattern]] = {"rows": set(), "columns": set()}
    for trial in trials:
        if trial.pattern.kind == "sum" and trial.outcome not in ("open", "void"):
            tried[trial.pattern][trial.crossing] = trial
        if trial.pattern.kind == "sum" and trial.outcome == "holds" and trial.weight:
            borne_out[trial.pattern.axis].add(trial.pattern)
    lacking: set[Trial] = set()
    for pattern, by_line in tried.items():
        if not pattern.stated and not pattern.bounded and any(trial.fails for trial in by_line.values()):
            for across in borne_out[ACROSS[pattern.axis]]:
                lacking.update(_missed_line(by_line, across))
    return lacking


def _missed_line(by_line: Mapping[int, Trial], across: Pattern) -> Iterable[Trial]:
    """The failing trials whose misses have the sum `across`; none where they have not, or nothing is missed."""
    lines = (across.total, *(line for line, _ in across.parts))
    if not all(line in by_line for line in lines):
        return ()
    missed = {line: by_line[line].left - by_line[line].right for line in lines}
    total = by_line[across.total]
    off = missed[across.total] - sum(sign * missed[line] for line, sign in across.parts)
    if not total.fails or abs(off) > total.slack or min(missed.values()) < -total.slack:
        return ()
    return (by_line[line] for line in lines if by_line[line].fails)
