"""Readiness that means something: the database answers. Liveness: the consumers' loops turn."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

import asyncpg

from runtime import metrics
from runtime.consumer import Consumer
from runtime.failures import heals_by_waiting
from runtime.grpc_server import Server
from runtime.logs import get_logger

CHECK_SECONDS = 1.0
ANSWER_SECONDS_MAX = 2.0


class Readiness:
    """Keeps the server's health answers true. Add it to the lifecycle last: it says ready when all else has started.

    Kafka is not asked: without it a service can still answer its callers, and the outbox waits.
    """

    def __init__(self, server: Server, pool: asyncpg.Pool, consumers: Sequence[Consumer] = ()) -> None:
        self._server = server
        self._pool = pool
        self._consumers = consumers
        self._stopping = asyncio.Event()

    async def start(self) -> None:
        """Check for the first time."""
        await self._check()

    async def run(self) -> None:
        """Check every second until ``stop``."""
        while not self._stopping.is_set():
            await self._check()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CHECK_SECONDS):
                    await self._stopping.wait()

    async def stop(self) -> None:
        """Stop checking; the server says "not ready" by itself when it drains."""
        self._stopping.set()

    async def _check(self) -> None:
        ready = await self._database_answers()
        if ready != self._server.ready:
            (get_logger().info if ready else get_logger().warning)("process.ready" if ready else "process.not_ready")
            await self._server.set_ready(ready)
        metrics.ready.set(ready)
        await self._server.set_alive(all(consumer.healthy() for consumer in self._consumers))

    async def _database_answers(self) -> bool:
        try:
            async with asyncio.timeout(ANSWER_SECONDS_MAX):
                await self._pool.fetchval("SELECT 1")
                return True
        except Exception as error:
            # Whatever it is called: a database that does not answer is a reason to wait, not to end.
            if not heals_by_waiting(error):
                get_logger().error("process.database_fault", exc_info=error)
            return False
