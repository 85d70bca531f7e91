"""The values of an equation, as findings list them."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.facts import Side
from extractor.reports.located import Located, plain

SHOWN = 30
"""Values of one side that a finding lists: more than any form has in one equation of its own."""


def sides(left: Sequence[Located], right: Sequence[Located]) -> tuple[Side, ...]:
    """The values of an equation, each with its cell; without those that the document may lack and does."""
    there = [[one for one in side if one.place is not None or not one.spec.optional] for side in (left, right)]
    listed = [("left", one) for one in there[0][:SHOWN]] + [("right", one) for one in there[1][:SHOWN]]
    return tuple(
        Side(
            side="left" if side == "left" else "right",
            name=one.address.key,
            value=None if one.number is None else plain(one.number),
            cell=one.ref,
            region=one.region,
        )
        for side, one in listed
    )
