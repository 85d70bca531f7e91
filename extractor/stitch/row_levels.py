"""Which row stands above which in the hierarchy of a stub: by section rows, codes, numbering, 其中, and indentation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest

from extractor.geometry import cluster
from extractor.stitch.labels import ordinal_of
from extractor.stitch.logical import LogicalCell, LogicalTable
from extractor.stitch.stubs import StubColumns

STEP = 0.7
"""Ems by which the label of a lower level is set in, at least; one Chinese character, or two spaces, as a rule."""
JITTER = 0.35
"""Ems by which left edges of one level differ: the white beside a character's ink belongs to its width."""
LEFT_ALIGNED = 0.7
"""Share of the labels that have another at the same left edge for a column to be set from the left."""
CODES = 0.6
"""Share of the rows that must have a code of digits for the codes to rule."""
AMONG = re.compile(r"(其中\s*[:：]?|of which\s*[:：]?|including\s*[:：]?)\s*", re.IGNORECASE)
TOTAL = re.compile(r"(合\s*计|总\s*计|(grand )?total)\s*[:：]?$", re.IGNORECASE)
CODE = re.compile(r"\d{3,}")


@dataclass(frozen=True, slots=True)
class RowLabel:
    """What tells the level of a row.

    Attributes:
        outer: Places of the stub cells left of the label; rows under different ones are never above each other.
        style: Style of its numbering; "" without one.
        code: Its code of digits, where codes rule the table; "" otherwise.
        indent: Ems by which it is set in; None where the column is not set from the left.
        among: Whether it says that it is part of the row above (其中).
    """

    row: int
    outer: tuple[tuple[int, int], ...] = ()
    style: str = ""
    code: str = ""
    indent: float | None = None
    among: bool = False
    total: bool = False
    section: bool = False


def row_parents(table: LogicalTable, stub: StubColumns) -> tuple[int | None, ...]:
    """For every row of `table` the row whose label stands above it; None for the top level and the header."""
    parents: list[int | None] = [None] * table.row_count
    above: list[RowLabel] = []
    for label in _labels(table, stub):
        while above and _closes(above, label):
            above.pop()
        parents[label.row] = above[-1].row if above else None
        above.append(label)
    return tuple(parents)


def _closes(above: Sequence[RowLabel], label: RowLabel) -> bool:
    """Whether `label` is not under the last of `above`."""
    last = above[-1]
    if last.section:
        return label.section and (last.row != label.row - 1 or last.style == label.style)
    if label.section or label.total or last.outer != label.outer:
        return True
    if last.code and label.code:
        return not (label.code.startswith(last.code) and label.code != last.code)
    if last.style and label.style:
        return any(one.style == label.style for one in above)
    if label.among:
        return last.among
    if last.indent is not None and label.indent is not None:
        return label.indent < last.indent + STEP
    return True


def _labels(table: LogicalTable, stub: StubColumns) -> list[RowLabel]:
    """The labels of the rows below the header, top to bottom; rows without one are left out."""
    first, end = stub.col, stub.col + stub.columns
    body = [c for c in table.cells if c.row >= table.header_rows and c.col < end and c.end_col > first]
    own = {c.row: c for c in body if c.text and c.colspan < table.column_count}
    codes = _codes(body)
    indents = _indents([own[row] for row in sorted(own)])
    outer = _outer_cells(body)
    labels = []
    for cell in sorted((c for c in body if c.text), key=lambda c: c.row):
        is_section = cell.colspan == table.column_count > 1
        if not is_section and own.get(cell.row) is not cell:
            continue
        beside = tuple((c.row, c.col) for c in outer.get(cell.row, ()) if c.col < cell.col)
        labels.append(_label(cell, beside, codes, indents, is_section=is_section))
    return labels


def _outer_cells(body: Sequence[LogicalCell]) -> dict[int, list[LogicalCell]]:
    """For each row the stub cells over several rows that reach it."""
    outer: dict[int, list[LogicalCell]] = {}
    for cell in body:
        if cell.rowspan > 1:
            for row in range(cell.row, cell.end_row):
                outer.setdefault(row, []).append(cell)
    return outer


def _label(
    cell: LogicalCell,
    outer: tuple[tuple[int, int], ...],
    codes: dict[int, str],
    indents: dict[int, float],
    *,
    is_section: bool,
) -> RowLabel:
    ordinal = ordinal_of(cell.text)
    return RowLabel(
        row=cell.row,
        outer=outer,
        style=ordinal.style if ordinal else "",
        code=codes.get(cell.row, ""),
        indent=indents.get(cell.row),
        among=AMONG.match(cell.text) is not None,
        total=TOTAL.fullmatch(cell.text.strip()) is not None,
        section=is_section,
    )


def _codes(body: Sequence[LogicalCell]) -> dict[int, str]:
    """The code of each row, where most rows have one and they are of several lengths; none otherwise."""
    codes = {c.row: c.text.strip() for c in reversed(body) if CODE.fullmatch(c.text.strip())}
    codes |= _split_codes(body)
    rows = {c.row for c in body if c.text}
    several = len({len(code) for code in codes.values()}) > 1
    return codes if several and len(codes) >= CODES * len(rows) else {}


def _split_codes(body: Sequence[LogicalCell]) -> dict[int, str]:
    """Codes of which each level has a column of its own (类, 款, 项), put together; a blank means the one above it."""
    texts: dict[int, dict[int, str]] = {}
    for cell in body:
        if cell.text and cell.colspan == 1:
            texts.setdefault(cell.col, {})[cell.row] = "".join(cell.text.split())
    columns = list(takewhile(lambda col: all(map(str.isdecimal, texts[col].values())), sorted(texts)))
    if len(columns) < 2:
        return {}
    codes: dict[int, str] = {}
    current: list[str] = []
    for row in sorted({row for col in columns for row in texts[col]}):
        own = [texts[col].get(row, "") for col in columns]
        depth = max(i for i, part in enumerate(own) if part) + 1
        current = [part or above for part, above in zip_longest(own[:depth], current[:depth], fillvalue="")]
        codes[row] = "".join(current)
    return codes


def _indents(cells: Sequence[LogicalCell]) -> dict[int, float]:
    """Ems by which each label is set in, by row; none where the labels are centred, set right, or cells differ."""
    places: dict[int, tuple[float, float]] = {}
    for cell in cells:
        piece = next((p for p in cell.pieces if p.words), None)
        if piece is None:
            continue
        em = max(word.size for word in piece.words)
        left = (min(word.bbox.x0 for word in piece.words) - piece.bbox.x0) / em
        right = (max(word.bbox.x1 for word in piece.words) - piece.bbox.x0) / em
        places[cell.row] = left + _lead(cell.text), right
    if len(places) < 3 or len({(c.col, c.colspan) for c in cells}) > 1:
        return {}
    lefts = [left for left, _ in places.values()]
    levels = cluster(lefts, JITTER)
    shared = sum(len(level) for level in levels if len(level) > 1)
    middles = cluster((sum(place) / 2 for place in places.values()), JITTER)
    if shared < LEFT_ALIGNED * len(lefts) or Counter(map(len, middles)).most_common(1)[0][0] == len(lefts):
        return {}
    if len(middles) < len(levels):
        return {}
    outermost = min(lefts)
    return {row: left - outermost for row, (left, _) in places.items()}


def _lead(text: str) -> float:
    """Ems that 其中 takes up before the label proper: the labels set in as far below it are of its level."""
    among = AMONG.match(text)
    return sum(1.0 if ord(c) > 0x2E7F else 0.5 for c in among.group()) if among else 0.0
