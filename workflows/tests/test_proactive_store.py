"""What `process` keeps of proactive runs: one at a time of an item, taken up where it was, by whoever asks for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from onetrip.process.v1 import workflow_pb2 as pb
from workflows.proactive import rules, store
from workflows.tests.proactive import ITEM, definition

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.engines]
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
RUNNING, STOPPED = pb.PROACTIVE_STATE_RUNNING, pb.PROACTIVE_STATE_STOPPED
COMPLETED, REFUSED = pb.PROACTIVE_STATE_COMPLETED, pb.PROACTIVE_STATE_REFUSED


async def begin(connection: asyncpg.Connection, run_id: str, item: str = ITEM) -> pb.StartProactiveRun:
    start = pb.StartProactiveRun(item_code=item, page_size=10, opened_per_second=5.0, started_by="test")
    step = pb.ProactiveStep(run_id=run_id, progress=pb.ProactiveProgress(state=RUNNING), start=start)
    return await store.establish(connection, step, NOW)


async def establish(
    connection: asyncpg.Connection, run_id: str, state: pb.ProactiveState = RUNNING, reason: str = "", pages: int = 0
) -> None:
    progress = pb.ProactiveProgress(state=state, reason=reason, pages=pages, after=f"p{pages}", attempts=pages)
    start = pb.StartProactiveRun(run_id=run_id, definition=definition())
    command = [rules.find(run_id, start, progress)] if state == RUNNING else []
    step = pb.ProactiveStep(run_id=run_id, progress=progress, messages=command)
    await store.establish(connection, step, NOW + timedelta(minutes=pages))


async def test_a_run_that_is_lost_goes_on_with_the_item_and_the_cursor_it_had(connection: asyncpg.Connection) -> None:
    assert (await begin(connection, "r1")).progress.state == RUNNING
    known = pb.ProactiveStep(run_id="r1", progress=pb.ProactiveProgress(state=RUNNING), definition=definition())
    await store.establish(connection, known, NOW)
    await establish(connection, "r1", pages=3)
    assert await store.open_runs(connection) == ["r1"]
    again = await begin(connection, "r1")
    assert (again.run_id, again.definition.version, again.page_size) == ("r1", 2, 10)
    assert (again.progress.pages, again.progress.after, again.progress.state) == (3, "p3", RUNNING)


async def test_its_commands_leave_with_its_steps_and_each_once(connection: asyncpg.Connection) -> None:
    await begin(connection, "r1")
    await establish(connection, "r1", pages=1)
    await establish(connection, "r1", pages=1)
    await establish(connection, "r1", pages=2)
    rows = await connection.fetch("SELECT message_id, topic FROM outbox WHERE key = 'r1' ORDER BY id")
    assert [row["message_id"] for row in rows] == ["r1:run:find:1", "r1:run:find:2"]
    assert {row["topic"] for row in rows} == {"verification.commands.v1"}


async def test_of_an_item_one_run_is_under_way_and_another_is_refused(connection: asyncpg.Connection) -> None:
    await begin(connection, "r1")
    second = await begin(connection, "r2")
    assert (second.progress.state, second.progress.reason) == (REFUSED, rules.ANOTHER_RUN)
    assert (await begin(connection, "r3", "another-item")).progress.state == RUNNING
    await establish(connection, "r1", COMPLETED)
    assert (await begin(connection, "r4")).progress.state == RUNNING
    shown = await store.runs(connection, ITEM)
    assert {(run.run_id, run.progress.state) for run in shown} == {("r1", COMPLETED), ("r2", REFUSED), ("r4", RUNNING)}


async def test_what_was_stopped_is_taken_up_and_what_has_ended_is_not(connection: asyncpg.Connection) -> None:
    await begin(connection, "r1")
    await establish(connection, "r1", STOPPED, "DOUBTFUL", pages=2)
    assert await store.open_runs(connection) == []
    [shown] = await store.runs(connection, "r1")
    assert (shown.progress.reason, shown.ended_at is not None) == ("DOUBTFUL", True)
    assert await store.stored_run(connection, "r1") is not None
    again = await begin(connection, "r1")
    assert (again.progress.state, again.progress.reason, again.progress.after) == (RUNNING, "", "p2")
    await establish(connection, "r1", COMPLETED, pages=3)
    assert await store.stored_run(connection, "r1") is None
    assert (await begin(connection, "r1")).progress.state == COMPLETED
    assert await store.open_runs(connection) == []


async def test_a_stopped_run_waits_for_the_one_that_is_under_way(connection: asyncpg.Connection) -> None:
    await begin(connection, "r1")
    await establish(connection, "r1", STOPPED, "PARTIAL", pages=1)
    await begin(connection, "r2")
    assert (await begin(connection, "r1")).progress.state == STOPPED
