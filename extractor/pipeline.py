"""extract(): the stages in order, from a path to a finished Document."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from extractor.config import Settings
from extractor.document import Document, Source
from extractor.ingest.source import OpenDocument
from extractor.ingest.stage import open_document
from extractor.judging import judge_document
from extractor.layer_audit import LayerAudit
from extractor.layout.furniture import find_furniture
from extractor.layout.stage import lay_out
from extractor.look_ahead import prepared_ahead
from extractor.ocr.engine import OcrEngine
from extractor.ocr.registry import load_engine
from extractor.page import PageContent, PageFinding
from extractor.page_reader import EngineOnDemand, PageReader, Reading
from extractor.program import tool_version
from extractor.progress import SILENT, Progress
from extractor.reports.stage import reporter
from extractor.stitch.stage import stitch_pages
from extractor.tables.stage import detect_tables

log = logging.getLogger(__name__)

DEFAULTS = Settings()


def extract(
    source: Path,
    settings: Settings = DEFAULTS,
    engine: OcrEngine | None = None,
    progress: Progress = SILENT,
) -> Document:
    """Read `source` and return what is printed in it, normalized.

    `engine` is loaded as the settings say, when the first page needs it, unless one is passed in.

    Raises an ExtractorError where the file cannot be read at all; trouble with single pages is among the findings.
    """
    on_demand = EngineOnDemand(settings.ocr, load_engine, engine)
    second = on_demand.second_reader()
    # A fault in a report model should be known before the work.
    report = reporter(settings.report)
    reader = PageReader(settings, on_demand, None if second is None else LayerAudit(second))
    with open_document(source, settings.ingest) as opened:
        numbers = opened.page_numbers()
        progress.started(len(numbers))
        pages = []
        for finish in _prepared(reader, opened, settings.ocr.threads):
            pages.append(finish())
            progress.page_done(pages[-1].number)
        complete = structure_pages(tuple(pages), settings)
        about = _source(opened, complete, settings, on_demand.name)
    document = stitch_pages(complete, about, settings.stitch, settings.ocr)
    return judge_document(document, settings.checks, report=report, records=settings.normalise.records)


def _prepared(reader: PageReader, opened: OpenDocument, threads: int) -> Iterator[Reading]:
    """The pages of a document, ready for the engine; where there is a core for it, one is made so ahead of time."""

    def prepare(number: int) -> Reading:
        return reader.prepare(opened.page(number))

    return (prepared_ahead if threads > 1 else map)(prepare, opened.page_numbers())


def structure_pages(pages: tuple[PageContent, ...], settings: Settings) -> tuple[PageContent, ...]:
    """Read pages with their furniture, table fragments and blocks."""
    pages = find_furniture(pages)
    return lay_out(tuple(_with_tables(page, settings) for page in pages))


def _with_tables(page: PageContent, settings: Settings) -> PageContent:
    """`page` with its tables; a fault in looking for them leaves it as text, with an error among its findings."""
    try:
        return detect_tables(page, settings.tables)
    except Exception as error:  # whatever a strange page provokes costs its tables, never the document
        log.exception("page %d: tables could not be looked for", page.number)
        return replace(page, findings=(*page.findings, PageFinding("tables.failed", {"error": repr(error)})))


def _source(opened: OpenDocument, pages: tuple[PageContent, ...], settings: Settings, engine: str | None) -> Source:
    return Source(
        file_name=opened.file_name,
        sha256=opened.sha256,
        bytes=opened.bytes,
        pages=opened.page_count,
        kinds=tuple(page.kind for page in pages),
        tool=f"report-extractor {tool_version()}",
        engine=engine,
        settings=_settings_on_record(settings),
    )


def _settings_on_record(settings: Settings) -> dict[str, Any]:
    """The settings as they stand in the output; the password is never among them."""
    return settings.model_dump(mode="json")
