"""Small PDFs and pictures, made on the spot for the tests of ingest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

CHINESE = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


def make_pdf(
    path: Path,
    *pages: Callable[[Canvas], None],
    size: tuple[float, float] = (400, 300),
    password: str | None = None,
) -> Path:
    """A PDF with a page for each of the functions, which draw with the origin at the bottom left."""
    encryption = StandardEncryption(password, ownerPassword="owner") if password else None
    canvas = Canvas(str(path), pagesize=size, encrypt=encryption, pageCompression=0)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def draw_table(canvas: Canvas) -> None:
    """Two rows and three columns, with rules, between x 50 and 350 and from y 200 to 260."""
    canvas.setLineWidth(0.5)
    for y in (200, 230, 260):
        canvas.line(50, y, 350, y)
    for x in (50, 150, 250, 350):
        canvas.line(x, 200, x, 260)
    canvas.setFont("Helvetica", 10)
    for row, y in enumerate((240, 210)):
        for column, x in enumerate((60, 160, 260)):
            canvas.drawString(x, y, f"{row}{column}.50 item")
