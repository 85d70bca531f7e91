"""Which report model fits a document: evidence that is added up, each piece with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extractor.document import Document
from extractor.reports.assignment import Candidate, assign_tables
from extractor.reports.column_headers import Sheet, sheet_of
from extractor.reports.format import DocumentSpec, ReportModel
from extractor.reports.labels import matches
from extractor.reports.outline import Outline, outline_of
from extractor.reports.plan import Plan, plan_of
from extractor.reports.reading import TableReader

WEIGHT_OF_TITLE = 0.2
WEIGHT_OF_YEAR = 0.1
WEIGHT_OF_SECTIONS = 0.2
WEIGHT_OF_TABLES = 0.5
"""Forms of one report differ in rows and columns alone, so that these decide."""
ENOUGH = 0.5
"""As much as all tables without a title, or a title with most of the rest. Documents of other kinds reach 0.05."""
_DIGITS = str.maketrans("〇○零一二三四五六七八九０１２３４５６７８９", "000123456789" + "0123456789")
_YEAR = re.compile(r"(?:[二２][〇○零０][〇○零一二三四五六七八九０-９]{2})(?=年)")


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a model fits a document, and what it found there on the way.

    Attributes:
        score: 0 to 1.
        reasons: What speaks for it, and what against.
        tables: The tables of the document that are each table of the model.
    """

    plan: Plan
    score: float
    reasons: tuple[str, ...]
    outline: Outline
    tables: Mapping[str, tuple[Candidate, ...]]
    organisation: str | None
    year: int | None

    @property
    def model(self) -> ReportModel:
        """The model itself."""
        return self.plan.model

    @property
    def is_enough(self) -> bool:
        """Whether the document is of this kind, by the score as it is given out."""
        return round(self.score, 2) >= ENOUGH


def best_fit(document: Document, models: Iterable[ReportModel]) -> Fit | None:
    """The model that fits best, the first of those that fit alike; None where none fits well enough.

    Tables are read last, and only for models that could still fit as well as the best so far.
    """
    sheets = sheets_of(document)
    frames = {i: _frame(document, plan_of(model)) for i, model in enumerate(models)}
    best: tuple[float, int, Fit] | None = None
    for i, frame in sorted(frames.items(), key=lambda item: -item[1].score):
        if best is None or frame.score + WEIGHT_OF_TABLES >= best[0]:
            found = _with_tables(document, frame, sheets)
            best = max(best or (0.0, 0, found), (found.score, -i, found), key=lambda one: one[:2])
    return best[2] if best is not None and best[2].is_enough else None


def sheets_of(document: Document) -> dict[str, Sheet]:
    """The cells of each table by row and column."""
    return {table.id: sheet_of(table) for table in document.tables}


