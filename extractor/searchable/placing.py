"""Where words stand on a page of a PDF, and how to set them there so that each fills its box."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from extractor.geometry import transform_point
from extractor.lines import LineWord, TextLine
from extractor.page import Matrix
from extractor.searchable.glyphless import ASCENT, DESCENT, EM, Alphabet, ems

WIDEST = 2.0
"""How far characters are stretched along the line, at most, as a factor: a dash, whose box is that of its ink, would
otherwise be type of no height."""
THINNEST = 0.01
"""Points of anything that has no width."""
LEVEL_RISE = 1.5
"""Heights of a line that it may rise or fall by on the page and be set level all the same: its ends are then at most
three quarters of its height off, and readers such as pdftotext, which take apart what is crooked, find it whole."""
MIDDLE = (ASCENT + DESCENT) / 2 / EM
"""Of a line above its baseline, in ems."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Text along a line on the page, in the PDF's own coordinates (points, y upwards).

    Attributes:
        x, y: Where the baseline begins.
        along: Unit vector along the baseline.
        size: Of the type, which is also the height of the line.
        width: Along the baseline, greater than 0.
    """

    text: str
    x: float
    y: float
    along: tuple[float, float]
    size: float
    width: float

    @property
    def end(self) -> tuple[float, float]:
        """Where the baseline ends."""
        return self.x + self.along[0] * self.width, self.y + self.along[1] * self.width

    def operators(self, alphabet: Alphabet) -> str:
        """The setting as operators within a text object, after a font has been chosen."""
        stretch = 100 * self.width / (ems(self.text) * self.size)
        (cos, sin), size = self.along, self.size
        matrix = f"{size * cos:.4f} {size * sin:.4f} {-size * sin:.4f} {size * cos:.4f} {self.x:.3f} {self.y:.3f}"
        return f"{stretch:.3f} Tz {matrix} Tm <{alphabet.encoded(self.text)}> Tj"


def settings_of(line: TextLine, to_user: Matrix) -> Iterator[Setting]:
    """The words of a line that OCR read, and the blanks between them.

    `to_user` leads from the page as shown to the coordinates of the PDF.
    """
    words = [(word, set_word(word, to_user)) for word in line.words if word.source == "ocr"]
    if words:
        yield words[0][1]
    for (_, before), (word, setting) in pairwise(words):
        if word.blank_before:
            yield _blank_between(before, setting)
        yield setting


def set_word(word: LineWord, to_user: Matrix) -> Setting:
    """A word set into its box; lower than its box is wide it is only as far as `WIDEST` allows."""
    outline = word.outline
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = (transform_point(to_user, *outline[i : i + 2]) for i in range(0, 8, 2))
    width, height = max(hypot(bx - ax, by - ay), THINNEST), hypot(dx - ax, dy - ay)
    along = ((bx - ax) / width, (by - ay) / width) if (ax, ay) != (bx, by) else (1.0, 0.0)
    size = max(height, width / (WIDEST * ems(word.text)))
    middle = (ax + bx + cx + dx) / 4, (ay + by + cy + dy) / 4
    axis = (float(round(along[0])), float(round(along[1])))
    if width * abs(along[0] * axis[1] - along[1] * axis[0]) <= LEVEL_RISE * size:
        along = axis
    x = middle[0] - along[0] * width / 2 + along[1] * MIDDLE * size
    y = middle[1] - along[1] * width / 2 - along[0] * MIDDLE * size
    return Setting(word.text, x, y, along, size, width)


def _blank_between(before: Setting, after: Setting) -> Setting:
    x, y = before.end
    gap = (after.x - x) * before.along[0] + (after.y - y) * before.along[1]
    return Setting(" ", x, y, before.along, before.size, max(gap, THINNEST))


def text_object(lines: Iterable[TextLine], to_user: Matrix, alphabet: Alphabet, font: str) -> str:
    """Operators that set the OCR words of `lines`, never to be seen; `font` is the name among the page's resources."""
    settings = [setting.operators(alphabet) for line in lines for setting in settings_of(line, to_user)]
    return "\n".join(["q", "BT", f"3 Tr {font} 1 Tf", *settings, "ET", "Q"]) if settings else ""
