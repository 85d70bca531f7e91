"""The file in a multipart form, picked out of the body as it arrives: never in memory, and on the disk once."""

from __future__ import annotations

from collections.abc import Callable

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from extractor.serve.problems import ProblemError

FIELD = "file"
"""Name of the part of the form that is the document."""
HOW = 'Send the document as a form with one file named "file", such as: curl -F file=@report.pdf.'


class FormFile:
    """Feeds on a multipart/form-data body and passes on the content of the one file in it; other parts are dropped."""

    def __init__(self, content_type: str, write: Callable[[bytes], None]) -> None:
        """`content_type` is the header, with the boundary.

        Raises:
            ProblemError: It has no boundary, or none that can be used.
        """
        self.name = ""
        self._write = write
        self._files = 0
        self._is_file = self._is_whole = False
        self._field, self._value = bytearray(), bytearray()
        self._disposition = b""
        boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
        if not boundary:
            raise ProblemError(400, "form", f"The form says no boundary of its parts. {HOW}")
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._part_begun,
                    "on_header_field": lambda data, start, end: self._field.extend(data[start:end]),
                    "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                    "on_header_end": self._header_ended,
                    "on_headers_finished": self._content_begun,
                    "on_part_data": self._content,
                    "on_end": self._ended,
                },
            )
        except FormParserError as error:
            raise _broken(error) from error

    def feed(self, chunk: bytes) -> None:
        """The next piece of the body.

        Raises:
            ProblemError: The body is no form, or has a second file.
        """
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise _broken(error) from error

    def finish(self) -> None:
        """The body is at its end.

        Raises:
            ProblemError: It ended too early, or had no file.
        """
        if not self._is_whole:
            raise ProblemError(400, "form", f"The form ends without its last boundary: it was cut off. {HOW}")
        if not self._files:
            raise ProblemError(422, "form", f"The form has no file. {HOW}")

    def _part_begun(self) -> None:
        self._disposition = b""

    def _header_ended(self) -> None:
        if bytes(self._field).lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._field.clear()
        self._value.clear()

    def _content_begun(self) -> None:
        options = parse_options_header(self._disposition)[1]
        self._is_file = options.get(b"name") == FIELD.encode()
        if not self._is_file:
            return
        if b"filename" not in options:
            raise ProblemError(422, "form", f'The part "file" is text and no file: was the @ forgotten? {HOW}')
        self._files += 1
        if self._files > 1:
            raise ProblemError(422, "form", "The form has several files. Send a form for each: each is a job.")
        self.name = options[b"filename"].decode("utf-8", errors="replace")

    def _content(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._write(data[start:end])

    def _ended(self) -> None:
        self._is_whole = True


def _broken(error: FormParserError) -> ProblemError:
    return ProblemError(400, "form", f"The form is broken ({error}). {HOW}")
