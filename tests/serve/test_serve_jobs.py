"""What becomes of jobs: read, failed, skipped, cancelled, forgotten, and taken up after a restart."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractor.batch.ledger import Ledger
from extractor.batch.plan import LEDGER
from extractor.batch.work import identify
from extractor.serve.stage import Offer, forget_old_jobs
from serve.live_server import wait_for
from serve.scripted_server import MOST_BYTES, RESULT, ScriptedServer, code_of

PDF = b"%PDF-1.7 a document"


@pytest.fixture
def server(tmp_path: Path) -> ScriptedServer:
    return ScriptedServer(tmp_path / "out")


def results(server: ScriptedServer) -> list[Path]:
    return list(server.out.glob("documents/*/*/*.json"))


def test_a_document_is_read_and_its_result_given_out(server: ScriptedServer) -> None:
    with server.reading():
        (job,) = server.ended(server.upload(PDF, "报告.pdf"))
    assert (job["state"], job["pages"], job["seconds"], job["error"]) == ("done", 2, 0.5, None)
    assert server.executor.read == ["报告.pdf"]
    answer = server.client.get(job["links"]["result"])
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "application/json", RESULT)


@pytest.mark.parametrize(
    ("format_", "kind", "words"),
    [
        ("markdown", "text/markdown", "收入"),
        ("html", "text/html", "<td"),
        ("csv", "text/csv", "收入,12"),
        ("records", "text/csv", "收入"),
        ("text", "text/plain", "收入"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"),
    ],
)
def test_a_result_comes_in_every_format(server: ScriptedServer, format_: str, kind: str, words: str) -> None:
    with server.reading():
        (job,) = server.ended(server.upload(PDF, "报告.pdf"))
    answer = server.client.get(job["links"]["result"], params={"format": format_})
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert words.encode() in answer.content
    assert answer.headers["content-disposition"].startswith("inline; filename*=UTF-8''%E6%8A%A5%E5%91%8A.")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_content_that_is_handed_in_twice_is_read_once(server: ScriptedServer) -> None:
    with server.reading():
        jobs = server.ended(server.upload(PDF, "a.pdf"), server.upload(PDF, "b.pdf"))
    assert [job["state"] for job in jobs] == ["done", "done"]
    assert server.executor.read == ["a.pdf"]


def test_a_content_is_read_anew_after_the_settings_changed_and_keeps_its_first_name(server: ScriptedServer) -> None:
    with server.reading():
        (old,) = server.ended(server.upload(PDF, "a.pdf"))
    after = ScriptedServer(server.out, join="never")
    with after.reading():
        assert after.job(old["id"]) == old
        assert [job["state"] for job in after.ended(after.upload(PDF, "b.pdf"), old["id"])] == ["done", "done"]
    assert after.executor.read == ["a.pdf"]


def test_a_document_that_fails_is_an_answer_under_the_name_it_came_with(server: ScriptedServer) -> None:
    with server.reading():
        jobs = server.ended(server.upload(b"%PDF-1.7 bad", "a.pdf"), server.upload(b"%PDF-1.7 bad", "b.pdf"))
    assert [job["state"] for job in jobs] == ["failed", "failed"]
    assert jobs[0]["error"] == {"kind": "DamagedFileError", "message": "a.pdf is damaged."}
    assert server.executor.read == ["a.pdf"]
    answer = server.client.get(jobs[0]["links"]["result"])
    assert code_of(answer) == (422, "failed")
    assert answer.json()["kind"] == "DamagedFileError"


@pytest.mark.parametrize(("content", "state"), [(b"hello", "skipped"), (b"", "done")])
def test_what_is_no_document_is_skipped_and_nothing_shows_the_disk(
    server: ScriptedServer, content: bytes, state: str
) -> None:
    with server.reading():
        (job,) = server.ended(server.upload(content))
    assert job["state"] == state
    if state == "skipped":
        assert code_of(server.client.get(job["links"]["result"])) == (422, "skipped")
        assert str(server.out) not in json.dumps(job)


def test_a_result_that_somebody_removed_is_gone(server: ScriptedServer) -> None:
    with server.reading():
        (job,) = server.ended(server.upload(PDF))
    results(server)[0].unlink()
    assert code_of(server.client.get(job["links"]["result"])) == (410, "gone")


def test_a_job_that_is_being_read_cannot_be_removed(server: ScriptedServer) -> None:
    with server.reading():
        job = server.upload(b"%PDF-1.7 slow")
        wait_for(lambda: server.job(job)["state"] == "running")
        assert code_of(server.client.delete(f"/v1/jobs/{job}")) == (409, "running")
        server.executor.go.set()
        server.ended(job)
    assert server.client.delete(f"/v1/jobs/{job}").status_code == 204


def test_a_job_that_has_ended_is_forgotten_with_its_upload_and_result(server: ScriptedServer) -> None:
    with server.reading():
        (job,) = server.ended(server.upload(PDF))
    assert server.client.delete(job["links"]["self"]).status_code == 204
    assert results(server) == []
    assert list((server.out / "uploads").iterdir()) == []
    assert server.client.get("/v1/jobs").json()["jobs"] == []


def test_a_result_stays_while_another_job_has_its_content(server: ScriptedServer) -> None:
    with server.reading():
        first, second = server.ended(server.upload(PDF, "a.pdf"), server.upload(PDF, "b.pdf"))
    assert server.client.delete(first["links"]["self"]).status_code == 204
    assert server.client.get(second["links"]["result"]).content == RESULT
    assert server.client.delete(second["links"]["self"]).status_code == 204
    assert results(server) == []


def test_old_jobs_are_forgotten_and_waiting_ones_are_not(server: ScriptedServer) -> None:
    with server.reading():
        server.ended(server.upload(PDF), server.upload(b"hello"))
    server = ScriptedServer(server.out)
    waiting = server.upload(b"%PDF-1.7 later")
    forget_old_jobs(server.service, datetime.now(UTC) - timedelta(days=1))
    assert len(server.client.get("/v1/jobs").json()["jobs"]) == 3
    forget_old_jobs(server.service, datetime.now(UTC) + timedelta(days=1))
    assert [job["id"] for job in server.client.get("/v1/jobs").json()["jobs"]] == [waiting]
    assert results(server) == []


def test_events_tell_each_state_until_the_last(server: ScriptedServer) -> None:
    job = server.upload(b"%PDF-1.7 slow")
    with server.reading():
        wait_for(lambda: server.job(job)["state"] == "running")
        server.executor.go.set()
        lines = server.client.get(f"/v1/jobs/{job}/events").text.splitlines()
    states = [json.loads(line.removeprefix("data: "))["state"] for line in lines if line.startswith("data: ")]
    assert states[-1] == "done"
    assert set(states) <= {"running", "done"}
    assert {line for line in lines if line.startswith("event: ")} == {"event: state"}


def test_events_end_when_the_server_closes(server: ScriptedServer) -> None:
    server.service.is_closing = True
    assert server.client.get(f"/v1/jobs/{server.upload(PDF)}/events").text == ""


def test_jobs_that_wait_are_read_after_a_restart(server: ScriptedServer) -> None:
    jobs = [server.upload(b"%%PDF-1.7 %d" % number) for number in range(30)]
    after = ScriptedServer(server.out)
    with after.reading():
        assert {job["state"] for job in after.ended(*jobs)} == {"done"}
    assert len(after.executor.read) == 30


def claimed_by_another_run(server: ScriptedServer, job: str) -> tuple[Ledger, int]:
    """A ledger with a run, of this process, that is reading the document of a job."""
    ledger = Ledger(server.out / LEDGER)
    run = ledger.begin_run(server.plan.fingerprint)
    identity = identify(server.service.book.find(job).locator, MOST_BYTES)
    ledger.record_identity(run, identity, "")
    ledger.claim(run, identity.sha256, identity.locator, server.plan.fingerprint.digest, retry_failed=False)
    assert server.job(job)["state"] == "running"
    return ledger, run


def kill(server: ScriptedServer, run: int) -> None:
    """Have a run belong to a process that is gone."""
    with sqlite3.connect(server.out / LEDGER) as db:
        db.execute("UPDATE runs SET pid = 1 << 30 WHERE id = ?", (run,))


def test_a_document_that_was_being_read_when_the_server_was_killed_is_read_again(server: ScriptedServer) -> None:
    job = server.upload(PDF)
    ledger, run = claimed_by_another_run(server, job)
    ledger.close()
    kill(server, run)
    with server.reading():
        assert [each["state"] for each in server.ended(job)] == ["done"]


def test_a_document_that_another_run_gave_up_meanwhile_is_taken_over(server: ScriptedServer) -> None:
    job = server.upload(PDF)
    ledger, run = claimed_by_another_run(server, job)
    with server.reading():
        assert server.job(job)["state"] == "running"
        ledger.end_run(run)
        assert [each["state"] for each in server.ended(job)] == ["done"]
    ledger.close()


def test_uploads_that_no_job_speaks_of_are_removed(tmp_path: Path) -> None:
    server = ScriptedServer(tmp_path / "out", Offer())
    job = server.upload(PDF)
    (server.out / "uploads" / "cut-off.part").write_bytes(b"%PD")
    server.service.uploads.remove_all_but(server.service.book.uploads())
    assert [path.name for path in (server.out / "uploads").iterdir()] == [job]
