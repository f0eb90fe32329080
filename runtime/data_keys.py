"""Data keys: what is sealed for one application, person or document is sealed under a key that can be destroyed.

The keys are rows of one table, each sealed under a master key (decision 0050). A process reads a key when it first
needs it and keeps it for a few minutes; without the table nothing is sealed and nothing is opened: both wait.
Sealing is a plain call in the middle of handlers, so the table is read on a thread of its own. Who knows beforehand
what will be needed has it ``load``-ed without holding the process up; what nobody thought of is read at once, which
does.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from typing import Protocol

import asyncpg

from runtime.database import PooledConnection
from runtime.errors import Unavailable
from runtime.failures import heals_by_waiting
from runtime.process import Lifecycle
from runtime.sealing import DataKey, Sealer, Shredded
from runtime.settings import SealingSettings
from runtime.suites import MASTER_KEY_BYTES

KEYS_CACHED_MAX = 4096
# So long a process still opens what was shredded meanwhile.
CACHED_SECONDS_MAX = 300.0
# What is read at once holds its process up; what is loaded beforehand does not, and a call may take 15 seconds.
READ_SECONDS_MAX = 2.0
LOAD_SECONDS_MAX = 8.0
# After a failure the next calls are refused at once: each would hold its process up for as long.
AWAY_SECONDS = 1.0
CONNECTIONS_MAX = 2
ASSOCIATED = "data-key"
# Their keys may be deleted and made anew (deploy/keeping/retention.py): who seals does not go by what was read before.
RETURNING = ("person/", "organisation/")

_READ = "SELECT owner, wrapped FROM keys.data_keys WHERE owner = ANY($1)"
# What was there before, and what this puts in. What somebody else puts in meanwhile is in neither, and read after.
_MAKE = """
WITH made AS (
    INSERT INTO keys.data_keys (owner, wrapped) SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT DO NOTHING
    RETURNING owner, wrapped
)
SELECT owner, wrapped FROM made
UNION ALL SELECT owner, wrapped FROM keys.data_keys WHERE owner = ANY($1) AND owner NOT IN (SELECT owner FROM made)
"""
_IN_USE = "SELECT pg_advisory_xact_lock_shared(hashtextextended('data-key/' || $1, 0))"
# In one order, as everybody who takes several.
_NOT_IN_USE = """
SELECT pg_advisory_xact_lock(hashtextextended('data-key/' || owner, 0))
FROM (SELECT owner FROM unnest($1::text[]) AS owner ORDER BY owner) AS ordered
"""

# Wrapped keys by owner; None for one that was destroyed, absent where there was none.
Wrapped = Mapping[str, bytes | None]


class KeyTable(Protocol):
    """Where the keys are. One object is used by one event loop only."""

    async def read(self, owners: Collection[str]) -> Wrapped:
        """The keys that are there."""
        ...

    async def make(self, wrapped: Mapping[str, bytes]) -> Wrapped:
        """Put these in where there is none yet; returns what is there then."""
        ...

    async def close(self) -> None:
        """Give the connections back."""
        ...


class PostgresKeys:
    """The table ``keys.data_keys``, by the role of the process. Nothing connects before the first read."""

    def __init__(self, url: str, connect_seconds_max: float = READ_SECONDS_MAX) -> None:
        self._url = url
        self._connect_seconds_max = connect_seconds_max
        self._pool: asyncpg.Pool | None = None

    async def read(self, owners: Collection[str]) -> Wrapped:
        """The keys that are there."""
        return await self._fetch(await self._connected(), owners)

    async def make(self, wrapped: Mapping[str, bytes]) -> Wrapped:
        """Put these in where there is none yet; the first of two writers wins, both read the same."""
        pool = await self._connected()
        # In one order: two writers of the same keys must not wait for each other.
        owners = sorted(wrapped)
        rows = await pool.fetch(_MAKE, owners, [wrapped[owner] for owner in owners])
        found = {row["owner"]: row["wrapped"] for row in rows}
        others = [owner for owner in owners if owner not in found]
        return {**found, **await self._fetch(pool, others)} if others else found

    async def close(self) -> None:
        """Close the pool."""
        if self._pool is not None:
            await self._pool.close()

    async def _connected(self) -> asyncpg.Pool:
        if self._pool is None:
            self._pool = await asyncpg.create_pool(
                self._url,
                min_size=0,
                max_size=CONNECTIONS_MAX,
                timeout=self._connect_seconds_max,
                connection_class=PooledConnection,
            )
        return self._pool

    async def _fetch(self, pool: asyncpg.Pool, owners: Collection[str]) -> Wrapped:
        return {row["owner"]: row["wrapped"] for row in await pool.fetch(_READ, list(owners))}


class DataKeys:
    """The keys of a process: a bounded cache in front of the table. ``master`` wraps and unwraps them.

    ``here`` is the same table for the process's own event loop: what is loaded beforehand needs no other thread.
    """

    def __init__(
        self,
        table: KeyTable,
        master: Sealer,
        cached_seconds_max: float = CACHED_SECONDS_MAX,
        now: Callable[[], float] = time.monotonic,
        here: KeyTable | None = None,
    ) -> None:
        self._table = table
        self._here = here
        self._master = master
        self._cached_seconds_max = cached_seconds_max
        self._now = now
        # What is None was destroyed. Whoever opens what was sealed for it learns so without a look at the table.
        self._cache: OrderedDict[str, tuple[float, DataKey | None]] = OrderedDict()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._away_until = 0.0

    def key(self, owner: str, *, make: bool) -> DataKey | None:
        """The key of an owner, made when it is not there and ``make``; None when there is none.

        Raises Shredded for one that was destroyed, Unavailable when the table does not answer.
        """
        if not _asked_anew(owner, make=make) and (cached := self._cached(owner)) is not None:
            return _usable(cached[1])
        waited = asyncio.run_coroutine_threadsafe(self._fetch(self._table, {owner}, make), self._running())
        try:
            found = waited.result(READ_SECONDS_MAX)
        except TimeoutError:
            waited.cancel()
            raise self._away() from None
        return _usable(found[owner]) if owner in found else None

    async def load(self, owners: Collection[str], *, make: bool = False) -> None:
        """Have these keys at hand, in one read for all that are not. Raises Unavailable; says nothing of others."""
        missing = {owner for owner in owners if _asked_anew(owner, make=make) or self._cached(owner) is None}
        if not missing:
            return
        try:
            async with asyncio.timeout(LOAD_SECONDS_MAX):
                if self._here is not None:
                    await self._fetch(self._here, missing, make)
                else:
                    work = self._fetch(self._table, missing, make)
                    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._running()))
        except TimeoutError:
            raise self._away() from None

    async def start(self) -> None:
        """Connect: on a busy node that takes longer than who needs a key at once can wait.

        A table that is away now may be there when it is needed.
        """
        asked = [asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._reached(self._table), self._running()))]
        await asyncio.gather(*asked, *([self._reached(self._here)] if self._here is not None else []))

    async def stop(self) -> None:
        """Close the connections and end the thread."""
        with self._lock:
            loop, self._loop = self._loop, None
        if self._here is not None:
            await self._here.close()
        if loop is not None:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._table.close(), loop))
            loop.call_soon_threadsafe(loop.stop)

    async def _reached(self, table: KeyTable) -> None:
        try:
            async with asyncio.timeout(LOAD_SECONDS_MAX):
                await table.read(())
        except Exception as error:
            if not heals_by_waiting(error):
                raise

    async def _fetch(self, table: KeyTable, owners: Collection[str], make: bool) -> dict[str, DataKey | None]:
        if self._now() < self._away_until:
            raise self._unavailable()
        try:
            found = await (table.make({owner: self._new(owner) for owner in owners}) if make else table.read(owners))
        except Exception as error:
            raise (self._away() if heals_by_waiting(error) else error) from error
        keys = {owner: None if wrapped is None else self._unwrapped(owner, wrapped) for owner, wrapped in found.items()}
        for owner, key in keys.items():
            self._remember(owner, key)
        return keys

    def _unwrapped(self, owner: str, wrapped: bytes) -> DataKey:
        return DataKey(self._master.open(_scope(owner), wrapped, ASSOCIATED))

    def _new(self, owner: str) -> bytes:
        return self._master.seal(_scope(owner), os.urandom(MASTER_KEY_BYTES), ASSOCIATED)

    def _cached(self, owner: str) -> tuple[float, DataKey | None] | None:
        with self._lock:
            found = self._cache.get(owner)
            if found is not None and found[0] <= self._now():
                del self._cache[owner]
                found = None
            if found is not None:
                self._cache.move_to_end(owner)
            return found

    def _remember(self, owner: str, key: DataKey | None) -> None:
        with self._lock:
            self._cache[owner] = (self._now() + self._cached_seconds_max, key)
            self._cache.move_to_end(owner)
            if len(self._cache) > KEYS_CACHED_MAX:
                self._cache.popitem(last=False)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="data keys", daemon=True).start()
            return self._loop

    def _away(self) -> Unavailable:
        self._away_until = self._now() + AWAY_SECONDS
        return self._unavailable()

    def _unavailable(self) -> Unavailable:
        return Unavailable("the keys of what is sealed cannot be read at the moment", retry_after_seconds=AWAY_SECONDS)


async def sealer_of(lifecycle: Lifecycle, settings: SealingSettings, database_url: str) -> Sealer:
    """The sealer of a process, with the data keys that its database role may read and make."""
    here = PostgresKeys(database_url, LOAD_SECONDS_MAX)
    keys = DataKeys(PostgresKeys(database_url), Sealer.from_settings(settings), here=here)
    await lifecycle.add(keys)
    return Sealer.from_settings(settings, keys)


def wrapped_anew(master: Sealer, owner: str, wrapped: bytes) -> bytes:
    """The same key wrapped under the active master key. Raises SealBroken."""
    return master.seal(_scope(owner), master.open(_scope(owner), wrapped, ASSOCIATED), ASSOCIATED)


async def in_use(connection: asyncpg.Connection, owner: str) -> None:
    """Keep the key of a person or an organisation from being deleted until this transaction ends.

    Before it is loaded: what is sealed under it is then committed when retention looks whether anybody needs it.
    """
    await connection.execute(_IN_USE, owner)


async def not_in_use(connection: asyncpg.Connection, owners: Collection[str]) -> None:
    """Wait until no transaction seals for these any more, and let none begin until this one ends."""
    await connection.execute(_NOT_IN_USE, list(owners))


def _asked_anew(owner: str, *, make: bool) -> bool:
    return make and owner.startswith(RETURNING)


def _usable(key: DataKey | None) -> DataKey:
    if key is None:
        raise Shredded
    return key


def _scope(owner: str) -> str:
    return f"data-key/{owner}"
