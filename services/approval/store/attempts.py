"""What was tried and a rule of the domain refused: only added to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

# What was tried names an application, or a task, a decision, a delivery, a visit or a review of one.
_NOTE = """
INSERT INTO attempts (application_id, object_id, officer, department, action, reason, attempted_at, by_staff)
SELECT coalesce((SELECT id FROM applications WHERE id = $1),
                (SELECT application_id FROM tasks WHERE id = $1),
                (SELECT application_id FROM outcomes WHERE decision_id = $1),
                (SELECT application_id FROM deliveries WHERE id = $1),
                (SELECT application_id FROM visit_requests WHERE id = $1),
                (SELECT application_id FROM rule_reviews WHERE id = $1), ''), $1, $2, $3, $4, $5, $6, $7
"""
_LATEST = """
SELECT officer, action, reason, attempted_at FROM attempts
WHERE application_id = $1 AND department = coalesce($2, department) AND by_staff ORDER BY id DESC LIMIT $3
"""
_COUNTS = """
SELECT application_id, count(*) FROM attempts WHERE application_id = ANY ($1::text[]) AND by_staff
GROUP BY application_id
"""


@dataclass(frozen=True)
class Attempt:
    """Who tried what, why it was refused, and when. ``action`` is the RPC's name, ``reason`` of the error tree."""

    officer: str
    action: str
    reason: str
    attempted_at: datetime


async def note(
    connection: asyncpg.Connection, object_id: str, department: str, attempt: Attempt, *, by_staff: bool
) -> None:
    """Add an attempt to the record. ``object_id``: the application, task, decision, delivery or visit it was about."""
    fields = (attempt.officer, department, attempt.action, attempt.reason, attempt.attempted_at, by_staff)
    await connection.execute(_NOTE, object_id, *fields)


async def latest(
    connection: asyncpg.Connection, application_id: str, department: str | None, limit: int
) -> Sequence[Attempt]:
    """The latest of staff about an application, newest first: of a department's officers, of all when it is None."""
    return [Attempt(*record) for record in await connection.fetch(_LATEST, application_id, department, limit)]


async def counts(connection: asyncpg.Connection, application_ids: Collection[str]) -> Mapping[str, int]:
    """How many attempts of staff there are about each of these applications; those without one are left out."""
    return {record[0]: record[1] for record in await connection.fetch(_COUNTS, list(application_ids))}
