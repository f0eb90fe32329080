"""The step of an operator's action."""

from __future__ import annotations

from datetime import datetime

from contracts.topics import PROCESS_EVENTS
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import OperatorAction, OutgoingMessage
from workflows.matter import Matter
from workflows.outgoing import timestamp
from workflows.steps import Draft


def operator_acted(
    matter: Matter, stands: state.ApplicationState, step_id: str, action: OperatorAction, now: datetime
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
    return Draft(step_id, now, stands, events=[message], detail=action.request_id, action=action)
