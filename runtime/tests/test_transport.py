"""Parts know each other by certificates: who has none, another authority's or another name is not let in."""

from __future__ import annotations

import asyncio
import os
import ssl
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it
from grpc_health.v1 import health_pb2, health_pb2_grpc

from deploy.local.certificates import Authority
from runtime.certificates import Brokers, Certificates, Door
from runtime.grpc_server import Server
from runtime.grpc_settings import GrpcSettings
from runtime.settings import load
from runtime.tests.fakes import until
from runtime.tests.test_grpc_server import RULES, Desk, FakeVerifier, descriptor
from runtime.transport import Line, Renewal, channel_credentials

CALL = "/test.v1.Desk/Anyone"
LOCALHOST = "localhost"


class Office:
    """A server that lets in `gateway`, with the certificates of a folder."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self.certificates = Certificates(authority.issue("office", LOCALHOST).write(folder))
        door = Door("127.0.0.1:0", self.certificates, frozenset({"gateway"}), "127.0.0.1:0")
        self.server = Server(door, verifier=FakeVerifier(), access=lambda method: RULES[method.name])  # type: ignore[arg-type]
        self.server.add(descriptor(), Desk())

    async def __aenter__(self) -> Office:
        await self.server.start()
        await self.server.set_ready(True)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.server.drain(0)

    @property
    def target(self) -> str:
        return f"{LOCALHOST}:{self.server.port}"


def caller(office: Office, certificates: Certificates | None) -> Line[Any]:
    """The stub is the one method."""
    return Line(office.target, lambda channel: channel.unary_unary(CALL), certificates)


async def call(line: Line[Any]) -> str:
    answer = await line.stub(StringValue(value="hello").SerializeToString(), timeout=10)
    return StringValue.FromString(answer).value


async def refused(line: Line[Any]) -> grpc.StatusCode:
    with pytest.raises(aio.AioRpcError) as refusal:
        await call(line)
    await line.stop()
    return refusal.value.code()


def replace(folder: Path, authority: Authority, name: str) -> None:
    """As the kubelet does; a file system's clock may be coarser than a test is long."""
    before = max(path.stat().st_mtime_ns for path in folder.iterdir())
    authority.issue(name, LOCALHOST).write(folder)
    for path in folder.iterdir():
        os.utime(path, ns=(before + 10**9, before + 10**9))


async def test_who_is_named_is_let_in_and_nobody_else(tmp_path: Path) -> None:
    authority = Authority()
    async with Office(tmp_path / "office", authority) as office:
        gateway = Certificates(authority.issue("gateway").write(tmp_path / "gateway"))
        line = caller(office, gateway)
        assert await call(line) == "hello"
        await line.stop()
        another = Certificates(authority.issue("notification").write(tmp_path / "notification"))
        assert await refused(caller(office, another)) is grpc.StatusCode.PERMISSION_DENIED
        stranger = Certificates(Authority().issue("gateway").write(tmp_path / "stranger"))
        assert await refused(caller(office, stranger)) is grpc.StatusCode.UNAVAILABLE
        assert await refused(caller(office, None)) is grpc.StatusCode.UNAVAILABLE


async def test_a_caller_without_a_certificate_is_refused_though_it_speaks_tls(tmp_path: Path) -> None:
    authority = Authority()
    async with Office(tmp_path, authority) as office:
        credentials = grpc.ssl_channel_credentials(authority.certificate.encode())
        async with aio.secure_channel(office.target, credentials) as channel:
            with pytest.raises(aio.AioRpcError) as refusal:
                await channel.unary_unary(CALL)(b"", timeout=10)
        assert refusal.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_a_server_of_another_name_is_not_believed(tmp_path: Path) -> None:
    authority = Authority()
    async with Office(tmp_path / "office", authority) as office:
        gateway = Certificates(authority.issue("gateway").write(tmp_path / "gateway"))
        options = [("grpc.ssl_target_name_override", "approval")]
        async with aio.secure_channel(office.target, channel_credentials(gateway), options) as channel:
            with pytest.raises(aio.AioRpcError) as refusal:
                await channel.unary_unary(CALL)(b"", timeout=10)
        assert refusal.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_probes_learn_how_it_is_without_tls_and_nothing_else(tmp_path: Path) -> None:
    async with Office(tmp_path, Authority()) as office:
        channel = aio.insecure_channel(f"127.0.0.1:{office.server.health_port}")
        answer = await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=10)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
        with pytest.raises(aio.AioRpcError) as refusal:
            await channel.unary_unary(CALL)(b"", timeout=10)
        assert refusal.value.code() is grpc.StatusCode.UNIMPLEMENTED
        await channel.close()


