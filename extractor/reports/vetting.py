"""What a report model says that cannot be: names without a field, patterns that are none, keys of two fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import InvalidOperation

from extractor.normalise.units import parse_unit
from extractor.reports.catalogue import Address, Instance, addresses, instances, term_fields
from extractor.reports.format import Key, Labelled, ReportModel, RowSpec, RuleSpec, TableSpec, walk
from extractor.reports.formulas import FUNCTIONS, PREVIOUS, FormulaError, parse_equation, parse_term
from extractor.reports.labels import is_expression
from extractor.reports.narrative import NUMBER_PLACE, expression_of
from extractor.reports.tolerance import parse_tolerance

Problem = tuple[tuple[str | int, ...], str]
RESERVED = frozenset({*FUNCTIONS, PREVIOUS, "self", "children", "codes"})


def problems(model: ReportModel) -> Iterator[Problem]:
    """Each thing that is wrong, with the path to the piece of the file that says it."""
    known = tuple(addresses(model))
    yield from _keys(model, known)
    yield from _document(model)
    for name, table in model.tables.items():
        yield from _table(model, name, table)
    yield from _text(model)
    yield from _rules(model, known)
    yield from _derived(model, known)
    yield from _quality(model, known)


def _keys(model: ReportModel, known: Iterable[Address]) -> Iterator[Problem]:
    places: list[tuple[str, tuple[str | int, ...]]] = [(name, ("tables", name)) for name in model.tables]
    places += [(part, ("text", key)) for key in model.text for part in key.split(".")]
    places += [(part, ("derived", key)) for key in model.derived for part in key.split(".")]
    for name, table in model.tables.items():
        for kind, entries in (("rows", table.rows), ("columns", table.columns)):
            places += [(key[-1], _path(name, kind, key)) for key, _ in walk(entries)]
    for word, path in places:
        if not word.isidentifier():
            yield path, f"{word!r} cannot be a key: letters, digits and _ only, and no digit at its beginning"
        elif word in RESERVED:
            yield path, f"{word!r} means something in formulas; choose another key"
    for full, count in Counter(address.key for address in known).items():
        if count > 1:
            yield ("tables",), f"{full} is the key of {count} fields; rename a row or a column"
    for key in set(model.derived) & set(model.text):
        yield ("derived", key), f"{key!r} is the key of a text value too"


def _path(table: str, kind: str, key: Key) -> tuple[str | int, ...]:
    path: list[str | int] = ["tables", table]
    for segment in key:
        path += [kind, segment]
    return tuple(path)


def _document(model: ReportModel) -> Iterator[Problem]:
    about = model.document
    yield from _patterns(about.title, ("document", "title"))
    for word in ("organisation", "organisation_line", "year"):
        text = getattr(about, word)
        if text is not None:
            yield from _expression(text, ("document", word))
            if not _has_group(text):
                yield ("document", word), "put what is wanted into brackets: (…)"
    for key, section in about.sections.items():
        yield from _patterns(section.label, ("document", "sections", key))


def _has_group(text: str) -> bool:
    try:
        return re.compile(text).groups > 0
    except re.error:
        return True


def _table(model: ReportModel, name: str, table: TableSpec) -> Iterator[Problem]:
    path = ("tables", name)
    if table.section is not None and table.section not in model.document.sections:
        yield (*path, "section"), _unknown("section", table.section, model.document.sections)
    yield from _patterns(table.caption, (*path, "caption"))
    yield from _patterns(table.empty_note, (*path, "empty_note"))
    yield from _unit(table.unit, (*path, "unit"))
    for kind, entries in (("rows", table.rows), ("columns", table.columns)):
        yield from _entries(entries, name, kind)
    columns = {".".join(key) for key, _ in walk(table.columns)}
    for key, entry in walk(table.rows):
        only = entry.only if isinstance(entry, RowSpec) else None
        for word in only or ():
            if word not in columns:
                yield (*_path(name, "rows", key), "only"), _unknown("column", word, columns)


def _entries(entries: Mapping[str, Labelled], table: str, kind: str) -> Iterator[Problem]:
    for key, entry in walk(entries):
        path = _path(table, kind, key)
        yield from _patterns(entry.label, path)
        yield from _unit(entry.unit, (*path, "unit"))


def _unit(unit: str | None, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if unit is not None and parse_unit(unit) is None:
        yield path, f"{unit!r} is no unit that is known, such as 万元, 元, 件 or %"


def _text(model: ReportModel) -> Iterator[Problem]:
    for key, text in model.text.items():
        path = ("text", key)
        if text.section is not None and text.section not in model.document.sections:
            yield (*path, "section"), _unknown("section", text.section, model.document.sections)
        yield from _unit(text.unit, (*path, "unit"))
        for pattern in text.pattern:
            yield from _expression(expression_of(pattern), (*path, "pattern"))
            if NUMBER_PLACE not in pattern and text.value is None:
                yield (*path, "pattern"), "put {n} where the number stands, or say with `value` what the phrase means"
        for pattern in text.unless:
            yield from _expression(pattern, (*path, "unless"))


def _rules(model: ReportModel, known: tuple[Address, ...]) -> Iterator[Problem]:
    ids = Counter(rule.id for rule in model.rules) + Counter(rule.id for rule in model.quality)
    for i, rule in enumerate(model.rules):
        path = ("rules", i)
        if ids[rule.id] > 1:
            yield (*path, "id"), f"the id {rule.id} stands {ids[rule.id]} times; ids tell rules apart"
        if rule.table is not None and rule.table not in model.tables:
            yield (*path, "table"), _unknown("table", rule.table, model.tables)
            continue
        if rule.each in ("row", "column", "parent") and rule.table is None:
            yield (*path, "each"), f"`each: {rule.each}` needs `table`, to say of which"
            continue
        yield from _tolerance(rule.tolerance, (*path, "tolerance"))
        try:
            parse_equation(rule.formula.replace("{}", "x") if isinstance(rule.each, tuple) else rule.formula)
            found = instances(rule, known)
            yield from _needs(rule, found, (*path, "needs"))
        except FormulaError as error:
            yield (*path, "formula"), str(error)


def _needs(rule: RuleSpec, found: Iterable[Instance], path: tuple[str | int, ...]) -> Iterator[Problem]:
    names = {f"{name}." for instance in found for name in instance.fields}
    for need in rule.needs:
        if not any(name.startswith(f"{need}.") for name in names):
            yield path, f"{need} is no name of the formula, nor what one begins with"


def _tolerance(text: str, path: tuple[str | int, ...]) -> Iterator[Problem]:
    try:
        parse_tolerance(text)
    except (ValueError, InvalidOperation):
        yield path, f"{text!r} is no tolerance: write 0.01, 0.05 万元, 0.5%, rounding, or two with or: 0.1 or 0.5%"


def _derived(model: ReportModel, known: tuple[Address, ...]) -> Iterator[Problem]:
    for key, derived in model.derived.items():
        try:
            term_fields(parse_term(derived.formula), known)
        except FormulaError as error:
            yield ("derived", key, "formula"), str(error)


def _quality(model: ReportModel, known: tuple[Address, ...]) -> Iterator[Problem]:
    for i, rule in enumerate(model.quality):
        path = ("quality", i)
        if rule.section is not None and rule.section not in model.document.sections:
            yield (*path, "section"), _unknown("section", rule.section, model.document.sections)
        yield from _patterns(rule.mentions, (*path, "mentions"))
        if rule.when is None:
            continue
        try:
            equation = parse_equation(rule.when)
            for side in (equation.left, equation.right):
                term_fields(side, known)
        except FormulaError as error:
            yield (*path, "when"), str(error)


def _patterns(patterns: Iterable[str], path: tuple[str | int, ...]) -> Iterator[Problem]:
    for pattern in patterns:
        if not pattern or not pattern.strip():
            yield path, "an empty label fits nothing; write how it is printed"
        elif is_expression(pattern):
            yield from _expression(pattern[1:-1], path)


def _expression(text: str, path: tuple[str | int, ...]) -> Iterator[Problem]:
    try:
        re.compile(text)
    except re.error as error:
        yield path, f"{text!r} is no regular expression: {error}"


def _unknown(kind: str, word: str, known: Iterable[str]) -> str:
    return f"there is no {kind} {word!r}; known are {', '.join(known)}"
