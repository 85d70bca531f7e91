"""extract(): the stages in order, from a path to a finished Document."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
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
ALL = slice(None)


@dataclass(frozen=True, slots=True)
class ReadPages:
    """Pages of a document as they were read, one by one; what is between pages is not known yet.

    Attributes:
        pages: In the order of the document.
        page_count: That of the document, which may have more.
        engine: Name and version of the OCR engine; None where no page needed one.
    """

    pages: tuple[PageContent, ...]
    file_name: str
    sha256: str
    bytes: int
    page_count: int
    engine: str | None


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
    # A fault in a report model should be known before the work.
    report = reporter(settings.report)
    return _documented(read_pages(source, settings, engine, progress), settings, report)


def read_pages(
    source: Path,
    settings: Settings = DEFAULTS,
    engine: OcrEngine | None = None,
    progress: Progress = SILENT,
    part: slice = ALL,
) -> ReadPages:
    """The pages of `source` that the settings select, each by itself; of these only a `part`.

    Parts that were read apart, in different processes perhaps, are joined by `join_parts` and made a document by
    `assemble`. Raises as `extract` does.
    """
    on_demand = EngineOnDemand(settings.ocr, load_engine, engine)
    second = on_demand.second_reader()
    reader = PageReader(settings, on_demand, None if second is None else LayerAudit(second))
    with open_document(source, settings.ingest) as opened:
        numbers = opened.page_numbers()[part]
        progress.started(len(numbers))
        pages = []
        for finish in _prepared(reader, opened, numbers, settings.ocr.threads):
            pages.append(finish())
            progress.page_done(pages[-1].number)
        return ReadPages(
            pages=tuple(pages),
            file_name=opened.file_name,
            sha256=opened.sha256,
            bytes=opened.bytes,
            page_count=opened.page_count,
            engine=on_demand.name,
        )


def join_parts(parts: Sequence[ReadPages]) -> ReadPages:
    """Parts of one document, in their order, as if they had been read at once."""
    pages = tuple(page for part in parts for page in part.pages)
    return replace(parts[0], pages=pages, engine=next((part.engine for part in parts if part.engine), None))


def assemble(read: ReadPages, settings: Settings = DEFAULTS) -> Document:
    """The document that pages make: tables found, joined over pages, their values read and checked."""
    return _documented(read, settings, reporter(settings.report))


def _documented(read: ReadPages, settings: Settings, report: Callable[[Document], Document]) -> Document:
    raise_unless_any_read(read.pages)
    pages = structure_pages(read.pages, settings)
    source = _source(read, settings)
    document = stitch_pages(pages, source, settings.stitch, settings.ocr, keep_lines=settings.lines.keep)
    return judge_document(document, settings.checks, report=report, records=settings.normalise.records)


def _prepared(reader: PageReader, opened: OpenDocument, numbers: Sequence[int], threads: int) -> Iterator[Reading]:
    """Pages of a document, ready for the engine; where there is a core for it, one is made so ahead of time."""

    def prepare(number: int) -> Reading:
        return reader.open_and_prepare(opened, number)

    return (prepared_ahead if threads > 1 else map)(prepare, numbers)


def raise_unless_any_read(pages: Sequence[PageContent]) -> None:
    """Raise what kept the first page from being read where no other could be read either: the file cannot be read."""
    errors = [next((finding.error for finding in page.findings if finding.error), None) for page in pages]
    if errors[0] is not None and all(errors):
        raise errors[0]


def structure_pages(pages: tuple[PageContent, ...], settings: Settings) -> tuple[PageContent, ...]:
    """Read pages with their furniture, table fragments and blocks."""
    pages = find_furniture(pages)
    return lay_out(tuple(_with_tables(page, settings) for page in pages))


def _with_tables(page: PageContent, settings: Settings) -> PageContent:
    """`page` with its tables; a fault in looking for them leaves it as text, with an error among its findings."""
    try:
        return detect_tables(page, settings.tables)
    except Exception as error:  # whatever a strange page provokes costs its tables, never the document
        log.error("page %d: tables could not be looked for: %r", page.number, error)
        log.debug("page %d", page.number, exc_info=error)
        return replace(page, findings=(*page.findings, PageFinding("tables.failed", {"error": repr(error)})))


def _source(read: ReadPages, settings: Settings) -> Source:
    return Source(
        file_name=read.file_name,
        sha256=read.sha256,
        bytes=read.bytes,
        pages=read.page_count,
        kinds=tuple(page.kind for page in read.pages),
        tool=f"report-extractor {tool_version()}",
        engine=read.engine,
        settings=_settings_on_record(settings),
    )


def _settings_on_record(settings: Settings) -> dict[str, Any]:
    """The settings as they stand in the output: neither the password, nor what does not change results."""
    return settings.model_dump(mode="json", exclude={"ocr": {"threads"}})
