"""Quarter turns: a page that lies sideways or upside down is found and turned upright.

Two questions, each answered only on clear evidence, for a wrong turn is worse than none. Do the lines of text run
along the rows or the columns of the picture? The shape of the pieces tells into which neighbouring characters grow
together, once rules are off. And is their head up or down? A small network reads that from single lines
(PaddleOCR's direction classifier, whose model file comes in the wheel of rapidocr).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from extractor.areas import outlines
from extractor.imaging.background import find_darkness
from extractor.imaging.morphology import Mask, closed, grown, opened, reduced
from extractor.imaging.warping import turn_quarters
from extractor.onnx_session import open_session
from extractor.page import Pixels, Scan

SEARCH_DPI = 100.0
INK_DARKNESS = 60
LONGEST_STROKE = 0.35
"""Inches; straight ink that is longer is a rule, not part of a character."""
TEXT_HEIGHT = (0.05, 0.45)
"""Inches, of a line of text: 6 to 30 points and some room."""
LINE_RATIO = 2.5
"""Length to height from which a piece is a line of text that shows its direction."""
CLEAR_MAJORITY = 3.0
"""How many times more text must run one way than the other."""
FEWEST_LINES = 3
JUDGED_LINES = 16
"""Lines shown to the classifier: the longest ones."""
JUDGED_RATIO = 3.5
"""Length to height of a line that is shown to the classifier; it errs on short ones."""
SURE = 0.85
"""Confidence from which a line's verdict counts."""
HEAD_DOWN_SHARE = 0.8
"""Of the verdicts that count; upright pages have under 0.2, those upside down over 0.9."""
FEWEST_VERDICTS = 3
MODEL = Path("models") / "ch_ppocr_mobile_v2.0_cls_mobile.onnx"
MODEL_HEIGHT, MODEL_WIDTH = 48, 192


@dataclass(frozen=True, slots=True)
class TextLine:
    """A piece of text on a picture, in its pixels."""

    x: int
    y: int
    width: int
    height: int


def turn_upright(scan: Scan) -> tuple[Scan, int]:
    """`scan` (grey, level) upright, and the degrees (0, 90, 180, 270, clockwise) by which it was turned."""
    turn = find_turn(scan)
    return turn_quarters(scan, turn), turn


def find_turn(scan: Scan) -> int:
    """Degrees clockwise by which `scan` must be turned for its text to stand upright; 0 in doubt."""
    across, down = find_text_lines(scan.pixels, scan.dpi)
    sideways = _weight(down) > CLEAR_MAJORITY * _weight(across) and len(down) >= FEWEST_LINES
    if not sideways and _weight(down) * CLEAR_MAJORITY > _weight(across):
        return 0
    turned = turn_quarters(scan, 90) if sideways else scan
    lines = [_turned_line(line, scan.height) for line in down] if sideways else across
    head_down = _share_head_down(turned.pixels, lines)
    if head_down is None:
        return 0
    if head_down >= HEAD_DOWN_SHARE:
        return 270 if sideways else 180
    return 90 if sideways and head_down <= 1 - HEAD_DOWN_SHARE else 0


def find_text_lines(grey: Pixels, dpi: float) -> tuple[list[TextLine], list[TextLine]]:
    """Pieces of text that run along the rows, and along the columns, of the picture, in its pixels."""
    small, shrink = reduced(grey, dpi, SEARCH_DPI)
    ink = (find_darkness(small, dpi * shrink) > INK_DARKNESS).astype(np.uint8)
    text = _without_rules(ink, dpi * shrink)
    low, high = (side * dpi * shrink for side in TEXT_HEIGHT)
    across, down = [], []
    for outline in outlines(closed(text, 5, 5)):
        x, y, width, height = cv2.boundingRect(outline)
        line = TextLine(*(round(v / shrink) for v in (x, y, width, height)))
        if width >= LINE_RATIO * height and low <= height <= high:
            across.append(line)
        elif height >= LINE_RATIO * width and low <= width <= high:
            down.append(line)
    return across, down


def _without_rules(ink: Mask, dpi: float) -> Mask:
    """`ink` without long straight strokes, and without the fringe that anti-aliasing gives them."""
    length = round(LONGEST_STROKE * dpi)
    rules = opened(ink, length, 1) | opened(ink, 1, length)
    return ink & ~grown(rules, 1)


def _weight(lines: Sequence[TextLine]) -> int:
    """How much text the lines hold: the sum of their lengths."""
    return sum(max(line.width, line.height) for line in lines)


def _turned_line(line: TextLine, height: int) -> TextLine:
    """Where `line` lies after its picture, `height` pixels high, was turned clockwise by 90 degrees."""
    return TextLine(height - line.y - line.height, line.x, line.height, line.width)


def _share_head_down(grey: Pixels, lines: Sequence[TextLine]) -> float | None:
    """Share of the sure verdicts that say the text is upside down; None where too few are sure."""
    long_lines = [line for line in lines if line.width >= JUDGED_RATIO * line.height]
    chosen = sorted(long_lines, key=lambda line: -line.width)[:JUDGED_LINES]
    if len(chosen) < FEWEST_VERDICTS:
        return None
    head_down = judge_lines([_crop(grey, line) for line in chosen])
    sure = head_down[(head_down >= SURE) | (head_down <= 1 - SURE)]
    return float((sure > 0.5).mean()) if len(sure) >= FEWEST_VERDICTS else None


def _crop(grey: Pixels, line: TextLine) -> Pixels:
    """The line with a little paper around it, cut to the length the classifier can see."""
    margin = max(2, round(0.15 * line.height))
    length = min(line.width, round(line.height * MODEL_WIDTH / MODEL_HEIGHT))
    x0, top = max(0, line.x - margin), max(0, line.y - margin)
    return grey[top : line.y + line.height + margin, x0 : line.x + length + margin]


def judge_lines(crops: Sequence[Pixels]) -> NDArray[np.float64]:
    """For every grey crop of a line, how sure it is (0 to 1) that it stands upside down."""
    batch = np.zeros((len(crops), 3, MODEL_HEIGHT, MODEL_WIDTH), dtype=np.float32)
    for strip, crop in zip(batch, crops, strict=True):
        width = min(MODEL_WIDTH, max(1, round(crop.shape[1] * MODEL_HEIGHT / crop.shape[0])))
        resized = cv2.resize(crop, (width, MODEL_HEIGHT), interpolation=cv2.INTER_AREA)
        strip[:, :, :width] = resized.astype(np.float32) / 127.5 - 1
    session = _classifier()
    (scores,) = session.run(None, {session.get_inputs()[0].name: batch})
    return np.asarray(scores, dtype=np.float64)[:, 1]


@cache
def _classifier() -> InferenceSession:
    """The direction classifier, loaded once; it needs 5 ms a dozen lines, so one thread will do."""
    package = find_spec("rapidocr")
    if package is None or package.origin is None:
        raise ValueError("the rapidocr package, a dependency of ours, is not installed")
    return open_session(Path(package.origin).parent / MODEL, threads=1)
