"""Opens applications that officers work on, in the schema `process` and in Temporal, without filing each."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

import asyncpg
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError

from deploy.local.engines.temporal import NAMESPACE
from deploy.local.sealer import sealer
from deploy.local.stack import Stack
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import ApplicationSubmitted
from onetrip.process.v1.state_pb2 import APPLICATION_STATE_IN_REVIEW, Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting, Event, Journal, StartApplication, StepRecord
from onetrip.verification.v1.messages_pb2 import VERIFICATION_OUTCOME_COMPLETE, VerificationCompleted
from workflows import policies
from workflows.calendars import store as calendars
from workflows.engine import worker
from workflows.operators import search_attributes

AT_ONCE = 16
POLL_SECONDS = 0.25
SECONDS_MAX = 1800.0
# After a bulk of openings the server still writes what it has put off: calm is a few first tasks in a row done at once.
CALM_SECONDS, CALM_IN_A_ROW = 0.2, 5
CALM_FROM = 1_000_000
DEPARTMENT = "human-resources"
_INSERT = """
INSERT INTO applications (application_id, item_code, state, submitted, journal, calendar_version, established_at)
VALUES ($1, $2, $3, $4, $5, $6, now())
"""
_STEPS = "INSERT INTO steps (application_id, step_id, established_at, detail) VALUES ($1, $2, now(), $3)"


class Openings:
    """Applications of one stack: item `permit`, accepted today, one officer's stage with a limit of its own."""

    def __init__(self, stack: Stack, client: Client, connection: asyncpg.Connection) -> None:
        self._stack = stack
        self.client = client
        self.connection = connection
        self._opened = 0

    @classmethod
    async def of(cls, stack: Stack) -> Openings:
        """Connect to the stack's Temporal and to `process`."""
        opens = sealer(stack.environment.credentials, stack.database_url("process"))
        client = await worker.connect(stack.address("temporal"), NAMESPACE, opens)
        return cls(stack, client, await asyncpg.connect(stack.database_url("process")))

    async def close(self) -> None:
        """Disconnect."""
        await self.connection.close()

    async def open(self, count: int) -> None:
        """Open so many more. Returns when each waits for its officer. Raises TimeoutError."""
        calendar = await calendars.in_force(self.connection)
        if calendar is None:
            raise RuntimeError("no calendar is in force")
        starts = [self._start(self._opened + number, calendar) for number in range(count)]
        self._opened += count
        await self._write(starts)
        left = iter(starts)

        async def one_after_another() -> None:
            for start in left:
                await self.begin(start)

        await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
        async with asyncio.timeout(SECONDS_MAX):
            while (await self.client.count_workflows("State = 'IN_REVIEW'")).count < self._opened:  # noqa: ASYNC110
                await asyncio.sleep(POLL_SECONDS)

    async def probe(self, number: int) -> None:
        """Begin one that nothing is stored of, and return when a worker has taken its first task."""
        calendar = await calendars.in_force(self.connection)
        if calendar is None:
            raise RuntimeError("no calendar is in force")
        handle = await self.begin(self._start(number, calendar, prefix="probe"))
        async with asyncio.timeout(SECONDS_MAX):
            # A server that is behind gives a query up after some seconds.
            while not await _answered(handle):  # noqa: ASYNC110
                await asyncio.sleep(POLL_SECONDS)
        await handle.terminate()

    async def calm(self) -> None:
        """Return when a new application is taken up at once again. Raises TimeoutError."""
        in_a_row = number = 0
        async with asyncio.timeout(SECONDS_MAX):
            while in_a_row < CALM_IN_A_ROW:
                began = time.perf_counter()
                await self.probe(CALM_FROM + self._opened + number)
                in_a_row = in_a_row + 1 if time.perf_counter() - began < CALM_SECONDS else 0
                number += 1
                await asyncio.sleep(POLL_SECONDS)

    async def begin(self, start: StartApplication) -> Any:
        """Start a workflow as the bridge does when it rebuilds one."""
        filed = start.submitted
        return await self.client.start_workflow(
            policies.WORKFLOW_TYPE,
            start,
            id=policies.workflow_id(filed.application_id),
            task_queue=policies.TASK_QUEUE,
            search_attributes=search_attributes.at_start(filed, start.calendar.version),
            priority=policies.priority_of(filed.definition.code),
        )

    async def _write(self, starts: list[StartApplication]) -> None:
        rows, steps = [], []
        for start in starts:
            filed = start.submitted
            content, journal = filed.SerializeToString(), start.journal.SerializeToString()
            version, state = start.calendar.version, APPLICATION_STATE_IN_REVIEW
            rows.append((filed.application_id, filed.definition.code, state, content, journal, version))
            steps += [(filed.application_id, record.id, record.detail) for record in start.journal.steps]
        async with self.connection.transaction():
            await self.connection.executemany(_INSERT, rows)
            await self.connection.executemany(_STEPS, steps)

    def _start(self, number: int, calendar: Calendar, prefix: str = "bench") -> StartApplication:
        filed = _filed(f"{prefix}{number:021d}")
        start = StartApplication(submitted=filed, calendar=calendar, clock=ClockSetting(factor=1.0))
        start.journal.CopyFrom(_journal(filed))
        return start


async def _answered(handle: WorkflowHandle[Any, Any]) -> bool:
    try:
        await handle.query("__stack_trace")
    except RPCError:
        return False
    return True


def _filed(application_id: str) -> ApplicationSubmitted:
    limits = catalog.Limits(
        statutory_working_days=20, promised_working_days=10, delivery_working_days=10, supplement_working_days=15,
        acceptance_working_days=5,
    )  # fmt: skip
    item = catalog.ServiceItem(
        code="permit",
        kind=catalog.ITEM_KIND_ITEM,
        version=1,
        name=catalog.LocalizedText(zh="许可", en="Permit"),
        lead_department=DEPARTMENT,
        departments=[catalog.Department(code=DEPARTMENT, name=catalog.LocalizedText(zh="人社局", en="HR"))],
        limits=limits,
        acceptance=catalog.ACCEPTANCE_MODE_AUTOMATIC,
        stages=[catalog.Stage(code="review", department=DEPARTMENT, limit_working_days=15, officers=1)],
        delivery=[catalog.DELIVERY_METHOD_ELECTRONIC],
    )
    filed = ApplicationSubmitted(
        application_id=application_id,
        tracking_number=application_id[-12:],
        definition=item,
        channel=catalog.CHANNEL_ONLINE,
        applicant_id="pbench",
        filed_by="pbench",
        delivery_method=catalog.DELIVERY_METHOD_ELECTRONIC,
        sealed_form=b"sealed",
    )
    filed.receive_time.FromDatetime(datetime.now(UTC))
    return filed


def _journal(filed: ApplicationSubmitted) -> Journal:
    """Verified and accepted: nothing is asked of anybody but the officer."""
    verified = VerificationCompleted(
        application_id=filed.application_id, round=1, outcome=VERIFICATION_OUTCOME_COMPLETE
    )
    event = Event(id="verified", type=verified.DESCRIPTOR.full_name, payload=verified.SerializeToString())
    today = filed.receive_time.ToDatetime(UTC).date().isoformat()
    records = [StepRecord(id="verify:1", detail="0"), StepRecord(id="acceptance", detail=f"COMPLETE {today}")]
    for record in records:
        record.time.CopyFrom(filed.receive_time)
    return Journal(events=[event], steps=records)
