"""The effect of messages: one transaction that holds their inbox rows and what their handlers do."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

import asyncpg
from google.protobuf.message import DecodeError, Message
from structlog.contextvars import bind_contextvars

from runtime import metrics, outbox, parking, tracing
from runtime.errors import MalformedMessage
from runtime.failures import HandlerTimeout
from runtime.logs import get_logger
from runtime.messages import Envelope, type_of
from runtime.probe import Probe, no_probe
from runtime.relay import Relay

Handler = Callable[[Any, Envelope, Any], Awaitable[None]]
BatchHandler = Callable[[Any, Sequence[tuple[Envelope, Any]]], Awaitable[None]]

# Has at hand what the handlers of messages about these subjects will need: before their transaction, not inside it.
Prepare = Callable[[Collection[str]], Awaitable[None]]

TRANSACTION_SECONDS_MAX = 30.0

# Takes the messages into the inbox, except those whose key has something parked of the same topic; tells which were
# new, and those topics and keys.
_TAKE = """
WITH incoming AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::text[]) AS i (event_id, topic, key)
), blocked AS (
    SELECT DISTINCT p.topic, p.key FROM incoming JOIN parked p ON p.consumer = $1 AND p.topic = incoming.topic
      AND p.key = incoming.key
), fresh AS (
    INSERT INTO inbox (consumer, event_id)
    SELECT $1, event_id FROM incoming WHERE (topic, key) NOT IN (SELECT topic, key FROM blocked)
    ON CONFLICT DO NOTHING RETURNING event_id
)
SELECT event_id, NULL AS topic, NULL AS key FROM fresh UNION ALL SELECT NULL, topic, key FROM blocked
"""


async def prepare_nothing(_: Collection[str]) -> None:
    """Handlers that need nothing."""


class Handlers:
    """The table of a consumer: which function handles which message, and which messages are commands.

    A handler gets the transaction's connection, the envelope and the message; what it writes and its inbox row
    commit together. A duplicate of a command is not handled again but answered again (``outbox.redrive``).
    """

    def __init__(
        self, table: Mapping[type[Message], Handler], *, commands: Collection[type[Message]] = frozenset()
    ) -> None:
        self.messages = frozenset(table)
        self.commands = frozenset(commands)
        if not self.commands <= self.messages:
            raise ValueError("a command without a handler")
        self._table = {type_of(message): (message, handler) for message, handler in table.items()}
        self._commands = frozenset(type_of(command) for command in commands)
        self._batch: BatchHandler | None = None

    @classmethod
    def in_batches(
        cls,
        messages: Collection[type[Message]],
        handler: BatchHandler,
        *,
        commands: Collection[type[Message]] = frozenset(),
    ) -> Handlers:
        """Return a table whose messages are given to one handler together, all of a transaction at once, in order.

        It can then read, lock (in one order: batches that lock rows as messages come may deadlock) and write them
        together. A message that fails alone is found by giving it alone.
        """

        async def alone(connection: Any, envelope: Envelope, message: Any) -> None:
            await handler(connection, [(envelope, message)])

        handlers = cls(dict.fromkeys(messages, alone), commands=commands)
        handlers._batch = handler
        return handlers

    def handles(self, envelope: Envelope) -> bool:
        """Return whether there is a handler for this message's type."""
        return envelope.type in self._table

    def is_command(self, envelope: Envelope) -> bool:
        """Return whether the message asks for an answer."""
        return envelope.type in self._commands

    async def handle(self, connection: Any, envelope: Envelope) -> None:
        """Parse the message and call its handler. Raises MalformedMessage, or what the handler raises."""
        await self._table[envelope.type][1](connection, envelope, self._parsed(envelope))

    @property
    def in_one(self) -> bool:
        """Whether a batch is given to one handler."""
        return self._batch is not None

    async def handle_together(self, connection: Any, envelopes: Sequence[Envelope]) -> None:
        """Give all to the handler of batches, where there is one. Raises as ``handle``."""
        if self._batch is not None:
            await self._batch(connection, [(envelope, self._parsed(envelope)) for envelope in envelopes])

    def _parsed(self, envelope: Envelope) -> Message:
        try:
            return self._table[envelope.type][0].FromString(envelope.payload)
        except (DecodeError, UnicodeDecodeError):
            raise MalformedMessage(f"the bytes are not a {envelope.type}") from None


