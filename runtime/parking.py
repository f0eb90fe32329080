"""Parked messages: those that could not be handled, and the later ones of their key, which wait behind them.

An operator lists them and asks for a replay (``onetrip dlq``); any replica of the consumer then handles them in
order, and the key flows again when its last one is through. Parked means: not in the inbox, its key blocked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import asyncpg

from runtime import outbox
from runtime.failures import heals_by_waiting
from runtime.logs import describe_error, get_logger
from runtime.messages import Envelope

if TYPE_CHECKING:
    from runtime.effects import Effects

BEHIND = "waits behind an earlier message of its key"
# A topic and a key: what waits in one line.
Line = tuple[str, str]
KEYS_REPLAYED_AT_ONCE = 20
LIST_MAX = 1000

TAKE_ONE = "INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING event_id"
_PARK = """
INSERT INTO parked (consumer, topic, key, event_id, type, headers, payload, error, attempts, state)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
WHERE NOT EXISTS (SELECT FROM inbox WHERE consumer = $1 AND event_id = $4)
ON CONFLICT (consumer, topic, event_id) DO NOTHING RETURNING id
"""
_HEAD_STATE = "SELECT state FROM parked WHERE consumer = $1 AND topic = $2 AND key = $3 ORDER BY id LIMIT 1"
_HEAD = """
SELECT id, headers, payload, state FROM parked WHERE consumer = $1 AND topic = $2 AND key = $3 ORDER BY id LIMIT 1
"""
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
_TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))"
_TO_REPLAY = "SELECT DISTINCT topic, key FROM parked WHERE consumer = $1 AND state = 'replay' LIMIT $2"
_DELETE = "DELETE FROM parked WHERE id = $1"
_FAILED_AGAIN = "UPDATE parked SET error = $2, attempts = attempts + 1 WHERE id = $1"
_BACK = "UPDATE parked SET state = 'parked' WHERE consumer = $1 AND topic = $2 AND key = $3"
_LIST = """
SELECT id, consumer, topic, key, event_id, type, error, attempts, parked_at, state FROM parked ORDER BY id LIMIT $1
"""
_REQUEST = """
UPDATE parked SET state = 'replay' WHERE consumer = $1 AND state = 'parked'
  AND key = coalesce($2, (SELECT key FROM parked WHERE consumer = $1 AND id = $3))
