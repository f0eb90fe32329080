"""The ports through which text messages and e-mails leave the house, and their adapters.

A gateway is given each message at least once, always with the same id: a real one drops what it has had.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

import asyncpg
import httpx

from onetrip.catalog.v1.catalog_pb2 import LocalizedText
from runtime.logs import describe_error, get_logger
from runtime.sealing import Sealer
from services.notification.domain import Channel
from services.notification.settings import Settings

SENDS_AT_ONCE_MAX = 20
# The gateway is busy or away: the same request may succeed later (RFC 9110, 15.5.9 and 15.6; RFC 6585, 4).
_TRY_LATER = frozenset({408, 425, 429})


@dataclass(frozen=True)
class Letter:
    """A message to send. `id` is the delivery's: the gateway's idempotency key. `to` and `text` are personal data."""

    id: str
    to: str = field(repr=False)
    text: str = field(repr=False)


class Sent(Enum):
    """What became of a message."""

    TAKEN = "taken"
    REFUSED = "refused"
    AWAY = "away"


class Gateway(Protocol):
    """Sends messages of one channel."""

    async def send(self, letters: Sequence[Letter]) -> list[Sent]:
        """Send each; one outcome for each, in order. Raises nothing that concerns a single message."""
        ...


class SandboxGateway:
    """Writes messages to a table instead of sending them, sealed: for machines of developers and tests."""

    def __init__(self, pool: asyncpg.Pool, sealer: Sealer, channel: Channel) -> None:
        self._pool = pool
        self._sealer = sealer
        self._channel = channel

    async def send(self, letters: Sequence[Letter]) -> list[Sent]:
        """Keep each message once."""
        sealed = [self._sealer.seal("sandbox", _plain(letter), letter.id) for letter in letters]
        await self._pool.execute(
            "INSERT INTO sandbox_messages (id, channel, sealed) SELECT id, $1, sealed "
            "FROM unnest($2::text[], $3::bytea[]) AS u (id, sealed) ON CONFLICT DO NOTHING",
            self._channel,
            [letter.id for letter in letters],
            sealed,
        )
        return [Sent.TAKEN] * len(letters)


def open_sandbox(sealer: Sealer, message_id: str, sealed: bytes) -> tuple[str, str]:
    """Whom a sandboxed message was for, and what it said."""
    kept = LocalizedText.FromString(sealer.open("sandbox", sealed, message_id))
    return kept.zh, kept.en


def _plain(letter: Letter) -> bytes:
    return LocalizedText(zh=letter.to, en=letter.text).SerializeToString()


class HttpGateway:
    """Posts `{"to", "text"}` as JSON with an `Idempotency-Key`; follows no redirect, as that would leak the message."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self._client = client
        self._url = url
        self._slots = asyncio.Semaphore(SENDS_AT_ONCE_MAX)

    async def send(self, letters: Sequence[Letter]) -> list[Sent]:
        """Send all, some at a time. Repeating is left to the caller, with the same ids."""
        return list(await asyncio.gather(*(self._send(letter) for letter in letters)))

    async def _send(self, letter: Letter) -> Sent:
        async with self._slots:
            try:
                response = await self._client.post(
                    self._url, json={"to": letter.to, "text": letter.text}, headers={"Idempotency-Key": letter.id}
                )
            except httpx.HTTPError as error:
                get_logger().warning("gateway.away", delivery_id=letter.id, error=describe_error(error))
                return Sent.AWAY
        if response.is_success:
            return Sent.TAKEN
        away = response.is_server_error or response.status_code in _TRY_LATER
        get_logger().warning("gateway.answered", delivery_id=letter.id, status=response.status_code)
        return Sent.AWAY if away else Sent.REFUSED


def http_client(settings: Settings) -> httpx.AsyncClient:
    """The client for real gateways. The caller closes it."""
    headers = {"Authorization": f"Bearer {settings.gateway_token}"} if settings.gateway_token else {}
    limits = httpx.Limits(max_connections=2 * SENDS_AT_ONCE_MAX)
    return httpx.AsyncClient(
        timeout=settings.gateway_timeout_seconds, headers=headers, limits=limits, follow_redirects=False
    )


def gateways(settings: Settings, client: httpx.AsyncClient, pool: Any, sealer: Sealer) -> Mapping[Channel, Gateway]:
    """The gateway of each electronic channel: the configured one, else the sandbox (the settings refuse it in prod)."""
    urls = {Channel.SMS: settings.sms_gateway_url, Channel.EMAIL: settings.email_gateway_url}
    return {
        channel: HttpGateway(client, url) if url else SandboxGateway(pool, sealer, channel)
        for channel, url in urls.items()
    }
