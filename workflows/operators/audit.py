"""The audit of operators' actions: who, what, when, and the reason, sealed for the application."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from google.protobuf.json_format import MessageToJson

from onetrip.process.v1.events_pb2 import OperatorActionKind
from onetrip.process.v1.state_pb2 import EndGround
from onetrip.process.v1.workflow_pb2 import OperatorAction, Step
from runtime.sealing import Sealer

ASSOCIATED = "operator-action"

_KEEP = """
INSERT INTO operator_actions (application_id, step_id, kind, operator, sealed_reason, acted_at, subject)
SELECT $1, $2, $3, $4, $5, $6, $8
WHERE EXISTS (SELECT FROM steps WHERE application_id = $1 AND step_id = $2 AND detail = $7)
ON CONFLICT DO NOTHING
"""


async def keep(connection: Any, sealer: Sealer, step: Step) -> None:
    """Keeps who asked for a step that stands; a request that came second to another is not the one that stands."""
    action = step.action
    await connection.execute(
        _KEEP,
        step.application_id,
        step.record.id,
        OperatorActionKind.Name(action.kind).removeprefix("OPERATOR_ACTION_KIND_"),
        action.operator,
        sealer.seal(f"application/{step.application_id}", action.reason.encode(), ASSOCIATED),
        step.record.time.ToDatetime(UTC),
        action.request_id,
        subject_of(action),
    )


def subject_of(action: OperatorAction) -> str:
    """What an action was about, where its kind does not say it."""
    ground = EndGround.Name(action.ground).removeprefix("END_GROUND_") if action.ground else ""
    if action.HasField("correction"):
        return MessageToJson(action.correction, indent=None)
    return " ".join(filter(None, (ground, action.duplicate_of)))
