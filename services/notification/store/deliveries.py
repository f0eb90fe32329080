"""Tries to reach applicants: claimed by one dispatcher at a time, settled, followed by the next channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.notification.domain import Channel, DeliveryState

# A claim is a lease: who dies with it loses it, and the delivery is tried again with the same id.
_CLAIM = """
WITH ready AS (
    SELECT d.notice_id, d.channel FROM deliveries d
    WHERE d.try_at <= now() AND (d.created_at <= $2 OR EXISTS (
        SELECT FROM contacts c JOIN notices n ON n.id = d.notice_id
        WHERE c.application_id = d.application_id AND c.person_id = n.recipient_id
          AND (c.settled OR d.channel = ANY (c.reachable))))
    ORDER BY d.try_at LIMIT $1 FOR UPDATE OF d SKIP LOCKED
), claimed AS (
    UPDATE deliveries d SET try_at = now() + make_interval(secs => $3),
        attempts = d.attempts + (d.channel = ANY ($4::smallint[]))::int
    FROM ready WHERE d.notice_id = ready.notice_id AND d.channel = ready.channel
    RETURNING d.notice_id, d.channel, d.application_id, d.attempts
)
SELECT claimed.*, n.kind, n.version, n.series, n.year, n.number, n.due_at, n.issued_at, n.in_inbox, n.sealed_text,
    n.recipient_id, a.tracking_number,
    (SELECT array_agg(c.sealed ORDER BY c.source) FROM contacts c
     WHERE c.application_id = n.application_id AND c.person_id = n.recipient_id) AS contacts
FROM claimed JOIN notices n ON n.id = claimed.notice_id JOIN applications a ON a.id = n.application_id
"""
_SETTLE = """
UPDATE deliveries d SET state = u.state, updated_at = $1, try_at = now() + make_interval(secs => u.retry_seconds)
FROM unnest($2::text[], $3::smallint[], $4::smallint[], $5::float8[]) AS u (notice_id, channel, state, retry_seconds)
WHERE d.notice_id = u.notice_id AND d.channel = u.channel AND d.state = 1
RETURNING d.notice_id, d.channel
"""
_LOCK_NOTICES = """
SELECT n.id, n.application_id, n.kind, n.version, n.in_inbox, n.recipient_id, a.by_clerk, a.matter, p.channels
FROM notices n JOIN applications a ON a.id = n.application_id LEFT JOIN preferences p ON p.person_id = n.person_id
WHERE n.id = ANY ($1) ORDER BY n.id FOR UPDATE OF n
"""
_OF_NOTICES = """
SELECT notice_id, channel, state, updated_at FROM deliveries WHERE notice_id = ANY ($1) ORDER BY created_at, channel
"""
_ADD = """
INSERT INTO deliveries (notice_id, channel, application_id, state, try_at, created_at, updated_at)
SELECT notice_id, channel, application_id, 1, now(), $4, $4
FROM unnest($1::text[], $2::smallint[], $3::text[]) AS u (notice_id, channel, application_id) ON CONFLICT DO NOTHING
"""
_OVERDUE = """
SELECT d.notice_id FROM deliveries d JOIN notices n ON n.id = d.notice_id
WHERE d.state = 1 AND d.try_at IS NULL AND d.created_at <= $1 AND n.recipient_id <> ''
ORDER BY d.created_at LIMIT $2
"""
_GIVE_UP = """
UPDATE deliveries SET state = 3, updated_at = $3
WHERE notice_id = ANY ($1) AND state = 1 AND try_at IS NULL AND created_at <= $2 RETURNING notice_id, channel
"""


@dataclass(frozen=True)
class Settled:
    """How a try ended. `retry_seconds`: pending, and tried again then; None with PENDING: in the clerks' work list."""

    notice_id: str
    channel: Channel
    state: DeliveryState
    retry_seconds: float | None = None


async def claim(
    pool: Any, limit: int, waited_since: datetime, lease_seconds: float, counted: Sequence[Channel]
) -> list[Any]:
    """Take deliveries that can be tried, oldest first, for `lease_seconds`.

    Args:
        waited_since: those made before this instant are taken though nobody has said how to reach the applicant.
        counted: channels for which this is an attempt.
    """
    return await pool.fetch(_CLAIM, limit, waited_since, lease_seconds, list(counted))


async def settle(connection: Any, settled: Sequence[Settled], now: datetime) -> set[tuple[str, int]]:
    """Write how tries ended. Returns (notice, channel) of those that were still pending."""
    rows = await connection.fetch(
        _SETTLE,
        now,
        [one.notice_id for one in settled],
        [one.channel for one in settled],
        [one.state for one in settled],
        [one.retry_seconds for one in settled],
    )
    return {(row["notice_id"], row["channel"]) for row in rows}


async def lock_notices(connection: Any, notice_ids: Sequence[str]) -> list[Any]:
    """Lock notices, always in the order of their ids, and read what their route depends on."""
    return await connection.fetch(_LOCK_NOTICES, list(notice_ids))


async def of_notices(connection: Any, notice_ids: Sequence[str]) -> dict[str, list[Any]]:
    """The deliveries of notices, oldest first."""
    found: dict[str, list[Any]] = {notice_id: [] for notice_id in notice_ids}
    for row in await connection.fetch(_OF_NOTICES, list(notice_ids)):
        found[row["notice_id"]].append(row)
    return found


async def add(connection: Any, deliveries: Sequence[tuple[str, Channel, str]], now: datetime) -> None:
    """Make further deliveries: (notice, channel, application)."""
    if deliveries:
        await connection.execute(_ADD, *map(list, zip(*deliveries, strict=True)), now)


async def give_up(connection: Any, made_before: datetime, limit: int, now: datetime) -> dict[str, Channel]:
    """Call errands for interested parties failed that have been waiting since before an instant.

    Returns the channel given up by notice. The notices are locked first, as when a clerk records an outcome.
    """
    overdue = [row["notice_id"] for row in await connection.fetch(_OVERDUE, made_before, limit)]
    if not overdue:
        return {}
    await lock_notices(connection, sorted(overdue))
    rows = await connection.fetch(_GIVE_UP, overdue, made_before, now)
    return {row["notice_id"]: Channel(row["channel"]) for row in rows}
