"""LibreOffice as a reader of workbooks, in a profile of its own, so that it runs as root and beside others."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SECONDS = 120
MISSING = "LibreOffice is not installed; scripts/test installs it (Debian: apt install libreoffice-calc-nogui)"


def convert(source: Path, form: str, folder: Path) -> Path:
    """Open a workbook, and write it in another form, such as "csv" or "xlsx", into a new folder."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / form.partition(":")[0]
    command = [program, profile, "--headless", "--norestore", "--convert-to", form, "--outdir", str(out), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    written = list(out.glob("*")) if out.is_dir() else []
    assert written, f"LibreOffice wrote nothing: {done.stdout} {done.stderr}"
    return written[0] if len(written) == 1 else out
