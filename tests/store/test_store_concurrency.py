from __future__ import annotations

import random
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stored_documents import SHA256, as_json, column, counts, small

from extractor.store.database import open_database
from extractor.store.loading import document_from, load_json
from extractor.store.stage import prepare_database

LOADERS = 4
DOCUMENTS = [f"{number:02x}" * 32 for number in range(8)]

KILLED_AT_THE_END = """
import os, signal, sys
from extractor.store import loading
from extractor.store.database import open_database
loading.carry_corrections = lambda *given, **named: os.kill(os.getpid(), signal.SIGKILL)
loading.load_json(open_database(sys.argv[1]), open(sys.argv[2], "rb").read(), "a.json")
"""


def test_loaders_at_once_neither_wait_for_ever_nor_double(url: str) -> None:
    def load_all(seed: int) -> list[str]:
        engine = prepare_database(url)  # all of them make the tables, too
        contents = [as_json(small(amount, sha256)) for sha256 in DOCUMENTS for amount in ("410", "440")]
        random.Random(seed).shuffle(contents)
        outcomes = [load_json(engine, content, "a.json") for content in contents]
        engine.dispose()
        return outcomes

    with ThreadPoolExecutor(LOADERS) as pool:
        outcomes = [outcome for found in pool.map(load_all, range(LOADERS)) for outcome in found]
    engine = open_database(url)
    versions = 2 * len(DOCUMENTS)
    assert outcomes.count("new") == len(DOCUMENTS)
    assert counts(engine, "documents", "cells", "current_documents") == [versions, 6 * versions, len(DOCUMENTS)]
    assert column(engine, "SELECT sha256 FROM current_documents ORDER BY sha256") == DOCUMENTS
    engine.dispose()


def test_a_loader_that_is_killed_leaves_no_half_document(url: str, tmp_path: Path) -> None:
    engine = prepare_database(url)
    load_json(engine, as_json(small("410")), "a.json")
    (tmp_path / "a.json").write_bytes(as_json(small("440")))
    killed = subprocess.run([sys.executable, "-c", KILLED_AT_THE_END, url, str(tmp_path / "a.json")], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert document_from(engine, SHA256) == small("410")
    assert counts(engine, "documents", "cells") == [1, 6]
    assert load_json(engine, as_json(small("440")), "a.json") == "replaced"
    engine.dispose()
