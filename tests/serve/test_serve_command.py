"""`extractor serve` as a program of its own."""

from __future__ import annotations

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner

from extractor import serve_command
from extractor.batch.plan import LEDGER
from extractor.cli import app
from extractor.document import Document
from serve.live_server import FIXTURES, PATIENCE, ROOT, TOKEN, LiveServer, page, wait_for

GUIDE = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    out = tmp_path_factory.mktemp("server") / "out"
    with LiveServer(out, "--workers", "1", "--max-bytes", "400000", token=TOKEN) as server:
        yield server


def refusal(*options: str) -> str:
    """What the command says when it refuses its options."""
    result = CliRunner().invoke(app, ["serve", *options], env={"EXTRACTOR_TOKEN": None, "COLUMNS": "500"})
    assert result.exit_code == 2
    return " ".join(re.sub(r"[│╭╮╰╯─]|\x1b\[[0-9;]*m", "", result.output).split())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org", "127.evil.example"])
def test_an_address_that_others_can_reach_is_refused_without_a_token(host: str) -> None:
    assert "give a token with --token-file or EXTRACTOR_TOKEN" in refusal("--host", host)


def test_a_package_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve_command, "PACKAGES", ("no_such_package",))
    result = CliRunner().invoke(app, ["serve", "-o", str(tmp_path / "out")], env={"EXTRACTOR_TOKEN": None})
    assert result.exit_code == 3
    assert "report-extractor[serve]" in result.output
    assert not (tmp_path / "out").exists()


def test_results_in_a_store_are_refused() -> None:
    assert "on a disk" in refusal("-o", "s3://bucket/out")


def test_a_token_that_can_be_guessed_or_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret\n")
    assert "16 or more ASCII characters" in refusal("--token-file", str(tmp_path / "token"))
    assert "cannot be read" in refusal("--token-file", str(tmp_path / "missing"))


def test_a_port_that_is_taken_is_said(server: LiveServer) -> None:
    assert "cannot listen on 127.0.0.1" in refusal("--port", server.url.rpartition(":")[2])


def test_an_output_directory_has_one_server(server: LiveServer, tmp_path: Path) -> None:
    out = server.log().split("results in ")[1].splitlines()[0]
    result = CliRunner().invoke(app, ["serve", "-o", out, "--port", "0"], env={"EXTRACTOR_TOKEN": None})
    assert result.exit_code == 7
    assert "belongs to another server" in result.output


def test_a_document_goes_in_and_its_numbers_come_out(server: LiveServer) -> None:
    job = server.ended(server.upload("report.pdf", page("three-pages")).json()["id"])
    assert (job["state"], job["pages"], job["tables"]) == ("done", 3, 1)
    document = Document.model_validate_json(server.client.get(job["links"]["result"]).content)
    assert document.source.file_name == "report.pdf"
    assert len(document.tables) == 1


def test_an_encrypted_document_is_a_failed_job_and_names_no_place_of_the_server(server: LiveServer) -> None:
    job = server.ended(server.upload("locked.pdf", page("encrypted")).json()["id"])
    assert (job["state"], job["error"]["kind"]) == ("failed", "PasswordError")
    assert job["error"]["message"].startswith("locked.pdf: it is encrypted")


def test_a_refused_upload_is_read_so_far_that_the_client_hears_why(server: LiveServer) -> None:
    assert server.upload("large.pdf", b"%PDF" + b"x" * 3_000_000).status_code == 413


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("command", re.findall(r"^curl (?:\\\n|[^\n])+", GUIDE, re.MULTILINE))
def test_the_commands_of_the_guide_work(server: LiveServer, command: str, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(page("three-pages"))
    job = server.upload("report.pdf", page("three-pages")).json()["id"]
    server.ended(job)
    quiet = command.replace("curl", "curl -fsS", 1)
    script = f"EXTRACTOR={server.url} EXTRACTOR_TOKEN={TOKEN} ID={job}\n{quiet}"
    run = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, timeout=PATIENCE, check=False)
    is_refused = "from-url" in command  # this server may read no store
    assert run.returncode == (22 if is_refused else 0), run.stderr.decode()


