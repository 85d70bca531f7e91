"""The output contract: what `extract` returns and the JSON holds.

All regions are in points on the page as shown (crop box and rotation applied), origin top-left. Collections are
tuples, in reading order; a change is a changed copy. `models/document.schema.json` is generated from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field, JsonValue

from extractor.errors import ExtraMissingError
from extractor.facts import CellStatus, CellText, ReadingStatus, Record, Report, Side
from extractor.lines import TextLine
from extractor.places import CellRef, Model, Region
from extractor.wordings import Severity

if TYPE_CHECKING:
    import pandas

SCHEMA_VERSION = "1.0"

CellRole = Literal["column_header", "row_header", "data", "section", "note"]
ReadingSource = Literal["text-layer", "ocr", "mixed", "none"]
ValueKind = Literal["number", "blank", "not_applicable", "text"]
RelationKind = Literal["sum", "change"]
RelationResult = Literal["pass", "fail", "uncertain"]


def _is_empty(items: tuple[object, ...]) -> bool:
    return not items


class PageReport(Model):
    """One page of the source and how it was read.

    Attributes:
        kind: Where its words come from.
        width, height: Of the page as shown, in points.
        rotation: Quarter turns (degrees clockwise) by which the content was turned to stand upright.
        skew: Degrees (counter-clockwise positive) by which a scan was found to be turned.
        dpi: Of the scan that was read; None where the text layer was used.
        warnings: What the reader thought worth saying, each also a finding.
    """

    number: int = Field(ge=1)
    kind: Literal["text-layer", "ocr", "mixed"]
    width: float
    height: float
    rotation: int = 0
    skew: float = 0.0
    dpi: float | None = None
    warnings: tuple[str, ...] = ()


class Source(Model):
    """The file that was read, and with what.

    Attributes:
        pages: Number of pages in the file, read or not.
        kinds: The kind of each page that was read, in the order of `Document.pages`.
        tool: Name and version of this program.
        engine: Name and version of the OCR engine that was used; None where no page needed one.
        settings: The settings that bear on the result.
    """

    file_name: str
    sha256: str
    bytes: int
    pages: int
    kinds: tuple[Literal["text-layer", "ocr", "mixed"], ...]
    tool: str
    engine: str | None = None
    settings: dict[str, JsonValue] = Field(default_factory=dict)


class Value(Model):
    """What the text of a cell stands for.

    Attributes:
        kind: `number`, `blank` (nothing is printed; never 0), `not_applicable` (a dash, 不适用, n/a), `text`.
        number: A decimal as a string in plain notation, no digit lost: "-1234.50", "0.125"; None unless a number.
        unit: As printed in the cell, its header or the unit line above the table: "万元", "%", "件".
        scale: What one unit of `number` counts of the base unit: 10000 for 万元, 1 for 元. Never multiplied in.
        marks: Footnote marks that stood at the number: ("a",), ("①",).
        readings: Of a text the numbers that it may be, where nothing around it decides between them: ("1178", "1.178").
    """

    kind: ValueKind
    number: str | None = None
    unit: str | None = None
    scale: int = 1
    marks: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


class Cell(Model):
    """One cell of a logical table: its place in the grid, and what is printed there.

    Attributes:
        row, col: Topmost row and leftmost column covered, from 0.
        rowspan, colspan: Number of rows and columns covered, at least 1.
        text: The characters as read, corrected only on demand (see `printed`); "" for a blank cell.
        value: What `text` stands for; None until the normalise stage has run.
        regions: Where it is printed; two where a page broke it.
        source: Where its words came from; `none` for a blank cell.
        confidence: Lowest confidence of the words in the cell, 0.0 to 1.0.
        status: `verified` (independent evidence agrees), `read` (one good reading), `suspect` (look at it), `repaired`
            (changed on demand to what its sums ask for).
        reading: The status that the reading alone gives, before any check.
        printed: The characters as read, where a person or a repair has settled `text`, be it to the same; None
            otherwise.
        alternatives: Other readings of the same ink, best first.
    """

    row: int = Field(ge=0)
    col: int = Field(ge=0)
    rowspan: int = Field(default=1, ge=1)
    colspan: int = Field(default=1, ge=1)
    role: CellRole = "data"
    text: str = ""
    value: Value | None = None
    regions: tuple[Region, ...] = ()
    source: ReadingSource = "none"
    confidence: float = Field(default=1.0, ge=0, le=1)
    status: CellStatus = "read"
    reading: ReadingStatus = "read"
    printed: str | None = None
    alternatives: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether a person has looked at the cell: `text` is what they say, and `printed` what was read."""
        return self.printed is not None and self.status != "repaired"

    @property
    def as_read(self) -> str:
        """The characters as read, whatever was settled since."""
        return self.text if self.printed is None else self.printed


