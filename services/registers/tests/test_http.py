"""What an HTTP+JSON department is sent, and where nothing is ever sent."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.registers.adapters import adapter_named
from services.registers.adapters.port import Reason, RegisterUnavailable, SourceInvalid
from services.registers.domain import Lookup, SubjectKind
from services.registers.tests.harnesses import DRIVING, SUBJECT, Row, http_body, http_source, surroundings
from services.registers.tests.http_department import HttpDepartment

LOOKUP = Lookup(DRIVING, SubjectKind.RESIDENT_ID, SUBJECT, ("points_12m",))


@pytest.fixture
async def department() -> AsyncIterator[HttpDepartment]:
    async with HttpDepartment.serving() as department:
        department.reply = (200, http_body([Row()]))
        yield department


async def find(tmp: Path, source: dict[str, Any], subject: str = SUBJECT) -> None:
    adapter = await adapter_named("http")(DRIVING, source, surroundings(tmp))
    try:
        await adapter.find(Lookup(DRIVING, SubjectKind.RESIDENT_ID, subject, ("points_12m",)))
    finally:
        await adapter.stop()


async def test_a_post_carries_the_subject_in_its_body_and_the_secret_in_its_header(
    department: HttpDepartment, tmp_path: Path
) -> None:
    await find(tmp_path, http_source(department.port))
    [(line, headers, body)] = department.requests
    assert line == "POST /api/v1/drivers/query HTTP/1.1"
    assert headers["authorization"] == "Bearer s3cret"
    assert json.loads(body) == {"app": "onetrip", "idNumber": SUBJECT}


async def test_a_get_carries_it_in_the_query_or_as_one_segment_of_the_path(
    department: HttpDepartment, tmp_path: Path
) -> None:
    await find(tmp_path, http_source(department.port, request={"method": "GET", "path": "drivers"}))
    path = {"method": "GET", "path": "drivers/{subject}"}
    with pytest.raises(RegisterUnavailable, match="somebody else"):
        await find(tmp_path, http_source(department.port, request=path), "../a b/?c#d")
    lines = [line for line, _, _ in department.requests]
    assert lines == [
        f"GET /api/drivers?idNumber={SUBJECT} HTTP/1.1",
        "GET /api/drivers/%2E%2E%2Fa%20b%2F%3Fc%23d HTTP/1.1",
    ]


async def test_a_redirect_is_not_followed_and_no_proxy_is_asked(
    department: HttpDepartment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with HttpDepartment.serving() as elsewhere:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{elsewhere.port}")
        location = f"Location: http://127.0.0.1:{elsewhere.port}/".encode()
        department.reply = b"HTTP/1.1 307 X\r\n" + location + b"\r\nContent-Length: 0\r\n\r\n"
        with pytest.raises(RegisterUnavailable) as refusal:
            await find(tmp_path, http_source(department.port))
    assert refusal.value.reason is Reason.MALFORMED
    assert len(department.requests) == 1
    assert not elsewhere.requests


async def test_a_post_that_may_have_been_heard_is_not_made_twice_unless_it_may(
    department: HttpDepartment, tmp_path: Path
) -> None:
    department.reply = b""
    with pytest.raises(RegisterUnavailable) as refusal:
        await find(tmp_path, http_source(department.port))
    assert refusal.value.reason is Reason.SLOW
    with pytest.raises(RegisterUnavailable) as refusal:
        await find(tmp_path, http_source(department.port, request={"path": "query", "repeatable": True}))
    assert refusal.value.reason is Reason.AWAY


async def test_a_secret_that_is_gone_is_a_refusal_and_one_that_changes_is_in_force_at_once(
    department: HttpDepartment, tmp_path: Path
) -> None:
    adapter = await adapter_named("http")(DRIVING, http_source(department.port), surroundings(tmp_path))
    secret = tmp_path / "secrets" / "driving-token"
    secret.write_text("other")
    await adapter.find(LOOKUP)
    assert department.requests[0][1]["authorization"] == "Bearer other"
    secret.unlink()
    with pytest.raises(RegisterUnavailable) as refusal:
        await adapter.find(LOOKUP)
    assert refusal.value.reason is Reason.REFUSED
    with pytest.raises(SourceInvalid, match="driving-token"):
        await adapter.check()
    await adapter.stop()


ANSWER = http_source(1)["answer"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"base_url": "http://registers.example.cn/"}, "base_url"),
        ({"base_url": "https://user:word@registers.example.cn/"}, "base_url"),
        ({"base_url": "https://registers.example.cn/?a=b"}, "base_url"),
        ({"base_url": "file:///etc/passwd"}, "base_url"),
        ({"base_url": "https:///x"}, "base_url"),
        ({"request": {"path": "/elsewhere"}}, "path"),
        ({"request": {"path": "../elsewhere"}}, "path"),
        ({"request": {"path": "a//b"}}, "path"),
        ({"request": {"path": "a/{subject}/{subject}"}}, "path"),
        ({"request": {"path": "a/{other}"}}, "path"),
        ({"request": {"path": "http://elsewhere/"}}, "path"),
        ({"request": {"path": "a", "method": "DELETE"}}, "method"),
        ({"request": {"path": "a", "headers": {"X\r\nY": "z"}}}, "headers"),
        ({"auth": {"secret": "../../etc/passwd"}}, "secret"),
        ({"auth": {"secret": "s3cret", "value": "in the clear"}}, "value"),
        ({"keys": {}}, "keys"),
        ({"keys": {"shoe_size": "x"}}, "keys"),
        ({"bytes_max": 10**9}, "bytes_max"),
        ({"answer": {**ANSWER, "records": "data.["}}, "JMESPath"),
        ({"answer": {**ANSWER, "records": "a" * 201}}, "records"),
        ({"answer": {**ANSWER, "fields": {}}}, "every field"),
        ({"answer": {**ANSWER, "no_record_status": [200]}}, "no_record_status"),
        ({"answer": {**ANSWER, "note": "x"}}, "note"),
    ],
)
async def test_a_mapping_that_could_reach_elsewhere_or_means_nothing_is_refused(
    changes: dict[str, Any], says: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceInvalid, match=says):
        await adapter_named("http")(DRIVING, http_source(1, **changes), surroundings(tmp_path))
