"""A supplement after acceptance 补交告知: asked for once, reminded of, and in; or the case is decided on what there is.

Only where the item allows it, which approval sees to. The clock stands still meanwhile, as for a special procedure
(limits/case_clock.py); officers can end the wait sooner.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from temporalio import workflow

from onetrip.approval.v1.events_pb2 import LaterSupplementAsked
from onetrip.process.v1.workflow_pb2 import StepRecord
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from workflows import policies
from workflows.cases import dossier_of
from workflows.course import Course
from workflows.limits.alarms import Alarm
from workflows.matter import Case
from workflows.missing import later_missing
from workflows.operators import text as operator_text
from workflows.steps import application as steps
from workflows.steps import later as later_steps
from workflows.steps.review import Accepted


class LaterSupplement:
    """The one of an application, from acceptance on."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._accepted: Accepted | None = None

    def begin(self, accepted: Accepted) -> None:
        """The application is accepted: from here on one can be asked for."""
        self._accepted = accepted

    async def run(self) -> None:
        """Waits until something is asked for, and until that wait is over."""
        facts = self._course.facts
        await workflow.wait_condition(lambda: self._accepted is not None and facts.later is not None)
        asked, accepted = facts.later, self._accepted
        case = self._course.matter.case(asked.case_id) if asked is not None else None
        if asked is None or accepted is None or case is None or self._is_over(case):
            return
        wait = _Wait(self._course, case, asked, await self._request(case, asked))
        await wait.until_over()
        if case.id not in facts.outcomes:
            await self._close(wait, accepted)

    def _is_over(self, case: Case) -> bool:
        closed = self._course.record(f"{later_steps.OVER}:{case.code}") is not None
        return closed or case.id in self._course.facts.outcomes

    async def _request(self, case: Case, asked: LaterSupplementAsked) -> StepRecord:
        course = self._course
        round = sum(steps.is_notice(record.id) for record in course.records) + 1
        handled = max(course.facts.supplements, default=0)
        return await course.establish(later_steps.requested(course.matter, case, asked, round, handled, course.now()))

    async def _close(self, wait: _Wait, accepted: Accepted) -> None:
        course, facts = self._course, self._course.facts
        dossier = dossier_of(course, accepted)
        draft = later_steps.over(dossier, wait.case, wait.round, wait.missing, wait.ended_at, course.now())
        await course.establish(draft)
        question = course.questions.open(draft.commands)
        try:
            await workflow.wait_condition(
                lambda: wait.asked.procedure_id in facts.procedures_ended or wait.case.id in facts.outcomes
            )
        finally:
            course.questions.close(question)


class _Wait:
    """The open request: what it waits for, since when, until when."""

    def __init__(self, course: Course, case: Case, asked: LaterSupplementAsked, requested: StepRecord) -> None:
        self._course, self.case, self.asked = course, case, asked
        self.round, self._handled = (int(part) for part in requested.detail.split(" "))
        self._told_at = requested.time.ToDatetime(UTC)
        self._last_day = steps.supplement_due(course.matter, self._told_at)

    @property
    def missing(self) -> list[MissingMaterial]:
        """What has not come."""
        return later_missing(self._course.facts, self._handled)

    @property
    def ended_at(self) -> datetime:
        """When officers ended it, the last of it came, or its last day was over."""
        facts = self._course.facts
        if ended := facts.procedures_ended.get(self.asked.procedure_id):
            return ended.end_time.ToDatetime(UTC)
        if self.missing:
            return self._course.matter.calendar.end_of(self._last_day)
        completing = next(n for n in sorted(facts.supplements) if not later_missing(facts, self._handled, n))
        return facts.supplements[completing].receive_time.ToDatetime(UTC)

    async def until_over(self) -> None:
        """Reminds once, and returns when nothing is waited for any more."""
        course = self._course
        lapse = course.lapse_after(self._last_day, operator_text.later_timer(self._last_day))
        reminder = self._reminder()
        if reminder is not None:
            await workflow.wait_condition(lambda: self._over() or reminder.rung)
            if not self._over():
                draft = later_steps.reminded(
                    course.matter, self.case, self.round, self.missing, self._last_day, course.now()
                )
                await course.establish(draft)
        await workflow.wait_condition(lambda: self._over() or (lapse is not None and lapse.rung))
        for alarm in (lapse, reminder):
            if alarm is not None:
                course.alarms.clear(alarm)

    def _over(self) -> bool:
        facts = self._course.facts
        ended = self.asked.procedure_id in facts.procedures_ended or self.case.id in facts.outcomes
        return ended or not self.missing

    def _reminder(self) -> Alarm | None:
        """In the morning some working days before the end; none where it was reminded, or the morning lies behind."""
        matter = self._course.matter
        days = matter.days("supplement_working_days") - policies.REMIND_WORKING_DAYS_BEFORE
        if days <= 0 or self._course.record(f"{later_steps.REMINDED}:{self.case.code}") is not None:
            return None
        day = matter.calendar.working_day_after(matter.today(self._told_at), days)
        morning = matter.calendar.start_of(day) + timedelta(hours=policies.REMIND_AT_HOUR)
        return self._course.alarm_at(morning, operator_text.REMINDER, by_calendar=True)
