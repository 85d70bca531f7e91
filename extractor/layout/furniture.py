"""Running headers, footers and page numbers: lines that belong to the page, found by repetition over the pages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import takewhile
from statistics import median
from typing import Literal

from extractor.geometry import overlap_1d
from extractor.layout.captions import is_caption_text
from extractor.layout.text_lines import TextLine, lines_of_words, split_at_gaps
from extractor.page import FurnitureLine, FurnitureRole, PageContent, Ruling

Edge = Literal["top", "bottom"]

BAND = 0.12
"""Depth of the margin band, as a share of the longer side of the page: 36 mm on A4, the deepest margin (37 mm) of
Chinese official documents reaches no further with a line of text in it."""
SAME_DISTANCE = 0.025
"""Distances to the edge that differ by less, as a share of the longer side, are the same place; scans are placed
by hand."""
ALIKE = 0.8
"""Similarity from which two texts are one, OCR errors allowed."""
LARGER = 1.25
"""A line larger than this, in body sizes, is a title, though it be repeated."""
OCR_DOUBT = 1.25
"""Factor by which a font size that OCR gives may be too large."""
ONLY_ONCE_DOUBT = 1.12
"""The same for a line that is not repeated: all that is known of it is that it is no larger than the body."""
RULE_SHARE = 0.4
"""Shorter rules, as a share of the width of the page, underline words and part nothing."""
BORDER = 0.9
"""Longer rules, as a share of the page along them, are its border."""
DEPTH = 3
"""Lines of a running header at most."""
CLEAR = 1.0
"""White below a running header, in its own heights; a table's title stands closer to its table."""

_DASH = r"[-‐‑‒–—―−─~～·•_=一]"
_NUMBER = r"(\d{1,4}|[ivxlc]{1,7}|[〇零一二三四五六七八九十百]{1,5})"
_MARKED = re.compile(
    rf"(?:第{_NUMBER}页(?:[,，/|]?(?:共|总)\d+页)?"
    rf"|共\d+页[,，/|]?第{_NUMBER}页"
    rf"|{_DASH}{{1,3}}\.?(\d{{1,4}})\.?{_DASH}{{1,3}}"
    rf"|(?:page|pg\.?|p\.)\.?:?{_NUMBER}(?:(?:of|/)\d+)?"
    r"|(\d{1,4})(?:/|of)\d{1,4}"
    r"|(\d{1,4})页)",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,4}|[ivxlc]{1,7}", re.IGNORECASE)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_CHINESE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}


@dataclass(frozen=True)
class MarginLine:
    """A line in the margin band of a page.

    Attributes:
        page: Index of the page.
        rank: 0 for the outermost line on its edge, 1 for the next, …
        distance: From the middle of the line to the edge, as a share of the longer side of the page.
        clear: White between the line and the text inside of it, in heights of the line; large where there is none.
        framed: Whether ruling lines make it part of a table.
        underlined: Whether a ruling line that opens no table parts it from the text.
        format: Width and height of the page, in steps of 10 points.
    """

    page: int
    edge: Edge
    rank: int
    line: TextLine
    distance: float
    clear: float
    framed: bool
    underlined: bool
    format: tuple[int, int]

    @property
    def key(self) -> str:
        """The text with digits and blanks taken out of account."""
        return re.sub(r"\d+", "#", _plain(self.line.text))


def find_furniture(pages: Sequence[PageContent]) -> tuple[PageContent, ...]:
    """The pages with `furniture` filled: running headers, footers, page numbers. All words stay in `words` too."""
    lines = [lines_of_words(page.words) for page in pages]
    size = _body_size(lines)
    margins = [line for index, page in enumerate(pages) for line in _margin_lines(index, page, lines[index])]
    found: dict[int, FurnitureRole] = {}
    for line in _page_numbers(margins, pages):
        found[id(line)] = "page_number"
    for line in _running(margins, pages, size, found):
        found[id(line)] = "header" if line.edge == "top" else "footer"
    return tuple(
        replace(
            page,
            furniture=tuple(
                FurnitureLine(found[id(m)], m.line.text, m.line.bbox, m.line.words)
                for m in margins
                if m.page == index and id(m) in found
            ),
        )
        for index, page in enumerate(pages)
    )


def page_number_of(text: str) -> tuple[int, bool] | None:
    """The number that `text` gives as a page number and whether it says so itself; None where it is none.

    "第3页", "— 3 —", "Page 3 of 9" and "3/9" say so; "3" and "iii" do not.
    """
    plain = _plain(text)
    if marked := _MARKED.fullmatch(plain):
        value = _value(next(group for group in marked.groups() if group))
        return None if value is None else (value, True)
    if _BARE.fullmatch(plain):
        value = _value(plain)
        return None if value is None else (value, False)
    return None


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def _value(digits: str) -> int | None:
    if digits.isdecimal():
        return int(digits)
    if digits[0] in _ROMAN:
        values = [_ROMAN[c] for c in digits]
        return sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
    if "百" in digits:
        return None
    tens, ten, ones = digits.rpartition("十")
    return (_CHINESE.get(tens, 1) * 10 if ten else 0) + (_CHINESE.get(ones, 0) if len(ones) <= 1 else 0)


