"""The part of the output that a database takes: records of single numbers, and the named fields of a report."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from extractor.places import CellRef, Model, Region

ReadingStatus = Literal["verified", "read", "suspect"]
CellStatus = Literal["verified", "read", "suspect", "repaired"]
Semantic = Literal["ZERO", "EMPTY", "NA", "TEXT", "NUMERIC"]
CheckResult = Literal["pass", "fail", "uncertain", "not_assessable"]
FieldSource = Literal["table", "text", "derived"]


class Record(Model):
    """One data cell of a table by itself, with all that its place in the table says of it.

    Attributes:
        row_path, column_path: Labels from the top of the hierarchy, without their foot note marks; a table without a
            header has empty paths.
        text: As printed.
        semantic: ZERO for a printed 0, EMPTY for a blank, NA for a dash, 不适用 or n/a, TEXT for words: never one
            for another.
        number: As in `Value`: a plain decimal, not multiplied by `scale`.
        unit, scale: Of the cell, its header, its row label, the caption or the unit line, in this order.
        period: Of the number, as its labels say, else the caption, else the title of the document: "2022", "2022-06",
            "2022-06-30", "2022-Q1", "2022-H1", "2022-01/2022-09", "2010/2012"; None where these name none, or none
            that is sure.
        marks: Foot note marks of the cell and of its labels.
        region: Where it is printed; the first part of a cell that a page broke.
    """

    table: str
    row: int = Field(ge=0)
    col: int = Field(ge=0)
    row_path: tuple[str, ...] = ()
    column_path: tuple[str, ...] = ()
    text: str = ""
    semantic: Semantic
    number: str | None = None
    unit: str | None = None
    scale: int = 1
    period: str | None = None
    marks: tuple[str, ...] = ()
    status: CellStatus = "read"
    confidence: float = Field(default=1.0, ge=0, le=1)
    region: Region | None = None


class Side(Model):
    """One value of what disagrees.

    Attributes:
        side: Of the equation.
        name: What the value is: a label path, or the key of a field.
        value: As it counts in the equation; None where it is missing.
        cell, region: Where it is printed; neither for a value that was worked out.
    """

    side: Literal["left", "right"]
    name: str
    value: str | None = None
    cell: CellRef | None = None
    region: Region | None = None


class CellText(Model):
    """The text that a cell has after a correction or a repair."""

    cell: CellRef
    text: str


class ReportField(Model):
    """A value that a report model names.

    Attributes:
        key: Canonical, with dots: "applications.newReceived.naturalPerson".
        name: For people, in the language of the model.
        source: `table` for a cell, `text` for a phrase in the narrative, `derived` for what formulas give.
        number: A plain decimal in the unit that the model states; None where words or nothing stand for it.
        reason: Why there is no number: "not applicable" for a zero denominator, the label that was not found, …
        cell, region: Where it is printed.
        label_unsure: Whether its row or its column was found though characters of a label seem misread; a finding
            names the label.
    """

    key: str
    name: str = ""
    source: FieldSource = "table"
    semantic: Semantic
    text: str = ""
    number: str | None = None
    unit: str | None = None
    scale: int = 1
    status: CellStatus = "read"
    reason: str | None = None
    cell: CellRef | None = None
    region: Region | None = None
    label_unsure: bool = False


class ReportCheck(Model):
    """An equation of a report model, evaluated.

    Attributes:
        id: Of the rule, with the instance in brackets where a rule stands for several: "T3-SUM[naturalPerson]".
        expression: As the model states it.
        result: `uncertain` where a value is missing or suspect, `not_assessable` where the table is not there.
        left, right: What both sides come to; None where unknown.
        fields: Keys of the fields on both sides.
    """

    id: str
    expression: str
    result: CheckResult
    left: str | None = None
    right: str | None = None
    tolerance: str = "0"
    fields: tuple[str, ...] = ()


class Report(Model):
    """What a report model makes of a document.

    Attributes:
        model: Its id: "annual-disclosure-b".
        version: Of the model.
        score: How well it fits, 0 to 1.
        reasons: What speaks for it, and what against.
        organisation, year: Of the report, as its title says.
    """

    model: str
    version: str = "1"
    score: float = Field(default=1.0, ge=0, le=1)
    reasons: tuple[str, ...] = ()
    organisation: str | None = None
    year: int | None = None
    fields: tuple[ReportField, ...] = ()
    checks: tuple[ReportCheck, ...] = ()
