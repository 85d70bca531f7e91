from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.layout.furniture import find_furniture
from extractor.layout.stage import lay_out
from extractor.page import BBox, FragmentCell, PageContent, TableFragment, TextBlock, Word

WIDTH, HEIGHT = 595.0, 842.0
LEFT, EM = 70.0, 12.0
FULL = 38
"""Characters of a full line of Chinese."""


def line(text: str, top: float, *, x0: float = LEFT, size: float = EM, bold: bool = False) -> Word:
    ems = sum(1.0 if ord(c) > 0x2000 else 0.5 for c in text)
    return Word(text, BBox(x0, top, x0 + size * ems, top + size), size=size, bold=bold)


def latin(text: str, top: float, *, x0: float = LEFT, size: float = 10.0, bold: bool = False) -> tuple[Word, ...]:
    words: list[Word] = []
    for part in text.split():
        words.append(Word(part, BBox(x0, top, x0 + 0.5 * size * len(part), top + size), size=size, bold=bold))
        x0 = words[-1].bbox.x1 + 0.3 * size
    return tuple(words)


def centred(text: str, top: float, *, size: float = EM) -> Word:
    return line(text, top, x0=LEFT + FULL * EM / 2 - len(text) * size / 2, size=size)


def fragment(top: float, bottom: float, *words: Word, x0: float = LEFT, x1: float = LEFT + FULL * EM) -> TableFragment:
    box = BBox(x0, top, x1, bottom)
    return TableFragment(1, box, (x0, x1), (top, bottom), (FragmentCell(0, 0, 1, 1, box, words),))


def page(
    *words: Word, fragments: tuple[TableFragment, ...] = (), images: tuple[BBox, ...] = (), number: int = 1
) -> PageContent:
    held = tuple(w for f in fragments for c in f.cells for w in c.words)
    return PageContent(number, WIDTH, HEIGHT, WIDTH, HEIGHT, words=words + held, fragments=fragments, images=images)


def outline(*pages: PageContent) -> list[tuple[str, str]]:
    marks = {"paragraph": "p", "caption": "c", "note": "n", "figure": "f"}
    return [(f"h{b.level}" if b.kind == "heading" else marks[b.kind], b.text) for p in lay_out(pages) for b in p.blocks]


LONG = "本年度收支规模总体保持稳定增减变化的主要原因是人员经费政策性调整和专项工作任务安排"[:FULL]
BODY = [line(LONG[: FULL - 2], 400, x0=LEFT + 2 * EM), line(LONG, 420), line("有所变化。", 440)]
BODY_TEXT = LONG[: FULL - 2] + LONG + "有所变化。"


def test_lines_of_a_paragraph_are_joined() -> None:
    assert outline(page(*BODY)) == [("p", BODY_TEXT)]


def test_an_indented_line_begins_a_paragraph_though_the_one_above_is_full() -> None:
    second = [line(LONG[: FULL - 3] + "。", 460, x0=LEFT + 2 * EM), line("完。", 480)]
    full = [*BODY[:2], line("变化" * 19, 440)]
    assert outline(page(*full, *second)) == [
        ("p", LONG[: FULL - 2] + LONG + "变化" * 19),
        ("p", LONG[: FULL - 3] + "。完。"),
    ]


def test_title_sections_and_running_clauses() -> None:
    words = [
        centred("某乡政府信息公开工作", 80, size=20),
        centred("年度报告", 110, size=20),
        line("一、总体情况", 150, size=14),
        line("（一）加强领导，健全机制。" + LONG[:23], 180, x0=LEFT + 2 * EM),
        line(LONG, 200),
        line("完。", 220),
        line("二、主动公开情况", 250, size=14),
        *(replace(w, bbox=BBox(w.bbox.x0, w.bbox.top, w.bbox.x1, w.bbox.bottom)) for w in BODY),
    ]
    assert outline(page(*words)) == [
        ("h1", "某乡政府信息公开工作年度报告"),
        ("h2", "一、总体情况"),
        ("p", "（一）加强领导，健全机制。" + LONG[:23] + LONG + "完。"),
        ("h2", "二、主动公开情况"),
        ("p", BODY_TEXT),
    ]


def test_sections_are_known_without_display_type() -> None:
    words = [line("一、总体情况", 360, x0=LEFT + 2 * EM), line("（一）机关运行经费", 380, x0=LEFT + 2 * EM), *BODY]
    assert outline(page(*words)) == [("h2", "一、总体情况"), ("h3", "（一）机关运行经费"), ("p", BODY_TEXT)]


