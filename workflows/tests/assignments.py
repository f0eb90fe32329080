"""An assignment 交办 with its clock, and the paths of its life that are recorded (tests/replay)."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from google.protobuf.message import Message
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import AssignmentStep, Event, StartAssignment
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import policies
from workflows.beside import assignment_rules
from workflows.calendars.files import read_calendar, write_fields
from workflows.limits.process_clock import ProcessClock, clock_setting
from workflows.operators import search_attributes
from workflows.operators import text as operator_text
from workflows.settings import Settings
from workflows.tests import filings
from workflows.tests.world import has_a_task

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


class AssignmentWorld:
    """One assignment's surroundings: records what is established."""

    def __init__(self, environment: WorkflowEnvironment) -> None:
        self._environment = environment
        self.in_force = CALENDAR
        self.steps: list[AssignmentStep] = []
        self.handle: WorkflowHandle[Any, Any]
        self._clock: ProcessClock

    @activity.defn(name=policies.ESTABLISH_ASSIGNMENT)
    async def establish(self, step: AssignmentStep) -> None:
        """Records a step."""
        if step.record.id not in self.step_ids:
            self.steps.append(step)

    @activity.defn(name=policies.CALENDAR_IN_FORCE)
    async def calendar_in_force(self, known: state.Calendar) -> state.Calendar | None:
        """The calendar in force, when it is a later one."""
        return self.in_force if self.in_force.number > known.number else None

    @property
    def activities(self) -> Sequence[Callable[..., Any]]:
        """What a worker for it registers."""
        return [self.establish, self.calendar_in_force]

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
        await self.settled()

    async def settled(self) -> None:
        """Waits, without letting the server's time pass, until the workflow has nothing more to do for now."""
        async with asyncio.timeout(20):
            while has_a_task((await self.handle.fetch_history()).events):  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def tell(self, message: Message) -> None:
        """Signals an event."""
        event = Event(id="e1", type=message.DESCRIPTOR.full_name, payload=message.SerializeToString())
        await self.handle.signal(policies.EVENT_SIGNAL, event)
        await self.settled()

    async def done(self) -> None:
        await self.tell(verification.TicketAnswered(ticket_id="t1"))
        await asyncio.wait_for(self.handle.result(), 60)


async def answered_in_time(world: AssignmentWorld) -> None:
    """Answered on the second day."""
    await world.start()
    await world.until("2026-12-01 10:00")
    await world.done()


async def answered_late(world: AssignmentWorld) -> None:
    """Yellow, then red, then answered."""
    await world.start()
    await world.until("2026-12-08 10:00")
    await world.done()


def holiday(number: int, *days: str) -> state.Calendar:
    """A calendar that came into force later, with days off that nobody knew of."""
    calendar = state.Calendar()
    calendar.CopyFrom(CALENDAR)
    calendar.version, calendar.number = f"loaded-{number}", number
    calendar.days_off.extend(days)
    return calendar


async def moved_by_a_calendar(world: AssignmentWorld) -> None:
    """A calendar gives it two days more; it turns yellow by that one."""
    await world.start()
    await world.tell(holiday(1, "2026-12-02", "2026-12-03"))
    await world.until("2026-12-07 10:00")
    await world.done()


ASSIGNMENT_PATHS: Mapping[str, Callable[[AssignmentWorld], Awaitable[None]]] = {
    "ticket-answered": answered_in_time,
    "ticket-answered-late": answered_late,
    "ticket-moved-by-a-calendar": moved_by_a_calendar,
}
