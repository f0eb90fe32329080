"""Who follows which application live, and how they hear of a change in whichever replica it happened.

A change is told to the watchers of this process at once and to other replicas by NOTIFY, gathered for a moment and
sent on a connection of its own (a NOTIFY takes an instance-wide lock; decision record 0003). News may come a moment
before its transaction is committed, or get lost with the connection: a watcher therefore looks again a few times, and
once a second anyway.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg

from runtime.errors import LimitExceeded
from runtime.patience import Patience

CHANNEL = "intake_application_changed"
GATHER_SECONDS = 0.05
RECONNECT_SECONDS_MIN, RECONNECT_SECONDS_MAX = 0.5, 5.0
# A connection that lasted so long has worked: what failed before it is forgotten.
GOOD_SECONDS = 10.0
WATCHERS_MAX = 500
WATCHERS_OF_ONE_CALLER_MAX = 10
# PostgreSQL limits a payload to 8,000 bytes; ids have 26.
IDS_IN_A_NOTIFICATION = 250
BUSY_RETRY_SECONDS = 5.0


class Watch:
    """One watcher's ear: `wait` returns after news, or after the time given."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    def tell(self) -> None:
        """Say that something may have changed."""
        self._news.set()

    async def wait(self, seconds_max: float) -> bool:
        """Return whether there was news within the time."""
        try:
            async with asyncio.timeout(seconds_max):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True


class Changes:
    """The news of changed applications. `changed` is called by whoever changes one."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._watches: dict[str, set[Watch]] = defaultdict(set)
        self._callers: dict[str, int] = defaultdict(int)
        self._pending: set[str] = set()
        self._something = asyncio.Event()
        self._count = 0
        self._stopping = False
        self._running = False
        self._stopped = asyncio.Event()

    def changed(self, application_id: str) -> None:
        """Tell everybody who follows this application, here and in other replicas."""
        self._tell(application_id)
        self._pending.add(application_id)
        self._something.set()

    @contextmanager
    def watch(self, application_id: str, caller: str) -> Iterator[Watch]:
        """Follow an application. Raises LimitExceeded when too many do, or the caller follows too many."""
        if self._count >= WATCHERS_MAX or self._callers[caller] >= WATCHERS_OF_ONE_CALLER_MAX:
            raise LimitExceeded("too many are watching", retry_after_seconds=BUSY_RETRY_SECONDS)
        watch = Watch()
        self._watches[application_id].add(watch)
        self._callers[caller] += 1
        self._count += 1
        try:
            yield watch
        finally:
            self._count -= 1
            self._callers[caller] -= 1
            if not self._callers[caller]:
                del self._callers[caller]
            self._watches[application_id].discard(watch)
            if not self._watches[application_id]:
                del self._watches[application_id]

    async def run(self) -> None:
        """Exchange news with other replicas until ``stop``."""
        self._running = True
        patience = Patience("watching", RECONNECT_SECONDS_MIN, RECONNECT_SECONDS_MAX)
        try:
            while not self._stopping:
                started = time.monotonic()
                try:
                    await self._exchange()
                except Exception as error:
                    if time.monotonic() - started > GOOD_SECONDS:
                        patience.succeeded()
                    await asyncio.sleep(patience.after(error))
        finally:
            self._stopped.set()

    async def stop(self) -> None:
        """Pass the last news on and give the connection back."""
        self._stopping = True
        self._something.set()
        if self._running:
            await self._stopped.wait()

    async def _exchange(self) -> None:
        connection = await self._pool.acquire()
        try:
            await connection.add_listener(CHANNEL, self._heard)
            while not self._stopping:
                await self._something.wait()
                await asyncio.sleep(GATHER_SECONDS)
                await self._notify(connection)
        finally:
            # LISTEN ends with the connection; the pool makes a new one.
            connection.terminate()
            await self._pool.release(connection)

    async def _notify(self, connection: Any) -> None:
        self._something.clear()
        pending, self._pending = sorted(self._pending), set()
        for start in range(0, len(pending), IDS_IN_A_NOTIFICATION):
            payload = ",".join(pending[start : start + IDS_IN_A_NOTIFICATION])
            await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload)

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        for application_id in str(payload).split(","):
            self._tell(application_id)

    def _tell(self, application_id: str) -> None:
        for watch in self._watches.get(application_id, ()):
            watch.tell()
