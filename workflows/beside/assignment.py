"""AssignmentWorkflow: the limit of something a department is given to do 交办, until it is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NoReturn

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from onetrip.process.v1 import state_pb2 as state
    from onetrip.process.v1.workflow_pb2 import AssignmentStep, Event, StartAssignment
    from workflows import policies
    from workflows.beside import assignment_rules as rules
    from workflows.beside.waiting import Waits
    from workflows.calendars.in_force import CalendarInForce
    from workflows.engine.unreadable import signalled
    from workflows.limits.calendar import WorkingCalendar
    from workflows.operators import text as operator_text
    from workflows.operators import view as operator_view


@workflow.defn(name=policies.ASSIGNMENT_TYPE)
class AssignmentWorkflow:
    """One for each ticket or review. Started again with the steps that are done it goes on where it was."""

    @workflow.init
    def __init__(self, start: StartAssignment) -> None:
        self._start = start
        self._limit = rules.Limit.of(start)
        # In the order in which they were established.
        self._steps = dict.fromkeys(start.steps_done)
        self._done = False
        self._in_force = CalendarInForce(start.calendar)
        timer = operator_text.assignment_timer(self._limit.last_day)
        self._waits = Waits(self._in_force, self._continue_as_new, timer)

    @workflow.run
    async def run(self, start: StartAssignment) -> None:
        """Runs until it is done, however late."""
        limit = self._limit
        await self._establish(rules.opened(limit, self._now()))
        waits_for = operator_text.waits_assignment(limit.assignment.kind, limit.assignment.department, limit.last_day)
        operator_view.show_follow_up(waits_for, limit.calendar.end_of(limit.last_day))
        if not await self._done_before(limit.begins(state.LIGHT_YELLOW)):
            await self._turn(state.LIGHT_YELLOW)
        if not await self._done_before(limit.begins(state.LIGHT_RED), policies.IN_FLIGHT):
            await self._turn(state.LIGHT_RED)
        await self._waits.until(lambda: self._done)
        operator_view.show_follow_up(operator_text.OVER, None)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.signal(name=policies.EVENT_SIGNAL)
    def on_event(self, raw: RawValue) -> None:
        """It is done, or a calendar came into force; however often it is told."""
        if (event := signalled(raw, Event)) is None:
            return
        if not self._in_force.told_by(event) and event.type in rules.DONE:
            self._done = True

    async def _turn(self, light: state.Light) -> None:
        await self._establish(rules.light_changed(self._limit, light, self._now()))
        operator_view.show_light(light)

    async def _done_before(self, instant: datetime, grace: timedelta = timedelta()) -> bool:
        """Waits until it is done, or an instant of the process has come and the real time of grace after it.

        When the instant comes, the calendar in force is looked at: by a newer one it may be a later one.
        """
        delay = self._limit.clock.real(instant) + grace - workflow.now()
        waited = await self._waits.within(delay, lambda: self._done)
        if waited and not self._done and await self._in_force.look():
            await self._continue_as_new()
        return self._done

    async def _continue_as_new(self) -> NoReturn:
        """Goes on in a run of its own with the steps that are done; a newer calendar begins with it."""
        start = StartAssignment()
        start.CopyFrom(self._start)
        if self._in_force.newer is not None:
            start.calendar.CopyFrom(self._in_force.newer)
            after = self._limit.by(WorkingCalendar.from_message(start.calendar))
            await self._establish(rules.calendar_loaded(after, start.calendar.number, self._limit, self._now()))
            operator_view.show_calendar(start.calendar)
        start.steps_done[:] = list(self._steps)
        workflow.continue_as_new(start)

    async def _establish(self, step: AssignmentStep) -> None:
        """Establishes a step, once: writes `process` and its outbox in one transaction."""
        if step.record.id in self._steps:
            return
        step.traceparent = self._start.traceparent
        # Called by name: its module talks to the database and has no place in a workflow.
        await workflow.execute_local_activity(
            policies.ESTABLISH_ASSIGNMENT,
            step,
            summary=operator_text.assignment_step(step.record.id),
            **policies.WRITE,  # pyright: ignore
        )
        self._steps[step.record.id] = None

    def _now(self) -> datetime:
        return self._limit.clock.at(workflow.now())
