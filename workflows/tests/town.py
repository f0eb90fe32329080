"""The bridge and a worker on a Temporal server that can be thrown away, over a real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
from google.protobuf.message import Message
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.clock import Clock
from runtime.consumer import Handlers
from runtime.messages import Envelope
from workflows import policies
from workflows.calendars import store as calendars
from workflows.calendars.preview import known_of
from workflows.engine import store
from workflows.engine.activities import Activities
from workflows.engine.bridge import Bridge
from workflows.engine.pace import Pace
from workflows.engine.payload_codec import data_converter
from workflows.engine.recovery import Recovery
from workflows.limits.calendar import CalendarYear
from workflows.limits.open_deadlines import OpenDeadline, open_deadlines
from workflows.operators import search_attributes
from workflows.tests.conftest import SEALER
from workflows.tests.programs import program
from workflows.tests.workers import worker_for

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

    def __init__(
        self, pool: asyncpg.Pool, client: Client, calendar: Calendar, clock: ClockSetting | None = None
    ) -> None:
        self.pool, self.client = pool, client
        clock = clock or ClockSetting(factor=1.0)
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


def verified(application_id: str, **more: Any) -> verification.VerificationCompleted:
    """The first round's answer for an application."""
    outcome = more.pop("outcome", verification.VERIFICATION_OUTCOME_COMPLETE)
    return verification.VerificationCompleted(application_id=application_id, round=1, outcome=outcome, **more)


def decided(application_id: str, code: str) -> approval.CaseDecided:
    """A case of an application is granted."""
    return approval.CaseDecided(
        application_id=application_id,
        case_id=f"{application_id}.{code}",
        item_code=code,
        outcome=state.CASE_OUTCOME_GRANTED,
    )
