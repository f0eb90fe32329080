"""The bridge for commitments on a real PostgreSQL: what begins a check, what comes too late, what is rebuilt."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting, Step, StepRecord
from runtime.clock import Clock
from runtime.errors import Unavailable
from runtime.messages import Envelope
from workflows import policies
from workflows.beside import commitment_store
from workflows.beside import kinds as beside
from workflows.beside.bridge import BesideBridge
from workflows.engine.recovery import COMMITMENTS, Recovery
from workflows.tests import filings
from workflows.tests.commitments import REVOCATION_DAYS, STATEMENT_DAYS, checked, decided, revoked
from workflows.tests.fake_temporal import FakeTemporal
from workflows.tests.filings import APPLICATION, case

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.engines]
GRANT = decided()
TERMS = beside.Terms(5, STATEMENT_DAYS, REVOCATION_DAYS)


@pytest.fixture
def fake() -> FakeTemporal:
    return FakeTemporal()


@pytest.fixture
def bridge(fake: FakeTemporal) -> BesideBridge:
    async def calendar_in_force(_connection: Any) -> Calendar:
        return filings.CALENDAR

    kind = beside.commitments(TERMS)
    return BesideBridge(fake, Clock.real(), ClockSetting(factor=1.0), calendar_in_force, kind)  # pyright: ignore[reportArgumentType]


def envelope(message: Any, id: str = "e1") -> Envelope:
    return Envelope(
        id, message.DESCRIPTOR.full_name, "test", APPLICATION, datetime.now(UTC), message.SerializeToString(),
        None, "topic", 0, 0,
    )  # fmt: skip


def step(step_id: str, *, closes: bool = False) -> Step:
    record = StepRecord(id=step_id)
    record.time.FromDatetime(datetime.now(UTC))
    written = Step(application_id=APPLICATION, case_id=case(), record=record, closes=closes, calendar_version="test")
    written.messages.add(topic="t", id=f"said-{step_id}", type="x", payload=b"1")
    if not closes:
        written.journal.steps.append(record)
    return written


async def test_a_grant_on_a_commitment_begins_one_check_and_any_other_begins_none(
    bridge: BesideBridge, fake: FakeTemporal, connection: asyncpg.Connection
) -> None:
    proved = filings.decided(case())
    await bridge.on_begun(connection, envelope(proved), proved)
    assert not fake.running
    for _ in range(2):
        await bridge.on_begun(connection, envelope(GRANT), GRANT)
    assert list(fake.running) == [policies.commitment_id(case())]
    [start] = fake.running.values()
    assert (start.decided, start.statement_working_days) == (GRANT, STATEMENT_DAYS)


async def test_a_step_stands_once_and_waits_for_the_commit_of_its_start(
    bridge: BesideBridge, connection: asyncpg.Connection
) -> None:
    with pytest.raises(Unavailable):
        await commitment_store.establish(connection, step("opened"))
    await bridge.on_begun(connection, envelope(GRANT), GRANT)
    assert await commitment_store.establish(connection, step("opened")) is None
    stood = await commitment_store.establish(connection, step("opened"))
    assert stood is not None and stood.id == "opened"
    rows = await connection.fetch("SELECT message_id FROM outbox ORDER BY id")
    assert [row["message_id"] for row in rows] == ["said-opened"]


async def test_one_that_is_over_is_not_begun_again_and_a_late_event_is_answered(
    bridge: BesideBridge, fake: FakeTemporal, connection: asyncpg.Connection
) -> None:
    await bridge.on_begun(connection, envelope(GRANT), GRANT)
    await commitment_store.establish(connection, step("closed", closes=True))
    fake.running.clear()
    await bridge.on_begun(connection, envelope(GRANT), GRANT)
    await bridge.on_event(connection, envelope(revoked(), "late"), revoked())
    assert fake.running == {} and fake.signals == []
    row = await connection.fetchrow("SELECT decided, journal FROM commitment_checks")
    assert row is not None and tuple(row) == (None, None)


async def test_one_that_temporal_has_lost_is_rebuilt_with_its_terms_and_what_it_was_told(
    bridge: BesideBridge, fake: FakeTemporal, pool: asyncpg.Pool
) -> None:
    found = checked(kept=False)
    async with pool.acquire() as connection:
        await bridge.on_begun(connection, envelope(GRANT), GRANT)
        await commitment_store.establish(connection, step("opened"))
        await bridge.on_event(connection, envelope(found, "told"), found)
        recovery = Recovery(pool, fake, bridge.rebuild, COMMITMENTS)  # pyright: ignore[reportArgumentType]
        assert await recovery.look() == 0
        fake.running.clear()
        assert await recovery.look() == 1
        [start] = fake.running.values()
        assert [event.id for event in start.journal.events] == ["told"]
        assert [each.id for each in start.journal.steps] == ["opened"]
        assert start.revocation_working_days == REVOCATION_DAYS
        await commitment_store.establish(connection, step("closed", closes=True))
        assert await connection.fetchval("SELECT count(*) FROM heard") == 0
        await connection.execute("TRUNCATE commitment_checks CASCADE")
        await connection.execute("TRUNCATE outbox")


async def test_while_temporal_is_away_messages_wait_in_kafka(
    bridge: BesideBridge, fake: FakeTemporal, connection: asyncpg.Connection
) -> None:
    fake.away = True
    with pytest.raises(Unavailable):
        await bridge.on_begun(connection, envelope(GRANT), GRANT)
