"""The codec server: who may read, what they get, what bad input is answered."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import pytest
import structlog
from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.converter import WorkflowSerializationContext

from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import OperatorAction
from runtime.errors import Unauthenticated, Unavailable
from runtime.sealing import Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from runtime.tokens import Principal
from workflows import codec_server
from workflows.codec_server import application, load_message_types
from workflows.codec_settings import CodecServerSettings
from workflows.engine.payload_codec import SEALED_FOR, data_converter

SEALER = Sealer({"k1": b"k" * 32}, "k1", SUITE, DATA_KEYS)
UI = "https://temporal.example"
LOCAL_UI = "http://localhost:8233"
OPERATOR = "operator-token"
READERS = {"operator-token": {"operator"}, "supervisor-token": {"supervisor"}, "officer-token": {"officer"}}


class FakeVerifier:
    async def verify(self, token: str) -> Principal:
        if token == "keys-away":
            raise Unavailable("the issuer's keys cannot be fetched")
        if token not in READERS:
            raise Unauthenticated("the token is malformed")
        return Principal("p-reader", frozenset(READERS[token]), None, 2, "t1")


@pytest.fixture
def client() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(application(SEALER, FakeVerifier(), [UI], [LOCAL_UI]))
    return httpx.AsyncClient(transport=transport, base_url="http://codec")


@pytest.fixture
def log() -> Iterator[list[dict[str, Any]]]:
    with structlog.testing.capture_logs() as entries:
        yield entries


def as_json(payload: Payload) -> dict[str, Any]:
    metadata = {key: base64.b64encode(value).decode() for key, value in payload.metadata.items()}
    return {"metadata": metadata, "data": base64.b64encode(payload.data).decode()}


async def sealed(*values: Any, workflow_id: str = "application/abc") -> list[dict[str, Any]]:
    context = WorkflowSerializationContext(namespace="default", workflow_id=workflow_id)
    return [as_json(payload) for payload in await data_converter(SEALER).with_context(context).encode(values)]


async def ask(
    client: httpx.AsyncClient, payloads: Sequence[dict[str, Any]], token: str | None = OPERATOR, **headers: str
) -> httpx.Response:
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    return await client.post("/decode?preserveStorageRefs=true", json={"payloads": payloads}, headers=headers)


def read(response: httpx.Response) -> list[tuple[str, Any]]:
    assert response.status_code == 200, response.text
    return [
        (base64.b64decode(each["metadata"]["encoding"]).decode(), json.loads(base64.b64decode(each["data"])))
        for each in response.json()["payloads"]
    ]


@pytest.mark.parametrize("token", ["operator-token", "supervisor-token"])
async def test_an_operator_and_a_supervisor_read_summaries_and_messages(client, token: str) -> None:
    load_message_types()
    response = await ask(client, await sealed("材料已齐", Calendar(version="v", published_years=[2026])), token)
    assert read(response) == [
        ("json/plain", "材料已齐"),
        ("json/protobuf", {"version": "v", "publishedYears": [2026]}),
    ]
    assert response.headers["cache-control"] == "no-store"


async def test_the_path_may_name_the_namespace_as_the_cli_does(client) -> None:
    response = await client.post(
        "/default/decode",
        json={"payloads": await sealed("x")},
        headers={"authorization": "Bearer operator-token"},
    )
    assert read(response) == [("json/plain", "x")]


async def test_what_is_not_sealed_comes_back_as_it_is(client) -> None:
    marker = as_json(Payload(metadata={"encoding": b"json/plain"}, data=b'{"marker":1}'))
    assert (await ask(client, [marker])).json() == {"payloads": [marker]}
    assert (await ask(client, [])).json() == {}


async def test_one_payload_that_cannot_be_opened_says_so_and_does_not_hide_the_others(client) -> None:
    stranger = Sealer({"gone": b"g" * 32}, "gone", SUITE, DATA_KEYS)
    [unreadable] = await data_converter(stranger).encode(["secret"])
    answers = read(await ask(client, [as_json(unreadable), *await sealed("x")]))
    assert "key 'gone'" in answers[0][1]["unreadable"]
    assert answers[1] == ("json/plain", "x")


def relabelled(payload: dict[str, Any], workflow_id: str) -> dict[str, Any]:
    """The payload as another workflow's."""
    label = base64.b64encode(workflow_id.encode()).decode()
    return {**payload, "metadata": {**payload["metadata"], SEALED_FOR: label}}


