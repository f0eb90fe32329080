"""Checks of commitments in the schema `process`: what their workflows have established (store.py has applications)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from onetrip.approval.v1.events_pb2 import CaseDecided
from onetrip.process.v1.workflow_pb2 import Event, Journal, StartCommitmentCheck, Step, StepRecord
from workflows.store import publish, stood

_BEGIN = """
INSERT INTO commitment_checks (case_id, application_id, decided, journal, statement_working_days,
                               revocation_working_days, calendar_version, established_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (case_id) DO NOTHING RETURNING case_id
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


class StoredCheck(NamedTuple):
    """What an open check's workflow can be rebuilt from."""

    decided: CaseDecided
    journal: Journal
    statement_working_days: int
    revocation_working_days: int
    calendar_version: str


async def begin(connection: Any, start: StartCommitmentCheck, time: datetime) -> Journal | None:
    """Writes a check, in the caller's transaction; one that is known stays as it is.

    Returns the journal to start its workflow with; None for one that is over.
    """
    decided = start.decided
    fresh = await connection.fetchval(
        _BEGIN,
        decided.case_id,
        decided.application_id,
        decided.SerializeToString(),
        b"",
        start.statement_working_days,
        start.revocation_working_days,
        start.calendar.version,
        time,
    )
    if fresh is not None:
        return Journal()
    stored = await stored_check(connection, decided.case_id)
    return stored.journal if stored else None


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


async def stored_check(connection: Any, case_id: str) -> StoredCheck | None:
    """What an open check's workflow can be rebuilt from; None for one that is not open.

    To the journal of the last step comes what was heard since.
    """
    row = await connection.fetchrow(_OPEN, case_id)
    if row is None:
        return None
    decided, journal = CaseDecided.FromString(row["decided"]), Journal.FromString(row["journal"])
    seen = [event.id for event in journal.events]
    heard = await connection.fetch(_HEARD, case_id, seen)
    journal.events.extend(Event.FromString(each["event"]) for each in heard)
    return StoredCheck(
        decided, journal, row["statement_working_days"], row["revocation_working_days"], row["calendar_version"]
    )
