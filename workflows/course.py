"""The course 办理过程 of one application: what it knows, what it has established, and how it waits.

A workflow that is continued as new, or rebuilt from the schema `process`, runs the same code again from the top over
the same journal: steps that were established are not established again, answers that are in are not waited for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from temporalio import workflow

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import Event, Journal, OutgoingMessage, StartApplication, Step, StepRecord
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import patches, policies, rules_version
from workflows.calendars import change as calendar_change
from workflows.calendars.in_force import CalendarInForce
from workflows.engine.writing import Writer
from workflows.facts import Facts, message_of
from workflows.heard import Heard
from workflows.limits.alarms import Alarm, Alarms
from workflows.limits.open_deadlines import Known
from workflows.matter import Matter
from workflows.operators import text as operator_text
from workflows.questions import Questions
from workflows.steps import application as steps
from workflows.steps.application import ACCEPTANCE, Draft


class Withdrawn(Exception):
    """The applicant has withdrawn the whole application, and approval has settled it."""


class Terminated(Exception):
    """An operator has ended the application, because no decision can come any more, and approval has settled it."""

    def __init__(self, ended: approval.UndecidedEnded) -> None:
        super().__init__("terminated")
        self.ended = ended


class Renewed(Exception):
    """Silence has granted every case before the application was accepted; there is nothing left to accept."""


class TurnedAway(Exception):
    """The window's refusal crossed our acceptance by silence on the way; approval has ended the cases by it."""

    def __init__(self, decision: approval.AcceptanceDecided) -> None:
        super().__init__("not accepted")
        self.decision = decision


