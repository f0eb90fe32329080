"""Verification 核验: has the facts established, and waits for registers that do not answer."""

from __future__ import annotations

from datetime import UTC

from onetrip.verification.v1.facts_pb2 import FINDING_KIND_UNAVAILABLE
from onetrip.verification.v1.messages_pb2 import VERIFICATION_OUTCOME_UNAVAILABLE, VerificationCompleted
from workflows import operator_text, operator_view, policies, steps
from workflows.answer_days import AnswerDays, Silence
from workflows.course import Course


class Verification:
    """The rounds of verification of one application. `handled` is the last supplement that the latest one saw."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._round = 0
        self.handled = 0

    async def verify(self, days: AnswerDays) -> VerificationCompleted:
        """Asks until every register has answered, at most policies.REGISTER_RETRIES times more.

        What is not known by then is for a person to look at; the applicant is never asked for it (domain.md,
        "Evidence"). Raises Silence and Withdrawn.
        """
        answer = await self._one_round(days)
        for pause in policies.REGISTER_RETRIES:
            if answer.outcome != VERIFICATION_OUTCOME_UNAVAILABLE:
                break
            registers = sorted({f.source for f in answer.findings if f.kind == FINDING_KIND_UNAVAILABLE})
            draft = steps.register_awaited(self._course.matter, self._round, registers, self._course.now())
            record = await self._course.establish(draft)
            operator_view.show_registers(self._course, registers)
            again = self._course.alarm_at(record.time.ToDatetime(UTC) + pause, operator_text.waits_registers(registers))
            if not await self._course.until(lambda alarm=again: alarm.rung, days.alarm):
                self._course.alarms.clear(again)
                raise Silence
            answer = await self._one_round(days)
        return answer

    async def _one_round(self, days: AnswerDays) -> VerificationCompleted:
        course, facts = self._course, self._course.facts
        self._round = number = self._round + 1
        draft = steps.verification_started(course.matter, number, facts.supplements, course.now())
        record = await course.establish(draft)
        self.handled = int(record.detail or 0)
        if not await course.answered(draft.commands, lambda: number in facts.verifications, days.alarm):
            raise Silence
        return facts.verifications[number]
