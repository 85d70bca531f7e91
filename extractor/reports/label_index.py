"""Which row or column of a model a printed label names, by the label and by those above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from extractor.reports.format import Key, Labelled, walk
from extractor.reports.labels import bare, core, is_expression, matches
from extractor.reports.near_labels import near_forms


class LabelIndex:
    """The rows, or the columns, of a table of a model, found by what is printed."""

    def __init__(self, entries: Mapping[str, Labelled]) -> None:
        self._plain: dict[str, set[Key]] = {}
        self._special: list[tuple[Key, tuple[str, ...]]] = []
        self._groups: set[Key] = set()
        self._found: dict[str, frozenset[Key]] = {}
        self._near: dict[str, frozenset[Key]] = {}
        self.values: tuple[Key, ...] = tuple(key for key, entry in walk(entries) if entry.holds_values)
        for key, entry in walk(entries):
            self._add(key, entry)

    def _add(self, key: Key, entry: Labelled) -> None:
        if entry.parts:
            self._groups.add(key)
        plain = [label for label in entry.label if not is_expression(label) and "*" not in label]
        for label in plain:
            for form in {bare(label), core(label)}:
                self._plain.setdefault(form, set()).add(key)
        special = tuple(label for label in entry.label if label not in plain)
        if special:
            self._special.append((key, special))

    def find(self, text: str, *, is_misread: bool = False) -> frozenset[Key]:
        """All entries, groups too, whose label is `text`; if there are none and `is_misread`, those it nearly is."""
        known = self._found.get(text)
        if known is None:
            keys = {key for form in {bare(text), core(text)} for key in self._plain.get(form, ())}
            keys |= {key for key, patterns in self._special if matches(text, patterns)}
            known = self._found[text] = frozenset(keys)
        return known if known or not is_misread else self._nearly(text)

    def _nearly(self, text: str) -> frozenset[Key]:
        """The entries whose label is the only one that `text` can be, some of its characters misread."""
        known = self._near.get(text)
        if known is None:
            meant = {frozenset(self._plain[form]) for form in near_forms(core(text), self._plain)}
            known = self._near[text] = meant.pop() if len(meant) == 1 else frozenset()
        return known

    def names_groups_only(self, label: str, *, is_misread: bool = False) -> bool:
        """Whether `label` is that of groups, and of no entry with values."""
        found = self.find(label, is_misread=is_misread)
        return bool(found) and not any(key in self.values for key in found)

    def best(
        self,
        leaf: str,
        above: Iterable[str],
        hinted: Sequence[str] = (),
        printed: Sequence[Key | None] | None = None,
        *,
        is_misread: bool = False,
    ) -> Key | None:
        """The entry with values that `leaf` names below the labels `above`; None for none, and for several.

        A label above that names another group speaks against an entry; the labels `hinted`, which stand above it in a
        hierarchy that was only inferred, decide between entries that are equal otherwise. So do the entries `printed`
        before it: the parts of a row that has values of its own stand below that row, and the next after it. None
        among them is a row of a scan that could not be told, and may be any. Without `printed` it is a column, over
        which all its groups stand: an entry in a group that is not above is meant only where no other can be.
        With `is_misread` labels that name nothing are taken for those that they nearly are.
        """
        found = self.find(leaf, is_misread=is_misread)
        groups_above = [groups for label in above if (groups := self._groups_named(label, is_misread))]
        candidates = [key for key in found if key in self.values]
        if printed is None:
            candidates = _below_all(candidates, self._groups, frozenset().union(*groups_above))
        elif None not in printed:
            candidates = _below_all(candidates, self._groups.intersection(self.values), frozenset(printed))
        last_group = next((key for key in reversed(printed or ()) if key is not None and key in self._groups), None)
        scored = []
        groups_hinted = [self._groups_named(label, is_misread) for label in hinted]
        for key in candidates:
            agreeing = sum(any(_is_above(group, key) for group in groups) for groups in groups_above)
            if agreeing == len(groups_above):
                hints = sum(any(_is_above(group, key) for group in groups) for groups in groups_hinted)
                hints += last_group is not None and _is_above(last_group, key)
                scored.append((agreeing + hints, key))
        most = max((score for score, _ in scored), default=0)
        winners = [key for score, key in scored if score == most]
        return winners[0] if len(winners) == 1 else None

    def _groups_named(self, label: str, is_misread: bool) -> frozenset[Key]:
        return self.find(label, is_misread=is_misread) & self._groups


def _is_above(group: Key, key: Key) -> bool:
    return len(group) < len(key) and key[: len(group)] == group


def _below_all(candidates: list[Key], groups: Set[Key], there: Set[Key | None]) -> list[Key]:
    """Those of `candidates` whose `groups` are all `there`; all of them, if that leaves none."""
    possible = [
        key for key in candidates if all(key[:end] in there for end in range(1, len(key)) if key[:end] in groups)
    ]
    return possible or candidates
