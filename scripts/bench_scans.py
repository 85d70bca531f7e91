"""Worn scans of digital documents with truth, for scripts/bench: the same content, as an office meets it on paper.

    python scripts/bench_scans.py FROM TO [--filter GLOB] [--wear NAME …] [--seed N]

FROM holds NAME.pdf with its truth NAME.json; TO gets NAME-WEAR.pdf, image-only, and a copy of the truth beside it. The
same seed gives the same pages. What each wear does to a page is written at its function.

Ten such scans of synthetic reports (seed 77; 4 poor150, 2 photo, 2 fax, 2 office200; 24 pages, 22 tables): 16 tables
whole, 1456 numbers. All 16 silent errors came of one table that was taken for a chart because of the diagonal in its
header cell; the cause is mended since.
"""

from __future__ import annotations

import argparse
import fnmatch
import io
import shutil
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fixture_scans import Picture, bind, render

Reals = NDArray[np.float32]
Random = np.random.Generator
PAPER = (255.0, 255.0, 255.0)
COLOURED = 60
"""Grey levels by which one channel of a pixel leaves another where the page has a seal."""


def clean300(page: Picture, random: Random) -> bytes:
    """Level, hardly any noise, JPEG 80."""
    return _as_jpeg(_grainy(_grey_unless_sealed(page), 0.8, random), 300, 80)


def office200(page: Picture, random: Random) -> bytes:
    """Skew up to 1.5 degrees, noise, JPEG 60."""
    picture = _bent(_grey_unless_sealed(page), random.uniform(-1.5, 1.5), 0.0, 0.0, random)
    softened = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 0.5)
    return _as_jpeg(_grainy(softened * 0.965, 5.0, random), 200, 60)


def poor150(page: Picture, random: Random) -> bytes:
    """Skew up to 3 degrees, slight curl and perspective, worn rules, blur, uneven light, dirt, dark edges, JPEG 40."""
    picture = _grey_unless_sealed(page)
    if random.random() < 0.8:
        picture = _worn_rules(picture, random)
    picture = _bent(picture, random.uniform(-3, 3), 0.006, random.uniform(1.0, 3.5), random)
    worn = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), random.uniform(0.6, 0.9))
    worn = _multiplied(worn, _uneven_light(worn.shape[:2], random))
    worn = _punched(_dark_edged(worn, random), random)
    return _as_jpeg(_specked(_grainy(worn, 6.5, random), random), 150, 40)


def fax(page: Picture, random: Random) -> bytes:
    """Skew up to 0.7 degrees, black and white, one pixel in 500 turned over."""
    picture = _bent(_grey(page), random.uniform(-0.7, 0.7), 0.0, 0.0, random)
    white = cv2.GaussianBlur(picture, (0, 0), 0.6) > random.uniform(150, 180)
    salted = random.random(white.shape) < 0.00115
    peppered = random.random(white.shape) < 0.00115
    black = Image.fromarray((white | salted) & ~peppered)
    buffer = io.BytesIO()
    black.save(buffer, "TIFF", compression="group4", dpi=(200, 200))
    return buffer.getvalue()


def photo(page: Picture, random: Random) -> bytes:
    """On a brown desk, seen aslant, in warm light with a soft shadow across, JPEG 75."""
    return _photographed(page, 70, 55, random)


def steep(page: Picture, random: Random) -> bytes:
    """As `photo`, from the side: corners up to an inch off."""
    return _photographed(page, 200, 170, random)


def _photographed(page: Picture, side: int, off: int, random: Random) -> bytes:
    """The page on a desk that shows `side` pixels around it, its corners up to `off` pixels from where they belong."""
    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = (corners + side + random.uniform(-off, off, (4, 2))).astype(np.float32)
    desk = np.empty((height + 2 * side, width + 2 * side, 3), np.float32)
    desk[:] = np.array([102, 70, 42], np.float32) + random.uniform(-12, 12, 3).astype(np.float32)
    desk += random.normal(0, 3, desk.shape[:2]).astype(np.float32)[:, :, None]
    turn = cv2.getPerspectiveTransform(corners, seen)
    size = (desk.shape[1], desk.shape[0])
    paper = cv2.warpPerspective(page.astype(np.float32), turn, size, flags=cv2.INTER_AREA, borderValue=PAPER)
    cover = cv2.warpPerspective(np.ones((height, width), np.float32), turn, size)[:, :, None]
    lit = (paper * cover + desk * (1 - cover)) * np.array([0.99, 0.94, 0.86], np.float32)
    lit = _multiplied(lit, _shadow(desk.shape[:2], random))
    soft = cv2.GaussianBlur(lit, (0, 0), random.uniform(0.55, 0.8))
    return _as_jpeg(_grainy(soft, 2.0, random), 170, 75)


