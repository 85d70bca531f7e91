"""The inner page model: what one page shows, wherever it came from.

Three frames are in use, and each value says which it is in:

- *pixels* of a scan; only inside images and their functions;
- the *reading frame*: points (1/72 inch), origin top-left, y downwards, turned so that the text stands upright and
  its lines are level. All stages after reading work here, so that rules are axis-aligned;
- the *page as shown*: points on the page as a viewer shows it (crop box and /Rotate applied). Output regions are
  given here; `PageContent.to_page` leads from the reading frame to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from extractor.errors import ExtractorError

Pixels = NDArray[np.uint8]
"""Grey (height, width) or colour (height, width, 3) in RGB order."""
Matrix = NDArray[np.float64]
"""A 3 x 3 projective transform of column vectors (x, y, 1)."""

Origin = Literal["text-layer", "ocr"]
PageKind = Literal["text-layer", "ocr", "mixed"]
Orientation = Literal["horizontal", "vertical"]


@dataclass(frozen=True, slots=True)
class BBox:
    """A rectangle in points, origin top-left, y growing downwards.

    Pixels never appear here: whoever holds the image converts with its DPI.
    """

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """Horizontal extent; 0 where the box is inside out."""
        return max(0.0, self.x1 - self.x0)

    @property
    def height(self) -> float:
        """Vertical extent; 0 where the box is inside out."""
        return max(0.0, self.bottom - self.top)

    @property
    def area(self) -> float:
        """Width times height."""
        return self.width * self.height

    @property
    def x_mid(self) -> float:
        """The x of the centre."""
        return (self.x0 + self.x1) / 2

    @property
    def y_mid(self) -> float:
        """The y of the centre."""
        return (self.top + self.bottom) / 2

    def contains_point(self, x: float, y: float) -> bool:
        """Whether (x, y) lies inside; the left and top edges count, the others do not."""
        return self.x0 <= x < self.x1 and self.top <= y < self.bottom

    def intersection(self, other: BBox) -> BBox:
        """The common part; a box without area where there is none."""
        x0, top = max(self.x0, other.x0), max(self.top, other.top)
        return BBox(x0, top, max(x0, min(self.x1, other.x1)), max(top, min(self.bottom, other.bottom)))

    def union(self, other: BBox) -> BBox:
        """The smallest box around both."""
        return BBox(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )

    def grown(self, by: float) -> BBox:
        """The box with every side moved outwards by `by` points."""
        return BBox(self.x0 - by, self.top - by, self.x1 + by, self.bottom + by)

    @staticmethod
    def around(boxes: Iterable[BBox]) -> BBox:
        """The smallest box around `boxes`; ValueError where there are none."""
        boxes = tuple(boxes)
        if not boxes:
            raise ValueError("no boxes to go around")
        return BBox(
            min(b.x0 for b in boxes),
            min(b.top for b in boxes),
            max(b.x1 for b in boxes),
            max(b.bottom for b in boxes),
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space, on one line, in the reading frame.

    Attributes:
        text: The characters as read.
        bbox: From the left of the first to the right of the last character; top and bottom are those of the line's
            font (ascent to descent) in a text layer, of the ink in OCR.
        size: Size of the type in points; OCR works it out from the height of the ink.
        edges: x of the left edge of every character and of the right edge of the last one (len(text) + 1 values),
            so that a word can be cut at a ruling line; () where unknown.
        bold: Whether the font says so; OCR does not know and says False.
        colour: RGB fill colour 0..255 of the text, black where unknown.
        space_before: Whether white space (or a wide gap) stands between this word and the one before it on its line.
        line: Number of the line the reader found the word on, within the page; -1 where unknown.
        run: Number of the text object that its first character was painted with; -1 where unknown.
        alternatives: Other readings of the same ink, best first.
        confirmed: Whether a second, independent reader has read the same digits.
        turn: Degrees clockwise (0, 90, 180, 270) that would make it level, in the reading frame.
    """

    text: str
    bbox: BBox
    confidence: float = 1.0
    origin: Origin = "text-layer"
    size: float = 10.0
    edges: tuple[float, ...] = ()
    bold: bool = False
    colour: tuple[int, int, int] = (0, 0, 0)
    space_before: bool = True
    line: int = -1
    run: int = -1
    alternatives: tuple[str, ...] = ()
    confirmed: bool = False
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Ruling:
    """A printed straight line along an axis of the reading frame.

    Attributes:
        position: y of a horizontal line, x of a vertical one: the middle of its thickness.
        start, end: Where it begins and ends along its own direction, start < end.
    """

    orientation: Orientation
    position: float
    start: float
    end: float
    thickness: float = 0.5

    @property
    def length(self) -> float:
        """Extent along its direction."""
        return self.end - self.start

    @property
    def bbox(self) -> BBox:
        """The box of the printed line."""
        half = self.thickness / 2
        if self.orientation == "horizontal":
            return BBox(self.start, self.position - half, self.end, self.position + half)
        return BBox(self.position - half, self.start, self.position + half, self.end)


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled area that is no line: a shaded cell, a coloured bar. Never white, never invisible."""

    bbox: BBox
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture of a page, and the way from its pixels to the page as shown.

    Attributes:
        pixels: Grey (h, w) or RGB (h, w, 3), uint8, 255 is paper white. Not to be written to.
        dpi: Pixels per inch of the reading frame that this picture spans: x_points = x_pixels * 72 / dpi.
        to_page: Takes pixel coordinates (x, y, 1) to points on the page as shown.
    """

    pixels: Pixels
    dpi: float
    to_page: Matrix

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Columns of pixels."""
        return int(self.pixels.shape[1])

    @property
    def scale(self) -> float:
        """Pixels per point."""
        return self.dpi / 72.0


@dataclass(frozen=True, slots=True)
class FragmentCell:
    """A cell of a table fragment, in the fragment's own grid.

    Attributes:
        words: The words in it in reading order; empty for a blank cell.
        text: Their text, line breaks removed as the script wants it.
        blank_proven: For a cell without words: whether it holds no ink (always true for a healthy text layer).
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    bbox: BBox
    words: tuple[Word, ...] = ()
    text: str = ""
    blank_proven: bool = True


