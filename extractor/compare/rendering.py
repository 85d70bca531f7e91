"""A comparison as rows of text, which the terminal and the HTML page lay out each in its way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.compare.comparison import Change, ComparedValue, Series, YearValue
from extractor.compare.wording import word
from extractor.wordings import Locale


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of texts.

    Attributes:
        marks: For each row what it should be shown as: "fail", "suspect", … or nothing.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marks: tuple[str, ...]
    remark: str = ""


def document_names(series: Series) -> tuple[str, ...]:
    """The year of each document; its file where the year is not known, or is that of another as well."""
    years = [one.year for one in series.documents]
    return tuple(
        str(one.year) if one.year is not None and years.count(one.year) == 1 else one.file for one in series.documents
    )


def grids_of(series: Series, locale: Locale, *, changed_only: bool) -> Iterator[Grid]:
    """The tables of a series; with `changed_only` without values that stayed the same and equations not evaluated."""
    yield _values(series, locale, changed_only=changed_only)
    if series.checks:
        yield _checks(series, locale, evaluated_only=changed_only)
    if series.sections:
        yield _sections(series, locale)


def _values(series: Series, locale: Locale, *, changed_only: bool) -> Grid:
    names = document_names(series)
    shown = [one for one in series.values if not changed_only or not _stayed(one)]
    change = word("change", locale)
    header = [word("value", locale), names[0]]
    for name in names[1:]:
        header += [name, change]
    rows = []
    for one in shown:
        row = [_name(one, names, locale), _value(one.values[0], locale)]
        for value, made in zip(one.values[1:], one.changes, strict=True):
            row += [_value(value, locale), _change(made, locale)]
        rows.append(tuple(row))
    left_out = len(series.values) - len(shown)
    return Grid(
        word("values", locale),
        tuple(header),
        tuple(rows),
        tuple("suspect" if any(made.is_doubtful for made in one.changes) else "" for one in shown),
        word("not_shown", locale, count=left_out) if left_out else "",
    )


def _name(one: ComparedValue, names: Sequence[str], locale: Locale) -> str:
    """What a value is called, and what earlier documents call it in other words."""
    latest = next((label for label in reversed(one.labels) if label), "")
    others = [
        word("called", locale, document=name, label=label)
        for name, label in zip(names, one.labels, strict=False)
        if label and label != latest
    ]
    return " ".join((one.name, *others))


def _stayed(one: ComparedValue) -> bool:
    """Whether nothing changed, and nothing hinders saying so but blanks on both sides."""
    if all(made.absolute is not None and not made.is_doubtful and made.absolute == "0" for made in one.changes):
        return True
    return all(value is None or value.number is None for value in one.values)


def _value(value: YearValue | None, locale: Locale) -> str:
    if value is None:
        return ""
    shown = value.number if value.number is not None else value.text or word("blank", locale)
    unit = f" {value.unit}" if value.unit and value.number is not None else ""
    return f"{shown}{unit}{' (' + word('suspect', locale) + ')' if value.status == 'suspect' else ''}"


def _change(change: Change, locale: Locale) -> str:
    if change.absolute is None:
        return word(f"reason.{change.reason}", locale) if change.reason else ""
    percent = word("percent.zero", locale) if change.percent is None else f"{_signed(change.percent)} %"
    return f"{_signed(change.absolute)} ({percent})"


def _signed(number: str) -> str:
    return number if number.startswith("-") or not number.strip("0.") else f"+{number}"


def _checks(series: Series, locale: Locale, *, evaluated_only: bool) -> Grid:
    names = document_names(series)
    shown = [check for check in series.checks if not evaluated_only or check.reason is None]
    rows = tuple(
        (
            f"{check.id} {check.name}".strip(),
            f"{names[check.earlier]}–{names[check.later]}",
            word(f"result.{check.result}", locale),
            check.left or "",
            check.right or "",
            check.expression if check.reason is None else word(f"reason.{check.reason}", locale),
        )
        for check in shown
    )
    left_out = Counter(check.reason for check in series.checks if evaluated_only and check.reason is not None)
    remarks = (
        word("not_evaluated", locale, count=count, reason=word(f"reason.{reason}", locale))
        for reason, count in left_out.items()
    )
    header = (*(word(name, locale) for name in ("rule", "years", "result", "left", "right")), "")
    return Grid(word("checks", locale), header, rows, tuple(check.result for check in shown), "\n".join(remarks))


def _sections(series: Series, locale: Locale) -> Grid:
    names = document_names(series)
    rows = [(one.name, f"{names[one.earlier]}–{names[one.later]}", _percent(one.similarity)) for one in series.sections]
    for later, average in enumerate(series.similarity, 1):
        rows.append((word("average", locale), f"{names[later - 1]}–{names[later]}", _percent(average)))
    header = (word("section", locale), word("years", locale), word("similarity", locale))
    return Grid(word("sections", locale), header, tuple(rows), ("",) * len(rows))


def _percent(similarity: float | None) -> str:
    return "" if similarity is None else f"{100 * similarity:.0f} %"
