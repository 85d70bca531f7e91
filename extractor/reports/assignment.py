"""Which tables of a document are which tables of a model: by section, caption and labels, never by their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.document import Document, Table
from extractor.reports.column_headers import SCANNED, Sheet
from extractor.reports.format import Key, TableSpec
from extractor.reports.labels import bare, core, is_expression, matches
from extractor.reports.near_labels import edits_inside
from extractor.reports.outline import Outline
from extractor.reports.plan import Plan
from extractor.reports.reading import TableReader, TableReading

# What speaks for a table: labels weigh more than the place, for headings get lost more easily. What the model says
# nothing of does not count.
WEIGHT_OF_COLUMNS = 0.35
WEIGHT_OF_ROWS = 0.35
WEIGHT_OF_SECTION = 0.1
WEIGHT_OF_CAPTION = 0.2
ENOUGH_WHERE_NAMED = 0.3
"""Of a table in the right section or under the right caption: one of several blocks may have come out by itself."""
ENOUGH_BY_LABELS = 0.5
"""Of a table that only its labels speak for: most of its rows and columns."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A table of the document read as one of the model, and what speaks for it.

    Attributes:
        score: 0 to 1.
    """

    reading: TableReading
    score: float
    in_section: bool
    has_caption: bool

    @property
    def is_named(self) -> bool:
        """Whether its place or its caption says so too."""
        return self.in_section or self.has_caption

    @property
    def is_enough(self) -> bool:
        """Whether it can be the table that is meant."""
        return self.score >= (ENOUGH_WHERE_NAMED if self.is_named else ENOUGH_BY_LABELS)


def assign_tables(
    document: Document, plan: Plan, outline: Outline, sheets: Mapping[str, Sheet]
) -> dict[str, tuple[Candidate, ...]]:
    """The tables of the document that make up each table of the model; several where its blocks came out one by one."""
    candidates = [
        candidate
        for table in document.tables
        for name, caption in _caption_shares(table, plan.model.tables).items()
        if (candidate := _candidate(table, plan, name, caption, outline, sheets[table.id])) is not None
    ]
    candidates.sort(key=lambda one: (-one.score, -len(one.reading.rows)))
    chosen: dict[str, list[Candidate]] = {}
    taken: set[str] = set()
    for one in candidates:
        name, table = one.reading.spec_name, one.reading.table.id
        if table in taken:
            continue
        if name not in chosen and one.is_enough:
            chosen[name] = [one]
            taken.add(table)
        elif name in chosen and one.is_named and _adds_rows(one, chosen[name]):
            chosen[name].append(one)
            taken.add(table)
    return {name: tuple(some) for name, some in chosen.items()}


def _adds_rows(one: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether a table has rows of the model, and only such as the tables chosen before have not."""
    rows = one.reading.rows
    return bool(rows) and bool(one.reading.cells) and not any(rows & other.reading.rows for other in others)


def _candidate(table: Table, plan: Plan, name: str, caption: float, outline: Outline, sheet: Sheet) -> Candidate | None:
    spec, reader = plan.model.tables[name], plan.readers[name]
    in_section = spec.section is not None and outline.section_of.get(table.id) == spec.section
    if spec.caption and table.caption and not caption and spec.section is None:
        return None
    reading = reader.read(table, sheet)
    if not reading.columns:
        return None
    evidence = [
        (WEIGHT_OF_COLUMNS, _share(reading.columns, reader.required[1])),
        (WEIGHT_OF_ROWS, _row_share(reading, reader)),
        *([(WEIGHT_OF_SECTION, float(in_section))] if spec.section else []),
        *([(WEIGHT_OF_CAPTION, caption)] if spec.caption else []),
    ]
    score = sum(weight * share for weight, share in evidence) / sum(weight for weight, _ in evidence)
    return Candidate(reading, score, in_section, caption > 0)


def _row_share(reading: TableReading, reader: TableReader) -> float:
    if not reader.expected_rows:
        return float(bool(reading.rows))
    return _share(reading.rows, reader.required[0])


def _share(found: frozenset[Key], required: frozenset[Key]) -> float:
    """How much is there of what must be: what may be absent speaks against nothing."""
    return len(found & required) / len(required)


def _caption_shares(table: Table, specs: Mapping[str, TableSpec]) -> dict[str, float]:
    """How far the title line of a table is that of each of the model; 0 where it is more that of another.

    So a table of 一般公共预算财政拨款基本支出决算 is none of 支出决算, though this too stands in its title.
    """
    shares = {name: _caption_share(table, spec.caption) for name, spec in specs.items()}
    most = max(shares.values())
    return {name: share if share == most else 0.0 for name, share in shares.items()}


def _caption_share(table: Table, patterns: Sequence[str]) -> float:
    """How much of the title line of a table the patterns explain: it may name the year and the organisation as well.

    So 财政拨款收支总表 fits the table of that name better than the table 收支总表. On a scan misread characters do not
    count, so that 财政拔款收支总表 does so too.
    """
    if not table.caption:
        return 0.0
    if matches(table.caption, patterns):
        return 1.0
    text = bare(table.caption)
    plain = [core(pattern) for pattern in patterns if not is_expression(pattern) and "*" not in pattern]
    share = max((len(pattern) / len(text) for pattern in plain if pattern in text), default=0.0)
    if any(cell.source in SCANNED for cell in table.cells):
        share = max([share, *(_near_share(text, pattern) for pattern in plain)])
    return share


def _near_share(text: str, pattern: str) -> float:
    """How many characters of `text` are those of `pattern`, of which some may be misread."""
    edits = edits_inside(text, pattern)
    return 0.0 if edits is None else (len(pattern) - edits) / len(text)
