"""Who computes by another calendar than the one in force: open applications, follow-ups of bad ratings,
checks of commitments, what departments are given to do (tickets, reviews).

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


def _kind(name: str, table: str, key: str, begun: str = "") -> Kind:
    """A kind of one table, whose open rows are found by its key; `begun`: what says that a row is begun at all."""
    open_ = f"closed_at IS NULL{begun}"
    return Kind(
        name,
        f"""
        SELECT {key} FROM (
            SELECT {key} FROM {table} WHERE {open_} AND calendar_version < $1 AND {key} > $2
            UNION ALL
            SELECT {key} FROM {table} WHERE {open_} AND calendar_version > $1 AND {key} > $2
        ) AS lagging ORDER BY {key} LIMIT $3
        """,
        f"SELECT count(*) FROM {table} WHERE {key} = ANY ($2::text[]) AND closed_at IS NULL AND calendar_version <> $1",
        f"""
        SELECT count(*) AS open, count(*) FILTER (WHERE calendar_version <> $1) AS lagging FROM {table} WHERE {open_}
        """,
    )


APPLICATIONS = _kind("applications", "applications", "application_id", " AND item_code <> ''")
FOLLOW_UPS = _kind("follow-ups", "follow_ups", "application_id")
COMMITMENTS = _kind("commitments", "commitment_checks", "case_id")
ASSIGNMENTS = _kind("assignments", "assignments", "id")
KINDS = (APPLICATIONS, FOLLOW_UPS, COMMITMENTS, ASSIGNMENTS)


async def progress(connection: Any, version: str) -> tuple[int, int]:
    """How many of all kinds are open, and how many of them compute by another calendar than `version`."""
    rows = [await connection.fetchrow(kind.count_, version) for kind in KINDS]
    return sum(row["open"] for row in rows), sum(row["lagging"] for row in rows)
