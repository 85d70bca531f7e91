"""The connected areas of a mask: which pixels hang together, and how far each area reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Runs:
    """Unbroken rows of pixels of a mask, from top to bottom and from left to right.

    Attributes:
        places: (m,), the first pixel of each run, as its index in the flattened picture.
        lengths: (m,), number of pixels.
    """

    places: NDArray[np.int64]
    lengths: NDArray[np.int64]

    def pixels(self) -> NDArray[np.int64]:
        """The places of all pixels of all runs, in order."""
        before = np.cumsum(self.lengths) - self.lengths
        return np.asarray(np.repeat(self.places - before, self.lengths) + np.arange(self.lengths.sum()))


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas of a mask whose pixels touch by a side or a corner; number 0 stands for all that is in none.

    Attributes:
        labels: (h, w), the number of the area that each pixel belongs to.
        boxes: (n, 4), x, y, width and height in pixels; zeros for number 0.
        sizes: (n,), number of pixels; 0 for number 0.
        runs: Of all areas together.
        owners: (m,), for each run the number of its area.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    sizes: NDArray[np.int64]
    runs: Runs
    owners: NDArray[np.int32]

    def pixels(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The places of all pixels that are in areas, in the flattened picture, and the number of the area of each."""
        return self.runs.pixels(), np.repeat(self.owners, self.runs.lengths)

    def drawn(self, chosen: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """(h, w), 1 on the areas that are `chosen` (n,)."""
        wanted = chosen[self.owners]
        mask = np.zeros(self.labels.shape, dtype=np.uint8)
        mask.ravel()[Runs(self.runs.places[wanted], self.runs.lengths[wanted]).pixels()] = 1
        return mask


def find_areas(mask: NDArray[np.uint8]) -> Areas:
    """The areas of `mask`, which is 1 where something is and 0 elsewhere.

    Boxes and sizes come from the runs: OpenCV's own statistics, which count the paper too, take twice as long.
    """
    count, found = cv2.connectedComponents(mask, connectivity=8)
    labels = np.asarray(found, dtype=np.int32)
    runs = _find_runs(mask)
    owners = labels.ravel()[runs.places]
    y, x = np.divmod(runs.places, mask.shape[1])
    left, right = np.full(count, mask.shape[1], dtype=np.int64), np.zeros(count, dtype=np.int64)
    np.minimum.at(left, owners, x)
    np.maximum.at(right, owners, x + runs.lengths)
    top, bottom = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    # Of several values for one area the last counts, and the runs come from top to bottom.
    top[owners[::-1]] = y[::-1]
    bottom[owners] = y + 1
    boxes = np.column_stack([left, top, right - left, bottom - top]).astype(np.int32)
    boxes[0] = 0
    sizes = np.bincount(owners, weights=runs.lengths, minlength=count).astype(np.int64)
    return Areas(labels, boxes, sizes, runs, owners)


@dataclass(frozen=True, slots=True)
class Outlined:
    """The same areas by their outlines alone: quicker where few of them are looked at more closely.

    Attributes:
        mask: 1 on all of them.
        seeds: (n, 2), x and y of one pixel of each.
        boxes: (n, 4), x, y, width and height in pixels.
    """

    mask: NDArray[np.uint8]
    seeds: NDArray[np.int32]
    boxes: NDArray[np.int32]

    def inside(self, index: int) -> tuple[slice, slice]:
        """The rows and columns of the box of an area."""
        x, y, width, height = self.boxes[index].tolist()
        return slice(y, y + height), slice(x, x + width)

    def own(self, index: int) -> NDArray[np.bool_]:
        """Where within its box an area is, for others may reach into that too."""
        (x, y), seed = self.boxes[index, :2].tolist(), self.seeds[index].tolist()
        _, labels = cv2.connectedComponents(self.mask[self.inside(index)], connectivity=8)
        return np.asarray(labels == labels[seed[1] - y, seed[0] - x])


def outline_areas(mask: NDArray[np.uint8]) -> Outlined:
    """The areas of `mask` by their outlines."""
    found = outlines(mask)
    boxes = np.array([cv2.boundingRect(outline) for outline in found], dtype=np.int32).reshape(-1, 4)
    seeds = np.array([outline[0, 0] for outline in found], dtype=np.int32).reshape(-1, 2)
    return Outlined(mask, seeds, boxes)


def outlines(mask: NDArray[np.uint8]) -> Sequence[NDArray[np.int32]]:
    """The outer outlines (n, 1, 2) of all connected areas of `mask`, of those inside the holes of others too."""
    found, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if hierarchy is None:
        return ()
    parents = np.asarray(hierarchy)[0, :, 3]
    return [np.asarray(outline, dtype=np.int32) for outline, parent in zip(found, parents, strict=True) if parent < 0]


def _find_runs(mask: NDArray[np.uint8]) -> Runs:
    # Zeros before and below part the rows, so that the runs of all of them are found in one line of pixels.
    parted = cv2.copyMakeBorder(mask, 0, 1, 1, 0, cv2.BORDER_CONSTANT, value=(0,))
    line = parted.ravel()
    starts, ends = np.flatnonzero(line[1:] != line[:-1]).reshape(-1, 2).T
    return Runs(starts - starts // parted.shape[1], ends - starts)
