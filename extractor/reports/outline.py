"""The sections of a document, by the headings that a model knows: which table and which paragraph stands where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.document import Block, Document
from extractor.reports.format import DocumentSpec
from extractor.reports.labels import matches

LONGEST_HEADING = 60
"""Characters; a paragraph that is longer is no heading that was taken for text by mistake."""
_SENTENCE = re.compile("[。；;，,]")


@dataclass(frozen=True, slots=True)
class Outline:
    """A document by sections.

    Attributes:
        title: Its title, and the other lines before the first section.
        blocks: The blocks below each section that was found, its heading left out.
        section_of: The section of each table.
    """

    title: tuple[str, ...]
    blocks: dict[str, tuple[Block, ...]]
    section_of: dict[str, str]

    def paragraphs(self, section: str | None = None) -> Iterator[Block]:
        """The running text of a section, or of all."""
        for name, blocks in self.blocks.items():
            if section in (None, name):
                yield from (block for block in blocks if block.kind in ("paragraph", "heading"))


def outline_of(document: Document, spec: DocumentSpec) -> Outline:
    """The sections that `spec` names, as they stand in `document`."""
    title: list[str] = []
    blocks: dict[str, list[Block]] = {}
    section_of: dict[str, str] = {}
    captions = {table.id: table.caption for table in document.tables if table.caption}
    current = ""
    for block in document.blocks:
        found = _section(block, spec)
        if found is not None:
            if not current and not title and matches(block.text, spec.title):
                title.append(block.text)  # of a report that is one section
            current = found
            blocks.setdefault(current, [])
            continue
        if not current and block.text and len(title) < 3 and block.kind in ("heading", "paragraph"):
            title.append(block.text)
        blocks.setdefault(current, []).append(block)
        if block.kind == "table" and block.table is not None:
            section_of[block.table] = current
            caption = captions.get(block.table, "")
            own = _section(Block(kind="heading", text=caption), spec) if caption else None
            if own is not None:  # its caption is the heading that it stands under
                section_of[block.table] = own
                blocks.setdefault(own, [])
                if not title and matches(caption, spec.title):
                    title.append(caption)
    return Outline(tuple(title), {name: tuple(some) for name, some in blocks.items()}, section_of)


def _section(block: Block, spec: DocumentSpec) -> str | None:
    if block.kind not in ("heading", "paragraph") or len(block.text) > LONGEST_HEADING:
        return None
    if block.kind == "paragraph" and _SENTENCE.search(block.text):
        return None
    return next((key for key, section in spec.sections.items() if matches(block.text, section.label)), None)
