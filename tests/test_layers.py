"""No import points upwards, and no room knows another: read from the source, so that unused modules count too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "extractor"

# The lower a module stands, the fewer it may import: only what is in a layer below its own.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "page", "places", "wordings"}),
    frozenset({"facts", "lines", "report_messages", "compare_messages"}),
    frozenset(
        {"geometry", "document", "config", "program", "progress", "script", "numerals", "look_ahead", "onnx_session"}
    )
    | {"areas", "messages", "findings", "fingerprints", "stored", "safe_text", "garbage", "processes", "file_names"},
    frozenset({"imaging", "ingest", "layout", "normalise", "ocr", "output", "checks", "stitch", "tables"}),
    frozenset({"layer_audit", "reports", "searchable"}),
    frozenset({"judging", "compare"}),
    frozenset({"page_reader", "rechecking"}),
    frozenset({"pipeline"}),
    frozenset({"inspection", "doctor", "terminal", "batch", "store", "command_line", "shared_options", "formats"}),
    frozenset({"model_commands", "batch_progress", "batch_database", "load_command", "serve", "originals", "export"}),
    frozenset({"settings_options", "batch_options", "compare_command", "csv_options"}),
    frozenset({"status_command", "batch_command", "watch_command", "show_command", "serve_command", "export_command"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
ROOMS = LAYERS[3]
# The public names are imported lazily, for those who use the package; nothing inside it imports from there.
TOP = "__init__"
SMALL = LAYERS[0] | LAYERS[1] | LAYERS[2]


def owner(path: Path) -> str:
    """The room or the top module that a file belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports_of(source: str) -> set[str]:
    """Rooms and top modules of the package that a module imports, wherever in it; "" for the package itself."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            names = [f"extractor.{alias.name}" for alias in node.names] if module == "extractor" else [module]
        found |= {name.split(".")[1] if "." in name else "" for name in names if name.split(".")[0] == "extractor"}
    return found


def level(name: str) -> int:
    for i, layer in enumerate(LAYERS):
        if name in layer:
            return i
    raise AssertionError(f"extractor/{name} has no layer yet: say in this test where it belongs")


def complaint(importer: str, imported: str) -> str | None:
    """What is wrong with this import; None where it is allowed."""
    if importer == imported:
        return None
    if imported == "":
        return "imports the package itself; name the module that defines what is wanted"
    if importer in ROOMS and imported in ROOMS:
        return f"a room imports another: {imported}"
    if level(imported) > level(importer) or (level(imported) == level(importer) and imported not in SMALL):
        return f"imports upwards: {imported}"
    return None


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if owner(path) != TOP)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downwards(path: Path) -> None:
    complaints = [complaint(owner(path), name) for name in imports_of(path.read_text(encoding="utf-8"))]
    assert [c for c in complaints if c] == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [("page", "document"), ("tables", "ocr"), ("stitch", "pipeline"), ("pipeline", "cli"), ("config", "")],
)
def test_a_wrong_import_is_seen(importer: str, imported: str) -> None:
    assert complaint(importer, imported)


def test_every_form_of_import_is_seen() -> None:
    source = "import extractor.page\nfrom extractor import cli\ndef f():\n    from extractor.ocr.stage import x\n"
    assert imports_of(source) == {"page", "cli", "ocr"}
