"""One page read: by its text layer where that can be trusted, by OCR where not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from extractor.config import OcrSettings, Settings
from extractor.errors import EngineMissingError, ExtractorError
from extractor.geometry import scaling, share_inside
from extractor.imaging.masking import only_within
from extractor.imaging.stage import clean_scan
from extractor.ingest.source import PageSource, TextLayer
from extractor.ingest.text_health import Health, judge_text_layer
from extractor.ocr.engine import OcrEngine
from extractor.ocr.stage import recognise_scan
from extractor.page import BBox, PageContent, PageFinding
from extractor.tables.pixel_rulings import find_pixel_rulings
from extractor.tables.stage import cell_boxes

PICTURE = 0.03
"""Share of the page from which a picture may be that of a table."""
OWN_TEXT = 3
"""Words of the text layer over a picture from which it is a background."""
TABLE_CELLS = 4
"""Ruled cells that make a picture one of a table; a frame around a photograph has one."""
INSIDE = 0.9
"""Share of a cell that must lie in a picture for it to be the picture's."""

log = logging.getLogger(__name__)


class EngineOnDemand:
    """The OCR engine of a run, loaded when the first page needs it."""

    def __init__(self, settings: OcrSettings, load: Callable[[OcrSettings], OcrEngine], engine: OcrEngine | None):
        self._settings = settings
        self._load = load
        self._engine = engine
        self.used = False

    def get(self) -> OcrEngine:
        """The engine; EngineMissingError where it is not installed."""
        if self._engine is None:
            self._engine = self._load(self._settings)
        self.used = True
        return self._engine

    @property
    def name(self) -> str | None:
        """Name and version of the engine; None where no page needed one."""
        return self._engine.name if self.used and self._engine is not None else None


@dataclass(frozen=True, slots=True)
class PageReader:
    """Reads pages with the settings and the engine of a run."""

    settings: Settings
    engine: EngineOnDemand

    def read(self, source: PageSource) -> PageContent:
        """The words and ruling lines of a page.

        A page that cannot be read is returned empty with an error among its findings, so that it never costs the
        document; only a missing engine ends the run.
        """
        try:
            return self._read(source)
        except EngineMissingError:
            raise
        except Exception as error:  # any fault of a page, in any library, costs that page only
            if not isinstance(error, ExtractorError):
                log.exception("page %d could not be read", source.number)
            message = f"page {source.number} could not be read: {error}"
            return _blank(source, PageFinding("page.failed", "error", message))

    def _read(self, source: PageSource) -> PageContent:
        mode = self.settings.ocr.mode
        layer = source.text_layer()
        if layer is None:
            return self._read_scan(source, None) if mode != "never" else _needs_ocr(source)
        if mode == "always":
            return self._read_scan(source, None)
        health = judge_text_layer(layer, source)
        if health.usable:
            page = _text_page(source, layer, None)
            return self._with_pictures_of_tables(page, source) if mode == "auto" else page
        finding = PageFinding(health.code, "warning", f"page {source.number}: {health.reason}")
        if mode == "never":
            return _text_page(source, layer, finding)
        return self._read_scan(source, None if health.code == "text.missing" else _replaced(source, health))

    def _with_pictures_of_tables(self, page: PageContent, source: PageSource) -> PageContent:
        """`page` with the words and rules of tables that were placed on it as pictures, read by OCR."""
        pictures = [box for box in page.images if _may_be_table(box, page)]
        if not pictures or page.turn:
            return page
        scan = only_within(source.rasterise(self.settings.imaging.dpi), pictures)
        rulings = find_pixel_rulings(scan)
        cells = cell_boxes(rulings)
        tables = [box for box in pictures if sum(share_inside(cell, box) > INSIDE for cell in cells) >= TABLE_CELLS]
        if not tables:
            return page
        read = recognise_scan(only_within(scan, tables), cells, rulings, self.engine.get(), self.settings.ocr)
        log.info("page %d: %d pictures of tables read by OCR", page.number, len(tables))
        return replace(
            page,
            kind="mixed",
            dpi=round(scan.dpi, 1),
            words=page.words + read.words,
            rulings=page.rulings + rulings,
            images=tuple(box for box in page.images if box not in tables),
            unread=read.unread,
        )

    def _read_scan(self, source: PageSource, finding: PageFinding | None) -> PageContent:
        scan = source.rasterise(self.settings.imaging.dpi)
        clean = clean_scan(scan, self.settings.imaging)
        rulings = find_pixel_rulings(clean.scan)
        read = recognise_scan(clean.scan, cell_boxes(rulings), rulings, self.engine.get(), self.settings.ocr)
        return PageContent(
            number=source.number,
            width=clean.scan.width / clean.scan.scale,
            height=clean.scan.height / clean.scan.scale,
            page_width=source.width,
            page_height=source.height,
            kind="ocr",
            turn=clean.turn,
            skew=clean.skew,
            dpi=round(clean.scan.dpi, 1),
            to_page=clean.scan.to_page @ scaling(clean.scan.scale),
            words=read.words,
            rulings=rulings,
            images=clean.stamps,
            unread=read.unread,
            findings=(finding,) if finding is not None else (),
        )


def _may_be_table(box: BBox, page: PageContent) -> bool:
    over = sum(box.contains_point(word.bbox.x_mid, word.bbox.y_mid) for word in page.words)
    return box.area >= PICTURE * page.width * page.height and over < OWN_TEXT


def _replaced(source: PageSource, health: Health) -> PageFinding:
    message = f"page {source.number}: {health.reason}; the text layer was not used, the page was read by OCR"
    return PageFinding(health.code, "warning", message)


def _text_page(source: PageSource, layer: TextLayer, finding: PageFinding | None) -> PageContent:
    return PageContent(
        number=source.number,
        width=layer.width,
        height=layer.height,
        page_width=source.width,
        page_height=source.height,
        kind="text-layer",
        turn=layer.turn,
        to_page=layer.to_page,
        words=layer.words,
        rulings=layer.rulings,
        fills=layer.fills,
        images=layer.images,
        findings=(finding,) if finding is not None else (),
    )


def _needs_ocr(source: PageSource) -> PageContent:
    message = f"page {source.number} is a picture; it was not read because OCR is switched off"
    return _blank(source, PageFinding("ocr.needed", "error", message, BBox(0, 0, source.width, source.height)))


def _blank(source: PageSource, finding: PageFinding) -> PageContent:
    page = PageContent(source.number, source.width, source.height, source.width, source.height)
    return replace(page, findings=(finding,))
