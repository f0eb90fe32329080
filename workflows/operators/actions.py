"""What an operator may do to an application that stands still: validated updates with a reason, each done once.

Each is a step in `process`, so that it survives whatever happens to the workflow; what waits looks for the step among
what was established. Nothing here sets a deadline or decides a case; whether an application can still
end undecided, or a record be corrected, is approval's to say, as of a withdrawal.
"""

from __future__ import annotations

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from onetrip.approval.v1.events_pb2 import ProcedureCorrected
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import OperatorAction, OutgoingMessage, StepRecord
from workflows import policies
from workflows.course import Course
from workflows.engine.unreadable import UnreadablePayload
from workflows.operators import cause_corrections
from workflows.operators import text as operator_text
from workflows.steps import application as steps
from workflows.steps.operators import correction_asked, end_asked, operator_acted

_STEPS = {
    process.OPERATOR_ACTION_KIND_ASK_AGAIN: "ask-again",
    process.OPERATOR_ACTION_KIND_REGISTERS_AGAIN: steps.REGISTERS_AGAIN,
    process.OPERATOR_ACTION_KIND_HAND_TO_PERSON: steps.TO_PERSON,
    process.OPERATOR_ACTION_KIND_END: steps.END_ASKED,
    process.OPERATOR_ACTION_KIND_CORRECT_CAUSE: steps.CORRECTION_ASKED,
}
# Of these each request is one; of the others each wait for registers is.
# What approval settles.
_SETTLED = frozenset({process.OPERATOR_ACTION_KIND_END, process.OPERATOR_ACTION_KIND_CORRECT_CAUSE})
_BY_REQUEST = _SETTLED | {process.OPERATOR_ACTION_KIND_ASK_AGAIN}
_DECIDED = frozenset({state.CASE_OUTCOME_GRANTED, state.CASE_OUTCOME_REFUSED})


def _read(raw: RawValue) -> OperatorAction:
    """The action that an update brings. Raises ApplicationError: anything else would fail the workflow task."""
    try:
        return workflow.payload_converter().from_payload(raw.payload, OperatorAction)
    except UnreadablePayload as error:
        raise refusal(str(error)) from None
    except Exception as error:
        raise refusal(operator_text.NO_ACTION) from error