def fit(document: Document, plan: Plan, sheets: Mapping[str, Sheet]) -> Fit:
    """How well the model of `plan` fits."""
    return _with_tables(document, _frame(document, plan), sheets)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What of a document a model has found before its tables are read.

    Attributes:
        parts: The evidence of title, year and sections, each with its reason.
    """

    plan: Plan
    outline: Outline
    title: str | None
    year: int | None
    parts: tuple[tuple[float, str], ...]

    @property
    def score(self) -> float:
        """What the evidence adds up to."""
        return sum(score for score, _ in self.parts)


def _frame(document: Document, plan: Plan) -> _Frame:
    spec = plan.model.document
    outline = outline_of(document, spec)
    title = _title(outline, spec)
    year = _year(title or "", spec)
    parts = (_title_evidence(title), _year_evidence(year, spec), _section_evidence(outline, spec))
    return _Frame(plan, outline, title, year, parts)


def _with_tables(document: Document, frame: _Frame, sheets: Mapping[str, Sheet]) -> Fit:
    plan, spec = frame.plan, frame.plan.model.document
    tables = assign_tables(document, plan, frame.outline, sheets)
    parts = (*frame.parts, _table_evidence(tables, plan))
    return Fit(
        plan=plan,
        score=min(1.0, sum(score for score, _ in parts)),
        reasons=tuple(f"{score:.2f} {reason}" for score, reason in parts),
        outline=frame.outline,
        tables=tables,
        organisation=_organisation(frame.title or "", spec) or _organisation_line(frame.outline, spec),
        year=frame.year,
    )


def _title(outline: Outline, spec: DocumentSpec) -> str | None:
    """The line that is a title of this kind, with as many lines before it as it takes to name organisation and year."""
    for i, line in enumerate(outline.title):
        if matches(line, spec.title):
            wholes = ["".join(outline.title[start : i + 1]) for start in range(i, -1, -1)]
            return next((whole for whole in wholes if _is_complete(whole, spec)), line)
    return None


def _is_complete(title: str, spec: DocumentSpec) -> bool:
    """Whether a title is one of this kind and names organisation and year."""
    is_named = _organisation(title, spec) is not None and _year(title, spec) is not None
    return is_named and matches(title, spec.title)


def _title_evidence(title: str | None) -> tuple[float, str]:
    if title is None:
        return 0.0, "no line at the top is a title of this kind"
    return WEIGHT_OF_TITLE, f"the title is “{title}”"


def _year_evidence(year: int | None, spec: DocumentSpec) -> tuple[float, str]:
    if year is None:
        return 0.0, "the title names no year"
    if (spec.first_year or year) <= year <= (spec.last_year or year):
        return WEIGHT_OF_YEAR, f"reports of {year} have this form"
    return 0.0, f"reports of {year} have another form"


def _section_evidence(outline: Outline, spec: DocumentSpec) -> tuple[float, str]:
    if not spec.sections:
        return WEIGHT_OF_SECTIONS, "the model names no sections"
    found = sum(key in outline.blocks for key in spec.sections)
    share = found / len(spec.sections)
    return WEIGHT_OF_SECTIONS * share, f"{found} of {len(spec.sections)} sections are there"


def _table_evidence(tables: Mapping[str, tuple[Candidate, ...]], plan: Plan) -> tuple[float, str]:
    """The share of the rows and columns it must have that the document has, each table weighing the same."""
    wanted = [name for name, spec in plan.model.tables.items() if name in tables or not spec.optional]
    shares = [_share(tables.get(name, ()), plan.readers[name]) for name in wanted]
    share = sum(shares) / len(shares) if shares else 0.0
    found = sum(name in tables for name in wanted)
    return (
        WEIGHT_OF_TABLES * share,
        f"{found} of {len(wanted)} tables are there, with {share:.0%} of their rows and columns",
    )


def _share(pieces: Iterable[Candidate], reader: TableReader) -> float:
    rows = {row for piece in pieces for row in piece.reading.rows}
    columns = {column for piece in pieces for column in piece.reading.columns}
    needed_rows, needed_columns = reader.required
    return (len(rows & needed_rows) + len(columns & needed_columns)) / (len(needed_rows) + len(needed_columns))


def _year(title: str, spec: DocumentSpec) -> int | None:
    match = re.search(spec.year, _with_plain_years(title))
    return int(match[1]) if match and match[1].isascii() and match[1].isdigit() else None


def _organisation(title: str, spec: DocumentSpec) -> str | None:
    match = re.search(spec.organisation, _with_plain_years(title)) if spec.organisation else None
    return match[1] or None if match else None


def _organisation_line(outline: Outline, spec: DocumentSpec) -> str | None:
    """The organisation that a line of its own at the top names, such as 预算主管部门：某区财政局."""
    if spec.organisation_line is None:
        return None
    found = (re.search(spec.organisation_line, re.sub(r"\s+", "", line)) for line in outline.title)
    return next((match[1] for match in found if match and match[1]), None)


def _with_plain_years(title: str) -> str:
    """A title without blanks, and its years in digits: 二〇二四年 and ２０２４年 are 2024年."""
    text = re.sub(r"\s+", "", title)
    return _YEAR.sub(lambda match: match[0].translate(_DIGITS), text)
