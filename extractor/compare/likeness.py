"""How much of the text of each section stands in the report of the year before as well."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from extractor.compare.comparison import SectionLikeness
from extractor.compare.edition import Edition, without_years
from extractor.document import Document
from extractor.reports.outline import outline_of

SHORTEST_RUN = 4
"""Characters; what two texts share in shorter runs is the words of the trade, not a text that was taken over."""
MOST_PAIRS = 4_000_000
"""Characters of one text times those of the other; beyond, a passage that was rewritten is not looked into."""
_CLAUSE = re.compile(r"[^。；;！!？?，,：:、]+")
_LEFT_OUT = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Section:
    """The running text below a heading, as the clauses that are compared."""

    name: str
    clauses: tuple[str, ...]

    @property
    def length(self) -> int:
        """Characters of the clauses."""
        return sum(map(len, self.clauses))


def section_likenesses(series: Sequence[Edition]) -> tuple[SectionLikeness, ...]:
    """For each pair of neighbours each section that one of the two has."""
    sections = [dict(_sections(edition)) for edition in series]
    found = []
    for (earlier, before), (later, after) in pairwise(enumerate(sections)):
        found += [_likeness(key, before, after, earlier, later) for key in dict.fromkeys((*after, *before))]
    return tuple(found)


def similarity(one: Section, other: Section) -> float | None:
    """The share of both texts that stands in both, in the same order; None where one of the two is empty."""
    whole = one.length + other.length
    if not one.length or not other.length:
        return None
    matcher = SequenceMatcher(None, one.clauses, other.clauses, autojunk=False)
    shared = 0
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        passage = "".join(one.clauses[start:end])
        if tag == "equal":
            shared += len(passage)
        elif tag == "replace":
            shared += _shared_runs(passage, "".join(other.clauses[other_start:other_end]))
    return round(2 * shared / whole, 3)


def _shared_runs(one: str, other: str) -> int:
    if len(one) * len(other) > MOST_PAIRS:
        return 0
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= SHORTEST_RUN)


def _likeness(
    key: str, before: Mapping[str, Section], after: Mapping[str, Section], earlier: int, later: int
) -> SectionLikeness:
    one, other = before.get(key), after.get(key)
    named = other or one
    assert named is not None
    return SectionLikeness(
        section=key,
        name=named.name,
        earlier=earlier,
        later=later,
        similarity=similarity(one, other) if one and other else None,
        characters=(one.length if one else 0, other.length if other else 0),
    )


def _sections(edition: Edition) -> Iterator[tuple[str, Section]]:
    if edition.plan is None or not edition.plan.model.document.sections:
        yield from _by_headings(edition.document)
        return
    about = edition.plan.model.document
    outline = outline_of(edition.document, about)
    for key, spec in about.sections.items():
        if key in outline.blocks:
            yield key, Section(spec.title, _clauses(block.text for block in outline.paragraphs(key)))


def _by_headings(document: Document) -> Iterator[tuple[str, Section]]:
    """The text below each heading; headings that say the same are one section."""
    texts: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    current = ""
    for block in document.blocks:
        if block.kind == "heading":
            current = without_years(block.text)
            names.setdefault(current, block.text)
        elif block.kind == "paragraph":
            texts.setdefault(current, []).append(block.text)
    for key, paragraphs in texts.items():
        yield key, Section(names.get(key, ""), _clauses(paragraphs))


def _clauses(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """The text as clauses without numbers, blanks and signs, which change though the text is the old one."""
    found = (clause for text in paragraphs for clause in _CLAUSE.findall(unicodedata.normalize("NFKC", text)))
    return tuple(bare for clause in found if (bare := _LEFT_OUT.sub("", clause)))
