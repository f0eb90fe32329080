"""A recorded cause of a deadline, corrected by an operator (decision 0054): the interval of a special procedure.

Pure: what may be corrected into what. The deadline follows from the corrected interval, nobody sets it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.approval.v1 import commands_pb2 as approval
from onetrip.approval.v1.events_pb2 import SpecialProcedureStarted
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import CauseCorrection, OperatorAction
from workflows.course import Course
from workflows.facts import Interval
from workflows.operators import text as operator_text
from workflows.steps.application import ACCEPTANCE
from workflows.steps.review import Accepted

_SUPPLEMENT = state.SPECIAL_PROCEDURE_SUPPLEMENT


def objection(course: Course, wanted: CauseCorrection) -> str | None:
    """Why this correction cannot be, in a sentence; None where it can."""
    facts = course.facts
    started = facts.procedures.get(wanted.procedure_id)
    if started is None:
        zone = course.matter.calendar.zone
        return operator_text.which_procedure(
            [(each.procedure_id, facts.interval(each), zone) for each in facts.procedures.values()]
        )
    if started.case_id in facts.outcomes:
        return operator_text.DECIDED_CASE
    recorded, corrected = facts.interval(started), interval(course, started, wanted)
    # A request for a document is no procedure that was recorded as another one, nor the other way round.
    mixed_up = _SUPPLEMENT in (corrected.kind, recorded.kind) and corrected.kind != recorded.kind
    if corrected == recorded or mixed_up or wanted.kind not in state.SpecialProcedure.values():
        return operator_text.NOTHING_CORRECTED
    if wanted.HasField("end_time") and recorded.end is None:
        return operator_text.NOT_ENDED
    return _impossible(course, corrected)


def interval(course: Course, started: SpecialProcedureStarted, wanted: CauseCorrection) -> Interval:
    """The procedure as it would count."""
    recorded = course.facts.interval(started)
    return Interval(
        wanted.kind or recorded.kind,
        _instant(wanted.start_time) if wanted.HasField("start_time") else recorded.start,
        _instant(wanted.end_time) if wanted.HasField("end_time") else recorded.end,
    )


def correction(course: Course, action: OperatorAction) -> approval.CorrectProcedure:
    """What approval is asked to record. Raises KeyError for a procedure that is not known."""
    wanted = action.correction
    started = course.facts.procedures[wanted.procedure_id]
    corrected = interval(course, started, wanted)
    return approval.CorrectProcedure(
        application_id=course.matter.application_id,
        case_id=started.case_id,
        procedure_id=started.procedure_id,
        request_id=action.request_id,
        kind=corrected.kind,
        start_time=_timestamp(corrected.start),
        end_time=None if corrected.end is None else _timestamp(corrected.end),
    )


def _impossible(course: Course, corrected: Interval) -> str | None:
    accepted = course.record(ACCEPTANCE)
    end = corrected.end or course.now()
    if accepted is None or not corrected.start <= end <= course.now():
        return operator_text.BAD_INTERVAL
    effective = Accepted.from_detail(accepted.detail).effective
    # A special procedure comes after acceptance (domain.md, "Clocks").
    return operator_text.BAD_INTERVAL if course.matter.today(corrected.start) < effective else None


def _instant(time: Timestamp) -> datetime:
    return time.ToDatetime(UTC)


def _timestamp(instant: datetime) -> Timestamp:
    message = Timestamp()
    message.FromDatetime(instant.astimezone(UTC))
    return message
