"""Whether all that Kafka holds for a group has taken effect, for who must not act before it has heard of everything.

One look a second, whoever asks and however often: a few requests, of where partitions end and what is committed.
Of the group, not of this process's consumer: what another replica is behind with counts too.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from runtime.certificates import Brokers
from runtime.failures import heals_by_waiting
from runtime.logs import describe_error, get_logger
from runtime.patience import Patience

LOOK_SECONDS = 1.0
LOOK_SECONDS_MAX = 5.0
# Offsets are committed a second after the effect (runtime/consumer.py): what was there two looks ago is to be over.
LOOKS_TO_COMMIT = 2
# A look that is older says nothing about now.
LOOK_AGE_SECONDS_MAX = 3.0
AGAIN_SECONDS_MIN, AGAIN_SECONDS_MAX = 0.2, 5.0
# Topics may get more partitions.
TOPICS_SECONDS = 30.0


class Offsets(Protocol):
    """Where partitions end, and how far a group has come."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def look(self) -> tuple[Mapping[TopicPartition, int], Mapping[TopicPartition, int]]: ...


class Progress:
    """Follows a group. ``run`` is cancelled at the end; while Kafka is away nothing is known, and nobody keeps up."""

    def __init__(self, offsets: Callable[[], Offsets], seconds: Callable[[], float] = time.monotonic) -> None:
        self._offsets = offsets
        self._seconds = seconds
        self._ends: deque[Mapping[TopicPartition, int]] = deque(maxlen=LOOKS_TO_COMMIT)
        self._looked_at = self._since = float("-inf")
        self._keeps_up = False

    def keeps_up_for(self, seconds: float) -> bool:
        """Whether for so long now each message has taken effect within about three seconds of being in Kafka."""
        now = self._seconds()
        return self._keeps_up and now - self._looked_at <= LOOK_AGE_SECONDS_MAX and now - self._since >= seconds

    async def run(self) -> None:
        """Look for ever."""
        patience = Patience("progress", AGAIN_SECONDS_MIN, AGAIN_SECONDS_MAX)
        while True:
            offsets = self._offsets()
            try:
                async with asyncio.timeout(LOOK_SECONDS_MAX):
                    await offsets.start()
                while True:
                    await self.look(offsets)
                    patience.succeeded()
                    await asyncio.sleep(LOOK_SECONDS)
            except Exception as error:
                self._forget()
                await asyncio.sleep(patience.after(error))
            finally:
                await _stopped(offsets)

    async def look(self, offsets: Offsets) -> None:
        """Look once. Raises what Kafka's client does, and TimeoutError."""
        async with asyncio.timeout(LOOK_SECONDS_MAX):
            ends, done = await offsets.look()
        known = len(self._ends) == LOOKS_TO_COMMIT
        keeps_up = known and all(done.get(partition, 0) >= end for partition, end in self._ends[0].items())
        self._looked_at = self._seconds()
        if keeps_up and not self._keeps_up:
            self._since = self._looked_at
        self._keeps_up = keeps_up
        self._ends.append(ends)

    def _forget(self) -> None:
        self._ends.clear()
        self._keeps_up = False


class KafkaOffsets:
    """Asks Kafka, with clients of its own: no member of the group, and it fetches no message."""

    def __init__(self, brokers: Brokers | str, group: str, topics: Sequence[str]) -> None:
        self._group = group
        self._topics = list(topics)
        options = {**Brokers.of(brokers).options(), "client_id": f"onetrip-{group}-progress"}
        self._admin = AIOKafkaAdminClient(**options)
        self._ends = AIOKafkaConsumer(**options)
        self._partitions: list[TopicPartition] = []
        self._topics_read_at = float("-inf")

    async def start(self) -> None:
        """Connect."""
        await self._admin.start()
        await self._ends.start()

    async def stop(self) -> None:
        """Disconnect."""
        try:
            await self._ends.stop()
        finally:
            await self._admin.close()

    async def look(self) -> tuple[Mapping[TopicPartition, int], Mapping[TopicPartition, int]]:
        """Return where each partition ends, and the first offset of each that the group has not done."""
        await self._follow_topics()
        ends = await self._ends.end_offsets(self._partitions)
        committed = await self._admin.list_consumer_group_offsets(self._group)
        done = {partition: at.offset for partition, at in committed.items() if at.offset >= 0}
        # Never committed: the group begins at the first message that there is, if there is one.
        untouched = [partition for partition, end in ends.items() if end and partition not in done]
        return ends, {**done, **(await self._ends.beginning_offsets(untouched) if untouched else {})}

    async def _follow_topics(self) -> None:
        if time.monotonic() - self._topics_read_at < TOPICS_SECONDS:
            return
        described = await self._admin.describe_topics(self._topics)
        found = [TopicPartition(each["topic"], part["partition"]) for each in described for part in each["partitions"]]
        if found != self._partitions:
            self._partitions = found
            self._ends.assign(found)
            # Before anything is awaited: nothing is fetched.
            self._ends.pause(*found)
        self._topics_read_at = time.monotonic()


async def _stopped(offsets: Offsets) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LOOK_SECONDS_MAX):
            try:
                await offsets.stop()
            except Exception as error:
                log = get_logger().warning if heals_by_waiting(error) else get_logger().error
                log("progress.leave_failed", error=describe_error(error))
