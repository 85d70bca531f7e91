"""Contents and indexes: lines that lead to pages, whose numbers stand in columns as those of a table do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.page import Ruling
from extractor.tables.unruled_line_kinds import LEADERS
from extractor.tables.unruled_lines import TextLine, is_value, plain

PAGES = re.compile(r"(?:,\s|\D,)\d{1,4}(?:[-–]\d{1,4})?,?$|(?:^|\D)\d{1,4},$|(?:^|\s)[.·]+\s\d{1,4}$")
"""The end of an index entry: numbers parted by a comma and a blank, the list going on in the next line; or dots."""
CLOSE_LIST = re.compile(r"(?:^|\D)\d{1,4}(?:,\s?\d{1,4})*,(?!\d{3}$)\d{1,4}$")
"""The same where OCR lost the blanks: the last group has no three digits, as thousands would."""
DATE = re.compile(r"[^\W\d]\.?\s\d{1,2},\s\d{4}$")
"""March 31, 2020 ends as a list of two pages does."""
SPACED_DOTS = re.compile(r"(?:^|\s)\.{1,2}(?:\s\.+)*$")
"""Leaders too short to be told from a sign for an absent value but by the blanks between them, or OCR lost most."""
ENTRIES = 3
"""Entries of a directory, at least."""
SURE = 0.3
"""Least share of them that have leaders or a list of pages: chapter titles often have neither."""
BETWEEN = 3
"""Lines without a page between two entries, at most: wrapped titles, the letters of an index."""
NEXT = 2.5
"""Text heights between two rows of one table."""
PAGE = re.compile(r"(?<![\d.,])\d{1,4}$")
"""A page at the end of a line."""
RISING = 0.75
"""Least share of neighbouring lines of contents whose pages do not fall; numbers of a table often do."""
FRAMED = 2.0
"""Text heights from the first or last line to a ruling line that makes it that of a table."""
LONG_RULE = 10.0
"""Text heights from which a ruling line is long enough for that."""


def without_directories(lines: Sequence[TextLine], rules: Sequence[Ruling]) -> list[TextLine]:
    """`lines` less those of contents and indexes that no ruling line frames."""
    gone = {
        i
        for start, end in _runs(lines)
        if _is_directory(lines[start:end], rules) and not _is_cut_from_table(lines, start, end)
        for i in range(start, end)
    }
    return [line for i, line in enumerate(lines) if i not in gone]


def leads_to_pages(line: TextLine) -> bool:
    """Whether leaders or a comma stand before a number of the line, and any other may be the page of a title."""
    pages = _pages(line)
    return pages is not None and pages[0] > 0


def _pages(line: TextLine) -> tuple[int, int] | None:
    """How many numbers of the line are surely pages, and how many may be; None where another value is among them."""
    texts = [s.text for s in line.segments]
    sure, possible = int(_is_list(texts[0]) or _holds_leaders(texts[0])), 0
    for before, text in pairwise(texts):
        led = _ends_in_leaders(before) or _goes_on(before)
        if _is_list(text) or _holds_leaders(text) or (led and _may_be_page(text)):
            sure += 1
        elif is_value(text) and not _ends_in_leaders(text):
            if is_value(before) or not _may_be_page(text):
                return None
            possible += 1
    return sure, possible


def _may_be_page(text: str) -> bool:
    """Whether `text` is 17 or A-17, and no amount."""
    text = plain(text)
    return text[-1:].isdecimal() and (len(text) <= 4 if text.isdecimal() else not is_value(text))


def _holds_leaders(text: str) -> bool:
    """Whether leaders stand in `text`, a page behind them."""
    return LEADERS.search(text) is not None and text[-1:].isdecimal()


def _is_list(text: str) -> bool:
    found = PAGES.search(text) or CLOSE_LIST.search(text)
    return found is not None and DATE.search(text) is None


def _goes_on(text: str) -> bool:
    """Whether `text` ends in a number and a comma: the list goes on beyond white that its lines were stretched by."""
    return _is_list(text) and text.endswith(",")


def _ends_in_leaders(text: str) -> bool:
    return SPACED_DOTS.search(text) is not None or LEADERS.search(text[-12:]) is not None


def _ends_in_page(line: TextLine) -> bool:
    """Whether titles and whole numbers take turns on the line: `2 Results 17`, or two such entries side by side."""
    pages = _pages(line)
    return pages is not None and pages[1] > 0 and is_value(line.segments[-1].text)


def _runs(lines: Sequence[TextLine]) -> Iterator[tuple[int, int]]:
    """(start, end) of runs from entry to entry that hold no other numbers."""
    start, end = 0, 0
    for i, line in enumerate(lines):
        entry = leads_to_pages(line) or _ends_in_page(line)
        if end > start and (i - end >= BETWEEN + (1 if entry else 0) or (not entry and _holds_value(line))):
            yield start, end
            start = end = i
        if entry:
            start, end = (i if start == end else start), i + 1
    if end > start:
        yield start, end


def _holds_value(line: TextLine) -> bool:
    return any(is_value(s.text) for s in line.segments[1:])


def _is_directory(run: Sequence[TextLine], rules: Sequence[Ruling]) -> bool:
    sure = sum(leads_to_pages(line) for line in run)
    entries = sum(leads_to_pages(line) or _ends_in_page(line) for line in run)
    if entries < ENTRIES or sure < SURE * entries or not _pages_rise(run):
        return False
    reach = FRAMED * run[0].size
    near = [r for r in rules if r.length >= LONG_RULE * run[0].size]
    return not any(
        run[0].y - reach <= r.position <= run[0].y or run[-1].y <= r.position <= run[-1].y + reach for r in near
    )


def _is_cut_from_table(lines: Sequence[TextLine], start: int, end: int) -> bool:
    """Whether a row with a number of another kind stands next to the run: its numbers are no pages either."""
    beside = (*_next_to(lines, start - 1, start), *_next_to(lines, end, end - 1))
    return any(_holds_value(line) and _pages(line) is None for line in beside)


def _next_to(lines: Sequence[TextLine], index: int, edge: int) -> Sequence[TextLine]:
    """The line at `index`, if there is one near the line at `edge`."""
    if not 0 <= index < len(lines) or abs(lines[index].y - lines[edge].y) > NEXT * lines[edge].size:
        return ()
    return (lines[index],)


def _pages_rise(run: Sequence[TextLine]) -> bool:
    """Whether the lines lead to pages in their order, as contents do, or to lists of pages, as an index does."""
    if any(_is_list(s.text) for line in run for s in line.segments):
        return True
    found = [PAGE.search(line.segments[-1].text) for line in run]
    pages = [int(page[0]) for page in found if page is not None]
    return sum(a <= b for a, b in pairwise(pages)) >= RISING * (len(pages) - 1)
