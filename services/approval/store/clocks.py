"""Clocks: intervals that stop them, the one extension, and what orchestration tells of limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from services.approval.domain.clocks import Procedure

_START = """
INSERT INTO special_procedures (id, application_id, case_id, stage, kind, expected_working_days, sealed_reasons,
                                started_by, started_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_OF_CASE = """
SELECT id, case_id, stage, kind, expected_working_days, started_at, ended_at
FROM procedure_intervals WHERE case_id = $1 ORDER BY started_at, id
"""
_CONCERNING = """
SELECT started_at, ended_at FROM procedure_intervals
WHERE application_id = $1 AND ($2 = '' OR case_id = $2)
"""
_END = "INSERT INTO special_procedure_ends (procedure_id, ended_by, ended_at) VALUES ($1, $2, $3)"
_CORRECT = """
INSERT INTO procedure_corrections (procedure_id, number, request_id, kind, started_at, ended_at, corrected_at)
SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6 FROM procedure_corrections WHERE procedure_id = $1
RETURNING number
"""
_EXTEND = """
INSERT INTO extensions (application_id, case_id, working_days, sealed_reasons, approved_by, approved_at)
VALUES ($1, $2, $3, $4, $5, $6)
"""
_EXTENDED = "SELECT EXISTS (SELECT FROM extensions WHERE application_id = $1 AND case_id = $2)"
_LIMIT = "SELECT due_on FROM cases WHERE id = $1"
_HANDLERS = """
WITH concerned AS (SELECT id, second_officer FROM tasks WHERE application_id = $1 AND ($2 = '' OR case_id = $2))
SELECT officer FROM task_holders JOIN concerned ON concerned.id = task_id
UNION SELECT second_officer FROM concerned WHERE second_officer <> ''
"""
_NOTE_DUE = "UPDATE cases SET due_on = $2, due_provisional = $3 WHERE id = $1"
# What is no stage of the item ("@late") has a day of its own, which the case's limit does not move.
_MOVE = """
WITH moved AS (
    UPDATE cases SET due_on = $2, due_provisional = $3, paused = $4 WHERE id = $1 RETURNING id, application_id
)
UPDATE tasks SET
    due_on = coalesce(s.due_on, CASE WHEN starts_with(known.stage, '@') THEN known.due_on ELSE $2 END),
    due_provisional = coalesce(
        s.provisional, CASE WHEN starts_with(known.stage, '@') THEN known.due_provisional ELSE $3 END
    )
FROM moved, tasks AS known LEFT JOIN unnest($5::text[], $6::date[], $7::boolean[]) AS s (stage, due_on, provisional)
            ON s.stage = known.stage
WHERE known.application_id = moved.application_id AND known.case_id = moved.id AND tasks.id = known.id
  AND tasks.state IN ('open', 'claimed')
"""
_MOVE_ACCEPTANCE = """
UPDATE tasks SET due_on = $2, due_provisional = $3
WHERE application_id = $1 AND case_id = '' AND state IN ('open', 'claimed')
"""


@dataclass(frozen=True)
class ProcedureRow:
    """A special procedure; ``ended_at`` None: it is under way."""

    id: str
    case_id: str
    stage: str
    kind: Procedure
    expected_working_days: int
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class StageDue:
    """The limit of a stage under way."""

    stage: str
    due_on: date
    provisional: bool


async def start(
    connection: asyncpg.Connection, application_id: str, row: ProcedureRow, sealed_reasons: bytes, officer: str
) -> None:
    """Begin an interval; ``sealed_reasons`` is a sealed DecisionText."""
    await connection.execute(
        _START,
        row.id,
        application_id,
        row.case_id,
        row.stage,
        row.kind.value,
        row.expected_working_days,
        sealed_reasons,
        officer,
        row.started_at,
    )


async def end(connection: asyncpg.Connection, procedure_id: str, officer: str, now: datetime) -> None:
    """End an interval. The caller knows under the lock that it is open."""
    await connection.execute(_END, procedure_id, officer, now)


async def correct(
    connection: asyncpg.Connection,
    procedure_id: str,
    request_id: str,
    kind: Procedure,
    started_at: datetime,
    ended_at: datetime | None,
    now: datetime,
) -> int:
    """Add a correction of an interval; the end stays as recorded where none is given. Returns its number."""
    return await connection.fetchval(_CORRECT, procedure_id, request_id, kind.value, started_at, ended_at, now)


async def of_case(connection: asyncpg.Connection, case_id: str) -> list[ProcedureRow]:
    """The special procedures of a case, in the order in which they began."""
    rows = [dict(record.items()) for record in await connection.fetch(_OF_CASE, case_id)]
    return [ProcedureRow(**{**row, "kind": Procedure(row["kind"])}) for row in rows]


async def extend(
    connection: asyncpg.Connection,
    application_id: str,
    case_id: str,
    working_days: int,
    sealed_reasons: bytes,
    approver: str,
    now: datetime,
) -> None:
    """Write the one extension; an empty case means the joint limit."""
    await connection.execute(_EXTEND, application_id, case_id, working_days, sealed_reasons, approver, now)


async def is_extended(connection: asyncpg.Connection, application_id: str, case_id: str) -> bool:
    """Whether the limit was extended; an empty case means the joint one."""
    return await connection.fetchval(_EXTENDED, application_id, case_id)


async def concerning(
    connection: asyncpg.Connection, application_id: str, case_id: str
) -> list[tuple[datetime, datetime | None]]:
    """When each special procedure that stops a limit began and ended; an empty case means the joint limit."""
    return [(record[0], record[1]) for record in await connection.fetch(_CONCERNING, application_id, case_id)]


async def limit_of(connection: asyncpg.Connection, case_id: str) -> date | None:
    """The last day of a case's decision limit, as orchestration told it last."""
    return await connection.fetchval(_LIMIT, case_id)


async def handlers_of(connection: asyncpg.Connection, application_id: str, case_id: str) -> frozenset[str]:
    """Pseudonymous ids of the officers who hold or ever held a task of the case, or were on site; no case means of any.

    Also of those who gave it back or whom it was taken from: they have handled it (domain.md, "Clocks").
    """
    return frozenset(record[0] for record in await connection.fetch(_HANDLERS, application_id, case_id))


async def note_due(connection: asyncpg.Connection, case_id: str, due_on: date | None, provisional: bool) -> None:
    """Note the decision limit of a case, as a review was asked for."""
    await connection.execute(_NOTE_DUE, case_id, due_on, provisional)


async def move(
    connection: asyncpg.Connection,
    case_id: str,
    due_on: date,
    provisional: bool,
    paused: bool,
    stages: Sequence[StageDue],
) -> None:
    """Note the limits of a case and of its open tasks; a stage without a limit of its own has the case's."""
    await connection.execute(
        _MOVE,
        case_id,
        due_on,
        provisional,
        paused,
        [each.stage for each in stages],
        [each.due_on for each in stages],
        [each.provisional for each in stages],
    )


async def move_acceptance(connection: asyncpg.Connection, application_id: str, due_on: date, provisional: bool) -> None:
    """Note until when the window has to answer."""
    await connection.execute(_MOVE_ACCEPTANCE, application_id, due_on, provisional)
