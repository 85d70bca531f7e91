"""The equations of a model, evaluated over the fields of a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.facts import CheckResult, ReportCheck
from extractor.normalise.units import parse_unit
from extractor.reports.catalogue import Address, FieldSpec, Instance
from extractor.reports.evaluation import ZeroDenominatorError, evaluate, holds
from extractor.reports.format import DerivedSpec, Key
from extractor.reports.formulas import Name, Term, names_in, parse_equation
from extractor.reports.located import Located, plain
from extractor.reports.plan import Names, Plan
from extractor.reports.ranges import UNKNOWN, Range, exactly
from extractor.reports.tolerance import parse_tolerance

PLACES = Decimal("0.000001")
"""Derived figures are rounded to millionths."""


@dataclass(frozen=True, slots=True)
class Fields:
    """All fields of a document, and which parts of the model it has.

    Attributes:
        tables: The tables of the model that were found.
        unnamed: For each of them the rows with numbers that got no name, and what each may be by its label.
    """

    by_address: Mapping[Address, Located]
    tables: frozenset[str]
    unnamed: Mapping[str, Sequence[frozenset[Key]]] = field(default_factory=dict)

    def is_there(self, address: Address) -> bool:
        """Whether its table, or the phrase that states it, is in the document."""
        return address.table in self.tables if address.table else address in self.by_address

    def is_printed(self, address: Address) -> bool:
        """Whether there is a number, or what is none, in its cell or phrase."""
        found = self.by_address.get(address)
        return found is not None and bool(found.text.strip())

    def may_be_more(self, address: Address) -> bool:
        """Whether its table has a row that the model does not know, or one that may be that of the field."""
        return any(not rows or address.row in rows for rows in self.unnamed.get(address.table, ()))

    def range(self, address: Address) -> Range:
        """What the field can count; 0 where the model lets the document leave it out."""
        found = self.by_address.get(address)
        if found is None:
            return UNKNOWN
        if found.place is None and found.source == "table" and found.spec.optional:
            return exactly(Decimal(0))
        return found.range()


NO_FIELDS = Fields({}, frozenset())


@dataclass(frozen=True, slots=True)
class Years:
    """The fields of a document, and of the report of the year before; none unless two reports are compared."""

    current: Fields
    previous: Fields = NO_FIELDS

    def of(self, name: Name) -> Fields:
        """The fields among which a name looks for its own."""
        return self.previous if name.is_previous else self.current


@dataclass(frozen=True, slots=True)
class Evaluated:
    """An equation with its result.

    Attributes:
        left, right: The fields on both sides.
        left_text, right_text: What the sides come to; "≥ 5" where only a bound is known.
    """

    check: ReportCheck
    instance: Instance
    left: tuple[Located, ...]
    right: tuple[Located, ...]
    left_text: str = ""
    right_text: str = ""

    @property
    def operands(self) -> tuple[Located, ...]:
        """The fields of both sides."""
        return self.left + self.right


def evaluate_rules(plan: Plan, fields: Fields) -> list[Evaluated]:
    """Every equation of the model that needs this document alone, in the order of the model."""
    years = Years(fields)
    return [evaluate_rule(instance, years) for instance in plan.equations if not instance.is_between_years]


def evaluate_rule(instance: Instance, years: Years) -> Evaluated:
    """One equation over the fields of a document, and of that of the year before where it names them."""
    left = _operands(instance, instance.equation.left, years)
    right = _operands(instance, instance.equation.right, years)
    sides: tuple[Range, Range] = (UNKNOWN, UNKNOWN)
    scale = _common_scale([*left, *right])
    tolerance = Decimal(0)
    result: CheckResult = "not_assessable"
    if _is_assessable(instance, years):
        result = "uncertain"
    if result == "uncertain" and _is_comparable([*left, *right]):
        sides = _sides(instance, years)
        tolerance = _tolerance(instance, sides, scale, (*left, *right))
        verdict = holds(instance.equation.comparator, *sides, tolerance)
        result = "uncertain" if verdict is None else "pass" if verdict else "fail"
    check = ReportCheck(
        id=instance.id,
        expression=expression(instance),
        result=result,
        left=_number(sides[0].exact, scale),
        right=_number(sides[1].exact, scale),
        tolerance=plain(_short(tolerance / scale)),
        fields=tuple(dict.fromkeys(located.address.key for located in (*left, *right))),
    )
    return Evaluated(check, instance, left, right, *(_as_far_as_known(side, scale) for side in sides))


def _is_assessable(instance: Instance, years: Years) -> bool:
    """Whether the document has what the equation speaks of, and nothing more where that would change it."""
    if not all(found and all(map(years.of(name).is_there, found)) for name, found in instance.fields.items()):
        return False
    rule = instance.rule
    everything = [(name, address) for name, addresses in instance.fields.items() for address in addresses]
    if rule.complete and any(years.of(name).may_be_more(address) for name, address in everything):
        return False
    needed = (pair for pair in everything if any(f"{pair[0]}.".startswith(f"{n}.") for n in rule.needs))
    return all(years.of(name).is_printed(address) for name, address in needed)


def expression(instance: Instance) -> str:
    """The equation as the model writes it, with the word of the instance put for {}."""
    rule = instance.rule
    if isinstance(rule.each, tuple):
        return rule.formula.replace("{}", instance.id.rpartition("[")[2].rstrip("]"))
    return " ".join(rule.formula.split())


def _operands(instance: Instance, side: Term, years: Years) -> tuple[Located, ...]:
    found = [years.of(name).by_address.get(a) for name in names_in(side) for a in instance.fields[name]]
    return tuple(located for located in found if located is not None)


def _sides(instance: Instance, years: Years) -> tuple[Range, Range]:
    def lookup(name: Name) -> Sequence[Range]:
        return [years.of(name).range(address) for address in instance.fields[name]]

    try:
        return evaluate(instance.equation.left, lookup), evaluate(instance.equation.right, lookup)
    except ZeroDenominatorError:
        return UNKNOWN, UNKNOWN


def _tolerance(instance: Instance, sides: tuple[Range, Range], scale: int, operands: Iterable[Located]) -> Decimal:
    left, right = (side.exact or side.low or Decimal(0) for side in sides)
    numbers = [(operand.number, operand.scale) for operand in operands if operand.number is not None]
    return parse_tolerance(instance.rule.tolerance).of(left, right, scale, numbers)


def _is_comparable(operands: Iterable[Located]) -> bool:
    """Whether it is known of the amounts of all tables, if of one, in which unit of money they are.

    A share in percent is no amount. Within a table one unit speaks for all: a $ stands at the first number of a
    column and at its total only.
    """
    known: dict[str, bool] = {}
    for located in operands:
        if located.number and located.spec.type != "percent":
            table = located.address.table
            known[table] = known.get(table, False) or (located.unit is not None and located.unit.kind == "money")
    return len(set(known.values())) < 2


def _common_scale(operands: Iterable[Located]) -> int:
    """The scale that all numbers have; 1 where they differ."""
    scales = {located.scale for located in operands if located.number is not None}
    return scales.pop() if len(scales) == 1 else 1


def _number(value: Decimal | None, scale: int) -> str | None:
    return None if value is None else plain(_short(value / scale))


def _as_far_as_known(side: Range, scale: int) -> str:
    """A number, or what bounds it, in signs that belong to no language."""
    for sign, bound in (("", side.exact), ("≥ ", side.low), ("≤ ", side.high)):
        if bound is not None:
            return f"{sign}{_number(bound, scale)}"
    return "?"


def _short(number: Decimal) -> Decimal:
    """The same number without zeros that a division has put behind it."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