class Join(Model):
    """How a fragment was joined to the one before it.

    Attributes:
        score: 0.0 to 1.0; `StitchSettings.doubtful_below` says under which a join is also a finding.
        reasons: One sentence for each piece of evidence, for and against, with its weight.
        repeated_header_rows: Rows at the top of the fragment that repeat the header and count once.
        broken_row: Whether the first row of the fragment goes on with the last row of the one before.
        direction: `down` for more rows; `right` for more columns of the same rows, of a table too wide for a page.
        first_column: Column of the table at which the fragment's own columns begin; 0 unless it goes on to the right.
        repeated_stub_columns: Columns at the left of such a fragment that repeat the row labels and count once.
    """

    score: float
    reasons: tuple[str, ...]
    repeated_header_rows: int = 0
    broken_row: bool = False
    direction: Literal["down", "right"] = "down"
    first_column: int = 0
    repeated_stub_columns: int = 0


class Fragment(Model):
    """What one page shows of a table.

    Attributes:
        region: Page and box.
        first_row, last_row: Rows of the logical table it holds, inclusive; a row broken by the page is in both.
        join: How it was joined to the fragment before; None for the first.
    """

    region: Region
    first_row: int
    last_row: int
    ruled: bool
    join: Join | None = None


class Stub(Model):
    """Columns that name the rows of the columns right of them, up to the next stub or the end of the table.

    Attributes:
        col, columns: The first of them, and how many; a table with mirrored halves has a stub in each.
        parents: For each row the row whose label stands above its own in the hierarchy (sections, codes, numbering,
            其中, indentation); None at the top level, in the header, and where the label is blank.
    """

    col: int = Field(ge=0)
    columns: int = Field(ge=1)
    parents: tuple[int | None, ...] = ()


class Relation(Model):
    """Numbers of one table of which one follows from the others, as its labels say and its numbers confirm.

    Attributes:
        kind: `sum`: the total is the sum of the parts with their signs. `change`: it is the difference of the two
            parts in percent of the second.
        result: `uncertain` where an operand is missing, is no number, or is suspect.
        total: Row and column of the cell that follows from the others.
        parts: Row, column and sign (1 or -1) of these; a blank counts 0 where the table shows that it does.
        left, right: What is printed in the total, and what the parts give; None where an operand is missing.
        tolerance: How far rounding may part them.
    """

    kind: RelationKind
    result: RelationResult
    total: tuple[int, int]
    parts: tuple[tuple[int, int, int], ...]
    left: str | None = None
    right: str | None = None
    tolerance: str = "0"


Column = tuple[int, int]
"""First column of cells that stand below one another, and how many columns they span."""


