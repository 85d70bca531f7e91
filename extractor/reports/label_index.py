"""Which row or column of a model a printed label names, by the label and by those above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from extractor.reports.format import Key, Labelled, walk
from extractor.reports.labels import bare, core, is_expression, matches

ALIKE = 0.8
"""Share of the characters that a label with a misread character has in common with the right one."""
SHORTEST_ALIKE = 4
"""Shorter labels differ from each other by a single character: 行政许可, but not 其他."""


class LabelIndex:
    """The rows, or the columns, of a table of a model, found by what is printed."""

    def __init__(self, entries: Mapping[str, Labelled]) -> None:
        self._plain: dict[str, list[Key]] = {}
        self._special: list[tuple[Key, tuple[str, ...]]] = []
        self._groups: set[Key] = set()
        self._found: dict[str, frozenset[Key]] = {}
        self.values: tuple[Key, ...] = tuple(key for key, entry in walk(entries) if entry.holds_values)
        for key, entry in walk(entries):
            self._add(key, entry)

    def _add(self, key: Key, entry: Labelled) -> None:
        if entry.parts:
            self._groups.add(key)
        plain = [label for label in entry.label if not is_expression(label) and "*" not in label]
        for label in plain:
            for form in {bare(label), core(label)}:
                self._plain.setdefault(form, []).append(key)
        special = tuple(label for label in entry.label if label not in plain)
        if special:
            self._special.append((key, special))

    def find(self, text: str) -> frozenset[Key]:
        """All entries, groups too, whose label is `text`."""
        known = self._found.get(text)
        if known is None:
            keys = {key for form in {bare(text), core(text)} for key in self._plain.get(form, ())}
            keys |= {key for key, patterns in self._special if matches(text, patterns)}
            known = self._found[text] = frozenset(keys)
        return known

    def names_groups_only(self, label: str) -> bool:
        """Whether `label` is that of groups, and of no entry with values."""
        found = self.find(label)
        return bool(found) and not any(key in self.values for key in found)

    def best(
        self, leaf: str, above: Iterable[str], hinted: Sequence[str] = (), printed: Sequence[Key] = ()
    ) -> Key | None:
        """The entry with values that `leaf` names below the labels `above`; None for none, and for several.

        A label above that names another group speaks against an entry; the labels `hinted`, which stand above it in a
        hierarchy that was only inferred, decide between entries that are equal otherwise. So do the entries `printed`
        before it: the parts of a row that has values of its own stand below that row, and the next after it.
        """
        candidates = self._below_their_rows([key for key in self.find(leaf) if key in self.values], printed)
        last_group = next((key for key in reversed(printed) if key in self._groups), None)
        scored = []
        groups_above = [groups for groups in map(self._groups_named, above) if groups]
        for key in candidates:
            agreeing = sum(any(_is_above(group, key) for group in groups) for groups in groups_above)
            if agreeing == len(groups_above):
                hints = sum(any(_is_above(group, key) for group in self._groups_named(label)) for label in hinted)
                hints += last_group is not None and _is_above(last_group, key)
                scored.append((agreeing + hints, key))
        most = max((score for score, _ in scored), default=0)
        winners = [key for score, key in scored if score == most]
        return winners[0] if len(winners) == 1 else None

    def alike(self, leaf: str, wanted: Iterable[Key], entries: Mapping[Key, Labelled]) -> Key | None:
        """The only one of `wanted` whose label `leaf` is but for a misread character."""
        text = core(leaf)
        if len(text) < SHORTEST_ALIKE:
            return None
        near = [key for key in wanted if any(_is_alike(text, core(label)) for label in entries[key].label)]
        return near[0] if len(near) == 1 else None

    def _below_their_rows(self, candidates: list[Key], printed: Sequence[Key]) -> list[Key]:
        """Those of `candidates` none of whose groups is a row that was not printed before; all, if that leaves none."""
        possible = [
            key
            for key in candidates
            if all(key[:end] in printed for end in range(1, len(key)) if key[:end] in self.values)
        ]
        return possible or candidates

    def _groups_named(self, label: str) -> frozenset[Key]:
        return self.find(label) & self._groups


def _is_above(group: Key, key: Key) -> bool:
    return len(group) < len(key) and key[: len(group)] == group


def _is_alike(text: str, other: str) -> bool:
    if abs(len(text) - len(other)) > len(other) * (1 - ALIKE):
        return False
    return SequenceMatcher(None, text, other, autojunk=False).ratio() >= ALIKE
