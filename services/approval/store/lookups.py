"""What was looked up because an officer wanted to ask the applicant for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

_COLUMNS = """id, position, application_id, task_id, item_code, material_code, source, officer, department, asked_at,
              answered_at, outcome"""
_NOTE = f"""
INSERT INTO lookups ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, 0)
"""
_OF_TASK = f"SELECT {_COLUMNS} FROM lookups WHERE task_id = $1 ORDER BY asked_at DESC, id, position"
_ANSWER = """
UPDATE lookups SET answered_at = $2, outcome = new.outcome
FROM unnest($3::smallint[], $4::smallint[]) AS new (position, outcome)
WHERE id = $1 AND lookups.position = new.position AND answered_at IS NULL
"""
_OPEN = f"SELECT {_COLUMNS} FROM lookups WHERE id = $1 AND answered_at IS NULL ORDER BY position"
# 2: LOOKUP_OUTCOME_NO_RECORD.
_WITHOUT_RECORD = """
SELECT item_code, material_code, max(asked_at) FROM lookups WHERE application_id = $1 AND outcome = 2
GROUP BY item_code, material_code
"""


@dataclass(frozen=True)
class LookupRow:
    """One document of a request that was refused. ``outcome``: approval.v1.LookupOutcome, 0 while it is awaited."""

    id: str
    position: int
    application_id: str
    task_id: str
    item_code: str
    material_code: str
    source: str
    officer: str
    department: str
    asked_at: datetime
    answered_at: datetime | None = None
    outcome: int = 0


async def note(connection: asyncpg.Connection, rows: Collection[LookupRow]) -> None:
    """Write what is looked up now."""
    await connection.executemany(
        _NOTE,
        [
            (
                *(row.id, row.position, row.application_id, row.task_id, row.item_code, row.material_code),
                *(row.source, row.officer, row.department, row.asked_at),
            )
            for row in rows
        ],
    )


async def of_task(connection: asyncpg.Connection, task_id: str) -> Sequence[LookupRow]:
    """What was looked up for a task, latest first."""
    return [LookupRow(*record) for record in await connection.fetch(_OF_TASK, task_id)]


async def open_ones(connection: asyncpg.Connection, lookup_id: str) -> Sequence[LookupRow]:
    """The documents of a request that are not answered yet."""
    return [LookupRow(*record) for record in await connection.fetch(_OPEN, lookup_id)]


async def without_record(connection: asyncpg.Connection, application_id: str) -> Mapping[tuple[str, str], datetime]:
    """Which documents (item, material) were looked up and not found, and the latest when that was asked."""
    records = await connection.fetch(_WITHOUT_RECORD, application_id)
    return {(item, material): at for item, material, at in records}


async def answer(
    connection: asyncpg.Connection, lookup_id: str, outcomes: Collection[tuple[int, int]], now: datetime
) -> None:
    """Write what came of it: (position, outcome)."""
    await connection.execute(_ANSWER, lookup_id, now, [one[0] for one in outcomes], [one[1] for one in outcomes])