def curled(page: Picture, random: Random) -> bytes:
    """From a bound volume: towards the spine lines bend by up to 0.12 inches and narrow, in the shade; JPEG 60."""
    picture = _grey_unless_sealed(page)
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    at_left = random.random() < 0.5
    from_spine = (x if at_left else width - 1 - x) / width
    rise = np.exp(-from_spine / random.uniform(0.10, 0.2))
    bend = random.uniform(0.06, 0.12) * 200 * (2 * y / height - 1) * rise
    narrowed = 0.1 * 200 * rise * (1 if at_left else -1)
    bent = cv2.remap(picture, x + narrowed, y + bend, cv2.INTER_CUBIC, borderValue=PAPER)
    shaded = _multiplied(bent.astype(np.float32), np.asarray(1 - 0.45 * rise**2, np.float32))
    return _as_jpeg(_grainy(cv2.GaussianBlur(shaded, (0, 0), 0.5), 5.0, random), 200, 60)


WEARS: dict[str, tuple[int, Callable[[Picture, Random], bytes]]] = {
    "clean300": (300, clean300),
    "office200": (200, office200),
    "poor150": (150, poor150),
    "fax": (200, fax),
    "photo": (170, photo),
    "steep": (170, steep),
    "curled": (200, curled),
}
"""Name, DPI at which a page is rendered, and what happens to it."""


def _grey(page: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8) if page.ndim == 3 else page


def _grey_unless_sealed(page: Picture) -> Picture:
    """The page in colour where it shows any, else in grey."""
    spread = page.max(axis=2).astype(np.int16) - page.min(axis=2)
    return page if (spread > COLOURED).mean() > 1e-4 else _grey(page)


def _bent(picture: Picture, skew: float, slant: float, curl: float, random: Random) -> Picture:
    """The picture turned by `skew` degrees, corners moved by the share `slant`, lines waved by `curl` pixels."""
    height, width = picture.shape[:2]
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0), [0, 0, 1]])
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = (corners + random.uniform(-slant, slant, (4, 2)) * width).astype(np.float32)
    back = np.linalg.inv(cv2.getPerspectiveTransform(corners, moved) @ turn)
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    phase, waves = random.uniform(0, 2 * np.pi), random.uniform(0.5, 1.0)
    y = y + (curl * np.sin(2 * np.pi * waves * x / width + phase)).astype(np.float32)
    flat = np.stack([x, y, np.ones_like(x)], axis=-1) @ back.T.astype(np.float32)
    maps = (flat[..., :2] / flat[..., 2:]).astype(np.float32)
    return np.asarray(
        cv2.remap(picture, maps[..., 0], maps[..., 1], cv2.INTER_CUBIC, borderValue=PAPER), dtype=np.uint8
    )


def _worn_rules(picture: Picture, random: Random) -> Picture:
    """Long rules with soft gaps in them; print beside them stays."""
    ink = (_grey(picture) < 170).astype(np.uint8)
    faded = picture.astype(np.float32)
    for size in ((60, 1), (1, 60)):
        rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(size[::-1], np.uint8))
        ys, xs = np.nonzero(rules)
        gone = np.zeros(ink.shape, np.float32)
        for place in random.integers(0, max(1, len(xs)), round(len(xs) * random.uniform(0.001, 0.003))):
            half = (random.integers(6, 22), 2) if size[0] > 1 else (2, random.integers(4, 11))
            cv2.ellipse(gone, (int(xs[place]), int(ys[place])), (int(half[0]), int(half[1])), 0, 0, 360, 1.0, -1)
        share = cv2.GaussianBlur(gone, (0, 0), 2.0) * random.uniform(0.75, 1.0)
        share *= cv2.dilate(rules, np.ones((3, 3), np.uint8))
        share = np.clip(1.4 * share, 0, 1)
        faded += (255 - faded) * (share if picture.ndim == 2 else share[:, :, None])
    return np.asarray(faded, np.uint8)


