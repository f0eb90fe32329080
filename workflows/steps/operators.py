"""The steps of operators' actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from contracts.topics.names import PROCESS_EVENTS
from onetrip.approval.v1 import commands_pb2 as approval
from onetrip.approval.v1.events_pb2 import UndecidedEnded
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import OperatorAction, OutgoingMessage
from workflows.engine.outgoing import WHOLE, command, event, timestamp
from workflows.matter import Matter
from workflows.steps.application import Draft


def operator_acted(
    matter: Matter,
    stands: state.ApplicationState,
    step_id: str,
    action: OperatorAction,
    now: datetime,
    commands: Sequence[OutgoingMessage] = (),
) -> Draft:
    """An operator has acted; the applicant's timeline says what, the audit who and why."""
    said = process.OperatorActed(
        application_id=matter.application_id, kind=action.kind, request_id=action.request_id, act_time=timestamp(now)
    )
    message = OutgoingMessage(
        topic=PROCESS_EVENTS,
        id=f"{matter.application_id}:application:operator-{step_id.replace(':', '-')}:1",
        type=said.DESCRIPTOR.full_name,
        payload=said.SerializeToString(),
    )
    return Draft(step_id, now, stands, [message], commands, detail=action.request_id, action=action)


def end_asked(matter: Matter, action: OperatorAction) -> OutgoingMessage:
    """The command by which an operator has approval end what is undecided, once for a request."""
    request = approval.EndUndecided(
        application_id=matter.application_id,
        reason=approval.END_REASON_TERMINATED,
        request_id=action.request_id,
        duplicate_of=action.duplicate_of,
        ground=action.ground,
    )
    return command(matter, WHOLE, f"terminate-{action.request_id}", 1, request)


def correction_asked(matter: Matter, request: approval.CorrectProcedure) -> OutgoingMessage:
    """The command by which an operator has approval correct the record of a special procedure, once for a request."""
    return command(matter, WHOLE, f"correct-{request.request_id}", 1, request)


def terminated(matter: Matter, ended: UndecidedEnded, now: datetime) -> Draft:
    """It is over, undecided: the applicant is told why, and how to challenge it (decision 0053)."""
    said = process.ApplicationTerminated(
        application_id=matter.application_id,
        ground=ended.ground,
        duplicate_of=ended.duplicate_of,
        terminate_time=timestamp(now),
    )
    final = state.APPLICATION_STATE_TERMINATED
    return Draft("terminated", now, final, events=[event(matter, WHOLE, "terminated", 1, said)], closes=True)
