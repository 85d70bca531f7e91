"""OCR engines that return what a test gave them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.ocr.engine import LineBox, LineReading
from extractor.page import Pixels


class ScriptedEngine:
    """Reads every line as the same text, with the same confidence; finds no lines by itself."""

    def __init__(self, text: str = "7", confidence: float = 0.99) -> None:
        self._reading = LineReading(
            text,
            confidence,
            tuple((i + 0.5) / len(text) for i in range(len(text))),
            (confidence,) * len(text),
        )
        self.crops = 0

    @property
    def name(self) -> str:
        return "scripted 1"

    def check(self, languages: Iterable[str]) -> None:
        pass

    def find_lines(self, pixels: Pixels, em: float) -> tuple[LineBox, ...]:
        return ()

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[LineReading, ...]:
        self.crops += len(crops)
        return (self._reading,) * len(crops)
