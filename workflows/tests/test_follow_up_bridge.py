"""The bridge for ratings on a real PostgreSQL: what begins a follow-up, what comes too late, what is rebuilt."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting, Step, StepRecord
from runtime.clock import Clock
from runtime.errors import Unavailable
from runtime.messages import Envelope
from workflows import policies
from workflows.beside import follow_up_store
from workflows.beside import kinds as beside
from workflows.beside.bridge import BesideBridge
from workflows.engine.recovery import FOLLOW_UPS, Recovery
from workflows.tests import filings
from workflows.tests.fake_temporal import FakeTemporal
from workflows.tests.filings import APPLICATION
from workflows.tests.follow_ups import LIMIT, appealed, rated, resolved

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.engines]
BAD = rated()
TERMS = beside.Terms(LIMIT, 10, 20)


@pytest.fixture
def fake() -> FakeTemporal:
    return FakeTemporal()


@pytest.fixture
def bridge(fake: FakeTemporal) -> BesideBridge:
    clock = ClockSetting(factor=1.0)

    async def calendar_in_force(_connection: Any) -> Calendar:
        return filings.CALENDAR

    return BesideBridge(fake, Clock.real(), clock, calendar_in_force, beside.follow_ups(TERMS))  # pyright: ignore[reportArgumentType]


def envelope(message: Any, id: str = "e1") -> Envelope:
    return Envelope(
        id, message.DESCRIPTOR.full_name, "test", APPLICATION, datetime.now(UTC), message.SerializeToString(),
        None, "topic", 0, 0,
    )  # fmt: skip


def step(step_id: str, *, closes: bool = False) -> Step:
    record = StepRecord(id=step_id)
    record.time.FromDatetime(datetime.now(UTC))
    written = Step(application_id=APPLICATION, record=record, closes=closes, calendar_version="test")
    written.messages.add(topic="t", id=f"said-{step_id}", type="x", payload=b"1")
    if not closes:
        written.journal.steps.append(record)
    return written


async def sent(connection: asyncpg.Connection) -> list[str]:
    return [row["message_id"] for row in await connection.fetch("SELECT message_id FROM outbox ORDER BY id")]


async def test_a_bad_rating_begins_one_follow_up_however_often_it_is_told(
    bridge: BesideBridge, fake: FakeTemporal, connection: asyncpg.Connection
) -> None:
    for _ in range(2):
        await bridge.on_begun(connection, envelope(BAD), BAD)
    assert list(fake.running) == [policies.follow_up_id(APPLICATION)]
    [start] = fake.running.values()
    assert (start.rated, start.limit_working_days) == (BAD, LIMIT)


@pytest.mark.parametrize(
    "level", [intake.RATING_LEVEL_FAIR, intake.RATING_LEVEL_SATISFIED, intake.RATING_LEVEL_VERY_SATISFIED]
)
async def test_a_rating_that_is_not_bad_begins_nothing(
    bridge: BesideBridge, fake: FakeTemporal, connection: asyncpg.Connection, level: int
) -> None:
    good = rated(level=level)
    await bridge.on_begun(connection, envelope(good), good)
    assert not fake.running
    assert await connection.fetchval("SELECT count(*) FROM follow_ups") == 0


async def test_a_step_stands_once_and_waits_for_the_commit_of_its_start(
    bridge: BesideBridge, connection: asyncpg.Connection
) -> None:
    with pytest.raises(Unavailable):
        await follow_up_store.establish(connection, step("opened"))
    await bridge.on_begun(connection, envelope(BAD), BAD)
    assert await follow_up_store.establish(connection, step("opened")) is None
    stood = await follow_up_store.establish(connection, step("opened"))
    assert stood is not None and stood.id == "opened"
    assert await sent(connection) == ["said-opened"]


async def test_one_that_is_over_is_not_begun_again_and_a_late_event_is_answered(
    bridge: BesideBridge, fake: FakeTemporal, connection: asyncpg.Connection
) -> None:
    await bridge.on_begun(connection, envelope(BAD), BAD)
    await follow_up_store.establish(connection, step("closed", closes=True))
    fake.running.clear()
    await bridge.on_begun(connection, envelope(BAD), BAD)
    await bridge.on_event(connection, envelope(resolved(), "late"), resolved())
    await follow_up_store.establish(connection, step("light-red"))
    assert fake.running == {} and fake.signals == []
    assert await sent(connection) == ["said-closed"]
    row = await connection.fetchrow("SELECT rated, journal FROM follow_ups")
    assert row is not None and tuple(row) == (None, None)


async def test_one_that_temporal_has_lost_is_rebuilt_with_its_limit_and_what_it_knew(
    bridge: BesideBridge, fake: FakeTemporal, connection: asyncpg.Connection
) -> None:
    await bridge.on_begun(connection, envelope(BAD), BAD)
    await follow_up_store.establish(connection, step("opened"))
    fake.running.clear()
    await bridge.on_event(connection, envelope(resolved(), "e9"), resolved())
    [start] = fake.running.values()
    assert [each.id for each in start.journal.steps] == ["opened"]
    assert (start.rated, start.limit_working_days) == (BAD, LIMIT)
    assert [event.id for event in fake.signals] == ["e9"]


async def test_one_that_nobody_says_anything_about_is_found_and_knows_what_it_was_told(
    bridge: BesideBridge, fake: FakeTemporal, pool: asyncpg.Pool
) -> None:
    async with pool.acquire() as connection:
        await bridge.on_begun(connection, envelope(BAD), BAD)
        await follow_up_store.establish(connection, step("opened"))
        await bridge.on_event(connection, envelope(appealed(), "told"), appealed())
        recovery = Recovery(pool, fake, bridge.rebuild, FOLLOW_UPS)  # pyright: ignore[reportArgumentType]
        assert await recovery.look() == 0
        fake.running.clear()
        assert await recovery.look() == 1
        [start] = fake.running.values()
        assert [event.id for event in start.journal.events] == ["told"]
        assert [each.id for each in start.journal.steps] == ["opened"]
        await follow_up_store.establish(connection, step("closed", closes=True))
        fake.running.clear()
        assert await recovery.look() == 0
        assert await connection.fetchval("SELECT count(*) FROM heard") == 0
        await connection.execute("TRUNCATE follow_ups CASCADE")
        await connection.execute("TRUNCATE outbox")


async def test_while_temporal_is_away_messages_wait_in_kafka(
    bridge: BesideBridge, fake: FakeTemporal, connection: asyncpg.Connection
) -> None:
    fake.away = True
    with pytest.raises(Unavailable):
        await bridge.on_begun(connection, envelope(BAD), BAD)
    with pytest.raises(Unavailable):
        await bridge.on_event(connection, envelope(resolved()), resolved())
