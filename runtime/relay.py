"""The relay: sends what the outbox holds, in order per key, each shard by one replica at a time.

A replica leases shards by session advisory locks on one connection, on which it also fetches and marks: when
that connection is gone, so are its leases and its say. Two replicas that overlap for a moment send the same rows
in the same order; the inbox drops the second ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Sequence
from typing import Any

import asyncpg

from runtime import metrics, tracing
from runtime.errors import Unavailable
from runtime.leases import Leases
from runtime.linger import Linger
from runtime.logs import describe_error, get_logger
from runtime.patience import Patience
from runtime.probe import Probe, no_probe
from runtime.producer import EarlierFailed, Outcome, Producer, Record

SHARDS = 8
# Rows of one shard in one batch; at most SHARDS times as many are in flight.
SHARD_BATCH_MAX = 64
POLL_SECONDS = 1.0
NOTIFY_SECONDS_MIN = 0.01
LINGER_SECONDS_MAX = 0.1
FLUSH_SECONDS_MAX = 5.0
BACKOFF_SECONDS_MIN, BACKOFF_SECONDS_MAX = 0.1, 2.0
# A session that lasted so long has worked: what failed before it is forgotten.
GOOD_SECONDS = 10.0
KEY_BACKOFF_SECONDS_MIN, KEY_BACKOFF_SECONDS_MAX = 0.5, 30.0
# Keys held back at once. More of them mean that the fault is not with single messages.
KEYS_HELD_MAX = 1000

# Marks what the last turn has sent and fetches for the next one: one round trip for both.
_MARK_AND_FETCH = """
WITH marked AS (UPDATE outbox SET sent_at = now() WHERE id = ANY ($4::bigint[]))
SELECT o.* FROM unnest($1::smallint[]) AS s (shard) CROSS JOIN LATERAL (
    SELECT id, topic, key, message_id, type, source, time, traceparent, headers, payload FROM outbox
    WHERE outbox.shard = s.shard AND sent_at IS NULL AND key <> ALL ($2::text[]) AND id <> ALL ($4::bigint[])
    ORDER BY id LIMIT $3
) AS o ORDER BY o.id
"""
_MARK = "UPDATE outbox SET sent_at = now() WHERE id = ANY ($1::bigint[])"
# A lost mark costs a duplicate, which the inbox drops: it is not worth a disk flush. The plan must not depend on
# statistics of a table that is nearly empty when the statement is prepared.
_SESSION = "SET synchronous_commit = off; SET enable_seqscan = off; SET enable_bitmapscan = off"


class Relay:
    """Publishes committed outbox rows. ``wake()`` after each commit; polling is only the safety net."""

    def __init__(
        self, pool: asyncpg.Pool, producer: Producer, *, shards: int = SHARDS, probe: Probe = no_probe
    ) -> None:
        self._pool = pool
        self._producer = producer
        self._shards = shards
        self._probe = probe
        self._woken = asyncio.Event()
        self._stopping = False
        self._running = False
        self._stopped = asyncio.Event()
        self._tell_others = False
        self._told_at = 0.0
        self._held_keys: dict[str, tuple[float, float]] = {}
        self._sent: list[int] = []
        self._linger = Linger(LINGER_SECONDS_MAX)

    def wake(self) -> None:
        """Say that something was committed. Cheap; call it after every commit that wrote to the outbox."""
        self._probe("outbox.committed")
        self._tell_others = True
        self._woken.set()

    async def run(self) -> None:
        """Relay until ``stop``. Survives restarts of PostgreSQL and Kafka."""
        self._running = True
        patience = Patience("relay", BACKOFF_SECONDS_MIN, BACKOFF_SECONDS_MAX)
        try:
            while not self._stopping:
                started = time.monotonic()
                try:
                    await self._session()
                except Exception as error:
                    if time.monotonic() - started > GOOD_SECONDS:
                        patience.succeeded()
                    await self._wait(patience.after(error))
        finally:
            self._stopped.set()

    async def stop(self) -> None:
        """Send what is left of the own shards (at most 5 s), then give the leases back."""
        self._stopping = True
        self._woken.set()
        if self._running:
            await self._stopped.wait()

    async def _session(self) -> None:
        connection = await self._pool.acquire()
        self._sent = []
        try:
            await connection.execute(_SESSION)
            leases = await Leases.join(connection, self._shards, on_notified=self._woken.set)
            while not self._stopping:
                if leases.seconds_to_balance() == 0:
                    await self._mark(connection)
                    await leases.balance()
                if not await self._turn(connection, leases):
                    await self._wait(self._pause(leases))
            await self._flush(connection, leases)
            await leases.leave()
        finally:
            # Session state (locks, LISTEN, settings) ends with the connection; the pool makes a new one.
            connection.terminate()
            await self._pool.release(connection)

    async def _turn(self, connection: Any, leases: Leases) -> bool:
        """Mark the last batch, send the next one. Returns whether to go on at once."""
        started = time.monotonic()
        self._woken.clear()
        await self._notify(leases)
        marking, self._sent = self._sent, []
        rows = await connection.fetch(_MARK_AND_FETCH, leases.held, self._held_back(), SHARD_BATCH_MAX, marking)
        if marking:
            self._probe("relay.marked")
        if not rows:
            return False
        outcomes = await self._producer.publish([_record(row) for row in rows])
        self._probe("relay.published")
        if any(outcomes):
            self._sent = self._settle(rows, outcomes)
        else:
            self._sent = [row["id"] for row in rows]
            if self._held_keys:
                self._release_keys(rows)
        metrics.outbox_sent.inc(len(self._sent))
        if any(isinstance(outcome, Unavailable) for outcome in outcomes):
            await self._mark(connection)
            raise Unavailable("Kafka took a part of the batch")
        pause = self._linger.after((row["key"] for row in rows), time.monotonic() - started)
        if pause and not self._stopping:
            await asyncio.sleep(pause)
        return True

    async def _mark(self, connection: Any) -> None:
        """Mark what was sent now: before the leases change hands, or when no next turn comes."""
        if self._sent:
            sent, self._sent = self._sent, []
            await connection.execute(_MARK, sent)

    def _settle(self, rows: Sequence[Any], outcomes: Sequence[Outcome]) -> list[int]:
        """Return the ids that may be marked sent: of each key only those before its first failure."""
        sent: list[int] = []
        failed: set[str] = set()
        for row, outcome in zip(rows, outcomes, strict=True):
            key = row["key"]
            if outcome is None and key not in failed:
                sent.append(row["id"])
                continue
            if outcome is not None and key not in failed:
                failed.add(key)
                metrics.outbox_failed.inc()
                if not isinstance(outcome, Unavailable | EarlierFailed):
                    self._hold_key(key, row, outcome)
        return sent

    def _hold_key(self, key: str, row: Any, error: BaseException) -> None:
        _, delay = self._held_keys.get(key, (0.0, KEY_BACKOFF_SECONDS_MIN / 2))
        delay = min(delay * 2, KEY_BACKOFF_SECONDS_MAX)
        self._held_keys[key] = (time.monotonic() + delay, delay)
        get_logger().error(
            "relay.key_held", topic=row["topic"], message_id=row["message_id"], error=describe_error(error)
        )
        if len(self._held_keys) > KEYS_HELD_MAX:
            self._held_keys.clear()
            raise Unavailable("too many messages cannot be sent")

    def _held_back(self) -> list[str]:
        if not self._held_keys:
            return []
        now = time.monotonic()
        return [key for key, (until, _) in self._held_keys.items() if until > now]

    def _release_keys(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self._held_keys.pop(row["key"], None)

    async def _notify(self, leases: Leases) -> None:
        """Wake the other replicas: after the commit, at most once in 10 ms (a NOTIFY locks the whole instance)."""
        if not self._tell_others:
            return
        if leases.complete:
            self._tell_others = False
        elif time.monotonic() - self._told_at >= NOTIFY_SECONDS_MIN:
            self._tell_others = False
            self._told_at = time.monotonic()
            await leases.notify()

    async def _flush(self, connection: Any, leases: Leases) -> None:
        give_up_at = time.monotonic() + FLUSH_SECONDS_MAX
        while time.monotonic() < give_up_at and await self._turn(connection, leases):
            pass

    def _pause(self, leases: Leases) -> float:
        if self._tell_others:
            return NOTIFY_SECONDS_MIN
        return min(POLL_SECONDS, leases.seconds_to_balance())

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()


def _record(row: Any) -> Record:
    """Build the CloudEvents record, binary mode (CloudEvents Kafka protocol binding 1.0)."""
    key = row["key"].encode()
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", row["message_id"].encode()),
        ("ce_source", row["source"].encode()),
        ("ce_type", row["type"].encode()),
        ("ce_time", row["time"].isoformat().encode()),
        ("ce_subject", key),
        ("content-type", b"application/protobuf"),
    ]
    if row["traceparent"] is not None:
        headers.append(("traceparent", _sent(row).encode()))
    if row["headers"] is not None:
        headers.extend((name, value.encode()) for name, value in json.loads(row["headers"]).items())
    return Record(row["topic"], key, row["payload"], headers)


def _sent(row: Any) -> str:
    attributes = {
        "messaging.system": "kafka",
        "messaging.destination.name": row["topic"],
        "messaging.message.id": row["message_id"],
        tracing.APPLICATION: row["key"],
    }
    return tracing.handed_on(row["traceparent"], f"send {row['type']}", attributes)
