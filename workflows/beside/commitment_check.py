"""CommitmentCheckWorkflow: what was committed to instead of proved 告知承诺, from the grant until it is known true.

Reads as the rule does: the department checks within the catalogue's time; a false commitment is told to the applicant,
who is heard; then an approver revokes the grant or upholds it. Lights watch the department's two terms. Deciding is
approval's: this only keeps order and time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from onetrip.approval.v1 import events_pb2 as approval
    from onetrip.process.v1 import events_pb2 as process
    from onetrip.process.v1 import state_pb2 as state
    from onetrip.process.v1.workflow_pb2 import Event, Journal, StartCommitmentCheck, Step, StepRecord
    from workflows import policies
    from workflows.beside import commitment_rules as rules
    from workflows.beside.waiting import Waits
    from workflows.calendars.in_force import CalendarInForce
    from workflows.engine.unreadable import signalled
    from workflows.heard import Heard
    from workflows.limits.calendar import WorkingCalendar
    from workflows.limits.terms import Term
    from workflows.operators import text as operator_text
    from workflows.operators import view as operator_view


@workflow.defn(name=policies.COMMITMENT_TYPE)
class CommitmentCheckWorkflow:
    """One for each grant that rests on a commitment. Started again with its journal it goes on where it was."""

    @workflow.init
    def __init__(self, start: StartCommitmentCheck) -> None:
        self._start = start
        self._check = rules.Check.of(start)
        self._heard = Heard()
        self._steps = {record.id: record for record in start.journal.steps}
        self._found: approval.CommitmentChecked | None = None
        self._upheld: approval.CommitmentChecked | None = None
        self._revoked = self._waived = False
        self._in_force = CalendarInForce(start.calendar)
        self._waits = Waits(self._in_force, self._continue_as_new, operator_text.COMMITMENT_TIMER)
        for event in start.journal.events:
            if event.type in rules.EVENTS:
                self._heard.recall(event)
                self._fold(event)

    @workflow.run
    async def run(self, start: StartCommitmentCheck) -> None:
        """Runs until the commitment is known to be true, or the grant is revoked or upheld."""
        check = self._check
        await self._establish(rules.opened(check, self._now()))
        await self._watch(rules.CHECK, check.checking, lambda: self._found is not None or self._revoked)
        if self._found is not None and not self._found.kept and not self._revoked:
            await self._hear(self._found)
        await self._establish(rules.closed(check, *self._outcome(), self._now()))
        operator_view.show_follow_up(operator_text.OVER, None)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.signal(name=policies.EVENT_SIGNAL)
    def on_event(self, raw: RawValue) -> None:
        """An officer found something, an approver revoked or upheld the grant, or a calendar came into force; however
        often it is told.
        """
        event = signalled(raw, Event)
        if event is not None and not self._in_force.told_by(event):
            self._take(event)

    async def _hear(self, found: approval.CommitmentChecked) -> None:
        """Has the applicant heard, and then an approver decide."""
        check = self._check
        proposed = await self._establish(rules.proposed(check, found, self._now()))
        hearing = check.hearing(proposed.time.ToDatetime(UTC))
        self._show(operator_text.waits_statement(hearing.last_day), hearing)
        # Who gives up being heard need not be waited for.
        await self._over_before(
            hearing.begins(state.LIGHT_RED), lambda: self._settled() or self._waived, policies.IN_FLIGHT
        )
        if not self._settled():
            asked = await self._establish(rules.revocation_asked(check, self._now()))
            await self._watch(rules.REVOCATION, check.revoking(asked.time.ToDatetime(UTC)), self._settled)

    def _settled(self) -> bool:
        return self._revoked or self._upheld is not None

    def _outcome(self) -> tuple[process.CommitmentOutcome, bytes]:
        """How it ended, and why where the grant was upheld."""
        if self._revoked:
            return process.COMMITMENT_OUTCOME_REVOKED, b""
        if self._upheld is not None:
            return process.COMMITMENT_OUTCOME_UPHELD, self._upheld.sealed_reasons
        return process.COMMITMENT_OUTCOME_KEPT, b""

    def _take(self, event: Event) -> None:
        if event.type in rules.EVENTS and self._heard.take(event):
            self._fold(event)

    def _fold(self, event: Event) -> None:
        message = rules.EVENTS[event.type].FromString(event.payload)
        if isinstance(message, approval.DecisionRevoked):
            self._revoked = True
        elif isinstance(message, approval.StatementWaived):
            self._waived = True
        elif isinstance(message, approval.CommitmentChecked) and message.upheld:
            self._upheld = message
        elif isinstance(message, approval.CommitmentChecked):
            self._found = message

    async def _watch(self, stage: str, term: Term, over: Callable[[], bool]) -> None:
        """Waits until it is over; its light turns meanwhile."""
        self._show(operator_text.waits_commitment(self._check.decided.department, stage, term.last_day), term)
        for light, grace in ((state.LIGHT_YELLOW, timedelta()), (state.LIGHT_RED, policies.IN_FLIGHT)):
            if await self._over_before(term.begins(light), over, grace):
                return
            await self._establish(rules.light_changed(self._check, stage, light, term.due, self._now()))
            operator_view.show_light(light)
        await self._waits.until(over)

    async def _over_before(self, instant: datetime, over: Callable[[], bool], grace: timedelta) -> bool:
        """Waits until it is over, or an instant of the process has come and the real time of grace after it.

        When the instant comes, the calendar in force is looked at: by a newer one it may be a later one.
        """
        delay = self._check.clock.real(instant) + grace - workflow.now()
        if await self._waits.within(delay, over) and not over() and await self._in_force.look():
            await self._continue_as_new()
        return over()

    async def _continue_as_new(self) -> NoReturn:
        """Goes on in a run of its own, from the top over the same journal; a newer calendar begins with it."""
        start = StartCommitmentCheck()
        start.CopyFrom(self._start)
        if self._in_force.newer is not None:
            start.calendar.CopyFrom(self._in_force.newer)
            after = self._check.by(WorkingCalendar.from_message(start.calendar))
            found = self._found.sealed_reasons if self._found is not None else b""
            draft = rules.calendar_loaded(after, start.calendar.number, self._check, self._steps, found, self._now())
            await self._establish(draft, start.calendar.version)
            operator_view.show_calendar(start.calendar)
        start.journal.CopyFrom(self._journal())
        workflow.continue_as_new(start)

    async def _establish(self, draft: rules.Draft, calendar_version: str = "") -> StepRecord:
        """Establishes a step, once: writes `process` and its outbox in one transaction. Returns what stands there.

        It is computed by the run's calendar, or begins another.
        """
        if known := self._steps.get(draft.id):
            return known
        record = StepRecord(id=draft.id, detail=draft.detail)
        record.time.FromDatetime(draft.time)
        step = Step(
            application_id=self._check.decided.application_id,
            case_id=self._check.decided.case_id,
            record=record,
            messages=draft.messages,
            journal=None if draft.closes else self._journal(record),
            closes=draft.closes,
            calendar_version=calendar_version or self._check.calendar.version,
            traceparent=self._start.traceparent,
        )
        # Called by name: its module talks to the database and has no place in a workflow.
        stood = await workflow.execute_local_activity(
            policies.ESTABLISH_COMMITMENT,
            step,
            result_type=StepRecord,
            summary=operator_text.commitment_step(draft.id),
            **policies.WRITE,  # pyright: ignore
        )
        self._steps[draft.id] = stood or record
        return self._steps[draft.id]

    def _journal(self, *further: StepRecord) -> Journal:
        return Journal(events=self._heard.events, steps=[*self._steps.values(), *further])

    def _now(self) -> datetime:
        return self._check.clock.at(workflow.now())

    def _show(self, waits_for: str, term: Term) -> None:
        operator_view.show_follow_up(waits_for, self._check.calendar.end_of(term.last_day))
