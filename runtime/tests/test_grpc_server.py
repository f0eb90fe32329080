"""The server over a real channel: who gets in, what comes back, how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

import asyncpg
import grpc
import pytest
from google.protobuf import wrappers_pb2
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import Default
from google.protobuf.wrappers_pb2 import StringValue
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc

from runtime.errors import Conflict, FieldViolation, InvalidInput, RuleViolation, Unauthenticated
from runtime.grpc_server import LIVENESS, Access, Context, Server
from runtime.tests.fakes import until
from runtime.tokens import Principal, SharedKey
from runtime.tracing import current_trace_id

OFFICER = Principal("p1", frozenset({"officer"}), None, 2, None)
RULES = {
    "Anyone": Access(anonymous=True),
    "Officers": Access(roles=frozenset({"officer"})),
    "Heads": Access(roles=frozenset({"head"})),
    "Inside": Access(internal=True),
    "Ticket": Access(roles=frozenset({"officer"}), ticket=True),
    "Upload": Access(anonymous=True),
    "Download": Access(anonymous=True),
    "Nobody": None,
}


@cache
def descriptor() -> Any:
    """Return a service ``test.v1.Desk`` whose RPCs take and give a StringValue."""
    file = FileDescriptorProto(name="runtime_test.proto", package="test.v1", syntax="proto3")
    file.dependency.append(wrappers_pb2.DESCRIPTOR.name)
    service = file.service.add(name="Desk")
    for name in RULES:
        service.method.add(
            name=name,
            input_type=".google.protobuf.StringValue",
            output_type=".google.protobuf.StringValue",
            client_streaming=name == "Upload",
            server_streaming=name == "Download",
        )
    Default().AddSerializedFile(file.SerializeToString())
    return Default().FindServiceByName("test.v1.Desk")


class FakeVerifier:
    """Accepts the token ``good``."""

    async def warm(self) -> None:
        """Has no keys to fetch."""

    def recall(self, token: str) -> Principal | None:
        return OFFICER if token == "good" else None

    async def verify(self, token: str) -> Principal:
        raise Unauthenticated("the token is malformed")


class Desk:
    """Does what the text of the request says."""

    def __init__(self) -> None:
        self.seen: list[Context] = []
        self.traces: list[str | None] = []
        self.finished: list[str] = []
        self.let_go = asyncio.Event()

    async def anyone(self, request: StringValue, context: Context) -> StringValue:
        self.seen.append(context)
        self.traces.append(current_trace_id())
        match request.value:
            case "bug":
                raise ValueError("王小明")
            case "database down":
                raise asyncpg.CannotConnectNowError("starting up")
            case "null byte":
                raise asyncpg.CharacterNotInRepertoireError("invalid byte sequence")
            case "field":
                raise InvalidInput("no", fields=[FieldViolation("applicant.name", "is empty")])
            case "fields":
                raise InvalidInput("no", fields=[FieldViolation("f" * 500, "d" * 5000)] * 500)
            case "rule":
                raise RuleViolation("错了", metadata={"case": "c1"})
            case "race":
                raise Conflict("read again", retry_after_seconds=0.5)
            case "slow":
                await asyncio.sleep(0.3)
                self.finished.append("slow")
            case "held":
                await self.let_go.wait()
                self.finished.append("held")
        return request

    officers = heads = inside = ticket = nobody = anyone

    async def upload(self, requests: AsyncIterator[StringValue], context: Context) -> StringValue:
        count = 0
        async for request in requests:
            count += 1
            if request.value == "stop":
                raise InvalidInput("over the limit")
        return StringValue(value=str(count))

    async def download(self, request: StringValue, context: Context) -> AsyncIterator[StringValue]:
        try:
            for number in range(3):
                yield StringValue(value=str(number))
            if request.value == "break":
                raise RuleViolation("no more")
            if request.value == "wait":
                await asyncio.sleep(60)
        finally:
            self.finished.append("download")


class Office:
    """A running server and a channel to it."""

    def __init__(self, **limits: Any) -> None:
        self.desk = Desk()
        self.key = SharedKey(b"k" * 32)
        self.server = Server(
            "127.0.0.1:0",
            verifier=FakeVerifier(),  # type: ignore[arg-type]
            access=lambda method: RULES[method.name],
            internal=self.key,
            **limits,
        )
        self.server.add(descriptor(), self.desk)

    async def __aenter__(self) -> Office:
        await self.server.start()
        await self.server.set_ready(True)
        self.channel = grpc.aio.insecure_channel(f"127.0.0.1:{self.server.port}")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.channel.close()
        await self.server.drain(0)

    async def call(self, rpc: str, text: str = "hello", *, token: str | None = None, **options: Any) -> str:
        metadata = options.pop("metadata", ()) + ((("authorization", f"Bearer {token}"),) if token else ())
        data = StringValue(value=text).SerializeToString()
        answer = await self.channel.unary_unary(f"/test.v1.Desk/{rpc}")(data, metadata=metadata, **options)
        return StringValue.FromString(answer).value

    async def refused(self, rpc: str, text: str = "hello", **options: Any) -> tuple[str, status_pb2.Status]:
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await self.call(rpc, text, **options)
        return told(refusal.value)


def told(error: grpc.aio.AioRpcError) -> tuple[str, status_pb2.Status]:
    """Return the code's name and the rich status of an error; they must agree."""
    trailers = dict(error.trailing_metadata() or ())
    status = status_pb2.Status.FromString(trailers["grpc-status-details-bin"])  # type: ignore[arg-type]
    assert status.code == error.code().value[0]
    return error.code().name, status


