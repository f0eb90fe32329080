"""Why approvers had to look at decisions: only added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

_OPEN = """
INSERT INTO matters (id, application_id, department, kind, sealed_reason, opened_by, opened_at, until_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_IS_OPEN = "SELECT EXISTS (SELECT FROM matters WHERE application_id = $1 AND opened_by = $2 AND until_on >= $3)"
_OF_APPLICATION = """
SELECT id, application_id, department, kind, sealed_reason, opened_by, opened_at, until_on FROM matters
WHERE application_id = $1 AND department = coalesce($2, department) ORDER BY opened_at, id
"""


@dataclass(frozen=True)
class MatterRow:
    """A matter. ``kind`` as amendments have it; ``sealed_reason`` is a sealed DecisionText."""

    id: str
    application_id: str
    department: str
    kind: str
    sealed_reason: bytes
    opened_by: str
    opened_at: datetime
    until_on: date


async def open_matter(connection: asyncpg.Connection, row: MatterRow) -> None:
    """Write a matter."""
    fields = (row.id, row.application_id, row.department, row.kind, row.sealed_reason, row.opened_by)
    await connection.execute(_OPEN, *fields, row.opened_at, row.until_on)


async def is_open(connection: asyncpg.Connection, application_id: str, approver: str, today: date) -> bool:
    """Whether a matter of this approver lets them read the application's decisions."""
    return await connection.fetchval(_IS_OPEN, application_id, approver, today)


async def of_application(
    connection: asyncpg.Connection, application_id: str, department: str | None
) -> Sequence[MatterRow]:
    """The matters of a department about an application, of all when it is None; oldest first."""
    return [MatterRow(*record) for record in await connection.fetch(_OF_APPLICATION, application_id, department)]
