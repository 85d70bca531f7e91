"""Tables, rows and columns that a report lacks or has too many of, and values that cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from extractor.document import Finding
from extractor.findings import new_finding
from extractor.places import CellRef
from extractor.reports.assignment import Candidate
from extractor.reports.catalogue import chain
from extractor.reports.choosing import Fit
from extractor.reports.format import Key, TableSpec
from extractor.reports.located import Located, plain
from extractor.reports.reading import Line


def structure_findings(fit: Fit) -> Iterator[Finding]:
    """What of the model's tables the document lacks, and what it has beside them."""
    for name, spec in fit.model.tables.items():
        pieces = fit.tables.get(name)
        if pieces:
            yield from _table_findings(fit, spec, name, pieces)
        elif not spec.optional:
            yield _table_missing(fit, spec)


def _table_missing(fit: Fit, spec: TableSpec) -> Finding:
    section = fit.model.document.sections.get(spec.section or "")
    where = {"where": "section", "section": section.title} if section else {"where": "any"}
    return new_finding("report.table_missing", {"table": spec.name, "model": fit.model.model, **where})


def _table_findings(fit: Fit, spec: TableSpec, name: str, pieces: Sequence[Candidate]) -> Iterator[Finding]:
    first = pieces[0].reading.table
    corner = first.fragments[0].region if first.fragments else None
    found_columns = {column for piece in pieces for column in piece.reading.columns}
    for column in fit.plan.readers[name].expected_columns:
        entries = chain(spec.columns, column)
        if column not in found_columns and not any(entry.optional for entry in entries):
            label = " / ".join(entry.title for entry in entries)
            yield new_finding("report.column_missing", {"table": spec.name, "column": label}, region=corner)
    yield from _columns_twice(spec, pieces)
    yield from _columns_unsure(spec, pieces)
    lines = [(piece, line) for piece in pieces for line in piece.reading.lines]
    times = Counter(line.key for _, line in lines if line.key is not None)
    for row in fit.plan.readers[name].expected_rows:
        entries = chain(spec.rows, row)
        label = " / ".join(entry.title for entry in entries)
        if not times[row] and not any(entry.optional for entry in entries):
            yield new_finding("report.row_missing", {"table": spec.name, "row": label}, region=corner)
    for key, count in times.items():
        if count > 1:
            yield _row_twice(spec, key, count, [(piece, line) for piece, line in lines if line.key == key])
    for piece, line in lines:
        yield from _line_findings(fit, spec, piece, line)


def _columns_twice(spec: TableSpec, pieces: Sequence[Candidate]) -> Iterator[Finding]:
    """Columns of the model under which one row has several values."""
    found: dict[Key, list[CellRef]] = {}
    for piece in pieces:
        for address, cells in piece.reading.cells.items():
            if len({cell.row for cell in cells}) < len(cells):
                places = (CellRef(table=piece.reading.table.id, row=cell.row, col=cell.col) for cell in cells)
                found.setdefault(address.column, []).extend(places)
    for column, refs in found.items():
        label = " / ".join(entry.title for entry in chain(spec.columns, column))
        yield new_finding("report.column_twice", {"table": spec.name, "column": label}, cells=_once(refs))


def _columns_unsure(spec: TableSpec, pieces: Sequence[Candidate]) -> Iterator[Finding]:
    """Columns of the model whose label, or one above it, was misread."""
    for piece in pieces:
        for guess in piece.reading.guesses:
            cell = piece.reading.grid[guess.cell.row][guess.cell.col]
            label = " / ".join(entry.title for entry in chain(spec.columns, guess.key))
            params = {"table": spec.name, "printed": cell.text, "column": label}
            ref = CellRef(table=piece.reading.table.id, row=cell.row, col=cell.col)
            yield new_finding("report.column_unsure", params, cells=(ref,))


def _row_twice(spec: TableSpec, key: Key | None, count: int, lines: Sequence[tuple[Candidate, Line]]) -> Finding:
    label = lines[0][1].label or ".".join(key or ()) or "of numbers"
    cells = [_label_cell(piece, line) for piece, line in lines]
    params = {"table": spec.name, "row": label, "times": str(count)}
    return new_finding("report.row_twice", params, cells=_once(cells))


def _line_findings(fit: Fit, spec: TableSpec, piece: Candidate, line: Line) -> Iterator[Finding]:
    if line.key is None and line.has_numbers and not spec.more_rows:
        params = {"table": spec.name, "row": line.label, "model": fit.model.model}
        yield new_finding("report.row_extra", params, cells=(_label_cell(piece, line),))
    if line.key is not None and line.is_guess:
        title = " / ".join(entry.title for entry in chain(spec.rows, line.key))
        params = {"table": spec.name, "printed": line.label, "row": title}
        yield new_finding("report.row_unsure", params, cells=(_label_cell(piece, line),))


def _label_cell(piece: Candidate, line: Line) -> CellRef:
    """The cell that bears the label of a row; the first of the row where it has none."""
    row = piece.reading.grid[line.row]
    cell = next((cell for cell in row if line.label and cell.text == line.label), row[0])
    return CellRef(table=piece.reading.table.id, row=cell.row, col=cell.col)


def value_findings(fit: Fit, located: Sequence[Located]) -> Iterator[Finding]:
    """Values that are none of the kind that the model says, and how many are missing in each table."""
    for one in located:
        problem = _problem(one)
        if problem is not None:
            params = {"field": one.spec.name, "text": one.text, **problem}
            yield new_finding("report.value", params, cells=(one.ref,) if one.ref else (), region=one.region)
    for name, spec in fit.model.tables.items():
        there = [one for one in located if one.address.table == name and one.cell is not None]
        blank = [one for one in there if one.semantic in ("EMPTY", "NA") and one.spec.blank == "missing"]
        if blank:
            params = {"table": spec.name, "count": str(len(blank)), "fields": str(len(there))}
            cells = _once(one.ref for one in blank if one.ref)
            yield new_finding("report.blank", params, cells=cells, region=blank[0].region)


def _once(cells: Iterable[CellRef]) -> tuple[CellRef, ...]:
    return tuple(dict.fromkeys(cells))


def _problem(one: Located) -> dict[str, str] | None:
    """Why a printed value cannot be what the model says, as parameters of its message; None where it can."""
    if one.cell is None or one.spec.type == "text" or one.is_doubtful:
        return None
    if one.semantic == "TEXT":
        return {"problem": "text"}
    if one.other_unit is not None and one.semantic in ("ZERO", "NUMERIC"):
        return {"problem": "unit", "unit": one.other_unit, "wanted": one.spec.unit or ""}
    if one.number is None:
        return None
    if one.spec.type == "count" and one.number < 0:
        return {"problem": "negative"}
    if one.spec.type == "count" and one.number != one.number.to_integral_value():
        return {"problem": "fraction"}
    if one.spec.type == "percent" and not Decimal(0) <= one.number <= Decimal(100):
        return {"problem": "share", "number": plain(one.number)}
    return None
