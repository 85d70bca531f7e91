"""What is installed for reading documents, and how to install what is missing."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from rich.markup import escape
from rich.table import Table

from extractor.config import OcrSettings
from extractor.errors import EngineMissingError
from extractor.ocr.registry import load_engine

_NEEDED = ("pypdfium2", "pdfplumber", "opencv-python-headless", "numpy", "onnxruntime", "rapidocr", "pydantic")
_OPTIONAL = {
    "openpyxl": ("xlsx", "--format xlsx"),
    "docling-core": ("docling", "--format docling"),
    "pikepdf": ("searchable", "--format searchable-pdf"),
    "pyarrow": ("parquet", "extractor export --to parquet"),
    "pandas": ("pandas", "Table.to_pandas()"),
    "psycopg": ("postgres", "--database postgresql://"),
    "s3fs": ("s3", "inputs and results on s3://"),
    "distributed": ("distributed", "extractor batch --scheduler"),
    "fastapi": ("serve", "extractor serve"),
}
"""Package, extra that brings it, and what it is for."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that may be installed.

    Attributes:
        found: Its version or name; "missing" if it is not there.
        remedy: What installs it; "" where nothing is missing.
        needed: Whether the usual work needs it; the other things add to it.
    """

    name: str
    found: str
    remedy: str = ""
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """All that was looked at."""

    parts: tuple[Part, ...]

    @property
    def usable(self) -> bool:
        """Whether everything that the usual work needs is there."""
        return not any(part.needed and part.remedy for part in self.parts)

    def as_table(self) -> Table:
        """For a terminal."""
        table = Table("", "what", "found", "to install it", box=None, header_style="bold", pad_edge=False)
        for part in self.parts:
            mark = "[green]ok[/]" if not part.remedy else "[red]missing[/]" if part.needed else "[yellow]optional[/]"
            table.add_row(mark, *(escape(text) for text in (part.name, part.found, part.remedy)))
        return table


def examine() -> Report:
    """Look at the interpreter, the packages, the engines with their languages, and the extras."""
    settings = OcrSettings()
    parts = [
        Part("report-extractor", _version("report-extractor") or "not installed as a package"),
        Part("Python", platform.python_version(), "" if sys.version_info >= (3, 11) else "Python 3.11 or later"),
    ]
    parts += [_package(name) for name in _NEEDED]
    parts.append(_engine("rapidocr", settings.languages, needed=True))
    parts += [_engine("tesseract", (language,), needed=False) for language in settings.languages]
    parts += [_extra(name, *about) for name, about in _OPTIONAL.items()]
    return Report(tuple(parts))


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _package(name: str) -> Part:
    found = _version(name)
    return Part(name, found or "missing", "" if found else f"pip install {name}")


def _engine(name: Literal["rapidocr", "tesseract"], languages: tuple[str, ...], *, needed: bool) -> Part:
    what = f"OCR engine {name}, {' + '.join(languages)}"
    try:
        engine = load_engine(OcrSettings(engine=name, languages=languages))
    except EngineMissingError as error:
        return Part(what, "missing", error.remedy, needed)
    return Part(what, engine.name, needed=needed)


def _extra(package: str, extra: str, purpose: str) -> Part:
    found = _version(package)
    remedy = "" if found else f"pip install 'report-extractor[{extra}]'"
    return Part(f"{package}, for {purpose}", found or "missing", remedy, needed=False)
