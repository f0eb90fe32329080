"""Officers' tasks and the ledger of supplement notices."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from onetrip.approval.v1.review_service_pb2 import Task
from services.approval.domain.supplements import Notice
from services.approval.domain.tasks import TaskKind, TaskState

_COLUMNS = """tasks.id, tasks.application_id, case_id, stage, round, kind, tasks.department, state, claimed_by, version,
              tasks.due_on, tasks.due_provisional, face, cause, created_at,
              coalesce(CASE WHEN tasks.case_id <> '' THEN (
                  SELECT max(lights.light) FROM lights
                  WHERE lights.case_id = tasks.case_id AND lights.stage IN ('', tasks.stage)
              ) ELSE (
                  SELECT max(lights.light) FROM lights
                  WHERE lights.application_id = tasks.application_id AND lights.stage = '@acceptance'
                    AND NOT EXISTS (SELECT FROM supplements WHERE supplements.application_id = tasks.application_id
                                    AND asked_at > lights.changed_at)
              ) END, 1) AS light,
              coalesce(cases.paused, false) AS paused, cases.due_on AS case_due_on,
              coalesce(cases.due_provisional, false) AS case_due_provisional,
              (SELECT count(*) FROM possible_duplicates p WHERE p.application_id = tasks.application_id
                 AND NOT EXISTS (SELECT FROM duplicate_judgements j WHERE j.application_id = p.application_id
                                 AND j.other_id = p.other_id)) AS duplicates_to_judge"""
# An acceptance is of no case.
_FROM = "tasks LEFT JOIN cases ON cases.id = tasks.case_id"

# A case that has ended gets no task but one about its grant; a stage that has an open one gets no second.
_OPEN = """
INSERT INTO tasks (id, application_id, case_id, stage, round, kind, department, state, due_on, due_provisional,
                   face, papers, sealed_facts, cause, created_at)
SELECT $1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10, $11, $12, $13, $14
WHERE $15 = EXISTS (SELECT FROM outcomes WHERE case_id = $3) ON CONFLICT DO NOTHING RETURNING id
"""
_LIST = f"""
SELECT {_COLUMNS} FROM {_FROM}
WHERE tasks.department = $1 AND state IN ('open', 'claimed') AND ($2 = '' OR tasks.application_id = $2)
  AND (coalesce(tasks.due_on, 'infinity'), tasks.id) > ($3, $4)
ORDER BY coalesce(tasks.due_on, 'infinity'), tasks.id LIMIT $5
"""
_UNDER_WAY = f"""
SELECT {_COLUMNS} FROM {_FROM} WHERE tasks.application_id = ANY ($1::text[]) AND state IN ('open', 'claimed')
ORDER BY tasks.application_id, created_at, tasks.id
"""
_STAGES_DONE = """
SELECT stage FROM tasks WHERE application_id = $1 AND case_id = $2 AND state = 'done'
"""
_FINISH = """
UPDATE tasks SET state = $2, finished_at = $3, version = version + 1, decided_by = $4, second_officer = $5,
                 reasons = $6
