"""Strips for the numeral reader: pictures of single lines as the pipeline cuts them, with what is printed on them.

    python scripts/numeral_strips.py SHEET.png [--seed N] [--count N] [--held-out]    (a contact sheet to look at)

A strip is set in one face, or a Chinese one with Latin digits, slightly turned and sheared; rests of rules, of
neighbours, of a stamp, and specks are added; then it is worn (numeral_wear.py) and cut out with a margin. What could be
read in two ways is left out: a point that the wear wiped out, a speck where a point might stand.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from extractor.ocr.numerals import spelled
from numeral_fonts import FAMILIES, HELD_OUT, Cabinet, Face, open_cabinet, sized
from numeral_texts import DIGITS, STROKES, draw_text
from numeral_wear import Tones, inked, lit, worn

Random = np.random.Generator
Reals = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Box = tuple[float, float, float, float]
"""x0, top, x1, bottom."""

SMALLEST, LARGEST = 11.0, 48.0
"""Of the em in pixels: digits of 7 to 34 pixels."""
ROOM = 1.0
"""Of the em: paper around a text before it is cut out."""
LOWEST_LINE = 0.75
"""Of the em: lower lines are cut out as high as this, as extractor/ocr/strips.py does."""
VISIBLE = 0.4
"""Of the contrast of print: a fainter point or dash, or a glyph that the face lacks, is not there to be read."""
RAISED_IN_KAI = "，．"
"""Full-width marks that AR PL UKai sets at half the height, where they are a middle dot."""
MINUS = "−"
"""The sign of mathematics, which Chinese faces lack."""
LIKE = 0.7
"""Correlation of a character's picture with the print that it came of: a lower one is a wreck."""
INKED = 0.25
"""Cover from which a pixel belongs to a character."""
DOTTED = frozenset(".,，．:：、")
"""Marks beside which a speck would make another mark."""
FROM_DOTS = 0.25
"""Of the em: how far specks keep from them."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A strip and its text as the reader spells it."""

    pixels: Pixels
    text: str


@dataclass(frozen=True, slots=True)
class Setting:
    """Type on a canvas: how much of each pixel is covered, and the box (x0, top, x1, bottom) of each character."""

    cover: Reals
    boxes: tuple[Box, ...]
    em: float


class StripMaker:
    """Strips from a stream of random numbers: the same seed and fonts give the same strips."""

    def __init__(self, cabinet: Cabinet, seed: int | tuple[int, ...]) -> None:
        self._random = np.random.default_rng(seed)
        self._chinese = cabinet.of(chinese=True)
        self._latin = cabinet.of(chinese=False)
        self._made: list[Sample] = []

    def make(self) -> Sample:
        """The next strip that can be read in one way only."""
        while not self._made:
            text = draw_text(self._random)
            face, digits = self._faces(text)
            if _is_unfit(text, face):
                continue
            setting = _turned(_set_type(text, face, digits, _em(self._random), self._random), self._random)
            worn_twice = [self._worn(setting, text, face) for _ in range(2)]
            self._made = [sample for sample in worn_twice if sample is not None]
        return self._made.pop()

    def _worn(self, setting: Setting, text: str, face: Face) -> Sample | None:
        """A strip of the setting; None where the wear has left something that cannot be read."""
        random = self._random
        cover = inked(setting.cover, random)
        spoilt = random.random()
        if spoilt < 0.1:
            cover = _ruled(cover, setting, random)
        elif spoilt < 0.18:
            cover = _specked(cover, setting, text, random)
        elif spoilt < 0.21:
            cover = _neighboured(cover, setting, face, random)
        elif spoilt < 0.25:
            cover = _stamped(cover, random)
        grey, tones = lit(cover, random)
        picture = worn(grey, tones, setting.em, random)
        enlarged = _enlarged(setting, picture)
        if not _is_legible(picture, enlarged, tones):
            return None
        return Sample(_cut_out(picture, enlarged, random), spelled(text))

    def _faces(self, text: str) -> tuple[Face, Face]:
        """The face of a text and that of its digits: Chinese needs a Chinese one, digits go in either."""
        latin, chinese = _drawn(self._latin, self._random), _drawn(self._chinese, self._random)
        if any(ord(character) > 0x2000 and character not in "–—−" for character in text):
            return chinese, latin if self._random.random() < 0.5 else chinese
        only = chinese if self._random.random() < 0.45 else latin
        return only, only


