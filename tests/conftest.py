from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import JsonValue

sys.path.append(str(Path(__file__).resolve().parents[1] / "scripts"))

CheckGolden = Callable[[Path, JsonValue], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files, and skip their tests")


@pytest.fixture
def check_golden(request: pytest.FixtureRequest) -> CheckGolden:
    """Compares data with a golden JSON file, or rewrites the file under --update-golden."""

    def check(path: Path, data: JsonValue) -> None:
        if request.config.getoption("--update-golden"):
            path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            pytest.skip(f"rewrote {path.name}")
        if not path.exists():
            pytest.fail(f"{path} does not exist: run pytest --update-golden and read what it wrote")
        assert data == json.loads(path.read_text(encoding="utf-8"))

    return check
