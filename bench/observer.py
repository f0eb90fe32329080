"""Reads along on Kafka what the parts say of each application, and when it was heard here."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from google.protobuf.message import Message

from contracts.topics.table import TOPICS
from runtime.messages import type_of

POLL_MS = 200
QUIET_SECONDS = 0.4
QUIET_SECONDS_MAX = 20.0

Hearing = Callable[[str, str], None]


class Observer:
    """Hears every message of every topic from its start on. `hear` is called with (application id, type).

    `gather_seconds`: listens that much less often, because each fetch costs the broker what no service asks for.
    """

    def __init__(self, bootstrap: str) -> None:
        self._consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
        self._task: asyncio.Task[None] | None = None
        self._heard: dict[str, dict[str, float]] = defaultdict(dict)
        self._waiting: dict[tuple[str, str], asyncio.Event] = {}
        self._last_at = 0.0
        self.hear: Hearing | None = None
        self.gather_seconds = 0.0

    async def __aenter__(self) -> Self:
        await self._consumer.start()
        partitions: list[TopicPartition] = []
        for topic in TOPICS:
            # Asked for one by one: a consumer that is told no topics knows only those it has been asked about.
            await self._consumer._client.add_topic(topic.name)
            numbers = self._consumer.partitions_for_topic(topic.name) or set()
            partitions += [TopicPartition(topic.name, number) for number in sorted(numbers)]
        self._consumer.assign(partitions)
        await self._consumer.seek_to_end(*partitions)
        for partition in partitions:
            await self._consumer.position(partition)  # from here on nothing is missed
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._consumer.stop()

    def heard(self, application_id: str) -> dict[str, float]:
        """Return when (perf_counter seconds) each type of message was first heard of an application."""
        return self._heard[application_id]

    async def until(self, application_id: str, message: type[Message], seconds_max: float) -> float:
        """Return when a message was heard, now or within the time. Raises TimeoutError."""
        kind = type_of(message)
        if kind not in self._heard[application_id]:
            told = self._waiting[application_id, kind] = asyncio.Event()
            async with asyncio.timeout(seconds_max):
                await told.wait()
        return self._heard[application_id][kind]

    async def until_quiet(self) -> None:
        """Return when nothing has been said for a moment (or when that takes too long)."""
        give_up_at = time.perf_counter() + QUIET_SECONDS_MAX
        # There is no event for silence.
        while (now := time.perf_counter()) < give_up_at and now - self._last_at < QUIET_SECONDS:  # noqa: ASYNC110
            await asyncio.sleep(QUIET_SECONDS / 4)

    async def _listen(self) -> None:
        while True:
            for records in (await self._consumer.getmany(timeout_ms=POLL_MS)).values():
                self._last_at = time.perf_counter()
                for record in records:
                    self._take(record)
            await asyncio.sleep(self.gather_seconds)

    def _take(self, record: Any) -> None:
        key = (record.key or b"").decode()
        kind = dict(record.headers).get("ce_type", b"").decode()
        self._heard[key].setdefault(kind, self._last_at)
        if (told := self._waiting.pop((key, kind), None)) is not None:
            told.set()
        if self.hear is not None:
            self.hear(key, kind)
