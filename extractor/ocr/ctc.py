"""From a recogniser's scores to text: greedy decoding of connectionist temporal classification (CTC).

Graves et al., "Connectionist temporal classification", ICML 2006: the best class of every frame, repetitions joined,
the blank class dropped.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extractor.ocr.engine import LineReading

BLANK = 0
"""Class 0 of the PaddleOCR models says "no character here"."""


def decode_line(logits: NDArray[np.float32], classes: Sequence[str], filled: float = 1.0) -> LineReading:
    """The line that `logits` (frames x classes) spell.

    `filled` is the share of the frames that show the crop; the rest is padding on its right. A character's
    confidence is the highest probability among its frames, its position their middle weighted by probability.
    """
    best = logits.argmax(axis=1)
    seen = best != BLANK
    top = np.zeros(len(best))
    top[seen] = _best_probability(logits[seen])
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    text: list[str] = []
    positions: list[float] = []
    confidences: list[float] = []
    for start, end in zip(starts, ends, strict=True):
        if best[start] == BLANK:
            continue
        weights = top[start:end]
        centre = float(np.average(np.arange(start, end) + 0.5, weights=weights))
        text.append(classes[int(best[start])])
        positions.append(min(1.0, centre / (len(best) * filled)))
        confidences.append(float(min(1.0, weights.max())))
    if not text:
        return LineReading()
    # Some classes are written with two code points; each gets the place of its class.
    spread = [(c, p, f) for t, p, f in zip(text, positions, confidences, strict=True) for c in t]
    return LineReading(
        text="".join(text),
        confidence=float(np.mean(confidences)),
        positions=tuple(p for _, p, _ in spread),
        confidences=tuple(f for _, _, f in spread),
    )


def _best_probability(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """(frames,): the highest value of the softmax of each row; `logits` is written over."""
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    return np.asarray(1 / logits.sum(axis=1))
