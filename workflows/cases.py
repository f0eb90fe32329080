"""Cases 办件: each department's review, in the order that the stages need; cases of a bundle run beside each other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date

from onetrip.catalog.v1.catalog_pb2 import Stage
from onetrip.process.v1.workflow_pb2 import OutgoingMessage, StepRecord
from onetrip.verification.v1.messages_pb2 import VERIFICATION_OUTCOME_UNAVAILABLE, VerificationCompleted
from workflows.course import Course
from workflows.lights import Lights
from workflows.matter import Case
from workflows.operators import view as operator_view
from workflows.promises import Promise, promises_for
from workflows.steps import application as steps
from workflows.steps import review as review_steps
from workflows.steps.application import ACCEPTANCE
from workflows.steps.review import Accepted, Dossier


def dossier_of(course: Course, accepted: Accepted) -> Dossier:
    """What reviewers are given, as of now."""
    facts = course.facts
    given = steps.materials_at_hand(course.matter, facts)
    answer = facts.latest_verification
    committed = steps.commitments_counting(course.matter, facts.supplements, answer)
    sent = sum(steps.is_notice(record.id) for record in course.records)
    return Dossier(course.matter, answer, given, accepted, facts, committed, sent)


def rule_cases(course: Course, late: Sequence[Promise] = ()) -> frozenset[str]:
    """The codes of the cases whose instant rule is asked before any person: nothing of them is to come `late`."""
    answer, matter = course.facts.latest_verification, course.matter
    if unsettled(course):
        return frozenset()
    whole = [case for case in matter.cases if not promises_for(matter, case, late)]
    return frozenset(case.code for case in whole if rule_may_decide(case, answer))


def rule_may_decide(case: Case, answer: VerificationCompleted | None) -> bool:
    """A rule decides only over facts that nobody has to look at, and when nothing is missing."""
    if answer is None or answer.outcome == VERIFICATION_OUTCOME_UNAVAILABLE or not case.item.HasField("instant"):
        return False
    concerned = {"", case.code}
    return not any(entry.item_code in concerned for entry in [*answer.findings, *answer.missing])


def changes(course: Course) -> int:
    """How many facts have changed: corrections on the spot too, unless a round before acceptance has seen them."""
    seen = max((int(record.detail or 0) for record in course.records if record.id.startswith("verify:")), default=0)
    return len(course.facts.fact_changes) + course.facts.corrections_after(seen)


def unsettled(course: Course) -> bool:
    """Whether something has changed that the latest answer does not know of: no rule decides until it is verified."""
    answer = course.facts.latest_verification
    record = course.record(f"verify-anew:{answer.round}") if answer is not None else None
    return changes(course) > (int(record.detail) if record is not None else 0)


def first_reviews(dossier: Dossier, today: date) -> list[OutgoingMessage]:
    """The reviews that start with acceptance: of every case that needs no other case's result."""
    starting = [case for case in dossier.matter.cases if not case.needs]
    return [
        review for case in starting for review in _reviews(dossier, case, case.code in dossier.accepted.by_rule, today)
    ]


async def review_cases(course: Course, dossier: Dossier, lights: Lights) -> None:
    """Reviews every case until it has its outcome. Raises Withdrawn."""
    reviews = [Review(course, dossier, case, lights) for case in course.matter.cases]
    await asyncio.gather(*(review.run() for review in reviews))
    # A withdrawal ends every case, so that no review may have had to wait and noticed.
    course.check()


