"""At what of a comparison a person should look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.compare.comparison import SectionLikeness, YearCheck, YearFinding, YearSide
from extractor.compare.edition import Edition
from extractor.fingerprints import hashed
from extractor.messages import CATALOGUE, text_of
from extractor.wordings import Locale, Severity

COPIED = 0.9
"""Share of a text that stands in the one of the year before as well, from which it counts as taken over."""
LONG_ENOUGH = 80
"""Characters; below, a section is a set phrase (本年度无其他需要报告的事项), the same everywhere for good reason."""


def new_finding(
    code: str,
    params: dict[str, str],
    locale: Locale,
    *,
    about: str,
    severity: Severity | None = None,
    sides: tuple[YearSide, ...] = (),
) -> YearFinding:
    """A finding of `code`; `about` tells it apart from others of its code and stays the same from run to run."""
    return YearFinding(
        code=code,
        severity=severity or CATALOGUE[code].severity,
        message=text_of(code, params, locale).strip(),
        params=params,
        fingerprint=hashed(f"{code}:{about}"),
        sides=sides,
    )


def mismatches(
    checks: Sequence[tuple[YearCheck, Severity]], series: Sequence[Edition], locale: Locale
) -> Iterator[YearFinding]:
    """A finding for each equation that fails."""
    for check, severity in checks:
        if check.result == "fail":
            params = _years(series, check.earlier, check.later) | {
                "rule": f"{check.id} {check.name}".strip(),
                "expression": check.expression,
                "left": check.left or "?",
                "right": check.right or "?",
            }
            about = _about(params, check.id, check.expression)
            yield new_finding(
                "compare.mismatch", params, locale, about=about, severity=severity, sides=_printed(check.sides)
            )


def copied_texts(
    sections: Sequence[SectionLikeness], series: Sequence[Edition], locale: Locale
) -> Iterator[YearFinding]:
    """A finding for each section whose text is that of the year before."""
    for one in sections:
        if one.similarity is None or one.similarity < COPIED or min(one.characters) < LONG_ENOUGH:
            continue
        params = _years(series, one.earlier, one.later) | {
            "section": one.name,
            "percent": f"{100 * one.similarity:.0f}",
        }
        yield new_finding("compare.text_copied", params, locale, about=_about(params, one.section))


def _printed(sides: tuple[YearSide, ...]) -> tuple[YearSide, ...]:
    return tuple(side for side in sides if side.cell is not None or side.region is not None)


def _years(series: Sequence[Edition], earlier: int, later: int) -> dict[str, str]:
    report = series[later].report
    return {
        "organisation": (report.organisation if report else None) or "",
        "earlier": named(series[earlier]),
        "later": named(series[later]),
    }


def named(edition: Edition) -> str:
    """What a document is called beside others of its series."""
    return str(edition.year) if edition.year is not None else edition.file


def _about(params: dict[str, str], *words: str) -> str:
    return ":".join((params["organisation"], params["earlier"], params["later"], *words))
