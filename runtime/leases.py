"""Which replica relays which shards: session advisory locks, shared out evenly, taken over within a second."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

BALANCE_SECONDS = 0.5
# A lock id beside those of the shards: every replica holds it shared, so the holders can be counted.
_MEMBER = 1000
# Advisory locks with two keys show up with objsubid 2 (PostgreSQL, pg_locks).
_COUNT = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND objsubid = 2 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_TRY = "SELECT pg_try_advisory_lock($1, $2)"
_UNLOCK = "SELECT pg_advisory_unlock($1, $2)"


class Leases:
    """The shards this replica holds, on one connection, which must not be used for anything in parallel."""

    def __init__(self, connection: Any, table_oid: int, shards: int) -> None:
        self._connection = connection
        self._oid = table_oid
        # Locks are of the database, the outbox is of a schema: its oid keeps services apart. Signed, as int4 is.
        self._space = table_oid - 2**32 if table_oid >= 2**31 else table_oid
        self._shards = shards
        self._channel = f"outbox_{table_oid}"
        self._balance_at = 0.0
        self.held: list[int] = []

    @classmethod
    async def join(cls, connection: Any, shards: int, *, on_notified: Callable[[], None]) -> Leases:
        """Become one of the replicas; ``on_notified`` is called when another one has committed something."""
        oid = await connection.fetchval("SELECT 'outbox'::regclass::oid::bigint")
        leases = cls(connection, oid, shards)

        def heard(_connection: Any, _pid: int, _channel: str, payload: str) -> None:
            if payload == "balance":
                leases._balance_at = 0.0
            on_notified()

        await connection.execute("SELECT pg_advisory_lock_shared($1, $2)", leases._space, _MEMBER)
        await connection.add_listener(leases._channel, heard)
        return leases

    @property
    def complete(self) -> bool:
        """Whether this replica holds every shard, so that nobody else need be told."""
        return len(self.held) == self._shards

    def seconds_to_balance(self) -> float:
        """Return how long until ``balance`` should be called again."""
        return max(0.0, self._balance_at - time.monotonic())

    async def balance(self) -> None:
        """Take or give back shards until this replica has its even share. Does nothing between its times."""
        if time.monotonic() < self._balance_at:
            return
        self._balance_at = time.monotonic() + BALANCE_SECONDS
        members = await self._connection.fetchval(_COUNT, self._oid, _MEMBER)
        share = -(-self._shards // max(1, members))
        if len(self.held) > share:
            await self._give_back(self.held[share:])
        elif len(self.held) < share:
            await self._take(share - len(self.held))

    async def notify(self, payload: str = "") -> None:
        """Wake the other replicas."""
        await self._connection.execute("SELECT pg_notify($1, $2)", self._channel, payload)

    async def leave(self) -> None:
        """Give back every shard and stop to be counted."""
        await self._connection.execute("SELECT pg_advisory_unlock_shared($1, $2)", self._space, _MEMBER)
        await self._give_back(self.held)

    async def _take(self, wanted: int) -> None:
        free = [shard for shard in range(self._shards) if shard not in self.held]
        random.shuffle(free)
        for shard in free:
            if wanted and await self._connection.fetchval(_TRY, self._space, shard):
                self.held.append(shard)
                wanted -= 1

    async def _give_back(self, shards: list[int]) -> None:
        for shard in list(shards):
            await self._connection.fetchval(_UNLOCK, self._space, shard)
            self.held.remove(shard)
        await self.notify("balance")
