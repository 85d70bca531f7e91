"""What messages are made of: sentences in every language, and clauses that a word of ours chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

Locale = Literal["en", "zh"]
LOCALES: tuple[Locale, ...] = get_args(Locale)
Severity = Literal["error", "warning", "info"]

LIST_SIGNS: dict[Locale, str] = {"en": ", ", "zh": "、"}
"""What parts the items of a list."""
LISTS = frozenset({"parts"})
"""Parameters that are lists, their items parted as in English."""


class Wording(NamedTuple):
    """A sentence, or a part of one, in each language; names in braces stand for parameters."""

    en: str
    zh: str

    def of(self, locale: Locale) -> str:
        """The template in one language."""
        return self.zh if locale == "zh" else self.en


NOTHING = Wording("", "")


@dataclass(frozen=True, slots=True)
class Message:
    """What a code says.

    Attributes:
        clauses: For parameters whose value is a word of ours, what each of these words says.
        place: Parameters that say where, for a finding that is about no cell.
    """

    severity: Severity
    text: Wording
    clauses: Mapping[str, Mapping[str, Wording]] = field(default_factory=dict)
    place: tuple[str, ...] = ("page",)
