"""Which documents are compared: those of one kind and one organisation, of each year one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.compare.comparison import YearFinding
from extractor.compare.edition import Edition
from extractor.compare.findings import named, new_finding
from extractor.compare.names import Kinship, kinship
from extractor.compare.report_values import differing
from extractor.wordings import Locale

LAST = 9999
"""Stands for a year that is not known, behind all that are."""


@dataclass(frozen=True)
class Group:
    """Documents of one organisation in the order of their years, and what is to be said of their choice."""

    editions: tuple[Edition, ...]
    findings: tuple[YearFinding, ...] = ()


def grouped(editions: Iterable[Edition], locale: Locale) -> list[Group]:
    """The documents by kind and organisation; one that was renamed from one year to the next is one."""
    groups: dict[tuple[str, str], list[Edition]] = {}
    for edition in in_order(editions):
        groups.setdefault(edition.group, []).append(edition)
    joined: list[list[Edition]] = []
    for group in groups.values():
        kin = next((known for known in joined if _are_one(known, group)), None)
        if kin is None:
            joined.append(group)
        else:
            kin.extend(group)
    return [Group(in_order(group), tuple(_renamed(group, locale))) for group in joined]


def one_a_year(group: Group, locale: Locale) -> Group:
    """The group with one document of each year, first of all a revised one, and a finding for each left out."""
    kept, findings = list(group.editions[:1]), list(group.findings)
    for before, one in pairwise(group.editions):
        if one.year is None or one.year != before.year:
            kept.append(one)
        else:
            findings.append(_same_year(kept[-1], one, locale))
    return replace(group, editions=tuple(kept), findings=tuple(findings))


def in_order(editions: Iterable[Edition]) -> tuple[Edition, ...]:
    """From the earliest year to the latest; of one year those that were revised first."""
    return tuple(sorted(editions, key=lambda edition: (edition.year or LAST, not edition.is_revised)))


def missing_years(group: Group, locale: Locale) -> Iterator[YearFinding]:
    """A finding for each gap between the years of a group."""
    for before, after in pairwise(group.editions):
        if before.year is not None and after.year is not None and after.year - before.year > 1:
            params = {
                "organisation": (after.report.organisation if after.report else None) or "",
                "earlier": named(before),
                "later": named(after),
            }
            yield new_finding("compare.year_missing", params, locale, about=":".join(params.values()))


def _are_one(group: Sequence[Edition], other: Sequence[Edition]) -> bool:
    """Whether all names of two groups are of one organisation; after a change of name no year has both."""
    pairs = [(one, another) for one in group for another in other]
    kin = {_kinship(one, another) for one, another in pairs}
    if None in kin:
        return False
    return "renamed" not in kin or not {one.year for one in group} & {another.year for another in other}


def _kinship(one: Edition, other: Edition) -> Kinship | None:
    if one.group[0] != other.group[0] or not one.report or not other.report:
        return None
    if not one.report.organisation or not other.report.organisation:
        return None
    return kinship(one.report.organisation, other.report.organisation)


def _renamed(group: Sequence[Edition], locale: Locale) -> Iterable[YearFinding]:
    """A finding for each change of name that may as well be another organisation."""
    for one, other in pairwise(in_order(group)):
        if one.report and other.report and one.group != other.group and _kinship(one, other) == "renamed":
            names = {"earlier_name": one.report.organisation or "", "later_name": other.report.organisation or ""}
            params = names | {"earlier": named(one), "later": named(other)}
            yield new_finding("compare.renamed", params, locale, about=":".join(params.values()))


def _same_year(kept: Edition, left_out: Edition, locale: Locale) -> YearFinding:
    organisation = (left_out.report.organisation if left_out.report else None) or ""
    count = differing(kept, left_out)
    params = {
        "organisation": organisation,
        "year": named(left_out),
        "file": left_out.file,
        "other": kept.file,
        "count": str(count),
        "values": "unknown" if count is None else "same" if count == 0 else "other",
    }
    about = ":".join((organisation, named(left_out), left_out.document.source.sha256))
    return new_finding("compare.same_year", params, locale, about=about)
