"""What is announced publicly because nothing reached an interested party."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

_PUBLISH = """
INSERT INTO announcements (notice_id, published_at, until_on) SELECT id, $2, $3 FROM unnest($1::text[]) AS u (id)
ON CONFLICT DO NOTHING
"""
_UP = """
SELECT x.notice_id, x.published_at, x.until_on, n.application_id, n.department, a.matter
FROM announcements x JOIN notices n ON n.id = x.notice_id JOIN applications a ON a.id = n.application_id
WHERE x.until_on >= $1 AND (x.published_at, x.notice_id) < ($2, $3)
ORDER BY x.published_at DESC, x.notice_id DESC LIMIT $4
"""


async def publish(connection: Any, notice_ids: Sequence[str], now: datetime, until: date) -> None:
    """Announce notices until a day; one that was announced stays as it is."""
    if notice_ids:
        await connection.execute(_PUBLISH, list(notice_ids), now, until)


async def up(pool: Any, today: date, before: tuple[datetime, str], limit: int) -> list[Any]:
    """The announcements that are up, the newest first, before a position."""
    return await pool.fetch(_UP, today, *before, limit)
