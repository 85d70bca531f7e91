"""PDF files as documents, on pdfium."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from extractor.config import IngestSettings
from extractor.errors import DamagedFileError, LimitError, PasswordError, UnsupportedFileError
from extractor.ingest.grey import drop_equal_channels
from extractor.ingest.page_size import check_page_size
from extractor.ingest.plumber_layer import PlumberFile
from extractor.ingest.source import TextLayer, name_of
from extractor.ingest.text_layer import CrowdedPageError, PdfiumReading, read_with_pdfium
from extractor.page import Scan

_LARGEST_SHEET = 1250.0
"""Long side in points above which a page that is one picture is no sheet of paper but a scan stored at 72 dpi or so;
A3 has 1191."""
_ASSUMED_SHEET = 842.0
"""Long side of the sheet such a page is taken to show at least: A4."""
_LEAST_SHARE = 0.5
"""Share of the resolution asked for from which a picture of an over-sized page still serves: type on a sheet that is
read from further away is larger too."""


class PdfPage:
    """One page of a PDF; a `PageSource`."""

    def __init__(self, document: PdfDocument, number: int, width: float, height: float) -> None:
        self._document = document
        self.number = number
        self.width = width
        self.height = height

    def text_layer(self) -> TextLayer | None:
        """What the page's own characters and paths say."""
        return self._document.read_text_layer(self.number)

    def rasterise(self, dpi: float) -> Scan:
        """The page as pdfium paints it, annotations included; grey where it has no colour."""
        return self._document.paint(self.number, dpi)