def _body_size(lines_by_page: Sequence[Sequence[TextLine]]) -> float:
    """Font size of most characters, tables included."""
    sizes = [line.size for lines in lines_by_page for line in lines for _ in line.text]
    return median(sizes) if sizes else 10.0


def _margin_lines(index: int, page: PageContent, lines: Sequence[TextLine]) -> list[MarginLine]:
    """The outermost of the page's `lines`, on both edges, that lie in the margin bands."""
    side = max(page.width, page.height)
    lines = [line for line in lines if any(c.isalnum() for c in line.text)]
    tops = [_margin_line(index, page, lines, i, "top") for i in range(min(DEPTH, len(lines)))]
    ends = [_margin_line(index, page, lines[::-1], i, "bottom") for i in range(min(DEPTH, len(lines)))]
    kept = [m for m in tops + ends if m.distance * side <= BAND * side]
    return [m for m in kept if m.edge == ("top" if m.line.bbox.y_mid < page.height / 2 else "bottom")]


def _margin_line(index: int, page: PageContent, lines: Sequence[TextLine], rank: int, edge: Edge) -> MarginLine:
    """The line of `rank` in `lines`, which go from the edge inwards."""
    line = lines[rank]
    box, inner = line.bbox, lines[rank + 1].bbox if rank + 1 < len(lines) else None
    height = max(box.height, 1.0)
    if edge == "top":
        distance, white = box.y_mid, (inner.top if inner else page.height) - box.bottom
        reach = (box.bottom, box.bottom + white)
    else:
        distance, white = page.height - box.y_mid, box.top - (inner.bottom if inner else 0.0)
        reach = (box.top - white, box.top)
    level = [r for r in page.rulings if r.orientation == "horizontal" and r.length >= RULE_SHARE * page.width]
    parting = [r for r in level if reach[0] - 2 <= r.position <= reach[1] + 2]
    table_edges = [r for r in parting if _opens_table(r, page, edge)]
    if table_edges:
        nearest = min(abs(r.position - (box.bottom if edge == "top" else box.top)) for r in table_edges)
        white = min(white, nearest)
    return MarginLine(
        page=index,
        edge=edge,
        rank=rank,
        line=line,
        distance=distance / max(page.width, page.height, 1.0),
        clear=white / height,
        framed=_framed(line, page, edge),
        underlined=len(parting) > len(table_edges),
        format=(round(page.width / 10), round(page.height / 10)),
    )


def _opens_table(rule: Ruling, page: PageContent, edge: Edge) -> bool:
    """Whether a table begins at `rule`: vertical rules start on it, or the next like rule closes a row of its text."""
    if _verticals_start(rule, page.rulings, edge):
        return True
    inwards = 1 if edge == "top" else -1
    level = [r for r in page.rulings if r.orientation == "horizontal" and _over(r, rule) > 0.8 * rule.length]
    following = min(
        (r for r in level if 4 < (r.position - rule.position) * inwards <= 60),
        key=lambda r: (r.position - rule.position) * inwards,
        default=None,
    )
    if following is None or not _same_extent(following, rule) or _verticals_start(following, page.rulings, edge):
        return False
    low, high = sorted((rule.position, following.position))
    between = lines_of_words(word for word in page.words if low < word.bbox.y_mid < high)
    return any(not is_caption_text(line.text) for line in between)


def _verticals_start(rule: Ruling, rulings: Sequence[Ruling], edge: Edge) -> bool:
    """Whether a vertical rule goes inwards from the horizontal `rule`."""
    return any(
        other.orientation == "vertical"
        and rule.start - 3 <= other.position <= rule.end + 3
        and abs((other.start if edge == "top" else other.end) - rule.position) <= 3
        and other.length > 6
        for other in rulings
    )


def _over(a: Ruling, b: Ruling) -> float:
    return overlap_1d(a.start, a.end, b.start, b.end)


def _same_extent(a: Ruling, b: Ruling) -> bool:
    return abs(a.start - b.start) <= 3 and abs(a.end - b.end) <= 3


def _framed(line: TextLine, page: PageContent, edge: Edge) -> bool:
    """Whether the line lies beside a vertical rule or, on its outer side, under a horizontal one.

    The border of a page frames no line of it.
    """
    box = line.bbox
    for rule in page.rulings:
        if rule.length > BORDER * (page.height if rule.orientation == "vertical" else page.width):
            continue
        if rule.orientation == "vertical":
            if rule.start <= box.y_mid <= rule.end:
                return True
        else:
            outside = rule.position < box.y_mid if edge == "top" else rule.position > box.y_mid
            covers = rule.start - 3 <= box.x_mid <= rule.end + 3
            if outside and covers and abs(rule.position - box.y_mid) < 4 * max(box.height, 8.0):
                return True
    return False


