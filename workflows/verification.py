"""Verification 核验: has the facts established, and waits for registers that do not answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

from onetrip.verification.v1.facts_pb2 import FINDING_KIND_UNAVAILABLE
from onetrip.verification.v1.messages_pb2 import VERIFICATION_OUTCOME_UNAVAILABLE, VerificationCompleted
from workflows import patches, policies, rules_version
from workflows.course import Course
from workflows.limits.alarms import Alarm
from workflows.limits.answer_days import AnswerDays, Silence
from workflows.operators import text as operator_text
from workflows.operators import view as operator_view
from workflows.steps import application as steps


class Verification:
    """The rounds of verification of one application. `handled` is the last supplement that the latest one saw."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._round = 0
        self.handled = 0

    async def verify(self, days: AnswerDays) -> VerificationCompleted:
        """Asks until every register has answered, at most as often as policies.REGISTER_RETRIES (and of a day) say.

        What is not known by then is for a person to look at; the applicant is never asked for it (domain.md,
        "Evidence"). Raises Silence and Withdrawn.
        """
        answer = await self._one_round(days)
        pauses = _pauses()
        while answer.outcome == VERIFICATION_OUTCOME_UNAVAILABLE and (pause := next(pauses, None)):
            registers = sorted({f.source for f in answer.findings if f.kind == FINDING_KIND_UNAVAILABLE})
            draft = steps.register_awaited(self._course.matter, self._round, registers, self._course.now())
            record = await self._course.establish(draft)
            if not self._was_waited_for():
                operator_view.show_registers(self._course, registers)
                waits = operator_text.waits_registers(registers)
                await self._wait_for_registers(self._course.alarm_at(record.time.ToDatetime(UTC) + pause, waits), days)
            if self._course.record(f"{steps.TO_PERSON}:{self._round}"):
                break
            answer = await self._one_round(days)
        return answer

    def _was_waited_for(self) -> bool:
        """Whether an earlier run of the workflow has waited, and asked again.

        By now the days to answer may be past, and silence would be drawn from them though a notice went out since.
        """
        course = self._course
        asked_again = course.record(f"verify:{self._round + 1}") is not None
        return asked_again and course.by_rules(rules_version.REGISTERS_WAITED_FOR_ONCE)

    async def _wait_for_registers(self, again: Alarm, days: AnswerDays) -> None:
        """Until it is time to ask again, or an operator has ended the wait. Raises Silence and Withdrawn."""
        course, number = self._course, self._round
        course.round_awaited = number
        try:
            if not await course.until(lambda: again.rung or course.released_by_operator(number), days.alarm):
                raise Silence
        finally:
            course.round_awaited = 0
            course.alarms.clear(again)

    async def _one_round(self, days: AnswerDays) -> VerificationCompleted:
        course, facts = self._course, self._course.facts
        self._round = number = self._round + 1
        draft = steps.verification_started(course.matter, number, facts.supplements, course.now())
        record = await course.establish(draft)
        self.handled = int(record.detail or 0)
        if not await course.answered(draft.commands, lambda: number in facts.verifications, days.alarm):
            raise Silence
        return facts.verifications[number]


def _pauses() -> Iterator[timedelta]:
    """How long a register is left alone before it is asked again, each time longer; then a person looks."""
    yield from policies.REGISTER_RETRIES
    if patches.taken(patches.A_DAY_FOR_REGISTERS):
        yield from policies.REGISTER_RETRIES_OF_A_DAY
