"""Report models in plain words: what one says, and how well each fits a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from extractor.document import Document
from extractor.reports.catalogue import Instance, table_addresses
from extractor.reports.choosing import Fit, fit, sheets_of
from extractor.reports.equations import expression
from extractor.reports.format import Labelled, ReportModel, RowSpec, TableSpec
from extractor.reports.plan import plan_of
from extractor.reports.stage import report_document

BLANKS = {"missing": "a blank is a missing value", "zero": "a blank counts as 0"}


def outlined(model: ReportModel) -> str:
    """One line on a model."""
    values, equations = sizes(model)
    return f"{model.model}  version {model.version}  {model.name}: {len(model.tables)} tables, {values} values, " + (
        f"{equations} equations"
    )


def sizes(model: ReportModel) -> tuple[int, int]:
    """How many values a model names, and how many equations it asks of one document."""
    plan = plan_of(model)
    return sum(bool(one.table) for one in plan.known), sum(not one.is_between_years for one in plan.equations)


def explain_model(model: ReportModel) -> str:
    """What a model says, for people."""
    return "\n".join(_model_lines(model)) + "\n"


def _model_lines(model: ReportModel) -> Iterator[str]:
    yield outlined(model)
    if model.about:
        yield model.about
    about = model.document
    years = f", of {about.first_year or '…'} to {about.last_year or '…'}" if about.first_year or about.last_year else ""
    yield f"A document of this kind has a title like {' or '.join(about.title)}{years}."
    if about.sections:
        yield "Its sections: " + "; ".join(f"{key} {section.title}" for key, section in about.sections.items())
    for key, table in model.tables.items():
        yield ""
        yield from _table_lines(model, key, table)
    if model.text:
        yield ""
        yield "Values taken from the text:"
        for key, text in model.text.items():
            yield f"  {key}  {text.name}"
    yield from _equation_lines(model, plan_of(model).equations)
    if model.derived:
        yield ""
        yield "Derived figures:"
        for key, derived in model.derived.items():
            yield f"  {key}  {derived.name} = {' '.join(derived.formula.split())}"


def _table_lines(model: ReportModel, key: str, table: TableSpec) -> Iterator[str]:
    count = sum(1 for _ in table_addresses(key, table))
    coded = f", and rows named by codes of {' + '.join(map(str, table.codes.digits))} digits" if table.codes else ""
    yield f"Table {key}  {table.name}: {count} values{coded}; {BLANKS[model.blank_in(table)]}"
    for kind, entries in (("columns", table.columns), ("rows", table.rows)):
        if entries:
            yield f"  {kind}:"
            yield from _entry_lines(entries, 2)


def _entry_lines(entries: Mapping[str, Labelled], depth: int) -> Iterator[str]:
    for key, entry in entries.items():
        only = f"only under {', '.join(entry.only)}" if isinstance(entry, RowSpec) and entry.only else None
        notes = [word for word in (entry.type, entry.unit, "optional" if entry.optional else None, only) if word]
        remark = f" ({', '.join(notes)})" if notes else ""
        yield f"{'  ' * depth}{key}  {' | '.join(entry.label)}{remark}"
        yield from _entry_lines(entry.parts, depth + 1)


def _equation_lines(model: ReportModel, equations: Sequence[Instance]) -> Iterator[str]:
    for is_between_years, title in ((False, "Equations of one document"), (True, "Equations between years")):
        counts = Counter(one.rule.id for one in equations if one.is_between_years == is_between_years)
        if not counts:
            continue
        yield ""
        yield f"{title} ({sum(counts.values())}):"
        for rule in model.rules:
            if counts[rule.id]:
                first = next(one for one in equations if one.rule.id == rule.id)
                each = f" for each {rule.each}" if isinstance(rule.each, str) else ""
                text = expression(first) if isinstance(rule.each, str) or rule.each is None else rule.formula
                yield f"  {rule.id}  {rule.name or ''} ({counts[rule.id]}{each}): {text}"


def explain_document(document: Document, models: Sequence[ReportModel]) -> str:
    """How well each of `models` fits a document, and what the best makes of it."""
    sheets = sheets_of(document)
    fits = sorted((fit(document, plan_of(model), sheets) for model in models), key=lambda one: -one.score)
    lines: list[str] = []
    for one in fits:
        lines.append(f"{one.model.model}: {one.score:.2f}{'' if one.is_enough else ', which is not enough'}")
        lines.extend(f"  {reason}" for reason in one.reasons)
    if fits and fits[0].is_enough:
        lines.extend(["", *_report_lines(document, fits[0])])
    return "\n".join(lines) + "\n"


def _report_lines(document: Document, best: Fit) -> Iterator[str]:
    reported = report_document(document, [best.model], is_given=True)
    report = reported.report
    assert report is not None
    about = f"{report.organisation or 'organisation unknown'}, {report.year or 'year unknown'}"
    yield f"{best.model.model} is taken: {about}"
    for name, spec in best.model.tables.items():
        tables = ", ".join(piece.reading.table.id for piece in best.tables.get(name, ()))
        filled = sum(one.number is not None for one in report.fields if one.key.startswith(f"{name}."))
        yield f"  {name}  {spec.name}: {f'{tables}, {filled} numbers' if tables else 'not there'}"
    results = Counter(check.result for check in report.checks)
    yield "  equations: " + ", ".join(f"{count} {result}" for result, count in sorted(results.items()))
    for finding in reported.findings:
        if finding.code.startswith("report."):
            yield f"  {finding.severity} {finding.code}: {finding.message}"
