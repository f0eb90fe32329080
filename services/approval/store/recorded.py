"""What clerks wrote down for others: rows that are added, never changed."""

from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

_ADD = """
INSERT INTO recorded_acts (id, application_id, act, about, person_id, clerk_id, channel, received_on, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


@dataclass(frozen=True)
class RecordedRow:
    """One act: what was done about what, whose it is, who wrote it down, by which door, and when a letter came in."""

    id: str
    application_id: str
    act: str
    about: str
    person_id: str
    clerk_id: str
    channel: str
    received_on: date | None
    recorded_at: datetime


async def add(connection: asyncpg.Connection, row: RecordedRow) -> None:
    """Keep it."""
    await connection.execute(
        _ADD,
        *(row.id, row.application_id, row.act, row.about, row.person_id),
        *(row.clerk_id, row.channel, row.received_on, row.recorded_at),
    )
