"""Which supposed sums are relations of the table: those that the numbers confirm, each judged by those beside it.

A pattern was supposed from labels alone, and labels mislead: columns of means, rates and ranks have a row 合计 too. So
an instance is believed on the evidence of its neighbours: the same pattern in other columns (or rows), and other
patterns in its own. Only what they confirm can fail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import erfc, log10, sqrt

from extractor.checks.ledger import Ledger
from extractor.checks.omissions import lacking_a_line
from extractor.checks.trials import Pattern, Place, Trial, try_pattern

ENOUGH = 2.0
"""Decimal digits of evidence for a relation that holds: one in a hundred tables has it by chance."""
BOUNDED = 2.0
"""What it counts that spans or codes delimit what a total adds up: labels leave no other reading."""
ENOUGH_TO_FAIL = 3.0
"""The same, from neighbours alone, for one that fails."""
FEWEST_TO_FAIL = 3
"""Neighbours that must hold for it."""
NEAR_ENOUGH = 1.0
"""What a slip must weigh to show by itself that a sum was meant."""
MANY = 8
"""Neighbours that hold, beyond which one line of means among them is less likely than one wrong number."""
REFUTING = 0.25
"""Neighbours that may fail for each that holds; beyond, the pattern is not of this table."""
BLANKS_CONFIRMED = 2
"""Instances that hold with a blank counted as 0, after which a blank is 0 in all of the table."""
ERROR_RATE = 0.05
"""How often a sum misses in its last places by an error, where all is exact."""
EXACT_ENOUGH = 1.0
"""Decimal digits by which exactness must explain the sums of a table better than rounding does."""


@dataclass(frozen=True, slots=True)
class Support:
    """What the trials around one say.

    Attributes:
        weight: Decimal digits of evidence of those that hold.
        holding, failing: How many there are that say something.
    """

    weight: float = 0.0
    holding: int = 0
    failing: int = 0

    def __add__(self, other: Support) -> Support:
        return Support(self.weight + other.weight, self.holding + other.holding, self.failing + other.failing)

    def __sub__(self, other: Support) -> Support:
        return Support(self.weight - other.weight, self.holding - other.holding, self.failing - other.failing)

    @property
    def is_refuted(self) -> bool:
        """Whether too many fail."""
        return self.failing > REFUTING * self.holding


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What the trials say for each pattern, for each crossing line, in it for each family, and for each family at all.

    That a column adds up speaks for all sums in it; that one family of sums does not, speaks against that family only.
    """

    by_pattern: dict[Pattern, Support]
    by_line: dict[tuple[str, str, int], Support]
    by_line_and_family: dict[tuple[str, int], Support]
    by_family: dict[str, Support]

    def around(self, trial: Trial) -> Support:
        """What the neighbours of `trial` say, without itself; codes mean the same wherever they stand in a table."""
        own = _voice(trial)
        near = self.of_pattern(trial) + self.in_line(trial)
        family = self.by_family[trial.pattern.family] - own
        is_better = trial.pattern.nested and not family.is_refuted and family.weight > near.weight
        return family if is_better else near

    def of_pattern(self, trial: Trial) -> Support:
        """What the same pattern says in other lines."""
        return self.by_pattern[trial.pattern] - _voice(trial)

    def in_line(self, trial: Trial) -> Support:
        """What is said in the crossing line of `trial`, without itself."""
        said = self.by_line[_line(trial)]
        refused = self.by_line_and_family[trial.pattern.family, trial.crossing]
        return replace(said, failing=refused.failing) - _voice(trial)


def survey(trials: Iterable[Trial]) -> Neighbourhood:
    """What all trials say."""
    around = Neighbourhood(defaultdict(Support), defaultdict(Support), defaultdict(Support), defaultdict(Support))
    for trial in trials:
        voice = _voice(trial)
        around.by_pattern[trial.pattern] += voice
        around.by_line[_line(trial)] += voice
        around.by_line_and_family[trial.pattern.family, trial.crossing] += voice
        around.by_family[trial.pattern.family] += voice
    return around


def _line(trial: Trial) -> tuple[str, str, int]:
    return trial.pattern.axis, trial.pattern.kind, trial.crossing


