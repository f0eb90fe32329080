"""What officers tried and a rule of the domain refused: only added to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

# What was tried names a task, a decision, a delivery, a visit or a review; its application is found here.
_NOTE = """
INSERT INTO attempts (application_id, object_id, officer, department, action, reason, attempted_at)
SELECT coalesce((SELECT application_id FROM tasks WHERE id = $1),
                (SELECT application_id FROM outcomes WHERE decision_id = $1),
                (SELECT application_id FROM deliveries WHERE id = $1),
                (SELECT application_id FROM visit_requests WHERE id = $1),
                (SELECT application_id FROM rule_reviews WHERE id = $1), ''), $1, $2, $3, $4, $5, $6
"""
_LATEST = """
SELECT officer, action, reason, attempted_at FROM attempts
WHERE application_id = $1 AND department = coalesce($2, department) ORDER BY id DESC LIMIT $3
"""
_COUNTS = """
SELECT application_id, count(*) FROM attempts WHERE application_id = ANY ($1::text[]) GROUP BY application_id
"""


@dataclass(frozen=True)
class Attempt:
    """Who tried what, why it was refused, and when. ``action`` is the RPC's name, ``reason`` of the error tree."""

    officer: str
    action: str
    reason: str
    attempted_at: datetime


async def note(connection: asyncpg.Connection, object_id: str, department: str, attempt: Attempt) -> None:
    """Add an attempt to the record. ``object_id``: the task, decision, delivery or visit it was about."""
    fields = (attempt.officer, department, attempt.action, attempt.reason, attempt.attempted_at)
    await connection.execute(_NOTE, object_id, *fields)


async def latest(
    connection: asyncpg.Connection, application_id: str, department: str | None, limit: int
) -> Sequence[Attempt]:
    """The latest attempts about an application, newest first: of a department's officers, of all when it is None."""
    return [Attempt(*record) for record in await connection.fetch(_LATEST, application_id, department, limit)]


async def counts(connection: asyncpg.Connection, application_ids: Collection[str]) -> Mapping[str, int]:
    """How many attempts there are about each of these applications; those without one are left out."""
    return {record[0]: record[1] for record in await connection.fetch(_COUNTS, list(application_ids))}
