"""All tables together, over the pool or within one transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol

import asyncpg

from runtime.messages import Outbound
from runtime.outbox import enqueue
from services.intake.store.applications import Applications
from services.intake.store.catalogue import CatalogueTable
from services.intake.store.commitments import Commitments, Marks
from services.intake.store.duplicates import Duplicates
from services.intake.store.former import Former
from services.intake.store.mandates import Mandates
from services.intake.store.materials import Materials
from services.intake.store.proactive import Proactive
from services.intake.store.ratings import Ratings
from services.intake.store.requests import Requests

SOURCE = "intake"


class Waker(Protocol):
    """What is told that something was committed: the relay."""

    def wake(self) -> None:
        """Look at the outbox."""
        ...


class Tables:
    """intake's tables over one executor."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor
        self.applications = Applications(executor)
        self.materials = Materials(executor)
        self.duplicates = Duplicates(executor)
        self.mandates = Mandates(executor)
        self.ratings = Ratings(executor)
        self.requests = Requests(executor)
        self.commitments = Commitments(executor)
        self.marks = Marks(executor)
        self.proactive = Proactive(executor)
        self.catalogue = CatalogueTable(executor)
        self.former = Former(executor)

    async def send(self, now: datetime, messages: Sequence[Outbound]) -> None:
        """Write messages to the outbox."""
        await enqueue(self._executor, SOURCE, now, messages)


class Store(Tables):
    """The tables over the pool, and transactions over them."""

    def __init__(self, pool: asyncpg.Pool, relay: Waker) -> None:
        super().__init__(pool)
        self._pool = pool
        self._relay = relay

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tables]:
        """Commit what the block does, or nothing; then wake the relay."""
        async with self._pool.acquire() as connection, connection.transaction():
            yield Tables(connection)
        self._relay.wake()

    def wake(self) -> None:
        """Say that something was written to the outbox outside a transaction block."""
        self._relay.wake()
