"""Engine name → adapter, imported when asked for."""

from __future__ import annotations

from functools import lru_cache

from extractor.config import OcrSettings
from extractor.ocr.engine import OcrEngine
from extractor.ocr.numerals import NumeralReader


@lru_cache(maxsize=2)
def load_engine(settings: OcrSettings) -> OcrEngine:
    """The engine that `settings` name, checked for their languages, its models loaded once for equal settings.

    Raises:
        EngineMissingError: It, or a language, is not installed.
    """
    engine: OcrEngine
    if settings.engine == "rapidocr":
        from extractor.ocr.rapidocr import RapidOcr

        engine = RapidOcr(threads=settings.threads)
    elif settings.engine == "tesseract":
        from extractor.ocr.tesseract import Tesseract

        engine = Tesseract(languages=settings.languages)
    else:
        raise ValueError(f"no such engine: {settings.engine}")
    engine.check(settings.languages)
    return engine


@lru_cache(maxsize=1)
def load_second_reader(threads: int) -> NumeralReader:
    """The reader that is heard about all numbers, its model loaded once."""
    return NumeralReader(threads)