def test_levels_are_the_same_over_the_document() -> None:
    pages = [
        page(line("一、情况", 360, size=14), *BODY),
        page(line("二、情况", 360, size=18), *BODY, number=2),
        page(line("（一）细节", 360, size=18), *BODY, number=3),
    ]
    assert [kind for kind, _ in outline(*pages) if kind != "p"] == ["h2", "h2", "h3"]


def test_list_items_in_plain_type_are_paragraphs() -> None:
    items = [line(f"{n}.第{n}项工作", 440 + 20 * n, x0=LEFT + 2 * EM) for n in (1, 2, 3)]
    assert [kind for kind, _ in outline(page(*BODY, *items))] == ["p"] * 4


def test_english_headings_and_paragraphs_set_apart_by_white() -> None:
    text = "Activity recovered across most locations during the year although the pace of growth varied."
    words = [
        *latin("Glenford Water Board: Annual Report", 60, size=18, bold=True),
        *latin("1 Activity by location", 100, size=14, bold=True),
        *latin(text, 130),
        *latin("widely between districts.", 146),
        *latin(text, 170),
        *latin("in other places too.", 186),
    ]
    assert outline(page(*words)) == [
        ("h1", "Glenford Water Board: Annual Report"),
        ("h2", "1 Activity by location"),
        ("p", f"{text} widely between districts."),
        ("p", f"{text} in other places too."),
    ]


def test_entries_of_a_table_of_contents_are_no_headings() -> None:
    contents = [centred("目录", 80, size=16)] + [line(t, 120 + 20 * i) for i, t in enumerate(["一、职能", "二、机构"])]
    text = page(line("一、职能", 360), *BODY, number=2)
    assert [kind for kind, _ in outline(page(*contents), text)] == ["h2", "p", "p", "h2", "p"]


def test_signature_and_date_are_paragraphs_of_their_own() -> None:
    words = [*BODY, line("某县统计局", 480, x0=420), line("2021年1月19日", 500, x0=410)]
    assert [text for _, text in outline(page(*words))] == [BODY_TEXT, "某县统计局", "2021年1月19日"]


def test_lines_about_a_table_go_to_it() -> None:
    table = fragment(260, 380, line("1", 300))
    words = [
        *(replace(w, bbox=BBox(w.bbox.x0, w.bbox.top - 260, w.bbox.x1, w.bbox.bottom - 260)) for w in BODY),
        centred("收入支出决算总表", 205),
        line("部门：某局", 230),
        line("金额单位：万元", 230, x0=440),
        line("注：本表反映收支情况。", 390, size=9),
        *(replace(w, bbox=BBox(w.bbox.x0, w.bbox.top + 60, w.bbox.x1, w.bbox.bottom + 60)) for w in BODY),
    ]
    laid = lay_out([page(*words, fragments=(table,))])[0]
    assert [(b.kind, b.text, b.table) for b in laid.blocks if b.kind != "paragraph"] == [
        ("caption", "收入支出决算总表", 0),
        ("caption", "部门：某局", 0),
        ("caption", "金额单位：万元", 0),
        ("note", "注：本表反映收支情况。", 0),
    ]
    assert laid.order == (
        ("block", 0), ("block", 1), ("block", 2), ("block", 3), ("fragment", 0), ("block", 4), ("block", 5)
    )  # fmt: skip


def test_a_sign_of_percent_above_a_table_is_its_unit_line() -> None:
    table = fragment(260, 380, line("1", 300))
    words = [*BODY, *latin("Table 2: Weights", 225), line("(%)", 243, x0=500)]
    laid = lay_out([page(*words, fragments=(table,))])[0]
    assert [b.text for b in laid.blocks if b.kind == "caption" and b.table == 0] == ["Table 2: Weights", "(%)"]


def test_a_numbered_section_above_a_table_is_a_heading() -> None:
    table = fragment(460, 600, line("1", 500))
    words = [*BODY, line("二、收入决算表", 430, x0=200, size=14)]
    words = [w for w in words if w.text != "有所变化。"]
    assert ("h2", "二、收入决算表") in outline(page(*words, fragments=(table,)))


def test_columns_are_read_one_after_the_other() -> None:
    head = latin("A heading that runs over both of the columns of this page", 60, size=14, bold=True)
    left = [latin(f"left row {i} with words to fill the line up", 100 + 14 * i, x0=60) for i in range(6)]
    right = [latin(f"right row {i} with words to fill the line up", 100 + 14 * i, x0=310) for i in range(6)]
    text = " ".join(t for _, t in outline(page(*head, *(w for row in left + right for w in row))))
    assert text.index("heading") < text.index("left row 0") < text.index("left row 5") < text.index("right row 0")


