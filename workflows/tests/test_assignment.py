"""The limit of a ticket: its lights, its end, its loss; over the real workflow, with time skipping."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import AssignmentStep, Event, StartAssignment
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import assignment_rules, operator_text, policies, search_attributes
from workflows.assignment import AssignmentWorkflow
from workflows.calendar_files import read_calendar, write_fields
from workflows.process_clock import ProcessClock, clock_setting
from workflows.settings import Settings
from workflows.tests import filings
from workflows.tests.workers import worker_for

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALENDAR = state.Calendar()
write_fields(read_calendar(Settings.model_fields["calendars"].default), CALENDAR)
# Ten in the morning of Friday 27 November 2026 in Beijing; the last of the five days is Friday 4 December.
OPENED_AT = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
TICKET = verification.TicketOpened(
    ticket_id="t1",
    application_id=filings.APPLICATION,
    department="education",
    limit_working_days=5,
    open_time=filings.at(OPENED_AT),
)


class Watch:
    """One assignment's surroundings: records what is established."""

    def __init__(self, environment: WorkflowEnvironment) -> None:
        self._environment = environment
        self.steps: list[AssignmentStep] = []
        self.handle: WorkflowHandle[Any, Any]
        self._clock: ProcessClock

    @activity.defn(name=policies.ESTABLISH_ASSIGNMENT)
    async def establish(self, step: AssignmentStep) -> None:
        """Records a step."""
        if step.record.id not in self.step_ids:
            self.steps.append(step)

    @property
    def step_ids(self) -> list[str]:
        return [step.record.id for step in self.steps]

    async def start(self, *steps_done: str, at: datetime = OPENED_AT) -> None:
        real = (await self._environment.get_current_time()).astimezone(UTC)
        setting = clock_setting(at, real, 1.0)
        self._clock = ProcessClock(setting)
        assignment = assignment_rules.of_ticket(TICKET)
        self.handle = await self._environment.client.start_workflow(
            policies.ASSIGNMENT_TYPE,
            StartAssignment(assignment=assignment, calendar=CALENDAR, clock=setting, steps_done=steps_done),
            id=f"{policies.assignment_id('t1')}/{uuid.uuid4()}",
            task_queue=policies.TASK_QUEUE,
            search_attributes=search_attributes.at_assignment(assignment, CALENDAR.version),
            static_summary=operator_text.assignment_summary(assignment.kind),
        )

    async def until(self, text: str) -> None:
        """Lets time pass until the process's clock shows an instant of Beijing, and what is due then is done."""
        instant = datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)
        now = (await self._environment.get_current_time()).astimezone(UTC)
        await self._environment.sleep(self._clock.real(instant) - now)
        await self.handle.query("__stack_trace")

    async def done(self) -> None:
        await self.handle.signal(policies.EVENT_SIGNAL, Event(id="e1"))
        await asyncio.wait_for(self.handle.result(), 60)


@pytest_asyncio.fixture(loop_scope="module")
async def watch(temporal: WorkflowEnvironment) -> AsyncIterator[Watch]:
    """A world with a worker for it."""
    watch = Watch(temporal)
    async with worker_for(temporal.client, [watch.establish], AssignmentWorkflow):
        yield watch


async def test_an_answer_in_time_ends_it_without_a_light(watch: Watch) -> None:
    await watch.start()
    await watch.until("2026-12-02T23:59")
    await watch.done()
    [opened] = watch.steps
    said = process.AssignmentOpened.FromString(opened.message.payload)
    assert (said.assignment_id, said.kind, said.department) == ("t1", process.ASSIGNMENT_KIND_TICKET, "education")
    assert said.due == process.DueDate(date="2026-12-04")


async def test_yellow_reminds_the_department_and_red_tells_its_supervisor(watch: Watch) -> None:
    await watch.start()
    await watch.until("2026-12-02T23:59:50")
    assert watch.step_ids == ["opened"]
    await watch.until("2026-12-03T00:00:10")
    assert watch.step_ids == ["opened", "light-yellow"]
    await watch.until("2026-12-04T23:59:50")
    assert watch.step_ids == ["opened", "light-yellow"]
    await watch.until("2026-12-05T00:00:10")
    assert watch.step_ids == ["opened", "light-yellow", "light-red"]
    await watch.done()
    lights = [process.AssignmentLightChanged.FromString(step.message.payload).light for step in watch.steps[1:]]
    assert lights == [state.LIGHT_YELLOW, state.LIGHT_RED]


async def test_one_that_was_lost_goes_on_where_it_was_and_says_nothing_twice(watch: Watch) -> None:
    await watch.start("opened", "light-yellow", at=OPENED_AT + timedelta(days=20))
    await watch.until("2026-12-20T12:00")
    assert watch.step_ids == ["light-red"]
    await watch.done()
