"""Steps of the clocks: limits that moved, lights that changed. Pure functions, like steps.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from onetrip.approval.v1 import commands_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from workflows.case_clock import CaseClock, is_joint
from workflows.facts import Move
from workflows.outgoing import command, event, timestamp
from workflows.steps import Draft

PAUSED, RESUMED, EXTENDED = "clock-paused", "clock-resumed", "deadline-extended"

_KINDS = {
    process.MOVE_CAUSE_PAUSED: PAUSED,
    process.MOVE_CAUSE_RESUMED: RESUMED,
    process.MOVE_CAUSE_EXTENDED: EXTENDED,
}


def deadline_moved(
    clock: CaseClock, move: Move, effective: date, stages: Mapping[str, process.DueDate], now: datetime
) -> Draft:
    """A case's limits moved: everybody is told, and approval notes it on the tasks.

    `effective` is the day of acceptance, `stages` the limits of the stages under way as they are now.
    """
    matter, case = clock.matter, clock.case
    due = clock.due(effective, clock.statutory_days)
    stage_dues = [process.StageDue(stage=stage, due=stage_due) for stage, stage_due in stages.items()]
    paused = bool(clock.open_procedures)
    said = process.DeadlineMoved(
        application_id=matter.application_id,
        case_id=case.id,
        cause=move.cause,
        due=due,
        promised=clock.due(effective, clock.promised_days),
        stages=stage_dues,
        paused=paused,
        procedure_id=move.procedure_id,
        procedure=move.procedure,
        working_days=move.working_days,
        department=move.department,
        sealed_reasons=move.sealed_reasons,
        move_time=timestamp(now),
        joint=is_joint(matter),
        by_government=move.by_government,
    )
    request = approval.MoveDeadline(
        application_id=matter.application_id, case_id=case.id, due=due, stages=stage_dues, paused=paused
    )
    kind = _KINDS[move.cause]
    # A limit is extended once, a procedure starts and ends once: that is the round.
    subject = f"{kind}-{move.procedure_id}" if move.procedure_id else kind
    return Draft(
        id=":".join(filter(None, (kind, case.code, move.procedure_id))),
        time=now,
        state=state.APPLICATION_STATE_IN_REVIEW,
        events=[event(matter, case.code, subject, 1, said)],
        commands=[command(matter, case.code, f"move-{subject}", 1, request)],
    )


def light_step(light: state.Light, case_code: str, stage: str, extended: bool) -> str:
    """The id of the step that changes a light: each colour once, and once more after the one extension."""
    name = state.Light.Name(light).removeprefix("LIGHT_").lower()
    subject = f"{case_code}/{stage}" if stage else case_code
    return f"light-{name}:{subject}" + (":extended" if extended else "")


def light_changed(
    clock: CaseClock, stage: str, department: str, light: state.Light, due: process.DueDate, now: datetime
) -> Draft:
    """The light of a case, or of one of its stages, changed."""
    matter, case = clock.matter, clock.case
    said = process.LightChanged(
        application_id=matter.application_id,
        case_id=case.id,
        department=department,
        light=light,
        due=due,
        change_time=timestamp(now),
        stage=stage,
    )
    step_id = light_step(light, case.code, stage, clock.extended and not stage)
    # The stroke stays: a stage may be called as what else follows a light in an id, "extended" or "delivery".
    kind = step_id.replace(f":{case.code}", "", 1).replace(":", "-")
    return Draft(
        id=step_id,
        time=now,
        state=state.APPLICATION_STATE_IN_REVIEW,
        events=[event(matter, case.code, kind, 1, said)],
    )
