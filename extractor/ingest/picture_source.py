"""Picture files as documents: TIFF with many pages, PNG, JPEG, WebP."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps

from extractor.config import IngestSettings
from extractor.errors import DamagedFileError, ExtractorError, LimitError
from extractor.geometry import scaling
from extractor.ingest.file_kind import FileKind
from extractor.ingest.grey import drop_equal_channels
from extractor.ingest.page_size import check_page_size
from extractor.ingest.source import TextLayer, name_of
from extractor.page import Pixels, Scan

_PILLOW_FORMATS: dict[FileKind, tuple[str, ...]] = {
    "TIFF": ("TIFF",),
    "PNG": ("PNG",),
    "JPEG": ("JPEG", "MPO"),
    "WebP": ("WEBP",),
}
_SHEET_LONG_INCHES = 11.69
"""Long side of A4: what a picture is taken to show where its file gives no believable resolution."""
_BELIEVABLE_INCHES = (1.5, 17.0)
"""Long side that a stated resolution must lead to: from a cut-out table to A3. A photograph that claims
72 dpi shows a sheet of 55 inches; that is the camera's default and says nothing."""
_NATIVE_DPI = (100.0, 400.0)
"""Resolutions at which a picture is read as it is: resampling costs sharpness, and brings nothing there."""
_REDUCED_IMAGE = 1
"""Bit of TIFF's NewSubfileType: the frame is a thumbnail of another one."""
_NEW_SUBFILE_TYPE = 254
_TURNED_SIDEWAYS = (5, 6, 7, 8)
"""EXIF orientations that swap width and height."""


class PicturePage:
    """One frame of a picture file; a `PageSource` without a text layer."""

    def __init__(self, document: PictureDocument, number: int, size: tuple[int, int], dpi: tuple[float, float]) -> None:
        self._document = document
        self._size = size
        self._dpi = dpi
        self.number = number
        self.width = size[0] * 72 / dpi[0]
        self.height = size[1] * 72 / dpi[1]

    def text_layer(self) -> TextLayer | None:
        """None: a picture has no text."""
        return None

    def rasterise(self, dpi: float) -> Scan:
        """The picture at its own resolution if that is from 100 to 400 dpi, at `dpi` otherwise."""
        pixels = self._document.decode(self.number)
        height, width = pixels.shape[:2]
        own = min(self._dpi)
        square = max(self._dpi) / own < 1.02
        if square and _NATIVE_DPI[0] <= own <= _NATIVE_DPI[1]:
            return Scan(pixels, own, scaling(72 / own))
        # A fax has 204 x 98 dpi: both directions come out at one resolution.
        target = dpi if square else max(dpi, min(max(self._dpi), _NATIVE_DPI[1]))
        wanted = max(1, round(width * target / self._dpi[0])), max(1, round(height * target / self._dpi[1]))
        self._document.check_pixels(self.number, wanted)
        method = cv2.INTER_AREA if wanted[0] * wanted[1] < width * height else cv2.INTER_CUBIC
        resized = np.ascontiguousarray(cv2.resize(pixels, wanted, interpolation=method), dtype=np.uint8)
        return Scan(resized, target, np.diag([self.width / wanted[0], self.height / wanted[1], 1.0]))


