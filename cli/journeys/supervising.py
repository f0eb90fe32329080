"""What supervisors see of a case: which limits came near, which are past."""

from __future__ import annotations

from collections.abc import Sequence

from cli.journeys.people import Person
from cli.journeys.scene import Scene
from onetrip.approval.v1 import supervision_service_pb2 as supervision


async def escalations(scene: Scene, case_id: str) -> Sequence[supervision.Escalation]:
    """Every yellow and red light of a case, in order."""
    supervisor = await Person.enter(scene, "supervisor")
    answer = await supervisor.caller.get(f"/v1/supervision/cases/{case_id}", supervision.GetCaseResponse)
    return answer.escalations
