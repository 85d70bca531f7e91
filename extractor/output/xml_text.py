"""Files of XML, and the texts that they can hold."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, indent, tostring

# What XML 1.0 has no way to write: controls but for tab and line breaks, lone surrogates, two numbers that are no
# characters.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """`text` with what XML 1.0 cannot hold as U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)


def as_document(root: Element) -> bytes:
    """An XML file in UTF-8, set out in lines."""
    indent(root, " ")
    return _encoded("", tostring(root, encoding="unicode"))


def as_page(root: Element, doctype: str) -> bytes:
    """A file in UTF-8 that is XHTML and that a browser reads as HTML too: only void elements are closed at once."""
    text = tostring(root, encoding="unicode", short_empty_elements=False)
    return _encoded(doctype + "\n", text.replace("></meta>", " />"))


def _encoded(doctype: str, text: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}{text}\n'.encode()
