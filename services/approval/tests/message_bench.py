"""Sends messages to the handlers as the consumer does, and reads what they said."""

import dataclasses
from datetime import datetime

import asyncpg
from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2
from runtime.messages import Envelope, type_of
from services.approval.consumer import handlers
from services.approval.handlers.office import Office


@dataclasses.dataclass
class Bench:
    """One application's messages, in and out."""

    pool: asyncpg.Pool
    office: Office
    application_id: str

    async def send(self, message: Message, id_: str, said_at: datetime | None = None) -> None:
        """Handle one message, said now or at an instant, in a transaction of its own (the inbox is the consumer's)."""
        envelope = Envelope(
            id=id_,
            type=type_of(message),
            source="test",
            subject=self.application_id,
            time=said_at or self.office.clock.now(),
            payload=message.SerializeToString(),
            traceparent=None,
            topic="approval.commands.v1",
            partition=0,
            offset=0,
        )
        async with self.pool.acquire() as connection, connection.transaction():
            await handlers(self.office).handle(connection, envelope)

    async def said(self) -> list[Message]:
        """Every event said so far about the application, in order."""
        rows = await self.pool.fetch(
            "SELECT type, payload FROM outbox WHERE key = $1 AND topic = 'approval.events.v1' ORDER BY id",
            self.application_id,
        )
        return [getattr(events_pb2, row["type"].rpartition(".")[2]).FromString(row["payload"]) for row in rows]

    async def names(self) -> list[str]:
        """The names of these events."""
        return [message.DESCRIPTOR.name for message in await self.said()]

    async def mark_all_sent(self) -> None:
        """Do as if the relay had sent everything."""
        await self.pool.execute("UPDATE outbox SET sent_at = now() WHERE key = $1", self.application_id)

    async def unsent(self) -> list[str]:
        """Names of the messages that the relay would send now."""
        rows = await self.pool.fetch(
            "SELECT type FROM outbox WHERE key = $1 AND sent_at IS NULL ORDER BY id", self.application_id
        )
        return [row["type"].rpartition(".")[2] for row in rows]
