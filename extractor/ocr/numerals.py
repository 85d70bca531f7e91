"""A small recogniser of our own for numbers: digits, their marks, and one class for everything that is no number.

It knows nothing of language or of number formats, only shapes, and shares neither weights nor training data with the
general engine: a second opinion on numeric lines at a small part of the engine's cost. scripts/train_numerals.py makes
its model, docs/numerals.md says how well it reads.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.ocr.batches import batches, padded
from extractor.ocr.ctc_search import most_probable_text, text_probabilities
from extractor.onnx_session import open_session
from extractor.page import Pixels

ALPHABET = "0123456789.,-+%()/:"
OTHER = "□"
"""Stands for any character that is not in the alphabet."""
CLASSES = ("", *ALPHABET, OTHER)
"""Of the network's output; class 0 is "no character here"."""
DASHES = frozenset("‐‑‒–—―−─－")
LONG_DASHES = frozenset("—―─")
"""Two of them beside each other are one stroke."""
FULL_WIDTH = 0xFEE0
"""Distance of a full-width form from its character."""

MODEL = "numerals.onnx"
HEIGHT = 40
"""Of a strip as the network sees it."""
STEP = 32
"""Widths are padded to multiples of this; a strip has the same padding, and so the same reading, in every batch."""
NARROWEST, WIDEST = 16, 2048
"""Width of a strip in the network's height; a wider one is squeezed."""
BATCH_WIDTH = 1024
"""Sum of the widths of one batch: a greater one is no faster on a CPU."""
FRAMES_STEP, DECODED_FRAMES = 64, 8192
"""Lines are decoded together whose numbers of frames round up to the same multiple, and how many frames at most."""
PAPER, INK = 0.90, 0.005
"""Shares of the pixels, from the darkest, at which the grey of paper and the grey of ink are taken."""
SEARCHED = 0.98
"""Probability of the best path's text under which a more probable one is searched for."""
LEAST_CONTRAST = 40.0
"""Grey levels between paper and ink: fainter differences are noise and are not blown up."""


@dataclass(frozen=True, slots=True)
class NumeralReading:
    """What is read on a picture of one line.

    Attributes:
        text: The characters without blanks, full-width forms folded, OTHER for each that is no part of a number.
        probability: That this is the text, 0 to 1; of "", that nothing is printed.
        positions: For each character the x of its centre as a share (0 to 1) of the picture's width.
        confidences: One for each character: the highest score among its frames.
    """

    text: str
    probability: float
    positions: tuple[float, ...] = ()
    confidences: tuple[float, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether there is a digit, and nothing that belongs to no number."""
        return OTHER not in self.text and any(character.isdigit() for character in self.text)


@dataclass(frozen=True, slots=True)
class _Scored:
    """Scores of a line (frames x classes), and the share of the frames that show its strip; the rest is padding."""

    logits: NDArray[np.float32]
    filled: float


class NumeralReader:
    """Reads lines of digits; keeps no state from one call to the next."""

    def __init__(self, threads: int) -> None:
        self._session = open_session(model_path(), threads)
        about = json.loads(self._session.get_modelmeta().custom_metadata_map["numerals"])
        if about["alphabet"] != ALPHABET or about["height"] != HEIGHT:
            raise ValueError(f"{MODEL} was trained for another alphabet or another height of strips")
        self._temperature = float(about["temperature"])

    def read(self, strips: Sequence[Pixels]) -> list[NumeralReading]:
        """The reading of each strip, a level line, grey or RGB, dark on light, with a margin of paper around it."""
        readings = [NumeralReading("", 0.0)] * len(strips)
        lines = self._score({i: prepare(strip) for i, strip in enumerate(strips) if min(strip.shape[:2]) > 0})
        for group in batches({i: len(line.logits) for i, line in lines.items()}, FRAMES_STEP, DECODED_FRAMES):
            scored = [lines[i] for i in group]
            for i, reading in zip(group, decode(*_of_one_length(scored), self._temperature), strict=True):
                readings[i] = reading
        return readings

    def _score(self, prepared: Mapping[int, NDArray[np.float32]]) -> dict[int, _Scored]:
        """What the network says of each strip, by the same keys."""
        lines: dict[int, _Scored] = {}
        for batch in batches({i: strip.shape[1] for i, strip in prepared.items()}, STEP, BATCH_WIDTH):
            inputs = np.zeros((len(batch), 1, HEIGHT, padded(prepared[batch[0]].shape[1], STEP)), np.float32)
            for slot, i in zip(inputs, batch, strict=True):
                slot[0, :, : prepared[i].shape[1]] = prepared[i]
            (logits,) = self._session.run(None, {"strips": inputs})
            for i, line in zip(batch, logits, strict=True):
                lines[i] = _Scored(line, prepared[i].shape[1] / inputs.shape[3])
        return lines


def model_path() -> Path:
    """Where the model lies: beside the package's data when installed, in the repository's models/ otherwise."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "models" / MODEL
    return installed if installed.is_file() else package.parent / "models" / MODEL


def spelled(text: str) -> str:
    """`text` as the reader spells it: blanks left out, full-width forms folded, OTHER for what is no number's."""
    folded = []
    before = ""
    for character in text:
        if not character.isspace() and not (character in LONG_DASHES and before == character):
            folded.append(_class_of(character))
        before = character
    return "".join(folded)


def _class_of(character: str) -> str:
    if character in DASHES:
        return "-"
    code = ord(character)
    plain = chr(code - FULL_WIDTH) if 0xFF01 <= code <= 0xFF5E else character
    return plain if plain in ALPHABET else OTHER


def prepare(strip: Pixels) -> NDArray[np.float32]:
    """The strip as the network sees it: of its height, paper about 0 and ink about 1, however dark either is."""
    grey = strip if strip.ndim == 2 else cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    size = (min(WIDEST, max(NARROWEST, round(width * HEIGHT / height))), HEIGHT)
    scaled = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if height > HEIGHT else cv2.INTER_LINEAR)
    counts = np.bincount(scaled.ravel(), minlength=256)
    sums = np.cumsum(counts)
    paper = float(np.searchsorted(sums, PAPER * sums[-1]))
    ink = float(np.searchsorted(sums, INK * sums[-1]))
    normal = (paper - scaled.astype(np.float32)) / np.float32(max(paper - ink, LEAST_CONTRAST))
    return np.clip(normal, -0.25, 1.25, out=normal)


