"""The gRPC server of a service: RPCs from descriptors, health, limits, drain."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

import grpc
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from runtime.certificates import Door
from runtime.refusals import Refusals
from runtime.rpc_calls import Access, Checks, Context, Gate, Rpc
from runtime.tokens import InternalCallers, TokenVerifier
from runtime.transport import server_credentials

__all__ = ["LIVENESS", "Access", "Context", "Server"]

MESSAGE_BYTES_MAX = 4 * 1024 * 1024
METADATA_BYTES_MAX = 16 * 1024
CALLS_MAX = 512
STREAMS_MAX = 1024
CALL_SECONDS_MAX = 30.0
DRAIN_SECONDS = 10.0
# Between "not ready" and "no new calls": what a load balancer needs to notice (podinfo does the same).
NOTICE_SECONDS = 0.2

# Health check service name of liveness: the process turns, whatever it depends on.
LIVENESS = "liveness"

_OPTIONS = (
    ("grpc.so_reuseport", 0),
    ("grpc.max_receive_message_length", MESSAGE_BYTES_MAX),
    ("grpc.max_send_message_length", MESSAGE_BYTES_MAX),
    ("grpc.max_metadata_size", METADATA_BYTES_MAX),
    # Connections are renewed, so that calls spread over new replicas.
    ("grpc.max_connection_age_ms", 30 * 60 * 1000),
    ("grpc.max_connection_age_grace_ms", 5 * 60 * 1000),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000),
)


class Server:
    """Serves implementations of proto services.

    ``access`` returns the access rule of an RPC, or None, which denies it. ``internal`` knows other parts of
    OneTrip; without it internal RPCs are denied. ``refusals`` keeps what rules refused. ``server.port`` is the bound
    port (address ``host:0`` picks one), ``server.health_port`` that of the door's own for probes.
    """

    def __init__(
        self,
        door: Door | str,
        *,
        verifier: TokenVerifier,
        access: Callable[[MethodDescriptor], Access | None],
        internal: InternalCallers | None = None,
        refusals: Refusals | None = None,
        calls_max: int = CALLS_MAX,
        streams_max: int = STREAMS_MAX,
        call_seconds_max: float = CALL_SECONDS_MAX,
        drain_seconds: float = DRAIN_SECONDS,
    ) -> None:
        self._door = door if isinstance(door, Door) else Door(door)
        self._access = access
        self._checks = Checks(
            verifier,
            internal,
            Gate(calls_max, "calls"),
            Gate(streams_max, "streams"),
            call_seconds_max,
            refusals,
            self._door,
        )
        self._drain_seconds = drain_seconds
        self._handlers: dict[str, dict[str, grpc.RpcMethodHandler[Any, Any]]] = {}
        self._health = health.aio.HealthServicer()  # pyright: ignore[reportAttributeAccessIssue]
        self._server: aio.Server | None = None
        self._health_server: aio.Server | None = None
        self._ready = False
        self.port = 0
        self.health_port = 0

    def add(self, service: ServiceDescriptor, implementation: object) -> None:
        """Serve ``service`` by an object with one method per RPC, in snake_case.

        Unary: ``async def submit_application(self, request, context) -> response``. Server streaming: an async
        generator. Client streaming: the request is an async iterator. Raises TypeError when one is missing.
        """
        handlers: dict[str, grpc.RpcMethodHandler[Any, Any]] = {}
        for method in service.methods:
            function = getattr(implementation, _snake(method.name), None)
            if not callable(function):
                raise TypeError(f"{type(implementation).__name__} has no {_snake(method.name)} for {method.full_name}")
            handlers[method.name] = self._handler(service, method, function)
        self._handlers[service.full_name] = handlers

    async def start(self) -> None:
        """Bind and serve. Health stays NOT_SERVING until ``set_ready(True)``."""
        server = aio.server(options=_OPTIONS)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        for name, handlers in self._handlers.items():
            server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(name, handlers),))
            server.add_registered_method_handlers(name, handlers)
        if self._door.certificates is None:
            self.port = server.add_insecure_port(self._door.address)
        else:
            self.port = server.add_secure_port(self._door.address, server_credentials(self._door.certificates))
        await self.set_ready(False)
        await self._health.set(LIVENESS, health_pb2.HealthCheckResponse.SERVING)
        await server.start()
        self._server = server
        if self._door.health_address is not None:
            self._health_server = await self._serve_health(self._door.health_address)
        # Before anybody is told that we are ready: a crowd of first calls would wait for one fetch.
        await self._checks.verifier.warm()

    async def set_ready(self, ready: bool) -> None:
        """Answer health checks with SERVING or NOT_SERVING: "" and every service."""
        self._ready = ready
        status = health_pb2.HealthCheckResponse.SERVING if ready else health_pb2.HealthCheckResponse.NOT_SERVING
        for name in ("", *self._handlers):
            await self._health.set(name, status)

    @property
    def ready(self) -> bool:
        """Whether health checks are answered with SERVING."""
        return self._ready

    async def set_alive(self, alive: bool) -> None:
        """Answer health checks of ``liveness``: False asks for the process to be restarted."""
        status = health_pb2.HealthCheckResponse.SERVING if alive else health_pb2.HealthCheckResponse.NOT_SERVING
        await self._health.set(LIVENESS, status)

    async def drain(self, grace_seconds: float) -> None:
        """Stop being ready, stop accepting, finish what is in flight (at most ``grace_seconds``), close."""
        if self._server is None:
            return
        server, self._server = self._server, None
        was_ready, self._ready = self._ready, False
        await self._health.enter_graceful_shutdown()
        if was_ready:
            await asyncio.sleep(NOTICE_SECONDS)
        await server.stop(grace_seconds)
        if self._health_server is not None:
            await self._health_server.stop(0)

    async def stop(self) -> None:
        """Drain with the configured grace; for ``Lifecycle``."""
        await self.drain(self._drain_seconds)

    async def _serve_health(self, address: str) -> aio.Server:
        """Answer health, and nothing else, to whoever asks: the kubelet's probes speak no TLS."""
        server = aio.server(options=_OPTIONS)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        self.health_port = server.add_insecure_port(address)
        await server.start()
        return server

    def _handler(
        self, service: ServiceDescriptor, method: MethodDescriptor, function: Callable[..., Any]
    ) -> grpc.RpcMethodHandler[Any, Any]:
        request: type[Message] = GetMessageClass(method.input_type)
        name = f"{service.full_name.removeprefix('onetrip.')}/{method.name}"
        rpc = Rpc(name, self._access(method), self._checks, function, request)
        if method.client_streaming and method.server_streaming:
            return grpc.stream_stream_rpc_method_handler(rpc.both_stream)  # pyright: ignore[reportArgumentType]
        if method.client_streaming:
            return grpc.stream_unary_rpc_method_handler(rpc.client_stream)  # pyright: ignore[reportArgumentType]
        if method.server_streaming:
            return grpc.unary_stream_rpc_method_handler(rpc.server_stream)  # pyright: ignore[reportArgumentType]
        return grpc.unary_unary_rpc_method_handler(rpc.unary)  # pyright: ignore[reportArgumentType]


def _snake(name: str) -> str:
    """Return ``SubmitApplication`` as ``submit_application``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
