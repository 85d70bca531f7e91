"""What would mend sums that fail: the only plausible change of the numbers after which all their sums hold.

Tried are the other readings of a cell, one slip in it (a digit for another, one lost or added, the decimal point, the
minus), and a number that was cut over two cells side by side.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from extractor.checks.culprits import Mismatch
from extractor.checks.ledger import SCANNED, Entry, Ledger
from extractor.checks.trials import Place, Trial, holds_with, is_one_slip, moves_point
from extractor.document import Cell

CUT = re.compile(r"\d[\d,]*")
"""What each of two cells holds over which a number was cut."""
LEAST_SIGN_CHANGE = 20
"""In last places of a rate of change: of two digits that agree but for the sign, one pair in a hundred is chance."""
BODY = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
MINUS_SIGNS = "-−–△▲()（）"
"""What makes a number negative."""


@dataclass(frozen=True, slots=True)
class Repair:
    """Changed cells, each with its number and its text after the change."""

    entries: tuple[tuple[Place, Entry], ...]
    texts: tuple[tuple[Place, str], ...]


def mended(mismatches: Iterable[Mismatch], repairs: Repairs) -> list[tuple[Mismatch, Repair | None]]:
    """Each mismatch with its repair; those that the same one mends are one mismatch, of the cells that it changes."""
    with_repair: list[tuple[Mismatch, Repair | None]] = []
    sharing: dict[Repair, list[Mismatch]] = defaultdict(list)
    for mismatch in mismatches:
        repair = repairs.of(mismatch)
        if repair is None:
            with_repair.append((mismatch, None))
        else:
            sharing[repair].append(mismatch)
    with_repair.extend((_as_one(several, repair), repair) for repair, several in sharing.items())
    return with_repair


def _as_one(mismatches: Sequence[Mismatch], repair: Repair) -> Mismatch:
    if len(mismatches) == 1 and len(repair.texts) == 1:
        return mismatches[0]
    trials = tuple(trial for mismatch in mismatches for trial in mismatch.trials)
    return Mismatch(trials, frozenset(place for place, _ in repair.texts))


def gather_by_place(relations: Iterable[Trial]) -> dict[Place, list[Trial]]:
    """For each cell the relations that it takes part in."""
    gathered: dict[Place, list[Trial]] = defaultdict(list)
    for trial in relations:
        for place in trial.places:
            gathered[place].append(trial)
    return gathered


@dataclass(frozen=True)
class Repairs:
    """Looks for repairs in one table."""

    ledger: Ledger
    by_place: Mapping[Place, Sequence[Trial]]

    def of(self, mismatch: Mismatch) -> Repair | None:
        """The only change that closes every relation it takes part in, those of `mismatch` among them; else None.

        Other readings of the ink go before slips, for which nothing but the sums speaks.
        """
        for candidates in (self._readings(mismatch), chain(self._slips(mismatch), self._cuts(mismatch))):
            # A cut that ends in 0 leaves the numbers of a digit lost; where it was tried at all, it is the likelier.
            closing = {self._effect(one): one for one in candidates if self._closes(one, mismatch)}
            if closing:
                return next(iter(closing.values())) if len(closing) == 1 else None
        return None

    def _effect(self, repair: Repair) -> frozenset[tuple[Place, int | None]]:
        """The numbers that are others after a repair."""
        changed = ((place, entry.amount) for place, entry in repair.entries)
        return frozenset((place, amount) for place, amount in changed if amount != self.ledger.at(place).amount)

    def _closes(self, repair: Repair, mismatch: Mismatch) -> bool:
        entries = dict(repair.entries)
        touched = {trial for place in entries for trial in self.by_place.get(place, ())}
        known = (trial for trial in touched if trial.outcome not in ("open", "void"))
        return set(mismatch.trials) <= touched and all(holds_with(trial, entries, self.ledger.at) for trial in known)

    def _changed(self, mismatch: Mismatch) -> Iterator[tuple[Place, Cell, Entry, int]]:
        """The numbers of sums that fail, each with the change that would mend them."""
        places = dict.fromkeys(place for trial in mismatch.trials for place in trial.places)
        for place in places:
            entry, cell = self.ledger.at(place), self.ledger.cells.get(place)
            wanted = {_wanted(trial, place, entry) for trial in mismatch.trials if place in trial.places}
            change = wanted.pop() if len(wanted) == 1 else None
            if cell is not None and entry.place and not entry.is_settled and change:
                yield place, cell, entry, change

    def _readings(self, mismatch: Mismatch) -> Iterator[Repair]:
        for place, cell, entry, change in self._changed(mismatch):
            text = self.ledger.alternative(place, change) if cell.source in SCANNED else None
            if text is not None:
                yield _one(place, entry, change, text)

    def _slips(self, mismatch: Mismatch) -> Iterator[Repair]:
        for place, cell, entry, change in self._changed(mismatch):
            is_point = moves_point(entry, change)
            if cell.source not in SCANNED and not is_point:
                continue
            if is_point or (is_one_slip(entry, change) and self._is_beyond_doubt(mismatch, place, change)):
                printed = self.printed(place, (entry.amount or 0) + change)
                yield _one(place, entry, change, rewritten(cell.text, printed, thousands=self.has_commas(place)))

    def _is_beyond_doubt(self, mismatch: Mismatch, place: Place, change: int) -> bool:
        """Whether no other number can be wrong: failing sums cross at this one, or sums that hold prove the rest.

        A rate of change that is right but for its sign shows by its digits that the numbers it is of are right.
        """
        entry, trial = self.ledger.at(place), mismatch.trials[0]
        is_sign = trial.pattern.kind == "change" and change == -2 * (entry.amount or 0) != 0
        if len(mismatch.trials) > 1 or (is_sign and abs(change) >= LEAST_SIGN_CHANGE * entry.place):
            return True
        others = (other for other in self._added_with(place) if not self.ledger.at(other).is_blank)
        return all(any(trial.proves for trial in self.by_place[other]) for other in others)

    def printed(self, place: Place, amount: int) -> str:
        """An amount with as many decimals as most numbers have that it is added with; with more where it needs them."""
        beside = map(self.ledger.at, self._added_with(place))
        usual = Counter(entry.place for entry in beside if entry.place).most_common(1)
        return self.ledger.printed(amount, usual[0][0] if usual and amount % usual[0][0] == 0 else 0)

    def has_commas(self, place: Place) -> bool:
        """Whether commas part the thousands of the numbers that it is added with."""
        cells = map(self.ledger.cells.get, self._added_with(place))
        return any(cell is not None and "," in cell.text for cell in cells)

    def _added_with(self, place: Place) -> Iterator[Place]:
        return (other for trial in self.by_place[place] for other in trial.places if other != place)

    def _cuts(self, mismatch: Mismatch) -> Iterator[Repair]:
        """A number over two cells: the whole of it in either of them, and the other one as good as blank."""
        places = {place for trial in mismatch.trials for place in trial.places}
        pairs = {((row, c), (row, c + 1)) for row, col in places for c in (col - 1, col)}
        for left, right in sorted(pairs):
            yield from self._joined(left, right)

    def _joined(self, left: Place, right: Place) -> Iterator[Repair]:
        texts = [cell.text if (cell := self.ledger.cells.get(place)) is not None else "" for place in (left, right)]
        if not all(map(CUT.fullmatch, texts)):
            return
        whole = "".join(texts)
        entry = Entry(int(whole.replace(",", "")) * self.ledger.unit, self.ledger.unit)
        blank = Entry(0, is_blank=True)
        for place, other in ((left, right), (right, left)):
            if self.ledger.at(other).amount == 0 and not self._has_blanks_around(other):
                continue
            now = replace(entry, scale=self.ledger.at(place).scale)
            yield Repair(((place, now), (other, blank)), tuple(sorted(((place, whole), (other, "")))))

    def _has_blanks_around(self, place: Place) -> bool:
        """Whether blanks stand in the row and the column rather than zeros, so that 0 is a piece of another number."""
        row, col = place
        beside = [entry for c, entry in enumerate(self.ledger.rows[row]) if c != col]
        beside += [entry for r, entry in enumerate(self.ledger.columns[col]) if r != row]
        blanks = sum(entry.is_blank for entry in beside)
        return blanks > sum(entry.amount == 0 and not entry.is_blank for entry in beside)


def _wanted(trial: Trial, place: Place, entry: Entry) -> int | None:
    """By how much the number would have to change for a relation to hold; None where many changes would do."""
    if trial.pattern.kind == "sum":
        return trial.change_at(place)
    if place != trial.total or not entry.place:
        return None
    moved = _with_point_moved(trial)
    return (round(trial.right / entry.place) * entry.place if moved is None else moved) - trial.left


def _with_point_moved(trial: Trial) -> int | None:
    """The digits of a rate of change with the point that makes it hold; None where none does, or it is nothing."""
    moved, rest = divmod(trial.left, 10)
    while moved and not rest:
        if abs(moved - trial.right) <= trial.slack:
            return moved
        moved, rest = divmod(moved, 10)
    return None


def _one(place: Place, entry: Entry, change: int, text: str) -> Repair:
    return Repair(((place, replace(entry, amount=(entry.amount or 0) + change)),), ((place, text),))


def rewritten(text: str, printed: str, *, thousands: bool = False) -> str:
    """`text` with its number replaced by `printed`; its minus and what stands around it are written as before.

    `thousands` are parted by commas where the text has some, or where it is said so.
    """
    minus, plain = printed.startswith("-"), printed.removeprefix("-")
    match = BODY.search(text)
    if match is None or not match.group().isascii():
        return printed
    whole, point, decimals = plain.partition(".")
    body = f"{int(whole):,}{point}{decimals}" if thousands or "," in match.group() else plain
    before, after = text[: match.start()], text[match.end() :]
    was_minus = any(sign in text for sign in MINUS_SIGNS)
    if was_minus and not minus:
        return "".join(c for c in before + body + after if c not in MINUS_SIGNS)
    return f"-{before}{body}{after}" if minus and not was_minus else f"{before}{body}{after}"
