"""A bare hop: aiokafka produce (acks=all) → consume → one commit."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Self

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from runtime.ids import new_id

HOP_SECONDS_MAX = 10.0
_TABLE = "CREATE TABLE IF NOT EXISTS bare_hop (id text PRIMARY KEY, content bytea NOT NULL)"
_COMMIT = "INSERT INTO bare_hop (id, content) VALUES ($1, $2)"


class BareHop:
    """Producer, consumer and a connection. The topic has one partition; the connection's role may make a table."""

    def __init__(self, bootstrap: str, topic: str, database_url: str) -> None:
        self._topic = topic
        self._database_url = database_url
        # Idempotent, as ours is.
        self._producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
        self._consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
        self._connection: asyncpg.Connection | None = None
        self._task: asyncio.Task[None] | None = None
        self._committed: dict[bytes, asyncio.Event] = {}

    async def __aenter__(self) -> Self:
        self._connection = await asyncpg.connect(self._database_url)
        await self._connection.execute(_TABLE)
        await self._producer.start()
        await self._consumer.start()
        partition = TopicPartition(self._topic, 0)
        self._consumer.assign([partition])
        await self._consumer.seek_to_end(partition)
        await self._consumer.position(partition)  # from here on nothing is missed
        self._task = asyncio.create_task(self._consume())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._consumer.stop()
        await self._producer.stop()
        if self._connection is not None:
            await self._connection.close()

    async def once(self, value: bytes) -> float:
        """Return the seconds from sending a message until its consumer has committed."""
        if self._task is None or self._task.done():
            raise RuntimeError("the reference does not consume")
        key = new_id().encode()
        committed = self._committed[key] = asyncio.Event()
        at = time.perf_counter()
        await self._producer.send(self._topic, value, key)
        async with asyncio.timeout(HOP_SECONDS_MAX):
            await committed.wait()
        return time.perf_counter() - at

    async def _consume(self) -> None:
        assert self._connection is not None  # noqa: S101 - connected before
        async for record in self._consumer:
            key = record.key or b""
            await self._connection.execute(_COMMIT, key.decode(), record.value)
            if (committed := self._committed.pop(key, None)) is not None:
                committed.set()