WHERE id = $1
"""
_HOLD = "UPDATE tasks SET state = $2, claimed_by = $3, version = version + 1 WHERE id = $1"
_MOVE = "UPDATE tasks SET due_on = $2, due_provisional = $3 WHERE id = $1 AND state <> 'done'"
_FACTS_OF_CASE = "SELECT sealed_facts FROM tasks WHERE case_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1"
_LATEST_OF_CASE = "SELECT papers, sealed_facts FROM tasks WHERE case_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1"
_RENEW = "UPDATE tasks SET face = $2, sealed_facts = $3, papers = $4, version = version + 1 WHERE id = $1"
_NOTICES_IN_FULL = """
SELECT number, department, sealed_new_fact, asked_at, crossed_at
FROM supplements WHERE application_id = $1
UNION ALL
SELECT (SELECT count(*) + 1 FROM supplements WHERE application_id = $1), department, '', asked_at, NULL
FROM later_supplements WHERE application_id = $1
ORDER BY number
"""
_NOTICE_COUNTS = """
SELECT application_id, count(*) FROM (
    SELECT application_id FROM supplements WHERE application_id = ANY ($1::text[]) AND crossed_at IS NULL
    UNION ALL SELECT application_id FROM later_supplements WHERE application_id = ANY ($1::text[])
) AS asked GROUP BY application_id
"""
_NOTICES = """
SELECT number, department, cause FROM supplements WHERE application_id = $1 AND crossed_at IS NULL ORDER BY number
"""
_CROSS = """
UPDATE supplements SET crossed_at = $3 WHERE application_id = $1 AND number > $2 AND crossed_at IS NULL
RETURNING number, department, cause
"""
_CROSSED = "SELECT crossed_at FROM supplements WHERE application_id = $1 AND cause = $2"
_NOTE = """
INSERT INTO supplements (application_id, number, department, sealed_new_fact, missing, cause, asked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


@dataclass(frozen=True)
class NoticeSent:
    """A supplement notice of the ledger. ``cause``: the command it answered; ``department``: empty for verification."""

    number: int
    department: str
    cause: str


@dataclass(frozen=True)
class NoticeRecord:
    """The same with what allowed it: ``sealed_new_fact`` is a sealed DecisionText, empty for the first.

    ``crossed_at``: when it was found to have crossed acceptance by silence; None: it went out.
    """

    number: int
    department: str
    sealed_new_fact: bytes
    asked_at: datetime
    crossed_at: datetime | None


@dataclass(frozen=True)
class TaskRow:
    """A task without personal data; ``face`` is a serialised Task. ``cause``: the command that opened it.

    ``light``: the worse of the stage's own and the case's, of the window's task that of the days to answer; 3 is red.
    """

    id: str
    application_id: str
    case_id: str
    stage: str
    round: int
    kind: TaskKind
    department: str
    state: TaskState
    claimed_by: str
    version: int
    due_on: date | None
    due_provisional: bool
    face: bytes
    cause: str
    created_at: datetime
    light: int
    paused: bool
    case_due_on: date | None
    case_due_provisional: bool
    duplicates_to_judge: int


@dataclass(frozen=True)
class NewTask:
    """A task to open. ``papers`` is a serialised Task that holds only the materials, ``facts`` a sealed FactSet."""

    id: str
    application_id: str
    case_id: str
    stage: str
    round: int
    kind: TaskKind
    department: str
    due_on: date | None
    due_provisional: bool
    face: bytes
    papers: bytes
    facts: bytes
    cause: str


def _row(record: asyncpg.Record) -> TaskRow:
    fields = dict(record.items())
    fields["kind"], fields["state"] = TaskKind(fields["kind"]), TaskState(fields["state"])
    return TaskRow(**fields)


async def open_task(connection: asyncpg.Connection, task: NewTask, now: datetime, *, decided: bool = False) -> bool:
    """Open a task; one about a case that is `decided` only then. False: its case has ended, or it was asked for."""
    new = await connection.fetchval(
        _OPEN,
        task.id,
        task.application_id,
        task.case_id,
        task.stage,
        task.round,
        task.kind.value,
        task.department,
        task.due_on,
        task.due_provisional,
        task.face,
        task.papers,
        task.facts,
        task.cause,
        now,
        decided,
    )
    return new is not None


async def move(connection: asyncpg.Connection, task_id: str, due_on: date | None, provisional: bool) -> None:
    """Another due date of a task that is not done."""
    await connection.execute(_MOVE, task_id, due_on, provisional)


async def get(connection: asyncpg.Connection, task_id: str) -> TaskRow | None:
    """One task. For writing, lock its application first."""
    record = await connection.fetchrow(f"SELECT {_COLUMNS} FROM {_FROM} WHERE tasks.id = $1", task_id)
    return _row(record) if record is not None else None


async def find(
    connection: asyncpg.Connection, application_id: str, case_id: str, stage: str, round_: int
) -> TaskRow | None:
    """The task of one request, whatever became of it."""
    record = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM {_FROM}"
        " WHERE tasks.application_id = $1 AND case_id = $2 AND stage = $3 AND round = $4",
        application_id,
        case_id,
        stage,
        round_,
    )
    return _row(record) if record is not None else None


async def contents(connection: asyncpg.Connection, task_id: str) -> tuple[bytes, bytes]:
    """The papers (a Task with only materials) and the sealed facts of a task."""
    record = await connection.fetchrow("SELECT papers, sealed_facts FROM tasks WHERE id = $1", task_id)
    return (record[0], record[1]) if record is not None else (b"", b"")