class Effects:
    """Applies messages to the database of one consumer."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        group: str,
        handlers: Handlers,
        relay: Relay,
        probe: Probe = no_probe,
        prepare: Prepare = prepare_nothing,
    ) -> None:
        self.group = group
        self._pool = pool
        self._handlers = handlers
        self._relay = relay
        self._probe = probe
        self._prepare = prepare
        self._consumed = metrics.consumed.labels(group)
        self._duplicates = metrics.duplicates.labels(group)

    async def apply(self, envelopes: Sequence[Envelope]) -> None:
        """Give messages their effect, in order, in one transaction; skip duplicates and unknown types.

        Raises what a handler raises, and then nothing has happened.
        """
        known = [envelope for envelope in envelopes if self._handlers.handles(envelope)]
        if len(known) < len(envelopes):
            self._skip([envelope for envelope in envelopes if not self._handlers.handles(envelope)])
        if not known:
            return
        await self._prepare({envelope.subject for envelope in known})
        deadline = asyncio.timeout(TRANSACTION_SECONDS_MAX)
        with outbox.watched() as watch:
            async with self._pool.acquire() as connection:
                try:
                    async with deadline, connection.transaction():
                        handled, again = await self._apply(connection, known)
                except TimeoutError:
                    if deadline.expired():
                        raise HandlerTimeout(f"over {TRANSACTION_SECONDS_MAX} s in one transaction") from None
                    raise
        self._probe("consumer.effect_committed")
        self._consumed.inc(handled)
        self._duplicates.inc(again)
        if watch.written:
            self._relay.wake()

    async def apply_parked(self, connection: Any, envelope: Envelope) -> None:
        """Give a message that is being replayed its effect, in the caller's transaction."""
        fresh = await connection.fetchval(parking.TAKE_ONE, self.group, envelope.id)
        if fresh is not None:
            await self._handle(connection, envelope)

    def wake_relay(self) -> None:
        """Say that something was committed outside of ``apply``."""
        self._relay.wake()

    async def park(self, envelope: Envelope, error: str, attempts: int) -> None:
        """Put aside a message that cannot be handled; later ones of its key will wait behind it."""
        async with self._pool.acquire() as connection, connection.transaction():
            await parking.park(connection, self.group, [envelope], error, attempts)
        metrics.parked.labels(self.group).inc()
        self._relay.wake()

    async def _apply(self, connection: Any, envelopes: Sequence[Envelope]) -> tuple[int, int]:
        fresh, blocked = await self._take(connection, envelopes)
        if blocked:
            waiting = [envelope for envelope in envelopes if _line(envelope) in blocked]
            blocked = await parking.park_behind(connection, self.group, waiting)
            freed = [envelope for envelope in waiting if _line(envelope) not in blocked]
            if freed:
                fresh |= (await self._take(connection, freed))[0]
        todo: list[Envelope] = []
        again = 0
        for envelope in envelopes:
            if _line(envelope) in blocked:
                continue
            if envelope.id in fresh:
                fresh.remove(envelope.id)
                todo.append(envelope)
            else:
                again += 1
                if self._handlers.is_command(envelope):
                    await outbox.redrive(connection, envelope.id)
        if todo:
            await self._handle_all(connection, todo)
        return len(todo), again

    async def _handle_all(self, connection: Any, envelopes: Sequence[Envelope]) -> None:
        if self._handlers.in_one:
            with contextlib.ExitStack() as spans:
                for envelope in envelopes:
                    name = f"process {envelope.type}"
                    spans.enter_context(tracing.aside(name, envelope.traceparent, self._of(envelope)))
                await self._handlers.handle_together(connection, envelopes)
            return
        for index, envelope in enumerate(envelopes):
            if index:
                self._probe("consumer.mid_batch")
            await self._handle(connection, envelope)

    async def _take(self, connection: Any, envelopes: Sequence[Envelope]) -> tuple[set[str], set[parking.Line]]:
        ids = [envelope.id for envelope in envelopes]
        topics = [envelope.topic for envelope in envelopes]
        keys = [envelope.subject for envelope in envelopes]
        rows = await connection.fetch(_TAKE, self.group, ids, topics, keys)
        fresh = {row[0] for row in rows if row[0] is not None}
        return fresh, {(row[1], row[2]) for row in rows if row[0] is None} if len(fresh) < len(rows) else set()

    async def _handle(self, connection: Any, envelope: Envelope) -> None:
        name, kind = f"process {envelope.type}", tracing.SpanKind.CONSUMER
        with tracing.span(name, kind, parent=envelope.traceparent, attributes=self._of(envelope)):
            bind_contextvars(subject=envelope.subject, event=envelope.id)
            await self._handlers.handle(connection, envelope)

    def _of(self, envelope: Envelope) -> dict[str, Any]:
        return {
            "messaging.system": "kafka",
            "messaging.destination.name": envelope.topic,
            "messaging.consumer.group.name": self.group,
            "messaging.message.id": envelope.id,
            tracing.APPLICATION: envelope.subject,
        }

    def _skip(self, envelopes: Sequence[Envelope]) -> None:
        metrics.skipped.labels(self.group).inc(len(envelopes))
        for kind in sorted({envelope.type for envelope in envelopes}):
            get_logger().debug("consumer.skipped", consumer=self.group, type=kind)


def _line(envelope: Envelope) -> parking.Line:
    return envelope.topic, envelope.subject
