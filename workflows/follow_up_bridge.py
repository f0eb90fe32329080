"""The bridge for ratings: a bad one starts a follow-up, what department and supervisor do reaches it as signals."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from google.protobuf.message import Message
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from onetrip.intake.v1.events_pb2 import ApplicationRated
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting, Event, Journal, StartFollowUp
from runtime.clock import Clock
from runtime.consumer import Handler, Handlers
from runtime.errors import Unavailable
from runtime.logs import get_logger
from runtime.messages import Envelope
from runtime.tracing import current_traceparent
from workflows import calendars, follow_up_rules, follow_up_store, operator_text, policies, search_attributes
from workflows.assignment_bridge import AssignmentBridge
from workflows.bridge import Bridge, calendar_event
from workflows.commitment_bridge import CommitmentBridge
from workflows.temporal_calls import signal, translated


class FollowUpBridge:
    """The handlers of the consumer group `process` that are about ratings."""

    def __init__(
        self,
        client: Client,
        clock: Clock,
        clock_setting: ClockSetting,
        calendar_in_force: Callable[[Any], Awaitable[Calendar]],
        limit_working_days: int,
    ) -> None:
        self._client = client
        self._clock = clock
        self._clock_setting = clock_setting
        self._calendar_in_force = calendar_in_force
        self._limit_working_days = limit_working_days

    def table(self) -> Mapping[type[Message], Handler]:
        """A start, and a signal for everything else."""
        return {ApplicationRated: self.on_rated, **dict.fromkeys(follow_up_rules.EVENTS.values(), self.on_event)}

    async def on_rated(self, connection: Any, envelope: Envelope, rated: ApplicationRated) -> None:
        """Begins a follow-up of a bad rating; a duplicate is the same beginning."""
        if rated.level not in follow_up_rules.BAD_LEVELS:
            return
        calendar = await self._calendar_in_force(connection)
        start = self._start_of(rated, self._limit_working_days, Journal(), calendar)
        journal = await follow_up_store.begin(connection, start, self._clock.now())
        if journal is None:
            get_logger().info("bridge.follow_up_already_over", application_id=rated.application_id)
            return
        start.journal.CopyFrom(journal)
        await self._start(start)

    async def on_event(self, connection: Any, envelope: Envelope, message: Message) -> None:
        """Signals an event to the follow-up of its application; one that Temporal has lost is rebuilt."""
        application_id = envelope.subject
        event = Event(id=envelope.id, type=envelope.type, payload=envelope.payload)
        workflow_id = policies.follow_up_id(application_id)
        if not await signal(self._client, workflow_id, event):
            if not await self.rebuild(connection, application_id):
                get_logger().info("bridge.late_event", application_id=application_id, type=event.type)
                return
            if not await signal(self._client, workflow_id, event):
                raise Unavailable("the follow-up ended while the event was on its way")
        await follow_up_store.hear(connection, application_id, event)

    async def tell_calendar(self, connection: Any, application_id: str, calendar: Calendar) -> None:
        """Tells an open follow-up of the calendar in force; see Bridge.tell_calendar. Raises Unavailable."""
        event, workflow_id = calendar_event(calendar), policies.follow_up_id(application_id)
        if not await signal(self._client, workflow_id, event) and await self.rebuild(connection, application_id):
            await signal(self._client, workflow_id, event)

    async def rebuild(self, connection: Any, application_id: str) -> bool:
        """Starts the workflow of an open follow-up from what `process` has of it. False: it is over."""
        stored = await follow_up_store.stored_follow_up(connection, application_id)
        if stored is None:
            return False
        # Its own, so that no deadline moves by this.
        calendar = await calendars.of_version(connection, stored.calendar_version)
        calendar = calendar or await self._calendar_in_force(connection)
        get_logger().warning("bridge.follow_up_rebuilt", application_id=application_id)
        await self._start(self._start_of(stored.rated, stored.limit_working_days, stored.journal, calendar))
        return True

    def _start_of(
        self, rated: ApplicationRated, limit_working_days: int, journal: Journal, calendar: Calendar
    ) -> StartFollowUp:
        return StartFollowUp(
            rated=rated,
            calendar=calendar,
            clock=self._clock_setting,
            limit_working_days=limit_working_days,
            journal=journal,
            traceparent=current_traceparent() or "",
        )

    async def _start(self, start: StartFollowUp) -> None:
        rated = start.rated
        try:
            await self._client.start_workflow(
                policies.FOLLOW_UP_TYPE,
                start,
                id=policies.follow_up_id(rated.application_id),
                task_queue=policies.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                search_attributes=search_attributes.at_follow_up(rated, start.calendar.version),
                static_summary=operator_text.follow_up_summary(rated),
                request_eager_start=True,
                priority=policies.priority_of(rated.item_code),
                rpc_timeout=policies.TEMPORAL_CALL,
            )
        except RPCError as error:
            raise translated(error) from None


def handlers(*bridges: Bridge | FollowUpBridge | CommitmentBridge | AssignmentBridge) -> Handlers:
    """The table of the consumer group `process`: what several bridges want to hear, each of them is told in turn."""
    wanted: dict[type[Message], list[Handler]] = {}
    for bridge in bridges:
        for message, handler in bridge.table().items():
            wanted.setdefault(message, []).append(handler)
    return Handlers({message: each[0] if len(each) == 1 else _in_turn(each) for message, each in wanted.items()})


def _in_turn(each: Sequence[Handler]) -> Handler:
    async def tell(connection: Any, envelope: Envelope, message: Message) -> None:
        for handler in each:
            await handler(connection, envelope, message)

    return tell
