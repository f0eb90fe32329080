"""What Kafka still holds of what was said: every message since a moment, read without a place of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition

from contracts.topics.table import TOPICS
from runtime.certificates import Brokers
from runtime.kafka_client import envelope_of
from runtime.messages import Envelope

POLL_MILLISECONDS = 1000
RECORDS_MAX = 2000


async def retained(brokers: Brokers, since: datetime) -> AsyncIterator[list[Envelope]]:
    """Every message of our topics that is there now, a page at a time, in the order of each key. Raises KafkaError."""
    # Without a group it is given every partition, and keeps no place anywhere.
    names = [topic.name for topic in TOPICS]
    consumer = AIOKafkaConsumer(*names, **brokers.options(), auto_offset_reset="earliest")
    await consumer.start()
    try:
        ends = await _from(consumer, since)
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            batches = await consumer.getmany(timeout_ms=POLL_MILLISECONDS, max_records=RECORDS_MAX)
            if page := [envelope_of(record) for records in batches.values() for record in records]:
                yield page
    finally:
        await consumer.stop()


async def _from(consumer: AIOKafkaConsumer, since: datetime) -> dict[TopicPartition, int]:
    """Begin at a moment; returns the ends, as they are now, of the partitions that have something since."""
    partitions = sorted(consumer.assignment())
    ends = await consumer.end_offsets(partitions)
    begin = await consumer.offsets_for_times(dict.fromkeys(partitions, int(since.timestamp() * 1000)))
    for partition in partitions:
        found = begin[partition]
        consumer.seek(partition, ends[partition] if found is None else found.offset)
    return {partition: ends[partition] for partition in partitions if begin[partition] is not None}