def _of_one_length(lines: Sequence[_Scored]) -> tuple[NDArray[np.float32], list[float]]:
    """The scores of all lines in one table, and the share of it that each fills; "no character" follows a shorter one.

    Decoding goes frame by frame, and takes as long for one line as for a dozen.
    """
    frames = max(len(line.logits) for line in lines)
    table = np.full((len(lines), frames, len(CLASSES)), -np.inf, np.float32)
    table[:, :, 0] = 0
    for row, line in zip(table, lines, strict=True):
        row[: len(line.logits)] = line.logits
    return table, [line.filled * len(line.logits) / frames for line in lines]


def decode(logits: NDArray[np.float32], filled: Sequence[float], temperature: float) -> list[NumeralReading]:
    """The readings of a batch of scores (lines x frames x classes): the best path's, or a more probable text's.

    `filled` is the share of each line's frames that show its strip; the rest is padding on the right.
    """
    scores = logits.astype(np.float64) / temperature
    scores = np.exp(scores - scores.max(axis=2, keepdims=True))
    scores /= scores.sum(axis=2, keepdims=True)
    characters = _characters(scores)
    ends = np.searchsorted(characters.lines, np.arange(len(scores) + 1)).tolist()
    places = [slice(start, end) for start, end in itertools.pairwise(ends)]
    probabilities = text_probabilities(scores, [characters.codes[place] for place in places])
    readings = []
    for line, place, probability, share in zip(scores, places, probabilities, filled, strict=True):
        codes, centres = characters.codes[place], characters.centres[place]
        reading = _reading(codes, centres / (len(line) * share), characters.confidences[place], probability)
        if probability < SEARCHED and OTHER not in reading.text:
            reading = _searched(line, share, reading)
        readings.append(reading)
    return readings


def _searched(line: NDArray[np.float64], share: float, reading: NumeralReading) -> NumeralReading:
    """The most probable reading of a line; `reading`, that of its best path, where none is better."""
    found = most_probable_text(line)
    (probability,) = text_probabilities(line[np.newaxis], [found.codes])
    if probability <= reading.probability:
        return reading
    frames = np.array(found.frames, np.int64)
    places = np.asarray((frames + 0.5) / (len(line) * share), np.float64)
    codes = np.array(found.codes, np.int64)
    return _reading(codes, places, line[frames, codes], probability)


def _reading(
    codes: NDArray[np.int64], places: NDArray[np.float64], confidences: NDArray[np.float64], probability: float
) -> NumeralReading:
    return NumeralReading(
        text="".join(CLASSES[code] for code in codes),
        probability=float(min(1.0, probability)),
        positions=tuple(np.minimum(1.0, places).tolist()),
        confidences=tuple(confidences.tolist()),
    )


@dataclass(frozen=True, slots=True)
class _Characters:
    """Of all lines of a batch, one line after the other: line, class, middle in frames, highest score."""

    lines: NDArray[np.int64]
    codes: NDArray[np.int64]
    centres: NDArray[np.float64]
    confidences: NDArray[np.float64]


def _characters(scores: NDArray[np.float64]) -> _Characters:
    """The runs of frames that say the same character; the middle of one is weighted by score."""
    # A frame of "no character" after each line keeps the runs of two lines apart.
    best = np.pad(scores.argmax(axis=2), ((0, 0), (0, 1))).ravel()
    weights = np.pad(scores.max(axis=2), ((0, 0), (0, 1))).ravel()
    frames = scores.shape[1] + 1
    middles = np.arange(len(best)) % frames + 0.5
    starts = np.concatenate(([0], np.flatnonzero(np.diff(best)) + 1))
    kept = best[starts] != 0
    starts_kept = starts[kept]
    return _Characters(
        lines=starts_kept // frames,
        codes=best[starts_kept],
        centres=np.add.reduceat(weights * middles, starts)[kept] / np.add.reduceat(weights, starts)[kept],
        confidences=np.maximum.reduceat(weights, starts)[kept],
    )
