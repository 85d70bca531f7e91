"""The fields that a report model names, and the equations that its rules stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from extractor.reports.format import Blank, Key, Labelled, ReportModel, RowSpec, RuleSpec, TableSpec, ValueType, walk
from extractor.reports.formulas import Equation, FormulaError, Name, Term, names_in, parse_equation

CODES = "codes"
"""First segment of the keys of rows that are named by codes: codes.201.03 is 20103."""
PLACEHOLDER = "{}"


@dataclass(frozen=True, slots=True)
class Address:
    """Which field of a model: of a table by row and column; of text and derived figures the key is in `column`."""

    table: str
    row: Key
    column: Key

    @property
    def key(self) -> str:
        """The canonical key, with dots."""
        return ".".join(self.segments)

    @property
    def segments(self) -> Key:
        """The words of the key."""
        return (self.table, *self.row, *self.column) if self.table else self.column

    @property
    def is_coded(self) -> bool:
        """Whether its row is named by a code."""
        return self.row[:1] == (CODES,)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What the model says of the values at an address."""

    name: str
    type: ValueType
    unit: str | None
    blank: Blank
    optional: bool = False


def field_spec(model: ReportModel, address: Address, row_name: str | None = None) -> FieldSpec:
    """What `model` says of a field of a table; `row_name` is what is printed beside a code."""
    table = model.tables[address.table]
    column = chain(table.columns, address.column)
    row = () if address.is_coded else chain(table.rows, address.row)
    inner_first = [*reversed(row), *reversed(column)]
    names = [row_name] if row_name else [entry.title for entry in row]
    return FieldSpec(
        name=" / ".join([*names, *(entry.title for entry in column)]),
        type=next((entry.type for entry in inner_first if entry.type), table.type),
        unit=next((entry.unit for entry in inner_first if entry.unit), table.unit),
        blank=model.blank_in(table),
        optional=any(entry.optional for entry in inner_first),
    )


def chain(entries: Mapping[str, Labelled], key: Key) -> tuple[Labelled, ...]:
    """The entries from the top of the hierarchy to the one of `key`."""
    found: list[Labelled] = []
    for segment in key:
        entry = entries[segment]
        found.append(entry)
        entries = entry.parts
    return tuple(found)


def addresses(model: ReportModel) -> Iterator[Address]:
    """All fields that `model` names itself; rows named by codes are known only from a document."""
    for name, table in model.tables.items():
        yield from table_addresses(name, table)
    for key in model.text:
        yield Address("", (), tuple(key.split(".")))


def table_addresses(name: str, table: TableSpec) -> Iterator[Address]:
    """The fields of one table."""
    columns = [key for key, entry in walk(table.columns) if entry.holds_values]
    rows = [key for key, entry in walk(table.rows) if entry.holds_values]
    for row in rows or ([()] if table.codes is None else []):
        for column in columns_of(table, row, columns):
            yield Address(name, row, column)


def columns_of(table: TableSpec, row: Key, columns: Sequence[Key]) -> list[Key]:
    """The columns under which the numbers of a row stand."""
    entries = [entry for entry in chain(table.rows, row) if isinstance(entry, RowSpec)] if row[:1] != (CODES,) else []
    only = next((entry.only for entry in reversed(entries) if entry.only), None)
    if only is None:
        return list(columns)
    wanted = {tuple(name.split(".")) for name in only}
    return [column for column in columns if any(column[: len(key)] == key for key in wanted)]


@dataclass(frozen=True, slots=True)
class Instance:
    """One equation that a rule stands for.

    Attributes:
        id: "T3-SUM[naturalPerson]", or the id of the rule where it stands for one equation.
        fields: What each name of the equation means, in the order of names.
    """

    id: str
    rule: RuleSpec
    equation: Equation
    fields: Mapping[Name, tuple[Address, ...]]

    @property
    def is_between_years(self) -> bool:
        """Whether it compares with the report of the year before."""
        return any(name.is_previous for name in self.fields)


def instances(rule: RuleSpec, known: Sequence[Address]) -> list[Instance]:
    """The equations of `rule` over the fields that are known.

    Raises:
        FormulaError: The formula is none, or names what is not known.
    """
    found, errors = [], []
    for case in _cases(rule, known):
        try:
            found.append(_instance(rule, case, known))
        except FormulaError as error:
            errors.append(error)
    if errors and (not found or rule.each not in ("row", "column")):
        raise errors[0]
    return found


