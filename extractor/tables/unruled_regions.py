"""Runs of lines that look like the rows of one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from extractor.geometry import overlap_1d
from extractor.page import Ruling
from extractor.tables.unruled_body_start import body_below, body_start
from extractor.tables.unruled_columns import Span, gaps, merged, word_spans
from extractor.tables.unruled_heads import Body, heads_columns, is_in_stub, names_every_column
from extractor.tables.unruled_line_kinds import (
    FLUSH,
    MARKER,
    holds_data,
    holds_values,
    is_caption,
    is_note,
    is_tabular,
    is_tight_row,
    values_beside,
)
from extractor.tables.unruled_lines import TextLine, pitches, plain

FAR = 3.5
"""Distance of two lines, in text heights, beyond which they are not in one table."""
FAR_PITCH = 1.8
"""The same in usual line distances of the table, where that is more."""
FAR_RULED = 6.0
"""The same in text heights where a ruling line of the table stands between them."""
OVERLAPPING = 0.8
"""Distance of two lines in text heights below which they print beside each other: parts of one row."""
HEADING = 1.4
"""Text so many times as high as that of the table is a heading."""
STRIP = 0.8
"""Distance of two ruling lines, in text heights, that have no text between them and are no double rule."""
LANE = 0.5
"""Least width in text heights of the white space that lines of a run share."""


@dataclass(frozen=True, slots=True)
class Region:
    """A run of lines that may be a table, with the horizontal ruling lines among them, top to bottom.

    Attributes:
        first: Index of the first line of the body; those before it are column headers.
    """

    lines: tuple[TextLine, ...]
    first: int
    rules: tuple[Ruling, ...]


def find_regions(lines: Sequence[TextLine], rules: Sequence[Ruling]) -> list[Region]:
    """Runs of lines that share white space, top to bottom; each line is in at most one.

    Lines with values are the seeds; what is left between their runs may be tables of text.
    """
    regions: list[Region] = []
    floor = i = 0
    while i < len(lines):
        if not holds_data(lines[i]):
            i += 1
            continue
        end = _run_end(lines, i, rules)
        start = _run_start(lines, floor, i, end, rules)
        regions += _text_regions(lines[floor:start], rules)
        regions.append(_region(lines[start:end], body_start(lines, start, i, rules) - start, rules))
        floor = i = end
    return regions + _text_regions(lines[floor:], rules)


def _text_regions(lines: Sequence[TextLine], rules: Sequence[Ruling]) -> list[Region]:
    """Runs of tabular lines without values; a ruling line ends their header, or the first line is it."""
    regions: list[Region] = []
    i = 0
    while i < len(lines):
        end = _run_end(lines, i, rules) if is_tabular(lines[i]) else i + 1
        run = lines[i:end]
        if sum(is_tabular(line) for line in run) > 1:
            cuts = [k for k in range(1, len(run)) if any(run[k - 1].y < r.position < run[k].y for r in rules)]
            regions.append(_region(run, cuts[0] if cuts else 1, rules))
        i = end
    return regions


def _region(run: Sequence[TextLine], first: int, rules: Sequence[Ruling]) -> Region:
    """The region of `run`, with the rules that stand between or beside its lines."""
    x0, x1 = min(line.bbox.x0 for line in run), max(line.bbox.x1 for line in run)
    size = median(line.size for line in run)
    top, bottom = run[0].bbox.top - 1.5 * size, run[-1].bbox.bottom + 1.5 * size
    near = [r for r in rules if top <= r.position <= bottom and overlap_1d(r.start, r.end, x0, x1) >= 0.5 * r.length]
    return Region(tuple(run), first, tuple(sorted(near, key=lambda r: r.position)))


def _run_start(lines: Sequence[TextLine], floor: int, seed: int, end: int, rules: Sequence[Ruling]) -> int:
    """Index of the first line of the table whose first line with data is `seed`: its column headers belong to it."""
    body = lines[seed:end]
    x0, x1 = min(line.bbox.x0 for line in body), max(line.bbox.x1 for line in body)
    frame = [r for r in rules if overlap_1d(r.start, r.end, x0, x1) >= 0.7 * (x1 - x0) and r.length < 1.5 * (x1 - x0)]
    short = [r for r in rules if r not in frame]
    usual = median(pitches(body)) if len(body) > 1 else 0.0
    columns = body_below(body)
    x0, x1 = min([x0, *(r.start for r in frame)]), max([x1, columns.columns[-1][1], *(r.end for r in frame)])
    start = _under_roof(lines, floor, seed, frame, (x0, x1))
    for line in reversed(lines[start:seed]):
        columns = columns.with_labels(line)
    below = start
    for i in range(start - 1, floor - 1, -1):
        line = lines[i]
        if _too_far([line], lines[i + 1], rules) or is_caption(line):
            break
        if not _may_head(line, x0, x1) and not heads_columns(line, lines[i + 1], columns):
            break
        if start < seed and _is_above_roof(line, lines[i + 1], frame, columns):
            break
        distance = lines[i + 1].y - line.y
        if len(line.segments) > 1 and is_tabular(line):
            parted = any(line.y < r.position < lines[i + 1].y for r in frame)
            if parted and not _columns_agree(line, body) and not names_every_column(line, columns):
                break
            start = i
        elif (
            start == i + 1
            and (distance < OVERLAPPING * max(line.size, line.bbox.height) or _spans_by_rule(line, lines[i + 1], short))
        ) or (below == i + 1 and heads_columns(line, lines[i + 1], columns)):
            start = i
        elif distance > max(2.2 * line.size, 1.2 * usual) or any(line.y < r.position < lines[i + 1].y for r in frame):
            break
        if start == i:
            columns = columns.with_labels(line)
            x0, x1 = min(x0, line.bbox.x0), max(x1, line.bbox.x1)
        if start == i or (len(columns.columns) > 1 and is_in_stub(line, columns)):
            below = i
    return 0 if start == 1 and _opens_with_label(lines[0], body, usual) else start


def _is_above_roof(line: TextLine, below: TextLine, frame: Sequence[Ruling], body: Body) -> bool:
    """Whether a ruling line over the stub and the columns alike stands between a line and the column labels below it.

    What stands above it is the caption, however well it would head the columns. A single piece below it may be the
    label of a group of rows.
    """
    if len(line.segments) > 1 or len(below.segments) == 1:
        return False
    stub = body.columns[0][0] + line.size
    return any(line.y < r.position < below.y and r.start <= stub for r in frame)


def _opens_with_label(line: TextLine, body: Sequence[TextLine], usual: float) -> bool:
    """Whether the first line of all is the label of the rows below, whose table began on the page before."""
    at_stub = abs(line.bbox.x0 - min(k.bbox.x0 for k in body)) <= 3 * line.size
    at_pitch = 0 < body[0].y - line.y <= 1.15 * usual
    return at_stub and at_pitch and not is_caption(line) and line.size <= HEADING * body[0].size


def _under_roof(lines: Sequence[TextLine], floor: int, seed: int, frame: Sequence[Ruling], extent: Span) -> int:
    """Index of the first line below the uppermost rule of `frame` that nothing but column headers parts from `seed`."""
    start = i = seed
    lower: Ruling | None = None
    for rule in sorted((r for r in frame if r.position < lines[seed].y), key=lambda r: -r.position):
        if lower is not None and abs(rule.start - lower.start) + abs(rule.end - lower.end) > 2 * lines[seed].size:
            continue
        lower = rule
        while i > floor and lines[i - 1].y > rule.position:
            if not _may_head(lines[i - 1], *extent) or is_caption(lines[i - 1]):
                return start
            i -= 1
        if lines[i].y - rule.position > FAR * lines[i].size:
            break
        start = i
    return start


def _spans_by_rule(line: TextLine, below: TextLine, rules: Sequence[Ruling]) -> bool:
    """Whether a ruling line under the label of `line` runs on over labels of the line below."""
    for rule in rules:
        if line.y < rule.position < below.y and rule.start - 2 <= line.bbox.x0 and line.bbox.x1 <= rule.end + 2:
            return sum(rule.start - 2 <= s.x_mid <= rule.end + 2 for s in below.segments) > 1
    return False


def _may_head(line: TextLine, x0: float, x1: float) -> bool:
    """Whether the line lies over the table, in pieces that are no running text; the last may outreach its column."""
    reach = line.segments[-1].x0 if len(line.segments) > 1 else line.bbox.x1
    if line.bbox.x0 < x0 - 2 * line.size or reach > x1 + 2 * line.size:
        return False
    return all(s.x1 - s.x0 < 0.6 * (x1 - x0) for s in line.segments)


def _columns_agree(line: TextLine, body: Sequence[TextLine]) -> bool:
    """Whether white space of the body divides segments of `line`."""
    shared = _free(line)
    for row in body:
        if is_tabular(row):
            shared = _intersection(shared, _free(row))
    return _shares_lane(shared, line, [row for row in body if is_tabular(row)])


def _run_end(lines: Sequence[TextLine], start: int, rules: Sequence[Ruling]) -> int:
    """Index after the last line of the run that begins at `start`."""
    free = _free(lines[start])
    tabular = [lines[start]]
    end, i = start + 1, start + 1
    while i < len(lines):
        line = lines[i]
        if _too_far(lines[start:i], line, rules) or is_caption(line) or (is_note(line) and not holds_values(line)):
            break
        if is_tabular(line):
            shared = _intersection(free, _free(line))
            if not _shares_lane(shared, line, tabular) or _begins_anew(lines[start:i], line, end - start, rules):
                break
            free = shared
            tabular.append(line)
            end = i + 1
        elif is_tight_row(line, tabular):
            end = i + 1
        elif not _may_stand_within(line, free, tabular) and not _is_long_label(lines, i, tabular):
            break
        i += 1
    return _with_tail(lines, end, i, free, tabular, rules)


def _begins_anew(run: Sequence[TextLine], line: TextLine, tabular_end: int, rules: Sequence[Ruling]) -> bool:
    """Whether `line`, without data, heads another table: text over columns or an empty ruled strip is before it."""
    if values_beside(line) or line.text[:1].islower() or not any(holds_data(k) for k in run):
        return False
    between = [r.position for r in rules if run[-1].y < r.position < line.y and r.length >= 10 * line.size]
    strip = bool(between) and between[-1] - between[0] > STRIP * line.size
    return strip or any(not _is_in_column(k, run[:tabular_end]) for k in run[tabular_end:])


def _is_in_column(line: TextLine, run: Sequence[TextLine]) -> bool:
    """Whether the line is flush with text beside the stub: a line of a cell that wraps above its row."""
    starts = [s.x0 for k in run for s in k.segments[1:]]
    return any(abs(line.bbox.x0 - x0) <= FLUSH * line.size for x0 in starts)


def _too_far(run: Sequence[TextLine], line: TextLine, rules: Sequence[Ruling]) -> bool:
    size = max(run[-1].size, line.size)
    distance = line.y - run[-1].y
    usual = median(pitches(run)) if len(run) > 2 else 0.0
    if distance <= max(FAR * size, FAR_PITCH * usual):
        return False
    between = [r for r in rules if run[-1].y < r.position < line.y and r.length >= 10 * size]
    return not between or distance > FAR_RULED * size


def _free(line: TextLine) -> list[Span]:
    """Where the line has no ink, from far left to far right."""
    inked = merged(word_spans(line.words))
    return gaps([(-1e6, -1e5), *inked, (1e5, 1e6)])


def _intersection(a: Sequence[Span], b: Sequence[Span]) -> list[Span]:
    common = [(max(p[0], q[0]), min(p[1], q[1])) for p in a for q in b]
    return [span for span in common if span[1] > span[0]]


def _lanes(free: Sequence[Span], lines: Sequence[TextLine]) -> list[Span]:
    """The free spaces that divide ink of `lines` from ink of `lines`."""
    x0, x1 = min(line.bbox.x0 for line in lines), max(line.bbox.x1 for line in lines)
    least = LANE * lines[-1].size
    return [s for s in free if s[1] - s[0] >= least and s[0] > x0 and s[1] < x1]


def _shares_lane(shared: Sequence[Span], line: TextLine, run: Sequence[TextLine]) -> bool:
    """Whether white space common to the run and `line` divides segments of `line`, and enough of it is left."""
    lanes = _lanes(shared, [*run, line])
    dividing = [s for s in lanes if line.segments[0].x1 <= s[0] + 1 and s[1] - 1 <= line.segments[-1].x0]
    return bool(dividing)


def _may_stand_within(line: TextLine, free: Sequence[Span], run: Sequence[TextLine]) -> bool:
    """Whether a line of one segment can be a wrapped cell or a label between rows of the run."""
    x0, x1 = min(k.bbox.x0 for k in run), max(k.bbox.x1 for k in run)
    size = run[-1].size
    if line.size > HEADING * max(k.size for k in run) or line.bbox.x0 < x0 - 2 * size:
        return False
    if line.bbox.x1 > x1 + 2 * size and min(abs(line.bbox.x0 - k.segments[-1].x0) for k in run) > FLUSH * size:
        return False
    crossed = [s for s in _lanes(free, run) if not _leaves_open(line, s)]
    return not crossed or line.bbox.width < 0.6 * (x1 - x0)


def _leaves_open(line: TextLine, lane: Span) -> bool:
    """Whether the line beside or in part of `lane` leaves as much of it white as divides columns."""
    left, right = line.bbox.x0 - lane[0], lane[1] - line.bbox.x1
    return max(left, right) >= LANE * line.size


def _is_long_label(lines: Sequence[TextLine], i: int, run: Sequence[TextLine]) -> bool:
    """Whether line `i` is the beginning of a label that goes on beside the values of the next line."""
    if i + 1 >= len(lines) or not holds_data(lines[i + 1]):
        return False
    line, below = lines[i], lines[i + 1]
    left = min(k.bbox.x0 for k in run)
    at_pitch = below.y - line.y < 1.1 * (line.y - lines[i - 1].y) < 2.5 * line.size
    inside = left - line.size < line.bbox.x0 < left + 4 * line.size and line.bbox.x1 < max(k.bbox.x1 for k in run)
    return at_pitch and inside and below.segments[0].text[:1].islower()


def _with_tail(
    lines: Sequence[TextLine],
    end: int,
    stop: int,
    free: Sequence[Span],
    run: Sequence[TextLine],
    rules: Sequence[Ruling],
) -> int:
    """`end`, moved over lines that go on with cells of the last row.

    They stand nearer to it than the next row would, or right above the ruling line that closes the table.
    """
    rows = pitches(run)
    usual = min(rows) if rows else 0.0
    floors = [r.position for r in rules if r.length >= 10 * run[-1].size and r.position > lines[end - 1].y]
    while end < stop:
        line, before = lines[end], lines[end - 1]
        crossed = [s for s in _lanes(free, run) if overlap_1d(s[0], s[1], line.bbox.x0, line.bbox.x1) > 0]
        marked = is_note(line) or MARKER.fullmatch(plain(line.segments[0].text)) is not None
        enclosed = (
            bool(floors) and line.y < min(floors) < line.y + 2 * line.size and line.y - before.y < 1.5 * line.size
        )
        if crossed or marked or (line.y - before.y > 0.9 * usual and not enclosed):
            break
        end += 1
    return end
