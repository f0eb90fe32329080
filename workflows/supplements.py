"""Supplements 补正: one notice that names all that is missing, then the wait until all of it is in, or the lapse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from onetrip.approval.v1.events_pb2 import SupplementAsked
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from onetrip.verification.v1.messages_pb2 import VerificationCompleted
from workflows import policies
from workflows.course import Course
from workflows.limits.alarms import Alarm
from workflows.limits.answer_days import AnswerDays, Silence
from workflows.missing import still_missing
from workflows.operators import text as operator_text
from workflows.operators import view as operator_view
from workflows.steps import application as steps
from workflows.verification import Verification


class Lapsed(Exception):
    """What was asked for did not come in its time; approval has ended the cases."""

    def __init__(self, missing: Sequence[MissingMaterial]) -> None:
        super().__init__("lapsed")
        self.missing = missing


class Supplements:
    """The supplement notices of one application: one, and another only for a new fact."""

    def __init__(self, course: Course, verification: Verification) -> None:
        self._course = course
        self._verification = verification
        self._round = 0

    @property
    def asked_by_window(self) -> SupplementAsked | None:
        """A request that an officer of the window has made and that has not been sent out."""
        return self._course.facts.asked.get(self._round + 1)

    async def propose(self, missing: Sequence[MissingMaterial], days: AnswerDays) -> SupplementAsked | None:
        """Puts what is missing to approval's ledger of notices. None when it denies the notice. Raises Silence."""
        course, facts, number = self._course, self._course.facts, self._round + 1
        draft = steps.supplement_proposed(course.matter, number, missing, course.now())
        await course.establish(draft)
        heard = await course.answered(
            draft.commands, lambda: number in facts.asked or number in facts.denied, days.alarm
        )
        if not heard:
            raise Silence
        return facts.asked.get(number)

    async def receive(self, asked: SupplementAsked, days: AnswerDays) -> VerificationCompleted:
        """Sends the notice and waits until all that it names is in: a partial supplement leaves the wait open.

        Returns the verification that found it complete. Raises Lapsed, Silence and Withdrawn.
        """
        wait = await self._send(asked, days)
        while True:
            await self._next_supplement(wait)
            if self._course.facts.window is not None:
                return self._latest()
            days.open_again(self._day_of_latest(), max(self._course.facts.supplements))
            answer = await self._verification.verify(days)
            wait.handled = self._verification.handled
            wait.missing = self._still_missing(wait, answer)
            if not wait.missing:
                wait.clear(self._course)
                return answer
            days.answered()

    async def _send(self, asked: SupplementAsked, days: AnswerDays) -> _Wait:
        course, matter = self._course, self._course.matter
        self._round = asked.round
        draft = steps.supplement_requested(matter, asked, self._verification.handled, course.now(), self._latest())
        record = await course.establish(draft)
        days.answered()
        return _Wait(course, asked, int(record.detail or 0), record.time.ToDatetime(UTC))

    async def _next_supplement(self, wait: _Wait) -> None:
        """Waits for a supplement that was not looked at; reminds once. Raises Lapsed."""
        course, facts = self._course, self._course.facts

        def came() -> bool:
            return max(facts.supplements, default=0) > wait.handled or facts.window is not None

        operator_view.show_supplement(course, wait.missing, wait.last_day)
        if wait.reminder is not None and not wait.reminded and not await course.until(came, wait.reminder):
            wait.reminded = True
            draft = steps.supplement_reminded(course.matter, self._round, wait.missing, wait.last_day, course.now())
            await course.establish(draft)
        if not await course.until(came, wait.lapse):
            await self._lapse(wait)

    async def _lapse(self, wait: _Wait) -> None:
        """Has approval, the one referee, end what is undecided; nothing can be decided before acceptance."""
        course = self._course
        draft = steps.lapse_asked(course.matter, self._round, course.now())
        await course.establish(draft)
        await course.answered(draft.commands, lambda: course.facts.lapsed is not None)
        raise Lapsed(wait.missing)

    def _still_missing(self, wait: _Wait, answer: VerificationCompleted) -> list[MissingMaterial]:
        return still_missing(self._course.facts, wait.asked, range(wait.before + 1, wait.handled + 1), answer)

    def _day_of_latest(self) -> date:
        return self._course.matter.receipt(self._course.facts.latest_supplied.receive_time.ToDatetime(UTC))

    def _latest(self) -> VerificationCompleted:
        return self._course.facts.latest_verification or VerificationCompleted()


class _Wait:
    """An open notice: what it waits for, since when, until when. `handled` and `before` are supplement numbers."""

    def __init__(self, course: Course, asked: SupplementAsked, handled: int, noticed_at: datetime) -> None:
        matter = course.matter
        self.asked = asked
        self.missing: Sequence[MissingMaterial] = asked.missing
        self.handled = self.before = handled
        self.last_day = steps.supplement_due(matter, noticed_at)
        self.lapse = course.lapse_after(self.last_day, operator_text.supplement_timer(self.last_day))
        self.reminder = self._reminder(course, noticed_at)
        self.reminded = False

    def clear(self, course: Course) -> None:
        """All is in."""
        for alarm in (self.lapse, self.reminder):
            if alarm is not None:
                course.alarms.clear(alarm)

    def _reminder(self, course: Course, noticed_at: datetime) -> Alarm | None:
        matter = course.matter
        days = matter.days("supplement_working_days") - policies.REMIND_WORKING_DAYS_BEFORE
        if days <= 0:
            return None
        day = matter.calendar.working_day_after(matter.today(noticed_at), days)
        morning = matter.calendar.start_of(day) + timedelta(hours=policies.REMIND_AT_HOUR)
        return course.alarm_at(morning, operator_text.REMINDER, by_calendar=True)
