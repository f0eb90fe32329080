"""Connections as the roles of several parts, for what compares, keeps or ends what more than one of them has."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import asyncpg

CONNECT_SECONDS_MAX = 60.0


@asynccontextmanager
async def connected(
    urls: Mapping[str, str], seconds_max: float = CONNECT_SECONDS_MAX
) -> AsyncIterator[dict[str, asyncpg.Connection]]:
    """A connection by each role's name, until the end of the block; `urls`: where each role connects.

    Raises what asyncpg does for one that cannot be had, and TimeoutError after ``seconds_max``.
    """
    async with AsyncExitStack() as held:
        connections: dict[str, asyncpg.Connection] = {}
        for role, url in urls.items():
            connections[role] = await asyncpg.connect(url, timeout=seconds_max)
            held.push_async_callback(connections[role].close)
        yield connections
