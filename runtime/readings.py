"""Numbers that are read from a database: how it stands, not how often something happened (runtime/metrics.py).

Read beside the work, by every replica alike: take `max` over replicas, not `sum`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from prometheus_client import Gauge

from runtime import metrics
from runtime.failures import heals_by_waiting
from runtime.logs import describe_error, get_logger

# A reading must not hurt what it looks at: one that takes longer is ended by the database and tried again.
STATEMENT_MS_MAX = 2000


@dataclass(frozen=True)
class Reading:
    """A gauge, and the query that gives its rows: the value, then one column for each of the gauge's labels."""

    gauge: Gauge
    query: str


# What every service with an outbox shows; read from the table, so that it is true while the relay is dead.
PLUMBING = (
    Reading(
        metrics.outbox_oldest_unsent_seconds,
        "SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 FROM outbox WHERE sent_at IS NULL",
    ),
    Reading(metrics.outbox_unsent, "SELECT count(*)::float8 FROM outbox WHERE sent_at IS NULL"),
    Reading(metrics.parked_messages, "SELECT count(*)::float8, consumer FROM parked GROUP BY consumer"),
)


class Readings:
    """A component that takes readings until it is cancelled. What fails leaves the last value and counts a failure."""

    def __init__(self, pool: asyncpg.Pool, readings: Sequence[Reading], every_seconds: float):
        self._pool = pool
        self._readings = tuple(readings)
        self._every_seconds = every_seconds

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self.look()
            await asyncio.sleep(self._every_seconds)

    async def look(self) -> None:
        """Take every reading once."""
        for reading in self._readings:
            try:
                _set(reading.gauge, await self._rows(reading.query))
            except Exception as error:
                metrics.readings_failed.inc()
                if not heals_by_waiting(error) and not isinstance(error, asyncpg.PostgresError):
                    raise
                get_logger().warning("readings.failed", error=describe_error(error))

    async def _rows(self, query: str) -> Sequence[Any]:
        async with self._pool.acquire() as connection, connection.transaction(readonly=True):
            await connection.execute(f"SET LOCAL statement_timeout = {STATEMENT_MS_MAX}")
            return await connection.fetch(query)


def _set(gauge: Gauge, rows: Sequence[Any]) -> None:
    """Replace all values of a gauge: a label of before that is no longer there is gone."""
    labelled = bool(gauge._labelnames)
    if labelled:
        gauge.clear()
    for value, *labels in rows:
        (gauge.labels(*labels) if labelled else gauge).set(value)