def test_captions_of_tables_side_by_side_go_to_their_table() -> None:
    tables = (
        fragment(200, 400, line("1", 300, x0=80), x1=280),
        fragment(200, 400, line("2", 300, x0=320), x0=310, x1=520),
    )
    laid = lay_out([page(line("表1", 180, x0=160), line("表2", 180, x0=400), fragments=tables)])[0]
    assert {(b.text, b.table) for b in laid.blocks} == {("表1", 0), ("表2", 1)}


def test_tables_side_by_side_keep_their_order_though_one_begins_a_little_higher() -> None:
    tables = fragment(100, 200, x0=70, x1=250), fragment(99.9, 300, x0=253, x1=450)
    (found,) = lay_out((page(fragments=tables),))
    assert found.order == (("fragment", 0), ("fragment", 1))


def test_a_picture_is_a_figure_and_the_scan_of_the_page_is_not() -> None:
    images = (BBox(0, 0, WIDTH, HEIGHT), BBox(200, 200, 300, 300), BBox(10, 10, 14, 14))
    laid = lay_out([page(*BODY, images=images)])[0]
    assert [(b.kind, b.bbox.top) for b in laid.blocks] == [("figure", 200), ("paragraph", 400)]


def test_the_end_of_a_page_is_open_where_a_paragraph_goes_on() -> None:
    cut = page(*BODY[:2])
    rest = page(line(LONG, 80), line("完。", 100), line("新段落" + LONG[:20], 120, x0=LEFT + 2 * EM), number=2)
    above, below = lay_out([cut, rest])
    assert above.blocks[-1].open_end
    assert [(b.open_start, b.open_end) for b in below.blocks] == [(True, False), (False, False)]


def test_a_word_cut_by_a_cell_leaves_its_rest() -> None:
    whole = Word("合计123元", BBox(60, 300, 130, 312), edges=(60, 72, 84, 92, 100, 108, 130))
    piece = replace(whole, text="合计", bbox=BBox(60, 300, 84, 312), edges=(60, 72, 84))
    table = fragment(290, 320, piece, x0=50, x1=90)
    laid = lay_out([replace(page(fragments=(table,)), words=(whole,))])[0]
    assert [w.text for b in laid.blocks for w in b.words] == ["123元"]


def test_a_word_in_the_frame_that_no_cell_holds_is_unplaced() -> None:
    table = fragment(290, 320, line("1", 300))
    laid = lay_out([page(line("失", 300, x0=200), fragments=(table,))])[0]
    assert [w.text for w in laid.unplaced] == ["失"]


TEXTS = [
    "一、总体",
    "（一）某事",
    "表1 收入",
    "单位：元",
    "注：某",
    "3",
    "— 3 —",
    "Table 2.",
    "word",
    "完。",
    LONG,
    "目录",
    "•",
]
WORDS = st.builds(
    lambda text, x0, top, size, bold, ocr: replace(
        line(text, top, x0=x0, size=size, bold=bold), origin="ocr" if ocr else "text-layer"
    ),
    st.sampled_from(TEXTS),
    st.floats(0, 500),
    st.floats(0, 830),
    st.floats(5, 30),
    st.booleans(),
    st.booleans(),
)
BOXES = st.builds(lambda x, y, w, h: BBox(x, y, x + w, y + h), *[st.floats(0, 400)] * 2, *[st.floats(1, 400)] * 2)


@given(
    st.lists(
        st.tuples(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=2), st.lists(BOXES, max_size=2)), max_size=4
    )
)
@pytest.mark.filterwarnings("error")
def test_every_word_ends_in_exactly_one_place(drawn: list[tuple[list[Word], list[Word], list[BBox]]]) -> None:
    pages = [
        page(*words, fragments=(fragment(300, 500, *cells),) if cells else (), images=tuple(images), number=n)
        for n, (words, cells, images) in enumerate(drawn, 1)
    ]
    bare = find_furniture([replace(p, fragments=()) for p in pages])
    ready = []
    for before, p in zip(pages, bare, strict=True):
        held = Counter(w for f in p.furniture for w in f.words)
        fragments = tuple(
            replace(f, cells=tuple(replace(c, words=tuple(w for w in c.words if not held[w])) for c in f.cells))
            for f in before.fragments
        )
        ready.append(replace(p, fragments=fragments))
    for p in lay_out(ready):
        placed = Counter(w for b in p.blocks for w in b.words) + Counter(p.unplaced)
        placed += Counter(w for f in p.furniture for w in f.words)
        placed += Counter(w for f in p.fragments for c in f.cells for w in c.words)
        assert placed == Counter(p.words)
        assert sorted(p.order) == sorted(
            [("block", i) for i in range(len(p.blocks))] + [("fragment", i) for i in range(len(p.fragments))]
        )
        assert all(isinstance(b, TextBlock) and (b.text or b.kind == "figure") for b in p.blocks)
