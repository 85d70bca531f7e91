"""A report model made ready: its tables with an index of their labels, its fields, its equations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from extractor.reports.catalogue import Address, FieldSpec, Instance, addresses, field_spec, instances, term_fields
from extractor.reports.format import ReportModel
from extractor.reports.formulas import Name, Term, parse_equation, parse_term
from extractor.reports.reading import TableReader

Names = Mapping[Name, tuple[Address, ...]]


@dataclass(frozen=True, eq=False)
class Plan:
    """What of a model can be worked out without a document, or for one set of rows that codes name.

    Attributes:
        coded: The fields of such rows; none where the model has no codes.
    """

    model: ReportModel
    coded: tuple[Address, ...] = ()
    readers: Mapping[str, TableReader] = field(default_factory=dict)

    @cached_property
    def known(self) -> tuple[Address, ...]:
        """All fields that formulas may name."""
        return (*addresses(self.model), *self.coded)

    @cached_property
    def specs(self) -> Mapping[Address, FieldSpec]:
        """What the model says of the fields of tables that it names itself."""
        return {one: field_spec(self.model, one) for one in addresses(self.model) if one.table}

    @cached_property
    def equations(self) -> Sequence[Instance]:
        """Every equation, in the order of the rules."""
        return [instance for rule in self.model.rules for instance in instances(rule, self.known)]

    @cached_property
    def derived(self) -> Mapping[str, tuple[Term, Names]]:
        """The term of each derived figure, and what its names mean."""
        terms = {key: parse_term(spec.formula) for key, spec in self.model.derived.items()}
        return {key: (term, term_fields(term, self.known)) for key, term in terms.items()}

    def names_of(self, condition: str) -> Names:
        """What the names of an equation mean that stands for itself."""
        equation = parse_equation(condition)
        return {**term_fields(equation.left, self.known), **term_fields(equation.right, self.known)}

    def with_codes(self, coded: tuple[Address, ...]) -> Plan:
        """The plan for a document that has these rows too."""
        return Plan(self.model, coded, self.readers) if coded else self


class _Same:
    """A model as the key of a cache: models hold dicts, which have no hash."""

    def __init__(self, model: ReportModel) -> None:
        self.model = model

    def __hash__(self) -> int:
        return id(self.model)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.model is self.model


def plan_of(model: ReportModel) -> Plan:
    """The plan of `model`, made once."""
    return _plan_of(_Same(model))


@lru_cache(maxsize=64)
def _plan_of(same: _Same) -> Plan:
    model = same.model
    return Plan(model, readers={name: TableReader(name, spec) for name, spec in model.tables.items()})
