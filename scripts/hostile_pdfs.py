"""Hostile PDFs: what is wrong lies in the structure of the file."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf

from raw_pdf import CATALOGUE, FIRST, TREE, flate, page_objects, say, stream, write_pdf

PASSWORD = "secret"
TEXT = "Revenue 1,234.50"
"""What a page says that can be read all the same."""
GOOD = say(TEXT, y=420)
"""The operators that print it, in the middle of the page, where no running header stands."""


def whole() -> bytes:
    return write_pdf(page_objects([GOOD, GOOD]))


def truncated() -> bytes:
    """The first half: no table of objects, and no second page."""
    document = whole()
    return document[: len(document) // 2]


def header_only() -> bytes:
    return b"%PDF-1.7\n"


def garbage_after_header() -> bytes:
    document = whole()
    return document[:9] + bytes(range(256)) * 8 + document[9:]


def garbage_only() -> bytes:
    return b"%PDF-1.7\n" + bytes((7 * n * n + 3 * n) % 256 for n in range(8000))


def wrong_offsets() -> bytes:
    return write_pdf(page_objects([GOOD]), shift=7)


def no_table_of_objects() -> bytes:
    return write_pdf(page_objects([GOOD]), xref=False)


def table_of_objects_in_a_circle() -> bytes:
    """The table of objects names itself as the one before it."""
    document = write_pdf(page_objects([GOOD]))
    start = document.rindex(b"xref\n0 ")
    return document.replace(b"/Root", b"/Prev %d /Root" % start)


def zero_pages() -> bytes:
    return write_pdf(page_objects([]))


def pages_in_a_circle() -> bytes:
    """The page tree has itself among its kids, beside one page."""
    objects = page_objects([GOOD])
    objects[TREE] = f"<< /Type /Pages /Kids [{FIRST} 0 R {TREE} 0 R] /Count 2 >>".encode()
    return write_pdf(objects)


def page_tree_too_deep() -> bytes:
    """A chain of 3,000 nodes before the only page."""
    objects = page_objects([GOOD])
    first, depth = 100, 3000
    objects[TREE] = f"<< /Type /Pages /Kids [{first} 0 R] /Count 1 >>".encode()
    for n in range(first, first + depth):
        kid = n + 1 if n < first + depth - 1 else FIRST
        objects[n] = f"<< /Type /Pages /Parent {TREE} 0 R /Kids [{kid} 0 R] /Count 1 >>".encode()
    return write_pdf(objects)


def count_that_lies() -> bytes:
    """One page, said to be 900,000."""
    objects = page_objects([GOOD])
    objects[TREE] = f"<< /Type /Pages /Kids [{FIRST} 0 R] /Count 900000 >>".encode()
    return write_pdf(objects)


def page_is_no_page() -> bytes:
    """The second of three pages is a number."""
    objects = page_objects([GOOD, GOOD, GOOD])
    objects[FIRST + 2] = b"42"
    return write_pdf(objects)


def page_missing() -> bytes:
    """The second of three pages is not in the file."""
    objects = page_objects([GOOD, GOOD, GOOD])
    del objects[FIRST + 2], objects[FIRST + 3]
    return write_pdf(objects)


def boxes(*sizes: str) -> Callable[[], bytes]:
    return lambda: write_pdf(page_objects([GOOD] * len(sizes), boxes=sizes))


def user_unit() -> bytes:
    """A user unit that makes an inch of every point."""
    return write_pdf(page_objects([GOOD], page_entries="/UserUnit 75000"))


def nested_arrays() -> bytes:
    """10,000 arrays, each in the next."""
    return write_pdf(page_objects([GOOD], extra={100: b"[" * 10_000 + b"]" * 10_000}, catalogue="/Deep 100 0 R"))


def many_objects() -> bytes:
    """100,000 objects that nothing needs."""
    extra = {n: b"<< /N %d >>" % n for n in range(100, 100_100)}
    return write_pdf(page_objects([GOOD], extra=extra))


def object_stream_in_itself() -> bytes:
    """An object stream that is stored in an object stream: in itself."""
    extra = {100: stream(b"100 0 << /Type /ObjStm >>", "/Type /ObjStm /N 1 /First 6 /Extends 100 0 R")}
    return write_pdf(page_objects([GOOD], extra=extra, catalogue="/Names 100 0 R"))


def length_in_a_circle() -> bytes:
    """A content stream whose length is that same stream."""
    content = stream(GOOD).replace(b"/Length %d" % len(GOOD), b"/Length 4 0 R")
    return write_pdf(page_objects([content]))


def script_and_attachment() -> bytes:
    """JavaScript that runs on opening, a program to launch, and an embedded file with a path in its name."""
    extra = {
        100: b"<< /S /JavaScript /JS (app.launchURL\\('file:///'\\); this.exportDataObject\\('a'\\);) >>",
        101: b"<< /Type /Filespec /F (../../escaped.txt) /UF (../../escaped.txt) /EF << /F 102 0 R >> >>",
        102: stream(b"written by an attachment", "/Type /EmbeddedFile"),
        103: b"<< /Type /Action /S /Launch /F (/bin/touch) >>",
    }
    names = (
        "/Names << /EmbeddedFiles << /Names [(../../escaped.txt) 101 0 R] >> /JavaScript << /Names [(a) 100 0 R] >> >>"
    )
    entries = "/AA << /O 100 0 R /C 103 0 R >>"
    return write_pdf(page_objects([GOOD], extra=extra, catalogue=f"/OpenAction 100 0 R {names}", page_entries=entries))


def form_program() -> bytes:
    """A form of XFA alone: its page only asks for another program."""
    packet = b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template/></xdp:xdp>"
    form = "/AcroForm << /Fields [] /XFA 100 0 R >> /NeedsRendering true"
    return write_pdf(page_objects([say("Please wait...")], extra={100: stream(packet)}, catalogue=form))


def encrypted(user: str) -> Callable[[], bytes]:
    """Locked by an owner's password, and by a user's if it is not empty."""

    def make() -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(write_pdf(page_objects([GOOD])))) as document:
            document.save(
                out,
                encryption=pikepdf.Encryption(owner="owner", user=user, R=3, aes=False, metadata=False),
                static_id=True,
            )
        return out.getvalue()

    return make


def unknown_encryption() -> bytes:
    """Encrypted by a handler that nobody has."""
    extra = {100: b"<< /Filter /Nobody /V 9 /R 9 /O (x) /U (y) /P -4 >>"}
    return write_pdf(page_objects([GOOD], extra=extra), trailer="/Encrypt 100 0 R /ID [<00> <00>]")


def catalogue_missing() -> bytes:
    objects = page_objects([GOOD])
    objects[CATALOGUE] = b"null"
    return write_pdf(objects)


def stream_too_short() -> bytes:
    """A deflated content stream that breaks off after half of its bytes."""
    content = flate(GOOD * 40)
    head, data = content.split(b"stream\n", 1)
    data = data[: len(data) // 3] + b"\nendstream"
    return write_pdf(page_objects([GOOD, head + b"stream\n" + data]))