@dataclass(frozen=True, slots=True)
class TableFragment:
    """What one page shows of a table: a full grid, in which each position belongs to exactly one cell.

    Attributes:
        columns: x of the column boundaries, ascending, one more than there are columns.
        rows: y of the row boundaries, ascending, one more than there are rows.
        cells: In row-major order of their first position.
        ruled: Whether ruling lines made the grid; False where aligned text did.
        top_closed, bottom_closed: Whether a ruling line is drawn along that edge of the fragment.
        header_rows: Number of rows from the top that name the columns.
        stub_columns: Number of columns from the left that name the rows.
    """

    page: int
    bbox: BBox
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[FragmentCell, ...]
    ruled: bool = True
    top_closed: bool = True
    bottom_closed: bool = True
    header_rows: int = 0
    stub_columns: int = 0

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return len(self.rows) - 1

    @property
    def column_count(self) -> int:
        """Number of columns."""
        return len(self.columns) - 1


BlockKind = Literal["heading", "paragraph", "caption", "note", "figure"]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading, a paragraph, a line that belongs to a table, or a figure, on one page.

    Attributes:
        kind: `caption` is a table's title, continuation mark or unit line above it; `note` a remark or source line
            below it.
        text: Lines joined as the script wants it.
        level: Of a heading: 1 for the title, 2 for a section, …; 0 otherwise.
        open_end: Whether the last line runs to the right margin without closing its sentence.
        open_start: Whether the first line starts at the left margin like a line within a paragraph.
        table: Of a caption or note: index into `PageContent.fragments`; -1 otherwise.
    """

    kind: BlockKind
    text: str
    bbox: BBox
    words: tuple[Word, ...] = ()
    level: int = 0
    open_end: bool = False
    open_start: bool = False
    table: int = -1


FurnitureRole = Literal["header", "footer", "page_number", "margin"]


@dataclass(frozen=True, slots=True)
class FurnitureLine:
    """A line that belongs to the page and not to the text: running header, footer, page number."""

    role: FurnitureRole
    text: str
    bbox: BBox
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class PageFinding:
    """Something about a page that a person should know; becomes a Finding of the document.

    Attributes:
        params: Of the message that `code` has in the catalogue, but for the number of the page.
        error: What kept the page from being read, where that is an error with a name; no part of the output.
    """

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    bbox: BBox | None = None
    error: ExtractorError | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PageContent:
    """All that was read from one page. Geometry is in the reading frame.

    Readers fill the upper part; the table and layout stages add `fragments`, `blocks`, `furniture` and `order`, and
    return a changed copy.

    Attributes:
        number: As a person counts, from 1.
        width, height: Of the reading frame, in points.
        page_width, page_height: Of the page as shown, in points.
        turn: Quarter turns (degrees clockwise: 0, 90, 180, 270) that the reader gave to content that lay sideways.
        skew: Degrees (counter-clockwise positive) by which the scan was found to be turned; 0 for a text layer.
        dpi: Of the scan that was read; None for a text layer.
        to_page: From the reading frame to the page as shown.
        images: Boxes of pictures placed on the page, stamps included.
        unread: Boxes with ink that no reading explains.
        order: Reading order: ("block", i) and ("fragment", i) pairs.
        unplaced: Words that no cell, block or furniture line holds.
    """

    number: int
    width: float
    height: float
    page_width: float
    page_height: float
    kind: PageKind = "text-layer"
    turn: int = 0
    skew: float = 0.0
    dpi: float | None = None
    to_page: Matrix = field(default_factory=lambda: np.eye(3))
    words: tuple[Word, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    fills: tuple[Fill, ...] = ()
    images: tuple[BBox, ...] = ()
    unread: tuple[BBox, ...] = ()
    findings: tuple[PageFinding, ...] = ()
    fragments: tuple[TableFragment, ...] = ()
    blocks: tuple[TextBlock, ...] = ()
    furniture: tuple[FurnitureLine, ...] = ()
    order: tuple[tuple[Literal["block", "fragment"], int], ...] = ()
    unplaced: tuple[Word, ...] = ()
