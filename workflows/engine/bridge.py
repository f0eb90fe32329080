"""The bridge between Kafka and Temporal: what other parts say starts workflows and reaches them as signals.

A start is one transaction with the application's first step. An event whose workflow is gone is looked up in
`process`: over, and the event is late; open, and the workflow is rebuilt; not begun, and the event waits for it. What
nobody says anything about is found by `recovery.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.protobuf.message import Message
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from onetrip.intake.v1.events_pb2 import ApplicationSubmitted
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting, Event, Journal, StartApplication, Step, StepRecord
from runtime.clock import Clock
from runtime.consumer import Handler
from runtime.errors import Unavailable
from runtime.logs import get_logger
from runtime.messages import Envelope
from runtime.probe import Probe, no_probe
from runtime.tracing import current_traceparent
from workflows import facts, policies, rules_version
from workflows.calendars import store as calendars
from workflows.engine import store
from workflows.engine.pace import Pace
from workflows.engine.temporal_calls import signal, translated
from workflows.matter import Matter
from workflows.operators import search_attributes
from workflows.operators import text as operator_text
from workflows.steps import application as steps


class Bridge:
    """The handlers of the consumer group `process`."""

    def __init__(
        self,
        client: Client,
        clock: Clock,
        clock_setting: ClockSetting,
        calendar: Calendar,
        pace: Pace,
        probe: Probe = no_probe,
    ) -> None:
        self._client = client
        self._clock = clock
        self._clock_setting = clock_setting
        # As of when this process last looked; each start looks whether it is still in force.
        self._calendar = calendar
        self._pace = pace
        self._probe = probe

    def table(self) -> Mapping[type[Message], Handler]:
        """A start, and a signal for everything else."""
        return {ApplicationSubmitted: self.on_submitted, **dict.fromkeys(facts.EVENTS.values(), self.on_event)}

    async def on_submitted(self, connection: Any, envelope: Envelope, submitted: ApplicationSubmitted) -> None:
        """Begins an application; a duplicate is the same beginning, and one that is over is not begun again."""
        start = StartApplication(
            submitted=submitted,
            calendar=await self.calendar_in_force(connection),
            clock=self._clock_setting,
            traceparent=current_traceparent() or "",
        )
        step = self._first_step(start)
        journal = await store.begin(connection, submitted, step)
        if journal is None:
            get_logger().info("bridge.already_over", application_id=submitted.application_id)
            return
        start.journal.CopyFrom(journal)
        self._pace.began(submitted.application_id)
        await self._start(start)
        self._probe("bridge.started")

    async def on_event(self, connection: Any, envelope: Envelope, message: Message) -> None:
        """Signals an event to the workflow of its application."""
        application_id = envelope.subject
        event = Event(id=envelope.id, type=envelope.type, payload=envelope.payload)
        if await signal(self._client, policies.workflow_id(application_id), event):
            await store.hear(connection, application_id, event)
            return
        if await store.keep_early(connection, application_id, event, self._clock.now()):
            get_logger().info("bridge.kept_early", application_id=application_id, type=envelope.type)
            return
        await self._revive(connection, application_id, event)

    async def tell_calendar(self, connection: Any, application_id: str, calendar: Calendar) -> None:
        """Tells an application of the calendar in force; one whose workflow is lost is rebuilt for it.

        One that is over by now is not told. Raises Unavailable.
        """
        event, workflow_id = calendar_event(calendar), policies.workflow_id(application_id)
        if not await signal(self._client, workflow_id, event) and await self.rebuild(connection, application_id):
            await signal(self._client, workflow_id, event)

    async def rebuild(self, connection: Any, application_id: str) -> bool:
        """Starts the workflow of an open application from what `process` has of it. False: it is over."""
        stored = await store.stored_application(connection, application_id)
        if stored is None:
            return False
        start = StartApplication(
            submitted=stored.submitted,
            # Its own, so that no deadline moves by this.
            calendar=await calendars.of_version(connection, stored.calendar_version) or self._calendar,
            clock=self._clock_setting,
            journal=stored.journal,
            traceparent=current_traceparent() or "",
        )
        get_logger().warning("bridge.rebuilt", application_id=application_id)
        await self._start(start)
        return True

    async def _revive(self, connection: Any, application_id: str, event: Event) -> None:
        """Rebuilds a workflow that Temporal has lost, and gives it the event."""
        if not await self.rebuild(connection, application_id):
            get_logger().info("bridge.late_event", application_id=application_id, type=event.type)
        elif not await signal(self._client, policies.workflow_id(application_id), event):
            raise Unavailable("the workflow ended while the event was on its way")
        else:
            await store.hear(connection, application_id, event)

    async def calendar_in_force(self, connection: Any) -> Calendar:
        """The calendar in force: read only when another was loaded, by whichever replica."""
        if await calendars.number_in_force(connection) != self._calendar.number:
            self._calendar = await calendars.in_force(connection) or self._calendar
        return self._calendar

    def _first_step(self, start: StartApplication) -> Step:
        """The step that is established with the start: verification's first round, and the opening of the cases."""
        matter = Matter.of(start)
        draft = steps.verification_started(matter, 1, {}, self._clock.now())
        record = StepRecord(id=draft.id, detail=draft.detail)
        record.time.FromDatetime(draft.time)
        return Step(
            application_id=matter.application_id,
            record=record,
            state=draft.state,
            messages=draft.messages,
            journal=Journal(steps=[record], rules_version=rules_version.NEWEST),
            calendar_version=start.calendar.version,
        )

    async def _start(self, start: StartApplication) -> None:
        submitted = start.submitted
        try:
            await self._client.start_workflow(
                policies.WORKFLOW_TYPE,
                start,
                id=policies.workflow_id(submitted.application_id),
                task_queue=policies.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                search_attributes=search_attributes.at_start(submitted, start.calendar.version),
                static_summary=operator_text.application_summary(submitted),
                request_eager_start=True,
                priority=policies.priority_of(submitted.definition.code),
                rpc_timeout=policies.TEMPORAL_CALL,
            )
        except RPCError as error:
            raise translated(error) from None


def calendar_event(calendar: Calendar) -> Event:
    """What tells a workflow of the calendar in force; no event of its application."""
    return Event(
        id=f"calendar:{calendar.number}", type=Calendar.DESCRIPTOR.full_name, payload=calendar.SerializeToString()
    )
