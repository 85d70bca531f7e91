"""Connectionist temporal classification (CTC) beyond the best path: how probable a text is, and the most probable one.

The best path takes the best class of every frame. Where a character's probability is shared by two frames, "no
character" may be best in both, though the character is there for certain; the sum over all paths knows that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest

import numpy as np
from numpy.typing import NDArray

BLANK = 0
"""The class "no character here"."""
BEAMS = 8
"""Beginnings of the text that are kept from one frame to the next."""
LEAST = 0.002
"""Probability of a class in a frame under which no beginning goes on with it."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Classes of a text's characters, and the frame each begins in."""

    codes: tuple[int, ...] = ()
    frames: tuple[int, ...] = ()


@dataclass(slots=True)
class _Beam:
    """A beginning of the text: the probabilities of its paths that end in "no character", and in its last character."""

    spelling: Spelling
    ended: float = 0.0
    open: float = 0.0
    foremost: float = 0.0

    @property
    def probability(self) -> float:
        return self.ended + self.open

    def open_by(self, spelling: Spelling, gain: float) -> None:
        """Take in paths that end in the last character; its frame is that of the greatest part of them."""
        self.open += gain
        if gain > self.foremost:
            self.foremost, self.spelling = gain, spelling


def most_probable_text(scores: NDArray[np.float64]) -> Spelling:
    """The text with the greatest sum over its paths, of those that a beam search meets; `scores` is frames x classes.

    Prefix beam search after Hannun et al., "First-pass large vocabulary continuous speech recognition using
    bi-directional recurrent DNNs", 2014, without a language model.
    """
    beams: dict[tuple[int, ...], _Beam] = {(): _Beam(Spelling(), ended=1.0)}
    for number, frame in enumerate(scores):
        likely = [int(code) for code in np.flatnonzero(frame > LEAST) if code != BLANK]
        grown: dict[tuple[int, ...], _Beam] = {}
        for codes, beam in beams.items():
            same = grown.setdefault(codes, _Beam(beam.spelling))
            same.ended += beam.probability * frame[BLANK]
            if codes:
                same.open_by(beam.spelling, beam.open * frame[codes[-1]])
            for code in likely:
                before = beam.ended if codes and codes[-1] == code else beam.probability
                longer = Spelling((*codes, code), (*beam.spelling.frames, number))
                grown.setdefault(longer.codes, _Beam(longer)).open_by(longer, before * frame[code])
        beams = dict(nlargest(BEAMS, grown.items(), key=lambda item: item[1].probability))
    return max(beams.values(), key=lambda beam: beam.probability).spelling


def text_probabilities(
    scores: NDArray[np.float64], labels: Sequence[Sequence[int] | NDArray[np.int64]]
) -> NDArray[np.float64]:
    """For each line of a batch the probability that it spells its `labels`: the sum over all their alignments.

    The forward variables of Graves et al., "Connectionist temporal classification", ICML 2006, section 4.1.
    """
    lines, frames, _ = scores.shape
    states = 2 * max((len(label) for label in labels), default=0) + 1
    spelling = np.zeros((lines, states), np.int64)
    for row, label in zip(spelling, labels, strict=True):
        row[1 : 2 * len(label) : 2] = label
    skips = np.zeros((lines, states), np.float64)
    skips[:, 2:] = (spelling[:, 2:] != 0) & (spelling[:, 2:] != spelling[:, :-2])
    emitted = np.take_along_axis(scores, spelling[:, None, :], axis=2)
    forward = np.zeros((lines, states + 2), np.float64)
    forward[:, 2:4] = emitted[:, 0, :2]
    for frame in range(1, frames):
        forward[:, 2:] = (forward[:, 2:] + forward[:, 1:-1] + skips * forward[:, :-2]) * emitted[:, frame]
    ends = np.array([2 * len(label) for label in labels]) + 2
    rows = np.arange(lines)
    last = forward[rows, ends]
    return np.asarray(last + np.where(ends > 2, forward[rows, ends - 1], 0.0), np.float64)
