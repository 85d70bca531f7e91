"""The numeral reader beside the general engine, on the strips that the pipeline reads in scans.

    python scripts/bench_numerals.py SCAN.pdf … [--cache DIR] [--sheet FILE.png]
    python scripts/bench_numerals.py --made 5000 [--sheet FILE.png]    (its own strips, in faces it was not trained on)

What the general engine reads is taken for the truth where it reads a number: on scans whose numbers are all known to be
read right, nearly all differences are the numeral reader's errors. The sheet shows every difference, to be judged by
eye. Printed by wear (the last part of the file's name): strips with a number, read alike, not taken for a number, read
as another number, and so with a probability of SURE or more; strips with text, and those taken for a number. Then, for
all, how often a reading is right by its probability, and processor milliseconds a strip of both.
"""

from __future__ import annotations

import argparse
import pickle
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from extractor.config import OcrSettings, Settings
from extractor.ocr.engine import LineBox, LineReading, OcrEngine
from extractor.ocr.numerals import OTHER, NumeralReader, NumeralReading, spelled
from extractor.ocr.registry import load_engine
from extractor.page import Pixels
from extractor.pipeline import extract
from numeral_fonts import HELD_OUT, open_cabinet
from numeral_strips import Sample, StripMaker, contact_sheet

SURE = 0.9
MADE_SEED = 77
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 1.0)


@dataclass(frozen=True, slots=True)
class Recorded:
    """Strips with what the general engine read, and the processor seconds it took for all."""

    strips: tuple[tuple[Pixels, str], ...]
    seconds: float


