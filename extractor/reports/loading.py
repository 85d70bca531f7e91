"""Report models from YAML files; what is wrong with one is said with file, line and remedy."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from extractor.errors import ModelError
from extractor.reports import format as spec
from extractor.reports.format import ReportModel
from extractor.reports.vetting import problems
from extractor.reports.yaml_source import Complaint, Lines, YamlError, read_yaml

PACKAGED = Path(__file__).parent.parent / "models"
IN_REPOSITORY = Path(__file__).parent.parent.parent / "models"
SUFFIXES = (".yaml", ".yml")


def load_model(path: Path) -> ReportModel:
    """The report model that `path` holds.

    Raises:
        ModelError: It cannot be read, or says what cannot be; every complaint has its line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}. Check the path.") from error
    except UnicodeDecodeError as error:
        raise ModelError(f"{path}: it is not in UTF-8. Save it in UTF-8.") from error
    try:
        data, lines = read_yaml(text)
    except YamlError as error:
        raise _error(path, error.complaints) from error
    try:
        model = ReportModel.model_validate(data)
    except ValidationError as error:
        raise _error(path, _complaints(error, lines)) from error
    wrong = [Complaint(lines.find(place), message) for place, message in problems(model)]
    if wrong:
        raise _error(path, wrong)
    return model


def load_models(directories: Iterable[Path] = ()) -> tuple[ReportModel, ...]:
    """The models that come with the program, and those of `directories`, which replace others of the same id.

    Raises:
        ModelError: One of them cannot be read, or two files of one directory have the same id.
    """
    found = {model.model: model for model in _own_models()}
    for directory in directories:
        found.update(_models_in(directory))
    return tuple(found.values())


def model_files(directory: Path) -> list[Path]:
    """The files of report models in a directory.

    Raises:
        ModelError: It is no directory.
    """
    if not directory.is_dir():
        raise ModelError(f"{directory} is no directory. --models takes the directory that holds the YAML files.")
    return sorted(path for path in directory.iterdir() if path.suffix in SUFFIXES)


def own_directory() -> Path:
    """Where the models lie that come with the program."""
    return PACKAGED if PACKAGED.is_dir() else IN_REPOSITORY


@cache
def _own_models() -> tuple[ReportModel, ...]:
    return tuple(_models_in(own_directory()).values())


def _models_in(directory: Path) -> dict[str, ReportModel]:
    found: dict[str, ReportModel] = {}
    files: dict[str, Path] = {}
    for path in model_files(directory):
        model = load_model(path)
        if model.model in found:
            raise ModelError(f"{path} and {files[model.model]} both have the id {model.model}. Give one a new id.")
        found[model.model], files[model.model] = model, path
    return found


def _error(path: Path, complaints: Sequence[Complaint]) -> ModelError:
    ordered = sorted(complaints, key=lambda complaint: complaint.line)
    return ModelError("\n".join(f"{path}:{complaint.line}: {complaint.message}" for complaint in ordered))


def _complaints(error: ValidationError, lines: Lines) -> list[Complaint]:
    found = []
    for one in error.errors(include_url=False):
        place = tuple(part for part in one["loc"] if part != "[key]")
        found.append(Complaint(lines.find(place), _sentence(one["type"], place, one["msg"])))
    return list(dict.fromkeys(found))


def _sentence(kind: str, place: Sequence[Any], message: str) -> str:
    word = str(place[-1]) if place else "the file"
    if kind == "missing":
        return f"{word!r} is missing here; add `{word}: …`"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(word, _known_words(), n=1, cutoff=0.6)
        hint = f"; did you mean {near[0]!r}?" if near else "; docs/report-models.md lists what may stand here"
        return f"{word!r} is not known here{hint}"
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return f"below {word!r} must stand lines of the form `word: …`"
    return f"{word!r}: {message[:1].lower()}{message[1:]}"


@cache
def _known_words() -> tuple[str, ...]:
    specs = [thing for thing in vars(spec).values() if isinstance(thing, type) and issubclass(thing, BaseModel)]
    return tuple(sorted({name for one in specs for name in one.model_fields}))
