"""Write models/document.schema.json from the models of extractor/document.py. Run it after a change of them."""

from __future__ import annotations

from pathlib import Path

from extractor.output.schema import document_schema

TARGET = Path(__file__).resolve().parent.parent / "models" / "document.schema.json"

if __name__ == "__main__":
    TARGET.write_text(document_schema(), encoding="utf-8")
    print(f"wrote {TARGET}")
