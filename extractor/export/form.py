"""The form that documents get: a format, with what it needs of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extractor.document import Document
from extractor.findings import in_language
from extractor.formats import PARQUET, completed
from extractor.output.csv_style import PLAIN_CSV, CsvStyle
from extractor.output.sink import Sink
from extractor.output.stage import FORMATS, load_sink
from extractor.stored import load_document
from extractor.wordings import Locale

FORMS = (*FORMATS, PARQUET)


@dataclass(frozen=True, slots=True)
class Form:
    """What documents become.

    Attributes:
        format: One of `FORMS`.
        locale: Language that findings are said in; None for the one in which they were made.
    """

    format: str
    csv_style: CsvStyle = PLAIN_CSV
    locale: Locale | None = None

    def sink(self) -> Sink:
        """What writes the form, where it is a file for each document.

        Raises:
            ExtraMissingError: It needs an optional package that is not installed.
        """
        return load_sink(self.format, self.csv_style)

    def read(self, path: Path) -> Document:
        """The document in a file, with all that the form shows.

        Raises:
            InputError: It cannot be read.
        """
        document = load_document(path)
        if self.locale is not None:
            document = in_language(document, self.locale)
        return completed(self.format, document)
