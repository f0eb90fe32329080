"""One call, from bytes to bytes: limits, trace, authentication, authorisation, parsing, errors.

Requests are parsed here and not by gRPC: grpc.aio answers a truncated message with UNKNOWN.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import DecodeError, Message
from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it

from runtime import metrics, tracing
from runtime.certificates import Door
from runtime.errors import (
    AppError,
    DeadlineExceeded,
    Internal,
    LimitExceeded,
    MalformedMessage,
    PermissionDenied,
    Unauthenticated,
)
from runtime.refusals import Refusals, note_refusal
from runtime.rpc_errors import code_of, to_app_error, trailers_of
from runtime.tokens import INTERNAL_HEADER, InternalCallers, Principal, TokenVerifier

BUSY_RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call an RPC. ``ticket``: without a token the RPC is called too, and checks its ticket itself."""

    anonymous: bool = False
    roles: frozenset[str] = frozenset()
    internal: bool = False
    ticket: bool = False


@dataclass(slots=True)
class Context:
    """What an RPC knows of its caller. ``principal`` is None for anonymous, internal and ticket calls."""

    principal: Principal | None
    metadata: dict[str, str | bytes]
    _call: Any

    @property
    def deadline(self) -> float | None:
        """Seconds left until the caller's deadline; None when the caller set none."""
        return self._call.time_remaining()

    @property
    def peer(self) -> str:
        """The address of the caller (of the gateway, for calls from outside)."""
        return self._call.peer()

    @property
    def caller(self) -> Principal:
        """The principal, where the access rule asks for one. Raises Unauthenticated."""
        if self.principal is None:
            raise Unauthenticated("sign in first")
        return self.principal


class Gate:
    """Counts what is in flight and refuses what is over the limit. ``kind``: how the number is labelled."""

    def __init__(self, limit: int, kind: str) -> None:
        self._limit = limit
        self.in_flight = 0
        metrics.rpc_in_flight.labels(kind).set_function(lambda: self.in_flight)

    def __enter__(self) -> None:
        if self.in_flight >= self._limit:
            raise LimitExceeded("too many calls at once", retry_after_seconds=BUSY_RETRY_SECONDS)
        self.in_flight += 1

    def __exit__(self, *_: object) -> None:
        self.in_flight -= 1


@dataclass(frozen=True, slots=True)
class Checks:
    """What every call of a server is checked by."""

    verifier: TokenVerifier
    internal: InternalCallers | None
    calls: Gate
    streams: Gate
    seconds_max: float
    refusals: Refusals | None = None
    door: Door | None = None


@dataclass(slots=True)
class _Seen:
    """What of a call is known so far, should it fail."""

    context: Context | None = None
    request: Message | None = None


