"""Seconds a page of the whole pipeline beside RapidOCR's own full-page call and Tesseract, on the same pages.

    python scripts/bench_speed.py FILE[@PAGES] … [--threads N] [--without NAME …]

The contenders take turns file by file, so that a busy machine slows all of them alike; each has loaded its models and
read one page before the first that counts. RapidOCR runs as its package sets it up (but for the threads), without its
angle classifier, on the pages drawn at 200 dpi; Tesseract with chi_sim+eng. The pipeline is everything from the file
to the Document; it prepares a page while it reads the one before, so give files of several pages. Printed are medians
over the files of seconds a page, and ratios to RapidOCR.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytesseract
from PIL import Image
from rapidocr import RapidOCR

from extractor.config import IngestSettings, OcrSettings, Settings
from extractor.ingest.stage import open_document
from extractor.ocr.registry import load_engine
from extractor.page import Pixels
from extractor.pipeline import extract

DPI = 200
Contender = Callable[[Path, Sequence[int], Sequence[Pixels]], object]
"""Reads pages of a file, given their numbers, and pictures for those that read no files."""


@dataclass(frozen=True)
class Timing:
    """Seconds for a page; of the processor, those of child processes too."""

    cpu: float
    wall: float


def pipeline(threads: int) -> Contender:
    """The product."""
    settings = Settings(ocr=OcrSettings(threads=threads))
    engine = load_engine(settings.ocr)

    def read(path: Path, numbers: Sequence[int], _: Sequence[Pixels]) -> object:
        chosen = IngestSettings(pages=",".join(map(str, numbers)))
        return extract(path, settings.model_copy(update={"ingest": chosen}), engine)

    return read


def rapidocr(threads: int) -> Contender:
    """Detection and recognition of the full page as the package does it."""
    engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": threads, "Global.log_level": "critical"})

    def read(_: Path, __: Sequence[int], pictures: Sequence[Pixels]) -> object:
        return [engine(picture, use_cls=False) for picture in pictures]

    return read


def tesseract(_: int) -> Contender:
    """Tesseract's automatic page segmentation, as a program of its own."""

    def read(_: Path, __: Sequence[int], pictures: Sequence[Pixels]) -> object:
        languages, mode = "chi_sim+eng", "--psm 3"
        return [pytesseract.image_to_data(Image.fromarray(p), lang=languages, config=mode) for p in pictures]

    return read


CONTENDERS: dict[str, Callable[[int], Contender]] = {
    "extractor": pipeline,
    "RapidOCR": rapidocr,
    "Tesseract": tesseract,
}


def pages_of(spec: str) -> tuple[Path, tuple[int, ...]]:
    """The file and the pages that FILE@1,3-5 names; all of them without a range."""
    name, _, pages = spec.partition("@")
    with open_document(Path(name), IngestSettings(pages=pages or None)) as document:
        return Path(name), document.page_numbers()


def pictures_of(path: Path, numbers: Sequence[int]) -> list[Pixels]:
    """The pages in colour at 200 dpi."""
    with open_document(path, IngestSettings()) as document:
        drawn = [document.page(number).rasterise(DPI).pixels for number in numbers]
    return [pixels if pixels.ndim == 3 else np.dstack([pixels] * 3) for pixels in drawn]


def timed(read: Contender, path: Path, numbers: Sequence[int], pictures: Sequence[Pixels]) -> Timing:
    """What `read` takes a page."""
    cpu, wall = _processor_seconds(), time.perf_counter()
    read(path, numbers, pictures)
    return Timing(
        (_processor_seconds() - cpu) / len(numbers),
        (time.perf_counter() - wall) / len(numbers),
    )


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="bench_speed", description="Seconds a page beside other OCR.")
    parser.add_argument("pages", nargs="+", metavar="FILE[@PAGES]")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--without", nargs="*", default=(), choices=list(CONTENDERS))
    options = parser.parse_args(arguments)
    files = [pages_of(spec) for spec in options.pages]
    contenders = {name: load(options.threads) for name, load in CONTENDERS.items() if name not in options.without}
    timings: dict[str, list[Timing]] = {name: [] for name in contenders}
    cv2.setNumThreads(options.threads)
    warm_up = (files[0][0], files[0][1][:1])
    for turn, (path, numbers) in enumerate([warm_up, *files]):
        pictures = pictures_of(path, numbers)
        for name, read in contenders.items():
            timing = timed(read, path, numbers, pictures)
            if turn:
                timings[name].append(timing)
    medians = {
        name: Timing(statistics.median(t.cpu for t in own), statistics.median(t.wall for t in own))
        for name, own in timings.items()
    }
    base = medians.get("RapidOCR")
    count = sum(len(numbers) for _, numbers in files)
    print(f"{count} pages of {len(files)} files, {options.threads} threads; median seconds a page")
    for name, median in medians.items():
        ratio = (
            f"  {median.cpu / base.cpu:.2f} x RapidOCR's processor time, {median.wall / base.wall:.2f} x its wall"
            if base
            else ""
        )
        print(f"{name:10}  cpu {median.cpu:6.2f}  wall {median.wall:6.2f}{ratio}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
