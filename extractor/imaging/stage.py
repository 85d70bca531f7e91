"""Cleaning a scan: the order of the image operations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extractor.config import CleanupStep, ImagingSettings
from extractor.geometry import scaling, transform_box
from extractor.imaging.bleed_through import remove_bleed_through
from extractor.imaging.deskew import deskew
from extractor.imaging.dewarp import straighten
from extractor.imaging.edges import clear_edges
from extractor.imaging.illumination import even_out_light
from extractor.imaging.noise import remove_specks
from extractor.imaging.orientation import turn_upright
from extractor.imaging.perspective import rectify
from extractor.imaging.stamps import remove_stamps
from extractor.imaging.warping import as_grey, with_pixels
from extractor.page import BBox, Scan


@dataclass(frozen=True, slots=True)
class Step:
    """The picture after one operation that changed it."""

    name: str
    scan: Scan


@dataclass(frozen=True, slots=True)
class CleanScan:
    """A scan made ready for reading, and what was done to it.

    Attributes:
        scan: Grey, upright, level, at the resolution of the scan that came in.
        turn: Quarter turns (degrees clockwise) that were given to the picture.
        skew: Degrees (counter-clockwise positive) by which it was found to be turned.
        stamps: Boxes of the colour seals that were taken off, in the reading frame.
        steps: One for every operation that changed the picture, in order; empty unless asked for.
    """

    scan: Scan
    turn: int
    skew: float
    stamps: tuple[BBox, ...]
    steps: tuple[Step, ...]


def clean_scan(scan: Scan, settings: ImagingSettings, keep_steps: bool = False) -> CleanScan:
    """Return `scan` grey, upright, level and freed of what is not print.

    Every step carries `Scan.to_page` along, so that a box found on the result lands on the page as it was shown. A
    step that finds no reason to act returns what it was given. The scan passed in is left as it was.
    """
    steps: list[Step] = []

    def done(name: CleanupStep, before: Scan, after: Scan) -> Scan:
        if keep_steps and after is not before:
            steps.append(Step(name, after))
        return after

    def acts(name: CleanupStep) -> bool:
        return name not in settings.skip

    scan = done("perspective", scan, rectify(scan) if acts("perspective") else scan)
    scan = done("edges", scan, clear_edges(scan) if acts("edges") else scan)
    scan = done("illumination", scan, even_out_light(scan) if acts("illumination") else scan)
    flat, found = remove_stamps(scan) if acts("stamps") else (with_pixels(scan, as_grey(scan.pixels)), ())
    grey = done("stamps", scan, flat)
    grey = done("bleed_through", grey, remove_bleed_through(grey) if acts("bleed_through") else grey)
    grey = done("noise", grey, remove_specks(grey) if acts("noise") else grey)
    level, skew = deskew(grey, settings.max_skew) if acts("deskew") else (grey, 0.0)
    level = done("deskew", grey, level)
    upright, turn = turn_upright(level) if acts("orientation") else (level, 0)
    upright = done("orientation", level, upright)
    result = done("dewarp", upright, straighten(upright) if acts("dewarp") else upright)
    stamps = tuple(_in_reading_frame(box, flat, result) for box in found)
    return CleanScan(scan=result, turn=turn, skew=skew, stamps=stamps, steps=tuple(steps))


def _in_reading_frame(pixels: BBox, found_on: Scan, result: Scan) -> BBox:
    """A box in pixels of `found_on`, in points of the reading frame of `result`."""
    way = scaling(1 / result.scale) @ np.linalg.inv(result.to_page) @ found_on.to_page
    return transform_box(way, pixels)
