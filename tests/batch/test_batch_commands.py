"""`extractor batch` and `extractor watch` as a user starts them."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from batch import zip_builders as zips

PAGE = Path(__file__).parent.parent.parent / "fixtures" / "header-repeated" / "page.pdf"
ROOM = 120.0


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "extractor", *map(str, arguments)]


@contextmanager
def started(*arguments: object) -> Iterator[tuple[subprocess.Popen[str], Queue[dict[str, Any]]]]:
    """A command with --log-json, and a queue of what it tells."""
    process = subprocess.Popen(command(*arguments, "--log-json", "--workers", 1), stderr=subprocess.PIPE, text=True)
    events: Queue[dict[str, Any]] = Queue()
    stream = process.stderr
    assert stream is not None
    reader = threading.Thread(target=lambda: [events.put(json.loads(line)) for line in stream])
    reader.start()
    try:
        yield process, events
    finally:
        process.kill()
        process.wait()
        reader.join()
        stream.close()


def next_event(events: Queue[dict[str, Any]], kind: str) -> dict[str, Any]:
    while (event := events.get(timeout=ROOM))["event"] != kind:
        pass
    return event


def test_watch_reads_what_comes_stops_on_ctrl_c_and_goes_on_after(tmp_path: Path) -> None:
    inbox, out = tmp_path / "inbox", tmp_path / "inbox" / "out"
    inbox.mkdir()
    shutil.copy(PAGE, inbox / "a.pdf")
    watch = ("watch", inbox, "-o", out, "--settle", 0.2)
    with started(*watch) as (process, events):
        assert next_event(events, "done")["input"] == str(inbox / "a.pdf")
        (inbox / "b.pdf").write_bytes(PAGE.read_bytes() + b"\n%%b")
        assert next_event(events, "done")["input"] == str(inbox / "b.pdf")
        process.send_signal(signal.SIGINT)
        assert process.wait(ROOM) == 130
    (inbox / "c.pdf").write_bytes(PAGE.read_bytes() + b"\n%%c")
    with started(*watch) as (process, events):
        assert next_event(events, "known")["input"] == str(inbox / "a.pdf")
        assert next_event(events, "done")["input"] == str(inbox / "c.pdf")
        process.send_signal(signal.SIGTERM)
        assert process.wait(ROOM) == 130
    assert len(list(out.glob("documents/*/*/*.json"))) == 3
    assert list(out.glob(".work/*")) == []


def test_a_batch_of_hostile_names_writes_below_its_output_directory_only(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    names = ["../../up.pdf", "/abs.pdf", "..\\..\\win.pdf", "two\nlines.pdf", "📄.pdf"]
    zips.write_zip(source / "slip.zip", [(name, PAGE.read_bytes() + f"\n%%{name}".encode()) for name in names])
    zips.bomb(source / "bomb.zip", 3 << 20)
    (source / "\udcff\x1b[31m.pdf").write_bytes(b"%PDF-1.7 broken")
    (source / "link.pdf").symlink_to("/etc/passwd")
    before = {path for path in tmp_path.rglob("*") if not path.is_relative_to(out)}
    arguments = command("batch", source, "-o", out, "--max-bytes", 2 << 20, "--workers", 1)
    done = subprocess.run(arguments, capture_output=True, timeout=ROOM, check=False)
    said = done.stderr.decode()
    assert done.returncode == 6
    assert "Traceback" not in said
    assert "5 read" in said
    assert "\x1b[31m.pdf" not in said
    assert len(list(out.glob("documents/*/*/*.json"))) == 5
    assert {path for path in tmp_path.rglob("*") if not path.is_relative_to(out)} == before


@pytest.mark.parametrize("arguments", [("batch",), ("watch", "/nowhere"), ("batch", "x", "--files-from", "/nowhere")])
def test_what_is_missing_is_said_without_a_traceback(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(command(*arguments), capture_output=True, timeout=ROOM, check=False, text=True)
    assert done.returncode in (2, 4)
    assert "Traceback" not in done.stderr