def reason(status: status_pb2.Status) -> str:
    info = error_details_pb2.ErrorInfo()
    assert status.details[0].Unpack(info)
    assert info.domain == "onetrip"
    return info.reason


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with Office() as office:
        yield office


async def test_anyone_may_call_what_is_open_to_anyone(office: Office) -> None:
    assert await office.call("Anyone") == "hello"
    assert office.desk.seen[-1].principal is None


async def test_a_token_is_told_to_the_implementation(office: Office) -> None:
    assert await office.call("Officers", token="good") == "hello"
    assert office.desk.seen[-1].caller == OFFICER
    assert await office.call("Anyone", token="good") == "hello"
    assert office.desk.seen[-1].caller == OFFICER


@pytest.mark.parametrize(
    ("rpc", "token", "code"),
    [
        ("Officers", None, "UNAUTHENTICATED"),
        ("Officers", "bad", "UNAUTHENTICATED"),
        ("Anyone", "bad", "UNAUTHENTICATED"),
        ("Heads", "good", "PERMISSION_DENIED"),
        ("Inside", None, "PERMISSION_DENIED"),
        ("Inside", "good", "PERMISSION_DENIED"),
        ("Nobody", "good", "PERMISSION_DENIED"),
        ("Nobody", None, "PERMISSION_DENIED"),
    ],
)
async def test_nobody_else_gets_in(office: Office, rpc: str, token: str | None, code: str) -> None:
    assert (await office.refused(rpc, token=token))[0] == code
    assert office.desk.seen == []


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer ", "good"])
async def test_an_authorization_header_that_is_no_bearer_token_is_refused(office: Office, header: str) -> None:
    assert (await office.refused("Anyone", metadata=(("authorization", header),)))[0] == "UNAUTHENTICATED"


async def test_internal_rpcs_are_for_those_with_the_key(office: Office) -> None:
    assert await office.call("Inside", metadata=office.key.metadata()) == "hello"


async def test_a_ticket_rpc_is_called_without_a_token_and_checks_the_ticket_itself(office: Office) -> None:
    assert await office.call("Ticket") == "hello"
    with pytest.raises(Unauthenticated):
        _ = office.desk.seen[-1].caller


@pytest.mark.parametrize("data", [b"\x0a\xff", b"\xff", b"\x0a\x02\xff\xfe"], ids=["truncated", "garbage", "not utf-8"])
async def test_bytes_that_are_no_message_are_an_invalid_argument(office: Office, data: bytes) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await office.channel.unary_unary("/test.v1.Desk/Anyone")(data)
    code, status = told(refusal.value)
    assert (code, reason(status)) == ("INVALID_ARGUMENT", "MALFORMED_MESSAGE")


async def test_errors_carry_reason_fields_metadata_and_delay(office: Office) -> None:
    _, status = await office.refused("Anyone", "field")
    violations = error_details_pb2.BadRequest()
    assert status.details[1].Unpack(violations)
    assert violations.field_violations[0].field == "applicant.name"
    code, status = await office.refused("Anyone", "rule")
    assert (code, status.message) == ("FAILED_PRECONDITION", "错了")
    code, status = await office.refused("Anyone", "race")
    retry = error_details_pb2.RetryInfo()
    assert status.details[1].Unpack(retry)
    assert (code, retry.retry_delay.ToMilliseconds()) == ("ABORTED", 500)


async def test_very_many_violations_still_reach_the_caller(office: Office) -> None:
    code, status = await office.refused("Anyone", "fields")
    assert code == "INVALID_ARGUMENT"
    assert status.ByteSize() < 8192


