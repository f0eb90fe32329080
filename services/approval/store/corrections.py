"""What applicants were let correct on the spot."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

_COLUMNS = "number, task_id, items, asked_at, answered_at"
_ALL = f"SELECT {_COLUMNS} FROM corrections WHERE application_id = $1 ORDER BY number DESC"
_NOTE = """
INSERT INTO corrections (application_id, number, task_id, officer, items, asked_at) VALUES ($1, $2, $3, $4, $5, $6)
"""
_ANSWER = """
UPDATE corrections SET answered_at = $3 WHERE application_id = $1 AND number = ANY ($2::smallint[])
                                           AND answered_at IS NULL
"""


@dataclass(frozen=True)
class CorrectionRow:
    """One request. ``items`` is a serialised CorrectionRequested that holds only the items."""

    number: int
    task_id: str
    items: bytes
    asked_at: datetime
    answered_at: datetime | None


async def of_application(connection: asyncpg.Connection, application_id: str) -> Sequence[CorrectionRow]:
    """All requests of an application, latest first."""
    return [CorrectionRow(*record) for record in await connection.fetch(_ALL, application_id)]


async def note(
    connection: asyncpg.Connection,
    application_id: str,
    number: int,
    task_id: str,
    officer: str,
    items: bytes,
    now: datetime,
) -> None:
    """Write a request."""
    await connection.execute(_NOTE, application_id, number, task_id, officer, items, now)


async def answer(connection: asyncpg.Connection, application_id: str, numbers: Collection[int], at: datetime) -> None:
    """Write when requests were first answered."""
    await connection.execute(_ANSWER, application_id, list(numbers), at)