class OperatorActions:
    """The actions on one application. `closed`: this run establishes nothing any more."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self.closed = False

    def check(self, kind: process.OperatorActionKind, raw: RawValue) -> None:
        """Refuses, with a sentence, what is malformed or does not apply now. Raises ApplicationError."""
        action = _read(raw)
        if not policies.is_id(action.request_id):
            raise refusal(operator_text.BAD_REQUEST_ID)
        if not 0 < len(action.operator.strip()) <= policies.OPERATOR_CHARACTERS_MAX:
            raise refusal(operator_text.BAD_OPERATOR)
        if not 0 < len(action.reason.strip()) <= policies.OPERATOR_REASON_CHARACTERS_MAX:
            raise refusal(operator_text.BAD_REASON)
        if action.application_id not in ("", self._course.matter.application_id):
            raise refusal(operator_text.ANOTHER_APPLICATION)
        if self._done(kind, action.request_id) is not None:
            return
        if self.closed:
            raise refusal(operator_text.MOVING_ON)
        if len(self._course.actions) >= policies.OPERATOR_ACTIONS_MAX:
            raise refusal(operator_text.TOO_MANY_ACTIONS)
        if (sentence := self._objection(kind, action)) is not None:
            raise refusal(sentence)

    async def act(self, kind: process.OperatorActionKind, raw: RawValue) -> StepRecord:
        """Establishes the action and has its effect; again with the same request it answers the same."""
        action = _read(raw)
        record = self._done(kind, action.request_id) or await self._establish(kind, action)
        if kind in _SETTLED:
            await self._settled(kind, action)
        return record

    async def _establish(self, kind: process.OperatorActionKind, action: OperatorAction) -> StepRecord:
        course = self._course
        name = _STEPS[kind]
        asking = kind == process.OPERATOR_ACTION_KIND_ASK_AGAIN
        subject = action.request_id if kind in _BY_REQUEST else str(course.round_awaited)
        kept = OperatorAction()
        kept.CopyFrom(action)
        kept.kind = kind
        commands = self._commands(kind, action)
        draft = operator_acted(course.matter, course.state, f"{name}:{subject}", kept, course.now(), commands)
        record = await course.establish(draft)
        if record.detail != action.request_id:
            raise refusal(operator_text.ALREADY_DONE)
        if asking:
            await course.questions.ask_now()
        return record

    def _commands(self, kind: process.OperatorActionKind, action: OperatorAction) -> list[OutgoingMessage]:
        if kind == process.OPERATOR_ACTION_KIND_END:
            return [end_asked(self._course.matter, action)]
        if kind == process.OPERATOR_ACTION_KIND_CORRECT_CAUSE:
            return [correction_asked(self._course.matter, cause_corrections.correction(self._course, action))]
        return []

    async def _settled(self, kind: process.OperatorActionKind, action: OperatorAction) -> None:
        """Waits for approval's answer; what it did not do is refused, and all goes on."""
        answers = self._course.facts.operators_answered
        if action.request_id not in answers:
            await self._answer(kind, action)
        answer = answers.get(action.request_id)
        if answer is None:
            raise refusal(operator_text.MOVING_ON)
        if isinstance(answer, ProcedureCorrected):
            if not answer.number:
                raise refusal(operator_text.DECIDED_CASE)
        elif not answer.ended_case_ids:
            raise refusal(operator_text.DECIDED_ALREADY if answer.decided_case_ids else operator_text.NOT_THE_SAME)

    async def _answer(self, kind: process.OperatorActionKind, action: OperatorAction) -> None:
        answers = self._course.facts.operators_answered
        question = self._course.questions.open(self._commands(kind, action))
        try:
            await workflow.wait_condition(lambda: action.request_id in answers or self.closed)
        finally:
            self._course.questions.close(question)

    def _done(self, kind: process.OperatorActionKind, request_id: str) -> StepRecord | None:
        prefix = f"{_STEPS[kind]}:"
        same = (record for record in self._course.actions if record.detail == request_id)
        return next((record for record in same if record.id.startswith(prefix)), None)

    def _objection(self, kind: process.OperatorActionKind, action: OperatorAction) -> str | None:
        if kind == process.OPERATOR_ACTION_KIND_END:
            return self._objection_to_end(action)
        if kind == process.OPERATOR_ACTION_KIND_CORRECT_CAUSE:
            return cause_corrections.objection(self._course, action.correction)
        if kind == process.OPERATOR_ACTION_KIND_ASK_AGAIN:
            return None if self._course.questions.any_open else operator_text.NOTHING_ASKED
        return self._objection_to_move_on(kind)

    def _objection_to_move_on(self, kind: process.OperatorActionKind) -> str | None:
        course, round_ = self._course, self._course.round_awaited
        if not round_:
            return operator_text.NO_REGISTER_AWAITED
        if course.released_by_operator(round_):
            return operator_text.ALREADY_DONE
        if kind == process.OPERATOR_ACTION_KIND_HAND_TO_PERSON and round_ >= policies.REVERIFICATION_ROUNDS_FROM:
            return operator_text.WITH_PEOPLE_ALREADY
        return None

    def _objection_to_end(self, action: OperatorAction) -> str | None:
        course = self._course
        duplicate = action.ground == state.END_GROUND_DUPLICATE
        if action.ground not in state.EndGround.values() or not action.ground:
            return operator_text.BAD_GROUND
        if duplicate != policies.is_id(action.duplicate_of):
            return operator_text.BAD_GROUND
        if action.duplicate_of == course.matter.application_id:
            return operator_text.NOT_THE_SAME
        if course.facts.terminated is not None:
            return operator_text.ENDING_ALREADY
        return operator_text.DECIDED_ALREADY if _DECIDED.intersection(course.facts.outcomes.values()) else None


def refusal(sentence: str) -> ApplicationError:
    """A refusal as the sender of an update is told it."""
    return ApplicationError(sentence, type=policies.OPERATOR_REFUSED, non_retryable=True)
