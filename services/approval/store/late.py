"""Late material: what each case awaits, and the grants that wait with it."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

_AWAIT = "UPDATE cases SET late = 'awaited' WHERE id = $1 AND late = 'none'"
_IN = "UPDATE cases SET late = 'in' WHERE id = $1 AND application_id = $2 AND late <> 'in' RETURNING id"
_WITHHOLD = """
INSERT INTO withheld (case_id, application_id, decided_by, second_officer, decision, cause, withheld_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_WITHHELD = "SELECT decided_by, second_officer, decision, cause FROM withheld WHERE case_id = $1"
_PAPERS = """
UPDATE tasks SET papers = $3, version = version + 1
WHERE application_id = $1 AND case_id = $2 AND state IN ('open', 'claimed')
"""


@dataclass(frozen=True)
class Withheld:
    """A grant that waits. ``decision`` is a sealed Decision, ``cause`` the id of the command it answers."""

    decided_by: str
    second_officer: str
    decision: bytes
    cause: str


async def awaits(connection: asyncpg.Connection, case_id: str) -> bool:
    """Whether the case awaits something."""
    return await connection.fetchval("SELECT late = 'awaited' FROM cases WHERE id = $1", case_id) or False


async def note_awaited(connection: asyncpg.Connection, case_id: str) -> None:
    """Note that the case awaits something, unless that is in already."""
    await connection.execute(_AWAIT, case_id)


async def note_in(connection: asyncpg.Connection, application_id: str, case_id: str) -> bool:
    """Note that all the case awaited is in. False: that was noted before, or there is no such case."""
    return await connection.fetchval(_IN, case_id, application_id) is not None


async def withhold(
    connection: asyncpg.Connection, application_id: str, case_id: str, grant: Withheld, now: datetime
) -> None:
    """Keep a grant that waits."""
    await connection.execute(
        _WITHHOLD,
        case_id,
        application_id,
        grant.decided_by,
        grant.second_officer,
        grant.decision,
        grant.cause,
        now,
    )


async def withheld(connection: asyncpg.Connection, case_id: str) -> Withheld | None:
    """The grant of a case that waits, or waited; None when there is none."""
    record = await connection.fetchrow(_WITHHELD, case_id)
    return Withheld(*record) if record is not None else None


async def replace_papers(connection: asyncpg.Connection, application_id: str, case_id: str, papers: bytes) -> None:
    """Give the case's open tasks other papers; whoever read one before has to read it again."""
    await connection.execute(_PAPERS, application_id, case_id, papers)
