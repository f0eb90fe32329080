"""Stand-ins for what is outside: small and honest, checked against the real ones by the tests marked `engines`."""

from __future__ import annotations

import asyncio
from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any

from aiokafka import TopicPartition
from google.protobuf.wrappers_pb2 import StringValue

from runtime.messages import Envelope
from runtime.producer import Outcome, Record

Offered = namedtuple("Offered", "topic partition offset key value headers timestamp")

TYPE = StringValue.DESCRIPTOR.full_name


Fault = Callable[[Envelope], Exception | None]


async def until(condition: Callable[[], bool], seconds_max: float = 30) -> None:
    """Wait until ``condition`` holds; raises TimeoutError. The limit only ends a test that has failed."""
    async with asyncio.timeout(seconds_max):
        while not condition():  # noqa: ASYNC110 - conditions of many kinds, looked at from outside
            await asyncio.sleep(0.002)


def record(event_id: str, offset: int, *, key: str = "a", topic: str = "t", partition: int = 0, text: str = "") -> Any:
    """Return a Kafka record as aiokafka gives it."""
    headers = (("ce_id", event_id.encode()), ("ce_type", TYPE.encode()), ("ce_subject", key.encode()))
    value = StringValue(value=text).SerializeToString()
    return Offered(topic, partition, offset, key.encode(), value, headers, 1_700_000_000_000)


class FakeEffects:
    """Notes what was applied; a batch with a failing message leaves nothing, as a transaction does."""

    group = "unit"

    def __init__(self, fault: Fault = lambda _: None) -> None:
        self.fault = fault
        self.applied: list[str] = []
        self.tries: list[list[str]] = []
        self.parked: list[tuple[str, int]] = []

    async def apply(self, envelopes: Sequence[Envelope]) -> None:
        self.tries.append([envelope.id for envelope in envelopes])
        await asyncio.sleep(0)
        for envelope in envelopes:
            if (error := self.fault(envelope)) is not None:
                raise error
        self.applied += [envelope.id for envelope in envelopes]

    async def park(self, envelope: Envelope, error: str, attempts: int) -> None:
        self.parked.append((envelope.id, attempts))


class FakeProducer:
    """Keeps what is published; ``answer`` may decide the outcome of each record."""

    def __init__(self, answer: Callable[[Record], Outcome] = lambda _: None) -> None:
        self.published: list[Record] = []
        self.batches: list[int] = []
        self.answer = answer

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def publish(self, records: Sequence[Record]) -> list[Outcome]:
        await asyncio.sleep(0)
        outcomes = [self.answer(each) for each in records]
        self.published += [each for each, outcome in zip(records, outcomes, strict=True) if outcome is None]
        self.batches.append(len(records))
        return outcomes

    def ids(self, key: str | None = None) -> list[str]:
        """Return the ids of what was published, in order."""
        return [
            dict(each.headers)["ce_id"].decode() for each in self.published if key is None or each.key == key.encode()
        ]


class FakeClient:
    """A consumer's Kafka client over lists of records; one partition group, no network."""

    def __init__(self, records: dict[TopicPartition, list[Any]]) -> None:
        self.records = records
        self.committed: dict[TopicPartition, int] = {}
        self.listener: Any = None
        self.stopped = False
        self.fail: BaseException | None = None
        self._paused: set[TopicPartition] = set()
        self._positions = dict.fromkeys(records, 0)

    def subscribe(self, *, topics: list[str], listener: Any) -> None:
        self.listener = listener

    async def start(self) -> None: ...

    async def stop(self) -> None:
        self.stopped = True

    async def getmany(self, *, timeout_ms: int, max_records: int) -> dict[TopicPartition, list[Any]]:
        if self.fail is not None:
            raise self.fail
        found: dict[TopicPartition, list[Any]] = {}
        for partition, records in self.records.items():
            if partition not in self._paused and (batch := records[self._positions[partition] :][:max_records]):
                self._positions[partition] += len(batch)
                found[partition] = batch
        await asyncio.sleep(0 if found else 0.005)
        return found

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        self.committed.update(offsets)

    def pause(self, *partitions: TopicPartition) -> None:
        self._paused.update(partitions)

    def resume(self, *partitions: TopicPartition) -> None:
        self._paused.difference_update(partitions)

    def paused(self) -> set[TopicPartition]:
        return set(self._paused)

    def assignment(self) -> set[TopicPartition]:
        return set(self.records)

    async def end_offsets(self, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        return {partition: len(self.records[partition]) for partition in partitions}

    def highwater(self, partition: TopicPartition) -> int | None:
        return len(self.records[partition]) if self._positions[partition] else None

    async def position(self, partition: TopicPartition) -> int:
        return self._positions[partition]
