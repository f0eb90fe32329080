"""The bridge for assignments: a ticket or a review starts the watch over its limit, being done ends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from google.protobuf.message import Message
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import Assignment, ClockSetting, Event, StartAssignment
from runtime.clock import Clock
from runtime.consumer import Handler
from runtime.logs import get_logger
from runtime.messages import Envelope
from runtime.tracing import current_traceparent
from workflows import assignment_rules, assignment_store, calendars, operator_text, policies, search_attributes
from workflows.bridge import calendar_event
from workflows.temporal_calls import signal, translated


class AssignmentBridge:
    """The handlers of the consumer group `process` that are about assignments."""

    def __init__(
        self,
        client: Client,
        clock: Clock,
        clock_setting: ClockSetting,
        calendar_in_force: Callable[[Any], Awaitable[Calendar]],
    ) -> None:
        self._client = client
        self._clock = clock
        self._clock_setting = clock_setting
        self._calendar_in_force = calendar_in_force

    def table(self) -> Mapping[type[Message], Handler]:
        """A start, or an end."""
        opening = dict.fromkeys(assignment_rules.OPENING, self.on_opened)
        return {**opening, **dict.fromkeys(assignment_rules.CLOSING, self.on_done)}

    async def on_opened(self, connection: Any, envelope: Envelope, message: Message) -> None:
        """Begins the watch over a limit; a duplicate is the same beginning, and what is done is not begun again."""
        assignment = assignment_rules.OPENING[type(message)](message)
        calendar = await self._calendar_in_force(connection)
        await assignment_store.begin(connection, assignment, calendar.version, self._clock.now())
        stored = await assignment_store.stored_assignment(connection, assignment.id)
        if stored is not None:
            await self._start(stored.assignment, stored.steps_done, calendar)

    async def on_done(self, connection: Any, envelope: Envelope, message: Message) -> None:
        """Ends it. One whose workflow is lost needs none any more."""
        assignment_id = getattr(message, assignment_rules.CLOSING[type(message)])
        await assignment_store.close(connection, assignment_id, self._clock.now())
        event = Event(id=envelope.id, type=envelope.type)
        if not await signal(self._client, policies.assignment_id(assignment_id), event):
            get_logger().info("bridge.assignment_already_over", assignment_id=assignment_id)

    async def tell_calendar(self, connection: Any, assignment_id: str, calendar: Calendar) -> None:
        """Tells an open assignment of the calendar in force; see Bridge.tell_calendar. Raises Unavailable."""
        event, workflow_id = calendar_event(calendar), policies.assignment_id(assignment_id)
        if not await signal(self._client, workflow_id, event) and await self.rebuild(connection, assignment_id):
            await signal(self._client, workflow_id, event)

    async def rebuild(self, connection: Any, assignment_id: str) -> bool:
        """Starts the workflow of an open assignment from what `process` has of it. False: it is done."""
        stored = await assignment_store.stored_assignment(connection, assignment_id)
        if stored is None:
            return False
        # Its own, so that no deadline moves by this.
        calendar = await calendars.of_version(connection, stored.calendar_version)
        get_logger().warning("bridge.assignment_rebuilt", assignment_id=assignment_id)
        calendar = calendar or await self._calendar_in_force(connection)
        await self._start(stored.assignment, stored.steps_done, calendar)
        return True

    async def _start(self, assignment: Assignment, steps_done: list[str], calendar: Calendar) -> None:
        start = StartAssignment(
            assignment=assignment,
            calendar=calendar,
            clock=self._clock_setting,
            steps_done=steps_done,
            traceparent=current_traceparent() or "",
        )
        try:
            await self._client.start_workflow(
                policies.ASSIGNMENT_TYPE,
                start,
                id=policies.assignment_id(assignment.id),
                task_queue=policies.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                search_attributes=search_attributes.at_assignment(assignment, calendar.version),
                static_summary=operator_text.assignment_summary(assignment.kind),
                request_eager_start=True,
                rpc_timeout=policies.TEMPORAL_CALL,
            )
        except RPCError as error:
            raise translated(error) from None
