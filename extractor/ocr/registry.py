"""Engine name → adapter, imported when asked for."""

from __future__ import annotations

from extractor.config import OcrSettings
from extractor.ocr.engine import OcrEngine


def load_engine(settings: OcrSettings) -> OcrEngine:
    """The engine that `settings` name, checked for their languages, its models loaded.

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