def test_a_server_that_is_told_to_stop_finishes_what_it_reads(tmp_path: Path) -> None:
    with LiveServer(tmp_path / "out", "--workers", "1", "--grace", str(PATIENCE)) as server:
        job = server.upload("a.pdf", page("three-pages")).json()["id"]
        wait_for(lambda: server.job(job)["state"] == "running")
        assert server.end() == 0
    assert states(tmp_path / "out") == {job: "done"}


def test_a_second_signal_puts_back_what_is_being_read(tmp_path: Path) -> None:
    scan = (FIXTURES / "township-2020" / "poor.pdf").read_bytes()
    with LiveServer(tmp_path / "out", "--workers", "1", "--grace", "3600") as server:
        job = server.upload("scan.pdf", scan).json()["id"]
        wait_for(lambda: server.job(job)["state"] == "running")
        server.process.send_signal(signal.SIGINT)
        wait_for(lambda: "stopping" in server.log())
        assert server.end(signal.SIGINT) == 0
    assert states(tmp_path / "out") == {job: "waiting"}


def states(out: Path) -> dict[str, str]:
    """The state of each job in a ledger."""
    with sqlite3.connect(out / LEDGER) as ledger:
        return dict(ledger.execute("SELECT id, state FROM job_states").fetchall())


@pytest.mark.slow
def test_a_server_that_is_killed_between_fifty_uploads_loses_none_and_reads_none_twice(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with LiveServer(out, "--max-bytes", "300000") as server:
        with ThreadPoolExecutor(50) as threads, httpx2.Client(timeout=PATIENCE, verify=False) as client:
            answers = [threads.submit(upload_in_spite_of_all, client, server, number) for number in range(50)]
            wait_for(lambda: sum(future.done() for future in answers) >= 20)
            server.restart_after_kill()
            taken = [future.result() for future in answers]
        jobs = {number: server.ended(job_id) for number, job_id in enumerate(taken) if job_id is not None}
    assert sorted(set(range(50)) - set(jobs)) == [number for number in range(50) if number % 5 == 4]
    assert {number: job["state"] for number, job in jobs.items()} == {
        number: ("done", "skipped", "failed", "failed")[number % 5] for number in jobs
    }
    with sqlite3.connect(out / LEDGER) as ledger:
        twice = ledger.execute("SELECT sha256, count(*) FROM attempts GROUP BY sha256 HAVING count(*) > 1").fetchall()
    assert twice == []


def upload_in_spite_of_all(client: httpx2.Client, server: LiveServer, number: int) -> str | None:
    """Hand in a document until it is answered, and return its job; None where it is too large."""
    content = (
        page("rotated-page") + b"\n%% copy %d\n" % number,
        b"garbage %d" % number,
        b"",
        page("encrypted") + b"\n%% copy %d\n" % number,
        b"%PDF-1.7" + b"x" * 400_000,
    )[number % 5]
    while True:
        url = server.url
        try:
            answer = client.post(f"{url}/v1/jobs", files={"file": (f"{number}.pdf", content)})
        except httpx2.TransportError:
            # The server was killed. Who asks for a port that nobody listens on again and again may reach himself there.
            wait_for(lambda url=url: server.url != url)
            continue
        if answer.status_code == 413:
            return None
        assert answer.status_code == 202, answer.text
        job_id: str = answer.json()["id"]
        return job_id


CONFIG = """
# A document that could not be read has no result: 422, however valid the request for it is.
[[operations]]
include-name = "GET /v1/jobs/{job_id}/result"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", 404, 409, 422]
"""


@pytest.mark.slow
def test_the_server_does_what_its_openapi_description_says(server: LiveServer, tmp_path: Path) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG)
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config)]
    command += ["run", f"{server.url}/openapi.json", "-H", f"Authorization: Bearer {TOKEN}"]
    command += ["--checks", "all", "--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure"]
    command += ["--seed", "1", "--max-examples", "5", "--suppress-health-check", "all", "--no-color"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=4 * PATIENCE, check=False)
    assert run.returncode == 0, run.stdout