class PdfDocument:
    """A PDF; an `OpenDocument` that holds one page open at a time. pdfium is not safe to use from several threads."""

    def __init__(self, path: Path, settings: IngestSettings, *, sha256: str, size: int) -> None:
        self.path = path
        self.file_name = name_of(path)
        self._name = Path(self.file_name)
        self.sha256 = sha256
        self.bytes = size
        self._settings = settings
        self._numbers: tuple[int, ...] = ()
        self._open_page: tuple[int, pypdfium2.PdfPage] | None = None
        self._plumber: PlumberFile | None = None
        self._pdf = _open_pdf(path, settings.password)
        self.page_count = len(self._pdf)

    def select(self, numbers: tuple[int, ...]) -> None:
        """Have `page_numbers` give `numbers`."""
        self._numbers = numbers

    def page_numbers(self) -> tuple[int, ...]:
        """Numbers of the selected pages."""
        return self._numbers

    def page(self, number: int) -> PdfPage:
        """Page `number`, from 1; DamagedFileError where the file holds no such page any more."""
        width, height = self._load(number).get_size()
        check_page_size(self._name, "PDF", number, width, height)
        return PdfPage(self, number, width, height)

    def read_text_layer(self, number: int) -> TextLayer:
        """The text layer of page `number`, by the reader that the settings name.

        LimitError where the page has too many marks. They are counted with pdfium for both readers: pdfplumber is too
        slow to find that out by itself.
        """
        page = self._load(number)
        try:
            reading = read_with_pdfium(page, self._settings.max_marks)
        except CrowdedPageError as error:
            what, limit = f"the number of marks on page {number}", self._settings.max_marks
            raise LimitError(self._name, what, found=error.found, limit=limit, option="--max-marks") from error
        if self._settings.reader == "pdfplumber":
            return self._read_with_plumber(number)
        return self._with_undrawn_runs(reading, number) if reading.doubtful_fonts else reading.layer

    def _with_undrawn_runs(self, reading: PdfiumReading, number: int) -> TextLayer:
        """The layer of pdfium, or of pdfplumber if that has more: pdfium leaves out runs that it cannot draw at all."""
        other = self._read_with_plumber(number)
        if _characters(other) <= _characters(reading.layer):
            return reading.layer
        return replace(other, absent_fonts=(*reading.layer.absent_fonts, *reading.doubtful_fonts))

    def _read_with_plumber(self, number: int) -> TextLayer:
        if self._plumber is None:
            self._plumber = PlumberFile(self.path, self._settings.password)
        return self._plumber.read(number, self._load(number).get_size())

    def paint(self, number: int, dpi: float) -> Scan:
        """A picture of page `number` at `dpi`, or at less where the page is over-sized.

        LimitError where the limit on pixels leaves less than half of the resolution that was asked for.
        """
        page = self._load(number)
        width, height = page.get_size()
        dpi = self._within_pixels(number, width * height / 72**2, min(dpi, _native_limit(page, dpi)))
        bitmap = page.render(scale=dpi / 72, rev_byteorder=True, fill_color=(255, 255, 255, 255))
        try:
            painted = np.asarray(bitmap.to_numpy()[..., :3], dtype=np.uint8)
            pixels = np.array(drop_equal_channels(painted), order="C")  # a copy, for the bitmap goes
        finally:
            bitmap.close()
        to_page = np.diag([width / pixels.shape[1], height / pixels.shape[0], 1.0])
        return Scan(pixels, dpi, to_page)

    def _within_pixels(self, number: int, area: float, dpi: float) -> float:
        """The resolution up to `dpi` at which page `number`, of `area` square inches, keeps to the limit on pixels."""
        limit = self._settings.max_pixels
        possible = sqrt(limit / area)
        if possible < _LEAST_SHARE * dpi:
            what = f"the number of pixels of page {number} at {dpi:.0f} dpi"
            raise LimitError(self._name, what, found=area * dpi**2, limit=limit, option="--max-pixels")
        return min(dpi, possible)

    def close(self) -> None:
        """Let go of the file; calling it twice does no harm."""
        if self._open_page is not None:
            self._open_page[1].close()
            self._open_page = None
        if self._plumber is not None:
            self._plumber.close()
            self._plumber = None
        self._pdf.close()

    def __enter__(self) -> Self:
        """The document itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the document."""
        self.close()

    def _load(self, number: int) -> pypdfium2.PdfPage:
        """Page `number` of the PDF; the one before it is closed."""
        if self._open_page is not None:
            if self._open_page[0] == number:
                return self._open_page[1]
            self._open_page[1].close()
            self._open_page = None
        try:
            page = self._pdf[number - 1]
        except pypdfium2.PdfiumError as error:
            raise DamagedFileError(self._name, "PDF", f"page {number} cannot be read") from error
        self._open_page = (number, page)
        return page


def _characters(layer: TextLayer) -> int:
    return sum(len(word.text) for word in layer.words)


def _open_pdf(path: Path, password: str | None) -> pypdfium2.PdfDocument:
    """The PDF; an error where it cannot be opened, or where its pages are none but made by a program of a reader."""
    try:
        opened = pypdfium2.PdfDocument(path, password=password)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise PasswordError(path, given=password is not None) from error
        if error.err_code == pdfium.FPDF_ERR_SECURITY:
            raise UnsupportedFileError(path, "it is a PDF encrypted by a method that is not known") from error
        raise DamagedFileError(path, "PDF", "it has no readable list of pages") from error
    if opened.get_formtype() == pdfium.FORMTYPE_XFA_FULL:
        opened.close()
        raise UnsupportedFileError(path, "it is a form (XFA) whose pages only Adobe's programs make; print it from one")
    return opened


def _native_limit(page: pypdfium2.PdfPage, dpi: float) -> float:
    """The resolution above which an over-sized page that is one picture has nothing more to show; `dpi` otherwise."""
    long_side = float(max(page.get_size()))
    if long_side <= _LARGEST_SHEET:
        return dpi
    objects = list(page.get_objects(max_depth=1))
    if len(objects) != 1 or not isinstance(objects[0], pypdfium2.PdfImage):
        return dpi
    own = float(max(objects[0].get_px_size())) * 72 / long_side
    return max(own, dpi * _ASSUMED_SHEET / long_side)