class Table(Model):
    """A logical table: whole, however many pages it lies on.

    Attributes:
        caption: Its title line; None where it has none.
        unit: The unit line above it, as printed without the leading 单位: "万元".
        notes: Remark and source lines below it.
        pages: Pages it lies on, ascending.
        header_rows: Rows from the top that name the columns.
        stub_columns: Columns from the left that name the rows.
        stubs: All columns that name rows, from left to right, with the hierarchy of their labels.
        cells: In row-major order; every grid position belongs to exactly one.
        relations: Sums and changes found in it, each with its result.
    """

    id: str
    caption: str | None = None
    unit: str | None = None
    notes: tuple[str, ...] = ()
    pages: tuple[int, ...]
    row_count: int
    column_count: int
    header_rows: int = 0
    stub_columns: int = 0
    stubs: tuple[Stub, ...] = ()
    cells: tuple[Cell, ...]
    fragments: tuple[Fragment, ...] = ()
    relations: tuple[Relation, ...] = ()

    def filled_columns(self) -> dict[Column, list[Cell]]:
        """The filled cells below the header that stand below one another, those of each width by themselves."""
        columns: dict[Column, list[Cell]] = {}
        for cell in self.cells:
            if cell.text and cell.row >= self.header_rows:
                columns.setdefault((cell.col, cell.colspan), []).append(cell)
        return columns

    def grid(self) -> list[list[Cell]]:
        """`row_count` lists of `column_count` cells; a cell with spans stands at every position it covers."""
        rows: list[list[Cell | None]] = [[None] * self.column_count for _ in range(self.row_count)]
        for cell in self.cells:
            for r in range(cell.row, cell.row + cell.rowspan):
                for c in range(cell.col, cell.col + cell.colspan):
                    rows[r][c] = cell
        return [[cell for cell in row if cell is not None] for row in rows]

    def with_cells(self, changed: Callable[[Cell], Cell]) -> Table:
        """The table with every cell as `changed` gives it; the table itself where none is another."""
        cells = tuple(map(changed, self.cells))
        if all(new is old for new, old in zip(cells, self.cells, strict=True)):
            return self
        return self.model_copy(update={"cells": cells})

    def column_paths(self) -> list[tuple[str, ...]]:
        """For each column the texts of its header cells from the top; no blanks, a spanning cell once."""
        header = self.grid()[: self.header_rows]
        return [_path(row[col] for row in header) for col in range(self.column_count)]

    def row_paths(self, col: int | None = None) -> list[tuple[str, ...]]:
        """For each row the labels that name its cells, from the top of the hierarchy; blanks are left out.

        Of the stub that names column `col`: the nearest on its left. Without `col`, of the first.
        """
        stub = self.stub_of(col)
        if stub is None:
            return [()] * self.row_count
        labels = [tuple(row[stub.col : stub.col + stub.columns]) for row in self.grid()]
        chains = [_chain(row, stub.parents) for row in range(self.row_count)]
        return [_path(cell for row in chain for cell in labels[row]) for chain in chains]

    def stub_of(self, col: int | None = None) -> Stub | None:
        """The stub that names the cells of column `col`; None where the table has none."""
        stubs = self.stubs or ((Stub(col=0, columns=self.stub_columns),) if self.stub_columns else ())
        if not stubs:
            return None
        return next((stub for stub in reversed(stubs) if col is not None and stub.col <= col), stubs[0])

    def to_pandas(self) -> pandas.DataFrame:
        """The rows below the header as strings, with the column paths as (multi-level) column index.

        Raises:
            ExtraMissingError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise ExtraMissingError("Table.to_pandas", "pandas") from error
        depth = max(map(len, self.column_paths()), default=0)
        paths = [path + ("",) * (depth - len(path)) for path in self.column_paths()]
        if depth > 1:
            header: pandas.Index[str] = pandas.MultiIndex.from_tuples(paths)
        else:
            header = pandas.Index([path[0] if path else str(i) for i, path in enumerate(paths)])
        rows = [[cell.text for cell in row] for row in self.grid()[self.header_rows :]]
        return pandas.DataFrame(rows, columns=header, dtype=str)


def _path(cells: Iterable[Cell]) -> tuple[str, ...]:
    """The texts of the cells, each cell once."""
    once = {(cell.row, cell.col): cell.text for cell in cells}
    return tuple(text for text in once.values() if text)


def _chain(row: int, parents: tuple[int | None, ...]) -> list[int]:
    """The rows above `row` in the hierarchy, from the top, and `row` itself."""
    chain = [row]
    while chain[0] < len(parents) and (parent := parents[chain[0]]) is not None:
        chain.insert(0, parent)
    return chain


class Block(Model):
    """One piece of the text, in reading order.

    Attributes:
        kind: `caption` (title, continuation mark or unit line of a table), `note` (remark or source line below one).
        text: For headings, paragraphs, captions and notes.
        level: Of a heading: 1 for the title of the document, 2 for its sections, …
        table: Id of the table, for a table, and for a caption or note that belongs to one.
        regions: Two or more where pages broke it.
    """

    kind: Literal["heading", "paragraph", "caption", "note", "table", "figure"]
    text: str = ""
    level: int | None = None
    table: str | None = None
    regions: tuple[Region, ...] = ()
    confidence: float = 1.0


class Furniture(Model):
    """A line that belongs to the page and not to the text."""

    role: Literal["header", "footer", "page_number", "margin"]
    text: str
    region: Region


class Unplaced(Model):
    """A word that was read and that no cell, block or furniture line holds."""

    text: str
    region: Region
    confidence: float = 1.0


class Finding(Model):
    """Something a person should look at.

    Attributes:
        code: Stable name, such as `join.doubtful`; listed in the README.
        message: In plain words, in the language that was asked for.
        params: What the message was made of, by name, so that it can be said in another language.
        fingerprint: Stays the same over re-runs of the same file: a person's verdict is kept by it.
        cells: The cells it is about.
        sides: Of what disagrees, every value with its cell: both sides of a sum, or of a text and a table.
        region: Where to look, if it is about no cell.
        expected, found: The two sides of what disagrees, as text.
        suggestion: What would settle it; never applied silently.
        changes: The suggestion cell by cell, where sums bear it out: what a repair on demand applies.
    """

    code: str
    severity: Severity
    message: str
    params: dict[str, str] = Field(default_factory=dict)
    fingerprint: str = ""
    cells: tuple[CellRef, ...] = ()
    sides: tuple[Side, ...] = ()
    region: Region | None = None
    expected: str | None = None
    found: str | None = None
    suggestion: str | None = None
    changes: tuple[CellText, ...] = ()


class Document(Model):
    """What is printed in a file, normalized.

    Attributes:
        records: One for each data cell of each table, where they were asked for.
        report: What the report model that fits the document makes of it; None where none fits.
        lines: What was read, line by line and page by page, where it was asked for; not in the output where it was not.
    """

    schema_version: str = SCHEMA_VERSION
    source: Source
    pages: tuple[PageReport, ...] = ()
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    findings: tuple[Finding, ...] = ()
    records: tuple[Record, ...] = ()
    report: Report | None = None
    lines: tuple[TextLine, ...] = Field(default=(), exclude_if=_is_empty)

    def headings(self) -> Iterator[Block]:
        """The headings in reading order."""
        return (b for b in self.blocks if b.kind == "heading")
