"""Make the documents under fixtures/ and what is expected of them.

    python scripts/make_fixtures.py [CASE ...]

Needs reportlab, img2pdf, pikepdf, and the fonts of fonts-arphic-uming, fonts-arphic-ukai and fonts-wqy-zenhei. The same
versions of these give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fixture_archive import archive
from fixture_joins import JOIN_CASES
from fixture_pages import PAGE_CASES
from fixture_scans import OFFICE, POOR, Stamp, scan_pdf
from fixture_township import print_report

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


def township(folder: Path) -> dict[str, Any]:
    """The township's report: digital, an office scan, a poor scan with a seal over table three."""
    digital = folder / "digital.pdf"
    truth = print_report(digital)
    scan_pdf(digital, folder / "office.pdf", OFFICE)
    scan_pdf(digital, folder / "poor.pdf", POOR, [Stamp(3, 452, 500, "扎科乡人民政府")])
    pages = len(truth["furniture"])
    kinds = {"digital.pdf": "text-layer", "office.pdf": "ocr", "poor.pdf": "ocr"}
    return {"documents": {name: [kind] * pages for name, kind in kinds.items()}, **truth}


def joins(make: Callable[[Path], dict[str, Any]]) -> Callable[[Path], dict[str, Any]]:
    """The maker of one file as a maker of a folder."""

    def make_folder(folder: Path) -> dict[str, Any]:
        truth = make(folder / "page.pdf")
        return {"documents": {"page.pdf": ["text-layer"] * len(truth["furniture"])}, **truth}

    return make_folder


MAKERS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "township-2020": township,
    **{name: joins(make) for name, make in JOIN_CASES.items()},
    **PAGE_CASES,
    "archive": archive,
}
TRUTH = {"archive": "figures.json"}
"""Files of truths that are not of the form of all others, expected.json."""


def as_json(truth: dict[str, Any]) -> str:
    """JSON with one cell a line, so that a difference can be read."""
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    text = re.sub(r"[{\[]\n[^{}\[\]]{,160}[}\]]", lambda match: " ".join(match[0].split()), text)
    return text.replace("{ ", "{").replace(" }", "}").replace("[ ", "[").replace(" ]", "]") + "\n"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Make the fixtures.")
    parser.add_argument("case", nargs="*", choices=[[], *MAKERS], help="default: all")
    for name in parser.parse_args().case or MAKERS:
        folder = FIXTURES / name
        folder.mkdir(parents=True, exist_ok=True)
        truth = {"case": name, **MAKERS[name](folder)}
        (folder / TRUTH.get(name, "expected.json")).write_text(as_json(truth), encoding="utf-8")
        files = sorted(path for path in folder.iterdir() if path.suffix != ".json")
        print(name, *(f"{path.name} {path.stat().st_size:,} B" for path in files), sep="\n    ")


if __name__ == "__main__":
    main()