class PictureDocument:
    """A picture file; an `OpenDocument` whose pages are its frames, decoded one at a time."""

    def __init__(self, path: Path, settings: IngestSettings, *, kind: FileKind, sha256: str, size: int) -> None:
        self.path = path
        self.file_name = name_of(path)
        self._name = Path(self.file_name)
        self.sha256 = sha256
        self.bytes = size
        self._kind: FileKind = kind
        self._max_pixels = settings.max_pixels
        self._max_frames = settings.max_pages
        self._numbers: tuple[int, ...] = ()
        with self._named_errors():
            self._image = Image.open(path, formats=_PILLOW_FORMATS[kind])
        try:
            with self._named_errors():
                self._frames = self._page_frames() if kind == "TIFF" else (0,)
        except ExtractorError:
            self._image.close()
            raise
        self.page_count = len(self._frames)

    def select(self, numbers: tuple[int, ...]) -> None:
        """Have `page_numbers` give `numbers`."""
        self._numbers = numbers

    def page_numbers(self) -> tuple[int, ...]:
        """Numbers of the selected pages."""
        return self._numbers

    def page(self, number: int) -> PicturePage:
        """Page `number`, from 1; DamagedFileError or LimitError where that cannot be.

        The limit comes first: Pillow decodes a PNG to tell its orientation, which may stand after the pixels.
        """
        with self._named_errors(number):
            self._image.seek(self._frames[number - 1])
            self.check_pixels(number, self._image.size)
            size, dpi = _size_as_shown(self._image), _stated_dpi(self._image)
        page = PicturePage(self, number, size, _believable_dpi(size, dpi))
        check_page_size(self._name, f"{self._kind} picture", number, page.width, page.height)
        return page

    def decode(self, number: int) -> Pixels:
        """The pixels of page `number`, upright as its file says, transparent parts white."""
        with self._named_errors(number):
            self._image.seek(self._frames[number - 1])
            self.check_pixels(number, self._image.size)
            return _as_pixels(self._image)

    def check_pixels(self, number: int, size: tuple[int, int]) -> None:
        """LimitError where a page of this size in pixels is over the limit."""
        found = size[0] * size[1]
        if found > self._max_pixels:
            what = f"the number of pixels of page {number}"
            raise LimitError(self._name, what, found=found, limit=self._max_pixels, option="--max-pixels")

    def close(self) -> None:
        """Let go of the file."""
        self._image.close()

    def __enter__(self) -> Self:
        """The document itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the document."""
        self.close()

    def _page_frames(self) -> tuple[int, ...]:
        """Indices of the frames that are pages: thumbnails left out, unless there is nothing else.

        Raises LimitError as soon as there are more than `max_pages` frames: each that Pillow looks for costs it more
        than the one before, minutes for 100,000.
        """
        frames: list[int] = []
        count = 0
        for index in range(self._max_frames + 1):
            try:
                self._image.seek(index)
            except EOFError:
                break
            count += 1
            kind = getattr(self._image, "tag_v2", {}).get(_NEW_SUBFILE_TYPE, 0)
            if not (isinstance(kind, int) and kind & _REDUCED_IMAGE):
                frames.append(index)
        if count > self._max_frames:
            what = "its number of pages, counted no further,"
            raise LimitError(self.path, what, found=count, limit=self._max_frames, option="--max-pages")
        return tuple(frames) or tuple(range(count))

    @contextmanager
    def _named_errors(self, number: int | None = None) -> Iterator[None]:
        """Pillow's errors as DamagedFileError, its warnings kept quiet, its own size limit replaced by ours.

        Pillow's decoders raise whatever their parser meets in a broken file, so no narrower list of errors is safe.
        """
        limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
        except ExtractorError:
            raise
        except Exception as error:
            kind = f"{self._kind} picture"
            if number is None:
                raise DamagedFileError(self.path, kind, str(error)) from error
            where = f"page {number}: " if self.page_count > 1 else ""
            raise DamagedFileError(self._name, kind, f"{where}{error}") from error
        finally:
            Image.MAX_IMAGE_PIXELS = limit


def _size_as_shown(image: Image.Image) -> tuple[int, int]:
    """Width and height in pixels after the file's orientation; Pillow has swapped them itself for TIFF."""
    width, height = image.size
    turned = image.getexif().get(ExifTags.Base.Orientation) in _TURNED_SIDEWAYS
    return (height, width) if turned and image.format != "TIFF" else (width, height)


def _stated_dpi(image: Image.Image) -> tuple[float, float] | None:
    """Resolution in x and y that the file states, for the picture as shown; None where it states none."""
    try:
        x, y = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if not (np.isfinite(x) and np.isfinite(y) and x > 0 and y > 0):
        return None
    turned = image.getexif().get(ExifTags.Base.Orientation) in _TURNED_SIDEWAYS
    return (y, x) if turned else (x, y)


def _believable_dpi(size: tuple[int, int], stated: tuple[float, float] | None) -> tuple[float, float]:
    """The stated resolution where it leads to a sheet of paper; else that of a picture of a whole A4 sheet."""
    if stated is not None:
        long_side = max(size[0] / stated[0], size[1] / stated[1])
        alike = max(stated) / min(stated) < 2.5
        if alike and _BELIEVABLE_INCHES[0] <= long_side <= _BELIEVABLE_INCHES[1]:
            return stated
    dpi = max(size) / _SHEET_LONG_INCHES
    return dpi, dpi


def _as_pixels(image: Image.Image) -> Pixels:
    """8-bit grey or RGB pixels of the current frame, upright, over white."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I") or upright.mode == "F":
        return _as_bytes(np.asarray(upright), bits=16 if upright.mode.startswith("I") else None)
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        sheet = Image.new("RGBA", layer.size, "white")
        upright = Image.alpha_composite(sheet, layer).convert("RGB")
    elif upright.mode in ("1", "L"):
        upright = upright.convert("L")
    else:
        upright = upright.convert("RGB")
    return drop_equal_channels(np.asarray(upright, dtype=np.uint8))


def _as_bytes(values: NDArray[np.generic], *, bits: int | None) -> Pixels:
    """Grey values of more than 8 bits brought to 0..255, by `bits` where the values keep to it, else by their range."""
    grey = values.astype(np.float64)
    low, high = (0.0, float(2**bits - 1)) if bits else (float(grey.min()), float(grey.max()))
    if bits and (grey.max() > high or grey.min() < low):
        low, high = float(grey.min()), float(grey.max())
    return np.clip((grey - low) * (255.0 / max(high - low, 1e-9)), 0, 255).round().astype(np.uint8)
