"""The world around a follow-up in tests, and the paths that one can take: what the committed histories hold."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from google.protobuf import symbol_database
from google.protobuf.message import Message
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting, Event, Journal, StartFollowUp, Step, StepRecord
from workflows import policies
from workflows.limits.process_clock import ProcessClock, clock_setting
from workflows.operators import search_attributes
from workflows.operators import text as operator_text
from workflows.tests import filings
from workflows.tests.world import has_a_task

DEPARTMENT = "human-resources"
LIMIT = 5
# Ten in the morning of Friday 27 November 2026 in Beijing; the last of the five days is Friday 4 December.
RATED_AT = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


def rated(at: datetime = RATED_AT, level: int = intake.RATING_LEVEL_DISSATISFIED) -> intake.ApplicationRated:
    """A bad rating."""
    return intake.ApplicationRated(
        application_id=filings.APPLICATION,
        level=intake.RatingLevel.Name(level),
        channel=catalog.CHANNEL_ONLINE,
        item_code="permit",
        item_name=catalog.LocalizedText(zh="许可", en="Permit"),
        department=catalog.Department(code=DEPARTMENT, name=catalog.LocalizedText(zh="人社局", en="HR")),
        rate_time=filings.at(at),
    )


def resolved() -> intake.FollowUpResolved:
    """The department answers."""
    return intake.FollowUpResolved(application_id=filings.APPLICATION, department=DEPARTMENT)


def appealed() -> intake.RatingAppealed:
    """The department appeals."""
    return intake.RatingAppealed(application_id=filings.APPLICATION, department=DEPARTMENT)


def judged(malicious: bool) -> intake.RatingAppealDecided:
    """A supervisor decides."""
    return intake.RatingAppealDecided(application_id=filings.APPLICATION, department=DEPARTMENT, malicious=malicious)


class FollowUpWorld:
    """One follow-up's surroundings: records what is established."""

    def __init__(self, environment: WorkflowEnvironment, calendar: Calendar = filings.CALENDAR) -> None:
        self._environment = environment
        self._calendar = self.in_force = calendar
        self._clock_setting = ClockSetting(factor=1.0)
        self.steps: list[Step] = []
        self.said: list[Message] = []
        self.message_ids: list[str] = []
        self.handle: WorkflowHandle[Any, Any]

    async def start(
        self, rating: intake.ApplicationRated | None = None, journal: Journal | None = None, at: datetime = RATED_AT
    ) -> FollowUpWorld:
        """Starts the workflow as the bridge does; the process's clock shows `at`."""
        real = (await self._environment.get_current_time()).astimezone(UTC)
        self._clock_setting = clock_setting(at, real, 1.0)
        rating = rating or rated()
        start = StartFollowUp(
            rated=rating,
            calendar=self._calendar,
            clock=self._clock_setting,
            limit_working_days=LIMIT,
            journal=journal,
        )
        self.handle = await self._environment.client.start_workflow(
            policies.FOLLOW_UP_TYPE,
            start,
            id=f"{policies.follow_up_id(rating.application_id)}/{uuid.uuid4()}",
            task_queue=policies.TASK_QUEUE,
            search_attributes=search_attributes.at_follow_up(rating, self._calendar.version),
            static_summary=operator_text.follow_up_summary(rating),
        )
        return self

    async def tell(self, message: Message, event_id: str | None = None) -> None:
        """Signals an event."""
        event_id = event_id or f"e{uuid.uuid4().hex}"
        event = Event(id=event_id, type=message.DESCRIPTOR.full_name, payload=message.SerializeToString())
        await self.handle.signal(policies.EVENT_SIGNAL, event)

    async def pass_time(self, duration: timedelta) -> None:
        """Lets time pass."""
        await self._environment.sleep(duration)

    async def until(self, at: datetime) -> None:
        """Lets time pass until the process's clock shows an instant."""
        real = ProcessClock(self._clock_setting).real(at)
        await self._environment.sleep(real - (await self._environment.get_current_time()).astimezone(UTC))

    async def settled(self) -> None:
        """Waits, without letting the server's time pass, until the workflow has nothing more to do for now."""
        async with asyncio.timeout(20):
            while has_a_task((await self.handle.fetch_history()).events):  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def ends(self) -> list[str]:
        """Waits for the end, time passing as it needs. Returns the ids of the steps."""
        await asyncio.wait_for(self.handle.result(), 60)
        return self.step_ids

    @property
    def activities(self) -> list[Callable[..., Any]]:
        """What a worker for this world registers."""
        return [self.establish, self.calendar_in_force]

    @property
    def step_ids(self) -> list[str]:
        """Ids of the steps established, in order."""
        return [step.record.id for step in self.steps]

    @activity.defn(name=policies.ESTABLISH_FOLLOW_UP)
    async def establish(self, step: Step) -> StepRecord | None:
        """Records a step and what it says; one that runs again, as after a lost workflow task, changes nothing."""
        if step.record.id in self.step_ids:
            return step.record
        self.record(step)
        return None

    def record(self, step: Step) -> None:
        """Keeps a step and what it says."""
        self.steps.append(step)
        self.said.extend(self.said_in(step))
        self.message_ids.extend(outgoing.id for outgoing in step.messages)

    @staticmethod
    def said_in(step: Step) -> list[Message]:
        """What a step says."""
        symbols = symbol_database.Default()
        return [symbols.GetSymbol(outgoing.type).FromString(outgoing.payload) for outgoing in step.messages]

    @activity.defn(name=policies.CALENDAR_IN_FORCE)
    async def calendar_in_force(self, known: Calendar) -> Calendar | None:
        """The calendar in force when it is a later one."""
        return self.in_force if self.in_force.number > known.number else None


async def _answered(world: FollowUpWorld) -> None:
    await world.start()
    await world.settled()
    await world.tell(resolved())


async def _late(world: FollowUpWorld) -> None:
    await world.start()
    await world.pass_time(timedelta(days=10))
    await world.tell(resolved())


async def _set_aside(world: FollowUpWorld) -> None:
    await world.start()
    await world.settled()
    await world.tell(appealed())
    await world.tell(judged(malicious=True))


async def _appeal_rejected(world: FollowUpWorld) -> None:
    await world.start()
    await world.settled()
    await world.tell(appealed())
    await world.pass_time(timedelta(days=6))
    await world.tell(judged(malicious=False))
    await world.tell(resolved())


FOLLOW_UP_PATHS: Mapping[str, Callable[[FollowUpWorld], Awaitable[None]]] = {
    "follow-up-answered": _answered,
    "follow-up-late": _late,
    "follow-up-set-aside": _set_aside,
    "follow-up-appeal-rejected": _appeal_rejected,
}