def cut(payload: dict[str, Any], length: int) -> dict[str, Any]:
    """The payload with less data."""
    return {**payload, "data": base64.b64encode(base64.b64decode(payload["data"])[:length]).decode()}


def flipped(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload with its last byte changed."""
    data = bytearray(base64.b64decode(payload["data"]))
    data[-1] ^= 1
    return {**payload, "data": base64.b64encode(bytes(data)).decode()}


@pytest.mark.parametrize("change", ["flipped", "cut", "empty", "relabelled", "unlabelled"])
async def test_what_was_altered_since_it_was_sealed_is_not_opened_and_does_not_hide_the_others(
    client, change: str
) -> None:
    [good] = await sealed("王小明")
    unlabelled = {name: value for name, value in good["metadata"].items() if name != SEALED_FOR}
    bad = {
        "flipped": flipped(good),
        "cut": cut(good, 20),
        "empty": cut(good, 0),
        "relabelled": relabelled(good, "application/other"),
        "unlabelled": {**good, "metadata": unlabelled},
    }[change]
    (_, first), second = read(await ask(client, [bad, good]))
    assert set(first) == {"unreadable"}
    assert "王小明" not in str(first)
    assert second == ("json/plain", "王小明")


async def test_a_message_type_unknown_here_is_left_in_binary(client) -> None:
    payload = Payload(metadata={"encoding": b"binary/protobuf", "messageType": b"acme.Unknown"}, data=b"\x0a\x01x")
    assert (await ask(client, [as_json(payload)])).json() == {"payloads": [as_json(payload)]}


async def test_a_read_is_logged_with_who_read_which_workflows_and_never_what(client, log) -> None:
    payloads = [*await sealed("王小明"), *await sealed("x", "y", workflow_id="application/def")]
    await ask(client, payloads, **{"x-namespace": "default"})
    [entry] = [entry for entry in log if entry["event"] == "codec.read"]
    assert entry["reader"] == "p-reader"
    assert entry["roles"] == ["operator"]
    assert entry["workflows"] == ["application/abc", "application/def"]
    assert (entry["namespace"], entry["count"]) == ("default", 3)
    assert "王小明" not in str(log)


@pytest.mark.parametrize(
    ("headers", "status", "reason"),
    [
        ({}, 401, "UNAUTHENTICATED"),
        ({"authorization": "Bearer"}, 401, "UNAUTHENTICATED"),
        ({"authorization": "Bearer wrong"}, 401, "UNAUTHENTICATED"),
        ({"authorization": "Basic b3A6b3A="}, 401, "UNAUTHENTICATED"),
        ({"authorization": "Bearer officer-token"}, 403, "PERMISSION_DENIED"),
        ({"authorization": "Bearer keys-away"}, 503, "UNAVAILABLE"),
        ({"origin": UI}, 401, "UNAUTHENTICATED"),
        ({"origin": "http://evil.example"}, 403, "PERMISSION_DENIED"),
        ({"origin": "http://evil.example", "authorization": f"Bearer {OPERATOR}"}, 403, "PERMISSION_DENIED"),
        ({"origin": "null", "authorization": f"Bearer {OPERATOR}"}, 403, "PERMISSION_DENIED"),
        ({"origin": LOCAL_UI, "authorization": "Bearer wrong"}, 401, "UNAUTHENTICATED"),
    ],
)
async def test_nobody_else_reads(client, log, headers: dict[str, str], status: int, reason: str) -> None:
    response = await ask(client, await sealed("x"), None, **headers)
    assert (response.status_code, response.json()["error"]) == (status, reason)
    assert [entry["reason"] for entry in log if entry["event"] == "codec.refused"] == [reason]


async def test_a_ui_that_cannot_send_a_token_reads_where_that_is_allowed_and_is_logged(client, log) -> None:
    response = await ask(client, await sealed("x"), None, origin=LOCAL_UI)
    assert read(response) == [("json/plain", "x")]
    assert response.headers["access-control-allow-origin"] == LOCAL_UI
    assert [entry["reader"] for entry in log if entry["event"] == "codec.read"] == ["anonymous"]


@pytest.mark.parametrize(("origin", "allowed"), [(UI, True), (LOCAL_UI, True), ("http://evil.example", False)])
async def test_only_pages_of_the_configured_uis_may_ask(client, origin: str, allowed: bool) -> None:
    response = await client.options(
        "/decode",
        headers={
            "origin": origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,content-type,x-namespace",
        },
    )
    assert (response.status_code == 200) is allowed
    assert (response.headers.get("access-control-allow-origin") == origin) is allowed


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"payloads": 1}',
        b'{"payloads": [1]}',
        b'{"payloads": [{"data": "a"}]}',
        b'{"payloads": [{"metadata": {"encoding": 7}}]}',
        b'{"payloads":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    ],
)
async def test_a_body_that_is_no_payloads_is_refused_by_name(client, body: bytes) -> None:
    response = await client.post("/decode", content=body, headers={"authorization": "Bearer operator-token"})
    assert (response.status_code, response.json()["error"]) == (400, "INVALID_INPUT")


async def test_limits_on_size_and_number(client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec_server, "PAYLOADS_MAX", 2)
    too_many = await ask(client, await sealed("x", "y", "z"))
    monkeypatch.setattr(codec_server, "BODY_BYTES_MAX", 100)
    too_big = await ask(client, await sealed("x"))
    for response in (too_many, too_big):
        assert (response.status_code, response.json()["error"]) == (413, "LIMIT_EXCEEDED")


def acting(text: str | None = None, encoding: str = "json/plain", **fields: Any) -> dict[str, Any]:
    """An action as the UI would have it sealed."""
    said = text or json.dumps({"applicationId": "abc", "reason": "数据源已恢复", **fields})
    return as_json(Payload(metadata={"encoding": encoding.encode()}, data=said.encode()))


async def seal(
    client: httpx.AsyncClient, *payloads: Any, token: str | None = OPERATOR, **headers: str
) -> httpx.Response:
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    return await client.post("/encode?preserveStorageRefs=true", json={"payloads": payloads}, headers=headers)


async def test_an_operators_action_is_sealed_for_its_application_in_the_name_of_the_token(client, log) -> None:
    response = await seal(client, acting(requestId="r1", ground="END_GROUND_DUPLICATE", duplicateOf="other"), origin=UI)
    assert response.status_code == 200, response.text
    [payload] = response.json()["payloads"]
    raw = Payload(data=base64.b64decode(payload["data"]))
    for name, value in payload["metadata"].items():
        raw.metadata[name] = base64.b64decode(value)
    assert raw.metadata[SEALED_FOR] == b"application/abc"
    [action] = await data_converter(SEALER).decode([raw], [OperatorAction])
    assert (action.operator, action.request_id, action.application_id) == ("p-reader", "r1", "abc")
    [entry] = [entry for entry in log if entry["event"] == "codec.action"]
    assert (entry["actor"], entry["application_id"], entry["request_id"]) == ("p-reader", "abc", "r1")
    assert (entry["ends"], entry["origin"]) == ("DUPLICATE", UI)
    assert "数据源" not in str(log)


@pytest.mark.parametrize(
    ("token", "headers", "status", "reason"),
    [
        (None, {}, 401, "UNAUTHENTICATED"),
        ("expired", {}, 401, "UNAUTHENTICATED"),
        ("supervisor-token", {}, 403, "PERMISSION_DENIED"),
        ("officer-token", {}, 403, "PERMISSION_DENIED"),
        ("keys-away", {}, 503, "UNAVAILABLE"),
        (OPERATOR, {"origin": "http://evil.example"}, 403, "PERMISSION_DENIED"),
        (None, {"origin": LOCAL_UI}, 401, "UNAUTHENTICATED"),
    ],
)
async def test_nobody_acts_but_an_operator_by_name_from_the_ui(
    client, log, token: str | None, headers: dict[str, str], status: int, reason: str
) -> None:
    response = await seal(client, acting(), token=token, **headers)
    assert (response.status_code, response.json()["error"]) == (status, reason)
    assert [entry["event"] for entry in log] == ["codec.refused"]


@pytest.mark.parametrize(
    "payloads",
    [
        [],
        [acting(), acting()],
        [acting("null")],
        [acting("[]")],
        [acting("not json")],
        [acting("[" * 5_000)],
        [acting(outcome="GRANTED")],
        [acting(operator="somebody else")],
        [acting(kind="OPERATOR_ACTION_KIND_END")],
        [acting(reason=" ")],
        [acting(reason="长" * 501)],
        [acting(applicationId="")],
        [acting(applicationId="a/b")],
        [acting(requestId="a:b")],
        [acting(encoding="binary/protobuf")],
        [acting(encoding="binary/sealed")],
        [{"metadata": {}, "data": ""}],
    ],
)
async def test_nothing_but_one_well_formed_action_is_sealed(client, payloads: list[Any]) -> None:
    response = await seal(client, *payloads)
    assert (response.status_code, response.json()["error"]) == (400, "INVALID_INPUT")


async def test_an_action_that_is_too_big_is_not_sealed(client) -> None:
    response = await seal(client, acting(reason="长" * 10_000))
    assert (response.status_code, response.json()["error"]) == (413, "LIMIT_EXCEEDED")


async def test_it_says_that_it_is_there(client) -> None:
    assert (await client.get("/healthz")).json() == {"status": "SERVING"}


def settings(**changes: str) -> CodecServerSettings:
    values = {
        "environment": "local",
        "grpc_address": "127.0.0.1:0",
        "token_issuer": "i",
        "token_audience": "a",
        "token_jwks_url": "http://i/jwks.json",
        "sealing_keys": "k1:" + base64.b64encode(b"k" * 32).decode(),
        "lookup_key": base64.b64encode(b"l" * 32).decode(),
        "database_url": "postgresql://process@127.0.0.1/onetrip",
        "codec_address": "127.0.0.1:8088",
        **changes,
    }
    return CodecServerSettings(**values)  # pyright: ignore[reportArgumentType]


def test_settings_name_origins_and_the_address() -> None:
    both = settings(codec_origins=f"{UI}, {LOCAL_UI}", codec_address="[::1]:8088", codec_anonymous_origins=LOCAL_UI)
    assert both.codec_origins == (UI, LOCAL_UI)
    assert both.host_and_port == ("::1", 8088)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"codec_anonymous_origins": LOCAL_UI, "environment": "prod"}, "refused in production"),
        ({"codec_anonymous_origins": LOCAL_UI, "codec_address": "0.0.0.0:8088"}, "loopback"),
        ({"codec_anonymous_origins": LOCAL_UI, "codec_address": "codec.example:8088"}, "loopback"),
        ({"codec_address": "8088"}, "host:port"),
        ({"codec_origins": "*"}, "must be origins"),
        ({"codec_origins": "https://temporal.example/"}, "must be origins"),
        ({"codec_origins": "null"}, "must be origins"),
    ],
)
def test_settings_that_would_let_the_wrong_ones_read_are_refused(changes: dict[str, str], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        settings(**changes)
