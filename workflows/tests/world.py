"""The world around a workflow in tests: records what is established and answers commands as the other parts do.

Answers are signalled within the activity that sends the command, so that a time-skipping server never skips past
them. What nobody answers stays unanswered: the test says it when its time has come.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from google.protobuf import symbol_database
from google.protobuf.message import Message
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1.events_pb2 import ApplicationSubmitted
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import (
    AskAgain,
    ClockSetting,
    Event,
    Journal,
    OutgoingMessage,
    StartApplication,
    Step,
    StepRecord,
)
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import policies, rules_version
from workflows.engine.activities import hear_first
from workflows.limits.process_clock import ProcessClock
from workflows.matter import Matter
from workflows.operators import search_attributes
from workflows.operators import text as operator_text
from workflows.steps import application as steps
from workflows.tests import filings

Answer = Callable[[Any], Message | Iterable[Message] | None]
Said = TypeVar("Said", bound=Message)

# After one of these a workflow has something to do, until the task that follows is completed.
_GIVES_WORK = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_TIMER_FIRED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
}
# After one of these nobody works on it any more.
_RESTS = {
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
}


def has_a_task(events: Sequence[HistoryEvent]) -> bool:
    """Whether the workflow is at work, or about to be."""
    for event in reversed(events):
        if event.event_type in _RESTS:
            return False
        if event.event_type in _GIVES_WORK:
            return True
    return False


class World:
    """One application's surroundings. `on(command, answer)` says how a part answers a command."""

    def __init__(
        self,
        environment: WorkflowEnvironment,
        clock: ClockSetting | None = None,
        calendar: Calendar = filings.CALENDAR,
    ) -> None:
        self._environment = environment
        self.calendar = calendar
        self._clock_setting = clock or ClockSetting(factor=1.0)
        self._clock = ProcessClock(self._clock_setting)
        self._answers: dict[type[Message], Answer] = {
            commands.DeliverResults: lambda _: approval.ResultDelivered(application_id=filings.APPLICATION)
        }
        self.steps: list[Step] = []
        self.asked_again: list[list[str]] = []
        self.said: dict[str, list[Message]] = defaultdict(list)
        self.told: dict[str, Message] = {}
        self.message_ids: list[str] = []
        self.handle: WorkflowHandle[Any, Any]
        self.stood: dict[str, StepRecord] = {}
        # By which rules it begins; 0: those of the first release.
        self.rules_version = rules_version.NEWEST
        # What was in Kafka when an alarm is about to ring, and is told only then.
        self.still_in_kafka: list[Message] = []
        # Whether a bundle was filed: several cases.
        self.several = False

    def on(self, command: type[Message], answer: Answer) -> World:
        """From now on a command is answered so; None is no answer."""
        self._answers[command] = answer
        return self

    def verifies(self, *answers: verification.VerificationCompleted) -> World:
        """Verification's rounds answer in turn."""
        by_round = {answer.round: answer for answer in answers}
        return self.on(verification.VerifyApplication, lambda command: by_round.get(command.round))

    @property
    def client(self) -> Client:
        """Of the server that it runs on."""
        return self._environment.client

    async def now(self) -> datetime:
        """The instant, by the process's clock."""
        return self._clock.at((await self._environment.get_current_time()).astimezone(UTC))

    async def start(self, filed: ApplicationSubmitted) -> World:
        """Starts the workflow as the bridge does: the first step is established with the start."""
        self.several = len(filed.definition.items) > 1
        start = StartApplication(submitted=filed, calendar=self.calendar, clock=self._clock_setting)
        draft = steps.verification_started(Matter.of(start), 1, {}, await self.now())
        record = StepRecord(id=draft.id, detail=draft.detail)
        record.time.FromDatetime(draft.time)
        start.journal.CopyFrom(Journal(steps=[record], rules_version=self.rules_version))
        await self._begin(start)
        await self._publish(draft.messages)
        return self

    async def rebuild(self, filed: ApplicationSubmitted, journal: Journal) -> None:
        """Starts a lost workflow again from what the schema `process` kept of it."""
        start = StartApplication(submitted=filed, calendar=self.calendar, clock=self._clock_setting, journal=journal)
        await self._begin(start)

    async def _begin(self, start: StartApplication) -> None:
        filed = start.submitted
        self.handle = await self._environment.client.start_workflow(
            policies.WORKFLOW_TYPE,
            start,
            id=policies.workflow_id(filed.application_id) + f"/{uuid.uuid4()}",
            task_queue=policies.TASK_QUEUE,
            search_attributes=search_attributes.at_start(filed, self.calendar.version),
            static_summary=operator_text.application_summary(filed),
        )

    async def tell(self, message: Message, event_id: str | None = None) -> str:
        """Signals an event."""
        event_id = event_id or f"e{uuid.uuid4().hex}"
        self.told[event_id] = message
        event = Event(id=event_id, type=message.DESCRIPTOR.full_name, payload=message.SerializeToString())
        await self.handle.signal(policies.EVENT_SIGNAL, event)
        return event_id

    async def pass_time(self, duration: timedelta) -> None:
        """Lets time of the process's clock pass."""
        await self._environment.sleep(self._clock.real_duration(duration))

    async def settled(self) -> None:
        """Waits, without letting the server's time pass, until the workflow has nothing more to do for now.

        Reads the history: a query would disturb. The test server, unlike the real one, hands a query to a worker in the
        midst of a local activity, and the SDK then records the activity in another task than it told the workflow.
        """
        async with asyncio.timeout(20):
            while has_a_task((await self.handle.fetch_history()).events):  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def details(self) -> str:
        """What Temporal's UI shows on top of the workflow, while a worker is there to say it."""
        await self.settled()
        metadata = await self.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
        return metadata.current_details

    async def pass_until(self, instant: datetime) -> None:
        """Lets time of the process's clock pass until an instant; it may be there already."""
        if (left := instant - await self.now()) > timedelta():
            await self.pass_time(left)

    async def until_step(self, step_id: str) -> Step:
        """Waits for a step in real time, without letting the server's time pass."""
        async with asyncio.timeout(60):
            while True:
                if step := next((step for step in self.steps if step.record.id == step_id), None):
                    return step
                await asyncio.sleep(0.005)

    async def until_step_as_time_passes(self, step_id: str) -> Step:
        """Lets hours pass until a step is established whose id begins so."""
        for _ in range(24 * 60):
            if step := next((step for step in self.steps if step.record.id.startswith(step_id)), None):
                return step
            await self.pass_time(timedelta(hours=1))
        raise AssertionError(f"no step {step_id} within two months: {self.step_ids}")

    async def end(self) -> None:
        """Ends the workflow, if there is one that is not over, while nobody works on it.

        The test server stops time while a worker has a task, until the task is completed: one that is cut short stops
        time for good, and whoever lets it pass next waits in real time.
        """
        if not hasattr(self, "handle"):
            return
        await self.settled()
        with contextlib.suppress(RPCError):
            await self.handle.terminate()

    async def ends(self) -> list[str]:
        """Waits for the end, time passing as it needs. Returns the ids of the steps after the start."""
        try:
            await asyncio.wait_for(self.handle.result(), 90)
        except TimeoutError:
            asked = len(self.asked_again)
            raise AssertionError(f"not over; steps {self.step_ids}, asked again {asked} times") from None
        return self.step_ids

    @property
    def step_ids(self) -> list[str]:
        """Ids of the steps established since the start, in order."""
        return [step.record.id for step in self.steps]

    def heard(self, kind: type[Said]) -> list[Said]:
        """Every message of a kind that was published, in order."""
        return self.said[kind.DESCRIPTOR.full_name]  # pyright: ignore[reportReturnType]

    @property
    def activities(self) -> list[Callable[..., Any]]:
        """What a worker for this world registers."""
        return [self.establish, self.ask_again, self.calendar_in_force]

    async def established_before(self, step_id: str, detail: str) -> None:
        """A worker established the step and died before its workflow task ended."""
        self.stood[step_id] = StepRecord(id=step_id, detail=detail, time=filings.at(await self.now()))

    @activity.defn(name=policies.ESTABLISH)
    async def establish(self, step: Step) -> StepRecord | None:
        """Records a step and publishes its messages; a step that stands is answered with how it stands."""
        if (stood := self.stood.get(step.record.id)) is not None:
            return stood
        self.stood[step.record.id] = step.record
        self.steps.append(step)
        await self._publish(step.messages)
        return None

    @activity.defn(name=policies.CALENDAR_IN_FORCE)
    async def calendar_in_force(self, known: Calendar) -> Calendar | None:
        """The calendar in force when it is a later one; asked again where something was not told yet."""
        behind, self.still_in_kafka = self.still_in_kafka, []
        for message in behind:
            await self.tell(message)
        hear_first(lambda: not behind)
        return self.calendar if self.calendar.number > known.number else None

    @activity.defn(name=policies.ASK_AGAIN)
    async def ask_again(self, request: AskAgain) -> None:
        """Records and publishes commands again."""
        self.asked_again.append([command.id for command in request.commands])
        await self._publish(request.commands, note=False)

    async def _publish(self, messages: Iterable[OutgoingMessage], note: bool = True) -> None:
        for outgoing in messages:
            message = symbol_database.Default().GetSymbol(outgoing.type).FromString(outgoing.payload)
            if note:
                self.said[outgoing.type].append(message)
                self.message_ids.append(outgoing.id)
            answer = self._answers.get(type(message))
            said = answer(message) if answer else None
            for event in [said] if isinstance(said, Message) else said or []:
                await self.tell(event)