@dataclass(frozen=True, slots=True)
class _Case:
    """For what an equation is written out: a row, a column, both, or a word put for {}."""

    row: Key | None = None
    column: Key | None = None
    word: str | None = None

    @property
    def label(self) -> str:
        if self.word is not None:
            return self.word
        return " ".join(".".join(key) for key in (self.row, self.column) if key)


def _cases(rule: RuleSpec, known: Sequence[Address]) -> list[_Case]:
    if isinstance(rule.each, tuple):
        return [_Case(word=word) for word in rule.each]
    inside = [address for address in known if address.table == rule.table]
    if rule.each == "column":
        return [_Case(column=column) for column in dict.fromkeys(address.column for address in inside)]
    if rule.each == "row":
        return [_Case(row=row) for row in dict.fromkeys(address.row for address in inside)]
    if rule.each == "parent":
        parents = {address.row[:-1] for address in inside if address.is_coded}
        return [_Case(row=a.row, column=a.column) for a in inside if a.is_coded and a.row in parents]
    return [_Case()]


def _instance(rule: RuleSpec, case: _Case, known: Sequence[Address]) -> Instance:
    text = rule.formula if case.word is None else rule.formula.replace(PLACEHOLDER, case.word)
    equation = parse_equation(text)
    names = dict.fromkeys(names_in(equation))
    fields = {name: tuple(_resolve(name, rule, case, known)) for name in names}
    return Instance(f"{rule.id}[{case.label}]" if case.label else rule.id, rule, equation, fields)


def _resolve(name: Name, rule: RuleSpec, case: _Case, known: Sequence[Address]) -> list[Address]:
    """The fields that a name means: of the rule's table first, else by their full keys."""
    local = _local(name, rule, case, known) if rule.table else []
    found = local or [address for address in known if _fits(name.segments, address.segments)]
    if not found and not _may_be_coded(name):
        raise _no_field(name, _candidates(rule, known))
    return found


def _local(name: Name, rule: RuleSpec, case: _Case, known: Sequence[Address]) -> list[Address]:
    inside = [address for address in known if address.table == rule.table]
    if rule.each == "parent":
        assert case.row is not None
        depth = len(case.row)
        if name.segments == ("self",):
            return [a for a in inside if a.row == case.row and a.column == case.column]
        if name.segments == ("children",):
            return [a for a in inside if a.row[:-1] == case.row and len(a.row) == depth + 1 and a.column == case.column]
        return []
    if case.column is not None:
        return [a for a in inside if a.column == case.column and _fits(name.segments, a.row)]
    if case.row is not None:
        return [a for a in inside if a.row == case.row and _fits(name.segments, a.column)]
    return [a for a in inside if _fits(name.segments, (*a.row, *a.column))]


def _may_be_coded(name: Name) -> bool:
    """Whether the name means rows that only a document shows."""
    return CODES in name.segments or name.segments in (("self",), ("children",))


@lru_cache(maxsize=65536)
def _fits(pattern: Key, key: Key) -> bool:
    if not pattern:
        return not key
    if pattern[0] == "**":
        return any(_fits(pattern[1:], key[end:]) for end in range(1, len(key) + 1))
    return bool(key) and pattern[0] in ("*", key[0]) and _fits(pattern[1:], key[1:])


def _candidates(rule: RuleSpec, known: Iterable[Address]) -> set[str]:
    """What may stand for a name in the formula of a rule."""
    inside = [address for address in known if address.table == rule.table]
    if rule.each == "column":
        return {".".join(address.row) for address in inside}
    if rule.each == "row":
        return {".".join(address.column) for address in inside}
    return {address.key for address in known} | {".".join((*address.row, *address.column)) for address in inside}


def _no_field(name: Name, candidates: Iterable[str]) -> FormulaError:
    near = get_close_matches(str(name), sorted(candidates), n=1, cutoff=0.5)
    return FormulaError(f"{name} is the key of no field{f'; did you mean {near[0]}?' if near else ''}")


def term_fields(term: Term, known: Sequence[Address]) -> dict[Name, tuple[Address, ...]]:
    """What each name of a term means, by full keys.

    Raises:
        FormulaError: A name is the key of no field.
    """
    found = {}
    for name in dict.fromkeys(names_in(term)):
        fields = tuple(address for address in known if _fits(name.segments, address.segments))
        if not fields and not _may_be_coded(name):
            raise _no_field(name, {address.key for address in known})
        found[name] = fields
    return found
