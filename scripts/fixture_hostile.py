"""Make the hostile files under fixtures/hostile/, and its README with what must become of each.

    python scripts/fixture_hostile.py

The large ones are made by the tests, where they are wanted. Needs pikepdf and Pillow; the same versions of these give
the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import hostile_pages as pages
import hostile_pdfs as pdfs
import hostile_pictures as pictures
from extractor.errors import DamagedFileError, ExtractorError, LimitError, PasswordError, UnsupportedFileError

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "hostile"
MEGABYTE = 1_000_000
README = """# Hostile files

Made by `scripts/fixture_hostile.py`, which holds this table too; `tests/test_hostile.py` reads them all. Every file
ends in an error with a name, or in a document in which a page that cannot be read is a finding (`page.failed`) and
costs no other. Large files are made by the tests. Those that *need a process* have the PDF library use more time or
memory than there is, and nothing inside its process can stop it: read them in one that has limits.

| file | what it is | what becomes of it |
| --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What must become of a file.

    Attributes:
        error: The error that it ends in; None where there is a document.
        pages: Number of pages of the document.
        failed: Numbers of those that cannot be read.
        text: Whether the document says `hostile_pdfs.TEXT`.
        needs_process: It takes more time or memory than there is, and only the end of its process stops it.
    """

    error: type[ExtractorError] | None = None
    pages: int = 1
    failed: tuple[int, ...] = ()
    text: bool = True
    needs_process: bool = False

    def __str__(self) -> str:
        if self.needs_process:
            return "needs a process"
        if self.error is not None:
            return f"`{self.error.__name__}`"
        count = f"{self.pages} page{'s' * (self.pages != 1)}"
        return f"{count}, of which failed: {', '.join(map(str, self.failed))}" if self.failed else count


@dataclass(frozen=True, slots=True)
class Case:
    """A hostile file: its name, what it is, its maker, and what must become of it; large ones are not stored."""

    name: str
    what: str
    make: Callable[[], bytes]
    outcome: Outcome
    large: bool = False
    password: str | None = None

    def write(self, folder: Path) -> Path:
        """Make the file in `folder`."""
        path = folder / self.name
        path.write_bytes(self.make())
        return path


def read(number: int = 1, *failed: int, text: bool = True) -> Outcome:
    """A document of `number` pages, those named at the end empty."""
    return Outcome(pages=number, failed=failed, text=text)


DAMAGED, LIMIT = Outcome(error=DamagedFileError), Outcome(error=LimitError)
UNSUPPORTED, LOCKED = Outcome(error=UnsupportedFileError), Outcome(error=PasswordError)
NEEDS_PROCESS = Outcome(needs_process=True)
WORDLESS = read(text=False)

STRUCTURE = (
    Case("truncated.pdf", "the first half of a file", pdfs.truncated, DAMAGED),
    Case("header-only.pdf", "nothing but the first line", pdfs.header_only, DAMAGED),
    Case("garbage.pdf", "garbage after the header, and nothing else", pdfs.garbage_only, DAMAGED),
    Case("garbage-after-header.pdf", "2 KB of garbage between header and objects", pdfs.garbage_after_header, read(2)),
    Case("wrong-offsets.pdf", "the table of objects is wrong by seven bytes", pdfs.wrong_offsets, read()),
    Case("no-table-of-objects.pdf", "no table of objects and no trailer", pdfs.no_table_of_objects, DAMAGED),
    Case("table-in-a-circle.pdf", "the table of objects follows itself", pdfs.table_of_objects_in_a_circle, read()),
    Case("no-catalogue.pdf", "the catalogue is null", pdfs.catalogue_missing, DAMAGED),
    Case("zero-pages.pdf", "a page tree without pages", pdfs.zero_pages, DAMAGED),
    Case("page-tree-in-a-circle.pdf", "the page tree has itself among its kids", pdfs.pages_in_a_circle, read(2, 2)),
    Case("page-tree-too-deep.pdf", "3,000 nodes above the page", pdfs.page_tree_too_deep, DAMAGED, large=True),
    Case("count-that-lies.pdf", "one page, said to be 900,000", pdfs.count_that_lies, LIMIT),
    Case("page-is-a-number.pdf", "the second of three pages is the number 42", pdfs.page_is_no_page, read(3, 2)),
    Case("page-missing.pdf", "the second of three pages is not in the file", pdfs.page_missing, read(3, 2)),
    Case("nested-arrays.pdf", "10,000 arrays in one another", pdfs.nested_arrays, read()),
    Case("many-objects.pdf", "100,000 objects that nothing needs", pdfs.many_objects, read(), large=True),
    Case("object-stream-in-itself.pdf", "an object stream in itself", pdfs.object_stream_in_itself, read()),
    Case("length-in-a-circle.pdf", "the length of a stream is that stream", pdfs.length_in_a_circle, read()),
    Case("short-stream.pdf", "the second page's stream breaks off", pdfs.stream_too_short, read(2)),
)
CONTENT = (
    Case("script-and-attachment.pdf", "JavaScript, a launch, a file ../../", pdfs.script_and_attachment, read()),
    Case("form-program.pdf", "XFA alone: its page says please wait", pdfs.form_program, UNSUPPORTED),
    Case("locked.pdf", "encrypted, no password given", pdfs.encrypted(pdfs.PASSWORD), LOCKED),
    Case("wrong-password.pdf", "another one given", pdfs.encrypted(pdfs.PASSWORD), LOCKED, password="other"),
    Case("right-password.pdf", "the right one", pdfs.encrypted(pdfs.PASSWORD), read(), password=pdfs.PASSWORD),
    Case("owner-only.pdf", "encrypted, but open to all readers", pdfs.encrypted(""), read()),
    Case("unknown-encryption.pdf", "encrypted by a handler nobody has", pdfs.unknown_encryption, UNSUPPORTED),
)
BOXES = (
    Case(
        "box-empty.pdf", "a media box of 0 x 0, which means letter paper", pdfs.boxes("0 0 0 0", "0 0 595 842"), read(2)
    ),
    Case("box-words.pdf", "a media box of words", pdfs.boxes("a b c d", "0 0 595 842"), read(2)),
    Case("box-large.pdf", "100 x 100 inches, looked at less closely", pdfs.boxes("0 0 7200 7200"), read(), large=True),
    Case("box-larger.pdf", "200 x 200 inches", pdfs.boxes("0 0 14400 14400"), LIMIT, large=True),
    Case("box-huge.pdf", "220 x 220 miles", pdfs.boxes("0 0 1000000000 1000000000", "0 0 595 842"), read(2, 1)),
    Case(
        "box-endless.pdf",
        "larger than a float",
        pdfs.boxes(f"0 0 {'3' * 39}.0 {'9' * 60}.0", "0 0 595 842"),
        read(2, 1),
    ),
    Case("box-thin.pdf", "a page as thin as a line", pdfs.boxes("0 0 1000000 0.001", "0 0 595 842"), read(2, 1)),
    Case("user-unit.pdf", "an inch for each point, and more", pdfs.user_unit, read()),
)
PICTURES_IN_PDF = (
    Case("jbig2.pdf", "a picture of garbage in JBIG2", pages.broken_picture("JBIG2Decode"), read()),
    Case("jpx.pdf", "in JPEG 2000", pages.broken_picture("JPXDecode"), read()),
    Case(
        "ccitt.pdf",
        "as a fax of 2,000,000,000 columns",
        pages.broken_picture("CCITTFaxDecode", entries="/DecodeParms << /K -1 /Columns 2000000000 /Rows 2000000000 >>"),
        read(),
    ),
    Case("dct.pdf", "in JPEG", pages.broken_picture("DCTDecode"), read()),
    Case("lzw.pdf", "in LZW", pages.broken_picture("LZWDecode"), read()),
    Case("run-length.pdf", "in run lengths", pages.broken_picture("RunLengthDecode"), read()),
    Case(
        "predictor.pdf",
        "deflated, with a predictor of 1,000,000,000 columns",
        pages.broken_picture("FlateDecode", entries="/DecodeParms << /Predictor 15 /Columns 1000000000 /Colors 99 >>"),
        read(),
    ),
    Case("picture-overflow.pdf", "2,147,483,647 pixels a side", pages.size_of_picture_overflows, read()),
    Case("picture-bomb.pdf", "20,000 x 20,000 pixels in 390 KB", pages.picture_bomb(20_000), read(2), large=True),
    Case(
        "colour-bomb.pdf",
        "12,000 x 12,000 pixels in colour",
        pages.picture_bomb(12_000, colour="/DeviceRGB"),
        read(2),
        large=True,
    ),
    Case("mask-bomb.pdf", "a pixel with a mask of 30,000 x 30,000", pages.mask_bomb(30_000), NEEDS_PROCESS, large=True),
)
PAINTING = (
    Case("text-operators.pdf", "1,000,000 text objects", pages.text_operators(1_000_000), read(2, 1), large=True),
    Case("characters.pdf", "1,000,000 characters in one object", pages.characters(1_000_000), read(2, 1), large=True),
    Case("path.pdf", "a path of 1,000,000 pieces", pages.segments(1_000_000), read(2, 1), large=True),
    Case("rulings.pdf", "2,000 rules, which cross in 1,000,000 places", pages.rulings(2000), read(2), large=True),
    Case("clips.pdf", "100,000 states that are never restored", pages.clips(100_000), read()),
    Case("stream-bomb.pdf", "a stream of 200 MB in 200 KB", pages.stream_bomb(200 * MEGABYTE), read(2), large=True),
    Case("stream-bomb-2.pdf", "2 GB in 4 KB", pages.stream_bomb(2000 * MEGABYTE, 2), NEEDS_PROCESS, large=True),
    Case("form-in-itself.pdf", "a form object that paints itself", pages.form_in_itself, read()),
    Case("forms.pdf", "10,000 pieces by four levels of forms", pages.forms_in_forms(4, 10), read()),
    Case("forms-bomb.pdf", "100,000,000 pieces by eight levels", pages.forms_in_forms(8, 10), NEEDS_PROCESS),
    Case("pattern-in-itself.pdf", "a pattern in itself, 900,000,000 tiles", pages.pattern_in_itself, NEEDS_PROCESS),
    Case("numbers.pdf", "sizes and matrices that no machine holds", pages.bad_numbers, WORDLESS),
    Case("operators.pdf", "operators and brackets without partners", pages.bad_operators, read(2)),
)
FONTS = (
    Case(
        "truetype.pdf",
        "tables that lie outside of the font",
        pages.font("TrueType", "FontFile2", pages.broken_truetype()),
        read(),
    ),
    Case("type1.pdf", "a program of open brackets", pages.font("Type1", "FontFile", pages.broken_type1()), read()),
    Case(
        "cff.pdf", "an index that points beyond the end", pages.font("Type1", "FontFile3", pages.broken_cff()), read()
    ),
    Case("type3.pdf", "a glyph that prints itself", pages.glyph_in_itself, WORDLESS),
    Case("character-map.pdf", "a range of 4,000,000,000 characters", pages.character_map_bomb, read()),
)
PICTURES = (
    Case("bomb.png", "12,000 x 12,000 pixels", pictures.png_bomb(12_000), LIMIT, large=True),
    Case("size.png", "4,294,967,295 pixels a side, and no data", pictures.png_size_only, LIMIT),
    Case("text-chunk.png", "a comment of 200 MB", pictures.png_chunk_bomb(b"zTXt"), DAMAGED, large=True),
    Case("profile.png", "a colour profile of 200 MB", pictures.png_chunk_bomb(b"iCCP"), DAMAGED, large=True),
    Case("row.png", "a single row of 50,000 pixels", pictures.png_strip(50_000, 1), DAMAGED),
    Case("column.png", "a single column", pictures.png_strip(1, 50_000), DAMAGED),
    Case("truncated.png", "the first bytes", pictures.png_truncated, DAMAGED),
    Case("directories.tiff", "100,000 pages", pictures.tiff_directories(100_000), LIMIT, large=True),
    Case("circle.tiff", "a directory that follows itself", pictures.tiff_in_a_circle, WORDLESS),
    Case("bomb.tiff", "60,000 x 60,000 pixels, and no data", pictures.tiff_bomb, LIMIT),
    Case("far-offsets.tiff", "tags that point beyond the end", pictures.tiff_far_offsets, DAMAGED),
    Case("fax.tiff", "garbage compressed as a fax", pictures.tiff_broken_fax, DAMAGED),
    Case(
        "second-page.tiff",
        "the second of three pages lies beyond the end",
        pictures.tiff_pages(2, 3),
        read(3, 2, text=False),
    ),
    Case("size.jpg", "65,535 pixels a side, and no data", pictures.jpeg_size_only, LIMIT),
    Case("truncated.jpg", "the first bytes", pictures.jpeg_truncated, DAMAGED),
    Case("garbage.webp", "garbage after the header", pictures.webp_garbage, DAMAGED),
)
CASES = (*STRUCTURE, *CONTENT, *BOXES, *PICTURES_IN_PDF, *PAINTING, *FONTS, *PICTURES)


def readme(cases: Iterable[Case]) -> str:
    """The table of all cases."""
    lines = [f"| {f'*{case.name}*' if case.large else case.name} | {case.what} | {case.outcome} |" for case in cases]
    return README + "\n".join(lines) + "\n\nNames in italics are those of files that the tests make.\n"


def main() -> None:
    """Write the small files, and the table."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = [case.write(FOLDER) for case in CASES if not case.large]
    (FOLDER / "README.md").write_text(readme(CASES), encoding="utf-8")
    print(f"{len(written)} files, {sum(path.stat().st_size for path in written):,} B")


if __name__ == "__main__":
    main()
