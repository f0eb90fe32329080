"""Calendars on a real PostgreSQL: what comes into force, what would move, who is told, what the audit keeps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

import asyncpg
import pytest
import pytest_asyncio

from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting
from runtime.clock import Clock
from workflows import policies
from workflows.beside import kinds as beside
from workflows.beside.bridge import BesideBridge
from workflows.calendars import lagging
from workflows.calendars import store as calendars
from workflows.calendars.rollout import CalendarRollout
from workflows.engine import store
from workflows.limits.calendar import CalendarYear
from workflows.tests.fake_temporal import FakeTemporal
from workflows.tests.follow_ups import LIMIT, rated
from workflows.tests.open_applications import Moving, MovingFollowUps, begun, bridge_of, envelope, step_of

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.engines]

YEAR_2026 = CalendarYear(2026, "the notice for 2026", frozenset({date(2026, 10, 1)}), frozenset())
YEAR_2027 = CalendarYear(2027, "the notice for 2027", frozenset({date(2027, 1, 1)}), frozenset({date(2027, 1, 16)}))


class One:
    """A pool of one connection, whose transaction leaves nothing behind."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[asyncpg.Connection]:
        """The connection."""
        yield self._connection


@pytest_asyncio.fixture(loop_scope="module")
async def first(connection: asyncpg.Connection) -> Calendar:
    """The calendar that a new system begins with: 2026."""
    return await calendars.begin_with(connection, [YEAR_2026], "Asia/Shanghai")


async def next_year(connection: asyncpg.Connection, first: Calendar) -> Calendar:
    return await calendars.load(connection, first, [YEAR_2026, YEAR_2027], "Li Lei", (3, 7))


async def test_a_new_system_begins_with_its_files_and_then_the_database_has_the_last_word(
    connection: asyncpg.Connection, first: Calendar
) -> None:
    loaded = await next_year(connection, first)

    again = await calendars.begin_with(connection, [YEAR_2026], "Asia/Shanghai")

    assert (again.version, again.number) == (loaded.version, loaded.number)
    assert again.published_years == [2026, 2027]
    assert await calendars.years_of(connection, again.version) == [YEAR_2026, YEAR_2027]


async def test_another_time_zone_in_the_settings_is_refused(connection: asyncpg.Connection, first: Calendar) -> None:
    with pytest.raises(ValueError, match="Asia/Shanghai, the settings say UTC"):
        await calendars.begin_with(connection, [YEAR_2026], "UTC")


async def test_a_load_against_a_calendar_no_longer_in_force_is_refused(
    connection: asyncpg.Connection, first: Calendar
) -> None:
    await next_year(connection, first)
    with pytest.raises(calendars.AnotherCalendar):
        await next_year(connection, first)


async def test_new_applications_take_the_new_calendar_at_once_in_every_replica(
    connection: asyncpg.Connection, first: Calendar
) -> None:
    temporal = FakeTemporal()
    replicas = [bridge_of(temporal, first), bridge_of(temporal, first)]
    loaded = await next_year(connection, first)

    for number, replica in enumerate(replicas):
        await begun(connection, replica, str(number) * 26)

    assert {start.calendar.version for start in temporal.running.values()} == {loaded.version}
    assert {start.calendar.number for start in temporal.running.values()} == {loaded.number}
    assert await lagging.APPLICATIONS.lagging(connection, loaded.version, "", 10) == []


async def test_everybody_open_is_told_until_nobody_lags_behind_and_the_audit_says_so(
    connection: asyncpg.Connection, first: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policies, "CALENDAR_UNDER_WAY_MAX", 2)
    temporal = Moving(connection)
    bridge = bridge_of(temporal, first)
    ids = [letter * 26 for letter in "abcde"]
    for application_id in ids:
        await begun(connection, bridge, application_id)
    closing = step_of(ids[0], "completed", first.version)
    closing.closes = True
    await store.establish(connection, closing)
    loaded = await next_year(connection, first)
    pool = One(connection)
    rollout = CalendarRollout(pool, {lagging.APPLICATIONS: bridge.tell_calendar})  # pyright: ignore[reportArgumentType]

    await rollout.look()
    await rollout.look()

    assert [application_id for application_id, _ in temporal.told] == ids[1:]
    assert {calendar.number for _, calendar in temporal.told} == {loaded.number}
    assert await lagging.progress(connection, loaded.version) == (4, 0)
    load = (await calendars.history(connection))[-1]
    assert (load.from_version, load.to_version, load.loaded_by) == (first.version, loaded.version, "Li Lei")
    assert (load.applications, load.deadlines) == (4, 8)
    assert load.ended_at is not None


async def test_a_follow_up_that_is_open_is_told_too(connection: asyncpg.Connection, first: Calendar) -> None:
    temporal = MovingFollowUps(connection)
    clock = ClockSetting(factor=1.0)

    async def in_force(_: object) -> Calendar:
        return first

    kind = beside.follow_ups(beside.Terms(LIMIT, 10, 20))
    bridge = BesideBridge(temporal, Clock.real(), clock, in_force, kind)  # pyright: ignore[reportArgumentType]
    bad = rated(datetime(2026, 12, 28, 2, tzinfo=UTC))
    await bridge.on_begun(connection, envelope(bad.application_id, bad), bad)

    loaded = await next_year(connection, first)
    assert await lagging.progress(connection, loaded.version) == (1, 1)
    rollout = CalendarRollout(One(connection), {lagging.FOLLOW_UPS: bridge.tell_calendar})  # pyright: ignore
    await rollout.look()
    await rollout.look()

    assert temporal.told == [loaded.number]
    assert await lagging.progress(connection, loaded.version) == (1, 0)
    load = (await calendars.history(connection))[-1]
    assert (load.applications, load.deadlines, load.ended_at is not None) == (1, 1, True)


async def test_one_whose_workflow_is_lost_is_rebuilt_by_its_own_calendar_and_then_told(
    connection: asyncpg.Connection, first: Calendar
) -> None:
    temporal = Moving(connection)
    bridge = bridge_of(temporal, first)
    await begun(connection, bridge, "l" * 26)
    loaded = await next_year(connection, first)
    temporal.running.clear()

    await bridge.tell_calendar(connection, "l" * 26, loaded)

    [start] = temporal.running.values()
    assert (start.calendar.version, start.calendar.number) == (first.version, first.number)
    assert [step.id for step in start.journal.steps] == ["acceptance"]
    assert [calendar.version for _, calendar in temporal.told] == [loaded.version]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE calendar_loads SET loaded_by = 'somebody else'",
        "DELETE FROM calendar_loads",
        "TRUNCATE calendar_load_ends",
        "UPDATE calendar_years SET source = 'another'",
    ],
)
async def test_the_audit_is_only_added_to(connection: asyncpg.Connection, first: Calendar, statement: str) -> None:
    with pytest.raises(asyncpg.RaiseError, match="only added to"):
        await connection.execute(statement)
