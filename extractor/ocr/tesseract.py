"""Adapter for Tesseract through pytesseract."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import cv2
import pytesseract

from extractor.errors import EngineMissingError
from extractor.ocr.engine import LineBox, LineReading
from extractor.page import Pixels

PACKAGES = "Install it with: apt install tesseract-ocr tesseract-ocr-chi-sim (Debian, Ubuntu)."
LINE_LEVEL, WORD_LEVEL = 4, 5
"""Values of the column `level` in Tesseract's table."""
BATCH = 400
"""Crops that one process reads; starting one costs as much as reading 80 of them."""


class Tesseract:
    """Tesseract's LSTM recogniser. It loses lone digits on whole pages, hardly any on single lines."""

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = "+".join(languages)
        try:
            self._version = str(pytesseract.get_tesseract_version())
        except pytesseract.TesseractNotFoundError as error:
            raise EngineMissingError("Tesseract", languages=languages, remedy=PACKAGES) from error

    @property
    def name(self) -> str:
        """Name and version of the program."""
        return f"tesseract {self._version}"

    def check(self, languages: Iterable[str]) -> None:
        """Raise EngineMissingError for a language whose data is not installed."""
        missing = set(languages) - set(pytesseract.get_languages())
        if missing:
            packages = " ".join(sorted(f"tesseract-ocr-{name.replace('_', '-')}" for name in missing))
            raise EngineMissingError(
                self.name, languages=missing, remedy=f"Install it with: apt install {packages} (Debian, Ubuntu)."
            )

    def find_lines(self, pixels: Pixels, em: float) -> tuple[LineBox, ...]:
        """The lines that Tesseract's own page segmentation finds, whatever their height."""
        table = self._table(pixels, "--psm 3")
        return tuple(
            LineBox(left, top, left + width, top + height)
            for level, left, top, width, height in zip(
                *(table[key] for key in ("level", "left", "top", "width", "height")), strict=True
            )
            if level == LINE_LEVEL and width > 3 and height > 3
        )

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[LineReading, ...]:
        """The reading of each crop; characters are spread evenly over the box of their word."""
        readings = [LineReading()] * len(crops)
        usable = [i for i, crop in enumerate(crops) if min(crop.shape[:2]) > 2]
        for start in range(0, len(usable), BATCH):
            batch = usable[start : start + BATCH]
            for i, reading in zip(batch, self._read_batch([crops[i] for i in batch]), strict=True):
                readings[i] = reading
        return tuple(readings)

    def _read_batch(self, crops: Sequence[Pixels]) -> list[LineReading]:
        """One process for all: Tesseract takes a list of picture files and numbers them as pages."""
        with tempfile.TemporaryDirectory(prefix="extractor-") as folder:
            names = []
            for i, crop in enumerate(crops):
                name = Path(folder) / f"{i}.png"
                colour = crop if crop.ndim == 2 else cv2.cvtColor(crop, cv2.COLOR_RGB2BGR)
                cv2.imwrite(str(name), colour, [cv2.IMWRITE_PNG_COMPRESSION, 1])
                names.append(str(name))
            listing = Path(folder) / "crops.txt"
            listing.write_text("\n".join(names), encoding="utf-8")
            table = self._table(str(listing), "--psm 7")
        words: list[list[_TesseractWord]] = [[] for _ in crops]
        for level, page, text, conf, left, width in zip(
            *(table[key] for key in ("level", "page_num", "text", "conf", "left", "width")), strict=True
        ):
            if level == WORD_LEVEL and str(text).strip():
                words[page - 1].append((str(text), max(0.0, float(conf)) / 100, left, width))
        return [_line_of(found, crop.shape[1]) for found, crop in zip(words, crops, strict=True)]

    def _table(self, picture: Pixels | str, config: str) -> dict[str, list[Any]]:
        table: dict[str, list[Any]] = pytesseract.image_to_data(
            picture, lang=self._languages, config=config, output_type=pytesseract.Output.DICT
        )
        return table


_TesseractWord = tuple[str, float, int, int]
"""Text, confidence 0 to 1, left and width in pixels."""


def _line_of(words: Sequence[_TesseractWord], width: int) -> LineReading:
    text = ""
    positions: list[float] = []
    confidences: list[float] = []
    for word, confidence, left, extent in words:
        if text:
            text += " "
            positions.append(left / width)
            confidences.append(confidence)
        text += word
        positions += [min(1.0, (left + extent * (i + 0.5) / len(word)) / width) for i in range(len(word))]
        confidences += [confidence] * len(word)
    mean = sum(confidences) / len(confidences) if confidences else 0.0
    return LineReading(text, mean, tuple(positions), tuple(confidences))
