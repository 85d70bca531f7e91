"""The pages as hOCR 1.2: XHTML whose elements say where on the picture of the page each word stands.

The specification is at http://kba.github.io/hocr-spec/1.2/; sections are named below as there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from extractor.document import Document, PageReport
from extractor.lines import LineWord, TextLine
from extractor.output.page_parts import BlockPart, Box, CellPart, FurniturePart, PageParts, around, boxes, pages_of
from extractor.output.xml_text import as_page, legal

DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
)
POINTS_AN_INCH = 72
USUAL_DPI = 300
"""Pixels per inch of pages that were not read from a scan, whose pictures may have any."""
CAPABILITIES = (
    *("ocr_page", "ocr_carea", "ocr_par", "ocr_line", "ocrx_word", "ocr_table", "ocr_photo", "ocr_header"),
    *("ocr_footer", "ocr_pageno", "ocr_caption", "ocr_float", "ocrp_wconf"),
)
LANGUAGES = {
    "chi_sim": "zh-Hans",
    "chi_tra": "zh-Hant",
    "eng": "en",
    "jpn": "ja",
    "kor": "ko",
    "deu": "de",
    "fra": "fr",
}
"""Tags of BCP 47 for Tesseract's names, which the settings use."""
FURNITURE = {"header": "ocr_header", "footer": "ocr_footer", "page_number": "ocr_pageno", "margin": "ocr_float"}


class HocrSink:
    """One file for all pages; the same document gives the same bytes."""

    suffix = ".hocr"

    def render(self, document: Document) -> bytes:
        """XHTML in UTF-8.

        Raises:
            OutputError: The document was extracted without its lines.
        """
        pages = pages_of(document, "hocr")
        languages = _languages(document)
        html = Element(
            "html", {"xmlns": "http://www.w3.org/1999/xhtml", "xml:lang": languages[0], "lang": languages[0]}
        )
        _head(SubElement(html, "head"), document, languages)
        body = SubElement(html, "body")
        for page in pages:
            _Page(page.report).write(SubElement(body, "div"), page, document.source.file_name)
        return as_page(html, DOCTYPE)


def _languages(document: Document) -> list[str]:
    """What OCR was told to read, in its order; Chinese where the settings do not say."""
    ocr = document.source.settings.get("ocr")
    named = ocr.get("languages") if isinstance(ocr, dict) else None
    known = [LANGUAGES[name] for name in named if name in LANGUAGES] if isinstance(named, list) else []
    return known or ["zh"]


def _head(head: Element, document: Document, languages: Sequence[str]) -> None:
    SubElement(head, "title").text = legal(document.source.file_name)
    SubElement(head, "meta", {"http-equiv": "Content-Type", "content": "text/html; charset=utf-8"})
    system = " ".join(filter(None, (document.source.tool, document.source.engine)))
    metadata = {
        "ocr-system": system,
        "ocr-capabilities": " ".join(CAPABILITIES),
        "ocr-number-of-pages": str(len(document.pages)),
        "ocr-langs": " ".join(languages),
    }
    for name, content in metadata.items():
        SubElement(head, "meta", {"name": name, "content": legal(content)})


