"""Assignments in the schema `process`: what is given to departments, and what their workflows have established."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from onetrip.process.v1.workflow_pb2 import AssignmentStep, StartAssignment, Step
from runtime.errors import Unavailable
from workflows.engine.store import Kept, publish

_BEGIN = """
INSERT INTO assignments (id, assignment, calendar_version, established_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO NOTHING
"""
# Nothing of one that is done changes, and no step is established twice.
_ESTABLISH = """
WITH assignment AS (
    UPDATE assignments SET calendar_version = $5
    WHERE id = $1 AND closed_at IS NULL
      AND NOT EXISTS (SELECT FROM assignment_steps WHERE assignment_id = $1 AND step_id = $2::text)
    RETURNING id
)
INSERT INTO assignment_steps (assignment_id, step_id, established_at, detail)
SELECT id, $2::text, $3, $4 FROM assignment RETURNING step_id
"""


async def begin(connection: Any, start: StartAssignment, calendar_version: str, time: datetime) -> None:
    """Writes an assignment, in the caller's transaction; one that is known stays as it is."""
    await connection.execute(_BEGIN, start.assignment.id, start.assignment.SerializeToString(), calendar_version, time)


async def close(connection: Any, assignment_id: str, time: datetime) -> None:
    """Writes that it is done, in the caller's transaction."""
    await connection.execute(
        "UPDATE assignments SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL", assignment_id, time
    )


async def establish(connection: Any, step: AssignmentStep) -> None:
    """Writes a step with what it says, in the caller's transaction; of one that is done nothing is written.

    Raises Unavailable for an assignment whose start has not been committed yet.
    """
    time = step.record.time.ToDatetime(UTC)
    fields = step.assignment_id, step.record.id, time, step.record.detail, step.calendar_version
    if await connection.fetchval(_ESTABLISH, *fields) is not None:
        messages = [step.message] if step.HasField("message") else []
        await publish(connection, Step(application_id=step.application_id, record=step.record, messages=messages))
    elif await connection.fetchval("SELECT TRUE FROM assignments WHERE id = $1", step.assignment_id) is None:
        raise Unavailable("the start has not been committed yet")


async def open_assignments(connection: Any) -> list[str]:
    """The assignments whose workflows have to run."""
    rows = await connection.fetch("SELECT id FROM assignments WHERE closed_at IS NULL ORDER BY established_at")
    return [row["id"] for row in rows]


async def kept(connection: Any, assignment_id: str) -> Kept | None:
    """What an open assignment's workflow can be rebuilt from; None for one that is not open."""
    row = await connection.fetchrow(
        "SELECT assignment, calendar_version FROM assignments WHERE id = $1 AND closed_at IS NULL", assignment_id
    )
    if row is None:
        return None
    steps = await connection.fetch("SELECT step_id FROM assignment_steps WHERE assignment_id = $1", assignment_id)
    start = StartAssignment(steps_done=[each["step_id"] for each in steps])
    start.assignment.ParseFromString(row["assignment"])
    return Kept(start, row["calendar_version"])
