"""Follow-ups in the schema `process`: what their workflows have established (engine/store.py has applications)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from onetrip.process.v1.workflow_pb2 import Event, StartFollowUp, Step, StepRecord
from workflows.engine.store import Kept, publish, stood

_BEGIN = """
INSERT INTO follow_ups (application_id, rated, journal, limit_working_days, calendar_version, established_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (application_id) DO NOTHING
"""
# Nothing of a closed follow-up changes, and no step is established twice.
_ESTABLISH = """
WITH follow_up AS (
    UPDATE follow_ups SET journal = $2, calendar_version = $3, established_at = $4::timestamptz,
        closed_at = CASE WHEN $5 THEN $4::timestamptz END, rated = CASE WHEN $5 THEN NULL ELSE rated END
    WHERE application_id = $1 AND closed_at IS NULL
      AND NOT EXISTS (SELECT FROM follow_up_steps WHERE application_id = $1 AND step_id = $6::text)
    RETURNING application_id
), forgotten AS (
    DELETE FROM heard USING follow_up WHERE $5 AND heard.application_id = follow_up.application_id
)
INSERT INTO follow_up_steps (application_id, step_id, established_at, detail)
SELECT application_id, $6::text, $4::timestamptz, $7::text FROM follow_up RETURNING step_id
"""
# Once over, nothing is kept: a late event is told to nobody.
_HEAR = """
INSERT INTO heard (application_id, event_id, event)
SELECT $1, $2, $3 WHERE EXISTS (SELECT FROM follow_ups WHERE application_id = $1 AND closed_at IS NULL)
ON CONFLICT DO NOTHING
"""
_HEARD = "SELECT event FROM heard WHERE application_id = $1 AND event_id <> ALL ($2::text[])"
_FIND = """
SELECT follow_ups.closed_at, steps.step_id, steps.established_at, steps.detail
FROM follow_ups LEFT JOIN follow_up_steps steps ON steps.application_id = follow_ups.application_id AND step_id = $2
WHERE follow_ups.application_id = $1
"""
_OPEN = """
SELECT rated, journal, limit_working_days, calendar_version FROM follow_ups
WHERE application_id = $1 AND closed_at IS NULL
"""


async def begin(connection: Any, start: StartFollowUp, calendar_version: str, time: datetime) -> None:
    """Writes a follow-up, in the caller's transaction; one that is known stays as it is."""
    rated = start.rated
    fields = rated.application_id, rated.SerializeToString(), b"", start.limit_working_days, calendar_version, time
    await connection.execute(_BEGIN, *fields)


async def establish(connection: Any, step: Step) -> StepRecord | None:
    """Writes a step with its messages, in the caller's transaction.

    Returns the step as it stood before, and None when this one stands now. Raises Unavailable for a follow-up whose
    start has not been committed yet.
    """
    fresh = await connection.fetchval(
        _ESTABLISH,
        step.application_id,
        None if step.closes else step.journal.SerializeToString(),
        step.calendar_version,
        step.record.time.ToDatetime(UTC),
        step.closes,
        step.record.id,
        step.record.detail,
    )
    if fresh is None:
        return await stood(connection, _FIND, step)
    await publish(connection, step)
    return None


async def hear(connection: Any, application_id: str, event: Event) -> None:
    """Keeps what a workflow is told, in the caller's transaction, until the follow-up is over."""
    await connection.execute(_HEAR, application_id, event.id, event.SerializeToString())


async def open_follow_ups(connection: Any) -> list[str]:
    """The applications whose follow-ups have to run."""
    rows = await connection.fetch(
        "SELECT application_id FROM follow_ups WHERE closed_at IS NULL ORDER BY established_at"
    )
    return [row["application_id"] for row in rows]


async def kept(connection: Any, application_id: str) -> Kept | None:
    """What an open follow-up's workflow can be rebuilt from; None for one that is not open.

    To the journal of the last step comes what was heard since.
    """
    row = await connection.fetchrow(_OPEN, application_id)
    if row is None:
        return None
    start = StartFollowUp(limit_working_days=row["limit_working_days"])
    start.rated.ParseFromString(row["rated"])
    start.journal.ParseFromString(row["journal"])
    seen = [event.id for event in start.journal.events]
    heard = await connection.fetch(_HEARD, application_id, seen)
    start.journal.events.extend(Event.FromString(each["event"]) for each in heard)
    return Kept(start, row["calendar_version"])
