"""Verifying again 重新核验: a fact was disputed or corrected, or its source has answered, while officers are at work.

After acceptance nothing is asked of the applicant any more, whatever is found. Open tasks show the new facts; where
nobody has to look at anything any more, the instant rule may grant. Before acceptance every round asks anew by itself.
"""

from __future__ import annotations

from datetime import UTC

from temporalio import workflow

from onetrip.approval.v1.commands_pb2 import RenewedCase
from onetrip.process.v1.workflow_pb2 import StepRecord
from onetrip.verification.v1.messages_pb2 import VERIFICATION_OUTCOME_UNAVAILABLE, VerificationCompleted
from workflows import policies
from workflows.cases import changes, dossier_of, rule_may_decide
from workflows.course import Course
from workflows.limits.alarms import Alarm
from workflows.matter import Case
from workflows.operators import text as operator_text
from workflows.promises import promises_for
from workflows.steps import application as steps
from workflows.steps.application import ACCEPTANCE
from workflows.steps.review import NOT_ACCEPTED, Accepted, Dossier


class Reverification:
    """The rounds of verification of one application after its acceptance."""

    def __init__(self, course: Course) -> None:
        self._course = course

    async def run(self) -> None:
        """Waits for news about facts for ever; each round answers all that was known when it began."""
        course, handled = self._course, 0
        for number in range(1, policies.REVERIFICATIONS_MAX + 1):
            await workflow.wait_condition(lambda done=handled: changes(course) > done and bool(self._open_cases()))
            handled = await self._one(number)

    async def _one(self, number: int) -> int:
        """Verifies again until every register has answered, or for the last time. Returns the changes handled."""
        course = self._course
        started = await self._start(number, 0)
        for attempt, pause in enumerate(policies.REGISTER_RETRIES, 1):
            answer = await self._answered(started)
            if answer.outcome != VERIFICATION_OUTCOME_UNAVAILABLE:
                await self._renew(number, answer)
                break
            alarm = course.alarm_at(started.time.ToDatetime(UTC) + pause, operator_text.waits_registers([]))
            await self._waited(alarm, int(started.id.partition(":")[2]))
            started = await self._start(number, attempt)
        else:
            # The last time: what is still silent then, a person sees.
            await self._renew(number, await self._answered(started))
        return int(started.detail)

    async def _waited(self, alarm: Alarm, round_: int) -> None:
        """Until the alarm rings, or an operator has the registers asked before."""
        course = self._course
        course.round_awaited = round_
        await workflow.wait_condition(lambda: alarm.rung or course.released_by_operator(round_))
        course.round_awaited = 0
        course.alarms.clear(alarm)

    async def _start(self, number: int, attempt: int) -> StepRecord:
        course = self._course
        draft = steps.verified_anew(
            course.matter,
            course.state,
            policies.reverification_round(number, attempt),
            course.facts.supplements,
            changes(course),
            course.now(),
        )
        record = await course.establish(draft)
        self._question = course.questions.open(draft.commands)
        return record

    async def _answered(self, started: StepRecord) -> VerificationCompleted:
        round_ = int(started.id.partition(":")[2])
        try:
            await workflow.wait_condition(lambda: round_ in self._course.facts.verifications)
        finally:
            self._course.questions.close(self._question)
        return self._course.facts.verifications[round_]

    async def _renew(self, number: int, answer: VerificationCompleted) -> None:
        course, record = self._course, self._course.record(ACCEPTANCE)
        if record is None:
            return
        dossier = dossier_of(course, Accepted.from_detail(record.detail))
        cases = [
            RenewedCase(
                case_id=case.id,
                item_code=case.code,
                findings=[one for one in answer.findings if one.item_code in {"", case.code}],
                by_rule=self._by_rule(dossier, case, answer),
                commitments=dossier.committed(case),
            )
            for case in self._open_cases()
        ]
        corrected = any(each.corrections for each in course.facts.supplements.values())
        materials = steps.materials_at_hand(course.matter, course.facts) if corrected else ()
        alike = steps.possible_duplicates(course.matter, course.facts.supplements)
        if cases:
            await course.establish(
                steps.facts_renewed(course.matter, course.state, number, answer, cases, materials, alike, course.now())
            )

    def _by_rule(self, dossier: Dossier, case: Case, answer: VerificationCompleted) -> bool:
        """Whether the rule is asked: of a case that has begun, whole and with nothing to look at."""
        course = self._course
        begun = all(course.facts.granted(each.id) for each in course.matter.cases if each.code in case.needs)
        whole = not promises_for(course.matter, case, dossier.accepted.late)
        return begun and whole and rule_may_decide(case, answer)

    def _open_cases(self) -> list[Case]:
        course, record = self._course, self._course.record(ACCEPTANCE)
        if record is None or record.detail == NOT_ACCEPTED:
            return []
        return [case for case in course.matter.cases if case.id not in course.facts.outcomes]
