"""Checks of commitments in the schema `process`: what their workflows established (applications: engine/store.py)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from onetrip.process.v1.workflow_pb2 import Event, StartCommitmentCheck, Step, StepRecord
from workflows.engine.store import Kept, publish, stood

_BEGIN = """
INSERT INTO commitment_checks (case_id, application_id, decided, journal, statement_working_days,
                               revocation_working_days, calendar_version, established_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (case_id) DO NOTHING
"""
# Nothing of a closed check changes, and no step is established twice.
_ESTABLISH = """
WITH this AS (
    UPDATE commitment_checks SET journal = $2, calendar_version = $3, established_at = $4::timestamptz,
        closed_at = CASE WHEN $5 THEN $4::timestamptz END, decided = CASE WHEN $5 THEN NULL ELSE decided END
    WHERE case_id = $1 AND closed_at IS NULL
      AND NOT EXISTS (SELECT FROM commitment_check_steps WHERE case_id = $1 AND step_id = $6::text)
    RETURNING case_id
), forgotten AS (
    DELETE FROM heard USING this WHERE $5 AND heard.application_id = this.case_id
)
INSERT INTO commitment_check_steps (case_id, step_id, established_at, detail)
SELECT case_id, $6::text, $4::timestamptz, $7::text FROM this RETURNING step_id
"""
# Once over, nothing is kept: a late event is told to nobody.
_HEAR = """
INSERT INTO heard (application_id, event_id, event)
SELECT $1, $2, $3 WHERE EXISTS (SELECT FROM commitment_checks WHERE case_id = $1 AND closed_at IS NULL)
ON CONFLICT DO NOTHING
"""
_HEARD = "SELECT event FROM heard WHERE application_id = $1 AND event_id <> ALL ($2::text[])"
_FIND = """
SELECT checks.closed_at, steps.step_id, steps.established_at, steps.detail
FROM commitment_checks checks LEFT JOIN commitment_check_steps steps
     ON steps.case_id = checks.case_id AND steps.step_id = $2
WHERE checks.case_id = $1
"""
_OPEN = """
SELECT decided, journal, statement_working_days, revocation_working_days, calendar_version FROM commitment_checks
WHERE case_id = $1 AND closed_at IS NULL
"""


async def begin(connection: Any, start: StartCommitmentCheck, calendar_version: str, time: datetime) -> None:
    """Writes a check, in the caller's transaction; one that is known stays as it is."""
    decided = start.decided
    await connection.execute(
        _BEGIN,
        decided.case_id,
        decided.application_id,
        decided.SerializeToString(),
        b"",
        start.statement_working_days,
        start.revocation_working_days,
        calendar_version,
        time,
    )


async def establish(connection: Any, step: Step) -> StepRecord | None:
    """Writes a step with its messages, in the caller's transaction.

    Returns the step as it stood before, and None when this one stands now. Raises Unavailable for a check whose start
    has not been committed yet.
    """
    fresh = await connection.fetchval(
        _ESTABLISH,
        step.case_id,
        None if step.closes else step.journal.SerializeToString(),
        step.calendar_version,
        step.record.time.ToDatetime(UTC),
        step.closes,
        step.record.id,
        step.record.detail,
    )
    if fresh is None:
        return await stood(connection, _FIND, step, step.case_id)
    await publish(connection, step)
    return None


async def hear(connection: Any, case_id: str, event: Event) -> None:
    """Keeps what a workflow is told, in the caller's transaction, until the check is over."""
    await connection.execute(_HEAR, case_id, event.id, event.SerializeToString())


async def open_checks(connection: Any) -> list[str]:
    """The cases whose checks have to run."""
    rows = await connection.fetch(
        "SELECT case_id FROM commitment_checks WHERE closed_at IS NULL ORDER BY established_at"
    )
    return [row["case_id"] for row in rows]


async def kept(connection: Any, case_id: str) -> Kept | None:
    """What an open check's workflow can be rebuilt from; None for one that is not open.

    To the journal of the last step comes what was heard since.
    """
    row = await connection.fetchrow(_OPEN, case_id)
    if row is None:
        return None
    start = StartCommitmentCheck(
        statement_working_days=row["statement_working_days"], revocation_working_days=row["revocation_working_days"]
    )
    start.decided.ParseFromString(row["decided"])
    start.journal.ParseFromString(row["journal"])
    seen = [event.id for event in start.journal.events]
    heard = await connection.fetch(_HEARD, case_id, seen)
    start.journal.events.extend(Event.FromString(each["event"]) for each in heard)
    return Kept(start, row["calendar_version"])
