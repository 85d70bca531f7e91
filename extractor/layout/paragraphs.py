"""Lines grouped into paragraphs: by indents, line ends, pitch and type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.geometry import cluster
from extractor.layout.captions import is_caption_text, is_note_text, is_strong_note_text, is_unit_line
from extractor.layout.headings import SECTION, has_clauses, numbering_rank
from extractor.layout.text_lines import TextLine
from extractor.script import is_cjk

PARAGRAPH_GAP = 1.25
"""A pitch larger than this, in usual pitches, parts paragraphs."""
OCR_PARAGRAPH_GAP = 1.4
"""The same for OCR, where curled and tilted lines have boxes higher than their text."""
LEAST_PITCH = 1.4
"""Pitch in font sizes that is thought of where too few lines show it: Chinese reports are set wider."""
TITLE_GAP = 2.4
"""Lines of a wrapped title are at most this far apart, in font sizes: covers are set wide."""
INDENT = 1.1
"""Least indent of a first line, in font sizes: English uses one em and more, Chinese two."""
ROOM = 2.3
"""A Chinese line that leaves more room than this, in font sizes, was ended: one character and a comma that may not
begin a line take two."""
HEADING_ROOM = 4.0
"""A wrapped heading may leave this much room, in font sizes: it is broken where it reads well."""
LARGE = 1.12
"""Type of a text layer larger by this factor is another type; OCR sizes are uncertain by OCR_LARGE."""
OCR_LARGE = 1.3
RIGHT_PART = 0.4
"""A line that begins beyond this share of the measure is set to the right."""

_MARKER = re.compile(r"[•●■◆○◇□▪‣◦➢]|[-–—]$|\(?[a-zA-Z0-9]{1,3}[.)、]$|[①-⑳]|\([一二三四五六七八九十]+\)$")
_SENTENCE_END = re.compile(r"[。！？；;：:.!?][”’\"')）」』》]*$")


@dataclass(frozen=True)
class Measure:
    """The column that lines are set in, in points.

    Attributes:
        left, right: Its edges.
        size: The usual font size.
        pitch: The usual distance of baselines within a paragraph.
        axis: Where centred lines have their middle if not in that of the column; the middle of the page.
    """

    left: float
    right: float
    size: float
    pitch: float
    axis: float | None = None

    @property
    def width(self) -> float:
        """Length of a full line."""
        return self.right - self.left


def measure_column(lines: Sequence[TextLine], size: float, usual: Measure | None = None) -> Measure | None:
    """The measure of lines that form one column; None where they are too few to tell.

    The edges are those that most long lines share; a ragged right edge is where the longest line ends.

    Args:
        lines: From top to bottom.
        size: Font size of the running text, in points.
        usual: Measure of like columns, for what the lines are too few to show.
    """
    telling = [line for line in lines if not is_caption_text(line.text)] or list(lines)
    if not telling:
        return None
    longest = max(line.bbox.width for line in telling)
    long = [line for line in telling if line.bbox.width >= 0.6 * longest]
    ends = max(cluster((line.bbox.x1 for line in long), 0.7 * size), key=lambda c: (len(c), c[-1]))
    if len(ends) >= 2 and len(ends) >= 0.35 * len(long):
        right = ends[-1]
    else:
        right = usual.right if usual else max(line.bbox.x1 for line in long)
    starts = cluster((line.bbox.x0 for line in telling), 0.5 * size)
    common = [c for c in starts if len(c) >= 2 and len(c) >= 0.08 * len(telling)] or starts
    left = median(common[0])
    return Measure(left, right, size, _pitch(telling, right, size, usual))


def paragraphs_of_lines(lines: Sequence[TextLine], measure: Measure) -> list[list[TextLine]]:
    """`lines`, given from top to bottom, in groups of one paragraph each."""
    paragraphs: list[list[TextLine]] = []
    for line in lines:
        if paragraphs and not _parts(paragraphs[-1], line, measure):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def is_centred(line: TextLine, measure: Measure) -> bool:
    """Whether the line leaves the same white on both sides, and enough of it not to be a full line."""
    axes = [(measure.left + measure.right) / 2] + ([] if measure.axis is None else [measure.axis])
    white = min(line.bbox.x0 - measure.left, measure.right - line.bbox.x1)
    return white > 1.5 * measure.size and any(abs(line.bbox.x_mid - axis) <= 0.75 * line.size for axis in axes)


def is_set_right(line: TextLine, measure: Measure) -> bool:
    """Whether the line begins far to the right, as signatures and dates do; they may be centred on each other."""
    beyond = line.bbox.x0 - measure.left > RIGHT_PART * measure.width
    return beyond and not is_centred(line, measure)


def is_full(line: TextLine, measure: Measure, following: TextLine | None = None) -> bool:
    """Whether the line ran to the right edge, so that what follows had to go on a new line.

    Args:
        line: The line asked about.
        measure: The column it stands in.
        following: The line after it; unknown, a Latin word of usual length is thought of.
    """
    room = measure.right - line.bbox.x1
    if following is None:
        return room <= (ROOM if is_cjk(line.text[-1]) else 5.0) * line.size
    return room <= _first_width(following) + 0.6 * line.size


def same_type(a: TextLine, b: TextLine) -> bool:
    """Whether two lines are set in the same size, as far as their readings tell."""
    small, large = sorted((a.size, b.size))
    ocr = "ocr" in (a.words[0].origin, b.words[0].origin)
    return large <= (OCR_LARGE if ocr else LARGE) * small


def ends_sentence(text: str) -> bool:
    """Whether `text` ends in punctuation that closes a sentence or a clause before a list."""
    return bool(_SENTENCE_END.search(unicodedata.normalize("NFKC", text).rstrip()))


def starts_item(line: TextLine) -> bool:
    """Whether the line begins with a number, letter or bullet of a list or section."""
    return numbering_rank(line.text) is not None or bool(_MARKER.match(line.words[0].text))


def _pitch(lines: Sequence[TextLine], right: float, size: float, usual: Measure | None) -> float:
    """Usual distance of the baselines within a paragraph."""
    pairs = [(a, b) for a, b in pairwise(lines) if same_type(a, b) and 0.8 * a.size < _apart(a, b) < 3.5 * a.size]
    running = [_apart(a, b) for a, b in pairs if right - a.bbox.x1 <= ROOM * a.size]
    if len(running) >= 3:
        return sorted(running)[(len(running) - 1) // 2]
    if usual is not None:
        return usual.pitch
    return max(LEAST_PITCH * size, min(running or [_apart(a, b) for a, b in pairs], default=0.0))


def _apart(a: TextLine, b: TextLine) -> float:
    return b.bbox.y_mid - a.bbox.y_mid


def _parts(paragraph: Sequence[TextLine], below: TextLine, measure: Measure) -> bool:
    """Whether `below` begins a new paragraph after the lines of `paragraph`."""
    above = paragraph[-1]
    if not same_type(above, below):
        return True
    if _is_title_wrap(above, below, measure):
        return False
    if _apart(above, below) > _gap(above) * measure.pitch * max(1.0, above.size / measure.size):
        return True
    if is_set_right(above, measure) or is_set_right(below, measure) or is_unit_line(above.text):
        return True
    if _is_heading_wrap(paragraph, below, measure):
        return False
    if not is_full(above, measure, below) or _is_indented(paragraph, below, measure):
        return True
    if not ends_sentence(above.text):
        return _is_next_heading(paragraph, below)
    text = below.text
    return above.bold != below.bold or starts_item(below) or is_caption_text(text) or is_strong_note_text(text)


def _gap(line: TextLine) -> float:
    return OCR_PARAGRAPH_GAP if line.words[0].origin == "ocr" else PARAGRAPH_GAP


def _is_title_wrap(above: TextLine, below: TextLine, measure: Measure) -> bool:
    """Whether both lines belong to one centred title."""
    large = above.size > LARGE * measure.size
    display = large or numbering_rank(above.text) is not None
    centred = is_centred(below, measure) and (is_centred(above, measure) or (display and _level(above, measure)))
    near = _apart(above, below) <= max(TITLE_GAP * above.size if large else 0.0, _gap(above) * measure.pitch)
    return centred and near and above.bold == below.bold and not starts_item(below) and not is_caption_text(below.text)


def _is_next_heading(paragraph: Sequence[TextLine], below: TextLine) -> bool:
    """Whether `paragraph` is a numbered heading that happens to fill its line: bold above plain, or one of a list."""
    rank, next_rank = numbering_rank(paragraph[0].text), numbering_rank(below.text)
    if rank is None:
        return False
    if paragraph[-1].bold and not below.bold:
        return True
    listed = next_rank is not None and (next_rank <= SECTION or next_rank == rank)
    return listed and len(paragraph) == 1 and not has_clauses(paragraph[0].text)


def _is_heading_wrap(paragraph: Sequence[TextLine], below: TextLine, measure: Measure) -> bool:
    """Whether `below` ends a numbered heading in display type, which may be wrapped well before the edge."""
    above = paragraph[-1]
    display = (above.bold and below.bold) or min(above.size, below.size) > LARGE * measure.size
    numbered = numbering_rank(paragraph[0].text) is not None and numbering_rank(below.text) is None
    near = measure.right - above.bbox.x1 <= HEADING_ROOM * above.size
    return display and numbered and near and below.bbox.width < 0.5 * measure.width and not ends_sentence(above.text)


def _level(line: TextLine, measure: Measure) -> bool:
    return abs((line.bbox.x0 - measure.left) - (measure.right - line.bbox.x1)) <= 1.5 * line.size


def _is_indented(paragraph: Sequence[TextLine], below: TextLine, measure: Measure) -> bool:
    """Whether the start of `below` is not where the paragraph's next line would start."""
    first, size = paragraph[0], below.size
    if len(paragraph) > 1:
        return abs(below.bbox.x0 - median(line.bbox.x0 for line in paragraph[1:])) > INDENT * size
    offset = below.bbox.x0 - first.bbox.x0
    if offset > INDENT * size:
        return not _hangs(first, below)
    if offset < -INDENT * size:
        return offset < -6 * size
    indented = first.bbox.x0 - measure.left > INDENT * size
    return indented and (is_cjk(below.text[0]) or is_cjk(first.text[-1]) or ends_sentence(first.text))


def _hangs(first: TextLine, below: TextLine) -> bool:
    """Whether `below` starts under the text after the marker of `first`."""
    marked = starts_item(first) or is_caption_text(first.text) or is_note_text(first.text)
    return marked and any(abs(word.bbox.x0 - below.bbox.x0) <= 0.8 * below.size for word in first.words[1:4])


def _first_width(line: TextLine) -> float:
    """Width of the part of the line that may not be broken, in points: what did not fit on the line above."""
    word = line.words[0]
    if is_cjk(word.text[0]):
        return ROOM * line.size
    run = next((i for i, c in enumerate(word.text) if is_cjk(c)), len(word.text))
    if word.edges:
        return word.edges[run] - word.edges[0]
    return word.bbox.width * run / len(word.text)
