"""Which program this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def tool_version() -> str:
    """Version of the installed package."""
    try:
        return version("report-extractor")
    except PackageNotFoundError:
        return "unknown"
