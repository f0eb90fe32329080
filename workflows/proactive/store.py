"""Proactive runs (免申即享) in the schema `process`: how far each has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from onetrip.process.v1 import workflow_pb2 as pb
from workflows.engine.store import publish
from workflows.proactive.rules import ANOTHER_RUN

_BEGIN = """
INSERT INTO proactive_runs
    (run_id, item_code, dry_run, started_by, start, progress, state, begun_at, changed_at, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7::smallint, $8::timestamptz, $8::timestamptz,
        CASE WHEN $7::smallint <> $9::smallint THEN $8::timestamptz END)
ON CONFLICT (run_id) DO UPDATE SET state = $7::smallint, changed_at = $8::timestamptz, ended_at = NULL
WHERE proactive_runs.state = ANY ($10::smallint[])
"""
_STEP = """
UPDATE proactive_runs
SET progress = $2, state = $3::smallint, changed_at = $4::timestamptz, start = coalesce($5, start),
    ended_at = CASE WHEN $3::smallint <> $6::smallint THEN $4::timestamptz END
WHERE run_id = $1
"""
_READ = "SELECT start, progress, state FROM proactive_runs WHERE run_id = $1"
_LIST = """
SELECT run_id, item_code, dry_run, started_by, progress, state, begun_at, changed_at, ended_at FROM proactive_runs
WHERE $1::text = '' OR run_id = $1::text OR item_code = $1::text ORDER BY begun_at DESC LIMIT $2
"""
RUNNING = pb.PROACTIVE_STATE_RUNNING
STOPPED = pb.PROACTIVE_STATE_STOPPED
REFUSED = pb.PROACTIVE_STATE_REFUSED


@dataclass(frozen=True)
class Run:
    """A run as an operator sees it."""

    run_id: str
    item_code: str
    dry_run: bool
    started_by: str
    progress: pb.ProactiveProgress
    begun_at: datetime
    changed_at: datetime
    ended_at: datetime | None


async def establish(connection: Any, step: pb.ProactiveStep, now: datetime) -> pb.StartProactiveRun:
    """Writes how far a run is, with its command, in the caller's transaction. Returns what it goes on with.

    The first step takes up what is known of the run; one of an item of which another is under way is refused.
    """
    if step.HasField("start"):
        return await _begin(connection, step, now)
    start = None
    if step.HasField("definition"):
        start = (await _stands(connection, step.run_id)).start
        start.definition.CopyFrom(step.definition)
    progress = step.progress
    raw = start.SerializeToString() if start else None
    await connection.execute(_STEP, step.run_id, progress.SerializeToString(), progress.state, now, raw, RUNNING)
    await publish(connection, _messages(step, now))
    return pb.StartProactiveRun()


async def open_runs(connection: Any) -> list[str]:
    """The runs whose workflows have to run."""
    rows = await connection.fetch("SELECT run_id FROM proactive_runs WHERE ended_at IS NULL ORDER BY begun_at")
    return [row["run_id"] for row in rows]


async def stored_run(connection: Any, run_id: str) -> pb.StartProactiveRun | None:
    """What a run goes on with; None for one that is not known, or has nothing left to do."""
    known = await _known(connection, run_id)
    return known.start if known and known.start.progress.state in (RUNNING, STOPPED) else None


async def runs(connection: Any, which: str = "", limit: int = 20) -> Sequence[Run]:
    """The latest runs, of an item or of one id when one is named, the latest first."""
    return [
        Run(
            row["run_id"],
            row["item_code"],
            row["dry_run"],
            row["started_by"],
            pb.ProactiveProgress.FromString(row["progress"]),
            row["begun_at"],
            row["changed_at"],
            row["ended_at"],
        )
        for row in await connection.fetch(_LIST, which, limit)
    ]


@dataclass(frozen=True)
class _Known:
    start: pb.StartProactiveRun


async def _begin(connection: Any, step: pb.ProactiveStep, now: datetime) -> pb.StartProactiveRun:
    try:
        async with connection.transaction():
            await _insert(connection, step, step.progress, now)
    except asyncpg.UniqueViolationError:
        refused = pb.ProactiveProgress(state=REFUSED, reason=ANOTHER_RUN)
        await _insert(connection, step, refused, now)
    return (await _stands(connection, step.run_id)).start


async def _insert(connection: Any, step: pb.ProactiveStep, progress: pb.ProactiveProgress, now: datetime) -> None:
    start = pb.StartProactiveRun()
    start.CopyFrom(step.start)
    start.run_id = step.run_id
    start.ClearField("progress")
    await connection.execute(
        _BEGIN,
        *(step.run_id, start.item_code, start.dry_run, start.started_by, start.SerializeToString()),
        *(progress.SerializeToString(), progress.state, now, RUNNING),
        [RUNNING, STOPPED] if progress.state == RUNNING else [],
    )


async def _known(connection: Any, run_id: str) -> _Known | None:
    row = await connection.fetchrow(_READ, run_id)
    if row is None:
        return None
    start = pb.StartProactiveRun.FromString(row["start"])
    start.progress.CopyFrom(pb.ProactiveProgress.FromString(row["progress"]))
    # The column says how it stands: a run that is taken up again is stopped no more.
    start.progress.state = row["state"]
    if row["state"] == RUNNING:
        start.progress.reason = ""
    return _Known(start)


async def _stands(connection: Any, run_id: str) -> _Known:
    known = await _known(connection, run_id)
    if known is None:
        raise LookupError("the run was not begun")
    known.start.run_id = run_id
    return known


def _messages(step: pb.ProactiveStep, now: datetime) -> pb.Step:
    record = pb.StepRecord()
    record.time.FromDatetime(now)
    return pb.Step(application_id=step.run_id, record=record, messages=step.messages)
