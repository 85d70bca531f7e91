"""The pages as ALTO XML 4.4, the format of libraries and archives for the layout and the words of scans.

The schema and its documentation are the Library of Congress's: https://www.loc.gov/standards/alto/.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, register_namespace

from extractor.document import Block, Document
from extractor.lines import LineWord, TextLine
from extractor.output.page_parts import BlockPart, Box, CellPart, FurniturePart, PageParts, around, boxes, pages_of
from extractor.output.xml_text import as_document, legal

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
VERSION = "4.4"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
UNITS_AN_INCH, POINTS_AN_INCH = 1200, 72
"""ALTO knows no points: 1/1200 inch is its finest unit that is the same for a page with a picture and one without."""
PROCESSING = "extraction"
DIRECTIONS = {90: "ttb", 270: "btt"}

TAGS = {
    **{f"heading-{level}": ("StructureTag", f"heading of level {level}") for level in range(1, 7)},
    "paragraph": ("StructureTag", "paragraph"),
    "caption": ("StructureTag", "title or unit line of a table"),
    "note": ("StructureTag", "remark below a table"),
    "table": ("StructureTag", "table"),
    "figure": ("StructureTag", "figure"),
    "unplaced": ("LayoutTag", "words that no block, cell or furniture line holds"),
    "repeated-header": ("LayoutTag", "column header that is repeated on this page"),
    "header": ("LayoutTag", "running header"),
    "footer": ("LayoutTag", "running footer"),
    "page_number": ("LayoutTag", "page number"),
    "margin": ("LayoutTag", "note in the margin"),
    "column_header": ("RoleTag", "cell that names columns"),
    "row_header": ("RoleTag", "cell that names rows"),
    "data": ("RoleTag", "cell with data"),
    "section": ("RoleTag", "cell that heads a section of rows"),
    "cell-note": ("RoleTag", "cell with a remark"),
}
"""Element and description of each tag, by its id, which is also its label."""


class AltoSink:
    """One file for all pages; the same document gives the same bytes."""

    suffix = ".alto.xml"

    def render(self, document: Document) -> bytes:
        """ALTO in UTF-8.

        Raises:
            OutputError: The document was extracted without its lines.
        """
        pages = pages_of(document, "alto")
        register_namespace("xsi", INSTANCE)
        location = {f"{{{INSTANCE}}}schemaLocation": f"{NAMESPACE} {SCHEMA}"}
        root = Element("alto", {"xmlns": NAMESPACE, **location, "SCHEMAVERSION": VERSION})
        _describe(SubElement(root, "Description"), document)
        layout = Element("Layout")
        for page in pages:
            _page(SubElement(layout, "Page"), page)
        used = {name for element in layout.iter() for name in element.get("TAGREFS", "").split()}
        if used:
            _tags(SubElement(root, "Tags"), used)
        root.append(layout)
        return as_document(root)


def _describe(description: Element, document: Document) -> None:
    source = document.source
    SubElement(description, "MeasurementUnit").text = "inch1200"
    image = SubElement(description, "sourceImageInformation")
    SubElement(image, "fileName").text = legal(source.file_name)
    SubElement(image, "fileIdentifier", {"fileIdentifierLocation": "SHA-256"}).text = source.sha256
    processing = SubElement(description, "Processing", {"ID": PROCESSING})
    SubElement(processing, "processingCategory").text = "contentGeneration"
    SubElement(processing, "processingStepDescription").text = "text layers and OCR, layout, tables"
    settings = json.dumps(source.settings, ensure_ascii=False, sort_keys=True)
    SubElement(processing, "processingStepSettings").text = legal(settings)
    software = SubElement(processing, "processingSoftware")
    name, _, version = source.tool.rpartition(" ")
    SubElement(software, "softwareName").text = legal(name or source.tool)
    SubElement(software, "softwareVersion").text = legal(version)
    if source.engine is not None:
        SubElement(software, "applicationDescription").text = legal(f"OCR by {source.engine}")


def _tags(tags: Element, used: set[str]) -> None:
    for name, (element, description) in TAGS.items():
        if name in used:
            SubElement(tags, element, {"ID": name, "LABEL": name, "DESCRIPTION": description})


def _page(element: Element, page: PageParts) -> None:
    number = f"p{page.report.number}"
    printed = next((f.furniture.text for f in page.furniture if f.furniture.role == "page_number"), None)
    size = {"HEIGHT": _units(page.report.height), "WIDTH": _units(page.report.width)}
    element.attrib |= {"ID": number, "PHYSICAL_IMG_NR": str(page.report.number), **size, "PROCESSING": PROCESSING}
    if printed is not None:
        element.set("PRINTED_IMG_NR", legal(printed))
    for name, parts in _margins(page).items():
        if parts:
            margin = SubElement(element, name, _place(around(part.box for part in parts)))
            for part in parts:
                _text_block(margin, f"{number}.f{part.index}", part.box, part.lines, part.furniture.role)
    inside = [part.box for part in page.blocks] + boxes(page.unplaced)
    space = SubElement(element, "PrintSpace", _place(around(inside)) if inside else {})
    for block in page.blocks:
        _block(space, f"{number}.b{block.index}", block)
    if page.unplaced:
        _text_block(space, f"{number}.unplaced", around(boxes(page.unplaced)), page.unplaced, "unplaced")


def _margins(page: PageParts) -> dict[str, list[FurniturePart]]:
    """The furniture by the margin it stands in, in the order in which the schema wants these."""
    margins: dict[str, list[FurniturePart]] = {
        name: [] for name in ("TopMargin", "LeftMargin", "RightMargin", "BottomMargin")
    }
    for part in page.furniture:
        x0, top, x1, bottom = part.box
        left, upper = x0 + x1 < page.report.width, top + bottom < page.report.height
        if part.furniture.role == "margin":
            margins["LeftMargin" if left else "RightMargin"].append(part)
        else:
            margins["TopMargin" if upper else "BottomMargin"].append(part)
    return margins


def _block(space: Element, name: str, part: BlockPart) -> None:
    if part.table is not None:
        _table(space, name, part)
    elif part.block.kind == "figure":
        _figure(space, name, part)
    else:
        _text_block(space, name, part.box, part.lines, _tag_of(part.block))


def _tag_of(block: Block) -> str:
    return f"heading-{min(max(block.level or 1, 1), 6)}" if block.kind == "heading" else block.kind


def _figure(space: Element, name: str, part: BlockPart) -> None:
    """A picture; with its labels, where it has some."""
    attributes = {"ID": name, **_place(part.box), "TAGREFS": "figure"}
    if not part.lines:
        SubElement(space, "Illustration", attributes)
        return
    composed = SubElement(space, "ComposedBlock", {**attributes, "TYPE": "figure"})
    SubElement(composed, "Illustration", {"ID": f"{name}.picture", **_place(part.box)})
    _text_block(composed, f"{name}.text", around(boxes(part.lines)), part.lines)


def _table(space: Element, name: str, part: BlockPart) -> None:
    """A table as a block of its cells, whose ids say their rows and columns."""
    composed = SubElement(space, "ComposedBlock", {"ID": name, **_place(part.box), "TAGREFS": "table", "TYPE": "table"})
    if part.lines:
        _text_block(composed, f"{name}.header", around(boxes(part.lines)), part.lines, "repeated-header")
    for cell in part.cells:
        _cell(composed, name, cell)


def _cell(table: Element, name: str, part: CellPart) -> None:
    cell = part.cell
    span = f".{cell.rowspan}x{cell.colspan}" if cell.rowspan > 1 or cell.colspan > 1 else ""
    role = "cell-note" if cell.role == "note" else cell.role
    _text_block(table, f"{name}.r{cell.row}c{cell.col}{span}", part.box, part.lines, role)


def _text_block(parent: Element, name: str, box: Box, lines: Sequence[TextLine], tag: str | None = None) -> None:
    block = SubElement(parent, "TextBlock", {"ID": name, **_place(box)})
    if tag is not None:
        block.set("TAGREFS", tag)
    turns = {line.turn for line in lines}
    if len(turns) == 1 and (turn := turns.pop()):
        block.set("ROTATION", str(360 - turn))  # ALTO counts counter-clockwise
    for line in lines:
        _line(block, line)


def _line(block: Element, line: TextLine) -> None:
    element = SubElement(block, "TextLine", _place(line.bbox))
    if line.turn in DIRECTIONS:
        element.set("BASEDIRECTION", DIRECTIONS[line.turn])
    for word in line.words:
        if word.blank_before:
            SubElement(element, "SP")
        _word(element, word)


def _word(line: Element, word: LineWord) -> None:
    """A word with what OCR is sure of; a text layer says nothing about that, and its words have no WC."""
    string = SubElement(line, "String", {**_place(word.bbox), "CONTENT": legal(word.text)})
    if word.source == "ocr":
        string.set("WC", f"{word.confidence:.3f}")
    if word.corners is not None:
        points = " ".join(
            f"{_units(x)},{_units(y)}" for x, y in zip(word.corners[::2], word.corners[1::2], strict=True)
        )
        SubElement(SubElement(string, "Shape"), "Polygon", {"POINTS": points})


def _place(box: Box) -> dict[str, str]:
    """HPOS, VPOS, WIDTH and HEIGHT; the edges are rounded, so that what lies within a box stays within it."""
    x0, top, x1, bottom = (round(edge * UNITS_AN_INCH / POINTS_AN_INCH) for edge in box)
    return {"HEIGHT": str(bottom - top), "WIDTH": str(x1 - x0), "HPOS": str(x0), "VPOS": str(top)}


def _units(points: float) -> str:
    return str(round(points * UNITS_AN_INCH / POINTS_AN_INCH))