async def test_a_fault_of_ours_tells_an_opaque_id_and_nothing_else(office: Office) -> None:
    code, status = await office.refused("Anyone", "bug")
    assert (code, reason(status)) == ("INTERNAL", "INTERNAL")
    assert "王小明" not in str(status)


async def test_a_database_that_is_away_is_unavailable_and_can_be_retried(office: Office) -> None:
    assert (await office.refused("Anyone", "database down"))[0] == "UNAVAILABLE"


async def test_text_that_cannot_be_stored_is_the_caller_s_fault(office: Office) -> None:
    assert (await office.refused("Anyone", "null byte"))[0] == "INVALID_ARGUMENT"


async def test_an_upload_is_read_as_it_comes_and_its_errors_are_told(office: Office) -> None:
    upload = office.channel.stream_unary("/test.v1.Desk/Upload")
    chunk, stop = StringValue(value="x").SerializeToString(), StringValue(value="stop").SerializeToString()
    assert StringValue.FromString(await upload(iter([chunk] * 5))).value == "5"
    for chunks, expected in (([chunk, stop, chunk], "INVALID_INPUT"), ([chunk, b"\xff"], "MALFORMED_MESSAGE")):
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await upload(iter(chunks))
        assert reason(told(refusal.value)[1]) == expected


async def test_a_stream_gives_what_it_has_before_its_error(office: Office) -> None:
    got: list[str] = []
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        async for data in office.channel.unary_stream("/test.v1.Desk/Download")(
            StringValue(value="break").SerializeToString()
        ):
            got.append(StringValue.FromString(data).value)
    assert got == ["0", "1", "2"]
    assert told(refusal.value)[0] == "FAILED_PRECONDITION"


async def test_a_stream_whose_reader_leaves_is_closed(office: Office) -> None:
    call = office.channel.unary_stream("/test.v1.Desk/Download")(StringValue(value="wait").SerializeToString())
    await call.read()
    call.cancel()
    await until(lambda: office.desk.finished == ["download"])


async def test_calls_over_the_limit_are_told_when_to_come_back() -> None:
    async with Office(calls_max=2) as office:
        calls = [asyncio.create_task(office.call("Anyone", "held")) for _ in range(2)]
        await until(lambda: len(office.desk.seen) == 2)
        code, status = await office.refused("Anyone")
        assert (code, reason(status)) == ("RESOURCE_EXHAUSTED", "LIMIT_EXCEEDED")
        assert status.details[1].Is(error_details_pb2.RetryInfo.DESCRIPTOR)
        office.desk.let_go.set()
        await asyncio.gather(*calls)
        assert await office.call("Anyone") == "hello"


async def test_a_call_without_a_deadline_is_given_one() -> None:
    async with Office(call_seconds_max=0.05) as office:
        assert (await office.refused("Anyone", "slow"))[0] == "DEADLINE_EXCEEDED"
        assert await office.call("Anyone", "slow", timeout=30) == "slow"
        assert office.desk.seen[-1].deadline is not None


async def test_a_message_over_the_limit_is_refused(office: Office) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await office.call("Anyone", "x" * (4 * 1024 * 1024 + 1))
    assert refusal.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_the_trace_of_the_caller_goes_on(office: Office) -> None:
    await office.call("Anyone", metadata=(("traceparent", f"00-{'a' * 32}-{'b' * 16}-01"),))
    assert office.desk.traces[-1] == "a" * 32


async def test_health_follows_readiness_and_liveness_is_its_own(office: Office) -> None:
    health = health_pb2_grpc.HealthStub(office.channel)

    async def serving(service: str) -> bool:
        answer = await health.Check(health_pb2.HealthCheckRequest(service=service))
        return answer.status == health_pb2.HealthCheckResponse.SERVING

    assert await serving("")
    assert await serving("test.v1.Desk")
    await office.server.set_ready(False)
    assert not await serving("")
    assert await serving(LIVENESS)
    await office.server.set_alive(False)
    assert not await serving(LIVENESS)


async def test_draining_finishes_what_is_in_flight_and_takes_nothing_new(office: Office) -> None:
    call = asyncio.create_task(office.call("Anyone", "held"))
    await until(lambda: len(office.desk.seen) == 1)
    asyncio.get_running_loop().call_later(0.3, office.desk.let_go.set)
    await office.server.drain(30)
    assert await call == "held"
    with pytest.raises(grpc.aio.AioRpcError):
        await office.call("Anyone", timeout=0.5)


async def test_an_rpc_without_an_implementation_is_refused_when_composed() -> None:
    with pytest.raises(TypeError, match="anyone"):
        Office().server.add(descriptor(), object())
