"""Whether a group has taken in what Kafka holds: only what was looked at for long enough counts as known."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaConnectionError
from aiokafka.structs import OffsetAndMetadata

from runtime import progress
from runtime.ids import new_id
from runtime.kafka_client import aiokafka_client
from runtime.progress import KafkaOffsets, Progress
from runtime.tests.engines import Engines

PARTITION = TopicPartition("events", 0)


class FakeOffsets:
    """A broker with one partition; `fault` is raised instead of an answer."""

    def __init__(self) -> None:
        self.end = self.done = 5
        self.fault: Exception | None = None
        self.started = self.stopped = 0

    async def start(self) -> None:
        self.started += 1

    async def stop(self) -> None:
        self.stopped += 1

    async def look(self) -> tuple[Mapping[TopicPartition, int], Mapping[TopicPartition, int]]:
        if self.fault is not None:
            raise self.fault
        return {PARTITION: self.end}, {PARTITION: self.done}


class Watched:
    """A progress whose looks are one second apart, by a clock of the test's."""

    def __init__(self) -> None:
        self.now = 0.0
        self.broker = FakeOffsets()
        self.progress = Progress(lambda: self.broker, lambda: self.now)

    async def looks(self, times: int) -> None:
        for _ in range(times):
            self.now += 1
            await self.progress.look(self.broker)


async def test_before_it_has_looked_for_long_enough_nobody_keeps_up() -> None:
    watched = Watched()
    await watched.looks(5)
    assert not watched.progress.keeps_up_for(3)
    await watched.looks(1)
    assert watched.progress.keeps_up_for(3)


async def test_messages_that_keep_coming_and_are_taken_in_are_no_lag() -> None:
    watched = Watched()
    for _ in range(10):
        watched.broker.end += 100
        await watched.looks(1)
        watched.broker.done = watched.broker.end
    assert watched.progress.keeps_up_for(3)


async def test_a_message_without_effect_is_waited_for_and_then_the_time_counts_anew() -> None:
    watched = Watched()
    await watched.looks(10)
    watched.broker.end += 1
    await watched.looks(3)
    assert not watched.progress.keeps_up_for(0)
    watched.broker.done += 1
    await watched.looks(3)
    assert not watched.progress.keeps_up_for(3)
    await watched.looks(1)
    assert watched.progress.keeps_up_for(3)


async def test_an_old_look_says_nothing() -> None:
    watched = Watched()
    await watched.looks(10)
    watched.now += 4
    assert not watched.progress.keeps_up_for(3)


async def test_without_kafka_nobody_keeps_up_until_it_was_back_for_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LOOK_SECONDS", 0)
    monkeypatch.setattr(progress, "AGAIN_SECONDS_MIN", 0)
    watched = Watched()
    await watched.looks(10)
    watched.broker.fault = KafkaConnectionError("away")
    running = asyncio.create_task(watched.progress.run())
    async with asyncio.timeout(5):
        while not watched.broker.stopped:  # noqa: ASYNC110
            await asyncio.sleep(0)
        assert not watched.progress.keeps_up_for(0)
        watched.broker.fault = None
        while not watched.progress.keeps_up_for(0):  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert watched.broker.started > 1
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert watched.broker.started == watched.broker.stopped


@pytest.mark.engines
async def test_kafka_says_where_topics_end_and_how_far_the_group_has_come(engines: Engines) -> None:
    topic, group = f"t-{new_id()}", f"g-{new_id()}"
    await engines.topics(topic)
    producer = AIOKafkaProducer(bootstrap_servers=engines.kafka.bootstrap)
    await producer.start()
    for _ in range(2):
        await producer.send_and_wait(topic, b"x", partition=1)
    await producer.stop()
    await commit(engines, group, TopicPartition(topic, 0), 0)
    offsets = KafkaOffsets(engines.kafka.bootstrap, group, [topic])
    await offsets.start()
    first = TopicPartition(topic, 1)

    ends, done = await offsets.look()
    assert (ends[first], done[first]) == (2, 0)
    assert {end for partition, end in ends.items() if partition != first} == {0}

    await commit(engines, group, first, 2)
    assert (await offsets.look())[1][first] == 2
    await offsets.stop()


async def commit(engines: Engines, group: str, partition: TopicPartition, offset: int) -> None:
    """As a member of the group does."""
    client = aiokafka_client(engines.kafka.bootstrap, group)
    client.assign([partition])
    await client.start()
    await client.commit({partition: OffsetAndMetadata(offset, "")})
    await client.stop()
