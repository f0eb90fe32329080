"""A ticket begins the watch over its limit, however often it is told; its answer ends it for good."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import ClockSetting
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.clock import Clock
from runtime.errors import Unavailable
from runtime.messages import Envelope
from workflows import policies
from workflows.beside import assignment_rules, assignment_store
from workflows.beside import kinds as beside
from workflows.beside.bridge import BesideBridge
from workflows.engine.recovery import ASSIGNMENTS, Recovery
from workflows.tests import filings
from workflows.tests.fake_temporal import FakeTemporal

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.engines]
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


@pytest.fixture
def fake() -> FakeTemporal:
    return FakeTemporal()


@pytest.fixture
def bridge(fake: FakeTemporal) -> BesideBridge:
    async def calendar_in_force(_connection: Any) -> state.Calendar:
        return filings.CALENDAR

    client: Any = fake
    return BesideBridge(client, Clock.real(), ClockSetting(factor=1.0), calendar_in_force, beside.assignments())


def opened(ticket: str) -> verification.TicketOpened:
    return verification.TicketOpened(
        ticket_id=ticket,
        application_id=filings.APPLICATION,
        department="education",
        limit_working_days=5,
        open_time=filings.at(NOW),
    )


def envelope(message: Any) -> Envelope:
    name, payload = message.DESCRIPTOR.full_name, message.SerializeToString()
    return Envelope("e1", name, "test", filings.APPLICATION, NOW, payload, None, "topic", 0, 0)


async def tell(pool: asyncpg.Pool, bridge: BesideBridge, message: Any) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await bridge.table()[type(message)](connection, envelope(message), message)


async def establish(pool: asyncpg.Pool, ticket: str, light: state.Light) -> None:
    limit = assignment_rules.Limit.of(
        assignment_rules.StartAssignment(
            assignment=assignment_rules.of_ticket(opened(ticket)),
            calendar=filings.CALENDAR,
            clock=ClockSetting(factor=1.0),
        )
    )
    async with pool.acquire() as connection, connection.transaction():
        await assignment_store.establish(connection, assignment_rules.light_changed(limit, light, NOW))


async def said(pool: asyncpg.Pool, ticket: str) -> int:
    return await pool.fetchval("SELECT count(*) FROM outbox WHERE message_id LIKE $1", f"%{ticket}%")


async def test_a_ticket_told_twice_is_watched_once(
    pool: asyncpg.Pool, bridge: BesideBridge, fake: FakeTemporal
) -> None:
    for _ in range(2):
        await tell(pool, bridge, opened("twice"))
    assert list(fake.running) == [policies.assignment_id("twice")]


async def test_an_answer_ends_it_and_the_ticket_told_again_begins_nothing(
    pool: asyncpg.Pool, bridge: BesideBridge, fake: FakeTemporal
) -> None:
    await tell(pool, bridge, opened("answered"))
    await tell(pool, bridge, verification.TicketAnswered(ticket_id="answered", application_id=filings.APPLICATION))
    assert len(fake.signals) == 1
    fake.running.clear()
    await tell(pool, bridge, opened("answered"))
    await tell(pool, bridge, verification.TicketAnswered(ticket_id="answered", application_id=filings.APPLICATION))
    assert fake.running == {}
    await establish(pool, "answered", state.LIGHT_RED)
    assert await said(pool, "answered") == 0


async def test_a_review_of_what_a_rule_decided_is_watched_like_a_ticket(
    pool: asyncpg.Pool, bridge: BesideBridge, fake: FakeTemporal
) -> None:
    told = {"review_id": "review", "application_id": filings.APPLICATION}
    opening = approval.RuleReviewOpened(
        **told, department="education", limit_working_days=10, open_time=filings.at(NOW)
    )
    for _ in range(2):
        await tell(pool, bridge, opening)
    start = fake.running[policies.assignment_id("review")]
    assert (start.assignment.kind, start.assignment.limit_working_days) == (process.ASSIGNMENT_KIND_REVIEW, 10)
    await tell(pool, bridge, approval.RuleReviewAnswered(**told))
    assert len(fake.signals) == 1


async def test_a_light_is_said_once(pool: asyncpg.Pool, bridge: BesideBridge) -> None:
    await tell(pool, bridge, opened("yellow"))
    for _ in range(2):
        await establish(pool, "yellow", state.LIGHT_YELLOW)
    assert await said(pool, "yellow") == 1
    with pytest.raises(Unavailable):
        await establish(pool, "unknown", state.LIGHT_YELLOW)


async def test_a_watch_that_was_lost_is_rebuilt_with_what_it_has_done(
    pool: asyncpg.Pool, bridge: BesideBridge, fake: FakeTemporal
) -> None:
    await tell(pool, bridge, opened("lost"))
    await establish(pool, "lost", state.LIGHT_YELLOW)
    fake.running.clear()
    client: Any = fake
    await Recovery(pool, client, bridge.rebuild, ASSIGNMENTS).look()
    assert list(fake.running[policies.assignment_id("lost")].steps_done) == ["light-yellow"]
    assert policies.assignment_id("answered") not in fake.running
