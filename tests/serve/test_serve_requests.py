"""What a server answers, whatever becomes of the documents."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import httpx2
import pytest

from extractor.serve import bodies
from extractor.serve.job_book import JobBook
from extractor.serve.stage import Offer
from serve.scripted_server import LOCAL, MOST_BYTES, ScriptedServer, code_of

TOKEN = "a-token-that-only-tests-know"
PDF = b"%PDF-1.7 a document"
FORM = "multipart/form-data; boundary=xx"
NOBODY = "/v1/jobs/00000000-0000-4000-8000-000000000000"


@pytest.fixture
def server(tmp_path: Path) -> ScriptedServer:
    return ScriptedServer(tmp_path / "out")


def form(*parts: str, end: str = "--xx--\r\n") -> bytes:
    return ("".join(f"--xx\r\nContent-Disposition: form-data; {part}\r\n" for part in parts) + end).encode()


def test_a_form_with_a_file_is_a_job_and_on_the_disk(server: ScriptedServer) -> None:
    answer = server.client.post("/v1/jobs", files={"note": (None, "hello"), "file": ("报告.pdf", PDF)})
    job = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == job["links"]["self"] == f"/v1/jobs/{job['id']}"
    assert (job["state"], job["name"], job["bytes"], job["sha256"]) == ("waiting", "报告.pdf", len(PDF), None)
    assert [path.read_bytes() for path in (server.out / "uploads").iterdir()] == [PDF]
    assert server.job(job["id"]) == job


def test_a_body_may_be_the_file_itself(server: ScriptedServer) -> None:
    kind = {"Content-Type": "application/octet-stream"}
    answer = server.client.post("/v1/jobs?name=a.pdf", content=PDF, headers=kind)
    assert (answer.status_code, answer.json()["name"], answer.json()["bytes"]) == (202, "a.pdf", len(PDF))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\reports\a.pdf", "a.pdf"),
        ("a\x1b[31m.pdf", r"a\x1b[31m.pdf"),
        ("x" * 5000, "x" * 200),
        ("..", ".."),
        ("/", "upload"),
        ("", "upload"),
    ],
)
def test_a_name_is_a_label_and_no_path(server: ScriptedServer, given: str, kept: str) -> None:
    kind = {"Content-Type": "application/octet-stream"}
    answer = server.client.post("/v1/jobs", params={"name": given}, content=PDF, headers=kind)
    assert answer.json()["name"] == kept
    assert [path.name for path in (server.out / "uploads").iterdir()] == [answer.json()["id"]]


@pytest.mark.parametrize(
    ("kind", "body", "problem"),
    [
        pytest.param(FORM, form('name="other"\r\n\r\nx'), (422, "form"), id="no-file"),
        pytest.param(FORM, form('name="file"\r\n\r\nreport.pdf'), (422, "form"), id="forgotten-at-sign"),
        pytest.param(FORM, form(*['name="file"; filename="a"\r\n\r\nx'] * 2), (422, "form"), id="two-files"),
        pytest.param(FORM, form('name="file"; filename="a"\r\n\r\nx', end=""), (400, "form"), id="cut-off"),
        pytest.param(FORM, b"", (400, "form"), id="empty"),
        pytest.param("multipart/form-data", form(), (400, "form"), id="no-boundary"),
        pytest.param("text/plain", PDF, (415, "media-type"), id="another-kind"),
    ],
)
def test_a_body_that_is_no_upload_is_refused(
    server: ScriptedServer, kind: str, body: bytes, problem: tuple[int, str]
) -> None:
    answer = server.client.post("/v1/jobs", content=body, headers={"Content-Type": kind})
    assert code_of(answer) == problem
    assert list((server.out / "uploads").iterdir()) == []


def chunked(size: int) -> Callable[[], Iterator[bytes]]:
    """A body whose size is not announced."""
    return lambda: (b"x" * 1000 for _ in range(size // 1000))


@pytest.mark.parametrize("body", [lambda: b"x" * (MOST_BYTES + 1), chunked(MOST_BYTES + 1000)], ids=["said", "unsaid"])
def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(
    server: ScriptedServer, body: Callable[[], bytes | Iterator[bytes]]
) -> None:
    kind = {"Content-Type": "application/octet-stream"}
    assert code_of(server.client.post("/v1/jobs", content=body(), headers=kind)) == (413, "too-large")
    assert list((server.out / "uploads").iterdir()) == []


def test_a_file_of_the_largest_size_is_taken(server: ScriptedServer) -> None:
    assert server.job(server.upload(b"x" * MOST_BYTES))["bytes"] == MOST_BYTES


def test_a_full_disk_is_an_answer(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    assert code_of(server.client.post("/v1/jobs", files={"file": ("a.pdf", PDF)})) == (507, "no-room")


def test_a_client_that_falls_silent_is_not_waited_for(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SILENCE_SECONDS", 0.05)

    async def body() -> AsyncIterator[bytes]:
        yield b"%PDF"
        await asyncio.sleep(60)

    async def ask() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=server.client.app)  # type: ignore[arg-type]
        async with httpx2.AsyncClient(transport=transport, base_url=LOCAL) as client:
            kind = {"Content-Type": "application/octet-stream"}
            return await client.post("/v1/jobs", content=body(), headers=kind)

    assert code_of(asyncio.run(ask())) == (408, "slow")
    assert list((server.out / "uploads").iterdir()) == []


def test_a_full_queue_says_when_to_come_again(tmp_path: Path) -> None:
    server = ScriptedServer(tmp_path / "out", Offer(most_waiting=2))
    first = server.upload(PDF)
    server.upload(PDF)
    answer = server.client.post("/v1/jobs", files={"file": ("a.pdf", PDF)})
    assert code_of(answer) == (429, "queue-full")
    assert int(answer.headers["retry-after"]) > 0
    assert len(list((server.out / "uploads").iterdir())) == 2
    assert server.client.delete(f"/v1/jobs/{first}").status_code == 204
    server.upload(PDF)


def test_a_queue_that_filled_up_during_an_upload_takes_it_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ScriptedServer(tmp_path / "out", Offer(most_waiting=1))
    server.upload(PDF)
    monkeypatch.setattr(JobBook, "counts", lambda book: (0, 0))
    assert code_of(server.client.post("/v1/jobs", files={"file": ("a.pdf", PDF)})) == (429, "queue-full")
    assert len(list((server.out / "uploads").iterdir())) == 1


def test_a_server_that_stops_takes_no_jobs_and_still_answers(server: ScriptedServer) -> None:
    job = server.upload(PDF)
    server.service.stop.ask()
    assert code_of(server.client.post("/v1/jobs", files={"file": ("a.pdf", PDF)})) == (503, "stopping")
    assert code_of(server.client.get("/readyz")) == (503, "stopping")
    assert server.client.get("/healthz").json() == {"status": "ok"}
    assert server.job(job)["state"] == "waiting"


def test_a_waiting_job_has_no_result_yet_and_can_be_cancelled(server: ScriptedServer) -> None:
    job = server.upload(PDF)
    assert code_of(server.client.get(f"/v1/jobs/{job}/result")) == (409, "not-ready")
    assert server.client.delete(f"/v1/jobs/{job}").status_code == 204
    assert code_of(server.client.get(f"/v1/jobs/{job}")) == (404, "no-job")
    assert list((server.out / "uploads").iterdir()) == []


@pytest.mark.parametrize("path", [NOBODY, f"{NOBODY}/result", f"{NOBODY}/events", f"/v1/jobs?after={NOBODY[-36:]}"])
def test_there_is_no_such_job(server: ScriptedServer, path: str) -> None:
    assert code_of(server.client.get(path)) == (404, "no-job")


def test_errors_that_the_framework_finds_are_problems_too(server: ScriptedServer) -> None:
    assert code_of(server.client.get("/nothing")) == (404, "not-found")
    assert code_of(server.client.get("/v1/jobs?limit=0")) == (422, "invalid")
    assert code_of(server.client.post("/v1/jobs/from-url", content=b"\xff{")) == (422, "invalid")
    wrong = server.client.put("/v1/jobs")
    assert code_of(wrong) == (405, "method")
    assert wrong.headers["allow"] == "GET, POST"


def test_a_fault_of_the_server_shows_nothing_of_its_inside(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(book: JobBook, job_id: str) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(JobBook, "find", broken)
    answer = server.client.get(NOBODY)
    assert code_of(answer) == (500, "internal")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_jobs_are_listed_page_by_page_oldest_first(server: ScriptedServer) -> None:
    ids = [server.upload(PDF, f"{number}.pdf") for number in range(3)]
    first = server.client.get("/v1/jobs?limit=2&state=waiting").json()
    assert [job["id"] for job in first["jobs"]] == ids[:2]
    rest = server.client.get(f"/v1/jobs?limit=2&after={first['next']}").json()
    assert [job["id"] for job in rest["jobs"]] == ids[2:]
    assert rest["next"] is None
    assert server.client.get("/v1/jobs?state=done").json() == {"jobs": [], "next": None}


def test_a_token_is_asked_for_everywhere_but_at_healthz(tmp_path: Path) -> None:
    server = ScriptedServer(tmp_path / "out", Offer(token=TOKEN))
    for path in ("/v1/jobs", "/metrics", "/readyz", "/openapi.json", "/nothing"):
        answer = server.client.get(path)
        assert code_of(answer) == (401, "token")
        assert answer.headers["www-authenticate"] == "Bearer"
        right = server.client.get(path, headers={"Authorization": f"Bearer {TOKEN}", "Host": "reports.example"})
        assert right.status_code in (200, 404)
    assert server.client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "given", ["", "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer é"]
)
def test_a_wrong_token_is_refused(tmp_path: Path, given: str) -> None:
    server = ScriptedServer(tmp_path / "out", Offer(token=TOKEN))
    answer = server.client.get("/v1/jobs", headers={"Authorization": given.encode()})
    assert code_of(answer) == (401, "token")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.2:8000", "", "[::1"])
def test_without_a_token_only_names_of_this_machine_are_answered_to(server: ScriptedServer, host: str) -> None:
    assert code_of(server.client.get("/v1/jobs", headers={"Host": host})) == (421, "misdirected")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:8000", "[::1]:8000"])
def test_names_of_this_machine_are_answered_to(server: ScriptedServer, host: str) -> None:
    assert server.client.get("/v1/jobs", headers={"Host": host}).status_code == 200


def test_without_a_token_no_web_page_may_post(server: ScriptedServer) -> None:
    answer = server.client.post("/v1/jobs", files={"file": ("a", PDF)}, headers={"Origin": "http://evil.example"})
    assert code_of(answer) == (403, "forbidden")
    assert server.client.get("/v1/jobs", headers={"Origin": LOCAL}).status_code == 200


def test_every_answer_keeps_browsers_from_guessing(server: ScriptedServer) -> None:
    for path in ("/v1/jobs", "/nothing", "/healthz"):
        headers = server.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("sandbox;")
        assert "access-control-allow-origin" not in headers


def test_metrics_count_requests_by_route_and_no_name_of_a_stranger(server: ScriptedServer) -> None:
    server.upload(PDF)
    server.client.get(NOBODY)
    server.client.request("BREW", "/secret-path")
    text = server.client.get("/metrics").text
    assert 'extractor_jobs{state="waiting"} 1.0' in text
    assert f"extractor_upload_bytes_total {float(len(PDF))}" in text
    assert 'extractor_http_requests_total{method="GET",route="/v1/jobs/{job_id}",status="404"} 1.0' in text
    assert "secret-path" not in text
    assert "BREW" not in text