async def test_both_sides_take_up_certificates_that_were_replaced_under_another_authority(tmp_path: Path) -> None:
    former, latter = Authority(), Authority()
    async with Office(tmp_path / "office", former) as office:
        gateway = Certificates(former.issue("gateway").write(tmp_path / "gateway"))
        line = caller(office, gateway)
        assert await call(line) == "hello"
        replace(office.certificates.folder, latter, "office")
        assert await call(line) == "hello", "a connection that is open stays"
        replace(gateway.folder, latter, "gateway")
        assert await call(line) == "hello"
        old = Certificates(former.issue("gateway").write(tmp_path / "old"))
        assert await refused(caller(office, old)) is grpc.StatusCode.UNAVAILABLE
        await line.stop()


async def test_a_client_of_kafka_comes_with_the_certificate_of_the_moment(tmp_path: Path) -> None:
    authority = Authority()
    mine = Certificates(authority.issue("intake").write(tmp_path / "mine"))
    theirs = Certificates(authority.issue("broker", LOCALHOST).write(tmp_path / "theirs"))
    context = Brokers("broker:9093", mine).options()["ssl_context"]
    seen: list[str] = []

    async def meet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        names = writer.get_extra_info("peercert")["subjectAltName"]
        seen.append(names[0][1])
        writer.close()

    door = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=theirs.folder / "ca.crt")
    door.load_cert_chain(theirs.folder / "tls.crt", theirs.folder / "tls.key")
    door.verify_mode = ssl.CERT_REQUIRED
    async with await asyncio.start_server(meet, "127.0.0.1", 0, ssl=door) as server:
        port = server.sockets[0].getsockname()[1]
        for name in ("intake", "intake-renewed"):
            replace(mine.folder, authority, name)
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=LOCALHOST)
            await reader.read()
            writer.close()
    assert seen == ["intake", "intake-renewed"]


async def test_who_cannot_take_up_a_new_certificate_asks_to_be_started_again(tmp_path: Path) -> None:
    authority, ended = Authority(), asyncio.Event()
    certificates = Certificates(authority.issue("workflows").write(tmp_path))
    running = asyncio.create_task(Renewal(certificates, ended.set, spread_seconds_max=0).run(look_seconds=0.01))
    await asyncio.sleep(0)
    replace(tmp_path, authority, "workflows")
    await until(ended.is_set)
    assert not running.done(), "the end is the process's, not the component's"
    running.cancel()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("ONETRIP_ENVIRONMENT", "prod")
    monkeypatch.setenv("ONETRIP_GRPC_ADDRESS", "0.0.0.0:7000")
    return monkeypatch


def test_production_is_never_in_the_clear(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        load(GrpcSettings)
    assert "ONETRIP_GRPC_CERTIFICATES: is not set" in capsys.readouterr().err


def test_what_a_folder_has_not_is_named(
    environment: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tls.crt").touch()
    environment.setenv("ONETRIP_GRPC_CERTIFICATES", str(tmp_path))
    with pytest.raises(SystemExit):
        load(GrpcSettings)
    assert "ONETRIP_GRPC_CERTIFICATES: is a folder without tls.key, ca.crt" in capsys.readouterr().err


def test_a_door_is_made_of_the_settings(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Authority().issue("intake").write(tmp_path)
    environment.setenv("ONETRIP_GRPC_CERTIFICATES", str(tmp_path))
    environment.setenv("ONETRIP_GRPC_CALLERS", "gateway, intake")
    environment.setenv("ONETRIP_HEALTH_ADDRESS", "0.0.0.0:7001")
    found = load(GrpcSettings).door
    assert found == Door("0.0.0.0:7000", Certificates(tmp_path), frozenset({"gateway", "intake"}), "0.0.0.0:7001")
