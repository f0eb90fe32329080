"""Temporal's database is lost while applications are open at several stages: all are rebuilt, deadlines unchanged.

A real PostgreSQL, bridge and workflow; Temporal is a development server that is thrown away for another.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from google.protobuf.message import Message
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.clock import Clock
from runtime.consumer import Handlers
from runtime.messages import Envelope
from workflows import calendars, policies, search_attributes, store
from workflows.activities import Activities
from workflows.bridge import Bridge
from workflows.calendar import CalendarYear
from workflows.calendar_preview import known_of
from workflows.open_deadlines import OpenDeadline, open_deadlines
from workflows.pace import Pace
from workflows.payload_codec import data_converter
from workflows.recovery import Recovery
from workflows.tests.conftest import SEALER
from workflows.tests.filings import bundle, item, missing, submitted
from workflows.tests.programs import program
from workflows.tests.workers import worker_for

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.engines]

INCOMPLETE = verification.VERIFICATION_OUTCOME_INCOMPLETE
_STEP = "SELECT 1 FROM steps WHERE application_id = $1 AND step_id = $2"
YEARS = [CalendarYear(year, "a notice", frozenset(), frozenset()) for year in range(2020, 2060)]


class Silent:
    """A relay that sends nothing."""

    def wake(self) -> None:
        """See Relay."""


@asynccontextmanager
async def temporal() -> AsyncIterator[Client]:
    """A server of its own, with nothing in it."""
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"),
        data_converter=data_converter(SEALER),
        search_attributes=search_attributes.ALL,
    )
    async with environment:
        yield environment.client


class Town:
    """The bridge and a worker on one server."""

    def __init__(self, pool: asyncpg.Pool, client: Client, calendar: Calendar) -> None:
        self.pool, self.client = pool, client
        clock = ClockSetting(factor=1.0)
        self.bridge = Bridge(client, Clock.real(), clock, calendar, Pace())
        self.recovery = Recovery(pool, client, self.bridge.rebuild)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Town]:
        """With a worker."""
        activities = Activities(self.pool, Silent(), Clock.real(), SEALER)  # pyright: ignore[reportArgumentType]
        async with worker_for(self.client, activities.all):
            yield self

    async def hear(self, application_id: str, event_id: str, message: Message) -> None:
        """A message as Kafka brings it."""
        envelope = Envelope(
            f"{application_id}:{event_id}", message.DESCRIPTOR.full_name, "test", application_id, datetime.now(UTC),
            message.SerializeToString(), None, "topic", 0, 0,
        )  # fmt: skip
        async with self.pool.acquire() as connection, connection.transaction():
            await Handlers(self.bridge.table()).handle(connection, envelope)

    async def deadlines(self, application_id: str) -> list[OpenDeadline]:
        """The limits that run, by what `process` has."""
        async with self.pool.acquire() as connection:
            stored = await store.stored_application(connection, application_id)
            assert stored is not None
            calendar = await calendars.of_version(connection, stored.calendar_version)
            return open_deadlines(known_of(stored, calendar or Calendar()))

    async def step(self, application_id: str, step_id: str) -> None:
        """Waits until a step is established."""
        async with asyncio.timeout(20):
            while True:
                if await self.pool.fetchval(_STEP, application_id, step_id):
                    return
                await asyncio.sleep(0.02)

    async def shown(self, application_id: str) -> datetime | None:
        """The deadline that operators see, once the workflow waits."""
        handle = self.client.get_workflow_handle(policies.workflow_id(application_id))
        async with asyncio.timeout(20):
            while True:
                deadline = (await handle.describe()).typed_search_attributes.get(search_attributes.DEADLINE)
                if deadline is not None:
                    return deadline
                await asyncio.sleep(0.02)


SUPPLEMENT, WINDOW, REVIEW, BUNDLE, COURIER = ("s" * 26, "w" * 26, "r" * 26, "b" * 26, "c" * 26)


def verified(application_id: str, **more: Any) -> verification.VerificationCompleted:
    outcome = more.pop("outcome", verification.VERIFICATION_OUTCOME_COMPLETE)
    return verification.VerificationCompleted(application_id=application_id, round=1, outcome=outcome, **more)


def decided(application_id: str, code: str) -> approval.CaseDecided:
    return approval.CaseDecided(
        application_id=application_id,
        case_id=f"{application_id}.{code}",
        item_code=code,
        outcome=state.CASE_OUTCOME_GRANTED,
    )


async def open_at_several_stages(town: Town) -> None:
    now = datetime.now(UTC)
    two = bundle((item("one"), ()), (item("two"), ()))
    courier = catalog.DELIVERY_METHOD_COURIER
    for application_id, filed in {
        SUPPLEMENT: submitted(item(), now, application_id=SUPPLEMENT),
        WINDOW: submitted(item(window=True), now, application_id=WINDOW),
        REVIEW: submitted(item(), now, application_id=REVIEW),
        BUNDLE: submitted(two, now, application_id=BUNDLE),
        COURIER: submitted(item(), now, courier, application_id=COURIER),
    }.items():
        await town.hear(application_id, "submitted", filed)
    lacks = [missing("layout")]
    await town.hear(SUPPLEMENT, "verified", verified(SUPPLEMENT, outcome=INCOMPLETE, missing=lacks))
    await town.step(SUPPLEMENT, "supplement-proposed:1")
    await town.hear(SUPPLEMENT, "asked", approval.SupplementAsked(application_id=SUPPLEMENT, round=1, missing=lacks))
    for application_id in (WINDOW, REVIEW, BUNDLE, COURIER):
        await town.hear(application_id, "verified", verified(application_id))
    await town.step(SUPPLEMENT, "supplement-requested:1")
    await town.step(WINDOW, "acceptance-requested:1")
    for application_id in (REVIEW, BUNDLE, COURIER):
        await town.step(application_id, "acceptance")
    # No step follows from the first of two decisions: only what was heard keeps it.
    await town.hear(BUNDLE, "decided-one", decided(BUNDLE, "one"))
    await town.hear(COURIER, "decided", decided(COURIER, "permit"))
    await town.step(COURIER, "decided")


async def test_every_workflow_is_rebuilt_with_its_deadlines_and_goes_on_to_its_end(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection, connection.transaction():
        calendar = await calendars.begin_with(connection, YEARS, "Asia/Shanghai")
    everybody = (SUPPLEMENT, WINDOW, REVIEW, BUNDLE, COURIER)
    async with temporal() as client, Town(pool, client, calendar).working() as town:
        await open_at_several_stages(town)
        assert await town.recovery.look() == 0, "nothing is lost, nothing is rebuilt"
        before = {each: (await town.deadlines(each), await town.shown(each)) for each in everybody}

    async with temporal() as client, Town(pool, client, calendar).working() as town:
        assert await town.recovery.look() == len(everybody)
        assert {each: (await town.deadlines(each), await town.shown(each)) for each in everybody} == before
        assert await town.recovery.look() == 0

        await town.hear(BUNDLE, "decided-two", decided(BUNDLE, "two"))
        await town.step(BUNDLE, "decided")
        await town.hear(REVIEW, "decided", decided(REVIEW, "permit"))
        await town.hear(REVIEW, "delivered", approval.ResultDelivered(application_id=REVIEW))
        await town.hear(COURIER, "delivered", approval.ResultDelivered(application_id=COURIER))
        await town.step(REVIEW, "completed")
        await town.step(COURIER, "completed")
        heard = "SELECT count(*) FROM heard WHERE application_id = ANY ($1::text[])"
        assert await pool.fetchval(heard, [REVIEW, COURIER]) == 0, "what is over keeps nothing"
