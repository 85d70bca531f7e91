"""Connected areas: what hangs together, how far it reaches, and the way back to its pixels."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from extractor.areas import find_areas, outline_areas

# Three areas: a ring, a dot inside it, and a stroke that goes from the right border round to the left one of the next
# row, where another begins; the two touch only if the rows are taken for one line.
PICTURE = """
.........
.#####...
.#...#...
.#.#.#...
.#...#...
.#####.##
##.......
"""


def mask_of(picture: str) -> NDArray[np.uint8]:
    """1 where the picture has a #."""
    return np.array([[sign == "#" for sign in row] for row in picture.split()], dtype=np.uint8)


def test_areas_have_boxes_and_sizes() -> None:
    areas = find_areas(mask_of(PICTURE))
    found = {(*box, size) for box, size in zip(areas.boxes.tolist(), areas.sizes.tolist(), strict=True)}
    # The ring touches the stroke at the left by a corner.
    assert found == {(0, 0, 0, 0, 0), (0, 1, 6, 6, 18), (3, 3, 1, 1, 1), (7, 5, 2, 1, 2)}


def test_every_area_is_drawn_where_it_is() -> None:
    mask = mask_of(PICTURE)
    areas = find_areas(mask)
    for number in range(1, len(areas.sizes)):
        chosen = np.arange(len(areas.sizes)) == number
        assert np.array_equal(areas.drawn(chosen), areas.labels == number)
    assert np.array_equal(areas.drawn(np.ones(len(areas.sizes), dtype=np.bool_)), mask)
    places, owners = areas.pixels()
    assert np.array_equal(places, np.flatnonzero(mask))
    assert np.array_equal(owners, areas.labels.ravel()[places])


def test_outlined_areas_are_told_from_what_lies_in_their_box() -> None:
    mask = mask_of(PICTURE)
    outlined, areas = outline_areas(mask), find_areas(mask)
    assert sorted(outlined.boxes.tolist()) == sorted(areas.boxes[1:].tolist())
    for index, (x, y) in enumerate(outlined.seeds.tolist()):
        number = areas.labels[y, x]
        assert np.array_equal(outlined.own(index), areas.labels[outlined.inside(index)] == number)


@pytest.mark.parametrize("value", [0, 1], ids=["blank", "all-ink"])
def test_blank_and_full_pictures(value: int) -> None:
    mask = np.full((3, 4), value, dtype=np.uint8)
    areas = find_areas(mask)
    assert areas.sizes.tolist() == [0, 12][: 1 + value]
    assert areas.boxes.tolist() == [[0, 0, 0, 0], [0, 0, 4, 3]][: 1 + value]
    assert len(outline_areas(mask).boxes) == value
