"""A supposed sum tried on the numbers: whether it holds, and how unlikely it is that chance made it so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, gcd, isqrt, log10
from typing import Literal

from extractor.checks.ledger import Entry, Lines

Axis = Literal["rows", "columns"]
Kind = Literal["sum", "change"]
Place = tuple[int, int]
"""Row and column."""
Outcome = Literal["holds", "near", "fails", "open", "void"]

STRONGEST = 3.0
"""No single instance counts for more than this, in decimal digits: one in a thousand."""
COPY = 1.0
"""What an instance with a single part counts at most: two equal numbers side by side are common in any table."""
MISREADING = 1.0
"""Decimal digits that an explanation by a misreading costs, for misreadings are rare."""
PROOF = 1.3
"""Decimal digits by which a sum must surpass chance to prove its numbers: a wrong one passes once in twenty tables."""
FEW = 100
"""Whole numbers below it are counts: nobody rounds so few to whole ones."""
EXCHANGES_A_DIGIT = 18
"""Differences that one digit read for another makes, for each digit of the total: 1 to 9, up or down."""
SHIFTS_A_DIGIT = 11
"""Numbers that a lost or an added digit makes of another, for each of its digits."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of a table, supposed to be the sum of others: rows (in every column) or columns (in every row).

    Attributes:
        total: The row or column of the sum.
        parts: The rows or columns added up, with their signs.
        nested: The codes of the parts begin with that of the total.
        kind: `change`: the total is the difference of the two parts in percent of the second.
        unit: What stands for 1 among the amounts.
        family: Patterns that rest on the same reason, and confirm each other.
        stated: The document itself says so in words; numbers that contradict it are wrong, not the pattern.
        bounded: The parts are the whole of a block that the table's own spans delimit.
    """

    axis: Axis
    total: int
    parts: tuple[tuple[int, int], ...]
    family: str
    stated: bool = False
    bounded: bool = False
    nested: bool = False
    kind: Kind = "sum"
    unit: int = 1


@dataclass(frozen=True, slots=True)
class Trial:
    """A pattern on one column (of rows) or row (of columns).

    Attributes:
        crossing: That column or row.
        outcome: `near`: it fails, but would hold if one number were read with one slip. `open`: an operand is missing.
            `void`: nothing but blanks.
        weight: Decimal digits of improbability that chance made it so: 2.0 is one in a hundred.
        left, right: The total and the sum of its parts, in the smallest place of the table.
        slack: How far rounding may part the two.
        summands: Parts that are not 0.
        has_blanks: Whether a blank was counted as 0.
        mean_like: Whether the total lies between the smallest and the largest part, where means and rates do.
        absurd: Whether it is a total that can be neither sum nor mean of its parts: 0 of what is above 0, or more than
            0 of nothing.
    """

    pattern: Pattern
    crossing: int
    outcome: Outcome
    weight: float = 0.0
    left: int = 0
    right: int = 0
    slack: int = 0
    summands: int = 0
    has_blanks: bool = False
    mean_like: bool = False
    absurd: bool = False

    @property
    def total(self) -> Place:
        """Where the total stands."""
        return self._place(self.pattern.total)

    @property
    def parts(self) -> tuple[tuple[Place, int], ...]:
        """Where its parts stand, with their signs."""
        return tuple((self._place(line), sign) for line, sign in self.pattern.parts)

    @property
    def places(self) -> tuple[Place, ...]:
        """Total and parts."""
        return (self.total, *(place for place, _ in self.parts))

    @property
    def fails(self) -> bool:
        """Whether both sides are known and differ."""
        return self.outcome in ("near", "fails")

    def change_at(self, place: Place) -> int:
        """By how much the number at `place` would have to change for a sum to hold."""
        excess = self.left - self.right
        return -excess if place == self.total else dict(self.parts)[place] * excess

    def _place(self, line: int) -> Place:
        return (line, self.crossing) if self.pattern.axis == "rows" else (self.crossing, line)

    @property
    def proves(self) -> bool:
        """Whether it is a sum that holds to the last digit: a wrong one would take a second one that hides it."""
        is_sum = self.outcome == "holds" and self.pattern.kind == "sum" and self.summands > 1
        return is_sum and self.is_exact and self.weight >= PROOF

    @property
    def is_exact(self) -> bool:
        """Whether both sides are equal to the last digit."""
        return self.left == self.right


def try_pattern(pattern: Pattern, lines: Lines, crossing: int, *, exact: bool = False) -> Trial:
    """The pattern on one crossing line; `exact` leaves no room for rounding in sums."""
    total = lines[pattern.total][crossing]
    if pattern.kind == "change":
        now, then = (lines[line][crossing] for line, _ in pattern.parts)
        return _try_change(pattern, crossing, total, now, then)
    parts = [(lines[line][crossing], sign) for line, sign in pattern.parts]
    entries = [total, *(part for part, _ in parts)]
    if not any(entry.holds_number for entry in entries):
        return Trial(pattern, crossing, "void")
    scales = {entry.scale for entry in entries if entry.holds_number}
    if len(scales) > 1 or any(entry.amount is None or entry.is_percent for entry in entries):
        return Trial(pattern, crossing, "open")
    left = total.amount or 0
    signed = [sign * (part.amount or 0) for part, sign in parts]
    right = sum(signed)
    if total.is_blank and right:
        return Trial(pattern, crossing, "open")
    summands = sum(map(bool, signed))
    slack = 0 if exact or pattern.stated else _slack(entries, summands, pattern.unit)
    agrees = abs(left - right) <= slack
    grain = _grain(entries)
    size = max(abs(left), sum(map(abs, signed))) // grain
    near = 0.0 if agrees or summands < 2 else _nearness(total, parts, left - right, size)
    return Trial(
        pattern,
        crossing,
        "holds" if agrees else "near" if near > 0 else "fails",
        weight=_weight(size, slack // grain, summands) if agrees else near,
        left=left,
        right=right,
        slack=slack,
        summands=summands,
        has_blanks=any(entry.is_blank for entry in entries),
        mean_like=summands > 1 and _is_mean_like(left, parts),
        absurd=min(signed) >= 0 and left >= 0 and (left == 0) != (right == 0),
    )


def holds_with(trial: Trial, changed: Mapping[Place, Entry], entry_at: Callable[[Place], Entry]) -> bool:
    """Whether a relation would hold if these entries stood in it."""
    total, *parts = (changed.get(place) or entry_at(place) for place in trial.places)
    if trial.pattern.kind == "change":
        now, then = parts
        return _try_change(trial.pattern, trial.crossing, total, now, then).outcome == "holds"
    if total.amount is None or any(part.amount is None for part in parts):
        return False
    right = sum(sign * (part.amount or 0) for part, (_, sign) in zip(parts, trial.parts, strict=True))
    return abs(total.amount - right) <= trial.slack


def _slack(entries: Sequence[Entry], summands: int, unit: int) -> int:
    """Three standard deviations of the sum of the roundings, in whole units; a single part is rounded as its sum."""
    numbers = [entry for entry in entries if entry.amount]
    places = [entry.place for entry in numbers]
    if summands < 2 and len(set(places)) < 2:
        return 0
    if all(e.place == unit and e.scale == 1 and abs(e.amount or 0) < FEW * unit for e in numbers):
        return 0
    finest = min(places, default=1)
    deviation = isqrt(sum(place * place for place in places) * 9 // 12)
    return deviation // finest * finest


def _is_mean_like(total: int, parts: Sequence[tuple[Entry, int]]) -> bool:
    """Whether the total lies between the smallest and the largest part, and no digit added to that one explains it."""
    signed = [sign * (part.amount or 0) for part, sign in parts]
    if not min(signed) <= total <= max(signed) or not (total or min(signed) < 0):
        return False
    above = [(part, sign) for (part, sign), amount in zip(parts, signed, strict=True) if amount >= total]
    excess = total - sum(signed)
    return len(above) > 1 or not any(is_one_slip(part, sign * excess) for part, sign in above)


def _grain(entries: Iterable[Entry]) -> int:
    """The largest decimal place of which all numbers are multiples: 100 for shares that all are 100.0."""
    numbers = [entry for entry in entries if entry.place]
    grain = min((entry.place for entry in numbers), default=1)
    common = gcd(*((entry.amount or 0) for entry in numbers))
    while common and common % (10 * grain) == 0:
        grain *= 10
    return grain


def _weight(size: int, slack: int, summands: int) -> float:
    """What a sum that holds weighs: `size` totals might have stood there, and all within `slack` would have held."""
    weight = log10((size + 1) / (2 * slack + 1))
    return max(0.0, min(weight, COPY if summands < 2 else STRONGEST))


def _nearness(total: Entry, parts: Sequence[tuple[Entry, int]], excess: int, size: int) -> float:
    """What an explanation by one slip in one number weighs; 0 where there is none."""
    numbers = [total, *(part for part, _ in parts)]
    wanted = [-excess, *(sign * excess for _, sign in parts)]
    if not any(is_one_slip(entry, change) for entry, change in zip(numbers, wanted, strict=True)):
        return 0.0
    if len(str(abs(excess)).rstrip("0")) == 1:
        slips = EXCHANGES_A_DIGIT * len(str(size))
    else:
        slips = sum(SHIFTS_A_DIGIT * len(str(abs(e.amount or 0) // (e.place or 1))) for e in numbers if not e.is_blank)
    return max(0.0, min(log10((2 * size + 1) / slips) - MISREADING, STRONGEST))


def is_one_slip(entry: Entry, change: int) -> bool:
    """Whether the number printed and the one changed by `change` differ in one digit, the sign or the decimal point."""
    if entry.is_blank or entry.amount is None:
        return False
    if moves_point(entry, change):
        return True
    if change % entry.place:
        return False
    was, would = entry.amount // entry.place, (entry.amount + change) // entry.place
    if was == -would:
        return True
    if (was < 0) != (would < 0):
        return False
    old, new = (str(abs(number)).zfill(entry.decimals + 1) for number in (was, would))
    return _is_one_edit(old, new)


def is_missed_alike(entry: Entry, change: int) -> bool:
    """Whether the number printed became that less `change` by a slip that any reader would make.

    A minus worn away, a comma that has become a point or a digit cut off is not on the paper any more, whoever looks;
    one digit for another is one reader's error.
    """
    if not is_one_slip(entry, change):
        return False
    was, would = entry.amount or 0, (entry.amount or 0) + change
    return (was < 0) != (would < 0) or len(str(abs(was))) != len(str(abs(would))) or moves_point(entry, change)


def moves_point(entry: Entry, change: int) -> bool:
    """Whether the changed number has the printed digits with the decimal point elsewhere."""
    if not entry.amount or not change:
        return False
    return str(entry.amount).rstrip("0") == str(entry.amount + change).rstrip("0")


def _is_one_edit(one: str, other: str) -> bool:
    """Whether a single character was exchanged, put in or left out."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        return short[start + 1 :] == long[start + 1 :]
    return short[start:] == long[start + 1 :]


def _try_change(pattern: Pattern, crossing: int, rate: Entry, now: Entry, then: Entry) -> Trial:
    """A rate of change beside the two numbers it is of; rounding of all three is allowed for."""
    if not (now.amount and then.amount and rate.place) or rate.amount is None or now.is_percent or then.is_percent:
        return Trial(pattern, crossing, "open")
    exact = 100 * pattern.unit * (now.amount - then.amount) / abs(then.amount)
    spread = 50 * pattern.unit * (now.place + abs(now.amount / then.amount) * then.place) / abs(then.amount)
    slack = rate.place / 2 + spread
    size = max(abs(rate.amount), abs(round(exact))) // rate.place
    agrees = abs(rate.amount - exact) <= slack
    return Trial(
        pattern,
        crossing,
        "holds" if agrees else "fails",
        weight=max(0.0, min(log10((size + 1) / (2 * slack / rate.place + 1)), STRONGEST)) if agrees else 0.0,
        left=rate.amount,
        right=round(exact),
        slack=ceil(slack),
        summands=2,
    )
