from __future__ import annotations

import pytest

from checked_documents import COUNTS, document, suspects


@pytest.mark.parametrize(
    ("column", "odd"),
    [
        pytest.param([*COUNTS, "50.7"], ["50.7"], id="speck-read-as-a-point"),
        pytest.param(["1.25", "3.50", "0.75", "12.00", "8.10", "1023"], ["1023"], id="lost-point"),
        pytest.param([*COUNTS, "507"], [], id="all-alike"),
        pytest.param(["1.5", "2", "3.25", "4", "5.5", "6"], [], id="column-without-a-format"),
        pytest.param(["1", "2", "3.5"], [], id="too-few-to-tell"),
        pytest.param([*COUNTS, "—"], [], id="no-number"),
    ],
)
def test_number_unlike_its_column(column: list[str], odd: list[str]) -> None:
    found = document([["甲"] * len(column), column])
    assert suspects(found) == odd
    assert [f.found for f in found.findings] == odd


def test_row_of_percentages_in_a_table_of_counts_is_fine() -> None:
    column = [*COUNTS, "50.7"]
    assert suspects(document([column, column, column])) == []


def test_text_layer_is_believed() -> None:
    assert suspects(document([[*COUNTS, "50.7"]], source="text-layer")) == []


def test_finding_names_the_cell() -> None:
    (finding,) = document([["甲"] * 7, [*COUNTS, "50.7"]]).findings
    assert (finding.code, finding.cells[0].row, finding.cells[0].col) == ("number.format", 6, 1)
    assert finding.params["usual"] == "0"