async def latest_of_case(connection: asyncpg.Connection, case_id: str) -> tuple[Task, bytes] | None:
    """The papers (a Task with only materials) and the sealed facts of a case's latest task; None: it never had one."""
    record = await connection.fetchrow(_LATEST_OF_CASE, case_id)
    return (Task.FromString(record[0]), record[1]) if record is not None else None


async def facts_of_case(connection: asyncpg.Connection, case_id: str) -> bytes:
    """The sealed facts of a case's latest task; empty when it never had one."""
    return await connection.fetchval(_FACTS_OF_CASE, case_id) or b""


async def of_department(
    connection: asyncpg.Connection, department: str, application_id: str, after: tuple[date, str], limit: int
) -> list[TaskRow]:
    """Open tasks of a department, the earliest due first, after a position; no due date comes last."""
    return [_row(record) for record in await connection.fetch(_LIST, department, application_id, *after, limit)]


async def under_way(connection: asyncpg.Connection, application_ids: Collection[str]) -> list[TaskRow]:
    """The tasks of these applications that are being worked on."""
    return [_row(record) for record in await connection.fetch(_UNDER_WAY, list(application_ids))]


async def stages_done(connection: asyncpg.Connection, application_id: str, case_id: str) -> Sequence[str]:
    """The stages of a case that are passed."""
    return [record[0] for record in await connection.fetch(_STAGES_DONE, application_id, case_id)]


async def hold(connection: asyncpg.Connection, task_id: str, officer: str) -> None:
    """Have an officer hold the task; an empty one gives it back to the department."""
    state = TaskState.CLAIMED if officer else TaskState.OPEN
    await connection.execute(_HOLD, task_id, state.value, officer)


async def renew(connection: asyncpg.Connection, task_id: str, face: bytes, sealed_facts: bytes, papers: bytes) -> None:
    """Give a task newer findings, facts and documents; who holds it sees that it changed."""
    await connection.execute(_RENEW, task_id, face, sealed_facts, papers)


async def finish(
    connection: asyncpg.Connection,
    task_id: str,
    state: TaskState,
    now: datetime,
    *,
    officer: str,
    second_officer: str = "",
    reasons: bytes | None = None,
) -> None:
    """Close a task as done or ended; ``reasons`` is a sealed DecisionText."""
    await connection.execute(_FINISH, task_id, state.value, now, officer, second_officer, reasons)


async def notices_sent(connection: asyncpg.Connection, application_id: str) -> list[NoticeSent]:
    """The supplement notices that count, in order: not those that crossed acceptance by silence."""
    return [NoticeSent(*record) for record in await connection.fetch(_NOTICES, application_id)]


async def cross_notices(
    connection: asyncpg.Connection, application_id: str, notices_sent: int, now: datetime
) -> list[NoticeSent]:
    """Note that the notices beyond those that were sent crossed acceptance by silence; return those noted now."""
    rows = await connection.fetch(_CROSS, application_id, notices_sent, now)
    return [NoticeSent(*record) for record in rows]


async def crossed_at(connection: asyncpg.Connection, row: TaskRow) -> datetime | None:
    """When the notice that a task asked for was found to have crossed acceptance by silence; None: none has."""
    return await connection.fetchval(_CROSSED, row.application_id, row.cause)


async def notices_in_full(connection: asyncpg.Connection, application_id: str) -> list[NoticeRecord]:
    """The ledger of an application's supplement notices, in order."""
    return [NoticeRecord(*record) for record in await connection.fetch(_NOTICES_IN_FULL, application_id)]


async def notice_counts(connection: asyncpg.Connection, application_ids: Collection[str]) -> Mapping[str, int]:
    """How many notices went out for each of these applications; those without one are left out."""
    return {record[0]: record[1] for record in await connection.fetch(_NOTICE_COUNTS, list(application_ids))}


async def note_notice(
    connection: asyncpg.Connection,
    application_id: str,
    notice: Notice,
    missing: bytes,
    cause: str,
    now: datetime,
    sealed_new_fact: bytes = b"",
) -> None:
    """Write a notice to the ledger; ``missing`` is a serialised SupplementAsked, the new fact a sealed DecisionText."""
    await connection.execute(
        _NOTE, application_id, notice.number, notice.department, sealed_new_fact, missing, cause, now
    )
