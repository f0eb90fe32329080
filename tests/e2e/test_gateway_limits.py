"""What one caller may cost: calls a second and seconds a call, shown on a second gateway with small limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import grpc
import httpx
import pytest
import pytest_asyncio
from google.rpc import error_details_pb2, status_pb2
from grpc import aio

from deploy.local.engines.envoy import Envoy
from deploy.local.jobs import render_gateway
from deploy.local.parts import Environment
from deploy.local.ports import Ports
from deploy.local.stack import Stack
from deploy.local.supervisor import Supervisor
from tests.e2e.conftest import Enter
from tests.e2e.refusals import RETRY_INFO, assert_refused, details_of

BURST, PER_SECOND, UNARY_SECONDS = 5, 1, 2
ITEM = "/v1/items/newborn"
GET_ITEM = "/onetrip.intake.v1.CatalogService/GetServiceItem"
PREFERENCES = "/onetrip.notification.v1.NoticeService/GetPreferences"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def strict(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """`host:port` of one more gateway in front of the same services."""
    folder, ports = tmp_path_factory.mktemp("strict"), Ports.free()
    settings = {
        "ONETRIP_GATEWAY_ADDRESS": ports.address("gateway"),
        "ONETRIP_GATEWAY_ADMIN_ADDRESS": ports.address("gateway_admin"),
        "ONETRIP_GATEWAY_CALLER_BURST": str(BURST),
        "ONETRIP_GATEWAY_CALLER_PER_SECOND": str(PER_SECOND),
        "ONETRIP_GATEWAY_UNARY_SECONDS": str(UNARY_SECONDS),
    }
    same = stack.environment
    environment = Environment(folder, same.ports, same.postgres, same.credentials, {"gateway": settings}, {})

    async def render(into: Path) -> Path:
        return await render_gateway(environment, into)

    envoy = Envoy(folder / "gateway", ports.of("gateway"), ports.of("gateway_admin"), render)
    supervisor = Supervisor([envoy.process(after=())], folder)
    await supervisor.start()
    try:
        yield ports.address("gateway")
    finally:
        await supervisor.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def client(strict: str) -> AsyncIterator[httpx.AsyncClient]:
    """A program that knows only that gateway."""
    async with httpx.AsyncClient(base_url=f"http://{strict}", timeout=20, trust_env=False) as http:
        yield http


async def bearer(enter: Enter, name: str) -> dict[str, str]:
    """The header of a persona's token."""
    return {"authorization": f"Bearer {await (await enter(name)).token()}"}


async def test_a_caller_who_asks_too_much_waits_and_others_do_not(
    enter: Enter, strict: str, client: httpx.AsyncClient
) -> None:
    greedy, modest = await bearer(enter, "graduate-0179"), await bearer(enter, "graduate-0178")
    answers = await asyncio.gather(*(client.get(ITEM, headers=greedy) for _ in range(BURST * 4)))
    refused = [answer for answer in answers if answer.status_code != 200]
    assert 0 < len(refused) < len(answers)
    for answer in refused:
        assert_refused(answer, (8, 429), "TOO_MANY_REQUESTS")
        assert details_of(answer)[RETRY_INFO]["retryDelay"] == "1s"
    async with aio.insecure_channel(strict) as channel:
        calls = [channel.unary_unary(GET_ITEM)(b"", metadata=tuple(greedy.items())) for _ in range(BURST * 4)]
        ended = await asyncio.gather(*calls, return_exceptions=True)
    limited = [e for e in ended if isinstance(e, aio.AioRpcError) and e.code() is grpc.StatusCode.RESOURCE_EXHAUSTED]
    assert limited
    status = status_pb2.Status.FromString(dict(limited[0].trailing_metadata())["grpc-status-details-bin"])
    retry = error_details_pb2.RetryInfo()
    assert status.details[1].Unpack(retry)
    assert retry.retry_delay.seconds == 1
    assert (await client.get(ITEM, headers=modest)).status_code == 200


async def test_without_a_token_the_address_is_counted_whatever_the_headers_say(client: httpx.AsyncClient) -> None:
    async def ask(number: int) -> int:
        headers = {"x-onetrip-caller": f"somebody-{number}", "x-forwarded-for": f"198.51.100.{number}"}
        return (await client.get(ITEM, headers=headers)).status_code

    assert set(await asyncio.gather(*(ask(number) for number in range(BURST * 4)))) == {200, 429}


async def test_what_takes_too_long_ends_with_the_deadline(
    enter: Enter, stack: Stack, strict: str, client: httpx.AsyncClient
) -> None:
    headers = await bearer(enter, "graduate-0177")
    connection = await asyncpg.connect(stack.database_url("postgres"))
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE notification.preferences IN ACCESS EXCLUSIVE MODE")
            async with aio.insecure_channel(strict) as channel:
                with pytest.raises(aio.AioRpcError) as own:
                    await channel.unary_unary(PREFERENCES)(b"", metadata=tuple(headers.items()), timeout=0.5)
                with pytest.raises(aio.AioRpcError) as gateways:
                    await channel.unary_unary(PREFERENCES)(b"", metadata=tuple(headers.items()), timeout=20)
            assert own.value.code() is gateways.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
            assert_refused(await client.get("/v1/preferences", headers=headers), (4, 504), "DEADLINE_EXCEEDED")
    finally:
        await connection.close()
    assert (await client.get("/v1/preferences", headers=headers)).status_code == 200
