"""Documents that were written before, read again."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from extractor.document import Document
from extractor.errors import InputError


def load_document(path: Path) -> Document:
    """The document in a JSON file that `extractor extract` wrote.

    Raises:
        InputError: The file cannot be read, or holds something else.
    """
    try:
        return Document.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Check the path.") from error
    except ValidationError as error:
        raise InputError(
            f"{path} is not a document of this program: {error.error_count()} fields do not fit. "
            "Make it anew with `extractor extract`."
        ) from error
