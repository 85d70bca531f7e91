"""The part of the output that layout formats take: the lines of each page as they were read, word by word."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from extractor.places import CellRef, Model

Corners = tuple[float, float, float, float, float, float, float, float]
"""x and y of four corners: of the text's own top left, top right, bottom right and bottom left."""


class LineWord(Model):
    """A run of characters of one line, as it was read: never corrected.

    Attributes:
        bbox: x0, top, x1, bottom in points on the page as shown, rounded to a hundredth.
        corners: Of its box where the text does not run level to the right, on crooked scans and for turned text; None
            where they are those of `bbox`.
        confidence: 0.0 to 1.0; 1.0 in a text layer.
        blank_before: Whether a blank parts it from the word before, as in the texts of blocks and cells: Chinese words
            have none, however far apart they stand.
    """

    text: str
    bbox: tuple[float, float, float, float]
    corners: Corners | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)
    source: Literal["text-layer", "ocr"]
    blank_before: bool = False

    @property
    def outline(self) -> Corners:
        """The corners, however the text runs."""
        if self.corners is not None:
            return self.corners
        x0, top, x1, bottom = self.bbox
        return x0, top, x1, top, x1, bottom, x0, bottom


class TextLine(Model):
    """A printed line of a block, a cell, the furniture, or of words that none of these holds; at least one word.

    Attributes:
        page: Number of the page, from 1.
        bbox: Of its words, as theirs.
        turn: Degrees clockwise by which the text is turned on the page as shown: 0 reads to the right, 90 downwards.
        block: Index of the block that it belongs to, in `Document.blocks`; of a table's line, that of the table.
        cell: Of a table's line; None for a column header that a page repeats, which the table has only once.
        furniture: Index in `Document.furniture`.
    """

    page: int = Field(ge=1)
    bbox: tuple[float, float, float, float]
    turn: Literal[0, 90, 180, 270] = 0
    block: int | None = None
    cell: CellRef | None = None
    furniture: int | None = None
    words: tuple[LineWord, ...]

    @property
    def text(self) -> str:
        """The words with the blanks between them."""
        return "".join((" " if word.blank_before else "") + word.text for word in self.words)
