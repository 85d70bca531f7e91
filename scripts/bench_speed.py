"""Seconds a page of the whole pipeline beside RapidOCR's own full-page call and Tesseract, on the same pages.

    python scripts/bench_speed.py FILE[@PAGES] … [--threads N] [--without NAME …]

The contenders take turns page by page, so that a busy machine slows all of them alike; each has loaded its models and
read one page before the first that counts. RapidOCR runs as its package sets it up (but for the threads), without its
angle classifier, on the pages drawn at 200 dpi; Tesseract with chi_sim+eng. The pipeline is everything from the file
to the Document but for joining over pages, which needs all of them. Printed are medians, and ratios to RapidOCR.
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

import numpy as np
import pytesseract
from PIL import Image
from rapidocr import RapidOCR

from extractor.config import IngestSettings, OcrSettings, Settings
from extractor.ingest.stage import open_document
from extractor.ocr.registry import load_engine
from extractor.page import Pixels
from extractor.page_reader import EngineOnDemand, PageReader
from extractor.pipeline import structure_pages

DPI = 200
Contender = Callable[[Path, int, Pixels], None]


@dataclass(frozen=True)
class Timing:
    """Seconds for one page; of the processor, those of child processes too."""

    cpu: float
    wall: float


def pipeline(threads: int) -> Contender:
    """The product."""
    settings = Settings(ocr=OcrSettings(threads=threads))
    reader = PageReader(settings, EngineOnDemand(settings.ocr, load_engine, load_engine(settings.ocr)))

    def read(path: Path, number: int, _: Pixels) -> None:
        with open_document(path, IngestSettings(pages=str(number))) as document:
            structure_pages((reader.read(document.page(number)),), settings)

    return read


def rapidocr(threads: int) -> Contender:
    """Detection and recognition of the full page as the package does it."""
    engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": threads, "Global.log_level": "critical"})

    def read(_: Path, __: int, picture: Pixels) -> None:
        engine(picture, use_cls=False)

    return read


def tesseract(_: int) -> Contender:
    """Tesseract's automatic page segmentation, as a program of its own."""

    def read(_: Path, __: int, picture: Pixels) -> None:
        pytesseract.image_to_data(Image.fromarray(picture), lang="chi_sim+eng", config="--psm 3")

    return read


CONTENDERS: dict[str, Callable[[int], Contender]] = {
    "extractor": pipeline,
    "RapidOCR": rapidocr,
    "Tesseract": tesseract,
}


def pages_of(spec: str) -> list[tuple[Path, int]]:
    """The pages that FILE@1,3-5 names; all of them without a range."""
    name, _, pages = spec.partition("@")
    with open_document(Path(name), IngestSettings(pages=pages or None)) as document:
        return [(Path(name), number) for number in document.page_numbers()]


def picture_of(path: Path, number: int) -> Pixels:
    """The page in colour at 200 dpi."""
    with open_document(path, IngestSettings(pages=str(number))) as document:
        pixels = document.page(number).rasterise(DPI).pixels
    return pixels if pixels.ndim == 3 else np.dstack([pixels] * 3)


def timed(act: Callable[[], None]) -> Timing:
    """What `act` takes."""
    cpu, wall = _processor_seconds(), time.perf_counter()
    act()
    return Timing(_processor_seconds() - cpu, time.perf_counter() - wall)


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
    pages = [page for spec in options.pages for page in pages_of(spec)]
    contenders = {name: load(options.threads) for name, load in CONTENDERS.items() if name not in options.without}
    timings: dict[str, list[Timing]] = {name: [] for name in contenders}
    for turn, (path, number) in enumerate([pages[0], *pages]):
        picture = picture_of(path, number)
        for name, read in contenders.items():
            timing = timed(lambda: read(path, number, picture))  # noqa: B023  (called at once)
            if turn:
                timings[name].append(timing)
    medians = {
        name: Timing(statistics.median(t.cpu for t in own), statistics.median(t.wall for t in own))
        for name, own in timings.items()
    }
    base = medians.get("RapidOCR")
    print(f"{len(pages)} pages, {options.threads} threads; median seconds a page")
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
