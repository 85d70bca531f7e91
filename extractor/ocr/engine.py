"""The engine protocol: finding text lines on a picture, and reading pictures of single lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from extractor.page import Pixels

Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class LineBox:
    """A text line found on a picture, in pixels of that picture; x1 and bottom are the first pixels outside.

    Attributes:
        quad: Its corners (top-left, top-right, bottom-right, bottom-left) where the engine knows how the line
            slopes; () otherwise.
    """

    x0: int
    top: int
    x1: int
    bottom: int
    quad: Quad | tuple[()] = ()


@dataclass(frozen=True, slots=True)
class LineReading:
    """What an engine reads on a picture of one line.

    Attributes:
        text: The characters as read, blanks included; "" where it sees none.
        confidence: Mean of the characters' confidences, 0 to 1; 0 for no text.
        positions: For each character the x of its centre as a share (0 to 1) of the picture's width.
        confidences: One for each character.
    """

    text: str = ""
    confidence: float = 0.0
    positions: tuple[float, ...] = ()
    confidences: tuple[float, ...] = ()


class OcrEngine(Protocol):
    """Anything that finds and reads text lines.

    Pictures are grey (h, w) or RGB (h, w, 3), dark on light. An engine keeps no state from one call to the next
    and starts no threads but those of its own library, as many as its settings say. One engine may not be used
    from two threads at once.
    """

    @property
    def name(self) -> str:
        """Name and version, for messages and for the output's provenance."""

    def check(self, languages: Iterable[str]) -> None:
        """Raise EngineMissingError unless `languages` (Tesseract's names: chi_sim, eng) can be read here."""

    def find_lines(self, pixels: Pixels, em: float) -> tuple[LineBox, ...]:
        """The text lines of a page or of a part of one, in no particular order; `em` is their usual height, pixels."""

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[LineReading, ...]:
        """The reading of each crop; a crop shows one level line with a margin of paper around it."""
