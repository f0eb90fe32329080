"""The consumer's client, set explicitly: aiokafka's defaults lose messages (decision record 0003)."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor

from runtime.certificates import Brokers
from runtime.messages import Envelope

ClientFactory = Callable[[Brokers, str], Any]

# The least the broker allows by default; after a kill -9 the group waits this long for the dead member.
SESSION_MS = 6_000
HEARTBEAT_MS = 1_500
# Longer than closing the lanes may take.
REBALANCE_MS = 15_000
METADATA_AGE_MS = 30_000
PARTITION_BYTES_MAX = 1_048_576
FETCH_BYTES_MAX = 16 * 1_048_576


def aiokafka_client(brokers: Brokers | str, group: str) -> AIOKafkaConsumer:
    """Return a consumer that has not been started.

    Range assignment puts the same partition number of every topic on the same replica, and so what concerns one
    key. Membership is dynamic: aiokafka's static membership does not leave the group.
    """
    return AIOKafkaConsumer(
        **Brokers.of(brokers).options(),
        group_id=group,
        client_id=f"onetrip-{group}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        partition_assignment_strategy=(RangePartitionAssignor,),
        session_timeout_ms=SESSION_MS,
        heartbeat_interval_ms=HEARTBEAT_MS,
        rebalance_timeout_ms=REBALANCE_MS,
        metadata_max_age_ms=METADATA_AGE_MS,
        max_partition_fetch_bytes=PARTITION_BYTES_MAX,
        fetch_max_bytes=FETCH_BYTES_MAX,
    )


class Rebalances(ConsumerRebalanceListener):
    """Calls back before partitions are taken away. Holds no lock: that would deadlock with getmany."""

    def __init__(self, revoked: Callable[[Sequence[TopicPartition]], Awaitable[None]]) -> None:
        self._revoked = revoked

    async def on_partitions_revoked(self, revoked: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Finish what is under way."""
        await self._revoked(list(revoked))

    async def on_partitions_assigned(self, assigned: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Do nothing: a lane begins with its first records."""


def envelope_of(record: Any) -> Envelope:
    """Read the CloudEvents headers of a Kafka record. Never fails: what is missing is made up from the position."""
    headers: dict[str, bytes] = dict(record.headers)
    key = _text(record.key) or ""
    return Envelope(
        id=_text(headers.get("ce_id")) or f"{record.topic}/{record.partition}/{record.offset}",
        type=_text(headers.get("ce_type")) or "",
        source=_text(headers.get("ce_source")) or "",
        subject=_text(headers.get("ce_subject")) or key,
        time=_instant(_text(headers.get("ce_time")), record.timestamp),
        payload=record.value or b"",
        traceparent=_text(headers.get("traceparent")),
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
    )


def _text(value: bytes | None) -> str | None:
    return value.decode("utf-8", "replace").replace("\0", "\ufffd") if value is not None else None


def _instant(text: str | None, timestamp_ms: int | None) -> datetime:
    try:
        instant = datetime.fromisoformat(text or "")
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(timestamp_ms / 1000 if timestamp_ms else time.time(), UTC)
