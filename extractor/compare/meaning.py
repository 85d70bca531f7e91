"""Whether a value means the same in two forms of a report.

A key alone proves nothing: a new form may put another number under a name that stayed. Two models mean the same by a
key if every row and column on the way to it can be printed in the same words in both, and type and unit are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from extractor.compare.edition import Edition
from extractor.reports.catalogue import Address, Instance, chain
from extractor.reports.format import Key, Labelled
from extractor.reports.plan import Plan


def means_the_same(key: str, one: Edition, other: Edition) -> bool:
    """Whether the values that both documents have under `key` can be compared."""
    if one.report is None or other.report is None:
        return False
    if one.report.model == other.report.model:
        return True
    if one.plan is None or other.plan is None:
        return _names(one).get(key) == _names(other).get(key)
    if key in one.plan.model.derived and key in other.plan.model.derived:
        return _is_derived_alike(key, one.plan, other.plan)
    address = one.addresses.get(key)
    return address is not None and address == other.addresses.get(key) and _is_same_field(address, one.plan, other.plan)


def is_comparable(instance: Instance, earlier: Edition, later: Edition) -> bool:
    """Whether every value of the year before that an equation names means in that year's form what it should."""
    wanted = [(name, addresses) for name, addresses in instance.fields.items() if name.is_previous]
    for name, addresses in wanted:
        if not all(means_the_same(address.key, earlier, later) for address in addresses):
            return False
        # A name for several values stands for other ones where the form of the table changed.
        if name.has_wildcard and not _has_same_tables(addresses, earlier.plan, later.plan):
            return False
    return True


def _names(edition: Edition) -> Mapping[str, str]:
    return {field.key: field.name for field in edition.report.fields} if edition.report else {}


def _is_derived_alike(key: str, one: Plan, other: Plan) -> bool:
    spec, other_spec = one.model.derived[key], other.model.derived[key]
    if spec.unit != other_spec.unit or spec.formula.split() != other_spec.formula.split():
        return False
    fields, other_fields = (plan.derived[key][1] for plan in (one, other))
    return fields == other_fields and all(
        _is_same_field(address, one, other) for addresses in fields.values() for address in addresses
    )


def _is_same_field(address: Address, one: Plan, other: Plan) -> bool:
    if not address.table:
        text, other_text = (plan.model.text.get(address.key) for plan in (one, other))
        return text is not None and other_text is not None and text.name == other_text.name
    if address.is_coded:
        return _is_same_coded_field(address, one, other)
    spec, other_spec = one.specs.get(address), other.specs.get(address)
    if spec is None or other_spec is None or (spec.type, spec.unit) != (other_spec.type, other_spec.unit):
        return False
    table, other_table = (plan.model.tables[address.table] for plan in (one, other))
    return _has_same_labels(table.rows, other_table.rows, address.row) and _has_same_labels(
        table.columns, other_table.columns, address.column
    )


def _is_same_coded_field(address: Address, one: Plan, other: Plan) -> bool:
    table, other_table = (plan.model.tables.get(address.table) for plan in (one, other))
    if table is None or other_table is None or (table.codes, table.unit) != (other_table.codes, other_table.unit):
        return False
    return _has_same_labels(table.columns, other_table.columns, address.column)


def _has_same_labels(one: Mapping[str, Labelled], other: Mapping[str, Labelled], key: Key) -> bool:
    """Whether both have the key, and on each level a way of printing it in common."""
    try:
        pairs = zip(chain(one, key), chain(other, key), strict=True)
    except KeyError:
        return False
    return all(set(entry.label) & set(other_entry.label) for entry, other_entry in pairs)


def _has_same_tables(addresses: Iterable[Address], one: Plan | None, other: Plan | None) -> bool:
    if one is None or other is None:
        return False
    tables = {address.table for address in addresses}
    of_one, of_other = ({a for a in plan.known if a.table in tables} for plan in (one, other))
    return of_one == of_other