@dataclass(slots=True)
class RecordingEngine:
    """An engine that keeps what passes through it."""

    engine: OcrEngine
    strips: list[tuple[Pixels, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """That of the engine."""
        return self.engine.name

    def check(self, languages: Iterable[str]) -> None:
        """As the engine does."""
        self.engine.check(languages)

    def find_lines(self, pixels: Pixels, em: float) -> tuple[LineBox, ...]:
        """As the engine does."""
        return self.engine.find_lines(pixels, em)

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[LineReading, ...]:
        """As the engine does."""
        started = time.process_time()
        readings = self.engine.read_lines(crops)
        self.seconds += time.process_time() - started
        self.strips += [(crop.copy(), r.text) for crop, r in zip(crops, readings, strict=True)]
        return readings


@dataclass(frozen=True, slots=True)
class Difference:
    """A strip that the two read differently."""

    pixels: Pixels
    engine: str
    reading: NumeralReading


@dataclass(slots=True)
class Tally:
    """Counts of one wear."""

    numbers: int = 0
    alike: int = 0
    rejected: int = 0
    wrong: int = 0
    wrong_and_sure: int = 0
    texts: int = 0
    texts_as_numbers: int = 0

    def add(self, truth: str, reading: NumeralReading) -> None:
        """Count one strip."""
        if not _is_number(truth):
            self.texts += 1
            self.texts_as_numbers += reading.is_number
            return
        self.numbers += 1
        if reading.text == truth:
            self.alike += 1
        elif not reading.is_number:
            self.rejected += 1
        else:
            self.wrong += 1
            self.wrong_and_sure += reading.probability >= SURE


def record(scan: Path, cache: Path | None) -> Recorded:
    """The strips of a scan, read by the pipeline on one thread, or as an earlier run kept them."""
    kept = cache / f"{scan.stem}.pickle" if cache else None
    if kept and kept.is_file():
        return Recorded(*pickle.loads(kept.read_bytes()))
    ocr = OcrSettings(threads=1, mode="always")
    engine = RecordingEngine(load_engine(ocr))
    document = extract(scan, Settings(ocr=ocr), engine)
    failed = [finding.message for finding in document.findings if finding.code == "page.failed"]
    if failed:
        raise SystemExit(f"{scan}: {failed[0]}")
    result = Recorded(tuple(engine.strips), engine.seconds)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps((result.strips, result.seconds)))
    return result


def made(count: int) -> Recorded:
    """Strips of scripts/numeral_strips.py in held-out faces."""
    maker = StripMaker(open_cabinet(HELD_OUT), MADE_SEED)
    samples = [maker.make() for _ in range(count)]
    return Recorded(tuple((sample.pixels, sample.text) for sample in samples), 0.0)


def compare(sources: Iterable[tuple[str, Recorded]]) -> list[Difference]:
    """Print all figures of strips by the wear of each source; the differences are returned."""
    reader = NumeralReader(threads=1)
    tallies: dict[str, Tally] = defaultdict(Tally)
    judged: list[tuple[float, bool]] = []
    differences: list[Difference] = []
    seconds, engine_seconds, count = 0.0, 0.0, 0
    for wear, recorded in sources:
        numbers = [strip for strip in recorded.strips if _is_number(spelled(strip[1]))]
        started = time.process_time()
        reader.read([pixels for pixels, _ in numbers])
        seconds += time.process_time() - started
        readings = reader.read([pixels for pixels, _ in recorded.strips])
        for (pixels, text), reading in zip(recorded.strips, readings, strict=True):
            truth = spelled(text)
            tallies[wear].add(truth, reading)
            if reading.is_number:
                judged.append((reading.probability, reading.text == truth))
            if reading.text != truth and (reading.is_number or _is_number(truth)):
                differences.append(Difference(pixels, text, reading))
        engine_seconds += recorded.seconds
        count += len(recorded.strips)
    numbers_read = sum(tally.numbers for tally in tallies.values())
    _print_tallies(tallies)
    _print_reliability(judged)
    print(f"ms a strip: numeral reader {1000 * seconds / max(1, numbers_read):.2f} (numbers), "
          f"general engine {1000 * engine_seconds / max(1, count):.2f} (all strips)")  # fmt: skip
    return differences


def _is_number(text: str) -> bool:
    return OTHER not in text and any(character.isdigit() for character in text)


def _print_tallies(tallies: dict[str, Tally]) -> None:
    print(f"{'wear':<12}{'numbers':>8}{'alike':>8}{'rejected':>9}{'wrong':>6}{'sure':>5}{'texts':>7}{'as number':>10}")
    for wear, t in sorted(tallies.items()):
        print(f"{wear:<12}{t.numbers:>8}{t.alike:>8}{t.rejected:>9}{t.wrong:>6}{t.wrong_and_sure:>5}"
              f"{t.texts:>7}{t.texts_as_numbers:>10}")  # fmt: skip


def _print_reliability(judged: Sequence[tuple[float, bool]]) -> None:
    """By probability how many readings as a number there are, and how many of them the engine gives too."""
    places = np.clip(np.searchsorted(BINS, [p for p, _ in judged], side="right") - 1, 0, len(BINS) - 2)
    for place in range(len(BINS) - 1):
        members = [pair for pair, at in zip(judged, places, strict=True) if at == place]
        if members:
            mean, right = np.mean(members, axis=0)
            print(f"probability {BINS[place]:.3f}-{BINS[place + 1]:.3f}: {len(members):6d} strips, "
                  f"mean {mean:.4f}, alike {right:.4f}")  # fmt: skip


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("scans", nargs="*", type=Path)
    parser.add_argument("--made", type=int, default=0, help="strips to make in faces that were held out")
    parser.add_argument("--cache", type=Path, help="keep the strips here, and take them from here")
    parser.add_argument("--sheet", type=Path, help="a picture of all differences")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    sources = [("held-out", made(args.made))] if args.made else []
    sources += [(scan.stem.rpartition("-")[2], record(scan, args.cache)) for scan in args.scans]
    differences = compare(sources)
    if args.sheet and differences:
        samples = [Sample(d.pixels, f"{d.engine} | {d.reading.text} {d.reading.probability:.3f}") for d in differences]
        contact_sheet(samples).save(args.sheet)


if __name__ == "__main__":
    main()
