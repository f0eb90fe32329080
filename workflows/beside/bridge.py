"""The bridge for what runs beside an application: one way to begin, to tell and to rebuild it, for every kind of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from google.protobuf.message import Message
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting, Event
from runtime.clock import Clock
from runtime.consumer import Handler, Handlers
from runtime.errors import Unavailable
from runtime.logs import get_logger
from runtime.messages import Envelope
from runtime.tracing import current_traceparent
from workflows import policies
from workflows.beside.kinds import Kind
from workflows.calendars import store as calendars
from workflows.engine.bridge import calendar_event
from workflows.engine.store import Kept
from workflows.engine.temporal_calls import signal, translated


class BesideBridge:
    """The handlers of the consumer group `process` that are about one kind."""

    def __init__(
        self,
        client: Client,
        clock: Clock,
        clock_setting: ClockSetting,
        calendar_in_force: Callable[[Any], Awaitable[Calendar]],
        kind: Kind,
    ) -> None:
        self._client = client
        self._clock = clock
        self._clock_setting = clock_setting
        self._calendar_in_force = calendar_in_force
        self.kind = kind

    def table(self) -> Mapping[type[Message], Handler]:
        """A start, and a signal for everything else."""
        return {**dict.fromkeys(self.kind.begins, self.on_begun), **dict.fromkeys(self.kind.hears, self.on_event)}

    async def on_begun(self, connection: Any, envelope: Envelope, message: Message) -> None:
        """Begins one; a duplicate is the same beginning, and what is over is not begun again."""
        start = self.kind.begins[type(message)](message)
        if start is None:
            return
        key, calendar = self.kind.key(start), await self._calendar_in_force(connection)
        await self.kind.begin(connection, start, calendar.version, self._clock.now())
        kept = await self.kind.kept(connection, key)
        if kept is None:
            get_logger().info("bridge.already_over", kind=self.kind.lagging.name, key=key)
            return
        await self._start(connection, key, kept)

    async def on_event(self, connection: Any, envelope: Envelope, message: Message) -> None:
        """Signals an event to the one that it concerns; one that Temporal has lost is rebuilt. Raises Unavailable."""
        key = self.kind.hears[type(message)](envelope, message)
        event = Event(id=envelope.id, type=envelope.type, payload=envelope.payload)
        if not await self._signal(key, event):
            if not await self.rebuild(connection, key):
                get_logger().info("bridge.late_event", kind=self.kind.lagging.name, key=key, type=event.type)
                return
            if not await self._signal(key, event):
                raise Unavailable("it ended while the event was on its way")
        await self.kind.hear(connection, key, event, self._clock.now())

    async def tell_calendar(self, connection: Any, key: str, calendar: Calendar) -> None:
        """Tells an open one of the calendar in force; see Bridge.tell_calendar. Raises Unavailable."""
        event = calendar_event(calendar)
        if not await self._signal(key, event) and await self.rebuild(connection, key):
            await self._signal(key, event)

    async def rebuild(self, connection: Any, key: str) -> bool:
        """Starts the workflow of an open one from what `process` has of it. False: it is over, or never was."""
        kept = await self.kind.kept(connection, key)
        if kept is None:
            return False
        get_logger().warning("bridge.rebuilt", kind=self.kind.lagging.name, key=key)
        await self._start(connection, key, kept)
        return True

    async def _signal(self, key: str, event: Event) -> bool:
        return await signal(self._client, self.kind.recovery.workflow_id(key), event)

    async def _start(self, connection: Any, key: str, kept: Kept) -> None:
        start = kept.start
        # Its own, so that no deadline moves by this.
        calendar = await calendars.of_version(connection, kept.calendar_version)
        start.calendar.CopyFrom(calendar or await self._calendar_in_force(connection))
        start.clock.CopyFrom(self._clock_setting)
        start.traceparent = current_traceparent() or ""
        try:
            await self._client.start_workflow(
                self.kind.recovery.workflow_type,
                start,
                id=self.kind.recovery.workflow_id(key),
                task_queue=policies.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                search_attributes=self.kind.attributes(start),
                static_summary=self.kind.summary(start),
                request_eager_start=True,
                priority=self.kind.priority(start),
                rpc_timeout=policies.TEMPORAL_CALL,
            )
        except RPCError as error:
            raise translated(error) from None


class Tables(Protocol):
    """Whoever has handlers of the consumer group `process`."""

    def table(self) -> Mapping[type[Message], Handler]:
        """Which message is handled how."""
        ...


def handlers(*bridges: Tables) -> Handlers:
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
