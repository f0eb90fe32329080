"""From filing to acceptance 收件、核验、补正、受理."""

from __future__ import annotations

from datetime import UTC, date
from itertools import count

from onetrip.approval.v1.events_pb2 import AcceptanceDecided
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1.workflow_pb2 import StepRecord
from onetrip.verification.v1.messages_pb2 import VerificationCompleted
from workflows.cases import dossier_of, first_reviews, rule_cases
from workflows.course import Course
from workflows.limits.answer_days import AnswerDays, Silence
from workflows.missing import not_promised
from workflows.operators import view as operator_view
from workflows.promises import Promise, promises_of
from workflows.steps import application as steps
from workflows.steps import review as review_steps
from workflows.steps.application import ACCEPTANCE
from workflows.steps.review import NOT_ACCEPTED, Accepted, Dossier
from workflows.supplements import Supplements
from workflows.verification import Verification


class NotAccepted(Exception):
    """The window has not accepted it 不予受理, and that is established."""


class Acceptance:
    """How one application comes to be accepted, or not."""

    def __init__(self, course: Course, days: AnswerDays) -> None:
        self._course = course
        self._verification = Verification(course)
        self._supplements = Supplements(course, self._verification)
        self._days = days

    async def settle(self) -> Dossier:
        """Takes the application from filing to acceptance. Raises NotAccepted, Lapsed and Withdrawn."""
        known = self._course.record(ACCEPTANCE)
        if known is None:
            try:
                known = await self._answer()
            except Silence:
                known = await self._accept(process.ACCEPTANCE_BASIS_SILENCE, self._days.opened_on)
        self._days.answered()
        if known.detail == NOT_ACCEPTED:
            raise NotAccepted
        return dossier_of(self._course, Accepted.from_detail(known.detail))

    async def _answer(self) -> StepRecord:
        """Has the agency answer in time. Raises Silence, Lapsed and Withdrawn."""
        answer = await self._complete()
        if self._course.matter.accepted_by_window:
            return await self._window(answer)
        return await self._accept(process.ACCEPTANCE_BASIS_COMPLETE, self._course.today())

    async def _complete(self) -> VerificationCompleted:
        """Verifies, and has the applicant supply what only they can give, if the ledger of notices allows to ask."""
        answer = await self._verification.verify(self._days)
        if not_promised(answer.missing):
            asked = await self._supplements.propose(answer.missing, self._days)
            if asked is not None:
                answer = await self._supplements.receive(asked, self._days)
        return answer

    async def _window(self, answer: VerificationCompleted) -> StepRecord:
        """Has the lead department's window accept it, not accept it, or ask for supplements first."""
        course, facts = self._course, self._course.facts
        for number in count(1):
            given = steps.materials_at_hand(course.matter, facts)
            last_day, now = self._days.last_day, course.now()
            committed = steps.commitments_counting(course.matter, facts.supplements, answer)
            alike = steps.possible_duplicates(course.matter, facts.supplements)
            draft = steps.acceptance_requested(course.matter, number, answer, given, committed, alike, last_day, now)
            await course.establish(draft)
            operator_view.show_window(course, last_day)
            answer = await self._until_answered(answer, last_day)
            if facts.window is not None:
                break
            if asked := self._supplements.asked_by_window:
                answer = await self._supplements.receive(asked, self._days)
        return await self._window_decided(facts.window)

    async def _until_answered(self, answer: VerificationCompleted, last_day: date) -> VerificationCompleted:
        """Waits for the window, and shows it what was corrected on the spot meanwhile. No day is added by that.

        Raises Silence and Withdrawn. Source: licensing law, art. 32(3); decision 0045.
        """
        course = self._course
        while True:
            if not await course.until(lambda: self._window_answered() or self._corrected(), self._days.alarm):
                raise Silence
            if self._window_answered():
                return answer
            answer = await self._verification.verify(self._days)
            given = steps.materials_at_hand(course.matter, course.facts)
            committed = steps.commitments_counting(course.matter, course.facts.supplements, answer)
            alike = steps.possible_duplicates(course.matter, course.facts.supplements)
            number = self._verification.handled
            await course.establish(
                steps.acceptance_renewed(course.matter, number, answer, given, committed, alike, course.now())
            )
            operator_view.show_window(course, last_day)

    def _corrected(self) -> bool:
        return self._course.facts.corrections_after(self._verification.handled) > 0

    def _window_answered(self) -> bool:
        return self._course.facts.window is not None or self._supplements.asked_by_window is not None

    async def _window_decided(self, decision: AcceptanceDecided | None) -> StepRecord:
        course = self._course
        if decision is None:
            raise ValueError("the window has not decided")
        if decision.accepted:
            # An explicit acceptance counts from its own date (domain.md, "Clocks").
            day = course.matter.today(decision.decide_time.ToDatetime(UTC))
            return await self._accept(process.ACCEPTANCE_BASIS_WINDOW, day)
        draft = review_steps.not_accepted(course.matter, decision, course.now())
        return await course.establish(draft)

    async def _accept(self, basis: process.AcceptanceBasis, effective: date) -> StepRecord:
        """Accepts, and asks for the first reviews in the same step."""
        course = self._course
        late = self._promises(effective, by_silence=basis == process.ACCEPTANCE_BASIS_SILENCE)
        accepted = Accepted(basis, effective, rule_cases(course, late), late)
        dossier = dossier_of(course, accepted)
        reviews = first_reviews(dossier, course.today())
        return await course.establish(review_steps.accepted(dossier, reviews, course.now()))

    def _promises(self, effective: date, *, by_silence: bool) -> tuple[Promise, ...]:
        """What comes late: its days count from the acceptance; after silence from today, when that is told."""
        course, facts = self._course, self._course.facts
        missing = facts.latest_verification.missing if facts.latest_verification else ()
        given = {material.code for material in steps.materials_given(course.matter, facts.supplements)}
        return promises_of(missing, given, course.today() if by_silence else effective)