def _is_unfit(text: str, face: Face) -> bool:
    """Whether `text` is, in this face, the picture of another, or has a sign that the face lacks."""
    if face.style == "hei" and text and set(text) <= set(STROKES):
        return True
    if face.style == "kai" and set(text) & set(RAISED_IN_KAI):
        return True
    return face.is_chinese and MINUS in text


def _drawn(cabinet: Cabinet, random: Random) -> Face:
    return cabinet.faces[int(random.choice(len(cabinet.faces), p=cabinet.shares))]


def _em(random: Random) -> float:
    """Whole pixels, so that few sizes of each face are opened; small ones are as many as large ones."""
    return round(float(np.exp(random.uniform(np.log(SMALLEST), np.log(LARGEST)))))


def _set_type(text: str, face: Face, digits: Face, em: float, random: Random) -> Setting:
    """`text` on a canvas with room around it; some are set loose, a few so tight that digits touch."""
    tracking = em * float(random.choice([0, 0, 0, 0, 0.05, 0.12, -0.04, -0.08]))
    room = ROOM * em
    fonts = [sized(digits if character in DIGITS + ".,%-()" else face, em) for character in text]
    advances = [font.getlength(character) + tracking for font, character in zip(fonts, text, strict=True)]
    width = int(sum(advances) + 2 * room + max(em / 2, 2))
    canvas = Image.new("L", (width, int(2 * room + 1.2 * em)))
    draw = ImageDraw.Draw(canvas)
    baseline = room + 0.95 * em + float(random.random())
    x = room + float(random.random())
    boxes = []
    for character, font, advance in zip(text, fonts, advances, strict=True):
        draw.text((x, baseline), character, fill=255, font=font, anchor="ls")
        if character != " ":
            boxes.append(draw.textbbox((x, baseline), character, font=font, anchor="ls"))
        x += advance
    cover = np.asarray(np.asarray(canvas, np.float32) / 255, np.float32)
    return Setting(cover, tuple(_ink_box(cover, *box) for box in boxes), em)


def _ink_box(cover: Reals, x0: float, top: float, x1: float, bottom: float) -> Box:
    """Around the ink within a box, which is that of the advance; the box itself where there is none."""
    left = max(0, int(x0))
    inked = cover[max(0, int(top)) : int(bottom) + 1, left : int(x1) + 1] > INKED
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return x0, top, x1, bottom
    first = max(0, int(top))
    return float(left + columns[0]), float(first + rows[0]), float(left + columns[-1] + 1), float(first + rows[-1] + 1)


def _turned(setting: Setting, random: Random) -> Setting:
    """The type turned by up to 1.5 degrees, slanted, and narrowed or widened a little; a long line is turned less."""
    height, width = setting.cover.shape
    fall = np.deg2rad(float(np.clip(random.normal(0, 0.5), -1.5, 1.5)))
    fall = float(np.clip(fall, -0.2 * setting.em / width, 0.2 * setting.em / width) if width > 6 * setting.em else fall)
    slant = float(np.clip(random.normal(0, 0.02), -0.06, 0.06))
    wider = float(random.uniform(0.88, 1.12)) if random.random() < 0.3 else 1.0
    move = np.array([[wider, slant, -slant * height / 2], [fall, 1, -fall * width / 2]], np.float32)
    size = (int(width * wider) + 1, height)
    cover = np.clip(cv2.warpAffine(setting.cover, move, size, flags=cv2.INTER_CUBIC), 0, 1)
    boxes = tuple(
        (move[0] @ (x0, (top + bottom) / 2, 1), move[1] @ (x0, top, 1), move[0] @ (x1, (top + bottom) / 2, 1),
         move[1] @ (x1, bottom, 1))
        for x0, top, x1, bottom in setting.boxes
    )  # fmt: skip
    return replace(setting, cover=np.asarray(cover, np.float32), boxes=boxes)


def _bounds(setting: Setting) -> Box:
    """Around all of the type; in the middle of the canvas where there is none."""
    if not setting.boxes:
        height, width = setting.cover.shape
        half = setting.em / 3
        return width / 2 - half, height / 2 - half, width / 2 + half, height / 2 + half
    x0, top, x1, bottom = np.array(setting.boxes).T
    return float(x0.min()), float(top.min()), float(x1.max()), float(bottom.max())


