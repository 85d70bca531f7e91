"""The equations that report models state between years, for each pair of neighbouring reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.compare.comparison import NoCheck, YearCheck, YearResult, YearSide
from extractor.compare.edition import Edition
from extractor.compare.meaning import is_comparable
from extractor.compare.names import kinship
from extractor.facts import Report
from extractor.reports.catalogue import Instance
from extractor.reports.equations import Evaluated, Years, evaluate_rule, expression
from extractor.reports.formulas import PREVIOUS, names_in
from extractor.reports.located import plain
from extractor.reports.plan import Plan
from extractor.wordings import Severity


def check_years(series: Sequence[Edition]) -> tuple[tuple[YearCheck, Severity], ...]:
    """Every equation between years with its result, and the severity of a failure."""
    pairs = pairwise(enumerate(series))
    return tuple(found for earlier, later in pairs for found in _checks(series, earlier[0], later[0]))


def _checks(series: Sequence[Edition], earlier: int, later: int) -> Iterator[tuple[YearCheck, Severity]]:
    before, after = series[earlier], series[later]
    if after.plan is None:
        return
    stated = _between_years(_with_codes(after.plan, before, after))
    for instance in stated:
        reason = _hindrance(instance, before, after)
        check = (
            _evaluated(instance, series, earlier, later)
            if reason is None
            else _not_evaluated(instance, earlier, later, reason)
        )
        yield check, instance.rule.severity
    known = {instance.id for instance in stated}
    for instance in _between_years(before.plan) if before.plan else []:
        if instance.id not in known:  # the new form has given it up
            yield _not_evaluated(instance, earlier, later, "form"), instance.rule.severity


def _between_years(plan: Plan) -> list[Instance]:
    return [instance for instance in plan.equations if instance.is_between_years]


def _with_codes(plan: Plan, before: Edition, after: Edition) -> Plan:
    """The plan with the rows that codes name in either year."""
    coded = (address for edition in (before, after) for address in edition.addresses.values() if address.is_coded)
    return plan.with_codes(tuple(dict.fromkeys(coded)))


def _hindrance(instance: Instance, before: Edition, after: Edition) -> NoCheck | None:
    """Why an equation cannot be asked of two reports."""
    if before.year is None or after.year is None or after.year - before.year != 1:
        return "gap"
    if not _is_of_one(before.report, after.report):
        return "organisation"
    return None if is_comparable(instance, before, after) else "form"


def _is_of_one(one: Report | None, other: Report | None) -> bool:
    """Whether two reports may be of one organisation; one that was renamed carries its numbers over."""
    if one is None or other is None or not one.organisation or not other.organisation:
        return True
    return kinship(one.organisation, other.organisation) is not None


def _not_evaluated(instance: Instance, earlier: int, later: int, reason: NoCheck) -> YearCheck:
    result: YearResult = "not_comparable" if reason == "form" else "not_assessable"
    return YearCheck(
        id=instance.id,
        name=instance.rule.name or "",
        expression=expression(instance),
        earlier=earlier,
        later=later,
        result=result,
        reason=reason,
    )


def _evaluated(instance: Instance, series: Sequence[Edition], earlier: int, later: int) -> YearCheck:
    years = Years(series[later].fields, series[earlier].fields)
    found = evaluate_rule(instance, years)
    check = found.check
    return YearCheck(
        id=check.id,
        name=instance.rule.name or "",
        expression=check.expression,
        earlier=earlier,
        later=later,
        result=check.result,
        left=check.left if check.left is not None else _bound(found, "left", check.result),
        right=check.right if check.right is not None else _bound(found, "right", check.result),
        tolerance=check.tolerance,
        sides=tuple(_sides(instance, years, earlier, later)),
    )


def _bound(found: Evaluated, side: str, result: str) -> str | None:
    """What is known of a side that cannot be worked out, where that was enough to see the equation fail."""
    if result != "fail":
        return None
    return found.left_text if side == "left" else found.right_text


def _sides(instance: Instance, years: Years, earlier: int, later: int) -> Iterator[YearSide]:
    equation = instance.equation
    for side, term in (("left", equation.left), ("right", equation.right)):
        for name in names_in(term):
            for address in instance.fields[name]:
                located = years.of(name).by_address.get(address)
                yield YearSide(
                    side="left" if side == "left" else "right",
                    name=f"{PREVIOUS}.{address.key}" if name.is_previous else address.key,
                    value=None if located is None or located.number is None else plain(located.number),
                    cell=located.ref if located else None,
                    region=located.region if located else None,
                    document=earlier if name.is_previous else later,
                )
