"""Checks of commitments in the schema `process`: what their workflows established (applications: engine/store.py)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from onetrip.process.v1.workflow_pb2 import Event, StartCommitmentCheck, Step, StepRecord
from workflows.beside.journaled import Journaled
from workflows.engine.store import Kept

_BEGIN = """
INSERT INTO commitment_checks (case_id, application_id, decided, journal, statement_working_days,
                               revocation_working_days, calendar_version, established_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (case_id) DO NOTHING
"""
_CHECKS = Journaled(table="commitment_checks", steps="commitment_check_steps", key="case_id", begun="decided")


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
    """As `Journaled.establish`: of the case's check."""
    return await _CHECKS.establish(connection, step, step.case_id)


async def hear(connection: Any, case_id: str, event: Event) -> None:
    """As `Journaled.hear`."""
    await _CHECKS.hear(connection, case_id, event)


async def open_checks(connection: Any) -> list[str]:
    """The cases whose checks have to run."""
    return await _CHECKS.open(connection)


async def kept(connection: Any, case_id: str) -> Kept | None:
    """What an open check's workflow can be rebuilt from; None for one that is not open."""
    return await _CHECKS.kept(connection, case_id, _started)


def _started(row: Any) -> StartCommitmentCheck:
    start = StartCommitmentCheck(
        statement_working_days=row["statement_working_days"], revocation_working_days=row["revocation_working_days"]
    )
    start.decided.ParseFromString(row["decided"])
    return start
