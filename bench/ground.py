"""What the measurements stand on: a stack of its own, a desk to hand applications in, an ear on Kafka."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it

from bench import processes
from bench.bare import server
from bench.bare.child import Child
from bench.bare.database import make_schema
from bench.graduates import Applicant, Graduates, submission
from bench.observer import Observer
from deploy.local.stack import PARTITIONS, Stack
from onetrip.intake.v1 import application_service_pb2 as service_pb2

SUBMIT = "/onetrip.intake.v1.ApplicationService/SubmitApplication"
BARE_SUBMIT = f"/{server.SERVICE}/Submit"
BARE_LOOK_UP = f"/{server.SERVICE}/LookUp"
BARE_VERIFY = f"/{server.SERVICE}/Verify"
CALL_SECONDS_MAX = 15.0
ATTEMPTS_MAX = 20
RETRY_SECONDS = 0.5


@dataclass(frozen=True)
class Size:
    """How much is measured: full, or `--quick` to see that all of it works."""

    submissions: int
    hops: int
    journeys: int
    cpu_rounds: int
    cpu_batch: int
    sustained_seconds: float
    waiting: int
    tasks: int
    pages: int
    open: int
    registered: int


FULL = Size(300, 500, 60, 3, 60, 60.0, 200, 1_000_000, 60, 1_500, 100_000)
QUICK = Size(60, 100, 15, 2, 30, 8.0, 50, 20_000, 10, 300, 5_000)


class Desk:
    """Hands applications in over gRPC and measures the answer."""

    def __init__(self, address: str, method: str = SUBMIT) -> None:
        self._channel = aio.insecure_channel(address)
        self._call: Any = self._channel.unary_unary(
            method,
            request_serializer=service_pb2.SubmitApplicationRequest.SerializeToString,
            response_deserializer=service_pb2.SubmitApplicationResponse.FromString,
        )

    async def submit(self, applicant: Applicant, *, degree: str = "bachelor") -> tuple[str, float, float]:
        """Hand one in. Returns the application's id, the instant before the call, and its seconds."""
        request = submission(degree=degree)
        at = time.perf_counter()
        answer = await self._answer(request, applicant)
        return answer.application.id, at, time.perf_counter() - at

    async def _answer(self, request: service_pb2.SubmitApplicationRequest, applicant: Applicant) -> Any:
        """Call as every client does: UNAVAILABLE, such as before the issuer's keys are fetched, is tried again."""
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                return await self._call(request, metadata=applicant.metadata, timeout=CALL_SECONDS_MAX)
            except aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.UNAVAILABLE or attempt == ATTEMPTS_MAX:
                    raise
                await asyncio.sleep(RETRY_SECONDS)
        raise AssertionError("the loop above returns or raises")

    async def close(self) -> None:
        """Close the channel."""
        await self._channel.close()


@dataclass(frozen=True)
class Ground:
    """A running stack and what stands beside it."""

    stack: Stack
    graduates: Graduates
    observer: Observer
    bench_url: str
    desk: Desk
    closing: AsyncExitStack
    _ready: list[Applicant] = field(default_factory=list)

    @property
    def pids(self) -> dict[str, int]:
        """The processes of the stack by step."""
        return processes.roots(self.stack.state)

    async def graduates_for(self, wanted: int) -> None:
        """Have so many applicants ready whom the registers know; done before anything is measured."""
        self._ready.extend(await self.graduates.taken_and_registered(max(0, wanted - len(self._ready))))

    def registered(self, wanted: int) -> list[Applicant]:
        """Hand out applicants that are ready. Raises RuntimeError when too few were asked for before."""
        if len(self._ready) < wanted:
            raise RuntimeError(f"{wanted} applicants were asked for and {len(self._ready)} are ready")
        handed, self._ready[:] = self._ready[:wanted], self._ready[wanted:]
        return handed

    async def bare_server(self, rows: int, certificate_keys: str = "") -> Child:
        """Start the bare gRPC handlers: one commits so many rows, one checks signatures with the first of the keys."""
        settings = self.stack.environment.of("intake")
        order = {
            "database_url": self.bench_url,
            "issuer": settings["ONETRIP_TOKEN_ISSUER"],
            "audience": settings["ONETRIP_TOKEN_AUDIENCE"],
            "jwks_url": settings["ONETRIP_TOKEN_JWKS_URL"],
            "rows": rows,
            "certificate_keys": certificate_keys,
        }
        return await self.closing.enter_async_context(Child("bench.bare.server", order))

    async def bare_temporal(self, *, commits: bool, sandbox: bool = True) -> Child:
        """Start bare Temporal on our server; with `commits` each of its local activities commits a row."""
        order: dict[str, Any] = {"address": self.stack.address("temporal"), "sandbox": sandbox}
        if commits:
            order["database_url"] = self.bench_url
        return await self.closing.enter_async_context(Child("bench.bare.temporal", order))

    async def desk_at(self, address: str, method: str = SUBMIT) -> Desk:
        """Open another desk."""
        desk = Desk(address, method)
        self.closing.push_async_callback(desk.close)
        return desk


@asynccontextmanager
async def ground(
    only: Collection[str] | None = None, environment: Mapping[str, Mapping[str, str]] | None = None
) -> AsyncIterator[Ground]:
    """A stack in a folder and on ports of its own, with the partitions that a real one has; gone at the end."""
    async with (
        Stack.temporary(only=only, environment=environment, partitions=PARTITIONS) as stack,
        Observer(stack.address("kafka")) as observer,
        AsyncExitStack() as closing,
    ):
        desk = Desk(stack.address("intake"))
        closing.push_async_callback(desk.close)
        bench_url = await make_schema(stack.database_url("postgres"))
        yield Ground(stack, Graduates(stack), observer, bench_url, desk, closing)
