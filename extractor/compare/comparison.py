"""What a comparison of documents gives: values year by year, equations between years, likeness of texts, findings."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from extractor.facts import CellStatus, Semantic, Side
from extractor.places import CellRef, Model
from extractor.wordings import Severity

COMPARISON_VERSION = "1.0"

YearResult = Literal["pass", "fail", "uncertain", "not_assessable", "not_comparable"]
Basis = Literal["report", "tables"]
NoChange = Literal["nowhere", "absent", "no_number", "several", "unit", "form"]
"""Why there is no change: neither of the documents has the value; only one has it; it is no number; its labels stand in
several places; its units cannot be converted; the forms differ, and one has no such value or another by that name."""
NoCheck = Literal["form", "gap", "organisation"]
"""Why an equation between years was not evaluated: a field does not mean the same, or is not there, in the form of the
year before; the report of the year before is not among the documents, or
is that of another organisation."""


class ComparedDocument(Model):
    """One of the documents that are compared.

    Attributes:
        file: Of the stored document.
        source: Name of the file that was read.
        model: Id of its report model; None where none fits.
    """

    file: str
    source: str
    organisation: str | None = None
    year: int | None = None
    model: str | None = None


class YearValue(Model):
    """A value in one document.

    Attributes:
        number: A plain decimal in `unit`; None where there is none. A blank is never 0.
    """

    semantic: Semantic
    text: str = ""
    number: str | None = None
    unit: str | None = None
    status: CellStatus = "read"
    cell: CellRef | None = None


class Change(Model):
    """What became of a value from one document to the next.

    Attributes:
        absolute: Later minus earlier, in the unit of the later.
        percent: Of the earlier value's amount, rounded to hundredths; None with an absolute change is "not
            applicable": the earlier value is 0.
        reason: Why there is none at all.
        is_doubtful: Whether one of the two readings is suspect.
    """

    absolute: str | None = None
    percent: str | None = None
    reason: NoChange | None = None
    is_doubtful: bool = False


class ComparedValue(Model):
    """A value through the documents.

    Attributes:
        key: Of the report model; of documents without one the caption and the labels of its row and column.
        labels: As printed in each document, where they are not in the same words in all; else nothing.
        values: One for each document; None where it does not have the value.
        changes: One for each document but the first.
    """

    key: str
    name: str
    labels: tuple[str | None, ...] = ()
    values: tuple[YearValue | None, ...]
    changes: tuple[Change, ...]


class YearSide(Side):
    """A value of an equation between years; `document` says of which document its cell is."""

    document: int = Field(ge=0)


class YearCheck(Model):
    """An equation between two years.

    Attributes:
        earlier, later: The documents, by their place in the series.
        result: `not_comparable` where the forms differ and a value does not mean the same in both.
        reason: Why it was not evaluated.
        left, right: What both sides come to; the bound that is known, in words, where that alone shows a failure; None
            where unknown.
    """

    id: str
    name: str = ""
    expression: str
    earlier: int = Field(ge=0)
    later: int = Field(ge=0)
    result: YearResult
    reason: NoCheck | None = None
    left: str | None = None
    right: str | None = None
    tolerance: str = "0"
    sides: tuple[YearSide, ...] = ()


class SectionLikeness(Model):
    """How much of the text of a section stands in the document before as well.

    Attributes:
        similarity: 0 to 1, numbers and punctuation left out; None where one of the two has no such text.
        characters: Of the earlier and of the later text, as they were compared.
    """

    section: str
    name: str
    earlier: int = Field(ge=0)
    later: int = Field(ge=0)
    similarity: float | None = Field(default=None, ge=0, le=1)
    characters: tuple[int, int] = (0, 0)


class YearFinding(Model):
    """Something between two documents at which a person should look.

    Attributes:
        params: What the message was made of, so that it can be said in another language.
        fingerprint: The same whenever the same documents are compared.
        sides: The values that disagree, each with its document and cell.
    """

    code: str
    severity: Severity
    message: str
    params: dict[str, str] = Field(default_factory=dict)
    fingerprint: str = ""
    sides: tuple[YearSide, ...] = ()


class Series(Model):
    """Documents of one organisation, from the earliest year to the latest.

    Attributes:
        basis: Whether values are named by report models, or by the labels of tables alone.
    """

    organisation: str | None = None
    basis: Basis
    documents: tuple[ComparedDocument, ...]
    values: tuple[ComparedValue, ...] = ()
    checks: tuple[YearCheck, ...] = ()
    sections: tuple[SectionLikeness, ...] = ()
    similarity: tuple[float | None, ...] = ()
    findings: tuple[YearFinding, ...] = ()


class Comparison(Model):
    """Documents compared across years.

    Attributes:
        alone: Documents of which there is no other year.
        skipped: Files of a folder that are no documents, with the reason.
    """

    schema_version: str = COMPARISON_VERSION
    series: tuple[Series, ...] = ()
    alone: tuple[ComparedDocument, ...] = ()
    skipped: dict[str, str] = Field(default_factory=dict)

    @property
    def findings(self) -> tuple[YearFinding, ...]:
        """Those of all series."""
        return tuple(finding for series in self.series for finding in series.findings)
