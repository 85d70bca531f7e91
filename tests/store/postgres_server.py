"""A PostgreSQL of the tests' own: in a temporary folder, on a socket there, gone with the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
"""Debian's packages put the server here, and not on the path."""
USER = "postgres"
"""Who runs the server where the tests are run by root, whom it refuses."""
START_SECONDS = 60.0


def find_programs() -> Path | None:
    """The folder that has initdb and postgres; None where the server is not installed."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted((path.parent for path in DEBIAN.glob("*/bin/initdb")), reverse=True)
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """The URL of a server that runs while the block does, with its database to be put at {}."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # sockets have short paths
    try:
        user = _other_user(folder)
        _run([programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync"], user)
        options = ["-c", "listen_addresses=", "-k", folder, "-c", "fsync=off"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", *options], stdout=log, stderr=log, cwd=folder, **user
            )
        try:
            _wait([programs / "pg_isready", "-h", folder], process, folder / "log")
            yield f"postgresql://{USER}@/{{}}?host={folder}"
        finally:
            process.terminate()  # SIGTERM: it waits for its clients; all are closed by now
            try:
                process.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other_user(folder: Path) -> dict[str, object]:
    """What makes subprocess run a program as somebody else than root, who gets `folder`; nothing for others."""
    if os.geteuid() != 0:
        return {}
    try:
        account = pwd.getpwnam(USER)
    except KeyError:
        account = pwd.getpwnam("nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _run(command: list[object], user: dict[str, object]) -> None:
    subprocess.run(list(map(str, command)), check=True, capture_output=True, cwd="/", **user)


def _wait(ready: list[object], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(list(map(str, ready)), capture_output=True).returncode:
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL does not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)