def _ruled(cover: Reals, setting: Setting, random: Random) -> Reals:
    """A rule, or the rest of one, along one side of the type; touching it at times, but never at its left or right."""
    x0, top, x1, bottom = _bounds(setting)
    em = setting.em
    thick = max(1, round(em * random.uniform(0.02, 0.09)))
    ruled = cover.copy()
    side = int(random.choice(4, p=(0.4, 0.4, 0.1, 0.1)))
    strength = random.uniform(0.4, 1)
    if side < 2:
        gap = random.uniform(-0.02, 0.45) * em
        y = int(top - gap - thick) if side == 0 else int(bottom + gap)
        start, end = (0, cover.shape[1]) if random.random() < 0.6 else _span(cover.shape[1], random)
        part = ruled[max(0, y) : max(0, y) + thick, start:end]
    else:
        gap = random.uniform(0.08, 0.45) * em
        x = int(x0 - gap - thick) if side == 2 else int(x1 + gap)
        part = ruled[:, max(0, x) : max(0, x) + thick]
    np.maximum(part, strength, out=part)
    return ruled


def _span(length: int, random: Random) -> tuple[int, int]:
    first, second = sorted(int(v) for v in random.integers(0, length, 2))
    return first, second


def _specked(cover: Reals, setting: Setting, text: str, random: Random) -> Reals:
    """Specks: small ones anywhere, those of the size of a point only where none can stand, all of them off points."""
    x0, top, x1, bottom = _bounds(setting)
    em = setting.em
    dots = [box for box, mark in zip(setting.boxes, _printed(text), strict=True) if mark in DOTTED]
    specked = cover.copy()
    for _ in range(int(random.integers(1, 5))):
        size = em * random.uniform(0.01, 0.045)
        x, y = random.uniform(x0 - 0.5 * em, x1 + 0.5 * em), random.uniform(top - 0.4 * em, bottom + 0.4 * em)
        place = random.random()
        if place < 0.5:
            size = em * random.uniform(0.045, 0.11)
        if place < 0.15:
            y = bottom + em * random.uniform(0.12, 0.4)
        elif place < 0.35:
            x = x0 - em * random.uniform(0.28, 0.5) if random.random() < 0.3 else x1 + em * random.uniform(0.28, 0.5)
        elif place < 0.5:
            y = random.uniform(top - 0.4 * em, top + (bottom - top) * 0.4)
        if not any(left - FROM_DOTS * em < x < right + FROM_DOTS * em for left, _, right, _ in dots):
            _blot(specked, x, y, size / 2, random.uniform(0.4, 1))
    return specked


def _blot(cover: Reals, x: float, y: float, radius: float, strength: float) -> None:
    """A round spot, with soft edge, into `cover`."""
    shift = 4
    centre = (int(x * 2**shift), int(y * 2**shift))
    spot = np.zeros(cover.shape, np.uint8)
    cv2.circle(spot, centre, max(2, int(radius * 2**shift)), 255, -1, cv2.LINE_AA, shift)
    np.maximum(cover, spot * np.float32(strength / 255), out=cover)


def _neighboured(cover: Reals, setting: Setting, face: Face, random: Random) -> Reals:
    """The line above or below, of which the cut leaves a rest."""
    _, top, _, bottom = _bounds(setting)
    font = sized(face, setting.em)
    text = "".join(str(digit) for digit in random.integers(0, 10, 12))
    canvas = Image.new("L", cover.shape[::-1])
    gap = random.uniform(0.12, 0.4) * setting.em
    above = random.random() < 0.5
    y = top - gap if above else bottom + gap + 0.7 * setting.em
    start = float(random.uniform(-2, 1)) * setting.em
    ImageDraw.Draw(canvas).text((start, float(y)), text, fill=255, font=font, anchor="ls")
    return np.asarray(np.maximum(cover, np.asarray(canvas, np.float32) / 255), np.float32)


