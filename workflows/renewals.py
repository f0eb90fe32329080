"""Renewals 延续: one that was asked for in time and that nobody decided by the licence's last day is granted.

Licensing law, art. 50. The date stands in calendar days: no pause, no extension, no open supplement and no calendar
moves it, so it is watched beside everything else, from when a register has named it. Approval is the one referee.
"""

from __future__ import annotations

import asyncio
from datetime import date

from temporalio import workflow

from workflows.course import Course
from workflows.limits.legal_limits import renewal_asked_in_time
from workflows.matter import Case
from workflows.operators import text as operator_text
from workflows.steps import application as steps


class Renewals:
    """The cases of an application that renew a licence."""

    def __init__(self, course: Course) -> None:
        self._course = course

    async def run(self) -> None:
        """Watches every such case until it has its outcome."""
        renewing = [case for case in self._course.matter.cases if case.item.HasField("renewal")]
        await asyncio.gather(*(self._watch(case) for case in renewing))

    async def _watch(self, case: Case) -> None:
        facts, code = self._course.facts, case.code
        seen: date | None = None
        while case.id not in facts.outcomes:
            await workflow.wait_condition(lambda day=seen: case.id in facts.outcomes or facts.expiry(code) != day)
            seen = facts.expiry(code)
            if seen is not None and await self._last_day_over(case, seen):
                await self._grant(case)

    async def _last_day_over(self, case: Case, expires_on: date) -> bool:
        """Waits for 24:00 of the last day. False: asked too late, decided, or a later round knows another day."""
        course, facts = self._course, self._course.facts
        if not renewal_asked_in_time(course.matter.arrived_on, expires_on, case.item.renewal.ask_before_days):
            return False
        # What was decided in time stands in approval: nothing that is still on its way to us is waited for.
        end = course.matter.calendar.end_of(expires_on)
        alarm = course.alarm_at(end, operator_text.renewal_timer(expires_on))

        def settled() -> bool:
            return case.id in facts.outcomes or facts.expiry(case.code) != expires_on

        await workflow.wait_condition(lambda: alarm.rung or settled())
        course.alarms.clear(alarm)
        return not settled()

    async def _grant(self, case: Case) -> None:
        """Has approval grant it, and waits until the case has its outcome."""
        course, facts = self._course, self._course.facts
        draft = steps.silence_renews(course.matter, case, facts.facts_of_expiry(case.code), course.now())
        await course.establish(draft)
        question = course.questions.open(draft.commands)
        await workflow.wait_condition(lambda: case.id in facts.outcomes)
        course.questions.close(question)
