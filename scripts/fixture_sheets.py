"""Sheets of the fixtures: fonts, pages, lines of type. Coordinates are points, origin top-left, y downwards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
SONG, HEI, KAI = "Song", "Hei", "Kai"
FACES = {
    SONG: ("uming.ttc", "fonts-arphic-uming"),
    HEI: ("wqy-zenhei.ttc", "fonts-wqy-zenhei"),
    KAI: ("ukai.ttc", "fonts-arphic-ukai"),
}
"""Face → file name and the Debian package that brings it."""

NOT_FIRST = set("，。、；：？！）》”’】·,.;:?!)]%％")
NOT_LAST = set("（《“‘【([")
INVISIBLE = 3
"""Text render mode of PDF: neither filled nor stroked."""
PAGE_BREAK = "\f"
"""Stands in a text where the page breaks it."""


def register_fonts() -> None:
    """Make the faces known to reportlab; SystemExit names the package of a face that is not installed."""
    for face, (file_name, package) in FACES.items():
        if face in pdfmetrics.getRegisteredFontNames():
            continue
        found = sorted(path for folder in FONT_FOLDERS if folder.is_dir() for path in folder.rglob(file_name))
        if not found:
            raise SystemExit(f"{file_name} is not installed. Install it (Debian, Ubuntu): apt-get install {package}")
        pdfmetrics.registerFont(TTFont(face, str(found[0]), subfontIndex=0))


def width_of(text: str, face: str, size: float) -> float:
    """Width of `text` set solid, in points."""
    return float(pdfmetrics.stringWidth(text, face, size))


def break_lines(text: str, face: str, size: float, width: float, indent: float = 0.0) -> list[str]:
    """`text` in lines of at most `width`, the first shorter by `indent`.

    Chinese is broken between any two characters, but not before a closing or after an opening mark, nor within a
    run of Latin letters and digits.
    """
    lines: list[list[str]] = [[]]
    for token in re.findall(r"[A-Za-z0-9.%]+|.", text):
        room = width - (indent if len(lines) == 1 else 0.0)
        line = lines[-1]
        if line and width_of("".join(line) + token, face, size) > room + 0.01:
            carried: list[str] = []
            if token in NOT_FIRST and len(line) > 1:
                carried = [line.pop()]
            while line and line[-1] in NOT_LAST:
                carried.insert(0, line.pop())
            lines.append([*carried, token])
        else:
            line.append(token)
    return ["".join(line) for line in lines]


@dataclass(frozen=True)
class Margins:
    """Distance of the type area from the edges of the sheet."""

    left: float = 80.0
    right: float = 80.0
    top: float = 72.0
    bottom: float = 72.0


class Sheets:
    """Pages of one PDF that are printed one after the other; the same calls give the same bytes.

    Attributes:
        y: Where the next thing is printed.
        reading: A character table; where given, nothing is visible, and the text layer says what the table makes of
            each text, as an old reading of a scan does.
    """

    def __init__(
        self,
        path: Path,
        size: tuple[float, float] = A4,
        margins: Margins | None = None,
        encrypt: StandardEncryption | None = None,
        reading: dict[int, int] | None = None,
    ) -> None:
        register_fonts()
        path.parent.mkdir(parents=True, exist_ok=True)
        rl_config.useA85 = 0  # binary streams: a fifth smaller
        self.canvas = Canvas(str(path), pagesize=size, invariant=1, pageCompression=1, encrypt=encrypt)
        self.width, self.height = size
        self.margins = margins or Margins()
        self.reading = reading
        self.number = 1
        self.y = self.margins.top

    @property
    def left(self) -> float:
        """Where the left edge of the type area is."""
        return self.margins.left

    @property
    def right(self) -> float:
        """Where the right edge of the type area is."""
        return self.width - self.margins.right

    @property
    def bottom(self) -> float:
        """Where the lower edge of the type area is."""
        return self.height - self.margins.bottom

    def text(self, x: float, baseline: float, text: str, face: str, size: float, spread: float = 0.0) -> None:
        """Print `text` with its left end at x, with `spread` points added after each character."""
        line = self.canvas.beginText(x, self.height - baseline)
        line.setFont(face, size)
        line.setCharSpace(spread)
        if self.reading is not None:
            line.setTextRenderMode(INVISIBLE)
            text = text.translate(self.reading)
        line.textOut(text)
        self.canvas.drawText(line)

    def centred(self, x: float, baseline: float, text: str, face: str, size: float) -> None:
        """Print `text` with its middle at x."""
        self.text(x - width_of(text, face, size) / 2, baseline, text, face, size)

    def rule(self, x0: float, y0: float, x1: float, y1: float, thickness: float) -> None:
        """Draw a straight line."""
        if self.reading is not None:
            return
        self.canvas.setLineWidth(thickness)
        self.canvas.setLineCap(2)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def next_page(self, foot: bool = True) -> None:
        """Number the page and begin the next one."""
        if foot:
            self.centred(self.width / 2, self.height - 42, f"- {self.number} -", SONG, 10.5)
        self.canvas.showPage()
        self.number += 1
        self.y = self.margins.top

    def close(self, foot: bool = True) -> None:
        """Number the last page and write the file."""
        self.next_page(foot)
        self.canvas.save()

    def heading(self, text: str, size: float = 15.0, before: float = 8.0, after: float = 6.0) -> None:
        """A heading at the left margin."""
        self.y += before + size
        self.text(self.left, self.y, text, HEI, size)
        self.y += after

    def title(self, text: str, size: float = 22.0, before: float = 24.0, after: float = 28.0) -> None:
        """The title, centred."""
        self.y += before + size
        self.centred(self.width / 2, self.y, text, HEI, size)
        self.y += after

    def paragraph(self, text: str, size: float = 14.0, leading: float = 23.0, face: str = SONG) -> None:
        """A justified paragraph, its first line set in by two characters; a PAGE_BREAK in it begins a new page."""
        pieces = text.split(PAGE_BREAK)
        for index, piece in enumerate(pieces):
            indent = 2 * size if index == 0 else 0.0
            lines = break_lines(piece, face, size, self.right - self.left, indent)
            for number, line in enumerate(lines):
                own_indent = indent if number == 0 else 0.0
                room = self.right - self.left - own_indent
                closes = number == len(lines) - 1 and index == len(pieces) - 1
                spread = 0.0 if closes else (room - width_of(line, face, size)) / max(1, len(line) - 1)
                self.y += leading
                self.text(self.left + own_indent, self.y - 0.3 * leading, line, face, size, spread)
            if index < len(pieces) - 1:
                self.next_page()
