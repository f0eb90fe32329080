"""ApplicationWorkflow: one application from filing until the result is in the applicant's hands.

Reads as the process does (domain.md, "Applications and cases"). Time and order are decided here and nowhere else;
facts come as events of the other parts, commands go out with each step's transaction on the schema `process`.
"""

from __future__ import annotations

import asyncio

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from onetrip.process.v1.events_pb2 import (
        ACCEPTANCE_BASIS_SILENCE,
        OPERATOR_ACTION_KIND_ASK_AGAIN,
        OPERATOR_ACTION_KIND_CORRECT_CAUSE,
        OPERATOR_ACTION_KIND_END,
        OPERATOR_ACTION_KIND_HAND_TO_PERSON,
        OPERATOR_ACTION_KIND_REGISTERS_AGAIN,
    )
    from onetrip.process.v1.workflow_pb2 import Event, StartApplication, StepRecord
    from workflows import policies
    from workflows.acceptance import Acceptance, NotAccepted
    from workflows.cases import dossier_of, review_cases
    from workflows.course import Course, Renewed, Terminated, TurnedAway, Withdrawn
    from workflows.deadlines import Deadlines
    from workflows.delivery import hand_over
    from workflows.engine.unreadable import signalled
    from workflows.hearings import Hearings
    from workflows.late import keep_promises
    from workflows.later_supplements import LaterSupplement
    from workflows.lights import Lights
    from workflows.limits.answer_days import AnswerDays
    from workflows.operators import view as operator_view
    from workflows.operators.actions import OperatorActions
    from workflows.renewals import Renewals
    from workflows.reverification import Reverification
    from workflows.steps import application as steps
    from workflows.steps import operators as operator_steps
    from workflows.steps import review as review_steps
    from workflows.steps.review import Accepted
    from workflows.supplements import Lapsed


@workflow.defn(name=policies.WORKFLOW_TYPE)
class ApplicationWorkflow:
    """One per application; the cases of a bundle are coroutines in it, so that an operator sees one history."""

    @workflow.init
    def __init__(self, start: StartApplication) -> None:
        self._course = Course(start)
        self._days = AnswerDays(self._course)
        self._lights = Lights(self._course)
        self._deadlines = Deadlines(self._course, self._lights)
        self._hearings = Hearings(self._course)
        self._later = LaterSupplement(self._course)
        self._actions = OperatorActions(self._course)

    @workflow.run
    async def run(self, start: StartApplication) -> None:
        """Runs until the application is over; continued as new when the history is long, or under a newer calendar."""
        journey = asyncio.create_task(self._journey())
        course = self._course
        clockwork = asyncio.gather(
            course.alarms.run(course.calendar_stands),
            course.questions.run(),
            self._days.run(),
            self._lights.run(),
            self._deadlines.run(),
            Renewals(course).run(),
            self._hearings.run(),
            self._later.run(),
            Reverification(course).run(),
        )
        await workflow.wait_condition(lambda: journey.done() or clockwork.done() or self._to_be_continued())
        if not journey.done():
            if clockwork.done():
                clockwork.result()
            self._actions.closed = True
            following = await course.leave()
            if not journey.done():
                operator_view.show_calendar(following.calendar)
                workflow.continue_as_new(following)
        self._actions.closed = True
        if not workflow.all_handlers_finished():
            await workflow.wait_condition(workflow.all_handlers_finished)
        journey.result()
        operator_view.show_end(self._course)
        await self._course.finish()
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.signal(name=policies.EVENT_SIGNAL)
    def on_event(self, raw: RawValue) -> None:
        """Another part says something; in whatever order, and however often."""
        if (event := signalled(raw, Event)) is None:
            return
        self._course.take(event)

    @workflow.update(name=policies.ASK_AGAIN_UPDATE)
    async def ask_again(self, action: RawValue) -> StepRecord:
        """An operator has what is waited for asked for again now."""
        return await self._actions.act(OPERATOR_ACTION_KIND_ASK_AGAIN, action)

    @ask_again.validator
    def check_ask_again(self, action: RawValue) -> None:
        """Refuses where nothing is asked."""
        self._actions.check(OPERATOR_ACTION_KIND_ASK_AGAIN, action)

    @workflow.update(name=policies.REGISTERS_AGAIN_UPDATE)
    async def registers_again(self, action: RawValue) -> StepRecord:
        """An operator has registers asked again that did not answer."""
        return await self._actions.act(OPERATOR_ACTION_KIND_REGISTERS_AGAIN, action)

    @registers_again.validator
    def check_registers_again(self, action: RawValue) -> None:
        """Refuses where no register is waited for."""
        self._actions.check(OPERATOR_ACTION_KIND_REGISTERS_AGAIN, action)

    @workflow.update(name=policies.HAND_TO_PERSON_UPDATE)
    async def hand_to_person(self, action: RawValue) -> StepRecord:
        """An operator no longer waits for registers: people look at what they left open."""
        return await self._actions.act(OPERATOR_ACTION_KIND_HAND_TO_PERSON, action)

    @hand_to_person.validator
    def check_hand_to_person(self, action: RawValue) -> None:
        """Refuses where no register is waited for, or people have it already."""
        self._actions.check(OPERATOR_ACTION_KIND_HAND_TO_PERSON, action)

    @workflow.update(name=policies.END_UPDATE)
    async def end_application(self, action: RawValue) -> StepRecord:
        """An operator ends it, because no decision can come any more; approval settles it."""
        return await self._actions.act(OPERATOR_ACTION_KIND_END, action)

    @end_application.validator
    def check_end_application(self, action: RawValue) -> None:
        """Refuses without a ground of the list, and where a case is decided."""
        self._actions.check(OPERATOR_ACTION_KIND_END, action)

    @workflow.update(name=policies.CORRECT_CAUSE_UPDATE)
    async def correct_cause(self, action: RawValue) -> StepRecord:
        """An operator corrects the record of what stopped a clock; the deadline follows."""
        return await self._actions.act(OPERATOR_ACTION_KIND_CORRECT_CAUSE, action)

    @correct_cause.validator
    def check_correct_cause(self, action: RawValue) -> None:
        """Refuses what is no procedure of this application, or no interval that could be."""
        self._actions.check(OPERATOR_ACTION_KIND_CORRECT_CAUSE, action)

    def _to_be_continued(self) -> bool:
        course = self._course
        wanted = course.calendar.newer is not None or workflow.info().is_continue_as_new_suggested()
        return wanted and workflow.all_handlers_finished()

    async def _journey(self) -> None:
        course = self._course
        try:
            dossier = await Acceptance(course, self._days).settle()
            self._deadlines.begin(dossier)
            self._hearings.begin()
            self._later.begin(dossier.accepted)
            await keep_promises(course, dossier, review_cases(course, dossier, self._lights))
            await hand_over(course, dossier)
        except NotAccepted:
            pass
        except Renewed:
            # It counts as accepted from receipt: nobody has said otherwise in time.
            silent = Accepted(ACCEPTANCE_BASIS_SILENCE, course.matter.received_on, frozenset())
            await hand_over(course, dossier_of(course, silent))
        except Lapsed as lapse:
            await course.establish(steps.lapsed(course.matter, lapse.missing, course.now()))
        except Withdrawn:
            await course.establish(steps.withdrawn(course.matter, course.now()))
        except Terminated as end:
            await course.establish(operator_steps.terminated(course.matter, end.ended, course.now()))
        except TurnedAway as refusal:
            draft = review_steps.not_accepted(course.matter, refusal.decision, course.now(), step_id="not-accepted")
            await course.establish(draft)