def _voice(trial: Trial) -> Support:
    """What a trial says for others like it; a line of means says nothing against sums in other lines."""
    if trial.outcome == "holds":
        return Support(trial.weight, int(trial.weight > 0), 0)
    return Support(failing=int(trial.fails and not trial.absurd and not trial.mean_like))


def confirmed(trials: Sequence[Trial]) -> list[Trial]:
    """The trials that are relations of the table, failing and open ones among them."""
    blanks_count = sum(t.outcome == "holds" and t.has_blanks and t.weight > 0 for t in trials) >= BLANKS_CONFIRMED
    if not blanks_count:
        trials = [replace(t, outcome="open") if t.fails and t.has_blanks else t for t in trials]
    around, crossings, lacking = survey(trials), _crossings(trials), lacking_a_line(trials)
    return [trial for trial in trials if trial not in lacking and _is_relation(trial, around, crossings)]


def _crossings(trials: Iterable[Trial]) -> set[tuple[Place, int]]:
    """Where a failing sum of rows and one of columns would both hold after the same change of the same number."""
    wanted: dict[str, set[tuple[Place, int]]] = {"rows": set(), "columns": set()}
    for trial in trials:
        if trial.fails and trial.pattern.kind == "sum":
            wanted[trial.pattern.axis].update((place, trial.change_at(place)) for place in trial.places)
    return wanted["rows"] & wanted["columns"]


def _is_relation(trial: Trial, neighbourhood: Neighbourhood, crossings: set[tuple[Place, int]]) -> bool:
    if trial.outcome == "void" or trial.pattern.stated:
        return trial.outcome not in ("void", "open")
    support = neighbourhood.around(trial)
    prior = BOUNDED if trial.pattern.bounded or trial.pattern.nested else 0.0
    if trial.outcome == "holds":
        is_alone = support.is_refuted and trial.weight < ENOUGH
        return not is_alone and trial.weight + support.weight + prior >= ENOUGH
    sure = support.weight + prior >= ENOUGH_TO_FAIL and support.holding >= FEWEST_TO_FAIL and not support.is_refuted
    if trial.outcome == "open":
        return sure
    if trial.pattern.bounded and trial.absurd:
        return True
    alike = neighbourhood.of_pattern(trial)
    if alike.failing and not alike.holding and not _is_crossed(trial, crossings):
        return False  # a row or a column of the sum is not in the table
    explained = _explained(trial, crossings) + min(support.weight, ENOUGH) + prior >= ENOUGH_TO_FAIL
    if (explained and not support.is_refuted) or (trial.outcome == "near" and trial.weight >= NEAR_ENOUGH):
        return True
    # In a column of means, only its own sums can say that it has any.
    is_mean = trial.mean_like and support.holding < MANY and neighbourhood.in_line(trial).weight + prior < ENOUGH
    return sure and not is_mean


def _explained(trial: Trial, crossings: set[tuple[Place, int]]) -> float:
    """Decimal digits by which a wrong number explains the failure: by a slip, or as a sum across misses as much."""
    if _is_crossed(trial, crossings):
        return trial.weight + log10(1 + abs(trial.left) // trial.pattern.unit)
    return trial.weight


def _is_crossed(trial: Trial, crossings: set[tuple[Place, int]]) -> bool:
    """Whether a failing sum across would hold after a change that this one wants too."""
    return trial.pattern.kind == "sum" and any((p, trial.change_at(p)) in crossings for p in trial.places)


def is_exact(trials: Iterable[Trial]) -> bool:
    """Whether the sums of a table are made from the printed numbers, with no rounding between."""
    several = [t for t in trials if t.outcome == "holds" and t.summands > 1]
    return sum(map(_exactness, several)) >= EXACT_ENOUGH


def _exactness(trial: Trial) -> float:
    """Decimal digits by which a sum speaks for exactness, or against it."""
    rounded = erfc(0.5 / sqrt(trial.summands / 6))  # the sum of that many roundings rounds to something else than 0
    return log10((1 - ERROR_RATE) / (1 - rounded)) if trial.is_exact else log10(ERROR_RATE / rounded)


def tried_again(trials: Iterable[Trial], ledger: Ledger) -> list[Trial]:
    """The same patterns with no room for rounding."""
    lines = {"rows": ledger.rows, "columns": ledger.columns}
    return [try_pattern(t.pattern, lines[t.pattern.axis], t.crossing, exact=True) if t.slack else t for t in trials]
