"""searchable_pdf(): the file that was read, with the words that OCR read in it as invisible text."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from extractor.config import IngestSettings
from extractor.document import Document, PageReport
from extractor.errors import DamagedFileError, ExtraMissingError, InputError, OutputError
from extractor.geometry import quarter_turn
from extractor.ingest.picture_source import PictureDocument
from extractor.ingest.stage import open_document
from extractor.lines import TextLine
from extractor.page import Matrix

try:
    import pikepdf
    from pikepdf import Name, Page, Pdf

    from extractor.searchable.glyphless import Alphabet, add_font
    from extractor.searchable.pictures import picture_as_pdf
    from extractor.searchable.placing import text_object
except ImportError as error:
    raise ExtraMissingError("The format searchable-pdf", "searchable") from error

SUFFIX = ".pdf"
FONT = "/ExtractorText"
"""Of the text layer, among the fonts of a page."""
SILENCED = "/Span <</ActualText ()>> BDC"
"""Begins content that is seen and has no text (PDF 32000-1, 14.9.4): what a page said of itself where it was not
believed, and OCR read the picture instead."""


def searchable_pdf(document: Document, source: Path, ingest: IngestSettings | None = None) -> bytes:
    """The file that `document` was read from, as a PDF whose scanned pages can be searched and copied.

    Pages keep their pictures and their content; those whose text layer was believed keep their text, others get the
    words that OCR read. `ingest` has the password and the limits under which the file was read.

    Raises:
        OutputError: The document was extracted without lines, or the file cannot be written anew.
        InputError: `source` is another file than the one that was read.
        PasswordError, LimitError: As when a file is read.
    """
    if not document.lines and any(page.kind != "text-layer" for page in document.pages):
        raise OutputError(
            f"{document.source.file_name} was extracted without the lines of its pages, which a text layer is made of. "
            "Extract it with --lines, or LineSettings(keep=True)."
        )
    with _opened(document, source, ingest or IngestSettings()) as (pdf, content):
        lines = _read_by_ocr(document)
        if not lines and content is not None:
            return content
        try:
            _add_layers(pdf, document.pages, lines)
            return _saved(pdf)
        except pikepdf.PdfError as error:
            raise DamagedFileError(source, "PDF", "it cannot be written anew") from error


@contextmanager
def _opened(document: Document, source: Path, ingest: IngestSettings) -> Iterator[tuple[Pdf, bytes | None]]:
    """`source` as a PDF, and its content if it is one."""
    with open_document(source, ingest.model_copy(update={"pages": None})) as opened:
        if opened.sha256 != document.source.sha256:
            raise InputError(
                f"{source} is not the file that was read, {document.source.file_name}, whose SHA-256 is "
                f"{document.source.sha256}. Give the path of that."
            )
        if isinstance(opened, PictureDocument):
            pages = map(opened.page, range(1, opened.page_count + 1))
            with picture_as_pdf(source, [(page.width, page.height) for page in pages], opened.decode) as pdf:
                yield pdf, None
            return
    content = source.read_bytes()
    with _opened_pdf(content, source, ingest.password) as pdf:
        if len(pdf.pages) != document.source.pages:
            # Readers mend a broken list of pages in ways of their own, and then number n is not the same page.
            raise DamagedFileError(source, "PDF", "it cannot be told which of its pages is which")
        yield pdf, content


def _opened_pdf(content: bytes, source: Path, password: str | None) -> Pdf:
    try:
        try:
            return Pdf.open(io.BytesIO(content))
        except pikepdf.PasswordError:
            return Pdf.open(io.BytesIO(content), password=password or "")
    except pikepdf.PdfError as error:
        raise DamagedFileError(source, "PDF", "it cannot be opened to be written anew") from error


def _read_by_ocr(document: Document) -> dict[int, list[TextLine]]:
    """By number of the page its lines with words that OCR read, where it has some."""
    lines: dict[int, list[TextLine]] = defaultdict(list)
    for line in document.lines:
        if any(word.source == "ocr" for word in line.words):
            lines[line.page].append(line)
    return lines


def _add_layers(pdf: Pdf, pages: Iterable[PageReport], lines: Mapping[int, Sequence[TextLine]]) -> None:
    """Add the words that OCR read to the pages that they were read on."""
    alphabet = Alphabet.of(word.text for on_page in lines.values() for line in on_page for word in line.words)
    font = add_font(pdf, alphabet) if lines else None
    for report in pages:
        if font is not None and (own := lines.get(report.number)):
            page = pdf.pages[report.number - 1]
            page.add_resource(font, Name.Font, Name(FONT))
            text = text_object(own, _to_user(page, report), alphabet, FONT)
            _put_below(page, text, silence=report.kind == "ocr")


def _put_below(page: Page, text: str, *, silence: bool) -> None:
    """Put `text` below all that is on the page, where no matrix of its content reaches.

    With `silence` the content has no text of its own any more, though it looks as it did. Readers give the replacement
    in the place of the first characters within, and pdfium leaves these, so that a blank of ours comes first.
    """
    if silence:
        text += f"\n{SILENCED}\nq BT 3 Tr {FONT} 1 Tf <0001> Tj ET Q"
        page.contents_add(b"\nEMC", prepend=False)
    page.contents_add(text.encode("ascii") + b"\n", prepend=True)


def _to_user(page: Page, report: PageReport) -> Matrix:
    """From the page as shown, as large as it was when it was read, to the coordinates of the PDF."""
    media, crop = ([float(v) for v in box.as_list()] for box in (page.mediabox, page.cropbox))
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    turned = quarter_turn(page.rotation % 360, right - left, top - bottom)
    shown = turned @ np.array([[1, 0, -left], [0, -1, top], [0, 0, 1]], dtype=np.float64)
    width, height = (right - left, top - bottom) if page.rotation % 180 == 0 else (top - bottom, right - left)
    return np.asarray(np.linalg.inv(shown) @ np.diag([width / report.width, height / report.height, 1.0]))


def _saved(pdf: Pdf) -> bytes:
    """The whole file, encrypted as it was; without encryption the same content gives the same bytes."""
    buffer = io.BytesIO()
    if pdf.is_encrypted:
        pdf.save(buffer, encryption=True, min_version="1.4")
    else:
        pdf.save(buffer, deterministic_id=True, min_version="1.4")
    return buffer.getvalue()
