"""Picture files as PDFs whose pages they are, their pixels as they are in the file wherever a PDF can hold them."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import img2pdf
from pikepdf import Array, Pdf
from PIL import ExifTags, Image

from extractor.page import Pixels

SIDE = 100.0
"""Points of both sides of the pages that the library makes, which are never too small or large for it; they get their
true sizes afterwards."""

Size = tuple[float, float]
"""Width and height in points."""


def picture_as_pdf(path: Path, sizes: Sequence[Size], decode: Callable[[int], Pixels]) -> Pdf:
    """A PDF with a page for each page of the picture file at `path`, of these `sizes` as shown.

    JPEG, PNG and fax data go in as they are; what PDF does not know (WebP, transparency, mirrored pictures, odd TIFFs)
    is taken from `decode`, which gives the pixels of a page by its number, and is packed without loss.
    """
    pdf = _embedded(path)
    if pdf is None or len(pdf.pages) != len(sizes):
        pdf = _packed([decode(number) for number in range(1, len(sizes) + 1)])
    for page, size in zip(pdf.pages, sizes, strict=True):
        width, height = size[::-1] if int(page.obj.get("/Rotate", 0)) % 180 else size
        x, y = width / float(page.mediabox[2]), height / float(page.mediabox[3])
        page.contents_add(f"{x:.6f} 0 0 {y:.6f} 0 0 cm".encode(), prepend=True)
        page.mediabox = Array([0, 0, round(width, 3), round(height, 3)])
    return pdf


def _embedded(path: Path) -> Pdf | None:
    """The file as it is; None where it must be decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the limits of the settings hold, and Pillow warns of its own
            return None if _must_be_decoded(path) else _converted(path.read_bytes())
    except Exception:  # the library names only some of what it cannot hold, and raises what its own helpers raise
        return None


def _must_be_decoded(path: Path) -> bool:
    """Whether it is a WebP, or a TIFF with a turned frame: Pillow turns that back, and the library would again."""
    with Image.open(path) as image:
        if image.format != "TIFF":
            return image.format == "WEBP"
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            if image.getexif().get(ExifTags.Base.Orientation, 1) != 1:
                return True
    return False


def _packed(pages: Sequence[Pixels]) -> Pdf:
    """Pixels as PNGs, which go into a PDF as they are."""
    pictures = []
    for pixels in pages:
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "PNG", optimize=True)
        pictures.append(buffer.getvalue())
    return _converted(*pictures)


def _converted(*pictures: bytes) -> Pdf:
    def layout(*_: object) -> tuple[float, float, float, float]:
        return SIDE, SIDE, SIDE, SIDE

    made = img2pdf.convert(*pictures, layout_fun=layout, nodate=True)
    return Pdf.open(io.BytesIO(made))
