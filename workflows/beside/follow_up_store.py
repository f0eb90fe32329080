"""Follow-ups in the schema `process`: what their workflows have established (engine/store.py has applications)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from onetrip.process.v1.workflow_pb2 import Event, StartFollowUp, Step, StepRecord
from workflows.beside.journaled import Journaled
from workflows.engine.store import Kept

_BEGIN = """
INSERT INTO follow_ups (application_id, rated, journal, limit_working_days, calendar_version, established_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (application_id) DO NOTHING
"""
_FOLLOW_UPS = Journaled(table="follow_ups", steps="follow_up_steps", key="application_id", begun="rated")


async def begin(connection: Any, start: StartFollowUp, calendar_version: str, time: datetime) -> None:
    """Writes a follow-up, in the caller's transaction; one that is known stays as it is."""
    rated = start.rated
    fields = rated.application_id, rated.SerializeToString(), b"", start.limit_working_days, calendar_version, time
    await connection.execute(_BEGIN, *fields)


async def establish(connection: Any, step: Step) -> StepRecord | None:
    """As `Journaled.establish`: of the application's follow-up."""
    return await _FOLLOW_UPS.establish(connection, step, step.application_id)


async def hear(connection: Any, application_id: str, event: Event) -> None:
    """As `Journaled.hear`."""
    await _FOLLOW_UPS.hear(connection, application_id, event)


async def open_follow_ups(connection: Any) -> list[str]:
    """The applications whose follow-ups have to run."""
    return await _FOLLOW_UPS.open(connection)


async def kept(connection: Any, application_id: str) -> Kept | None:
    """What an open follow-up's workflow can be rebuilt from; None for one that is not open."""
    return await _FOLLOW_UPS.kept(connection, application_id, _started)


def _started(row: Any) -> StartFollowUp:
    start = StartFollowUp(limit_working_days=row["limit_working_days"])
    start.rated.ParseFromString(row["rated"])
    return start
