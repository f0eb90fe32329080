"""The port through which messages reach Kafka, and its aiokafka implementation (decision record 0003).

The port takes a batch and answers with one outcome per record, so that the client behind it can be swapped.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    CorruptRecordException,
    InvalidTopicError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from runtime.certificates import Brokers
from runtime.errors import Unavailable
from runtime.logs import describe_error, get_logger

# How long a record may wait for its acknowledgement before the batch is given up and sent again.
DELIVERY_MS_MAX = 10_000
RECORD_BYTES_MAX = 1_048_576
TOPIC_LOOKUP_SECONDS_MAX = 1.0
# A topic that was not found is not looked up again for this long: each time holds up the batch.
TOPIC_MISSING_SECONDS = 10.0
STOP_SECONDS_MAX = 5.0

# The record or its topic is at fault, not Kafka: other keys can go on.
_RECORD_AT_FAULT = (
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    CorruptRecordException,
    InvalidTopicError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)


@dataclass(frozen=True, slots=True)
class Record:
    """One record to publish."""

    topic: str
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


class EarlierFailed(Exception):
    """Not sent, because an earlier record of the same key was not."""


Outcome = BaseException | None


class Producer(Protocol):
    """Publishes batches in order per (topic, key)."""

    async def start(self) -> None:
        """Get ready; need not wait for Kafka."""
        ...

    async def publish(self, records: Sequence[Record]) -> list[Outcome]:
        """Publish and wait for every acknowledgement. One outcome per record, in order.

        None: all replicas have it. ``Unavailable``: Kafka is away, send all again later. Anything else: this
        record cannot be sent now, and later ones of its key in the batch were not. Raises Unavailable when
        nothing was sent.
        """
        ...

    async def stop(self) -> None:
        """Give up the connection."""
        ...


def partition_of(key: bytes | None, all_partitions: list[int], _available: list[int]) -> int:
    """Return the partition of a key: CRC-32, as librdkafka's ``consistent`` partitioner, in C and not in Python."""
    return all_partitions[zlib.crc32(key or b"") % len(all_partitions)]


class AiokafkaProducer:
    """Idempotent producer, acks=all, no linger; rebuilt when it stops.

    aiokafka's producer stops for good on an out-of-order sequence number (aio-libs/aiokafka#1017) or a fence, and
    a batch given up leaves a gap in its sequence: after any failure of Kafka's a new one is built.
    """

    def __init__(self, brokers: Brokers | str, *, client_id: str = "onetrip-relay") -> None:
        self._brokers = Brokers.of(brokers)
        self._client_id = client_id
        self._producer: AIOKafkaProducer | None = None
        self._topics: set[str] = set()
        self._missing: dict[str, float] = {}
        self._retired: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Do nothing: the connection is made by the first ``publish``, so that a service starts without Kafka."""

    async def stop(self) -> None:
        """Stop the producer and those that were replaced; at most 5 seconds."""
        self._retire()
        if self._retired:
            await asyncio.wait(self._retired, timeout=STOP_SECONDS_MAX)

    async def publish(self, records: Sequence[Record]) -> list[Outcome]:
        """See ``Producer.publish``."""
        producer = await self._connected()
        unknown = {record.topic for record in records} - self._topics
        if unknown:
            await asyncio.gather(*(self._look_up(producer, topic) for topic in unknown))
        sent = await self._send(producer, records)
        futures = [future for future in sent if isinstance(future, asyncio.Future)]
        if futures:
            await asyncio.wait(futures, timeout=2 * DELIVERY_MS_MAX / 1000)
        outcomes = [_outcome(future) if isinstance(future, asyncio.Future) else future for future in sent]
        if any(outcomes):
            return self._judged(outcomes)
        return outcomes

    async def _send(
        self, producer: AIOKafkaProducer, records: Sequence[Record]
    ) -> list[asyncio.Future[object] | BaseException]:
        sent: list[asyncio.Future[object] | BaseException] = []
        stopped: set[tuple[str, bytes]] = set()
        for record in records:
            lane = (record.topic, record.key)
            if lane in stopped:
                sent.append(EarlierFailed())
                continue
            try:
                if record.topic not in self._topics:
                    raise UnknownTopicOrPartitionError(record.topic)
                sent.append(await producer.send(record.topic, record.value, record.key, headers=record.headers))
            except KafkaError as error:
                stopped.add(lane)
                sent.append(error)
        return sent

    async def _connected(self) -> AIOKafkaProducer:
        if self._producer is not None:
            return self._producer
        producer = AIOKafkaProducer(
            **self._brokers.options(),
            client_id=self._client_id,
            enable_idempotence=True,
            acks="all",
            linger_ms=0,
            max_request_size=RECORD_BYTES_MAX,
            request_timeout_ms=DELIVERY_MS_MAX,
            partitioner=partition_of,  # pyright: ignore[reportArgumentType] - any callable will do
        )
        try:
            async with asyncio.timeout(DELIVERY_MS_MAX / 1000):
                await producer.start()
        except (KafkaError, OSError) as error:
            self._retire(producer)
            raise Unavailable("Kafka cannot be reached") from error
        except BaseException:
            self._retire(producer)
            raise
        self._producer = producer
        return producer

    async def _look_up(self, producer: AIOKafkaProducer, topic: str) -> None:
        """Learn whether a topic exists. An unknown one would hold up ``send`` for everybody until its timeout."""
        if time.monotonic() < self._missing.get(topic, 0.0):
            return
        try:
            async with asyncio.timeout(TOPIC_LOOKUP_SECONDS_MAX):
                await producer.partitions_for(topic)
            self._topics.add(topic)
            self._missing.pop(topic, None)
        except (KafkaError, TimeoutError) as error:
            self._missing[topic] = time.monotonic() + TOPIC_MISSING_SECONDS
            get_logger().warning("producer.topic_not_found", topic=topic, error=describe_error(error))

    def _judged(self, outcomes: list[Outcome]) -> list[Outcome]:
        judged: list[Outcome] = []
        broken: BaseException | None = None
        for outcome in outcomes:
            if outcome is None or isinstance(outcome, (*_RECORD_AT_FAULT, EarlierFailed)):
                judged.append(outcome)
            else:
                broken = outcome
                judged.append(Unavailable("Kafka did not take the message"))
        if broken is not None:
            get_logger().warning("producer.rebuilt", error=describe_error(broken))
            self._retire()
        return judged

    def _retire(self, producer: AIOKafkaProducer | None = None) -> None:
        """Stop a producer in the background: one whose broker is away needs its delivery timeout for that."""
        if producer is None:
            producer, self._producer = self._producer, None
        self._topics.clear()
        if producer is None:
            return
        task = asyncio.create_task(producer.stop())
        self._retired.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._retired.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            get_logger().warning("producer.stop_failed", error=describe_error(error))


def _outcome(sent: asyncio.Future[object]) -> Outcome:
    """What became of a record. aiokafka gives every batch up in time, but not while it has no producer id yet."""
    if not sent.done() or sent.cancelled():
        return KafkaTimeoutError("no acknowledgement")
    return sent.exception()
