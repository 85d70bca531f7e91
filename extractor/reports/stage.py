"""The report of a document: the model that fits it, its named fields, its equations, and what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from extractor.config import ReportSettings
from extractor.document import Cell, Document, Table
from extractor.errors import ModelError
from extractor.facts import CellStatus, Report, ReportField
from extractor.reports.catalogue import Address, FieldSpec, addresses, chain, field_spec
from extractor.reports.choosing import Fit, best_fit, fit, sheets_of
from extractor.reports.empty_tables import empty_table_findings
from extractor.reports.equations import Fields, derive, evaluate_rules
from extractor.reports.format import Key, ReportModel
from extractor.reports.loading import load_model, load_models
from extractor.reports.located import Located, Place, absent, doubted_places, locate, stated
from extractor.reports.mismatches import judge
from extractor.reports.narrative import find_statements
from extractor.reports.plan import plan_of
from extractor.reports.quality import quality_findings
from extractor.reports.structure import structure_findings, value_findings

CHOOSE = "auto"
NO_MODEL = "none"
NO_COLUMN = "the column is not there"


def available_models(directory: Path | None = None) -> tuple[ReportModel, ...]:
    """The models that come with the program, and those of `directory`.

    Raises:
        ModelError: One of them cannot be read.
    """
    return load_models(() if directory is None else (directory,))


def select_models(choice: str, directory: Path | None = None) -> tuple[ReportModel, ...]:
    """The models among which a document picks its own: all for "auto", none for "none", else the one of that name.

    Raises:
        ModelError: There is none of this name, or one cannot be read.
    """
    if choice == NO_MODEL:
        return ()
    if choice.endswith((".yaml", ".yml")):
        return (load_model(Path(choice)),)
    models = available_models(directory)
    if choice == CHOOSE:
        return models
    named = tuple(model for model in models if model.model == choice)
    if not named:
        known = ", ".join(model.model for model in models)
        raise ModelError(f"there is no report model {choice!r}. Known are {known}; --models DIR adds your own.")
    return named


def is_model_given(choice: str) -> bool:
    """Whether the user said which model it is, so that it is taken whatever it fits."""
    return choice not in (CHOOSE, NO_MODEL)


def reporter(settings: ReportSettings) -> Callable[[Document], Document]:
    """What reports documents as the settings say.

    Raises:
        ModelError: A model cannot be read, or there is none of that name.
    """
    models = select_models(settings.model, settings.models)
    return partial(report_document, models=models, is_given=is_model_given(settings.model))


def report_document(document: Document, models: Sequence[ReportModel], *, is_given: bool = False) -> Document:
    """`document` with its report by that of `models` which fits best; by the only one whatever it fits, if `is_given`.

    Values must have been read and sums checked just before: findings about sums that the model states give way to its
    own. What an earlier report found is forgotten.
    """
    findings = tuple(finding for finding in document.findings if not finding.code.startswith("report."))
    document = document.model_copy(update={"findings": findings, "report": None})
    if is_given and models:
        chosen: Fit | None = fit(document, plan_of(models[0]), sheets_of(document))
    else:
        chosen = best_fit(document, models)
    return document if chosen is None else _reported(document, chosen)


def _reported(document: Document, chosen: Fit) -> Document:
    located = _locate_all(document, chosen)
    plan = chosen.plan.with_codes(tuple(address for address in located if address.is_coded))
    fields = Fields(located, frozenset(chosen.tables), _unnamed_rows(chosen))
    evaluated = evaluate_rules(plan, fields)
    verdict = judge(document, evaluated)
    derived = derive(plan, fields)
    found = (
        *structure_findings(chosen),
        *value_findings(chosen, tuple(located.values())),
        *verdict.findings,
        *quality_findings(chosen, fields),
        *empty_table_findings(chosen, document),
    )
    kept = tuple(one for i, one in enumerate(document.findings) if i not in verdict.settled)
    tables = tuple(_with_statuses(table, verdict.statuses) for table in document.tables)
    report = Report(
        model=chosen.model.model,
        version=chosen.model.version,
        score=round(chosen.score, 2),
        reasons=chosen.reasons,
        organisation=chosen.organisation,
        year=chosen.year,
        fields=tuple(_fields((*located.values(), *derived), tables)),
        checks=tuple(one.check for one in evaluated),
    )
    return document.model_copy(update={"tables": tables, "findings": (*kept, *found), "report": report})


def _unnamed_rows(chosen: Fit) -> dict[str, list[frozenset[Key]]]:
    """For each table of the model the rows with numbers that got no name: those of the model that each may be."""
    return {
        name: [
            chosen.plan.readers[name].rows_called(line.label)
            for piece in pieces
            for line in piece.reading.lines
            if line.key is None and line.has_numbers
        ]
        for name, pieces in chosen.tables.items()
    }


def _locate_all(document: Document, chosen: Fit) -> dict[Address, Located]:
    """Every field of the model, in its order, and those of rows that codes name; of text only what is stated."""
    doubted = doubted_places(document)
    cells: dict[Address, tuple[Table, list[Cell]]] = {}
    unsure: set[Address] = set()
    names: dict[tuple[str, ...], str] = {}
    for pieces in chosen.tables.values():
        for piece in pieces:
            names.update(piece.reading.names)
            unsure |= piece.reading.unsure
            for address, several in piece.reading.cells.items():
                cells.setdefault(address, (piece.reading.table, []))[1].extend(several)
    statements = find_statements(chosen.model.text, chosen.outline, chosen.year)
    located: dict[Address, Located] = {}
    for address in (*addresses(chosen.model), *(a for a in cells if a.is_coded)):
        if not address.table:
            key = ".".join(address.column)
            if key in statements:
                located[address] = stated(statements[key], address)
            continue
        spec = chosen.plan.specs.get(address) or field_spec(chosen.model, address, names.get(address.row))
        if address in cells:
            located[address] = locate(address, spec, *cells[address], doubted, label_unsure=address in unsure)
        else:
            located[address] = _absent(address, spec, chosen)
    return located


def _absent(address: Address, spec: FieldSpec, chosen: Fit) -> Located:
    """A field that is not there; if for want of its column alone, the row does not say that it may be left out."""
    reason = _reason(address, chosen)
    if reason == NO_COLUMN:
        columns = chain(chosen.model.tables[address.table].columns, address.column)
        spec = replace(spec, optional=any(entry.optional for entry in columns))
    return absent(address, spec, reason)


def _reason(address: Address, chosen: Fit) -> str:
    """Why a field has no cell."""
    pieces = chosen.tables.get(address.table)
    if not pieces:
        return "the table is not there"
    if address.row and not any(address.row in piece.reading.rows for piece in pieces):
        return "the row is not there"
    if not any(address.column in piece.reading.columns for piece in pieces):
        return NO_COLUMN
    return "row and column do not meet"


def _with_statuses(table: Table, statuses: Mapping[Place, CellStatus]) -> Table:
    def judged(cell: Cell) -> Cell:
        status = statuses.get((table.id, cell.row, cell.col))
        return cell if status is None else cell.model_copy(update={"status": status})

    return table.with_cells(judged)


def _fields(located: Iterable[Located], tables: Sequence[Table]) -> Iterable[ReportField]:
    statuses = {(table.id, cell.row, cell.col): cell.status for table in tables for cell in table.cells}
    for one in located:
        yield one.as_field(statuses[one.place] if one.place else None)
