"""Scans of the fixtures: pages made into pictures with the wear of paper, glass and compression, the same each time."""

from __future__ import annotations

import io
import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import img2pdf
import numpy as np
import pikepdf
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from fixture_sheets import KAI, Sheets

FILLED_AND_STROKED = 2
"""Text render mode of PDF: bold by a line around the letter."""
Picture = NDArray[np.uint8]
"""Grey (h, w) or RGB (h, w, 3)."""


@dataclass(frozen=True)
class Stamp:
    """A round red seal: the page it is on (from 1), its centre in points, and the name around its edge."""

    page: int
    x: float
    y: float
    name: str
    radius: float = 56.0


@dataclass(frozen=True)
class Wear:
    """What a scanner does to a page.

    Attributes:
        skew: Degrees counter-clockwise by page, used in turn.
        blur: Sigma of the lens in pixels; 0 for none.
        noise: Sigma in grey levels.
        shade: By how much the darkest corner is darker than the brightest, as a share; 0 for even light.
        quality: Of JPEG.
    """

    dpi: int
    skew: tuple[float, ...]
    noise: float
    quality: int
    blur: float = 0.0
    shade: float = 0.0
    seed: int = 2020


OFFICE = Wear(dpi=200, skew=(1.0, 0.8, -0.9, 1.1, 0.9, -1.0), noise=2.4, quality=46)
POOR = Wear(dpi=150, skew=(-2.1, 1.8, 2.3, -1.7, 2.0, -2.4), noise=4.4, quality=37, blur=0.7, shade=0.3)


def render(source: Path, dpi: float, colour: bool = False) -> list[Picture]:
    """The pages of a PDF as pictures, as a viewer shows them."""
    document = pypdfium2.PdfDocument(source)
    try:
        pages = [page.render(scale=dpi / 72, grayscale=not colour, rev_byteorder=True).to_numpy() for page in document]
        return [np.array(page if page.shape[-1] in (3, 4) else page.reshape(page.shape[:2])) for page in pages]
    finally:
        document.close()


def scan_pdf(source: Path, target: Path, wear: Wear, stamps: Sequence[Stamp] = ()) -> None:
    """Write `target`: an image-only PDF of `source` after `wear`, with `stamps` printed first."""
    random = np.random.default_rng(wear.seed)
    stamped = {stamp.page for stamp in stamps}
    files = []
    for number, grey in enumerate(render(source, wear.dpi), start=1):
        picture = grey
        if number in stamped:
            picture = np.repeat(grey[:, :, None], 3, axis=2)
            for stamp in (s for s in stamps if s.page == number):
                picture = press(picture, stamp, wear.dpi, random)
        worn = wear_out(picture, wear, wear.skew[(number - 1) % len(wear.skew)], random)
        files.append(jpeg(worn, wear))
    target.write_bytes(bind(files))


def bind(files: Sequence[bytes]) -> bytes:
    """An image-only PDF of JPEG files, each a page; the same files give the same bytes."""
    bound = io.BytesIO()
    with pikepdf.open(io.BytesIO(img2pdf.convert(list(files), nodate=True))) as document:
        del document.trailer["/ID"]
        document.save(bound, deterministic_id=True)
    return bound.getvalue()


def jpeg(picture: Picture, wear: Wear) -> bytes:
    """The picture as a JPEG file."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=wear.quality, dpi=(wear.dpi, wear.dpi))
    return buffer.getvalue()


def wear_out(picture: Picture, wear: Wear, skew: float, random: np.random.Generator) -> Picture:
    """The picture turned, unevenly lit, blurred and noisy."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    white = (255.0,) * (3 if picture.ndim == 3 else 1)
    turned = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=white)
    worn = turned.astype(np.float32)
    if wear.shade:
        light = _light(height, width, wear.shade)
        worn *= light if picture.ndim == 2 else light[:, :, None]
    if wear.blur:
        worn = cv2.GaussianBlur(worn, (0, 0), wear.blur)
    grain = random.normal(0.0, wear.noise, (height, width)).astype(np.float32)
    worn += grain if picture.ndim == 2 else grain[:, :, None]
    return np.clip(worn, 0, 255).astype(np.uint8)


def _light(height: int, width: int, shade: float) -> NDArray[np.float32]:
    """Light that falls off from the upper left to the lower right, with a dim band as from a lifted lid."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    fall = 0.75 * shade * (0.45 * x + 0.55 * y)
    band = 0.25 * shade * np.exp(-(((x - 0.15 - 0.1 * y) / 0.12) ** 2))
    return (1.0 - fall - band).astype(np.float32)


def press(picture: Picture, stamp: Stamp, dpi: float, random: np.random.Generator) -> Picture:
    """The picture with the seal on it: its ink darkens what it falls on, and takes unevenly, as on paper."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stamp.pdf"
        height, width = picture.shape[:2]
        _print_stamp(path, stamp, (width * 72 / dpi, height * 72 / dpi))
        ink = render(path, dpi, colour=True)[0][:height, :width, :3].astype(np.float32) / 255
    patches = random.uniform(0.0, 1.0, (12, 9)).astype(np.float32)
    take = 0.55 + 0.4 * cv2.resize(patches, (width, height), interpolation=cv2.INTER_CUBIC)[:, :, None]
    pressed = picture.astype(np.float32) * (1.0 - np.clip(take, 0.0, 1.0) * (1.0 - ink))
    return np.clip(pressed, 0, 255).astype(np.uint8)


def _print_stamp(path: Path, stamp: Stamp, size: tuple[float, float]) -> None:
    """A sheet that holds nothing but the seal: a ring, a star, and the name along the upper arc."""
    sheets = Sheets(path, size=size)
    canvas = sheets.canvas
    canvas.setStrokeColorRGB(0.86, 0.12, 0.14)
    canvas.setFillColorRGB(0.86, 0.12, 0.14)
    canvas.setLineWidth(2.6)
    canvas.translate(stamp.x, sheets.height - stamp.y)
    canvas.circle(0, 0, stamp.radius)
    star = canvas.beginPath()
    for corner in range(5):
        angle = math.radians(90 + corner * 144)
        point = (0.3 * stamp.radius * math.cos(angle), 0.3 * stamp.radius * math.sin(angle))
        (star.lineTo if corner else star.moveTo)(*point)
    star.close()
    canvas.drawPath(star, stroke=0, fill=1, fillMode=1)
    canvas.setFont(KAI, 0.28 * stamp.radius)
    canvas.setLineWidth(0.5)
    arc = 220.0
    for place, character in enumerate(stamp.name):
        canvas.saveState()
        canvas.rotate(arc / 2 - arc * place / max(1, len(stamp.name) - 1))
        letter = canvas.beginText(-0.14 * stamp.radius, 0.66 * stamp.radius)
        letter.setTextRenderMode(FILLED_AND_STROKED)
        letter.textOut(character)
        canvas.drawText(letter)
        canvas.restoreState()
    sheets.close(foot=False)
