"""The values that report models name, through the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from extractor.compare.changes import Entry, change
from extractor.compare.comparison import ComparedValue, YearValue
from extractor.compare.edition import Edition
from extractor.compare.meaning import means_the_same
from extractor.facts import ReportField
from extractor.normalise.units import Unit, parse_unit


def report_values(series: Sequence[Edition]) -> tuple[ComparedValue, ...]:
    """Every value of the reports, in the order of the latest form; those that only earlier forms have come last."""
    fields = [{field.key: field for field in edition.report.fields} if edition.report else {} for edition in series]
    keys = dict.fromkeys(key for of_year in reversed(fields) for key in of_year)
    return tuple(_compared(key, fields, series) for key in keys)


def _compared(key: str, fields: Sequence[Mapping[str, ReportField]], series: Sequence[Edition]) -> ComparedValue:
    own = [of_year.get(key) for of_year in fields]
    entries = [_entry(field) for field in own]
    changes = (
        change(one, other, same_meaning=means_the_same(key, earlier, later))
        for (one, other), (earlier, later) in zip(pairwise(entries), pairwise(series), strict=True)
    )
    return ComparedValue(
        key=key,
        name=next(field.name for field in reversed(own) if field is not None),
        values=tuple(None if entry is None else entry.value for entry in entries),
        changes=tuple(changes),
    )


def _entry(field: ReportField | None) -> Entry | None:
    """A field that its document has; None for one without a cell: its blank is nothing that was printed."""
    if field is None or (field.source == "table" and field.cell is None):
        return None
    value = YearValue(
        semantic=field.semantic,
        text=field.text,
        number=field.number,
        unit=field.unit,
        status=field.status,
        cell=field.cell,
    )
    return Entry(value, None if field.unit is None else _unit(field.unit, field.scale))


def _unit(text: str, scale: int) -> Unit | None:
    """None for a word of counting, such as 件, that one office prints and another leaves out."""
    parsed = parse_unit(text)
    unit = parsed if parsed is not None and parsed.scale == scale else Unit(text, scale)
    return None if unit.kind == "other" and unit.scale == 1 else unit


def differing(one: Edition, other: Edition) -> int | None:
    """How many values of two reports of one form are not the same; None where there is nothing to tell it by."""
    if one.report is None or other.report is None or one.report.model != other.report.model:
        return None
    values, other_values = ({f.key: (f.semantic, f.number) for f in e.report.fields} for e in (one, other) if e.report)
    return sum(values.get(key) != other_values.get(key) for key in values.keys() | other_values.keys())
