"""What every RPC of the service needs: transactions whose messages are sent at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

import asyncpg


class Wakes(Protocol):
    """The relay, as far as an RPC knows it."""

    def wake(self) -> None:
        """Say that something was committed."""
        ...


class Counter:
    """Opens transactions and wakes the relay after those that may have written."""

    def __init__(self, pool: asyncpg.Pool, relay: Wakes) -> None:
        self._pool = pool
        self._relay = relay

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[asyncpg.Connection]:
        """One transaction; its messages go out as soon as it is committed."""
        async with self._pool.acquire() as connection, connection.transaction():
            yield connection  # pyright: ignore[reportReturnType] - a pooled connection is one
        self._relay.wake()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection for single statements."""
        async with self._pool.acquire() as connection:
            yield connection  # pyright: ignore[reportReturnType]