def _page_numbers(margins: Sequence[MarginLine], pages: Sequence[PageContent]) -> list[MarginLine]:
    """Lines that are page numbers: by what they say, or by counting along with the pages, or by standing alone."""
    candidates: list[tuple[MarginLine, int, bool]] = []
    for line in margins:
        read = page_number_of(line.line.text)
        if read and not line.framed and line.line.bbox.width < 0.35 * pages[line.page].width:
            candidates.append((line, *read))
    shifts = Counter((m.edge, value - pages[m.page].number) for m, value, _ in candidates)
    found: list[MarginLine] = []
    for line, value, marked in candidates:
        counting = shifts[(line.edge, value - pages[line.page].number)] >= 2
        fitting = marked or counting or _fits_alone(value, pages[line.page].number)
        if fitting and line.rank <= 1 and (marked or line.clear >= CLEAR):
            found.append(line)
    return found


def _fits_alone(value: int, number: int) -> bool:
    """Whether a bare number may be a page number with no other page to compare with; a year is none."""
    return value == number or value < 1000


def _running(
    margins: Sequence[MarginLine], pages: Sequence[PageContent], size: float, found: dict[int, FurnitureRole]
) -> list[MarginLine]:
    """Lines that come again on other pages at the same distance from the edge, apart from the text."""
    groups = _repeated([m for m in margins if id(m) not in found and _may_run(m, size)], len(pages))
    repeated = {id(m) for group in groups for m in group}
    repeated |= {id(m) for m in margins if id(m) not in found and _may_run(m, size) and _heads_page(m, size)}
    parted = {id(m) for m in margins if _is_parted(m)}
    running = _outer_parts(margins, repeated, found, parted)
    # What runs on one page runs on all, though a table begins closer below it than the text of that page.
    proven = {id(m) for m in running}
    parted |= {id(m) for group in groups if any(id(m) in proven for m in group) for m in group if _pieces(m) == 1}
    return _outer_parts(margins, repeated, found, parted)


def _may_run(margin: MarginLine, size: float) -> bool:
    text = margin.line.text
    letters = any(c.isalpha() for c in text)
    return letters and not margin.framed and not is_caption_text(text) and _is_small(margin, LARGER * size)


def _is_small(margin: MarginLine, limit: float, doubt: float = OCR_DOUBT) -> bool:
    """Whether the type is no larger than `limit`; sizes of OCR are uncertain by a factor of `doubt`."""
    return margin.line.size <= limit * (doubt if margin.line.words[0].origin == "ocr" else 1.0)


def _heads_page(margin: MarginLine, size: float) -> bool:
    """Whether the line is a running header by itself: the topmost, in small type, with a rule below it."""
    topmost = margin.edge == "top" and margin.rank == 0
    return topmost and margin.underlined and margin.clear >= CLEAR and _is_small(margin, size, ONLY_ONCE_DOUBT)


def _pieces(margin: MarginLine) -> int:
    """In how many pieces the line is set, with wide gaps between."""
    return len(split_at_gaps(margin.line, 2 * margin.line.size))


def _is_parted(margin: MarginLine) -> bool:
    """Whether white or a rule parts the line from the text."""
    return margin.underlined or margin.clear >= CLEAR * (1 if _pieces(margin) <= 2 else 1.5)


def _outer_parts(
    margins: Sequence[MarginLine], repeated: Container[int], number: Container[int], parted: Container[int]
) -> list[MarginLine]:
    """The repeated lines of each page from its edges inwards, as far as the last that is parted from the text.

    Page numbers may stand among them. The containers hold ids of lines.
    """
    stacks: dict[tuple[int, Edge], list[MarginLine]] = {}
    for margin in sorted(margins, key=lambda m: m.rank):
        stacks.setdefault((margin.page, margin.edge), []).append(margin)
    found: list[MarginLine] = []
    for stack in stacks.values():
        outer = list(takewhile(lambda m: id(m) in repeated or id(m) in number, stack))
        last = max((i for i, m in enumerate(outer) if id(m) in parted), default=-1)
        found += [m for m in outer[: last + 1] if id(m) in repeated]
    return found


def _repeated(margins: Sequence[MarginLine], page_count: int) -> list[list[MarginLine]]:
    """Groups of lines with like text, size and place, on as many pages as a running header needs."""
    groups: list[list[MarginLine]] = []
    for margin in margins:
        home = next((group for group in groups if _alike(group[0], margin)), None)
        if home is None:
            groups.append([margin])
        else:
            home.append(margin)
    return [g for g in groups if (n := len({m.page for m in g})) >= 3 or (n == 2 and page_count <= 4)]


def _alike(a: MarginLine, b: MarginLine) -> bool:
    """Whether two lines are one running line; pages of another format have their own margins."""
    if a.edge != b.edge or (a.format == b.format and abs(a.distance - b.distance) > SAME_DISTANCE):
        return False
    small, large = sorted((a.line.size, b.line.size))
    return large <= 1.25 * small and SequenceMatcher(None, a.key, b.key, autojunk=False).ratio() >= ALIKE