def _stamped(cover: Reals, random: Random) -> Reals:
    """A grey arc across the type, what is left of a coloured stamp."""
    height, width = cover.shape
    arc = np.zeros(cover.shape, np.uint8)
    radius = int(random.uniform(1, 4) * height)
    angle = random.uniform(0, 2 * np.pi)
    middle = (random.uniform(0.2, 0.8) * width, random.uniform(0.3, 0.7) * height)
    centre = (int(middle[0] + radius * np.cos(angle)), int(middle[1] + radius * np.sin(angle)))
    cv2.circle(arc, centre, radius, 255, int(max(1, random.uniform(0.03, 0.12) * height)), cv2.LINE_AA)
    return np.asarray(np.maximum(cover, arc * np.float32(random.uniform(0.08, 0.3) / 255)), np.float32)


def _enlarged(setting: Setting, picture: Pixels) -> Setting:
    """The setting in the size of `picture`."""
    zoom = picture.shape[0] / setting.cover.shape[0]
    boxes = tuple((x0 * zoom, top * zoom, x1 * zoom, bottom * zoom) for x0, top, x1, bottom in setting.boxes)
    cover = np.asarray(cv2.resize(setting.cover, picture.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
    return Setting(cover, boxes, setting.em * zoom)


def _printed(text: str) -> list[str]:
    """The characters of a text that have a box."""
    return [character for character in text if character != " "]


def _is_legible(picture: Pixels, setting: Setting, tones: Tones) -> bool:
    """Whether every character is still dark enough, and like what was set."""
    for x0, top, x1, bottom in setting.boxes:
        place = slice(max(0, int(top) - 1), int(bottom) + 2), slice(max(0, int(x0) - 1), int(x1) + 2)
        part = picture[place].ravel()
        darkest = float(np.partition(part, 2)[:3].mean())
        if tones.paper - darkest < VISIBLE * (tones.paper - tones.ink):
            return False
        if _likeness(tones.paper - part, setting.cover[place].ravel()) < LIKE:
            return False
    return True


def _likeness(first: Reals, second: Reals) -> float:
    """The correlation of two pictures."""
    first, second = first - first.mean(), second - second.mean()
    return float(first @ second / np.sqrt((first @ first) * (second @ second) + 1e-9))


def _cut_out(picture: Pixels, setting: Setting, random: Random) -> Pixels:
    """The strip with a margin: the pipeline's two mostly, others too, a few off the middle or cut at an edge."""
    x0, top, x1, bottom = _bounds(setting)
    em = setting.em * random.uniform(0.72, 1.05)
    usual = random.random()
    margin = 0.4 if usual < 0.45 else 0.2 if usual < 0.65 else random.uniform(0.05, 0.6)
    left, above, right, below = (margin + random.normal(0, 0.03, 4)) * em
    if random.random() < 0.05:
        left, right = (side + random.uniform(0, 1.0) * em for side in (left, right))
    spare = max(0.0, LOWEST_LINE * em - (bottom - top)) / 2
    if random.random() < 0.03:
        above, below = (0.0, below) if random.random() < 0.5 else (above, -0.03 * em)
    first_row, last_row = round(top - above - spare), round(bottom + below + spare)
    first, last = round(x0 - max(left, 0.02 * em)), round(x1 + max(right, 0.02 * em))
    strip = picture[max(0, first_row) : last_row, max(0, first) : last]
    return np.ascontiguousarray(strip)


def contact_sheet(samples: list[Sample], height: int = 40, columns: int = 5, cell: int = 300) -> Image.Image:
    """The strips with their texts beneath."""
    font = sized(next(face for face in open_cabinet(FAMILIES).faces if face.is_chinese), 13)
    rows = -(-len(samples) // columns)
    sheet = Image.new("L", (columns * cell, rows * (height + 24)), 128)
    draw = ImageDraw.Draw(sheet)
    for i, sample in enumerate(samples):
        x, y = i % columns * cell, i // columns * (height + 24)
        strip = Image.fromarray(sample.pixels)
        size = (min(cell - 4, max(1, round(strip.width * height / strip.height))), height)
        sheet.paste(strip.resize(size, Image.Resampling.BILINEAR), (x, y))
        draw.text((x, y + height), f"{sample.text or '(blank)'}", fill=255, font=font)
    return sheet


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("sheet", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--held-out", action="store_true", help="set in the faces that the training never sees")
    args = parser.parse_args()
    maker = StripMaker(open_cabinet(HELD_OUT if args.held_out else FAMILIES), args.seed)
    contact_sheet([maker.make() for _ in range(args.count)]).save(args.sheet)


if __name__ == "__main__":
    main()
