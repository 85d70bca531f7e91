"""Random ruled tables: what stands where, before anybody has decided how the rules are drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from random import Random

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

from extractor.page import BBox

CHINESE, LATIN = "STSong-Light", "Helvetica"
pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))

LEADING = 1.2
"""Distance of two lines of a cell, in font sizes."""
_LABELS = {
    LATIN: (
        "Income",
        "Expenditure",
        "Total",
        "Region",
        "Year",
        "Share",
        "Net assets",
        "Other items",
        "Staff",
        "Grants",
    ),
    CHINESE: ("收入", "支出", "合计", "地区", "年份", "占比", "其他项目", "工作人员", "财政拨款", "结转下年度"),
}


@dataclass(frozen=True)
class Slot:
    """A cell as drawn: positions covered, and the lines of text in it."""

    row: int
    col: int
    rowspan: int
    colspan: int
    lines: tuple[str, ...] = ()
    align: str = "left"

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Row, column and spans."""
        return self.row, self.col, self.rowspan, self.colspan


@dataclass(frozen=True)
class Line:
    """A rule to be drawn, in points from the top left; `outer` where it is part of the frame."""

    level: bool
    position: float
    start: float
    end: float
    outer: bool


@dataclass(frozen=True)
class DrawnTable:
    """A table with places in points, origin top-left; `size` is that of its font, `pad` the white beside text."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    slots: tuple[Slot, ...]
    font: str
    size: float
    pad: float
    owner: dict[tuple[int, int], int] = field(default_factory=dict)

    def box(self, slot: Slot) -> BBox:
        """The box of a cell between the middles of its rules."""
        return BBox(
            self.columns[slot.col],
            self.rows[slot.row],
            self.columns[slot.col + slot.colspan],
            self.rows[slot.row + slot.rowspan],
        )

    def lines(self) -> list[Line]:
        """Every rule once, as long as it runs without a gap."""
        found = []
        height, width = len(self.rows) - 1, len(self.columns) - 1
        for c in range(width + 1):
            drawn = [self._parted((r, c - 1), (r, c)) for r in range(height)]
            found += [Line(False, self.columns[c], a, b, c in (0, width)) for a, b in _runs(drawn, self.rows)]
        for r in range(height + 1):
            drawn = [self._parted((r - 1, c), (r, c)) for c in range(width)]
            found += [Line(True, self.rows[r], a, b, r in (0, height)) for a, b in _runs(drawn, self.columns)]
        return found

    def _parted(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        return self.owner.get(one) != self.owner.get(other)


def _runs(drawn: list[bool], places: tuple[float, ...]) -> list[tuple[float, float]]:
    runs: list[tuple[float, float]] = []
    for is_drawn, (start, end) in zip(drawn, pairwise(places), strict=True):
        if not is_drawn:
            continue
        if runs and runs[-1][1] == start:
            runs[-1] = runs[-1][0], end
        else:
            runs.append((start, end))
    return runs


def random_table(
    rng: Random, left: float, top: float, height: int | None = None, width: int | None = None, spans: bool = True
) -> DrawnTable:
    """A table, 2 to 8 rows by 2 to 6 columns unless said otherwise: labels on top and on the left, figures inside."""
    height, width = height or rng.randint(2, 8), width or rng.randint(2, 6)
    font = rng.choice((LATIN, CHINESE))
    size = rng.uniform(6.5, 11)
    pad = rng.uniform(1.0, 4.0)
    places = _places(rng, height, width, rng.randint(0, 3) if spans else 0)
    slots = [_filled(rng, place, font) for place in _without_idle(places)]
    height = max(slot.row + slot.rowspan for slot in slots)
    width = max(slot.col + slot.colspan for slot in slots)
    widths = [rng.uniform(22, 60) for _ in range(width)]
    heights = [size * LEADING + 2 * pad + rng.choice((0, 0, rng.uniform(0, 12))) for _ in range(height)]
    for slot in sorted(slots, key=lambda s: s.colspan):
        _widen(widths, slot.col, slot.colspan, _text_width(slot, font, size) + 2 * pad + 1)
        _widen(heights, slot.row, slot.rowspan, len(slot.lines) * size * LEADING + 2 * pad)
    return DrawnTable(
        tuple(accumulate(widths, initial=left)),
        tuple(accumulate(heights, initial=top)),
        tuple(slots),
        font,
        size,
        pad,
        {
            (r, c): i
            for i, slot in enumerate(slots)
            for r in range(slot.row, slot.row + slot.rowspan)
            for c in range(slot.col, slot.col + slot.colspan)
        },
    )


def _places(rng: Random, height: int, width: int, spans: int) -> list[tuple[int, int, int, int]]:
    """Cells that cover a raster, some of them several positions."""
    free = {(r, c) for r in range(height) for c in range(width)}
    found = []
    for _ in range(spans):
        down, right = rng.choice(((1, 2), (1, 3), (2, 1), (3, 1), (2, 2)))
        row, col = rng.randint(0, max(0, height - down)), rng.randint(0, max(0, width - right))
        covered = {(row + i, col + k) for i in range(down) for k in range(right)}
        if covered <= free and len(free) > len(covered) + 2:
            free -= covered
            found.append((row, col, down, right))
    return sorted(found + [(r, c, 1, 1) for r, c in free])


def _without_idle(places: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The cells on the raster of the rows and columns in which at least one of them begins."""
    rows, cols = sorted({p[0] for p in places}), sorted({p[1] for p in places})
    found = []
    for row, col, down, right in places:
        spanned = sum(row <= r < row + down for r in rows), sum(col <= c < col + right for c in cols)
        found.append((rows.index(row), cols.index(col), *spanned))
    return found


def _filled(rng: Random, place: tuple[int, int, int, int], font: str) -> Slot:
    row, col, _, right = place
    if row and col:
        if rng.random() < 0.15:
            return Slot(*place)
        figure = rng.choice(("{:,.2f}", "{:,.0f}", "{:.1f}%", "-{:,.1f}")).format(10 ** rng.uniform(0, 6))
        return Slot(*place, (figure,), rng.choice(("right", "centre")))
    lines = [rng.choice(_LABELS[font]) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    return Slot(*place, tuple(lines), "centre" if row == 0 or right > 1 else rng.choice(("left", "centre")))


def _text_width(slot: Slot, font: str, size: float) -> float:
    return max((pdfmetrics.stringWidth(line, font, size) for line in slot.lines), default=0.0)


def _widen(extents: list[float], first: int, span: int, needed: float) -> None:
    """Make room for `needed` points in `span` of `extents`."""
    lack = needed - sum(extents[first : first + span])
    if lack > 0:
        for i in range(first, first + span):
            extents[i] += lack / span
