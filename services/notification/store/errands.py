"""Errands: calls to make and letters to post, and what clerks recorded of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

_COLUMNS = """
d.notice_id, d.channel, d.application_id, d.state, d.attempts, d.created_at, d.try_at,
n.kind, n.version, n.series, n.year, n.number, n.issued_at, n.in_inbox, n.recipient_id,
coalesce(nullif(n.recipient_id, ''), a.person_id) AS person_id, a.tracking_number
"""
_FROM = "deliveries d JOIN notices n ON n.id = d.notice_id JOIN applications a ON a.id = d.application_id"
_WAITING = f"""
SELECT {_COLUMNS}, n.sealed_text,
    (SELECT array_agg(c.sealed ORDER BY c.source) FROM contacts c
     WHERE c.application_id = d.application_id AND c.person_id = n.recipient_id) AS contacts
FROM {_FROM}
WHERE d.state = 1 AND d.try_at IS NULL AND d.channel = ANY ($1::smallint[]) AND ($2 = '' OR d.application_id = $2)
  AND (d.created_at, d.notice_id || '.' || d.channel) > ($3, $4)
ORDER BY d.created_at, d.notice_id || '.' || d.channel LIMIT $5
"""
# The notice is locked before its delivery, here as in falling back.
_LOCK_NOTICE = "SELECT id FROM notices WHERE id = $1 FOR UPDATE"
_GET = f"SELECT {_COLUMNS} FROM {_FROM} WHERE d.notice_id = $1 AND d.channel = $2"
_RECORDED = "SELECT body_hash FROM errand_records WHERE clerk_id = $1 AND request_id = $2"
_RECORD = """
INSERT INTO errand_records (clerk_id, request_id, body_hash, notice_id, channel, outcome, sealed_note, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING true
"""
_UPDATE = "UPDATE deliveries SET state = $3, attempts = $4, updated_at = $5 WHERE notice_id = $1 AND channel = $2"


async def waiting(
    connection: Any, channels: Sequence[int], application_id: str, after: tuple[datetime, str], limit: int
) -> list[Any]:
    """Errands in the work list, oldest first; `after` is (since, errand id)."""
    return await connection.fetch(_WAITING, list(channels), application_id, *after, limit)


async def lock(connection: Any, notice_id: str, channel: int) -> Any | None:
    """One delivery with its notice locked; None when there is none."""
    if await connection.fetchval(_LOCK_NOTICE, notice_id) is None:
        return None
    return await connection.fetchrow(_GET, notice_id, channel)


async def recorded(connection: Any, clerk_id: str, request_id: str) -> bytes | None:
    """The body's hash of an outcome this clerk has recorded under this request id."""
    return await connection.fetchval(_RECORDED, clerk_id, request_id)


async def record(
    connection: Any,
    clerk_id: str,
    request_id: str,
    body_hash: bytes,
    errand: tuple[str, int],
    outcome: int,
    sealed_note: bytes | None,
    now: datetime,
) -> bool:
    """Write what a clerk recorded. False: the request id was used meanwhile."""
    taken = await connection.fetchval(_RECORD, clerk_id, request_id, body_hash, *errand, outcome, sealed_note, now)
    return bool(taken)


async def update(connection: Any, errand: tuple[str, int], state: int, attempts: int, now: datetime) -> None:
    """Write where an errand stands after a try."""
    await connection.execute(_UPDATE, *errand, state, attempts, now)
