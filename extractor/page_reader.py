"""One page read: by its text layer where that can be trusted, by OCR where not."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from extractor.config import OcrSettings, Settings
from extractor.errors import EngineMissingError, ExtractorError
from extractor.geometry import scaling
from extractor.imaging.masking import only_within
from extractor.imaging.stage import clean_scan
from extractor.ingest.source import OpenDocument, PageSource, TextLayer
from extractor.ingest.text_health import Health, judge_text_layer
from extractor.layer_audit import LayerAudit
from extractor.ocr.engine import OcrEngine
from extractor.ocr.registry import load_second_reader
from extractor.ocr.second_opinion import SecondReader
from extractor.ocr.stage import Recognition, recognise_scan
from extractor.page import BBox, PageContent, PageFinding, Ruling, Scan, Word
from extractor.tables.pixel_rulings import find_pixel_rulings
from extractor.tables.stage import cell_boxes

PICTURE = 0.03
"""Share of the page from which a picture may be that of a table."""
OWN_TEXT = 3
"""Words of the text layer over a picture from which it is a background."""
TABLE_CELLS = 4
"""Ruled cells that make a picture one of a table; a frame around a photograph has one."""
DIVIDED = 0.6
"""Share of a picture that those cells must cover; the plot area of a chart leaves room for its labels."""
SURE, MOSTLY_SURE = 0.8, 0.85
"""Confidence, and the share of words that must have it: in charts, bars and markers are read as odd characters."""

A4 = 595.0, 842.0
"""Size in points that a page is given which does not even tell its own."""

Reading = Callable[[], PageContent]
"""What is left to do for a page that has been prepared: gives the page as it was read."""

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

    def second_reader(self) -> SecondReader | None:
        """The reader that is heard about all numbers; none where the settings switch it off."""
        return load_second_reader(self._settings.threads) if self._settings.second_opinion else None

    @property
    def name(self) -> str | None:
        """Name and version of the engine; None where no page needed one."""
        return self._engine.name if self.used and self._engine is not None else None


@dataclass(frozen=True, slots=True)
class PageReader:
    """Reads the pages of a document with the settings and the engine of a run.

    Attributes:
        audit: Compares the numbers of text layers with the picture; None where that is not wanted.
    """

    settings: Settings
    engine: EngineOnDemand
    audit: LayerAudit | None = None

    def read(self, source: PageSource) -> PageContent:
        """The words and ruling lines of a page: `prepare` and what it left to do."""
        return self.prepare(source)()

    def open_and_prepare(self, opened: OpenDocument, number: int) -> Reading:
        """`prepare` for page `number` of a document; a page that cannot be opened comes out empty like any other."""
        try:
            source = opened.page(number)
        except Exception as error:  # as in `prepare`
            return _done(_failed(PageContent(number, *A4, *A4), error))
        return self.prepare(source)

    def prepare(self, source: PageSource) -> Reading:
        """All of the reading of a page that `source` is needed for, and none that the engine is; the rest is returned.

        The two halves may run in different threads, a page's second while the next one's first is under way. A page
        that cannot be read comes out empty with an error among its findings, so that it never costs the document; only
        a missing engine ends the run.
        """
        blank = _blank(source)
        try:
            return partial(_finish, self._prepare(source), blank)
        except EngineMissingError:
            raise
        except Exception as error:  # any fault of a page, in any library, costs that page only
            return _done(_failed(blank, error))

    def _prepare(self, source: PageSource) -> Reading:
        mode = self.settings.ocr.mode
        layer = source.text_layer()
        if layer is None:
            return self._prepare_scan(source, None) if mode != "never" else _done(_needs_ocr(source))
        if mode == "always":
            return self._prepare_scan(source, None)
        health = self._judge(layer, source)
        finding = _distrusted(health)
        if health.usable:
            page = _text_page(source, layer, None if health.code == "text.healthy" else finding)
            return self._prepare_pictures(page, source) if mode == "auto" else _done(page)
        if mode == "never":
            return _done(_text_page(source, layer, finding))
        return self._prepare_scan(source, None if health.code == "text.missing" else _distrusted(health, "ocr"))

    def _judge(self, layer: TextLayer, source: PageSource) -> Health:
        health = judge_text_layer(layer, source)
        if not health.usable or self.audit is None or layer.absent_fonts:
            return health
        objection = self.audit.objection(layer, source)
        return health if objection is None else Health(False, "text.disagrees", "numbers", objection._asdict())

    def _prepare_pictures(self, page: PageContent, source: PageSource) -> Reading:
        """`page`, to which the words and rules of tables that were placed on it as pictures will be added."""
        pictures = [box for box in page.images if _may_be_table(box, page)]
        if not pictures or page.turn:
            return _done(page)
        scan = only_within(source.rasterise(self.settings.imaging.dpi), pictures)
        rulings = find_pixel_rulings(scan)
        cells = cell_boxes(rulings)
        ruled = [box for box in pictures if _is_divided(box, cells)]
        if not ruled:
            return _done(page)
        return partial(self._read_pictures, page, only_within(scan, ruled), ruled, cells, rulings)

    def _read_pictures(
        self, page: PageContent, scan: Scan, ruled: list[BBox], cells: Sequence[BBox], rulings: tuple[Ruling, ...]
    ) -> PageContent:
        """`page` with what OCR reads in those of the `ruled` pictures that hold text."""
        read = self._recognise(scan, cells, rulings)
        tables = [box for box in ruled if _reads_well(box, read.words)]
        if not tables:
            return page
        log.info("page %d: %d pictures of tables read by OCR", page.number, len(tables))
        return replace(
            page,
            kind="mixed",
            dpi=round(scan.dpi, 1),
            words=page.words + tuple(word for word in read.words if _is_within(word.bbox, tables)),
            rulings=page.rulings + tuple(ruling for ruling in rulings if _is_within(ruling.bbox, tables)),
            images=tuple(box for box in page.images if box not in tables),
            unread=tuple(box for box in read.unread if _is_within(box, tables)),
        )

    def _prepare_scan(self, source: PageSource, finding: PageFinding | None) -> Reading:
        """The page that the picture of `source` shows, cleaned and with its rules, which OCR will read."""
        clean = clean_scan(source.rasterise(self.settings.imaging.dpi), self.settings.imaging)
        scan, rulings = clean.scan, find_pixel_rulings(clean.scan)
        page = PageContent(
            number=source.number,
            width=scan.width / scan.scale,
            height=scan.height / scan.scale,
            page_width=source.width,
            page_height=source.height,
            kind="ocr",
            turn=clean.turn,
            skew=clean.skew,
            dpi=round(scan.dpi, 1),
            to_page=scan.to_page @ scaling(scan.scale),
            rulings=rulings,
            images=clean.stamps,
            findings=(finding,) if finding is not None else (),
        )
        return partial(self._read_scan, page, scan, cell_boxes(rulings))

    def _read_scan(self, page: PageContent, scan: Scan, cells: Sequence[BBox]) -> PageContent:
        read = self._recognise(scan, cells, page.rulings)
        return replace(page, words=read.words, unread=read.unread)

    def _recognise(self, scan: Scan, cells: Sequence[BBox], rulings: Sequence[Ruling]) -> Recognition:
        engine, second = self.engine.get(), self.engine.second_reader()
        return recognise_scan(scan, cells, rulings, engine, self.settings.ocr, second)


def _done(page: PageContent) -> Reading:
    """Nothing is left to do."""
    return lambda: page


def _may_be_table(box: BBox, page: PageContent) -> bool:
    over = sum(box.contains_point(word.bbox.x_mid, word.bbox.y_mid) for word in page.words)
    return box.area >= PICTURE * page.width * page.height and over < OWN_TEXT


def _is_within(box: BBox, pictures: Sequence[BBox]) -> bool:
    return any(picture.grown(1).contains_point(box.x_mid, box.y_mid) for picture in pictures)


def _is_divided(picture: BBox, cells: Sequence[BBox]) -> bool:
    """Whether ruled cells take up most of the picture."""
    inside = [cell for cell in cells if _is_within(cell, [picture])]
    return len(inside) >= TABLE_CELLS and sum(cell.area for cell in inside) >= DIVIDED * picture.area


def _reads_well(picture: BBox, words: Sequence[Word]) -> bool:
    """Whether most of what was read in the picture is certain, as it is where text was printed."""
    inside = [word for word in words if _is_within(word.bbox, [picture])]
    return bool(inside) and sum(word.confidence >= SURE for word in inside) >= MOSTLY_SURE * len(inside)


def _distrusted(health: Health, instead: Literal["none", "ocr"] = "none") -> PageFinding:
    """What is wrong with a text layer, and what was read instead of it."""
    return PageFinding(health.code, {"reason": health.reason, "instead": instead, **health.params})


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
    box = BBox(0, 0, source.width, source.height)
    return replace(_blank(source), findings=(PageFinding("ocr.needed", bbox=box),))


def _blank(source: PageSource) -> PageContent:
    return PageContent(source.number, source.width, source.height, source.width, source.height)


def _finish(rest: Reading, blank: PageContent) -> PageContent:
    try:
        return rest()
    except EngineMissingError:
        raise
    except Exception as error:  # as in PageReader.prepare
        return _failed(blank, error)


def _failed(blank: PageContent, error: Exception) -> PageContent:
    """The page that could not be read: empty, and saying so."""
    named = error if isinstance(error, ExtractorError) else None
    if named is None:
        log.error("page %d could not be read: %r", blank.number, error)
        log.debug("page %d", blank.number, exc_info=error)
    finding = PageFinding("page.failed", {"error": str(error) or repr(error)}, error=named)
    return replace(blank, findings=(finding,))
