"""The bridge on a real PostgreSQL: what begins, what waits, what comes too late, what is rebuilt."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from contracts.topics.names import APPROVAL_COMMANDS, VERIFICATION_COMMANDS
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import ClockSetting, Step, StepRecord
from runtime.clock import Clock
from runtime.errors import Unavailable
from runtime.messages import Envelope
from workflows import policies, rules_version
from workflows.engine import store
from workflows.engine.bridge import Bridge
from workflows.engine.pace import Pace
from workflows.facts import Facts, message_of
from workflows.tests import filings
from workflows.tests.fake_temporal import FakeTemporal
from workflows.tests.filings import APPLICATION, item, submitted, verified

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.engines]


@pytest.fixture
def temporal() -> FakeTemporal:
    return FakeTemporal()


@pytest.fixture
def bridge(temporal: FakeTemporal) -> Bridge:
    clock = ClockSetting(factor=1.0)
    return Bridge(temporal, Clock.real(), clock, filings.CALENDAR, Pace())  # pyright: ignore[reportArgumentType]


FILED = submitted(item(rule=True), datetime(2026, 3, 2, 9, tzinfo=UTC))


def envelope(message: Any, id: str = "e1") -> Envelope:
    return Envelope(
        id, message.DESCRIPTOR.full_name, "test", APPLICATION, datetime.now(UTC), message.SerializeToString(),
        None, "topic", 0, 0,
    )  # fmt: skip


async def sent(connection: asyncpg.Connection) -> list[str]:
    return [row["message_id"] for row in await connection.fetch("SELECT message_id FROM outbox ORDER BY id")]


def closing() -> Step:
    record = StepRecord(id="completed")
    record.time.FromDatetime(datetime.now(UTC))
    return Step(
        application_id=APPLICATION, record=record, state=state.APPLICATION_STATE_COMPLETED, closes=True,
        calendar_version="test",
    )  # fmt: skip


async def test_a_submission_begins_with_its_first_step_and_a_duplicate_is_the_same_beginning(
    bridge: Bridge, temporal: FakeTemporal, connection: asyncpg.Connection
) -> None:
    await bridge.on_submitted(connection, envelope(FILED), FILED)
    await bridge.on_submitted(connection, envelope(FILED), FILED)

    assert list(temporal.running) == [policies.workflow_id(APPLICATION)]
    assert await sent(connection) == [
        f"{APPLICATION}:application:verification-started:1",
        f"{APPLICATION}:application:open:1",
        f"{APPLICATION}:application:verify:1",
    ]
    [start] = temporal.running.values()
    assert [step.id for step in start.journal.steps] == ["verify:1"]
    assert start.journal.rules_version == rules_version.NEWEST


@pytest.mark.parametrize("version", [0, rules_version.ANSWER_LIGHT])
async def test_an_application_keeps_the_rules_that_it_began_by_when_it_is_rebuilt(
    bridge: Bridge, temporal: FakeTemporal, connection: asyncpg.Connection, version: int
) -> None:
    await bridge.on_submitted(connection, envelope(FILED), FILED)
    step = closing()
    step.record.id, step.closes, step.state = "acceptance", False, state.APPLICATION_STATE_IN_REVIEW
    step.journal.rules_version = version
    await store.establish(connection, step)
    temporal.running.clear()

    assert await bridge.rebuild(connection, APPLICATION)

    [start] = temporal.running.values()
    assert start.journal.rules_version == version


async def test_an_application_that_is_over_is_not_begun_again_and_a_late_event_is_answered(
    bridge: Bridge, temporal: FakeTemporal, connection: asyncpg.Connection
) -> None:
    await bridge.on_submitted(connection, envelope(FILED), FILED)
    await store.establish(connection, closing())
    temporal.running.clear()

    await bridge.on_submitted(connection, envelope(FILED), FILED)
    await bridge.on_event(connection, envelope(verified(), "late"), verified())

    assert temporal.running == {} and temporal.signals == []
    row = await connection.fetchrow("SELECT state, submitted, journal FROM applications")
    assert row is not None
    assert tuple(row) == (state.APPLICATION_STATE_COMPLETED, None, None)


async def test_an_event_that_comes_before_its_application_waits_for_it(
    bridge: Bridge, temporal: FakeTemporal, connection: asyncpg.Connection
) -> None:
    await bridge.on_event(connection, envelope(verified(), "early1"), verified())
    await bridge.on_event(connection, envelope(verified(2), "early2"), verified(2))
    assert temporal.running == {}

    await bridge.on_submitted(connection, envelope(FILED), FILED)

    [start] = temporal.running.values()
    assert {event.id for event in start.journal.events} == {"early1", "early2"}
    assert [step.id for step in start.journal.steps] == ["verify:1"]


async def test_a_workflow_that_temporal_has_lost_is_rebuilt_with_what_it_knew(
    bridge: Bridge, temporal: FakeTemporal, connection: asyncpg.Connection
) -> None:
    await bridge.on_submitted(connection, envelope(FILED), FILED)
    step = closing()
    step.record.id, step.closes, step.state = "acceptance", False, state.APPLICATION_STATE_IN_REVIEW
    step.journal.steps.add(id="verify:1")
    step.journal.steps.append(step.record)
    step.journal.events.add(id="e0", type=verified().DESCRIPTOR.full_name, payload=verified().SerializeToString())
    await store.establish(connection, step)
    temporal.running.clear()

    decided = filings.decided(filings.case())
    await bridge.on_event(connection, envelope(decided, "e9"), decided)

    [start] = temporal.running.values()
    assert [each.id for each in start.journal.steps] == ["verify:1", "acceptance"]
    assert start.submitted == FILED
    facts = Facts()
    for event in start.journal.events:
        facts.take(message_of(event.type, event.payload) or verified())
    assert 1 in facts.verifications
    assert [event.id for event in temporal.signals] == ["e9"]


async def test_while_temporal_is_away_messages_wait_in_kafka(
    bridge: Bridge, temporal: FakeTemporal, connection: asyncpg.Connection
) -> None:
    temporal.away = True
    with pytest.raises(Unavailable):
        await bridge.on_submitted(connection, envelope(FILED), FILED)
    with pytest.raises(Unavailable):
        await bridge.on_event(connection, envelope(verified()), verified())


async def test_a_step_that_runs_again_after_a_crash_says_nothing_twice_and_stands_as_it_was(
    bridge: Bridge, connection: asyncpg.Connection
) -> None:
    await bridge.on_submitted(connection, envelope(FILED), FILED)
    step = closing()
    step.record.id, step.record.detail, step.closes = "acceptance", "SILENCE 2026-03-02", False
    step.messages.add(topic="t", id="said", type="x", payload=b"1")
    assert await store.establish(connection, step) is None
    again = Step()
    again.CopyFrom(step)
    again.record.detail = "COMPLETE 2026-03-09"
    again.record.time.FromDatetime(datetime(2030, 1, 1, tzinfo=UTC))

    stood = await store.establish(connection, again)

    assert stood is not None and stood.detail == "SILENCE 2026-03-02"
    assert abs(stood.time.ToDatetime() - step.record.time.ToDatetime()).total_seconds() < 0.001
    assert (await sent(connection)).count("said") == 1


async def test_a_step_waits_for_the_commit_of_its_start(connection: asyncpg.Connection) -> None:
    with pytest.raises(Unavailable):
        await store.establish(connection, closing())


async def test_commands_asked_again_are_sent_again_and_lost_ones_are_written(
    bridge: Bridge, connection: asyncpg.Connection
) -> None:
    await bridge.on_submitted(connection, envelope(FILED), FILED)
    await connection.execute("UPDATE outbox SET sent_at = now()")
    await connection.execute("DELETE FROM outbox WHERE message_id LIKE '%:verify:1'")
    start_commands = [f"{APPLICATION}:application:open:1", f"{APPLICATION}:application:verify:1"]
    step = Step()
    for topic, id in zip([APPROVAL_COMMANDS, VERIFICATION_COMMANDS], start_commands, strict=True):
        step.messages.add(topic=topic, id=id, type="x", payload=b"1")

    await store.ask_again(connection, APPLICATION, step.messages, datetime.now(UTC))

    rows = await connection.fetch("SELECT message_id FROM outbox WHERE sent_at IS NULL ORDER BY id")
    assert [row["message_id"] for row in rows] == start_commands


async def test_what_came_in_the_moment_of_an_end_is_forgotten_and_what_a_follow_up_hears_is_kept(
    connection: asyncpg.Connection,
) -> None:
    for application_id, closed_at in (("open", None), ("over", datetime.now(UTC)), ("followed-up", datetime.now(UTC))):
        await connection.execute(
            "INSERT INTO applications VALUES ($1, 'permit', 0, NULL, NULL, 'v', now(), $2)", application_id, closed_at
        )
        await connection.execute("INSERT INTO heard VALUES ($1, 'e', '')", application_id)
    await connection.execute("INSERT INTO follow_ups VALUES ('followed-up', NULL, NULL, 5, 'v', now(), NULL)")

    await store.forget_what_is_over(connection)

    left = await connection.fetch("SELECT application_id FROM heard ORDER BY application_id")
    assert [row[0] for row in left] == ["followed-up", "open"]
