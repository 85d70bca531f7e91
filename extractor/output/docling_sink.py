"""The document as a DoclingDocument, for LangChain, LlamaIndex, Haystack and whatever else takes one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from extractor.document import Block, Document, Finding, Furniture, Source, Table
from extractor.errors import ExtraMissingError, OutputError
from extractor.output.reading import blocks_and_tables

try:
    from docling_core.types.doc import (
        ContentLayer,
        DocItem,
        DocItemLabel,
        DoclingDocument,
        DocumentOrigin,
        ProvenanceItem,
        Size,
        TableItem,
    )
except ImportError as error:
    raise ExtraMissingError("The format docling", "docling") from error

from extractor.output.docling_table import Sizes, description, provenance, table_data
from extractor.output.sections import USUAL_LEVEL

_MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
_OTHER_MEDIA_TYPE = "application/octet-stream"
"""Of WebP too: docling-core takes the types that Python knows, and not every Python knows image/webp."""
_LABELS = {
    "paragraph": DocItemLabel.TEXT,
    "caption": DocItemLabel.CAPTION,
    "note": DocItemLabel.FOOTNOTE,
}


class DoclingSink:
    """JSON of docling-core's own making; what it cannot carry is said in docs/formats.md."""

    suffix = ".docling.json"

    def render(self, document: Document) -> bytes:
        """UTF-8 on one line, without times and random names.

        Raises:
            OutputError: A table has more cells than docling-core takes.
        """
        try:
            made = docling_document(document)
        except ValidationError as error:
            raise OutputError(f"docling-core refuses the document: {error.errors()[0]['msg']}. Choose json.") from error
        return (json.dumps(made.export_to_dict(), ensure_ascii=False) + "\n").encode()


def docling_document(document: Document) -> DoclingDocument:
    """The same document as docling-core has it: the text in reading order, page furniture, findings as comments."""
    source = document.source
    made = DoclingDocument(name=Path(source.file_name).stem, origin=_origin(source))
    sizes = {page.number: (page.width, page.height) for page in document.pages}
    for number, (width, height) in sizes.items():
        made.add_page(number, Size(width=width, height=height))
    tables = _add_body(made, document, sizes)
    for line in document.furniture:
        _add_furniture(made, line, sizes)
    for finding in document.findings:
        _add_finding(made, finding, tables, sizes)
    return made


def _origin(source: Source) -> DocumentOrigin | None:
    """The file that was read; of its hash docling-core keeps the last 64 bits."""
    if not source.sha256:
        return None
    media_type = _MEDIA_TYPES.get(Path(source.file_name).suffix.lower(), _OTHER_MEDIA_TYPE)
    return DocumentOrigin(mimetype=media_type, binary_hash=int(source.sha256[-16:], 16), filename=source.file_name)


def _add_body(made: DoclingDocument, document: Document, sizes: Sizes) -> dict[str, TableItem]:
    """Add blocks and tables in reading order, give each table its captions, and return the tables by their ids.

    Notes are not linked to their tables: what exports and chunkers of docling-core find linked they leave out.
    """
    captions: list[tuple[str | None, DocItem]] = []
    tables: dict[str, TableItem] = {}
    for item in blocks_and_tables(document):
        if isinstance(item, Table):
            tables[item.id] = _add_table(made, item, document.source.tool, sizes)
        elif (added := _add_block(made, item, sizes)) is not None and item.kind == "caption":
            captions.append((item.table, added))
    for table, caption in captions:
        if table in tables:
            tables[table].captions.append(caption.get_ref())
    return tables


def _add_block(made: DoclingDocument, block: Block, sizes: Sizes) -> DocItem | None:
    """Add a block, and return what it became; None for one without text that is no figure."""
    if block.kind == "figure":
        return _placed(made.add_picture(), provenance(block.regions, 0, sizes))
    if not block.text:
        return None
    return _placed(_text_item(made, block), provenance(block.regions, len(block.text), sizes))


def _text_item(made: DoclingDocument, block: Block) -> DocItem:
    item: DocItem
    if block.kind != "heading":
        item = made.add_text(label=_LABELS[block.kind], text=block.text)
    elif block.level == 1:
        item = made.add_title(text=block.text)
    else:
        item = made.add_heading(text=block.text, level=max((block.level or USUAL_LEVEL) - 1, 1))
    return item


def _placed(item: DocItem, places: list[ProvenanceItem]) -> DocItem:
    item.prov.extend(places)
    return item


def _add_table(made: DoclingDocument, table: Table, tool: str, sizes: Sizes) -> TableItem:
    added: TableItem = made.add_table(data=table_data(table, sizes))
    added.prov.extend(provenance([fragment.region for fragment in table.fragments], 0, sizes))
    added.meta = description(table, tool)
    return added


def _add_furniture(made: DoclingDocument, line: Furniture, sizes: Sizes) -> None:
    item = made.add_text(label=_furniture_label(line, sizes), text=line.text, content_layer=ContentLayer.FURNITURE)
    _placed(item, provenance([line.region], len(line.text), sizes))


def _furniture_label(line: Furniture, sizes: Sizes) -> DocItemLabel:
    """Page header or footer, a page number by the half of the page it stands in; text for what stands in a margin."""
    if line.role == "margin":
        return DocItemLabel.TEXT
    _, height = sizes.get(line.region.page, (0.0, 0.0))
    is_above = line.role == "header" or (line.role == "page_number" and line.region.bbox[3] < height / 2)
    return DocItemLabel.PAGE_HEADER if is_above else DocItemLabel.PAGE_FOOTER


def _add_finding(made: DoclingDocument, finding: Finding, tables: Mapping[str, TableItem], sizes: Sizes) -> None:
    """Add a comment on the tables that the finding is about."""
    text = f"{finding.severity} {finding.code}: {finding.message}"
    about = dict.fromkeys(ref.table for ref in finding.cells if ref.table in tables)
    comment = made.add_comment(text=text, targets=[tables[table] for table in about])
    _placed(comment, provenance([finding.region] if finding.region else [], len(text), sizes))
