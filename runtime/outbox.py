"""The outbox: messages are written in the transaction of the effect they tell of, and sent after it.

Order of one key is the order in which its transactions commit, so a transaction that writes for an application
first locks that application's row (decision record 0003). ``Relay`` (runtime/relay.py) does the sending.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from runtime.messages import Outbound, type_of
from runtime.relay import SHARDS, Relay
from runtime.tracing import current_traceparent

__all__ = ["Relay", "Row", "enqueue", "insert", "redrive", "shard_of", "watched"]

_INSERT = """
INSERT INTO outbox (shard, topic, key, message_id, type, source, time, traceparent, headers, payload, cause)
SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                     $7::timestamptz[], $8::text[], $9::jsonb[], $10::bytea[], $11::text[])
ON CONFLICT (topic, message_id) DO NOTHING
"""
_REDRIVE = "UPDATE outbox SET sent_at = NULL WHERE cause = $1 AND sent_at IS NOT NULL"

# Row: the columns of _INSERT in order, headers as JSON text.
Row = tuple[int, str, str, str, str, str, datetime, str | None, str | None, bytes, str | None]


@dataclass(slots=True)
class Watch:
    """Whether anything was written to the outbox within a task."""

    written: bool = False


_watch: ContextVar[Watch | None] = ContextVar("onetrip_outbox_watch", default=None)


@contextmanager
def watched() -> Iterator[Watch]:
    """Note whether the block writes to the outbox, so that the relay is woken only when there is something."""
    watch = Watch()
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


def shard_of(key: str) -> int:
    """Return the shard of a key: a stable hash, the same in every process and version."""
    return zlib.crc32(key.encode()) % SHARDS


async def enqueue(
    connection: asyncpg.Connection | Any, source: str, now: datetime, messages: Sequence[Outbound]
) -> None:
    """Write ``messages`` to the outbox in the caller's transaction, in one INSERT.

    ``source`` is the service's name (``ce_source``), ``now`` the clock's instant (``ce_time``). A message whose
    (topic, id) was written before is not written again. Wake the relay after the commit.
    """
    trace = current_traceparent()
    await insert(
        connection,
        [
            (
                shard_of(message.key),
                message.topic,
                message.key,
                message.id,
                type_of(message.message),
                source,
                now,
                trace,
                None,
                message.message.SerializeToString(),
                message.cause,
            )
            for message in messages
        ],
    )


async def insert(connection: asyncpg.Connection | Any, rows: Sequence[Row]) -> None:
    """Write ready rows: for ``enqueue`` and for copies to dead-letter topics."""
    if not rows:
        return
    await connection.execute(_INSERT, *map(list, zip(*rows, strict=True)))
    _note()


async def redrive(connection: asyncpg.Connection | Any, cause: str) -> int:
    """Mark the messages that answered ``cause`` unsent: a duplicate command is answered again. Returns how many."""
    status: str = await connection.execute(_REDRIVE, cause)
    count = int(status.rpartition(" ")[2])
    if count:
        _note()
    return count


def _note() -> None:
    watch = _watch.get()
    if watch is not None:
        watch.written = True
