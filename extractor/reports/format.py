"""The format of report models: what a file in models/ may say. Explained for its writers in docs/report-models.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PositiveInt, model_validator

from extractor.wordings import Severity

ValueType = Literal["count", "amount", "change", "percent", "text"]
Blank = Literal["missing", "zero"]
Key = tuple[str, ...]


class Spec(BaseModel):
    """Frozen; a word that the format does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_list(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


Patterns = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
"""One label or several, each a way in which the same thing is printed."""
SomePatterns = Annotated[Patterns, Field(min_length=1)]


class Labelled(Spec):
    """A row or a column that the model names.

    Attributes:
        label: How it is printed, with its aliases.
        name: What people call it; the first label unless given.
        type: `count` (whole, not negative), `amount`, `change` (with a sign), `percent` or `text`; that of the table
            unless given.
        unit: In which its number is given out.
        optional: Whether it may be absent.
        values: Of a group: whether it has numbers of its own, beside those of its parts.
    """

    label: SomePatterns
    name: str | None = None
    type: ValueType | None = None
    unit: str | None = None
    optional: bool = False
    values: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_labels_alone(cls, value: object) -> object:
        return {"label": value} if isinstance(value, str | list) else value

    @property
    def parts(self) -> Mapping[str, Self]:
        """What stands below it in the hierarchy."""
        return {}

    @property
    def title(self) -> str:
        """Its name for people."""
        return self.name or self.label[0].replace("*", "")

    @property
    def holds_values(self) -> bool:
        """Whether it is itself a row or a column with numbers."""
        return not self.parts if self.values is None else self.values


class ColumnSpec(Labelled):
    """A column, or a group of columns below one label."""

    columns: dict[str, ColumnSpec] = Field(default_factory=dict)

    @property
    def parts(self) -> Mapping[str, ColumnSpec]:
        """The columns of the group."""
        return self.columns


class RowSpec(Labelled):
    """A row, or a group of rows below one label.

    Attributes:
        only: The columns that its numbers stand under; all of the table unless given, or those of the group above.
    """

    rows: dict[str, RowSpec] = Field(default_factory=dict)
    only: Patterns | None = None

    @property
    def parts(self) -> Mapping[str, RowSpec]:
        """The rows of the group."""
        return self.rows


class CodeSpec(Spec):
    """Rows that are named by codes such as 201, 20103, 2010301, whichever are printed.

    Attributes:
        digits: How many digits each level adds: [3, 2, 2] for 类, 款, 项.
    """

    digits: tuple[PositiveInt, ...] = Field(min_length=1)


class TableSpec(Spec):
    """A table of the report.

    Attributes:
        section: Key of the section it stands in.
        caption: What is printed above it.
        empty_note: What a note below it says where it has no numbers.
        blank: What an empty cell means; as the model says unless given.
        type, unit: Of its numbers, where row and column say nothing else.
        codes: Rows that are named by codes, beside those of `rows`.
        optional: Whether the report may lack it.
        more_rows: Whether rows that are not listed are nothing to report.
    """

    name: str
    section: str | None = None
    caption: Patterns = ()
    empty_note: Patterns = ()
    blank: Blank | None = None
    type: ValueType = "count"
    unit: str | None = None
    columns: dict[str, ColumnSpec] = Field(min_length=1)
    rows: dict[str, RowSpec] = Field(default_factory=dict)
    codes: CodeSpec | None = None
    optional: bool = False
    more_rows: bool = False


class SectionSpec(Spec):
    """A section of the report, told by its heading; its number is not part of the label."""

    label: SomePatterns
    optional: bool = False

    @model_validator(mode="before")
    @classmethod
    def _from_labels_alone(cls, value: object) -> object:
        return {"label": value} if isinstance(value, str | list) else value

    @property
    def title(self) -> str:
        """Its name for people."""
        return self.label[0].replace("*", "")


class DocumentSpec(Spec):
    """How a document of this kind is told.

    Attributes:
        title: Patterns of its title.
        organisation, year: Regular expressions over the title, whose first group is what is wanted.
        organisation_line: The same over the other lines at the top, for a title that names no organisation.
        first_year, last_year: Of the reports that have this form.
        sections: By key, in their order.
    """

    title: SomePatterns
    organisation: str | None = None
    organisation_line: str | None = None
    year: str = r"(\d{4})年?"
    first_year: int | None = None
    last_year: int | None = None
    sections: dict[str, SectionSpec] = Field(default_factory=dict)


class TextSpec(Spec):
    """A value that the narrative states.

    Attributes:
        section: Where to look; everywhere unless given.
        pattern: Regular expressions in which {n} stands for the number.
        unless: Patterns of sentences that speak of something else.
        value: What a phrase without a number means.
    """

    name: str
    pattern: SomePatterns
    section: str | None = None
    unless: Patterns = ()
    type: ValueType = "count"
    unit: str | None = None
    value: Decimal | None = None


class RuleSpec(Spec):
    """An equation that has to hold.

    Attributes:
        table: The names in the formula are those of this table; full keys unless given.
        each: `column`: once for each column, the names are rows; `row`: the other way round; `parent`: once for each
            code that has others below it, and each column, with the names `self` and `children`; or a list of words,
            each put for {} in the formula.
        tolerance: By how much the sides may differ: "0.01", "0.05 万元", "0.5%" of the greater side, or several
            of these, "0.1 万元 or 0.5%": the greatest.
        needs: Names of the formula, or what they begin with, without whose numbers the rule says nothing.
        complete: Whether it says nothing where a table has rows with numbers that the model does not know.
    """

    id: str
    name: str | None = None
    table: str | None = None
    each: Literal["row", "column", "parent"] | tuple[str, ...] | None = None
    formula: str
    tolerance: str = "0"
    needs: Patterns = ()
    complete: bool = False
    severity: Severity = "warning"


class DerivedSpec(Spec):
    """A figure worked out of others; not applicable where a denominator is 0."""

    name: str
    formula: str
    unit: str | None = None


class QualitySpec(Spec):
    """What the text of a section has to be.

    Attributes:
        section: Its key; the whole text unless given.
        when: An equation; the rule holds only where it is true.
        at_least: Characters that the section must have, blanks and punctuation left out.
        mentions: Patterns of which one must stand in it.
    """

    id: str
    name: str
    section: str | None = None
    when: str | None = None
    at_least: int | None = None
    mentions: Patterns = ()
    severity: Severity = "warning"


class ReportModel(Spec):
    """A report model: one kind of document, its tables and its rules.

    Attributes:
        model: Its id.
        blank: What an empty cell of a table means: `missing`, or `zero` as in budgets.
    """

    model: str
    version: str = "1"
    name: str
    about: str = ""
    blank: Blank
    document: DocumentSpec
    tables: dict[str, TableSpec] = Field(min_length=1)
    text: dict[str, TextSpec] = Field(default_factory=dict)
    rules: tuple[RuleSpec, ...] = ()
    derived: dict[str, DerivedSpec] = Field(default_factory=dict)
    quality: tuple[QualitySpec, ...] = ()

    def blank_in(self, table: TableSpec) -> Blank:
        """What an empty cell of `table` means."""
        return table.blank or self.blank


def walk(entries: Mapping[str, Labelled], above: Key = ()) -> Iterator[tuple[Key, Labelled]]:
    """Every row or column below `entries` with its key, groups before their parts."""
    for name, entry in entries.items():
        key = (*above, name)
        yield key, entry
        yield from walk(entry.parts, key)


def value_keys(entries: Mapping[str, Any]) -> tuple[Key, ...]:
    """The keys of the rows or columns that hold numbers."""
    return tuple(key for key, entry in walk(entries) if entry.holds_values)
