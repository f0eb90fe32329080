"""AssignmentWorkflow: the limit of something a department is given to do 交办, until it is done."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from onetrip.process.v1 import state_pb2 as state
    from onetrip.process.v1.workflow_pb2 import AssignmentStep, Event, StartAssignment
    from workflows import assignment_rules as rules
    from workflows import operator_text, operator_view, policies

# The server counts in milliseconds: a timer set to the exact instant could wake us just before it.
_ROUNDING = timedelta(milliseconds=1)


@workflow.defn(name=policies.ASSIGNMENT_TYPE)
class AssignmentWorkflow:
    """One for each ticket or review. Started again with the steps that are done it goes on where it was."""

    @workflow.init
    def __init__(self, start: StartAssignment) -> None:
        self._start = start
        self._limit = rules.Limit.of(start)
        self._steps = set(start.steps_done)
        self._done = False

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
        await workflow.wait_condition(lambda: self._done)
        operator_view.show_follow_up(operator_text.OVER, None)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.signal(name=policies.EVENT_SIGNAL)
    def on_event(self, event: Event) -> None:
        """It is done; however often it is told."""
        self._done = True

    async def _turn(self, light: state.Light) -> None:
        await self._establish(rules.light_changed(self._limit, light, self._now()))
        operator_view.show_light(light)

    async def _done_before(self, instant: datetime, grace: timedelta = timedelta()) -> bool:
        """Waits until it is done, or an instant of the process has come and the real time of grace after it."""
        delay = self._limit.clock.real(instant) + grace - workflow.now()
        if delay > timedelta():
            with contextlib.suppress(TimeoutError):
                await workflow.wait_condition(
                    lambda: self._done,
                    timeout=delay + _ROUNDING,
                    timeout_summary=operator_text.assignment_timer(self._limit.last_day),
                )
        return self._done

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
        self._steps.add(step.record.id)

    def _now(self) -> datetime:
        return self._limit.clock.at(workflow.now())
