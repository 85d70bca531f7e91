"""The document as sections within sections, by its headings, with anchors that stay the same from run to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.document import Block, Document, Table
from extractor.output.anchors import heading_anchor
from extractor.output.reading import blocks_and_tables

DEEPEST = 6
"""Level of the deepest heading that HTML and Markdown have; those below it stand on it."""
USUAL_LEVEL = 2
"""Of a heading that has no level: that of a section."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its anchor, and its level from 1 to `DEEPEST`."""

    block: Block
    level: int
    anchor: str


Item = Block | Table
Part = Heading | Item


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with all that stands below it.

    Attributes:
        heading: None for the document itself.
        items: What stands before the first heading within it, in reading order.
        sections: Those within it, whose headings are deeper than its own.
    """

    heading: Heading | None
    items: tuple[Item, ...]
    sections: tuple[Section, ...]


def sections_of(document: Document) -> Section:
    """The whole document as one section without a heading."""
    return _section(None, headings_and_items(document))


def headings_and_items(document: Document) -> list[Part]:
    """What a person reads, in order, with an anchor for each heading: its words, with a number where others have them.

    A heading keeps its anchor as long as its text and the equal headings before it stay.
    """
    taken: dict[str, int] = {}
    parts: list[Part] = []
    for item in blocks_and_tables(document):
        if isinstance(item, Block) and item.kind == "heading":
            level = min(max(item.level or USUAL_LEVEL, 1), DEEPEST)
            parts.append(Heading(item, level, heading_anchor(item.text, taken)))
        else:
            parts.append(item)
    return parts


def _section(heading: Heading | None, parts: Sequence[Part]) -> Section:
    items = _leading_items(parts)
    return Section(heading, items, _subsections(parts[len(items) :]))


def _leading_items(parts: Sequence[Part]) -> tuple[Item, ...]:
    """What stands before the first heading."""
    items: list[Item] = []
    for part in parts:
        if isinstance(part, Heading):
            break
        items.append(part)
    return tuple(items)


def _subsections(parts: Sequence[Part]) -> tuple[Section, ...]:
    """The sections of `parts`, which begin with a heading; each goes on to the next heading that is not deeper."""
    sections = []
    at = 0
    while at < len(parts):
        heading = parts[at]
        assert isinstance(heading, Heading)
        ends = (i for i in range(at + 1, len(parts)) if _level(parts[i]) <= heading.level)
        end = next(ends, len(parts))
        sections.append(_section(heading, parts[at + 1 : end]))
        at = end
    return tuple(sections)


def _level(part: Part) -> int:
    return part.level if isinstance(part, Heading) else DEEPEST + 1