class Rpc:
    """One RPC of one service: its implementation behind all checks."""

    def __init__(
        self,
        name: str,
        access: Access | None,
        checks: Checks,
        implementation: Callable[..., Any],
        request: type[Message],
    ) -> None:
        self._name = name
        self._access = access
        self._checks = checks
        self._implementation = implementation
        self._request = request
        self._succeeded = metrics.rpc_seconds.labels(name, "OK")
        service, _, method = name.strip("/").rpartition("/")
        self._attributes = {"rpc.system": "grpc", "rpc.service": service, "rpc.method": method}

    async def unary(self, data: bytes, call: Any) -> bytes:
        """Answer one message with one message."""
        started, span, seen = time.perf_counter(), self._begin(call), _Seen()
        try:
            with self._checks.calls:
                seen.context = context = await self._admit(call)
                seen.request = request = self._parse(data)
                response = await self._within_deadline(self._implementation(request, context), call)
                self._succeeded.observe(time.perf_counter() - started)
                return response.SerializeToString()
        except Exception as error:
            return await self._fail(call, error, started, seen)
        finally:
            span.end()

    async def client_stream(self, chunks: AsyncIterator[bytes], call: Any) -> bytes:
        """Answer a stream of messages with one message."""
        started, span, seen = time.perf_counter(), self._begin(call), _Seen()
        try:
            with self._checks.streams:
                seen.context = context = await self._admit(call)
                response = await self._implementation(self._parse_each(chunks), context)
                self._succeeded.observe(time.perf_counter() - started)
                return response.SerializeToString()
        except Exception as error:
            return await self._fail(call, error, started, seen)
        finally:
            span.end()

    async def server_stream(self, data: bytes, call: Any) -> AsyncIterator[bytes]:
        """Answer one message with a stream."""
        started, span, seen = time.perf_counter(), self._begin(call), _Seen()
        try:
            with self._checks.streams:
                seen.context = context = await self._admit(call)
                seen.request = request = self._parse(data)
                async with contextlib.aclosing(self._implementation(request, context)) as responses:
                    async for response in responses:
                        yield response.SerializeToString()
        except Exception as error:
            await self._fail(call, error, started, seen)
        finally:
            span.end()

    async def both_stream(self, chunks: AsyncIterator[bytes], call: Any) -> AsyncIterator[bytes]:
        """Answer a stream with a stream."""
        started, span, seen = time.perf_counter(), self._begin(call), _Seen()
        try:
            with self._checks.streams:
                seen.context = context = await self._admit(call)
                async with contextlib.aclosing(self._implementation(self._parse_each(chunks), context)) as responses:
                    async for response in responses:
                        yield response.SerializeToString()
        except Exception as error:
            await self._fail(call, error, started, seen)
        finally:
            span.end()

    def _begin(self, call: Any) -> tracing.Span:
        """Go on with the caller's trace. Every call is a task of its own."""
        traceparent = next((value for name, value in call.invocation_metadata() or () if name == "traceparent"), None)
        parent = traceparent if isinstance(traceparent, str) else None
        return tracing.begin(self._name, tracing.SpanKind.SERVER, parent, self._attributes)

    async def _admit(self, call: Any) -> Context:
        if self._checks.door is not None and not self._checks.door.lets_in(call):
            raise PermissionDenied("this part of the service may not call here")
        metadata: dict[str, str | bytes] = dict(call.invocation_metadata() or ())
        return Context(await self._authorise(metadata), metadata, call)

    async def _authorise(self, metadata: dict[str, str | bytes]) -> Principal | None:
        """Return the caller, or raise. An RPC without an access rule is denied to everybody."""
        access = self._access
        if access is None:
            raise PermissionDenied("nobody may call this")
        if access.internal:
            if self._checks.internal is None or not self._checks.internal.admit(metadata.get(INTERNAL_HEADER)):
                raise PermissionDenied("only parts of the service may call this")
            return None
        token = _bearer(metadata.get("authorization"))
        if token is None:
            if access.anonymous or access.ticket:
                return None
            raise Unauthenticated("sign in first")
        principal = self._checks.verifier.recall(token) or await self._checks.verifier.verify(token)
        if not access.anonymous and access.roles.isdisjoint(principal.roles):
            raise PermissionDenied("your role may not do this")
        return principal

    def _parse(self, data: bytes) -> Message:
        try:
            return self._request.FromString(data)
        except (DecodeError, UnicodeDecodeError):
            raise MalformedMessage(f"the bytes are not a {self._request.DESCRIPTOR.full_name}") from None

    async def _parse_each(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[Message]:
        async for data in chunks:
            yield self._parse(data)

    async def _within_deadline(self, answer: Awaitable[Message], call: Any) -> Message:
        """Wait for the answer; a call without a deadline is given one. The caller's own is kept by gRPC."""
        if call.time_remaining() is not None:
            return await answer
        deadline = asyncio.timeout(self._checks.seconds_max)
        try:
            async with deadline:
                return await answer
        except TimeoutError:
            if deadline.expired():
                raise DeadlineExceeded("the call took too long") from None
            raise

    async def _fail(self, call: Any, error: Exception, started: float, seen: _Seen) -> Any:
        """Note what a rule refused, and end the call with the status of ``error``; always raises."""
        if isinstance(error, aio.AbortError):
            raise error
        caller = seen.context.principal if seen.context is not None else None
        try:
            await note_refusal(self._checks.refusals, error, caller, self._name.rpartition("/")[2], seen.request)
        except Exception as unnoted:
            error = unnoted
        told = to_app_error(error, self._name)
        tracing.failed(tracing.current_span(), told.code)
        if isinstance(told, Internal):
            metrics.rpc_faults.labels(self._name).inc()
        metrics.rpc_seconds.labels(self._name, told.code).observe(time.perf_counter() - started)
        await abort(call, told)


async def abort(call: Any, error: AppError) -> None:
    """End a call with the code and details of ``error``; always raises."""
    await call.abort(code_of(error), error.message, trailers_of(error))


def _bearer(value: str | bytes | None) -> str | None:
    if value is None:
        return None
    scheme, _, token = (value if isinstance(value, str) else value.decode("latin-1")).partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("the authorization header is not a bearer token")
    return token.strip()