# --- derived figures and conditions ---


def derive(plan: Plan, fields: Fields) -> list[Located]:
    """The derived figures of the model; without a number, and with the reason, where they cannot be worked out."""
    return [_derived(key, plan.model.derived[key], term, names, fields) for key, (term, names) in plan.derived.items()]


def _derived(key: str, spec: DerivedSpec, term: Term, names: Names, fields: Fields) -> Located:
    address = Address("", (), tuple(key.split(".")))
    about = FieldSpec(spec.name, "amount", spec.unit, "missing")
    try:
        value = evaluate(term, _lookup(names, fields)).exact
    except ZeroDenominatorError:
        return Located(address, about, "derived", "NA", reason="not applicable: the denominator is 0")
    if value is None:
        return Located(address, about, "derived", "EMPTY", reason=_unknown(names, fields))
    unit = parse_unit(spec.unit) if spec.unit else None
    rounded = _short((value / (unit.scale if unit else 1)).quantize(PLACES))
    return Located(address, about, "derived", "ZERO" if rounded == 0 else "NUMERIC", number=rounded, unit=unit)


def _unknown(names: Names, fields: Fields) -> str:
    """Which of the fields that a term needs has no value, or none that is sure."""
    needed = [address for addresses in names.values() for address in addresses]
    lacking = [address.key for address in needed if fields.range(address).exact is None]
    return f"no sure value of {', '.join(lacking[:3])}{' and others' if len(lacking) > 3 else ''}"


def is_true(condition: str, plan: Plan, fields: Fields) -> bool:
    """Whether an equation holds for sure."""
    equation = parse_equation(condition)
    lookup = _lookup(plan.names_of(condition), fields)
    try:
        left, right = evaluate(equation.left, lookup), evaluate(equation.right, lookup)
    except ZeroDenominatorError:
        return False
    return holds(equation.comparator, left, right, Decimal(0)) is True


def _lookup(names: Names, fields: Fields) -> Callable[[Name], Sequence[Range]]:
    return lambda name: [fields.range(address) for address in names[name]]
