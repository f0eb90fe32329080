"""Who computes by another calendar than the one in force: open applications, follow-ups of bad ratings,
checks of commitments.

What is left to do is read each time, so whoever tells them can be interrupted anywhere (rollout.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """What of `process` is computed by a calendar. `name`: for logs; the queries are of its table.

    `lagging_` ($1 version, $2 after, $3 limit): two ranges instead of an inequality, so that the index finds the few
    that lag and not the many that do not.
    """

    name: str
    lagging_: str
    still_lagging_: str
    count_: str

    async def lagging(self, connection: Any, version: str, after: str, limit: int) -> list[str]:
        """Whose open ones compute by another calendar than `version`: their ids in order, after one of them."""
        return [row[0] for row in await connection.fetch(self.lagging_, version, after, limit)]

    async def still_lagging(self, connection: Any, version: str, ids: Sequence[str]) -> int:
        """How many of these are open and compute by another calendar."""
        return await connection.fetchval(self.still_lagging_, version, list(ids))


APPLICATIONS = Kind(
    "applications",
    """
    SELECT application_id FROM (
        SELECT application_id FROM applications
        WHERE closed_at IS NULL AND item_code <> '' AND calendar_version < $1 AND application_id > $2
        UNION ALL
        SELECT application_id FROM applications
        WHERE closed_at IS NULL AND item_code <> '' AND calendar_version > $1 AND application_id > $2
    ) AS lagging ORDER BY application_id LIMIT $3
    """,
    """
    SELECT count(*) FROM applications
    WHERE application_id = ANY ($2::text[]) AND closed_at IS NULL AND calendar_version <> $1
    """,
    """
    SELECT count(*) AS open, count(*) FILTER (WHERE calendar_version <> $1) AS lagging
    FROM applications WHERE closed_at IS NULL AND item_code <> ''
    """,
)
FOLLOW_UPS = Kind(
    "follow-ups",
    """
    SELECT application_id FROM (
        SELECT application_id FROM follow_ups
        WHERE closed_at IS NULL AND calendar_version < $1 AND application_id > $2
        UNION ALL
        SELECT application_id FROM follow_ups
        WHERE closed_at IS NULL AND calendar_version > $1 AND application_id > $2
    ) AS lagging ORDER BY application_id LIMIT $3
    """,
    """
    SELECT count(*) FROM follow_ups
    WHERE application_id = ANY ($2::text[]) AND closed_at IS NULL AND calendar_version <> $1
    """,
    """
    SELECT count(*) AS open, count(*) FILTER (WHERE calendar_version <> $1) AS lagging
    FROM follow_ups WHERE closed_at IS NULL
    """,
)
COMMITMENTS = Kind(
    "commitments",
    """
    SELECT case_id FROM (
        SELECT case_id FROM commitment_checks
        WHERE closed_at IS NULL AND calendar_version < $1 AND case_id > $2
        UNION ALL
        SELECT case_id FROM commitment_checks
        WHERE closed_at IS NULL AND calendar_version > $1 AND case_id > $2
    ) AS lagging ORDER BY case_id LIMIT $3
    """,
    """
    SELECT count(*) FROM commitment_checks
    WHERE case_id = ANY ($2::text[]) AND closed_at IS NULL AND calendar_version <> $1
    """,
    """
    SELECT count(*) AS open, count(*) FILTER (WHERE calendar_version <> $1) AS lagging
    FROM commitment_checks WHERE closed_at IS NULL
    """,
)
KINDS = (APPLICATIONS, FOLLOW_UPS, COMMITMENTS)


async def progress(connection: Any, version: str) -> tuple[int, int]:
    """How many of all kinds are open, and how many of them compute by another calendar than `version`."""
    rows = [await connection.fetchrow(kind.count_, version) for kind in KINDS]
    return sum(row["open"] for row in rows), sum(row["lagging"] for row in rows)
