"""The options of all commands that read documents, once."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from extractor.config import (
    CheckSettings,
    IngestSettings,
    LineSettings,
    NormaliseSettings,
    OcrSettings,
    ReportSettings,
    Settings,
    StitchSettings,
)
from extractor.model_commands import Models
from extractor.shared_options import takes
from extractor.wordings import Locale

DEFAULTS = Settings()

Ocr = Annotated[Literal["auto", "always", "never"], typer.Option(help="auto: pages without a healthy text layer.")]
Engine = Annotated[Literal["rapidocr", "tesseract"], typer.Option(help="OCR engine.")]
Reader = Annotated[Literal["pdfium", "pdfplumber"], typer.Option(help="Reader of text layers.")]
Password = Annotated[
    str | None, typer.Option(envvar="EXTRACTOR_PASSWORD", help="Of an encrypted PDF.", show_default=False)
]
REPAIR = typer.Option("--repair/--no-repair", help="Apply what alone closes all sums of a doubtful number.")
LOCALE = typer.Option("--locale", help="Language of findings: en or zh.")


def settings_of(
    pages: Annotated[str | None, typer.Option(help="Pages to read, such as 1-3,7. Default: all.")] = None,
    ocr: Ocr = DEFAULTS.ocr.mode,
    engine: Engine = DEFAULTS.ocr.engine,
    languages: Annotated[str, typer.Option(help="Languages for OCR, joined by +.")] = "+".join(DEFAULTS.ocr.languages),
    password: Password = None,
    reader: Reader = DEFAULTS.ingest.reader,
    join: Annotated[
        Literal["auto", "always", "never"], typer.Option(help="Whether tables are joined over pages.")
    ] = DEFAULTS.stitch.join,
    model: Annotated[
        str, typer.Option(metavar="ID|FILE|auto|none", help="Report model; auto: the one that fits best.")
    ] = DEFAULTS.report.model,
    models: Models = DEFAULTS.report.models,
    suspect_below: Annotated[
        float, typer.Option(min=0, max=1, help="Confidence (0 to 1) under which a cell is suspect.")
    ] = DEFAULTS.ocr.suspect_below,
    max_bytes: Annotated[int, typer.Option(min=1, help="Limit of a file's size.")] = DEFAULTS.ingest.max_bytes,
    max_pages: Annotated[int, typer.Option(min=1, help="Limit of a file's pages.")] = DEFAULTS.ingest.max_pages,
    max_pixels: Annotated[int, typer.Option(min=1, help="Limit of a page's pixels.")] = DEFAULTS.ingest.max_pixels,
    max_marks: Annotated[
        int, typer.Option(min=1, help="Limit of a page's characters and lines.")
    ] = DEFAULTS.ingest.max_marks,
    records: Annotated[
        bool, typer.Option("--records", help="json: a record for each data cell too, with its labels, unit and period.")
    ] = DEFAULTS.normalise.records,
    lines: Annotated[
        bool, typer.Option("--lines", help="json: the lines of each page too, word by word with their places.")
    ] = DEFAULTS.lines.keep,
    repair: Annotated[bool, REPAIR] = DEFAULTS.checks.repair,
    locale: Annotated[Locale, LOCALE] = DEFAULTS.checks.locale,
) -> Settings:
    """The settings that the options say."""
    return Settings(
        ingest=IngestSettings(
            reader=reader,
            pages=pages,
            password=password,
            max_bytes=max_bytes,
            max_pages=max_pages,
            max_pixels=max_pixels,
            max_marks=max_marks,
        ),
        ocr=OcrSettings(mode=ocr, engine=engine, languages=tuple(languages.split("+")), suspect_below=suspect_below),
        stitch=StitchSettings(join=join),
        normalise=NormaliseSettings(records=records),
        report=ReportSettings(model=model, models=models),
        checks=CheckSettings(repair=repair, locale=locale),
        lines=LineSettings(keep=lines),
    )


takes_settings = takes("settings", settings_of)
"""Gives a command with the parameter `settings` the options of all commands that read documents."""
