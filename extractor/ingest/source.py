"""What the rest of the package sees of an opened file: a document, its pages, and the text layer of a page."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from extractor.page import BBox, Fill, Matrix, Ruling, Scan, Word


def name_of(path: Path) -> str:
    """Name of the file without its folder; bytes that are no UTF-8 become U+FFFD, so that any output can hold it."""
    return os.fsencode(path.name).decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class TextLayer:
    """What a reader found in the PDF itself, in the reading frame (see `extractor.page`).

    Attributes:
        width, height: Of the reading frame, in points.
        to_page: From the reading frame to the page as shown; the identity unless the content lay sideways.
        turn: Degrees clockwise (0, 90, 180, 270) by which the content was turned so that its text is level.
        words: Visible words, line by line from the top, each line from left to right.
        images: Boxes of the pictures placed on the page, as far as they show.
        hidden: Words that nobody can see: painted with no ink, in the colour of their ground, or off the page.
        absent_fonts: Names of fonts that are neither in the file nor on this machine: a picture of the page painted
            here lacks their text.
        fonts: Name of the font of each text object, by the number that words have as their `run`; empty where the
            reader does not know.
    """

    width: float
    height: float
    to_page: Matrix
    turn: int
    words: tuple[Word, ...]
    rulings: tuple[Ruling, ...]
    fills: tuple[Fill, ...]
    images: tuple[BBox, ...]
    hidden: tuple[Word, ...] = ()
    absent_fonts: tuple[str, ...] = ()
    fonts: Mapping[int, str] = field(default_factory=dict)


class PageSource(Protocol):
    """One page of an opened document.

    Attributes:
        number: As a person counts, from 1.
        width, height: Of the page as shown (crop box and rotation applied), in points.
    """

    @property
    def number(self) -> int:
        """Number of the page, from 1."""

    @property
    def width(self) -> float:
        """Width of the page as shown, in points."""

    @property
    def height(self) -> float:
        """Height of the page as shown, in points."""

    def text_layer(self) -> TextLayer | None:
        """What the file says is printed on the page; None where the page is a picture file."""

    def rasterise(self, dpi: float) -> Scan:
        """A picture of the page at about `dpi`; LimitError where it would have too many pixels.

        The picture's own `Scan.dpi` tells what it has: a picture file of a sensible resolution is not resampled.
        """


class OpenDocument(Protocol):
    """An opened file; a context manager that closes it. Its pages are read from one thread at a time."""

    @property
    def path(self) -> Path:
        """Where the file is."""

    @property
    def file_name(self) -> str:
        """Its name without the folder; also what errors of single pages call it, for these end up in the output."""

    @property
    def sha256(self) -> str:
        """Hash of its content, in hexadecimal."""

    @property
    def bytes(self) -> int:
        """Its size."""

    @property
    def page_count(self) -> int:
        """Number of pages in the file, selected or not."""

    def page_numbers(self) -> tuple[int, ...]:
        """Numbers of the pages that the settings select, ascending, from 1."""

    def page(self, number: int) -> PageSource:
        """Page `number`, from 1. The page before it is let go of: use one at a time."""

    def close(self) -> None:
        """Let go of the file; calling it twice does no harm."""

    def __enter__(self) -> Self:
        """The document itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the document."""