class Course:
    """One application on its way. Built before the first signal is handled."""

    def __init__(self, start: StartApplication) -> None:
        self.matter = Matter.of(start)
        self.facts = Facts()
        self.alarms = Alarms()
        self._writer = Writer()
        self.questions = Questions(start, self.alarms, self._writer, steps.opening(self.matter))
        self.state = state.APPLICATION_STATE_VERIFYING
        # What operators are shown, and what of it is in the memo; None before the first wait that a person may see.
        self.view: object = None
        self.shown: object = None
        # The light of each case that is watched, by case.
        self.lights: dict[str, state.Light] = {}
        # The round of verification whose registers did not answer and are waited for; 0: none is.
        self.round_awaited = 0
        self.calendar = CalendarInForce(start.calendar)
        self._handing_over = False
        self._start = start
        self._rules_version = start.journal.rules_version
        self._heard = Heard(self._takes_all)
        self._records: dict[str, StepRecord] = {record.id: record for record in start.journal.steps}
        for event in start.journal.events:
            self._recall(event)

    def now(self) -> datetime:
        """The instant, by the process's clock."""
        return self.matter.clock.at(workflow.now())

    def today(self) -> date:
        """The date, by the process's clock and calendar."""
        return self.matter.today(self.now())

    def take(self, event: Event) -> None:
        """Takes in what another part says; the same event again changes nothing. Raises DecodeError."""
        if self.calendar.told_by(event):
            return
        message = message_of(event.type, event.payload) if event not in self._heard else None
        if message is not None and self._heard.take(_kept(event, message)):
            self.facts.take(message)

    def by_rules(self, version: int) -> bool:
        """Whether it began by the rules of a version (`rules_version.py`), or by later ones."""
        return self._rules_version >= version

    def record(self, step_id: str) -> StepRecord | None:
        """What was established by a step, if it was."""
        return self._records.get(step_id)

    @property
    def actions(self) -> list[StepRecord]:
        """What operators did, in order."""
        kinds = {"ask-again", steps.REGISTERS_AGAIN, steps.TO_PERSON, steps.END_ASKED, steps.CORRECTION_ASKED}
        return [record for record in self._records.values() if record.id.partition(":")[0] in kinds]

    def released_by_operator(self, round: int) -> bool:
        """Whether an operator has ended the wait for registers that a round of verification is in."""
        return any(self.record(f"{kind}:{round}") for kind in (steps.REGISTERS_AGAIN, steps.TO_PERSON))

    @property
    def records(self) -> list[StepRecord]:
        """Every step that was established, in order."""
        return list(self._records.values())

    async def establish(self, draft: Draft) -> StepRecord:
        """Establishes a step, once: writes `process` and its outbox in one transaction. Returns what stands there.

        What stands can differ from the draft when a worker died after the transaction: the first one stands.
        """
        if known := self._records.get(draft.id):
            return known
        record = StepRecord(id=draft.id, detail=draft.detail)
        record.time.FromDatetime(draft.time)
        stood = await self._writer.establish(self._step(draft, record), operator_text.step(draft.id))
        self._records[draft.id] = stood or record
        self.state = draft.state or self.state
        return self._records[draft.id]

    async def until(self, condition: Callable[[], bool], alarm: Alarm | None = None) -> bool:
        """Waits until the condition holds, or the alarm rings. Returns whether it holds.

        Raises Withdrawn, Terminated, TurnedAway and Renewed, from wherever the application stands.
        """
        facts = self.facts
        await workflow.wait_condition(
            lambda: (
                condition()
                or facts.withdrawn
                or facts.terminated is not None
                or (alarm is not None and alarm.rung)
                or self._turned_away()
                or self._renewed()
            )
        )
        self.check()
        return condition()

    def check(self) -> None:
        """Raises Withdrawn, Terminated, TurnedAway or Renewed when it has come to that."""
        if self.facts.withdrawn:
            raise Withdrawn
        if self.facts.terminated is not None:
            raise Terminated(self.facts.terminated)
        if self.facts.window is not None and self._turned_away():
            raise TurnedAway(self.facts.window)
        if self._renewed():
            self._handing_over = True
            raise Renewed

    async def answered(
        self, commands: Sequence[OutgoingMessage], condition: Callable[[], bool], alarm: Alarm | None = None
    ) -> bool:
        """Like `until`, for the answer to commands that a machine answers: asks again after silence."""
        question = self.questions.open(commands)
        try:
            return await self.until(condition, alarm)
        finally:
            self.questions.close(question)

    def alarm_at(self, instant: datetime, summary: str, *, by_calendar: bool = False) -> Alarm:
        """Sets an alarm to an instant of the process's clock; `by_calendar`: one that working days were counted to."""
        return self.alarms.set(self.matter.clock.real(instant), summary, by_calendar=by_calendar)

    def alarm_after(self, last_day: date, summary: str) -> Alarm:
        """Sets an alarm to 24:00 of a day, and the moment that what was in time may still be on its way."""
        end = self.matter.clock.real(self.matter.calendar.end_of(last_day))
        return self.alarms.set(end + policies.IN_FLIGHT, summary, by_calendar=True)

    def lapse_after(self, last_day: date, summary: str) -> Alarm | None:
        """Like `alarm_after`, of a last day that ends something against the applicant: none while it is provisional.

        A notice that comes later may turn a working day before it into a holiday; the calendar that says so, or that
        nothing changes, is loaded and has the alarm set (decision 0016).
        """
        if self.by_rules(rules_version.NO_PROVISIONAL_LAPSE) and self.matter.calendar.is_provisional(last_day):
            return None
        return self.alarm_after(last_day, summary)

    async def pause(self, duration: timedelta, since: datetime, summary: str) -> None:
        """Waits for a duration of the process's clock, counted from an instant of it. Raises Withdrawn."""
        alarm = self.alarm_at(since + duration, summary)
        await self.until(lambda: alarm.rung)

    async def calendar_stands(self) -> bool:
        """Looks whether the calendar that alarms were set by is still the one in force."""
        await self.calendar.look()
        return self.calendar.newer is None

    async def leave(self) -> StartApplication:
        """Finishes the write under way and begins no other. Returns what to continue as new with.

        A newer calendar begins here: the next run computes every deadline by it, from the top.
        """
        await self._writer.close()
        start = StartApplication()
        start.CopyFrom(self._start)
        if self.calendar.newer is not None:
            start.calendar.CopyFrom(self.calendar.newer)
            await self._change_calendar(start.calendar)
        start.journal.CopyFrom(self._journal())
        return start

    async def finish(self) -> None:
        """Finishes the write under way and begins no other."""
        await self._writer.close()

    def _takes_all(self) -> bool:
        """Whether what says something new is taken in beyond the bound too."""
        if patches.taken(patches.NO_FACT_IS_DROPPED):
            return True
        workflow.logger.error("application takes no more events")
        return False

    def _recall(self, event: Event) -> None:
        """Takes in what an earlier run has taken in; what became of no concern since is left out."""
        message = message_of(event.type, event.payload)
        if message is not None:
            self._heard.recall(_kept(event, message))
            self.facts.take(message)

    async def _change_calendar(self, calendar: state.Calendar) -> None:
        """Establishes the change, with what moves by it; nothing else is established by the older one after it."""
        known = Known(self.matter, self.facts, self._records)
        draft = calendar_change.calendar_loaded(known, calendar, self.now())
        if draft.id not in self._records:
            record = StepRecord(id=draft.id, detail=draft.detail)
            record.time.FromDatetime(draft.time)
            step = self._step(draft, record)
            step.calendar_version = calendar.version
            stood = await self._writer.establish_last(step, operator_text.step(draft.id))
            self._records[draft.id] = stood or record

    def _turned_away(self) -> bool:
        """Whether the window has refused what was accepted by silence."""
        window = self.facts.window
        return window is not None and not window.accepted and ACCEPTANCE in self._records

    def _renewed(self) -> bool:
        """Whether every case was granted before acceptance: only silence can, a renewal (licensing law, art. 50).

        A decision of anything else that is heard before its acceptance stands came out of order.
        """
        if self._handing_over or ACCEPTANCE in self._records or not self.facts.outcomes:
            return False
        return all(case.item.HasField("renewal") and self.facts.granted(case.id) for case in self.matter.cases)

    def _step(self, draft: Draft, record: StepRecord) -> Step:
        journal = None if draft.closes else self._journal(record)
        return Step(
            application_id=self.matter.application_id,
            record=record,
            state=draft.state,
            messages=draft.messages,
            journal=journal,
            closes=draft.closes,
            calendar_version=self.matter.calendar.version,
            traceparent=self._start.traceparent,
            action=draft.action,
        )

    def _journal(self, *further: StepRecord) -> Journal:
        steps = [*self._records.values(), *further]
        return Journal(events=self._heard.events, steps=steps, rules_version=self._rules_version)


def _kept(event: Event, message: object) -> Event:
    """An event as the journal keeps it: without sealed values that no step will need again."""
    if isinstance(message, verification.VerificationCompleted):
        message.ClearField("sealed_contact")
    elif isinstance(message, approval.CaseDecided):
        message.ClearField("sealed_reasons")
    else:
        return event
    return Event(id=event.id, type=event.type, payload=message.SerializeToString())
