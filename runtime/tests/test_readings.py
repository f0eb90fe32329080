"""What is read from the database for Prometheus is true without the relay, and one bad reading spoils no other."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg
import pytest
from prometheus_client import Gauge

from onetrip.intake.v1.events_pb2 import ApplicationSubmitted
from runtime import metrics, readings
from runtime.messages import Outbound
from runtime.outbox import enqueue
from runtime.readings import PLUMBING, Reading, Readings

pytestmark = pytest.mark.engines


def value(gauge: Gauge, **labels: str) -> float:
    child = gauge.labels(**labels) if labels else gauge
    return child._value.get()


async def test_what_waits_in_the_outbox_and_what_is_parked_is_shown(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection, connection.transaction():
        message = Outbound("intake.events.v1", "app-1", "app-1:submitted", ApplicationSubmitted())
        await enqueue(connection, "onetrip/intake", datetime.now(UTC), [message])
        await connection.execute("UPDATE outbox SET created_at = now() - interval '90 seconds'")
        await connection.execute(
            "INSERT INTO parked (consumer, topic, key, event_id, type, headers, payload, error, attempts)"
            " VALUES ('approval', 't', 'k', 'e', 'T', '{}', '', 'fault', 5)"
        )
    await Readings(pool, PLUMBING, every_seconds=1).look()
    assert value(metrics.outbox_unsent) == 1
    assert value(metrics.outbox_oldest_unsent_seconds) >= 90
    assert value(metrics.parked_messages, consumer="approval") == 1
    await pool.execute("UPDATE outbox SET sent_at = now()")
    await pool.execute("DELETE FROM parked")
    await Readings(pool, PLUMBING, every_seconds=1).look()
    assert value(metrics.outbox_oldest_unsent_seconds) == 0
    assert not [sample for family in metrics.parked_messages.collect() for sample in family.samples]


async def test_a_reading_that_fails_or_takes_too_long_is_counted_and_the_others_are_taken(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "STATEMENT_MS_MAX", 50)
    absent, slow, good = (Gauge(f"reading_{name}", name, registry=None) for name in ("absent", "slow", "good"))
    failed_before = value(metrics.readings_failed)  # pyright: ignore[reportArgumentType]
    taken = Readings(
        pool,
        [
            Reading(absent, "SELECT count(*)::float8 FROM no_such_table"),
            Reading(slow, "SELECT 1::float8 FROM pg_sleep(30)"),
            Reading(good, "SELECT 7::float8"),
        ],
        every_seconds=1,
    )
    await taken.look()
    assert value(metrics.readings_failed) == failed_before + 2  # pyright: ignore[reportArgumentType]
    assert value(good) == 7
    assert value(slow) == 0
