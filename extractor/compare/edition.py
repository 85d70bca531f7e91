"""The documents of a comparison: of whom and of which year each is, and its report as the formulas need it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from extractor.compare.comparison import ComparedDocument
from extractor.document import Document
from extractor.facts import Report, ReportField
from extractor.normalise.units import Unit
from extractor.reports.catalogue import CODES, Address, FieldSpec, field_spec
from extractor.reports.equations import Fields
from extractor.reports.format import ReportModel
from extractor.reports.labels import bare
from extractor.reports.located import Located
from extractor.reports.plan import Plan, plan_of
from extractor.reports.stage import report_document

YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_YEAR_WORD = re.compile(r"(?:19|20)\d{2}(?:年度|年)?")

_REVISED = re.compile(r"修订|更正|修正|(?<![a-z])(?:revised|corrected|amended|restated)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True)
class Edition:
    """A document as one of a series.

    Attributes:
        file: Where it was stored.
        plan: Of its report model; None where it has none, or one that is not at hand.
    """

    file: str
    document: Document
    plan: Plan | None = None

    @property
    def report(self) -> Report | None:
        """What its report model makes of it."""
        return self.document.report

    @property
    def organisation(self) -> str | None:
        """That of its report as it is compared; None where it is not known."""
        return bare(self.report.organisation) if self.report and self.report.organisation else None

    @property
    def title(self) -> str:
        """Its first heading; the name of the file that was read where it has none."""
        heading = next((block.text for block in self.document.headings() if block.text.strip()), None)
        return heading or self.document.source.file_name

    @cached_property
    def year(self) -> int | None:
        """As its report says; else the first year in its title, or in the name of its file."""
        if self.report is not None and self.report.year is not None:
            return self.report.year
        found = (YEAR.search(text) for text in (self.title, self.document.source.file_name, self.file))
        return next((int(match[0]) for match in found if match), None)

    @property
    def is_revised(self) -> bool:
        """Whether its title or the name of its file says that it takes the place of another."""
        names = (self.title, self.document.source.file_name, self.file)
        return any(_REVISED.search(name) for name in names)

    @property
    def kind(self) -> str:
        """The kind of report: the same for all forms of it, which are told by the same titles; "" without a report."""
        if self.report is None:
            return ""
        return self.report.model if self.plan is None else "|".join(self.plan.model.document.title)

    @property
    def group(self) -> tuple[str, str]:
        """The same for documents of one kind and organisation; of documents without a report, for those of one title.

        Reports whose organisation is not known are each by itself.
        """
        if self.report is not None:
            return self.kind, self.organisation or self.file
        return "", without_years(self.title)

    @property
    def described(self) -> ComparedDocument:
        """The document as the result names it."""
        return ComparedDocument(
            file=self.file,
            source=self.document.source.file_name,
            organisation=self.report.organisation if self.report else None,
            year=self.year,
            model=self.report.model if self.report else None,
        )

    @cached_property
    def addresses(self) -> Mapping[str, Address]:
        """Where in its model each value of its report stands, by key; nothing for derived figures."""
        if self.plan is None or self.report is None:
            return {}
        known = {address.key: address for address in self.plan.known}
        coded = {f.key: a for f in self.report.fields if (a := coded_address(f.key)) and a.table in self.plan.readers}
        return known | coded

    @cached_property
    def fields(self) -> Fields:
        """The values of its report as the formulas of its model need them."""
        if self.plan is None or self.report is None:
            return Fields({}, frozenset())
        located = {
            address: _located(one, address, _spec(self.plan, address, one))
            for one in self.report.fields
            if one.source != "derived" and (address := self.addresses.get(one.key)) is not None
        }
        return Fields(located, frozenset(a.table for a, one in located.items() if one.place is not None))


def edition_of(file: str, document: Document, models: Sequence[ReportModel]) -> Edition:
    """A document with its report, which is made where it has none and one of `models` fits."""
    if document.report is None:
        document = report_document(document, models)
    model = _model_of(document.report, models)
    return Edition(file, document, plan_of(model) if model else None)


def _model_of(report: Report | None, models: Iterable[ReportModel]) -> ReportModel | None:
    """The model that made a report; none where it is not at hand, or in another version only."""
    if report is None:
        return None
    return next((m for m in models if (m.model, m.version) == (report.model, report.version)), None)


def without_years(text: str) -> str:
    """A label or title as it is compared from year to year."""
    return bare(_YEAR_WORD.sub("", text))


def coded_address(key: str) -> Address | None:
    """The field of a row that is named by a code, by its key: t2.codes.201.03.total."""
    table, _, rest = key.partition(".")
    segments = tuple(rest.split("."))
    if segments[0] != CODES:
        return None
    depth = next((i for i, word in enumerate(segments[1:], 1) if not word.isdigit()), len(segments))
    return Address(table, segments[:depth], segments[depth:])


def _spec(plan: Plan, address: Address, one: ReportField) -> FieldSpec:
    if address in plan.specs:
        return plan.specs[address]
    if address.table:
        return field_spec(plan.model, address, one.name)
    text = plan.model.text[one.key]
    return FieldSpec(text.name, text.type, text.unit, "missing")


def _located(one: ReportField, address: Address, spec: FieldSpec) -> Located:
    return Located(
        address=address,
        spec=spec,
        source=one.source,
        semantic=one.semantic,
        number=None if one.number is None else Decimal(one.number),
        unit=None if one.unit is None else Unit(one.unit, one.scale),
        text=one.text,
        reason=one.reason,
        place=None if one.cell is None else (one.cell.table, one.cell.row, one.cell.col),
        region=one.region,
        is_doubtful=one.status == "suspect",
    )
