"""Fingerprints of findings: the same finding has the same one in every run, so that a person's verdict stays with it.

A fingerprint rests on what is printed and not on how it is counted or worded: the code, and

- of a finding about cells: the table, by its caption and header labels, and the cells, by the labels of their rows and
  columns; of a sum all of its operands, whichever of them is to blame;
- of any other: the parameters that say where (the page, the word), and the middle of its box, in steps of `STEP`.

Labels count as they were read, also where a person has corrected them since. Among tables, cells or findings that are
alike in all this, the first, second, … in reading order are told apart. Page numbers count for findings about pages
only: tables and cells keep their fingerprints when a page is put in before them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from extractor.document import Cell, Document, Finding, Table
from extractor.messages import CATALOGUE
from extractor.places import CellRef, Region

STEP = 8.0
"""Points; a box that another version of a library moves a little stays in its step, and two lines differ."""
DIGITS = 16
"""Hexadecimal ones; a thousand findings share one by chance once in 10^13 documents."""


def with_fingerprints(document: Document) -> Document:
    """`document` with the fingerprint of every finding, each unlike the others."""
    if not document.findings:
        return document
    tables = _Tables(document.tables)
    seen: Counter[str] = Counter()
    findings = []
    for finding in document.findings:
        key = "\x1e".join((finding.code, *_place(finding, tables)))
        seen[key] += 1
        fingerprint = hashed(f"{key}\x1e{seen[key]}")
        findings.append(finding.model_copy(update={"fingerprint": fingerprint}))
    return document.model_copy(update={"findings": tuple(findings)})


def hashed(key: str) -> str:
    """The fingerprint of what `key` says."""
    return hashlib.sha256(key.encode("utf-8", errors="surrogatepass")).hexdigest()[:DIGITS]


def cell_fingerprints(document: Document) -> dict[str, CellRef]:
    """Every cell by a fingerprint of its table and labels, which stays the same as those of findings do."""
    tables = _Tables(document.tables)
    refs = (CellRef(table=table.id, row=cell.row, col=cell.col) for table in document.tables for cell in table.cells)
    return {hashed(tables.place(ref)): ref for ref in refs}


def _place(finding: Finding, tables: _Tables) -> Iterable[str]:
    cells = [side.cell for side in finding.sides if side.cell is not None] or finding.cells
    if cells:
        return [tables.place(ref) for ref in cells]
    names = CATALOGUE[finding.code].place if finding.code in CATALOGUE else ()
    said = [_plain(finding.params.get(name, "")) for name in names]
    return [*said, _middle(finding.region)]


def _middle(region: Region | None) -> str:
    if region is None:
        return ""
    x0, top, x1, bottom = region.bbox
    return f"{round((x0 + x1) / 2 / STEP)},{round((top + bottom) / 2 / STEP)}"


class _Tables:
    """The tables of a document, which are asked for the places of cells."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._tables = {table.id: _Labelled(table) for table in tables}

    def place(self, ref: CellRef) -> str:
        """The table and the labels of a cell."""
        if ref.table not in self._tables:
            return f"{ref.table},{ref.row},{ref.col}"
        return f"{self._names[ref.table]}\x1f{self._tables[ref.table].place(ref.row, ref.col)}"

    @cached_property
    def _names(self) -> dict[str, str]:
        """By the id of each table its own labels, and which of those alike it is."""
        seen: Counter[str] = Counter()
        names = {}
        for id_, table in self._tables.items():
            seen[table.name] += 1
            names[id_] = f"{table.name}\x1f{seen[table.name]}"
        return names


class _Labelled:
    """One table, with its labels as they were read."""

    def __init__(self, table: Table) -> None:
        self._table = table.with_cells(
            lambda cell: cell.model_copy(update={"text": cell.as_read}) if cell.printed else cell
        )
        self._rows: dict[int, list[tuple[str, ...]]] = {}

    @cached_property
    def name(self) -> str:
        """Caption and header labels; the labels of the rows where it has neither."""
        labels = [self._table.caption or "", *("/".join(path) for path in self._columns)]
        if not any(labels):
            labels = ["/".join(path) for path in self._table.row_paths()]
        return _plain("\x1d".join(labels))

    def place(self, row: int, col: int) -> str:
        """The labels of a cell, and which of those alike it is; the grid position of one that is a label itself."""
        if (row, col) in self._labels or row >= self._table.row_count or col >= self._table.column_count:
            return f"{row},{col}"
        rows = self._row_paths(col)
        column, line = self._columns[col], rows[row]
        return _plain(
            "\x1d".join(
                ("/".join(line), str(rows[:row].count(line)), "/".join(column), str(self._columns[:col].count(column)))
            )
        )

    @cached_property
    def _columns(self) -> list[tuple[str, ...]]:
        return self._table.column_paths()

    @cached_property
    def _labels(self) -> set[tuple[int, int]]:
        """The positions of the header and of the stubs."""
        return {(cell.row, cell.col) for cell in self._table.cells if self._is_label(cell)}

    def _is_label(self, cell: Cell) -> bool:
        if cell.row < self._table.header_rows:
            return True
        stub = self._table.stub_of(cell.col)
        return stub is not None and stub.col <= cell.col < stub.col + stub.columns

    def _row_paths(self, col: int) -> list[tuple[str, ...]]:
        stub = self._table.stub_of(col)
        first = stub.col if stub is not None else -1
        if first not in self._rows:
            self._rows[first] = self._table.row_paths(col)
        return self._rows[first]


def _plain(text: str) -> str:
    """`text` without white space, full-width forms made ordinary."""
    return re.sub(r"[^\S\x1c-\x1f]+", "", unicodedata.normalize("NFKC", text))
