"""What stands on each page, with its lines: for outputs that show pages, not the text that goes over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extractor.document import Block, Cell, Document, Fragment, Furniture, PageReport, Table
from extractor.errors import OutputError
from extractor.lines import TextLine

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points on the page as shown."""


@dataclass(frozen=True, slots=True)
class CellPart:
    """What a page shows of a cell; without lines for a blank one."""

    cell: Cell
    box: Box
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class BlockPart:
    """What a page shows of a block.

    Attributes:
        index: Of the block in the document.
        box: Around its region and its lines.
        lines: Of a text; of a table only those of no cell, such as a column header that the page repeats.
        table, fragment: Of a table's block.
        cells: Of a table, in row-major order.
    """

    index: int
    block: Block
    box: Box
    lines: tuple[TextLine, ...]
    table: Table | None = None
    fragment: Fragment | None = None
    cells: tuple[CellPart, ...] = ()


@dataclass(frozen=True, slots=True)
class FurniturePart:
    """A line of the furniture; `index` is its own in the document."""

    index: int
    furniture: Furniture
    box: Box
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class PageParts:
    """A page: its text in reading order, its furniture, and lines that belong to neither."""

    report: PageReport
    blocks: tuple[BlockPart, ...]
    furniture: tuple[FurniturePart, ...]
    unplaced: tuple[TextLine, ...]


def pages_of(document: Document, format_: str) -> tuple[PageParts, ...]:
    """The pages of `document`, which was extracted with its lines; `format_` is who asks.

    Raises:
        OutputError: It was extracted without them, though it has text.
    """
    if not document.lines and _has_text(document):
        raise OutputError(
            f"{document.source.file_name} was extracted without the lines of its pages, which {format_} is made of. "
            "Extract it with --lines, or LineSettings(keep=True)."
        )
    index = _Index(document)
    return tuple(
        PageParts(
            report=report,
            blocks=tuple(
                _block_part(place, document.blocks[place], report.number, index)
                for place in index.blocks[report.number]
            ),
            furniture=tuple(
                _furniture_part(place, document.furniture[place], index) for place in index.furniture[report.number]
            ),
            unplaced=tuple(index.unplaced[report.number]),
        )
        for report in document.pages
    )


def around(of: Iterable[Box]) -> Box:
    """The smallest box around at least one box."""
    x0, top, x1, bottom = zip(*of, strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def boxes(of: Iterable[TextLine | CellPart]) -> list[Box]:
    """The boxes of lines or cells."""
    return [one.bbox if isinstance(one, TextLine) else one.box for one in of]


def _has_text(document: Document) -> bool:
    texts = [b.text for b in document.blocks] + [f.text for f in document.furniture]
    return any(texts) or any(cell.text for table in document.tables for cell in table.cells)


class _Index:
    """What a document has on each page, and the lines of each thing.

    Attributes:
        blocks, furniture: By page the places of those that stand on it.
        unplaced: By page the lines that belong to nothing.
        tables: By id.
    """

    def __init__(self, document: Document) -> None:
        self.tables: Mapping[str, Table] = {table.id: table for table in document.tables}
        self.blocks: dict[int, list[int]] = defaultdict(list)
        self.furniture: dict[int, list[int]] = defaultdict(list)
        self.unplaced: dict[int, list[TextLine]] = defaultdict(list)
        self._cells: dict[tuple[str, int], list[Cell]] = defaultdict(list)
        self._lines: dict[tuple[object, ...], list[TextLine]] = defaultdict(list)
        for place, block in enumerate(document.blocks):
            for page in dict.fromkeys(region.page for region in block.regions):
                self.blocks[page].append(place)
        for place, furniture in enumerate(document.furniture):
            self.furniture[furniture.region.page].append(place)
        for table in document.tables:
            for cell in table.cells:
                for page in dict.fromkeys(region.page for region in cell.regions):
                    self._cells[table.id, page].append(cell)
        for line in document.lines:
            if line.cell is not None:
                self._lines[line.page, line.cell.table, line.cell.row, line.cell.col].append(line)
            elif line.block is not None:
                self._lines["block", line.page, line.block].append(line)
            elif line.furniture is not None:
                self._lines["furniture", line.furniture].append(line)
            else:
                self.unplaced[line.page].append(line)

    def cells(self, table: str, page: int) -> list[Cell]:
        """The cells of a table that stand on a page."""
        return self._cells[table, page]

    def of_block(self, page: int, place: int) -> tuple[TextLine, ...]:
        """Lines of a block on a page; of a table those of no cell."""
        return tuple(self._lines["block", page, place])

    def of_cell(self, page: int, table: str, cell: Cell) -> tuple[TextLine, ...]:
        """Lines of a cell on a page."""
        return tuple(self._lines[page, table, cell.row, cell.col])

    def of_furniture(self, place: int) -> tuple[TextLine, ...]:
        """Lines of a piece of furniture."""
        return tuple(self._lines["furniture", place])


def _block_part(place: int, block: Block, page: int, index: _Index) -> BlockPart:
    own = index.of_block(page, place)
    regions = [region.bbox for region in block.regions if region.page == page]
    table = index.tables.get(block.table or "") if block.kind == "table" else None
    if table is None:
        return BlockPart(place, block, around([*regions, *boxes(own)]), own)
    cells = tuple(_cell_part(cell, table.id, page, index) for cell in index.cells(table.id, page))
    fragment = next((f for f in table.fragments if f.region.page == page), None)
    box = around([*regions, *boxes(own), *boxes(cells)])
    return BlockPart(place, block, box, own, table, fragment, cells)


def _cell_part(cell: Cell, table: str, page: int, index: _Index) -> CellPart:
    own = index.of_cell(page, table, cell)
    regions = [region.bbox for region in cell.regions if region.page == page]
    return CellPart(cell, around([*regions, *boxes(own)]), own)


def _furniture_part(place: int, furniture: Furniture, index: _Index) -> FurniturePart:
    own = index.of_furniture(place)
    return FurniturePart(place, furniture, around([furniture.region.bbox, *boxes(own)]), own)