class Review:
    """The review of one case."""

    def __init__(self, course: Course, dossier: Dossier, case: Case, lights: Lights) -> None:
        self._course = course
        self._accepted = dossier.accepted
        self._case = case
        self._lights = lights

    @property
    def _dossier(self) -> Dossier:
        """As of now: what came late is among the documents of the stages that follow."""
        return dossier_of(self._course, self._accepted)

    async def run(self) -> None:
        """From its start to its outcome. Raises Withdrawn."""
        by_rule = self._case.code in self._accepted.by_rule
        started = self._course.record(ACCEPTANCE)
        if self._case.needs:
            if not await self._prerequisites_granted():
                return
            # Since the acceptance facts may have changed: then people look, and the rule is asked once it is verified.
            by_rule = by_rule and not unsettled(self._course)
            started = await self._start("case-started", by_rule)
        if by_rule and await self._declined_by_rule():
            started = await self._start("people", by_rule=False)
        await self._stages(started)
        self._lights.put_out(self._case)

    def _decided(self) -> bool:
        return self._case.id in self._course.facts.outcomes

    async def _prerequisites_granted(self) -> bool:
        """Waits for the cases that this one needs; ends it when one of them is not granted."""
        course, outcomes = self._course, self._course.facts.outcomes
        needed = [case.id for case in course.matter.cases if case.code in self._case.needs]

        def known() -> bool:
            failed = any(case_id in outcomes and not course.facts.granted(case_id) for case_id in needed)
            return self._decided() or failed or all(case_id in outcomes for case_id in needed)

        await course.until(known)
        if self._decided():
            return False
        if all(course.facts.granted(case_id) for case_id in needed):
            return True
        failed = [case_id for case_id in needed if case_id in outcomes and not course.facts.granted(case_id)]
        draft = review_steps.prerequisite_failed(course.matter, self._case, failed, course.now())
        await course.establish(draft)
        await course.answered(draft.commands, self._decided)
        return False

    async def _start(self, kind: str, by_rule: bool) -> StepRecord | None:
        reviews = _reviews(self._dossier, self._case, by_rule, self._course.today())
        return await self._ask(f"{kind}:{self._case.code}", reviews)

    async def _ask(self, step_id: str, reviews: list[OutgoingMessage]) -> StepRecord | None:
        """Asks, and says since when; None when there is nothing to ask for any more."""
        if self._decided():
            return None
        return await self._course.establish(review_steps.reviews_started(step_id, reviews, self._course.now()))

    async def _declined_by_rule(self) -> bool:
        """Waits for the rule. It can only grant: True means that people decide."""
        course = self._course
        rule = [review_steps.review_of(self._dossier, self._case, None, course.today())]
        await course.answered(rule, lambda: self._decided() or self._case.id in course.facts.declined)
        return not self._decided()

    async def _stages(self, started: StepRecord | None) -> None:
        """Opens each stage when those before it are done, until the case has its outcome."""
        course, stages = self._course, self._case.item.stages
        asked: set[str] = set()
        while not self._decided():
            done = self._done()
            for stage in [stage for stage in stages if stage.code not in asked and done.issuperset(stage.after)]:
                asked.add(stage.code)
                self._watch(stage, await self._open(stage) if stage.after else started)
            for code in done:
                self._lights.put_out(self._case, code)
            operator_view.show_review(course, self._dossier)
            moves = course.facts.moves_count
            await course.until(
                lambda seen=done, moved=moves: (
                    self._decided() or self._done() != seen or course.facts.moves_count != moved
                )
            )

    async def _open(self, stage: Stage) -> StepRecord | None:
        review = review_steps.review_of(self._dossier, self._case, stage, self._course.today())
        return await self._ask(f"stage:{self._case.code}:{stage.code}", [review])

    def _watch(self, stage: Stage, opened: StepRecord | None) -> None:
        """The stage's own limit runs from the day on which it was asked for."""
        if opened is not None:
            self._lights.watch(self._case, stage, self._course.matter.today(opened.time.ToDatetime(UTC)))

    def _done(self) -> set[str]:
        return {stage for case_id, stage in self._course.facts.stages_done if case_id == self._case.id}


def _reviews(dossier: Dossier, case: Case, by_rule: bool, today: date) -> list[OutgoingMessage]:
    if by_rule:
        return [review_steps.review_of(dossier, case, None, today)]
    first = [stage for stage in case.item.stages if not stage.after]
    return [review_steps.review_of(dossier, case, stage, today) for stage in first]