"""


@dataclass(frozen=True, slots=True)
class ParkedMessage:
    """A parked message as an operator sees it: everything but its content."""

    id: int
    consumer: str
    topic: str
    key: str
    event_id: str
    type: str
    error: str
    attempts: int
    parked_at: datetime
    state: str


async def list_parked(connection: asyncpg.Connection | Any) -> list[ParkedMessage]:
    """Return what is parked in this schema, oldest first, at most 1000."""
    return [ParkedMessage(**dict(row)) for row in await connection.fetch(_LIST, LIST_MAX)]


async def request_replay(
    connection: asyncpg.Connection | Any, consumer: str, *, key: str | None = None, id: int | None = None
) -> int:
    """Ask the consumer to handle what is parked of a key (given itself, or by one parked message's id) again.

    Always the whole key, in order. Returns how many messages were marked.
    """
    if (key is None) == (id is None):
        raise ValueError("give a key or an id")
    status: str = await connection.execute(_REQUEST, consumer, key, id)
    return int(status.rpartition(" ")[2])


async def park(
    connection: Any, consumer: str, envelopes: Sequence[Envelope], error: str, attempts: int, state: str = "parked"
) -> None:
    """Park messages in the caller's transaction, and send a copy of each to ``<topic>.<consumer>.dlq``."""
    copies: list[outbox.Row] = []
    for envelope in envelopes:
        parked = await connection.fetchval(
            _PARK, consumer, envelope.topic, envelope.subject, envelope.id, envelope.type, _headers(envelope),
            envelope.payload, error, attempts, state,
        )  # fmt: skip
        if parked is not None:
            copies.append(_copy(consumer, envelope, error, attempts))
    await outbox.insert(connection, copies)


async def park_behind(connection: Any, consumer: str, envelopes: Sequence[Envelope]) -> set[Line]:
    """Park messages behind the parked ones of their topic and key; returns the topics and keys still blocked.

    The lock of a key keeps a replay from ending between our look and our insert, which would strand the message.
    """
    blocked: set[Line] = set()
    for topic, key in dict.fromkeys((envelope.topic, envelope.subject) for envelope in envelopes):
        await connection.execute(_LOCK, _lock_name(consumer, topic, key))
        state = await connection.fetchval(_HEAD_STATE, consumer, topic, key)
        if state is not None:
            blocked.add((topic, key))
            behind = [envelope for envelope in envelopes if (envelope.topic, envelope.subject) == (topic, key)]
            await park(connection, consumer, behind, BEHIND, 0, state)
    return blocked


class Replayer:
    """Handles parked messages that were asked to be replayed."""

    def __init__(self, pool: asyncpg.Pool, effects: Effects) -> None:
        self._pool = pool
        self._effects = effects

    async def replay(self) -> None:
        """Replay every key that was asked for, in order, until it is through or fails again."""
        rows = await self._pool.fetch(_TO_REPLAY, self._effects.group, KEYS_REPLAYED_AT_ONCE)
        for topic, key in rows:
            while await self._replay_first(topic, key):
                pass

    async def _replay_first(self, topic: str, key: str) -> bool:
        """Handle the first parked message of a key. Returns whether to go on with the next one."""
        async with self._pool.acquire() as connection:
            head: Any = None
            try:
                async with connection.transaction():
                    if not await connection.fetchval(_TRY_LOCK, _lock_name(self._effects.group, topic, key)):
                        return False
                    head = await connection.fetchrow(_HEAD, self._effects.group, topic, key)
                    if head is None or head["state"] != "replay":
                        return False
                    await self._effects.apply_parked(connection, _envelope(topic, key, head))
                    await connection.execute(_DELETE, head["id"])
            except Exception as error:
                if head is None or heals_by_waiting(error):
                    raise
                await self._put_back(connection, topic, key, head["id"], error)
                return False
        self._effects.wake_relay()
        return True

    async def _put_back(self, connection: Any, topic: str, key: str, first: int, error: Exception) -> None:
        get_logger().error("consumer.replay_refused", consumer=self._effects.group, topic=topic, exc_info=error)
        async with connection.transaction():
            await connection.execute(_FAILED_AGAIN, first, describe_error(error))
            await connection.execute(_BACK, self._effects.group, topic, key)


def _lock_name(consumer: str, topic: str, key: str) -> str:
    return f"parked/{consumer}/{topic}/{key}"


def _headers(envelope: Envelope) -> str:
    return json.dumps(
        {
            "ce_id": envelope.id,
            "ce_type": envelope.type,
            "ce_source": envelope.source,
            "ce_time": envelope.time.isoformat(),
            "traceparent": envelope.traceparent,
            "partition": envelope.partition,
            "offset": envelope.offset,
        }
    )


def _envelope(topic: str, key: str, row: Any) -> Envelope:
    headers = json.loads(row["headers"])
    return Envelope(
        id=headers["ce_id"],
        type=headers["ce_type"],
        source=headers["ce_source"],
        subject=key,
        time=datetime.fromisoformat(headers["ce_time"]),
        payload=row["payload"],
        traceparent=headers["traceparent"],
        topic=topic,
        partition=headers["partition"],
        offset=headers["offset"],
    )


def _copy(consumer: str, envelope: Envelope, error: str, attempts: int) -> outbox.Row:
    headers = {
        "dlq_topic": envelope.topic,
        "dlq_partition": str(envelope.partition),
        "dlq_offset": str(envelope.offset),
        "dlq_consumer": consumer,
        "dlq_attempts": str(attempts),
        "dlq_error": error,
    }
    return (
        outbox.shard_of(envelope.subject),
        f"{envelope.topic}.{consumer}.dlq",
        envelope.subject,
        envelope.id,
        envelope.type,
        envelope.source,
        envelope.time,
        envelope.traceparent,
        json.dumps(headers),
        envelope.payload,
        None,
    )
