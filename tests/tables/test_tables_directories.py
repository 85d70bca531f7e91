"""Contents and indexes among tables: lines that lead to pages."""

from __future__ import annotations

import pytest

from extractor.page import BBox, Ruling, Word
from extractor.tables.directories import leads_to_pages, without_directories
from extractor.tables.unruled_lines import TextLine, make_line

SIZE = 10.0
LEADERS = " ." * 12


def line(y: float, *segments: tuple[float, str]) -> TextLine:
    """A line of segments, each from its left edge; a blank in a text parts words."""
    words = []
    for x, text in segments:
        for part in text.split():
            end = x + 5 * len(part)
            words.append(Word(part, BBox(x, y - SIZE / 2, end, y + SIZE / 2), size=SIZE))
            x = end + 3
    return make_line(words)


def contents() -> list[TextLine]:
    """A chapter without leaders above and between sections with them."""
    return [
        line(100, (60, "1"), (80, "Introduction"), (500, "1")),
        line(120, (80, "1.1 Scope" + LEADERS), (500, "2")),
        line(140, (80, "1.2 Terms" + LEADERS), (500, "5")),
        line(152, (80, "1.3"), (110, "Leaders that OCR lost"), (500, "5")),
        line(165, (60, "2"), (80, "Results"), (500, "7")),
        line(190, (60, "3"), (80, "Discussion"), (500, "9")),
        line(210, (80, "3.1 Outlook" + LEADERS), (500, "10")),
    ]


def index() -> list[TextLine]:
    """Three columns of entries, their lists of pages broken and stretched."""
    return [
        line(100, (60, "abacus, 12, 15"), (220, "283, 290,"), (300, "301,"), (380, "gable, 7")),
        line(115, (60, "abbey, 6"), (220, "307,"), (260, "311,"), (300, "320"), (380, "gallery . . 31")),
        line(130, (100, "C"), (220, "dado" + LEADERS), (340, "88"), (380, "90,"), (420, "94,")),
        line(145, (60, "capital, 1, 4,"), (220, "dome, 16"), (380, "101, 107")),
    ]


def table(first: float = 100) -> list[TextLine]:
    rows = (("North", "12", "34.5"), ("South", "17", "61.2"), ("East", "21", "70.3"))
    return [line(first + 15 * i, (60, a), (300, b), (400, c)) for i, (a, b, c) in enumerate(rows)]


@pytest.mark.parametrize("lines", [contents(), index()], ids=["contents", "index"])
def test_lines_that_lead_to_pages_go(lines: list[TextLine]) -> None:
    assert without_directories(lines, ()) == []


@pytest.mark.parametrize(
    "counts",
    [pytest.param(("12", "15", "30", "1,294"), id="amount"), pytest.param(("30", "12", "45", "15"), id="headed")],
)
def test_rows_of_a_table_with_leaders_stay(counts: tuple[str, ...]) -> None:
    head = line(100, (60, "State"), (300, "Rate"))
    rows = [line(115 + 15 * i, (60, "Name" + LEADERS), (300, count)) for i, count in enumerate(counts)]
    assert without_directories([head, *rows], ()) == [head, *rows]


def test_table_below_contents_stays() -> None:
    below = table(300)
    assert without_directories([*contents(), *below], ()) == below


def test_leaders_behind_the_labels_of_a_table_lead_to_no_page() -> None:
    rows = [line(100 + 15 * i, (60, "Item" + LEADERS), (300, "1,200"), (400, "17")) for i in range(4)]
    assert without_directories(rows, ()) == rows


@pytest.mark.parametrize(
    "values",
    [pytest.param(("772", "926", "407", "667"), id="no-order"), pytest.param(("7", "8.5", "9.1", "12"), id="decimals")],
)
def test_leaders_before_numbers_that_are_no_pages_are_of_a_table(values: tuple[str, ...]) -> None:
    rows = [line(100 + 15 * i, (60, "Item" + LEADERS), (300, value)) for i, value in enumerate(values)]
    assert without_directories(rows, ()) == rows


def test_lists_of_numbers_between_ruling_lines_stay() -> None:
    rows = [line(100 + 15 * i, (60, "Member"), (300, "3, 5, 7")) for i in range(4)]
    assert without_directories(rows, ()) == []
    assert without_directories(rows, [Ruling("horizontal", 90, 60, 400)]) == rows


@pytest.mark.parametrize(
    ("segments", "leads"),
    [
        pytest.param(((60, "Scope" + LEADERS), (300, "7")), True, id="leaders"),
        pytest.param(((60, "figure, 24, 25"),), True, id="list"),
        pytest.param(((60, "12,"), (150, "17"),), True, id="stretched-list"),
        pytest.param(((60, "abbey"), (150, ".. 17")), True, id="leaders-that-ocr-lost"),
        pytest.param(((60, "abbey"), (150, "10,17, 21")), True, id="blanks-that-ocr-lost"),
        pytest.param(((60, "abbey"), (150, "12,170")), False, id="thousands"),
        pytest.param(((60, "abbey .. 17"), (220, "dado"), (320, "88")), True, id="one-of-two-entries"),
        pytest.param(((60, "December 31, 2020"),), False, id="date"),
        pytest.param(((60, "Scope"), (300, "7")), False, id="no-leaders"),
        pytest.param(((60, "figure, 24"), (300, "7.5")), False, id="value-beside"),
    ],
)  # fmt: skip
def test_a_line_leads_to_pages(segments: tuple[tuple[float, str], ...], leads: bool) -> None:
    assert leads_to_pages(line(100, *segments)) is leads
