"""Crops of the page from which a cell was read."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from extractor.config import IngestSettings
from extractor.errors import InputError
from extractor.geometry import transform_box
from extractor.ingest.stage import open_document
from extractor.page import BBox, Matrix, Scan
from extractor.places import Region

DPI = 200.0
"""Enough to read the smallest print on a screen."""
MARGIN = 36.0
"""Points of the page around the cell, half an inch: its neighbours are seen, and what column it stands in."""
FRAME = (208, 32, 32)


def find_source(place: Path, sha256: str, size: int) -> Path:
    """The file with this content: `place` itself, or the one below a directory; only files of `size` bytes are read.

    Raises:
        InputError: There is none.
    """
    candidates = sorted(place.rglob("*")) if place.is_dir() else [place]
    for path in candidates:
        if path.is_file() and path.stat().st_size == size and _digest(path) == sha256:
            return path
    raise InputError(
        f"{place} is not, or does not have, the file that was read, whose SHA-256 is {sha256}. "
        "Name it, its folder, or the zip archive that has it with --source."
    )


def crops(source: Path, regions: tuple[Region, ...], settings: IngestSettings) -> Iterator[bytes]:
    """A PNG of each region with a frame around it, and some of the page around that.

    Raises:
        InputError, PasswordError, LimitError: The file cannot be opened; see `open_document`.
    """
    with open_document(source, settings.model_copy(update={"pages": None})) as document:
        for region in regions:
            yield _png(document.page(region.page).rasterise(DPI), BBox(*region.bbox))


def _png(page: Scan, box: BBox) -> bytes:
    to_pixels: Matrix = np.linalg.inv(page.to_page).astype(np.float64)
    inner = transform_box(to_pixels, box)
    outer = transform_box(to_pixels, BBox(box.x0 - MARGIN, box.top - MARGIN, box.x1 + MARGIN, box.bottom + MARGIN))
    image = Image.fromarray(np.asarray(page.pixels)).convert("RGB")
    ImageDraw.Draw(image).rectangle((inner.x0, inner.top, inner.x1, inner.bottom), outline=FRAME, width=2)
    corners = (max(0, outer.x0), max(0, outer.top), min(page.width, outer.x1), min(page.height, outer.bottom))
    buffer = io.BytesIO()
    image.crop(tuple(round(edge) for edge in corners)).save(buffer, "PNG")  # type: ignore[arg-type]
    return buffer.getvalue()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
