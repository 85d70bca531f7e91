"""PDFs written object by object, so that each may be as wrong as a case wants it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

CATALOGUE, TREE, FIRST = 1, 2, 3
"""Numbers of the catalogue, the root of the page tree, and the first object of the first page."""
A4 = "0 0 595 842"


def stream(data: bytes, entries: str = "") -> bytes:
    """A stream object that holds `data` as it is; `entries` are further ones of its dictionary."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries.encode(), len(data), data)


def flate(data: bytes, entries: str = "", times: int = 1) -> bytes:
    """A stream object that holds `data` deflated `times` over."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, f"{entries} /Filter [{' /FlateDecode' * times} ]")


def say(text: str, x: int = 72, y: int = 700) -> bytes:
    """The operators that print `text` in Helvetica, which has the name F1."""
    return f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n".encode()


def write_pdf(
    objects: Mapping[int, bytes], *, trailer: str = "", version: str = "1.7", shift: int = 0, xref: bool = True
) -> bytes:
    """The file with these objects by number; `trailer` has further entries, `shift` makes every offset wrong."""
    out = bytearray(f"%PDF-{version}\n%\xe2\xe3\xcf\xd3\n".encode("latin-1"))
    offsets: dict[int, int] = {}
    for number, body in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    if xref:
        size = max(objects) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size
        for number in range(1, size):
            known = number in offsets
            out += b"%010d %05d %s \n" % (
                offsets.get(number, 0) + shift * known,
                0 if known else 65535,
                b"fn"[known:][:1],
            )
        out += f"trailer\n<< /Size {size} /Root {CATALOGUE} 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def page_objects(
    pages: Sequence[bytes],
    *,
    boxes: Sequence[str] = (),
    resources: str = "",
    extra: Mapping[int, bytes] | None = None,
    catalogue: str = "",
    page_entries: str = "",
) -> dict[int, bytes]:
    """Objects of a document whose pages have these contents: stream objects, or plain operators.

    Page k (from 0) is object 3 + 2 k, its content the one after it. `boxes` are the media boxes, of which the last
    counts for all pages after it; `resources` stand beside the font F1; `extra` objects are numbered from 100 by
    convention.
    """
    sizes = [*boxes, *[boxes[-1] if boxes else A4] * (len(pages) - len(boxes))]
    kids = " ".join(f"{FIRST + 2 * k} 0 R" for k in range(len(pages)))
    objects = {
        CATALOGUE: f"<< /Type /Catalog /Pages {TREE} 0 R {catalogue} >>".encode(),
        TREE: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
    }
    font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    for k, (content, box) in enumerate(zip(pages, sizes, strict=True)):
        own = f"/Resources << {font} {resources} >> /MediaBox [{box}] /Contents {FIRST + 2 * k + 1} 0 R {page_entries}"
        objects[FIRST + 2 * k] = f"<< /Type /Page /Parent {TREE} 0 R {own} >>".encode()
        objects[FIRST + 2 * k + 1] = content if content.startswith(b"<<") else stream(content)
    return objects | dict(extra or {})
