"""One settings model: one frozen part a stage, every default with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from extractor.wordings import Locale


class Part(BaseModel):
    """Frozen; a misspelt setting is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class IngestSettings(Part):
    """How files are opened, and where the limits are."""

    reader: Literal["pdfium", "pdfplumber"] = "pdfium"
    """pdfium reads a page in about a tenth of the time; pdfplumber is the reference it is tested against."""
    pages: str | None = None
    """Pages to read, such as "1-3,7"; None for all."""
    password: str | None = Field(default=None, exclude=True, repr=False)
    """Never written to any output."""
    max_bytes: int = 1_000_000_000
    """A scanned volume of 2,000 pages has about 0.5 GB."""
    max_pages: int = 5_000
    max_pixels: int = 60_000_000
    """Per page: A3 at 400 dpi has 31 million; more is a decompression bomb or needs --max-pixels."""
    max_marks: int = 500_000
    """Characters, pieces of paths and objects of one page: of 362 pages of real reports the fullest has 32,000, and
    200,000 take ten seconds."""


CleanupStep = Literal[
    "perspective", "edges", "illumination", "stamps", "bleed_through", "noise", "deskew", "orientation", "dewarp"
]
"""What cleaning a scan may do to it, in this order; each acts only on a picture that shows a reason."""


class ImagingSettings(Part):
    """How scans are cleaned."""

    dpi: int = 200
    """Measured on table pages: 150 dpi breaks the rules of poor scans, 300 brings nothing but cost."""
    max_skew: float = 10.0
    """Degrees; a sheet turned further does not come out of a feeder."""
    skip: tuple[CleanupStep, ...] = ()
    """Steps that are left out, whatever the picture shows."""


class OcrSettings(Part):
    """When OCR is used, and which engine."""

    mode: Literal["auto", "always", "never"] = "auto"
    """auto: pages without a healthy text layer."""
    engine: Literal["rapidocr", "tesseract"] = "rapidocr"
    """RapidOCR reads 100 % of the numeric cells of our test pages, Tesseract 85 %."""
    languages: tuple[str, ...] = ("chi_sim", "eng")
    threads: int = 2
    """The one knob for cores."""
    second_opinion: bool = True
    """Every number on a scan is read by a second reader too, which costs a millisecond each; see docs/numerals.md."""
    suspect_below: float = 0.80
    """Confidence under which a cell is flagged."""


class TableSettings(Part):
    """How tables are found."""

    unruled: bool = True
    """Look for tables without a ruled grid too."""


class StitchSettings(Part):
    """How fragments are joined over pages."""

    join: Literal["auto", "always", "never"] = "auto"
    join_from: float = 0.5
    """Score from which two fragments are one table."""
    doubtful_below: float = 0.7
    """Score under which a join that was made is also a finding."""


class NormaliseSettings(Part):
    """What is made of the cells."""

    records: bool = False
    """A record for each data cell takes as much room as the tables themselves, and can be made of them at any time."""


class LineSettings(Part):
    """What is kept of the lines of the pages, beside the tables and the text that they make."""

    keep: bool = False
    """The words with their places take more room than all else; layout formats need them."""


def _is_default(part: Part) -> bool:
    return part == type(part)()


class ReportSettings(Part):
    """Which report model names the values of a document."""

    model: str = "auto"
    """auto: the one that fits best, if any fits well; none; the id of one; or the path of a YAML file."""
    models: Path | None = None
    """Directory with report models of the user's own."""


class CheckSettings(Part):
    """What is done about numbers that cannot be right, and the language in which it is said."""

    repair: bool = False
    """A reading is replaced only on demand, even where it alone closes all its sums."""
    locale: Locale = "en"


class Settings(Part):
    """All settings of an extraction."""

    ingest: IngestSettings = IngestSettings()
    imaging: ImagingSettings = ImagingSettings()
    ocr: OcrSettings = OcrSettings()
    tables: TableSettings = TableSettings()
    stitch: StitchSettings = StitchSettings()
    normalise: NormaliseSettings = NormaliseSettings()
    report: ReportSettings = ReportSettings()
    checks: CheckSettings = CheckSettings()
    lines: LineSettings = Field(default=LineSettings(), exclude_if=_is_default)