@dataclass(frozen=True, slots=True)
class _Page:
    """Writes a page in the pixels of the scan that was read, or at the usual resolution."""

    report: PageReport

    @property
    def dpi(self) -> int:
        """Pixels per inch; the specification has whole numbers."""
        return round(self.report.dpi or USUAL_DPI)

    def write(self, page: Element, parts: PageParts, file_name: str) -> None:
        """The content of the element `page`."""
        size = (0.0, 0.0, self.report.width, self.report.height)
        title = [
            _image(file_name),
            self._box(size),
            f"ppageno {self.report.number - 1}",
            f"scan_res {self.dpi} {self.dpi}",
        ]
        page.attrib |= {"class": "ocr_page", "id": f"page_{self.report.number}", "title": "; ".join(title)}
        for furniture in parts.furniture:
            self._furniture(page, furniture)
        for block in parts.blocks:
            self._block(page, block)
        if parts.unplaced:
            self._paragraph(self._part(page, "ocr_carea", around(boxes(parts.unplaced))), "p", parts.unplaced)

    def _furniture(self, page: Element, part: FurniturePart) -> None:
        area = self._part(page, FURNITURE[part.furniture.role], part.box)
        self._paragraph(area, "p", part.lines)

    def _block(self, page: Element, part: BlockPart) -> None:
        if part.table is not None:
            self._table(page, part)
            return
        kinds = {"figure": "ocr_photo", "caption": "ocr_caption"}
        area = self._part(page, kinds.get(part.block.kind, "ocr_carea"), part.box)
        tag = f"h{min(max(part.block.level or 1, 1), 6)}" if part.block.kind == "heading" else "p"
        self._paragraph(area, tag, part.lines)

    def _table(self, page: Element, part: BlockPart) -> None:
        """The rows of the table that the page has, as a table of XHTML with its spans."""
        if part.lines:  # a repeated column header, which the table has only once
            self._paragraph(self._part(page, "ocr_carea", around(boxes(part.lines))), "p", part.lines)
        if not part.cells:
            return
        table = self._part(page, "ocr_table", around(boxes(part.cells)), tag="table")
        body = SubElement(table, "tbody")
        first = min(cell.cell.row for cell in part.cells) if part.fragment is None else part.fragment.first_row
        last = max(c.cell.row for c in part.cells) if part.fragment is None else part.fragment.last_row
        for row in range(first, last + 1):
            starting = [c for c in part.cells if max(c.cell.row, first) == row]
            self._row(SubElement(body, "tr"), starting, range(row, last + 1))

    def _row(self, row: Element, cells: Sequence[CellPart], rows: range) -> None:
        """The cells that begin in the first of `rows`, or on a page above it; spans end with the last."""
        for part in cells:
            cell = part.cell
            tag = "th" if cell.role in ("column_header", "row_header") else "td"
            element = SubElement(row, tag, {"title": self._box(part.box)})
            below = min(cell.row + cell.rowspan, rows.stop) - rows.start
            if below > 1:
                element.set("rowspan", str(below))
            if cell.colspan > 1:
                element.set("colspan", str(cell.colspan))
            for line in part.lines:
                self._line(element, line)
        if not cells:  # XHTML wants one in each row
            SubElement(row, "td")

    def _paragraph(self, area: Element, tag: str, lines: Sequence[TextLine]) -> None:
        if lines:
            paragraph = self._part(area, "ocr_par", around(boxes(lines)), tag=tag)
            for line in lines:
                self._line(paragraph, line)

    def _line(self, parent: Element, line: TextLine) -> None:
        element = self._part(parent, "ocr_line", line.bbox, tag="span")
        if line.turn:  # counted counter-clockwise
            element.set("title", f"{element.get('title')}; textangle {360 - line.turn}")
        element.tail = "\n"
        before: Element | None = None
        for word in line.words:
            if word.blank_before and before is not None:
                before.tail = " "
            before = self._word(element, word)

    def _word(self, line: Element, word: LineWord) -> Element:
        """A word; a text layer is not sure or unsure of it, so that x_wconf is only that of OCR."""
        element = self._part(line, "ocrx_word", word.bbox, tag="span")
        if word.source == "ocr":
            element.set("title", f"{element.get('title')}; x_wconf {round(100 * word.confidence)}")
        element.text = legal(word.text)
        return element

    def _part(self, parent: Element, class_: str, box: Box, *, tag: str = "div") -> Element:
        return SubElement(parent, tag, {"class": class_, "title": self._box(box)})

    def _box(self, box: Box) -> str:
        """Edges rounded, so that what lies within a box stays within it."""
        return "bbox " + " ".join(str(round(edge * self.dpi / POINTS_AN_INCH)) for edge in box)


def _image(file_name: str) -> str:
    """The name of the file, quoted as the grammar of properties wants it."""
    return 'image "' + legal(file_name).replace("\\", "\\\\").replace('"', '\\"') + '"'
