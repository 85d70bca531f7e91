"""Which cells are to blame for sums that fail: those where failing sums cross, and that no other sum bears out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.checks.ledger import Ledger
from extractor.checks.trials import Place, Trial, is_one_slip


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Relations that fail for one reason.

    Attributes:
        trials: These relations, the clearest first.
        culprits: The cells of which one must be wrong, unless the source is.
    """

    trials: tuple[Trial, ...]
    culprits: frozenset[Place]

    def wanted_change(self) -> int | None:
        """By how much the only culprit would have to change for all of its sums to hold; None where they disagree."""
        if len(self.culprits) != 1 or any(trial.pattern.kind != "sum" for trial in self.trials):
            return None
        (culprit,) = self.culprits
        changes = {trial.change_at(culprit) for trial in self.trials if culprit in trial.places}
        return changes.pop() if len(changes) == 1 else None


def find_mismatches(relations: Sequence[Trial], ledger: Ledger) -> list[Mismatch]:
    """The failing relations, gathered by the cells that may be to blame."""
    failing = [trial for trial in relations if trial.fails]
    if not failing:
        return []
    evidence = Evidence(_borne_out(relations), _wanted(failing))
    gathered: dict[frozenset[Place], list[Trial]] = defaultdict(list)
    for trial in failing:
        gathered[_culprits(trial, evidence, ledger)].append(trial)
    return [Mismatch(_clearest_first(trials, culprits), culprits) for culprits, trials in gathered.items()]


def _clearest_first(trials: Iterable[Trial], culprits: frozenset[Place]) -> tuple[Trial, ...]:
    """Those whose total is to blame, then those of few parts."""
    return tuple(sorted(trials, key=lambda trial: (trial.total not in culprits, len(trial.parts))))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the relations say of single cells.

    Attributes:
        borne_out: How far off a cell of a sum that holds may be for all that.
        wanted: By how much it would have to change for each failing relation it is in; None for rates of change.
    """

    borne_out: dict[Place, int]
    wanted: dict[Place, list[int | None]]

    def doubts(self, place: Place, excess: int) -> bool:
        """Whether no sum that holds excludes that the cell is wrong by `excess`."""
        return place not in self.borne_out or excess <= self.borne_out[place]

    def agrees(self, place: Place) -> bool:
        """Whether one change of the cell would mend all that fails with it."""
        return len({change for change in self.wanted[place] if change is not None}) <= 1


def _borne_out(relations: Iterable[Trial]) -> dict[Place, int]:
    borne_out: dict[Place, int] = {}
    for trial in relations:
        if trial.outcome == "holds" and trial.pattern.kind == "sum" and trial.weight > 0:
            for place in trial.places:
                borne_out[place] = min(trial.slack, borne_out.get(place, trial.slack))
    return borne_out


def _wanted(failing: Iterable[Trial]) -> dict[Place, list[int | None]]:
    wanted: dict[Place, list[int | None]] = defaultdict(list)
    for trial in failing:
        for place in trial.places:
            wanted[place].append(trial.change_at(place) if trial.pattern.kind == "sum" else None)
    return wanted


def _culprits(trial: Trial, evidence: Evidence, ledger: Ledger) -> frozenset[Place]:
    excess = abs(trial.left - trial.right)
    unsettled = [place for place in trial.places if not ledger.at(place).is_settled] or list(trial.places)
    doubted = [place for place in unsettled if evidence.doubts(place, excess)] or unsettled
    agreeing = [place for place in doubted if evidence.agrees(place)] or doubted
    most = max(len(evidence.wanted[place]) for place in agreeing)
    crossed = [place for place in agreeing if len(evidence.wanted[place]) == most]
    if most == 1:
        # Nothing is known of a blank but that nothing was read; many of them would be blamed for every failing sum.
        # Where sums that hold bear out every number, one of them is wrong for all that.
        crossed = _printed(crossed, ledger) or _printed(trial.places, ledger)
    offered = [place for place in crossed if _is_offered(trial, place, ledger)]
    if len(offered) == 1:
        return frozenset(offered)
    slips = [p for p in crossed if trial.pattern.kind == "sum" and is_one_slip(ledger.at(p), trial.change_at(p))]
    return frozenset(slips or crossed)


def _printed(places: Iterable[Place], ledger: Ledger) -> list[Place]:
    return [place for place in places if not ledger.at(place).is_blank]


def _is_offered(trial: Trial, place: Place, ledger: Ledger) -> bool:
    """Whether another reading of the cell would make the sum hold."""
    return trial.pattern.kind == "sum" and ledger.alternative(place, trial.change_at(place)) is not None
