"""Officers as last seen, who stands in for whom, and tasks that changed hands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from services.approval.domain.supervision import Absence

_SEEN = """
INSERT INTO officers (id, department, seen_at) VALUES ($1, $2, $3)
ON CONFLICT (id) DO UPDATE SET department = excluded.department, seen_at = excluded.seen_at
"""
_SET_ABSENCE = """
INSERT INTO absences (officer, from_on, until_on, substitute, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (officer) DO UPDATE SET from_on = excluded.from_on, until_on = excluded.until_on,
    substitute = excluded.substitute, set_by = excluded.set_by, set_at = excluded.set_at
"""
_NOTE_ABSENCE = """
INSERT INTO absence_changes (officer, from_on, until_on, substitute, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)
"""
_SUBSTITUTES = """
SELECT officer, substitute FROM absences WHERE officer = ANY ($1::text[]) AND $2 BETWEEN from_on AND until_on
"""
_HAND_OVER = """
INSERT INTO reassignments (application_id, task_id, from_officer, to_officer, reassigned_by, reason, reassigned_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_HANDED_OVER = """
SELECT task_id, from_officer, to_officer, reassigned_by, reason, reassigned_at FROM reassignments
WHERE application_id = $1 AND EXISTS (SELECT FROM tasks WHERE id = task_id AND case_id IN ('', $2)) ORDER BY id
"""


@dataclass(frozen=True)
class HandedOver:
    """A task that changed hands; ``reason`` is a sealed DecisionText, empty where a substitute stepped in."""

    task_id: str
    from_officer: str
    to_officer: str
    reassigned_by: str
    reason: bytes
    reassigned_at: datetime


async def note_seen(connection: asyncpg.Connection, officer: str, department: str, now: datetime) -> None:
    """Note the department that an officer's token named."""
    await connection.execute(_SEEN, officer, department, now)


async def department_of(connection: asyncpg.Connection, officer: str) -> str | None:
    """The department an officer was last seen in; None: never seen."""
    return await connection.fetchval("SELECT department FROM officers WHERE id = $1", officer)


async def lock(connection: asyncpg.Connection, officer: str) -> str | None:
    """The same, with the officer's row locked: absences are set one after the other."""
    return await connection.fetchval("SELECT department FROM officers WHERE id = $1 FOR UPDATE", officer)


async def set_absence(
    connection: asyncpg.Connection, officer: str, absence: Absence | None, by: str, now: datetime
) -> None:
    """Write an absence in place of the one known; None: the officer is there. Every word of it stays on record."""
    said = (absence.from_on, absence.until_on, absence.substitute) if absence else (None, None, None)
    await connection.execute(_NOTE_ABSENCE, officer, *said, by, now)
    if absence is None:
        await connection.execute("DELETE FROM absences WHERE officer = $1", officer)
        return
    await connection.execute(_SET_ABSENCE, officer, *said, by, now)


async def substitutes(connection: asyncpg.Connection, officers: Collection[str], on: date) -> dict[str, str]:
    """Who stands in on a day for those of these officers who are away."""
    return {record[0]: record[1] for record in await connection.fetch(_SUBSTITUTES, list(officers), on)}


async def hand_over(connection: asyncpg.Connection, application_id: str, change: HandedOver) -> None:
    """Add a change of hands to the record."""
    await connection.execute(
        _HAND_OVER,
        application_id,
        change.task_id,
        change.from_officer,
        change.to_officer,
        change.reassigned_by,
        change.reason,
        change.reassigned_at,
    )


async def handed_over(connection: asyncpg.Connection, application_id: str, case_id: str) -> Sequence[HandedOver]:
    """Every change of hands of a case's tasks, the acceptance among them, oldest first."""
    return [HandedOver(*record) for record in await connection.fetch(_HANDED_OVER, application_id, case_id)]
