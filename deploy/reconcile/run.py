"""Looking once, and repairing until nothing more can be said again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import asyncpg
from temporalio.client import Client

from contracts.topics.table import TOPICS
from deploy.reconcile.gaps import GRACE_SECONDS, Gap, Kind, Ledgers
from deploy.reconcile.workflows import lost
from runtime.certificates import Certificates
from workflows.engine.temporal_client import tls

CONNECT_SECONDS_MAX = 10.0
LOOK_AGAIN_SECONDS = 2.0
PARTS = sorted({name for topic in TOPICS for name in (*topic.owners, *topic.consumers)})


@dataclass(frozen=True)
class Places:
    """Where the parts' databases are, and Temporal."""

    databases: Mapping[str, str]
    temporal: str
    namespace: str
    temporal_certificates: Certificates | None = None


@dataclass(frozen=True)
class Account:
    """What was found. `lost`: ids of workflows by type."""

    gaps: list[Gap]
    lost: Mapping[str, list[str]]

    @property
    def balanced(self) -> bool:
        """Nothing is missing anywhere."""
        return not self.gaps and not any(self.lost.values())


class Reconciler:
    """Compares all parts of one installation."""

    def __init__(self, connections: Mapping[str, asyncpg.Connection], client: Client) -> None:
        self._ledgers = Ledgers(connections)
        self._process = connections["process"]
        self._client = client

    async def look(self, since: datetime, grace_seconds: float = GRACE_SECONDS) -> Account:
        """Compare once. Changes nothing."""
        gaps = [gap async for gap in self._ledgers.gaps(since, grace_seconds)]
        return Account(gaps, await lost(self._client, self._process))

    async def repair(self, since: datetime, grace_seconds: float, seconds_max: float) -> tuple[int, Account]:
        """Say again what was not heard, and what that brings about, until the account is balanced or the time is over.

        Each message is said again once: one that is not heard then has another cause. Returns how many were said again.
        """
        deadline = asyncio.get_running_loop().time() + seconds_max
        said: set[tuple[str, str]] = set()
        count = 0
        while True:
            account = await self.look(since, grace_seconds)
            again = [
                gap for gap in account.gaps if gap.kind is Kind.UNHEARD and (gap.topic, gap.message_id) not in said
            ]
            said |= {(gap.topic, gap.message_id) for gap in again}
            count += await self._ledgers.say_again(again)
            if account.balanced or asyncio.get_running_loop().time() > deadline:
                return count, account
            await asyncio.sleep(LOOK_AGAIN_SECONDS)


@asynccontextmanager
async def reconciler(places: Places) -> AsyncIterator[Reconciler]:
    """Connect to everything, as each part's own role."""
    async with AsyncExitStack() as held:
        connections = {}
        for part in PARTS:
            connection = await asyncpg.connect(places.databases[part], timeout=CONNECT_SECONDS_MAX)
            held.push_async_callback(connection.close)
            connections[part] = connection
        certificates = tls(places.temporal_certificates)
        client = await Client.connect(places.temporal, namespace=places.namespace, tls=certificates)
        yield Reconciler(connections, client)
