from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractor.stitch.columns import align, is_same_layout, same_order


def test_same_rules_agree_at_another_place_and_scale() -> None:
    alignment = align([50, 150, 250], [80, 200, 320])
    assert alignment.equal
    assert alignment.columns == (50, 150, 250)


def test_lost_outer_column_is_found_as_printed() -> None:
    alignment = align([50, 150, 250, 350], [50, 150, 250])
    assert alignment.lower == (0, 1, 2)
    assert alignment.nesting == 1.0


def test_other_rules_stand_on_the_union() -> None:
    alignment = align([0, 100, 300], [0, 200, 300])
    assert alignment.columns == (0, 100, 200, 300)
    assert alignment.upper == (0, 1, 3)
    assert alignment.lower == (0, 2, 3)
    assert alignment.agreement == 2 / 3


def test_same_order_takes_the_first_as_the_first() -> None:
    assert same_order([0, 10, 20], [5, 90, 100]).equal


def test_columns_bent_in_the_scan_are_the_same_columns() -> None:
    assert is_same_layout([0, 30, 60, 90, 120], [0, 36, 66, 94, 120])
    assert not is_same_layout([0, 30, 60, 90, 120], [0, 45, 75, 105, 120])
    assert not is_same_layout([0, 60, 120], [0, 30, 60, 120])


edges = st.lists(st.integers(0, 500), min_size=2, max_size=12, unique=True).map(
    lambda xs: [float(x) * 10 for x in sorted(xs)]
)


@given(edges, edges)
def test_places_ascend_within_the_union(upper: list[float], lower: list[float]) -> None:
    alignment = align(upper, lower)
    for places in (alignment.upper, alignment.lower):
        assert list(places) == sorted(set(places))
        assert places[-1] < len(alignment.columns)
    assert list(alignment.columns) == sorted(alignment.columns)
    assert len(alignment.columns) == len(upper) + len(lower) - alignment.matched
