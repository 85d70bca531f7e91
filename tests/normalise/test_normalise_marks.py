from __future__ import annotations

import pytest

from extractor.normalise.marks import Label, explained_marks, read_label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Current Level*", Label("Current Level", ("*",))),
        ("2006 (*)", Label("2006", ("*",))),
        ("收入合计①②", Label("收入合计", ("①", "②"))),
        ("Total¹²", Label("Total", ("¹²",))),
        pytest.param("Area, km²", Label("Area, km²"), id="a-unit"),
        pytest.param("① 收入", Label("① 收入"), id="an-ordinal"),
        pytest.param("Total (n)", Label("Total (n)"), id="no-note-begins-so"),
        pytest.param("（一）", Label("（一）"), id="numbering"),
    ],
)
def test_marks_of_labels(text: str, label: Label) -> None:
    assert read_label(text) == label


def test_marks_in_brackets_are_those_that_notes_begin_with() -> None:
    explained = explained_marks(["(a) Provisional.", "1) Without Monaco.", "Source: audited records."])
    assert read_label("France 1)", explained) == Label("France", ("1",))
    assert read_label("Sales (a)", explained) == Label("Sales", ("a",))
    assert read_label("Sales (n)", explained) == Label("Sales (n)")