def _uneven_light(shape: tuple[int, int], random: Random) -> Reals:
    """Light that falls off towards one side, with broad patches."""
    patches = random.uniform(0.80, 0.99, (4, 3)).astype(np.float32)
    return np.asarray(cv2.resize(patches, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def _shadow(shape: tuple[int, int], random: Random) -> Reals:
    """Light over the desk, darker on one side of a soft slanted edge."""
    y, x = np.mgrid[0 : 1 : shape[0] * 1j, 0 : 1 : shape[1] * 1j].astype(np.float32)
    edge = x + random.uniform(-0.25, 0.25) * (y - 0.5) - random.uniform(0.3, 0.7)
    dark = 1 / (1 + np.exp(-random.choice([-1, 1]) * edge / 0.03))
    fall = 1 - 0.12 * np.hypot(x - random.uniform(0.3, 0.7), y - random.uniform(0.3, 0.7))
    return np.asarray(fall * (1 - random.uniform(0.2, 0.35) * dark), np.float32)


def _multiplied(picture: Reals, light: Reals) -> Reals:
    return np.asarray(picture * (light if picture.ndim == 2 else light[:, :, None]), np.float32)


def _dark_edged(picture: Reals, random: Random) -> Reals:
    """One or two sides shaded to black over a few pixels."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = np.ones((height, width), np.float32)
    for distance in random.permutation(np.stack([x, width - 1 - x, y, height - 1 - y]))[: random.integers(0, 3)]:
        light *= np.clip(0.1 + (distance / random.uniform(8, 22)) ** 1.5, 0, 1)
    return _multiplied(picture, light)


def _punched(picture: Reals, random: Random) -> Reals:
    """Two punch holes at the left, dark as the lid behind them."""
    height, width = picture.shape[:2]
    holes = picture.copy()
    grey = float(random.uniform(30, 60))
    for share in (0.36, 0.64):
        centre = (int(width * random.uniform(0.033, 0.05)), int(height * share))
        cv2.circle(holes, centre, round(0.11 * 150), (grey,) * 3, -1, cv2.LINE_AA)
    return holes


def _specked(picture: Picture, random: Random) -> Picture:
    """Hard black and white specks of one pixel or five, in some places several together."""
    height, width = picture.shape[:2]
    specked = picture.copy()
    count = random.integers(60, 300)
    places = random.uniform(0, 1, (count, 2)) * (width, height)
    near = places[: count // 40] + random.normal(0, 6, (count // 40, 2))
    for x, y in np.vstack([places, near]):
        grey = float(random.choice([random.uniform(0, 50), 255], p=[0.75, 0.25]))
        cv2.circle(specked, (int(x), int(y)), int(random.integers(0, 2)), (grey,) * 3, -1)
    return specked


def _grainy(picture: Picture | Reals, sigma: float, random: Random) -> Picture:
    grain = random.normal(0.0, sigma, picture.shape[:2]).astype(np.float32)
    noisy = picture.astype(np.float32) + (grain if picture.ndim == 2 else grain[:, :, None])
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)


def _as_jpeg(picture: Picture, dpi: int, quality: int) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi))
    return buffer.getvalue()


def wear_out(source: Path, target: Path, wear: str, seed: int) -> None:
    """Write `target`, image-only: the pages of `source` after `wear`."""
    dpi, worn = WEARS[wear]
    random = np.random.default_rng([seed, zlib.crc32(target.stem.encode())])
    target.write_bytes(bind([worn(page[..., :3], random) for page in render(source, dpi, colour=True)]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="bench_scans", description="Make worn scans of digital documents.")
    parser.add_argument("source", type=Path, metavar="FROM")
    parser.add_argument("target", type=Path, metavar="TO")
    parser.add_argument("--filter", default="*", metavar="GLOB", help="only documents whose name matches")
    parser.add_argument("--wear", nargs="+", choices=tuple(WEARS), default=list(WEARS))
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    options.target.mkdir(parents=True, exist_ok=True)
    for source in sorted(options.source.glob("*.pdf")):
        truth = source.with_suffix(".json")
        if not fnmatch.fnmatch(source.stem, options.filter) or not truth.exists():
            continue
        for wear in options.wear:
            name = f"{source.stem}-{wear}"
            wear_out(source, options.target / f"{name}.pdf", wear, options.seed)
            shutil.copyfile(truth, options.target / f"{name}.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
