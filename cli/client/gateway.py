"""Calls through the gateway: protobuf messages on this side, JSON on the wire."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
from google.protobuf import json_format
from google.protobuf.message import Message

from cli.client.refusals import GatewayUnreachable, refusal_of
from onetrip.intake.v1 import application_service_pb2 as intake

Reply = TypeVar("Reply", bound=Message)

TIMEOUT_SECONDS = 20.0
# UNAVAILABLE is retried by clients (AIP-194), and so is "too many requests" after its delay; nothing else is.
RETRIED_STATUSES = frozenset({429, 503})
ATTEMPTS_MAX = 6
BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0)
# A token is asked for anew this long before it expires.
TOKEN_MARGIN_SECONDS = 60.0


@dataclass(frozen=True)
class Token:
    """What the development issuer gave. `subject`: the pseudonymous person id; `expires_at`: monotonic seconds."""

    text: str
    subject: str
    expires_at: float


class Gateway:
    """One connection pool to a gateway and its development issuer. `async with Gateway(…) as gateway:`"""

    def __init__(self, gateway_url: str, identity_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.url = gateway_url
        self._identity_url = identity_url
        # No bound on connections: each watch holds one, and the callers bound their watches.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
        self.http = httpx.AsyncClient(
            base_url=gateway_url, timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False, transport=transport
        )
        self._tokens: dict[tuple[Any, ...], Token] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    async def token(self, resident_id: str, roles: tuple[str, ...], department: str | None = None) -> Token:
        """Ask the development issuer for a token, or return one that is still good. Raises Refusal."""
        key = (resident_id, roles, department)
        known = self._tokens.get(key)
        if known is None or known.expires_at < time.monotonic() + TOKEN_MARGIN_SECONDS:
            known = self._tokens[key] = await self._issued(resident_id, roles, department)
        return known

    async def caller(self, resident_id: str, roles: tuple[str, ...], department: str | None = None) -> Caller:
        """Return somebody who calls with such a token."""
        token = await self.token(resident_id, roles, department)
        return Caller(self, token.subject, (resident_id, roles, department))

    def bearing(self, token: str) -> Caller:
        """Return somebody who calls with a token that another issuer gave them, for as long as it is good."""
        whoever: tuple[str, tuple[str, ...], str | None] = ("", (), None)
        self._tokens[whoever] = Token(token, "", math.inf)
        return Caller(self, "", whoever)

    async def post(self, path: str, body: Message, reply: type[Reply]) -> Reply:
        """POST a message without a token, to what anybody may call. Raises Refusal, or GatewayUnreachable."""
        try:
            response = await self.http.post(path, json=json_format.MessageToDict(body))
        except httpx.TransportError as error:
            raise GatewayUnreachable(f"the gateway at {self.url} does not answer: {error}") from error
        if response.status_code != 200:
            raise refusal_of(response)
        return _parsed(response, reply)

    async def _issued(self, resident_id: str, roles: tuple[str, ...], department: str | None) -> Token:
        body = {"resident_id": resident_id, "roles": list(roles), **({"department": department} if department else {})}
        try:
            response = await self.http.post(f"{self._identity_url}/token", json=body)
        except httpx.TransportError as error:
            raise GatewayUnreachable(f"the token issuer at {self._identity_url} does not answer: {error}") from error
        if response.status_code != 200:
            raise refusal_of(response)
        answer = response.json()
        return Token(answer["access_token"], answer["subject"], time.monotonic() + float(answer["expires_in"]))


class Caller:
    """Somebody with a token. `subject` is their pseudonymous person id."""

    def __init__(self, gateway: Gateway, subject: str, identity: tuple[str, tuple[str, ...], str | None]) -> None:
        self._gateway = gateway
        self._identity = identity
        self.subject = subject

    async def token(self) -> str:
        """The token, renewed when it runs out."""
        return (await self._gateway.token(*self._identity)).text

    async def get(self, path: str, reply: type[Reply], **parameters: str | int) -> Reply:
        """GET a message. Raises Refusal, or GatewayUnreachable when retrying did not help."""
        return _parsed(await self._send("GET", path, params=parameters), reply)

    async def post(self, path: str, body: Message, reply: type[Reply]) -> Reply:
        """POST a message; what the path says (an id) is left out of the body. Raises as `get`.

        Repeated when the gateway cannot be reached: every call that changes something has its own request_id, or
        means the same when it is said twice.
        """
        content = json_format.MessageToDict(body)
        return _parsed(await self._send("POST", path, json=content), reply)

    async def upload(self, content: bytes, content_type: str) -> intake.UploadMaterialResponse:
        """Hand in a file. Raises as `get`."""
        response = await self._send("POST", "/v1/materials", content=content, headers={"content-type": content_type})
        return _parsed(response, intake.UploadMaterialResponse)

    async def request(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        """Send a request once and return whatever comes back."""
        bearer = {"authorization": f"Bearer {await self.token()}"}
        return await self._gateway.http.request(method, path, headers={**bearer, **(headers or {})}, **options)

    async def watch(self, application_id: str) -> AsyncIterator[intake.WatchApplicationResponse]:
        """Yield the application now and after every change, as server-sent events; ends when the stream does.

        Raises Refusal, or httpx.TransportError when the connection breaks.
        """
        headers = {"authorization": f"Bearer {await self.token()}", "accept": "text/event-stream"}
        timeout = httpx.Timeout(TIMEOUT_SECONDS, read=None)
        path = f"/v1/applications/{application_id}:watch"
        async with self._gateway.http.stream("GET", path, headers=headers, timeout=timeout) as response:
            if response.status_code != 200:
                await response.aread()
                raise refusal_of(response)
            async for line in response.aiter_lines():
                if line.startswith("data:"):
                    message = intake.WatchApplicationResponse()
                    yield json_format.Parse(line.removeprefix("data:"), message, ignore_unknown_fields=True)

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        for attempt in range(ATTEMPTS_MAX):
            last = attempt == ATTEMPTS_MAX - 1
            delay = BACKOFF_SECONDS[min(attempt, len(BACKOFF_SECONDS) - 1)]
            try:
                response = await self.request(method, path, **options)
            except httpx.TransportError as error:
                if last:
                    raise GatewayUnreachable(f"the gateway at {self._gateway.url} does not answer: {error}") from error
            else:
                if response.status_code == 200:
                    return response
                refusal = refusal_of(response)
                too_large = response.status_code == 429 and not refusal.retry_after_seconds
                if response.status_code not in RETRIED_STATUSES or too_large:
                    raise refusal
                if last:
                    raise GatewayUnreachable(f"the service cannot answer now ({refusal})") from refusal
                delay = max(delay, refusal.retry_after_seconds)
            await asyncio.sleep(delay)
        raise AssertionError("the loop above returns or raises")


def _parsed(response: httpx.Response, reply: type[Reply]) -> Reply:
    return json_format.Parse(response.content, reply(), ignore_unknown_fields=True)
