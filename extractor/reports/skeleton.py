"""A report model to begin with, written from the tables of one document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from extractor.document import Block, Cell, Document, Table
from extractor.reports.labels import bare
from extractor.reports.vetting import RESERVED

LONGEST_KEY = 24
"""Characters; labels of forms run to forty, and keys stand in every formula."""
_HEAD = """\
# A report model made from {file}. Edit it, then: extractor models check THIS_FILE
# - give rows and columns short keys: they are what databases and formulas call them
# - a label may be a list of all ways in which it is printed; * in it stands for any text
# - say what an empty cell means: blank: missing (not given), or blank: zero
# - add the equations that must hold, below `rules`
# The format is explained in docs/report-models.md.

"""


def skeleton(document: Document) -> str:
    """A report model in YAML that names every row and column of numbers of `document` by its label."""
    title = next((block.text for block in document.blocks if block.kind == "heading"), document.source.file_name)
    sections, section_of = _sections(document.blocks)
    tables: dict[str, Any] = {}
    for table in document.tables:
        spec = _table(table, section_of.get(table.id))
        if spec is not None:
            tables[_fresh(_key(table.caption or table.id, table.id), tables)] = spec
    model: dict[str, Any] = {
        "model": "my-report",
        "version": 1,
        "name": title,
        "blank": "missing",
        "document": {"title": re.sub(r"\d{4}", "*", title), **({"sections": sections} if sections else {})},
        "tables": tables or {"table1": {"name": "the first table", "columns": {"amount": "amount"}}},
    }
    body = yaml.safe_dump(model, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False)
    return _HEAD.format(file=document.source.file_name) + str(body)


def _sections(blocks: Iterable[Block]) -> tuple[dict[str, str], dict[str, str]]:
    """The headings below the title by their keys, and the key of the section of each table."""
    sections: dict[str, str] = {}
    section_of: dict[str, str] = {}
    current = ""
    for block in blocks:
        if block.kind == "heading" and block.level == 2 and bare(block.text):
            current = _fresh(_key(block.text, "section"), sections)
            sections[current] = block.text
        elif block.kind == "table" and block.table and current:
            section_of[block.table] = current
    return sections, section_of


def _table(table: Table, section: str | None) -> dict[str, Any] | None:
    """The table as the format has it; None where no column of it has a name."""
    grid = table.grid()
    body = range(table.header_rows, table.row_count)
    paths = table.column_paths()
    numbers = [c for c in range(table.column_count) if paths[c] and _holds_values([grid[r][c] for r in body])]
    columns = _grown((paths[c] for c in numbers), "columns")
    if not columns:
        return None
    named = (_labels(path) for r, path in enumerate(table.row_paths()) if r in body and _holds_values(grid[r], numbers))
    rows = _grown((path for path in named if path), "rows")
    spec: dict[str, Any] = {"name": table.caption or f"table {table.id}"}
    if section:
        spec["section"] = section
    if table.caption:
        spec["caption"] = table.caption
    spec["type"] = "amount"
    return {**spec, "columns": columns, **({"rows": rows} if rows else {})}


def _holds_values(cells: Sequence[Cell], places: Sequence[int] | None = None) -> bool:
    """Whether numbers, or blanks for them, stand in a row or column: not words, as in a stub or a section."""
    chosen = cells if places is None else [cells[place] for place in places]
    words = sum(cell.value is not None and cell.value.kind == "text" for cell in chosen)
    return words < len(chosen) / 2


def _labels(path: Sequence[str]) -> list[str]:
    """The labels of a path without numbers: those count rows, or are codes."""
    return [label for label in path if not re.fullmatch(r"[\d\s.]*", label)]


@dataclass
class _Node:
    """A row or column by its label, and those below it."""

    label: str
    has_values: bool = False
    parts: dict[str, _Node] = field(default_factory=dict)


def _grown(paths: Iterable[Sequence[str]], kind: str) -> dict[str, Any]:
    """The entries of the format for label paths from the top of the hierarchy; each path once."""
    roots: dict[str, _Node] = {}
    for path in paths:
        level = roots
        for i, label in enumerate(path):
            key = next((key for key, node in level.items() if node.label == label), None)
            if key is None:
                key = _fresh(_key(label, kind.rstrip("s")), level)
                level[key] = _Node(label)
            level[key].has_values |= i == len(path) - 1
            level = level[key].parts
    return _written(roots, kind)


def _written(level: dict[str, _Node], kind: str) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for key, node in level.items():
        if not node.parts:
            entries[key] = node.label
            continue
        values = {"values": True} if node.has_values else {}
        entries[key] = {"label": node.label, **values, kind: _written(node.parts, kind)}
    return entries


def _key(label: str, otherwise: str) -> str:
    """A key made of the letters and digits of a label."""
    word = re.sub(r"\W", "", bare(label))[:LONGEST_KEY]
    if word and word[0].isdigit():
        word = f"n{word}"
    return word if word.isidentifier() and word not in RESERVED else f"{otherwise}_{word}" if word else otherwise


def _fresh(key: str, taken: Iterable[str]) -> str:
    """`key`, with a number behind it where it is taken."""
    names = set(taken)
    return next(name for i in range(1, len(names) + 2) if (name := key if i == 1 else f"{key}_{i}") not in names)
