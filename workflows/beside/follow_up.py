"""FollowUpWorkflow: a bad rating until it is answered, or set aside as malicious (好差评, 差评整改).

Reads as the rule does: the department has a number of working days to call back, mend and answer; yellow warns it,
red the supervisor; it may appeal once, which stops no clock. What is done comes as events of intake.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NoReturn

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from onetrip.intake.v1 import events_pb2 as intake
    from onetrip.process.v1 import events_pb2 as process
    from onetrip.process.v1 import state_pb2 as state
    from onetrip.process.v1.workflow_pb2 import Event, Journal, StartFollowUp, Step, StepRecord
    from workflows import patches, policies
    from workflows.beside import follow_up_rules as rules
    from workflows.beside.waiting import Waits
    from workflows.calendars.in_force import CalendarInForce
    from workflows.engine.unreadable import signalled
    from workflows.heard import Heard
    from workflows.limits.calendar import WorkingCalendar
    from workflows.operators import text as operator_text
    from workflows.operators import view as operator_view


@workflow.defn(name=policies.FOLLOW_UP_TYPE)
class FollowUpWorkflow:
    """One for each bad rating. Started again with its journal it goes on where it was."""

    @workflow.init
    def __init__(self, start: StartFollowUp) -> None:
        self._start = start
        self._rating = rules.BadRating.of(start)
        self._heard = Heard(takes_all=lambda: patches.taken(patches.NO_FACT_IS_DROPPED))
        self._steps = {record.id: record for record in start.journal.steps}
        self._answered = self._set_aside = self._appeal_pending = False
        self._in_force = CalendarInForce(start.calendar)
        timer = operator_text.follow_up_timer(self._rating.last_day)
        self._waits = Waits(self._in_force, self._continue_as_new, timer)
        for event in start.journal.events:
            if event.type in rules.EVENTS:
                self._heard.recall(event)
                self._fold(event)

    @workflow.run
    async def run(self, start: StartFollowUp) -> None:
        """Runs until the follow-up is over."""
        rating = self._rating
        await self._establish(rules.opened(rating, self._now()))
        self._show()
        if not await self._over_before(rating.begins(state.LIGHT_YELLOW)):
            await self._turn(state.LIGHT_YELLOW)
        if not await self._over_before(rating.begins(state.LIGHT_RED), policies.IN_FLIGHT):
            await self._turn(state.LIGHT_RED)
        await self._waits.until(lambda: self._over)
        outcome = process.FOLLOW_UP_OUTCOME_SET_ASIDE if self._set_aside else process.FOLLOW_UP_OUTCOME_ANSWERED
        await self._establish(rules.closed(rating, outcome, self._now()))
        operator_view.show_follow_up(operator_text.OVER, None)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.signal(name=policies.EVENT_SIGNAL)
    def on_event(self, raw: RawValue) -> None:
        """Department or supervisor did something, or a calendar came into force; however often it is told."""
        if (event := signalled(raw, Event)) is None:
            return
        if self._in_force.told_by(event):
            return
        self._take(event)
        if not self._over:
            self._show()

    @property
    def _over(self) -> bool:
        return self._answered or self._set_aside

    def _take(self, event: Event) -> None:
        if event.type in rules.EVENTS and self._heard.take(event):
            self._fold(event)

    def _fold(self, event: Event) -> None:
        message = rules.EVENTS[event.type].FromString(event.payload)
        if isinstance(message, intake.FollowUpResolved):
            self._answered = True
        elif isinstance(message, intake.RatingAppealed):
            self._appeal_pending = True
        elif isinstance(message, intake.RatingAppealDecided):
            self._appeal_pending = False
            self._set_aside = self._set_aside or message.malicious

    async def _turn(self, light: state.Light) -> None:
        await self._establish(rules.light_changed(self._rating, light, self._now()))
        operator_view.show_light(light)

    async def _over_before(self, instant: datetime, grace: timedelta = timedelta()) -> bool:
        """Waits until it is over, or an instant of the process has come and the real time of grace after it.

        Days that were counted are counted again when the wait ends: a newer calendar is asked for.
        """
        delay = self._rating.clock.real(instant) + grace - workflow.now()
        await self._waits.within(delay, lambda: self._over)
        asks = not self._over and patches.taken(patches.FOLLOW_UP_ASKS_FOR_THE_CALENDAR)
        if asks and await self._in_force.look():
            await self._continue_as_new()
        return self._over

    async def _continue_as_new(self) -> NoReturn:
        """Goes on in a run of its own, from the top over the same journal; a newer calendar begins with it."""
        start = StartFollowUp()
        start.CopyFrom(self._start)
        if self._in_force.newer is not None:
            start.calendar.CopyFrom(self._in_force.newer)
            after = self._rating.by(WorkingCalendar.from_message(start.calendar))
            draft = rules.calendar_loaded(after, start.calendar.number, self._rating, self._now())
            await self._establish(draft, start.calendar.version)
            operator_view.show_calendar(start.calendar)
        start.journal.CopyFrom(self._journal())
        workflow.continue_as_new(start)

    async def _establish(self, draft: rules.Draft, calendar_version: str = "") -> None:
        """Establishes a step, once: writes `process` and its outbox in one transaction. It is computed by the run's
        calendar, or begins another.
        """
        if draft.id in self._steps:
            return
        record = StepRecord(id=draft.id, detail=draft.detail)
        record.time.FromDatetime(draft.time)
        step = Step(
            application_id=self._rating.rated.application_id,
            record=record,
            messages=[draft.message] if draft.message else [],
            journal=None if draft.closes else self._journal(record),
            closes=draft.closes,
            calendar_version=calendar_version or self._rating.calendar.version,
            traceparent=self._start.traceparent,
        )
        # Called by name: its module talks to the database and has no place in a workflow.
        await workflow.execute_local_activity(
            policies.ESTABLISH_FOLLOW_UP,
            step,
            result_type=StepRecord,
            summary=operator_text.follow_up_step(draft.id),
            **policies.WRITE,  # pyright: ignore
        )
        self._steps[draft.id] = record

    def _journal(self, *further: StepRecord) -> Journal:
        return Journal(events=self._heard.events, steps=[*self._steps.values(), *further])

    def _now(self) -> datetime:
        return self._rating.clock.at(workflow.now())

    def _show(self) -> None:
        department = self._rating.rated.department
        waits_for = operator_text.waits_follow_up(
            department.name.zh or department.code, self._rating.last_day, appealed=self._appeal_pending
        )
        operator_view.show_follow_up(waits_for, self._rating.calendar.end_of(self._rating.last_day))
