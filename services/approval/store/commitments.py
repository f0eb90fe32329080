"""What became of commitments after the grant: findings, statements, marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from services.approval.domain.commitments import Standing

_FIND = """
INSERT INTO commitment_findings (case_id, number, application_id, kept, reasons, found_by, found_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_STANDING = """
SELECT found.found_by,
       EXISTS (SELECT FROM commitment_findings later
               WHERE later.case_id = found.case_id AND later.number = 2) AS upheld,
       EXISTS (SELECT FROM amendments JOIN outcomes ON outcomes.decision_id = amendments.decision_id
               WHERE outcomes.case_id = found.case_id AND amendments.kind = 'revocation') AS revoked,
       CASE WHEN NOT term.due_provisional OR EXISTS (
           SELECT FROM tasks WHERE tasks.case_id = found.case_id AND tasks.kind = 'revocation') THEN term.due_on
       END AS heard_until,
       EXISTS (SELECT FROM statements WHERE statements.case_id = found.case_id AND hearing)
       AND NOT EXISTS (SELECT FROM revocation_hearing_records held WHERE held.case_id = found.case_id) AS hearing_open,
       EXISTS (SELECT FROM statement_waivers given WHERE given.case_id = found.case_id) AS waived,
       found.found_at
FROM commitment_findings found LEFT JOIN statement_terms term ON term.case_id = found.case_id
WHERE found.case_id = $1 AND found.number = 1 AND NOT found.kept
"""
_OF_APPLICATION = """
SELECT found.case_id, found.kept, found.reasons, found.found_at, term.due_on, coalesce(term.due_provisional, false),
       ARRAY(SELECT content FROM statements WHERE statements.case_id = found.case_id ORDER BY statements.number)
FROM commitment_findings found LEFT JOIN statement_terms term ON term.case_id = found.case_id
WHERE found.application_id = $1 ORDER BY found.case_id, found.number
"""
_TERM = """
INSERT INTO statement_terms (case_id, due_on, due_provisional) VALUES ($1, $2, $3)
ON CONFLICT (case_id) DO UPDATE SET due_on = excluded.due_on, due_provisional = excluded.due_provisional
"""
_STATE = """
INSERT INTO statements (case_id, number, application_id, content, hearing, made_by, made_at)
SELECT $1, (SELECT count(*) + 1 FROM statements WHERE case_id = $1), $2, $3, $4, $5, $6
"""
_WAIVE = "INSERT INTO statement_waivers (case_id, application_id, waived_by, waived_at) VALUES ($1, $2, $3, $4)"
_MARK = """
INSERT INTO marks (case_id, application_id, applicant_id, until_on, marked_at) VALUES ($1, $2, $3, $4, $5)
"""
_END_TASKS = """
UPDATE tasks SET state = 'ended', finished_at = $3, version = version + 1
WHERE application_id = $1 AND case_id = $2 AND kind IN ('commitment-check', 'revocation')
  AND state IN ('open', 'claimed')
"""


@dataclass(frozen=True)
class Found:
    """What was found of a case, the latest word. ``reasons`` is a sealed DecisionText, ``statements`` are sealed."""

    kept: bool
    reasons: bytes
    found_at: datetime
    due_on: date | None
    due_provisional: bool
    statements: Sequence[bytes]


async def find(
    connection: asyncpg.Connection,
    application_id: str,
    case_id: str,
    number: int,
    *,
    kept: bool,
    reasons: bytes,
    found_by: str,
    now: datetime,
) -> None:
    """Write a finding, under the application's lock."""
    await connection.execute(_FIND, case_id, number, application_id, kept, reasons, found_by, now)


async def standing(connection: asyncpg.Connection, case_id: str) -> Standing | None:
    """Where a case stands whose commitment was found false; None for every other."""
    record = await connection.fetchrow(_STANDING, case_id)
    return Standing(*record) if record is not None else None


async def of_application(connection: asyncpg.Connection, application_id: str) -> Mapping[str, Found]:
    """What was found of an application's cases: the latest word of each."""
    rows = await connection.fetch(_OF_APPLICATION, application_id)
    return {record[0]: Found(*record[1:]) for record in rows}


async def note_term(connection: asyncpg.Connection, case_id: str, due_on: date, provisional: bool) -> None:
    """Note until when the applicant may be heard."""
    await connection.execute(_TERM, case_id, due_on, provisional)


async def statements_count(connection: asyncpg.Connection, case_id: str) -> int:
    """How many statements were made."""
    return await connection.fetchval("SELECT count(*) FROM statements WHERE case_id = $1", case_id)


async def state(
    connection: asyncpg.Connection,
    application_id: str,
    case_id: str,
    content: bytes,
    made_by: str,
    now: datetime,
    *,
    hearing: bool,
) -> None:
    """Write a statement, under the application's lock. ``hearing``: whether it asks for one."""
    await connection.execute(_STATE, case_id, application_id, content, hearing, made_by, now)


async def waive(connection: asyncpg.Connection, application_id: str, case_id: str, by: str, now: datetime) -> None:
    """Write that the applicant's side gave up being heard. The caller knows under the lock that it is the first."""
    await connection.execute(_WAIVE, case_id, application_id, by, now)


async def mark(
    connection: asyncpg.Connection, application_id: str, case_id: str, applicant_id: str, until: date, now: datetime
) -> None:
    """Write a mark."""
    await connection.execute(_MARK, case_id, application_id, applicant_id, until, now)


async def end_tasks(connection: asyncpg.Connection, application_id: str, case_id: str, now: datetime) -> None:
    """End what officers and approvers still had to do about the case's commitment."""
    await connection.execute(_END_TASKS, application_id, case_id, now)
