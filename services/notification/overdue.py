"""Errands that nobody did: an interested party is reached another way, in the end publicly (decision record 0056).

An applicant has an inbox or comes to ask; whoever applied for nothing is waited for by a decision, so a letter that
nobody posts must not hold it up for ever.
"""

from __future__ import annotations

import asyncpg

from runtime.outbox import Relay, enqueue
from services.notification.domain import PARTY_ERRAND_MAX
from services.notification.falling_back import fall_back
from services.notification.office import SOURCE, Office
from services.notification.store import deliveries as store

BATCH_MAX = 100


class Overdue:
    """Gives up errands in rounds (rounds.py). Several replicas share the work."""

    def __init__(self, pool: asyncpg.Pool, office: Office, relay: Relay) -> None:
        self._pool = pool
        self._office = office
        self._relay = relay

    async def work(self) -> bool:
        """Give up one batch. Returns whether there is likely more."""
        now = self._office.clock.now()
        async with self._pool.acquire() as connection, connection.transaction():
            given_up = await store.give_up(connection, now - PARTY_ERRAND_MAX, BATCH_MAX, now)
            news = await fall_back(connection, given_up, now, self._office.announced_until(now))
            await enqueue(connection, SOURCE, now, news)
        if given_up:
            self._office.unsent.set()
            self._relay.wake()
        return len(given_up) == BATCH_MAX
