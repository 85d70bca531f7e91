"""What paper, scanner and compression do to a small picture of type: ink, light, blur, noise, thresholds, JPEG."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Random = np.random.Generator
Reals = NDArray[np.float32]
Pixels = NDArray[np.uint8]

FAX_EM = 18.0
"""Pixels: in smaller print a single pixel that is turned over is as large as a point."""


@dataclass(frozen=True, slots=True)
class Tones:
    """Grey levels of paper and of full ink."""

    paper: float
    ink: float


def inked(cover: Reals, random: Random) -> Reals:
    """`cover` (share of each pixel that type covers) with ink that runs, or that thin strokes lack."""
    kind = random.random()
    if kind < 0.15:
        spread = cv2.GaussianBlur(cover, (0, 0), random.uniform(0.4, 0.9))
        return np.asarray(np.clip(spread * random.uniform(1.2, 2.0), 0, 1), np.float32)
    if kind < 0.3:
        lost = random.uniform(0.1, 0.4)
        return np.asarray(np.clip((cover - lost) / (1 - lost), 0, 1), np.float32)
    if kind < 0.38:
        patches = cv2.resize(
            random.random((max(2, cover.shape[0] // 4), max(2, cover.shape[1] // 4)), np.float32), cover.shape[::-1]
        )
        return np.asarray(cover * np.clip(patches * random.uniform(2.5, 5.0), 0.25, 1), np.float32)
    return cover


def lit(cover: Reals, random: Random) -> tuple[Reals, Tones]:
    """Grey levels of type on paper, in light that falls off to a side, and the tones of both."""
    paper = random.uniform(235, 255) if random.random() < 0.6 else random.uniform(150, 255)
    contrast = paper - random.uniform(0, 60) if random.random() < 0.75 else random.uniform(45, 130)
    tones = Tones(paper, max(0.0, paper - contrast))
    grey = tones.paper - cover * (tones.paper - tones.ink)
    if random.random() < 0.25:
        height, width = cover.shape
        fall = random.uniform(-0.12, 0.12, 2)
        grey *= 1 + np.linspace(-fall[0], fall[0], width)[None, :] + np.linspace(-fall[1], fall[1], height)[:, None]
    return grey.astype(np.float32), tones


def worn(grey: Reals, tones: Tones, em: float, random: Random) -> Pixels:
    """The picture as a scanner, a fax or a camera passes it on; its size may change."""
    kinds = list(WEARS)
    kind = kinds[int(random.choice(len(kinds), p=list(WEARS.values())))]
    return (office if kind is fax and em < FAX_EM else kind)(grey, tones, random)


def clean(grey: Reals, tones: Tones, random: Random) -> Pixels:
    """Hardly any noise."""
    return _resampled(_jpeg(_grainy(grey, random.uniform(0, 1.5), random), int(random.integers(75, 96))), random)


def office(grey: Reals, tones: Tones, random: Random) -> Pixels:
    """A little blur and noise, JPEG."""
    soft = _blurred(grey, random.uniform(0, 0.8))
    return _resampled(_jpeg(_grainy(soft, random.uniform(1, 7), random), int(random.integers(45, 85))), random)


def poor(grey: Reals, tones: Tones, random: Random) -> Pixels:
    """Blur, noise, strong JPEG."""
    soft = _blurred(grey, random.uniform(0.4, 1.1))
    return _resampled(_jpeg(_grainy(soft, random.uniform(3, 11), random), int(random.integers(28, 55))), random)


def fax(grey: Reals, tones: Tones, random: Random) -> Pixels:
    """Black and white, single pixels turned over, now and then smoothed afterwards."""
    level = tones.paper - (tones.paper - tones.ink) * random.uniform(0.3, 0.62)
    white = _blurred(grey, random.uniform(0.3, 0.8)) > level
    turned = random.random(white.shape) < random.choice([0.0, 0.001, 0.003, 0.008])
    picture = ((white ^ turned) * 255.0).astype(np.float32)
    if random.random() < 0.4:
        picture = _blurred(picture, random.uniform(0.4, 0.9))
    return _resampled(_as_pixels(picture), random)


def photo(grey: Reals, tones: Tones, random: Random) -> Pixels:
    """Soft, little noise, sampled anew as a page that is straightened is."""
    soft = _as_pixels(_grainy(_blurred(grey, random.uniform(0.5, 1.1)), random.uniform(0.5, 4), random))
    return _jpeg(_resampled(soft, random).astype(np.float32), int(random.integers(60, 92)))


WEARS: dict[Callable[[Reals, Tones, Random], Pixels], float] = {
    clean: 0.18,
    office: 0.3,
    poor: 0.24,
    fax: 0.14,
    photo: 0.14,
}
"""What happens to a picture, and to what share of them."""


def _blurred(grey: Reals, sigma: float) -> Reals:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), sigma), np.float32) if sigma > 0.2 else grey


def _grainy(grey: Reals, sigma: float, random: Random) -> Reals:
    """Noise, of single pixels or, as after any resampling, of neighbours alike."""
    noise = random.standard_normal(grey.shape, np.float32) * np.float32(sigma)
    if random.random() < 0.3:
        noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), 0.6), np.float32) * np.float32(1.6)
    return np.asarray(grey + noise, np.float32)


def _jpeg(grey: Reals, quality: int) -> Pixels:
    _, coded = cv2.imencode(".jpg", _as_pixels(grey), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)


def _resampled(pixels: Pixels, random: Random) -> Pixels:
    """Half of the pictures in another resolution, as where 150 dpi are brought to 200."""
    if random.random() < 0.5:
        return pixels
    zoom = random.uniform(0.9, 1.6)
    kind = cv2.INTER_CUBIC if random.random() < 0.6 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, None, fx=zoom, fy=zoom, interpolation=kind), np.uint8)


def _as_pixels(grey: Reals) -> Pixels:
    return np.asarray(np.clip(grey + 0.5, 0, 255), np.uint8)
