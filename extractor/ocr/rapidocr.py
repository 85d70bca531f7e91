"""Adapter for the PP-OCRv6 models that the rapidocr wheel carries, run on onnxruntime by ourselves.

The wheel's own runner pads every crop to 320 pixels, switches the memory arena off and downloads what it does not
find; measured on table pages it takes twice the time for the same text. Nothing here reaches for the network: the two
model files are opened where the wheel installed them.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.errors import EngineMissingError
from extractor.ocr.batches import batches, padded
from extractor.ocr.ctc import decode_line
from extractor.ocr.ctc_head import end_in_logits
from extractor.ocr.db_boxes import lines_from_map
from extractor.ocr.engine import LineBox, LineReading
from extractor.onnx_session import giving_memory_back, open_session
from extractor.page import Pixels

DETECTOR = "PP-OCRv6_det_small.onnx"
RECOGNISER = "PP-OCRv6_rec_small.onnx"
REMEDY = "Install it with: pip install 'rapidocr>=3.10,<4'."

DETECTOR_SIDE = 1440
"""Longest side, pixels, of what the detector sees. At 960 it loses 5 % of lone digits, at 1280 none."""
DETECTOR_EM = 16.0
"""Height of a line, pixels, as the detector sees it. On 26 pages of all kinds it finds the same lines as at full size
but for 1 in 100, in two thirds of the time; the ink that it finds no line for is read all the same."""
STRIP_HEIGHT = 48
"""The recogniser's own height of a line."""
STRIP_STEP = 32
"""Widths are padded to multiples of this."""
STRIP_WIDEST = 4096
"""A wider strip is squeezed; a line across an A3 sheet in small print has about 2500."""
BATCH_WIDTH = 1280
"""Sum of the widths of one batch: it bounds the memory, and a bigger one is not faster on a CPU."""

SAMPLES = {
    "chi_sim": "的一是国务",
    "chi_tra": "國務體",
    "eng": "azAZ09",
    "jpn": "のカ",
    "deu": "äöüß",
    "fra": "éèçê",
    "spa": "ñáí",
    "por": "ãçõ",
    "ita": "àèù",
    "nld": "ëï",
}
"""For each language characters that the models must know to read it."""


class RapidOcr:
    """PP-OCRv6 small: differentiable binarisation finds lines, a CTC recogniser reads them."""

    def __init__(self, threads: int) -> None:
        self._version = _installed_version()
        models = _model_folder()
        self._detector = open_session(models / DETECTOR, threads)
        # Batches of lines are small: a thread to each keeps all cores busy, several to one wait for one another.
        self._recogniser = open_session(models / RECOGNISER, 1, end_in_logits)
        self._threads = threads
        characters = self._recogniser.get_modelmeta().custom_metadata_map["character"].split("\n")
        self._classes = ("", *characters, " ")

    @property
    def name(self) -> str:
        """Name and version of the wheel, and the models in it."""
        return f"rapidocr {self._version} (PP-OCRv6 small)"

    def check(self, languages: Iterable[str]) -> None:
        """Raise EngineMissingError for a language whose characters the models do not know."""
        known = set(self._classes)
        missing = {name for name in languages if not (name in SAMPLES and known.issuperset(SAMPLES[name]))}
        if missing:
            raise EngineMissingError(
                self.name, languages=missing, remedy="Try --engine tesseract, which has a package for each language."
            )

    def find_lines(self, pixels: Pixels, em: float) -> tuple[LineBox, ...]:
        """The lines of `pixels`, `em` pixels high, each with its corners."""
        height, width = pixels.shape[:2]
        if height < 2 or width < 2:
            return ()
        scale = min(1.0, DETECTOR_SIDE / max(height, width), DETECTOR_EM / em)
        size = (_whole_steps(width * scale), _whole_steps(height * scale))
        resized = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        inputs = {"x": _as_input(np.asarray(resized, np.uint8))[np.newaxis]}
        # The feature maps of a page, 300 MB, are not to stay while its lines are read; taking them anew costs little.
        (probability,) = self._detector.run(None, inputs, giving_memory_back())
        return lines_from_map(probability[0, 0], width, height)

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[LineReading, ...]:
        """The reading of each crop."""
        readings = [LineReading()] * len(crops)
        strips = {i: _strip(crop) for i, crop in enumerate(crops) if min(crop.shape[:2]) > 0}
        widths = {i: strip.shape[2] for i, strip in strips.items()}
        # The long runs first: then no thread is left with one of them when the others are done.
        groups = list(batches(widths, STRIP_STEP, BATCH_WIDTH))[::-1]
        with ThreadPoolExecutor(self._threads) as pool:
            # The last gives back what batches of all other widths have left behind.
            read = pool.map(lambda group: self._read([strips[i] for i in group], group is groups[-1]), groups)
            for group, found in zip(groups, read, strict=True):
                for i, reading in zip(group, found, strict=True):
                    readings[i] = reading
        return tuple(readings)

    def _read(self, strips: Sequence[NDArray[np.float32]], is_last: bool) -> list[LineReading]:
        """The readings of strips of about one width, in one run of the model."""
        width = padded(max(strip.shape[2] for strip in strips), STRIP_STEP)
        inputs = np.zeros((len(strips), 3, STRIP_HEIGHT, width), np.float32)
        for slot, strip in zip(inputs, strips, strict=True):
            slot[:, :, : strip.shape[2]] = strip
        (logits,) = self._recogniser.run(None, {"x": inputs}, giving_memory_back() if is_last else None)
        lines = logits.reshape(len(strips), -1, len(self._classes))
        return [
            decode_line(line, self._classes, strip.shape[2] / width) for line, strip in zip(lines, strips, strict=True)
        ]


def _installed_version() -> str:
    try:
        return version("rapidocr")
    except ImportError as error:
        raise EngineMissingError("RapidOCR", remedy=REMEDY) from error


def _model_folder() -> Path:
    """Where the wheel put its models; found without importing the package, which would load its own runner."""
    spec = importlib.util.find_spec("rapidocr")
    places = [Path(p) / "models" for p in (spec.submodule_search_locations or ())] if spec else []
    for place in places:
        if (place / DETECTOR).is_file() and (place / RECOGNISER).is_file():
            return place
    raise EngineMissingError("RapidOCR", remedy=f"Its models {DETECTOR} and {RECOGNISER} are missing. {REMEDY}")


def _whole_steps(length: float) -> int:
    return max(1, round(length / STRIP_STEP)) * STRIP_STEP


def _as_input(pixels: Pixels) -> NDArray[np.float32]:
    """Three planes, -1 to 1, in the order blue, green, red that the models were trained on."""
    colour = cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR) if pixels.ndim == 2 else pixels[:, :, ::-1]
    planes = np.ascontiguousarray(colour.transpose(2, 0, 1), dtype=np.float32)
    planes *= 2 / 255
    planes -= 1
    return planes


def _strip(crop: Pixels) -> NDArray[np.float32]:
    """The crop as the recogniser wants it: 48 pixels high, in its own proportions."""
    height, width = crop.shape[:2]
    scaled = min(STRIP_WIDEST, max(8, round(width * STRIP_HEIGHT / height)))
    resized = cv2.resize(crop, (scaled, STRIP_HEIGHT), interpolation=cv2.INTER_LINEAR)
    return _as_input(np.asarray(resized, np.uint8))
