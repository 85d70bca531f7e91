"""Comparing documents: those of one organisation are put in the order of their years, each with the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from extractor.compare.checks import check_years
from extractor.compare.comparison import Basis, Comparison, SectionLikeness, Series, YearFinding
from extractor.compare.edition import Edition, edition_of
from extractor.compare.findings import copied_texts, mismatches, new_finding
from extractor.compare.grouping import Group, grouped, in_order, missing_years, one_a_year
from extractor.compare.likeness import section_likenesses
from extractor.compare.report_values import report_values
from extractor.compare.table_values import table_values
from extractor.document import Document
from extractor.errors import InputError
from extractor.reports.format import ReportModel
from extractor.stored import load_document
from extractor.wordings import Locale


def compare_files(paths: Sequence[Path], models: Sequence[ReportModel] = (), locale: Locale = "en") -> Comparison:
    """Stored documents compared across years; of a directory all `*.json` in it that are documents.

    Files that are named one by one are compared with each other even if no two are of one organisation, or if they
    are of one year; in a directory one of a year counts, a revised one before others.

    Raises:
        InputError: A file that was named is no document, or there are no two documents.
    """
    documents: dict[str, Document] = {}
    skipped: dict[str, str] = {}
    for path in paths:
        if not path.is_dir():
            documents[str(path)] = load_document(path)
            continue
        for file in sorted(path.glob("*.json"), key=lambda file: file.stem):
            try:
                documents[str(file)] = load_document(file)
            except InputError as error:
                skipped[str(file)] = str(error)
    if len(documents) < 2:
        where = ", ".join(map(str, paths))
        raise InputError(f"{where}: a comparison needs two documents or more, written by `extractor extract`.")
    together = not any(path.is_dir() for path in paths)
    comparison = compare_documents(documents, models, locale, together=together)
    return comparison.model_copy(update={"skipped": skipped})


def compare_documents(
    documents: Mapping[str, Document],
    models: Sequence[ReportModel] = (),
    locale: Locale = "en",
    *,
    together: bool = True,
) -> Comparison:
    """Documents, by the names of their files, compared across years.

    A document without a report gets one if one of `models` fits it. With `together`, as for documents that were picked
    one by one, those of one year are compared too, and so are documents of which no two are of one organisation.
    """
    editions = [edition_of(file, document, models) for file, document in documents.items()]
    groups = grouped(editions, locale)
    if together and len(groups) == len(editions) > 1:
        everyone = Group(in_order(editions), (_organisations(editions, locale),))
        return Comparison(series=(_series(everyone, locale),))
    series, alone = [], []
    for group in groups:
        kept = group if together else one_a_year(group, locale)
        if len(kept.editions) == 1 and not kept.findings:
            alone.append(kept.editions[0].described)
        else:
            series.append(_series(kept, locale))
    return Comparison(series=tuple(series), alone=tuple(alone))


def _series(group: Group, locale: Locale) -> Series:
    ordered = group.editions
    basis: Basis = "report" if all(edition.report for edition in ordered) else "tables"
    checks = check_years(ordered)
    sections = section_likenesses(ordered)
    latest = ordered[-1].report
    return Series(
        organisation=latest.organisation if latest else None,
        basis=basis,
        documents=tuple(edition.described for edition in ordered),
        values=report_values(ordered) if basis == "report" else table_values(ordered),
        checks=tuple(check for check, _ in checks),
        sections=sections,
        similarity=tuple(_average(sections, later) for later in range(1, len(ordered))),
        findings=(
            *group.findings,
            *missing_years(group, locale),
            *mismatches(checks, ordered, locale),
            *copied_texts(sections, ordered, locale),
        ),
    )


def _average(sections: Sequence[SectionLikeness], later: int) -> float | None:
    """Over the sections that both documents have."""
    known = [one.similarity for one in sections if one.later == later and one.similarity is not None]
    return round(sum(known) / len(known), 3) if known else None


def _organisations(editions: Iterable[Edition], locale: Locale) -> YearFinding:
    names = [(one.report.organisation if one.report else None) or one.title for one in editions]
    text = ", ".join(names)
    return new_finding("compare.organisations", {"organisations": text}, locale, about=text)
