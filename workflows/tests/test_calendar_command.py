"""`onetrip calendar load` on a real PostgreSQL: previewed, declined, applied, interrupted, run again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from typer.testing import CliRunner

from cli.commands import calendar as command
from cli.errors import CommandFailed
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting
from onetrip.verification.v1.messages_pb2 import TicketOpened
from runtime.clock import Clock
from workflows.beside import kinds as beside
from workflows.beside.bridge import BesideBridge
from workflows.calendars import lagging
from workflows.calendars import store as calendars
from workflows.calendars.rollout import CalendarRollout
from workflows.engine.activities import Activities
from workflows.limits.calendar import CalendarYear
from workflows.tests.commitments import decided
from workflows.tests.conftest import SEALER
from workflows.tests.fake_temporal import FakeTemporal
from workflows.tests.filings import APPLICATION
from workflows.tests.follow_ups import LIMIT, rated
from workflows.tests.open_applications import (
    Moving,
    MovingAssignments,
    MovingChecks,
    MovingFollowUps,
    begun,
    bridge_of,
    envelope,
)

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.engines]

MOVING = {
    lagging.FOLLOW_UPS: MovingFollowUps,
    lagging.COMMITMENTS: MovingChecks,
    lagging.ASSIGNMENTS: MovingAssignments,
}
YEAR_2026 = CalendarYear(2026, "the notice for 2026", frozenset({date(2026, 10, 1)}), frozenset())
FILE_2027 = "year: 2027\nsource: the notice for 2027\ndays_off:\n  - 2027-01-01\nmake_up_days:\n  - 2027-01-16\n"


class Silent:
    """A relay that sends nothing."""

    def wake(self) -> None:
        """See Relay."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def first(pool: asyncpg.Pool) -> AsyncIterator[Calendar]:
    """The calendar of 2026 is in force."""
    async with pool.acquire() as connection, connection.transaction():
        calendar = await calendars.begin_with(connection, [YEAR_2026], "Asia/Shanghai")
    yield calendar


@pytest.fixture
def arguments(tmp_path: Path, database_url: str) -> list[str]:
    (tmp_path / "2027.yaml").write_text(FILE_2027, encoding="utf-8")
    return ["load", str(tmp_path / "2027.yaml"), "--database-url", database_url]


async def run(*arguments: str, answer: str = "") -> Any:
    """Runs the command as a program of its own would."""
    return await asyncio.to_thread(CliRunner().invoke, command.app, list(arguments), input=answer)


def bridge_beside(kind: beside.Kind, temporal: FakeTemporal, calendar: Calendar) -> BesideBridge:
    """A bridge of one kind, which began with this calendar."""

    async def in_force(_: object) -> Calendar:
        return calendar

    return BesideBridge(temporal, Clock.real(), ClockSetting(factor=1.0), in_force, kind)  # pyright: ignore[reportArgumentType]


async def all_beside(connection: asyncpg.Connection, calendar: Calendar) -> list[BesideBridge]:
    """On 28 December something of each kind began, with a limit of five days. Returns their bridges."""
    began = datetime(2026, 12, 28, 2, tzinfo=UTC)
    ticket = TicketOpened(ticket_id="t1", application_id=APPLICATION, department="education", limit_working_days=5)
    ticket.open_time.FromDatetime(began)
    found: list[BesideBridge] = []
    for kind in beside.kinds(beside.Terms(LIMIT, 10, 20)):
        temporal = MOVING[kind.lagging](connection)
        bridge = bridge_beside(kind, temporal, calendar)
        for message in (rated(began), decided(began, 5), ticket):
            if type(message) in kind.begins:
                await bridge.on_begun(connection, envelope(APPLICATION, message), message)
        assert len(temporal.running) == 1, "one of this kind runs"
        found.append(bridge)
    return found


async def in_force(pool: asyncpg.Pool) -> Calendar | None:
    async with pool.acquire() as connection:
        return await calendars.in_force(connection)


async def test_a_calendar_is_previewed_before_it_is_applied_and_recomputes_what_is_open(
    pool: asyncpg.Pool, first: Calendar, arguments: list[str], database_url: str
) -> None:
    async with pool.acquire() as connection:
        temporal = Moving(connection)
        bridge = bridge_of(temporal, first)
        await begun(connection, bridge, "c" * 26)
        others = await all_beside(connection, first)

        preview = json.loads((await run(*arguments, "--json")).stdout)
        assert [(row["kind"], row["from"], row["to"], row["days"]) for row in preview["moves"]] == [
            ("decision", "2027-01-11", "2027-01-12", 1),
            ("follow-up", "2027-01-04", "2027-01-05", 1),
            ("commitment", "2027-01-04", "2027-01-05", 1),
            ("ticket or review", "2027-01-04", "2027-01-05", 1),
        ]
        assert (preview["open_applications"], preview["applications"], preview["certain"]) == (4, 4, 1)

        declined = await run(*arguments, answer="n\n")
        assert "2027-01-11" in declined.stdout and "Put it into force?" in declined.stdout
        assert isinstance(declined.exception, CommandFailed)
        assert await in_force(pool) == first, "a preview changes nothing"

        applying = asyncio.create_task(run(*arguments, "--apply", "--json", "--by", "Han Meimei"))
        tell = {each.kind.lagging: each.tell_calendar for each in others}
        tell[lagging.APPLICATIONS] = bridge.tell_calendar
        assert tell.keys() == set(lagging.KINDS), "every kind that can lag behind is told"
        rollout = CalendarRollout(pool, tell)
        while not applying.done():
            await rollout.look()
            await asyncio.sleep(0.02)
        printed = (await applying).stdout
        load = json.loads(printed[printed.index("{\n") :])["load"]
        assert (load["loaded_by"], load["applications"], load["deadlines"]) == ("Han Meimei", 4, 5)

        again = await run(*arguments, "--apply")
        assert "in force already" in again.stdout and again.exit_code == 0
        shown = json.loads((await run("history", "--json", "--database-url", database_url)).stdout)
        assert [(each["loaded_by"], each["from_version"]) for each in shown] == [
            ("files", None),
            ("Han Meimei", first.version),
        ]

    activities = Activities(pool, Silent(), Clock.real(), SEALER)  # pyright: ignore[reportArgumentType]
    loaded = await in_force(pool)
    assert loaded is not None
    assert await activities.calendar_in_force(loaded) is None, "a timer asks for a later one only"
    assert await activities.calendar_in_force(first) == loaded


async def test_a_file_that_is_wrong_is_refused_with_its_line_and_nothing_changes(
    pool: asyncpg.Pool, first: Calendar, arguments: list[str], tmp_path: Path
) -> None:
    before = await in_force(pool)
    (tmp_path / "2027.yaml").write_text(FILE_2027.replace("2027-01-16", "2027-01-15"), encoding="utf-8")

    refused = await run(*arguments, "--apply")

    assert isinstance(refused.exception, CommandFailed)
    assert "2027.yaml:6: the make-up day 2027-01-15 is not on a weekend" in str(refused.exception)
    assert await in_force(pool) == before
