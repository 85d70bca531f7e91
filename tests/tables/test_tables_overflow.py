from __future__ import annotations

from dataclasses import replace

from extractor.page import BBox, PageContent, Word
from extractor.tables.stage import find_ruled
from table_builders import full_grid, word

RULES = full_grid([0, 100, 200, 300], [0, 20, 40])
HEADER = [word(text, x, 10) for text, x in (("Item", 5), ("Amount", 105), ("Note", 205))]


def text(run: int, x0: float, *parts: tuple[str, float], space: float = 3.0) -> list[Word]:
    """Words of one text object in the second row, each as wide as said."""
    words = []
    for part, width in parts:
        words.append(replace(word(part, x0, 30), bbox=BBox(x0, 25, x0 + width, 35), run=run, line=5))
        x0 += width + space
    return words


def second_row(words: list[Word]) -> list[str]:
    page = PageContent(1, 595, 842, 595, 842, words=(*HEADER, *words), rulings=tuple(RULES))
    (table,) = find_ruled(page, page.words)
    return [cell.text for cell in table.cells if cell.row == 1]


def test_text_that_runs_over_a_rule_stays_in_the_cell_it_begins_in() -> None:
    label = text(1, 3, ("Transfers", 60), ("between", 50), ("funds", 40))
    assert second_row([*label, *text(2, 203, ("ok", 10))]) == ["Transfers between funds", "", "ok"]


def test_text_set_against_the_right_side_belongs_to_the_last_cell() -> None:
    assert second_row(text(1, 70, ("Transfers", 60), ("of", 64))) == ["", "Transfers of", ""]


def test_text_centred_over_blank_cells_belongs_to_the_middle_one() -> None:
    assert second_row(text(1, 80, ("Transfers", 60), ("between", 80))) == ["", "Transfers between", ""]


def test_rule_in_a_space_like_the_others_is_run_over() -> None:
    label = text(1, 3, ("Net", 20), ("income", 72), ("total", 40), space=4.0)
    assert second_row(label) == ["Net income total", "", ""]


def test_row_set_as_one_text_is_still_cut_at_its_rules() -> None:
    words = text(1, 3, ("Net", 20), ("income", 72), space=3.0) + text(1, 103, ("12", 10))
    assert second_row(words) == ["Net income", "12", ""]


def test_words_of_other_texts_go_by_their_middle() -> None:
    words = text(1, 60, ("Transfers", 60)) + text(2, 125, ("12", 10))
    assert second_row([replace(w, run=-1) for w in words]) == ["Transfers", "12", ""]
