"""Leaders between a label and its numbers: they are white space to whoever looks for columns."""

from dataclasses import replace

from unruled_pages import RIGHT, SIZE, run, tables, texts

from extractor.page import Word

DOT = 0.25 * SIZE


def led(y: float, stub: str, values: list[str]) -> list[Word]:
    """A row whose label is led to the first number by dots that begin right behind it and run into its column."""
    label = run(y, 60, stub)
    count = int((230 - label[-1].bbox.x1) / DOT)
    box = replace(label[-1].bbox, x0=label[-1].bbox.x1, x1=label[-1].bbox.x1 + count * DOT)
    dots = Word("." * count, box, size=SIZE, space_before=False)
    numbers = [w for i, value in enumerate(values) if value for w in run(y, 252 + 60 * i, value, RIGHT)]
    return [*label, dots, *numbers]


def cells(words: list[Word]) -> list[list[str]]:
    (fragment,) = tables(words)
    return [[cell.rstrip(".") for cell in line] for line in texts(fragment)]


def test_two_columns_with_leaders_between_are_a_table() -> None:
    words = run(100, 60, "State") + run(100, 252, "Rate", RIGHT)
    for i, (stub, value) in enumerate([("Alabama", "7"), ("Alaska", "1,294"), ("New Mexico", "38"), ("Ohio", "(NA)")]):
        words += led(116 + 16 * i, stub, [value])
    assert cells(words) == [
        ["State", "Rate"],
        ["Alabama", "7"],
        ["Alaska", "1,294"],
        ["New Mexico", "38"],
        ["Ohio", "(NA)"],
    ]


def test_leaders_to_a_blank_cell_stay_with_the_label() -> None:
    words = run(100, 60, "State") + run(100, 252, "1990", RIGHT) + run(100, 312, "2000", RIGHT)
    for i, (stub, values) in enumerate([("Alabama", ["7", "8"]), ("Alaska", ["", "12"]), ("Ohio", ["3", "4"])]):
        words += led(116 + 16 * i, stub, values)
    assert cells(words)[2] == ["Alaska", "", "12"]


def test_rows_that_end_with_text_behind_their_numbers_are_a_table() -> None:
    words = (
        run(100, 60, "State") + run(100, 252, "Rate", RIGHT) + run(100, 312, "Sum", RIGHT) + run(100, 330, "Remarks")
    )
    for i, (stub, remark) in enumerate([("Alabama", "Estimated"), ("Alaska", "As reported"), ("Ohio", "Estimated")]):
        words += led(116 + 16 * i, stub, ["7", "38"]) + run(116 + 16 * i, 330, remark)
    assert cells(words)[2] == ["Alaska", "7", "38", "As reported"]
