"""Steps of the clocks: limits that moved, lights that changed. Pure functions, like application.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from onetrip.approval.v1 import commands_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from workflows.engine.outgoing import command, due_date, event, timestamp
from workflows.facts import Move
from workflows.limits.case_clock import CaseClock, is_joint
from workflows.matter import Case, Matter
from workflows.steps.application import Draft

# Stands for a stage in the light of the days to answer; no stage of the catalogue can be called so.
ACCEPTING = "@acceptance"
PAUSED, RESUMED, EXTENDED, CORRECTED = "clock-paused", "clock-resumed", "deadline-extended", "cause-corrected"

_KINDS = {
    process.MOVE_CAUSE_PAUSED: PAUSED,
    process.MOVE_CAUSE_RESUMED: RESUMED,
    process.MOVE_CAUSE_EXTENDED: EXTENDED,
    process.MOVE_CAUSE_CORRECTED: CORRECTED,
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
    if move.correction:
        _tell_correction(said, clock, move, effective)
    request = approval.MoveDeadline(
        application_id=matter.application_id, case_id=case.id, due=due, stages=stage_dues, paused=paused
    )
    kind = _KINDS[move.cause]
    # A limit is extended once, a procedure starts and ends once: that is the round. Corrections are numbered.
    subject, round = f"{kind}-{move.procedure_id}" if move.procedure_id else kind, move.correction or 1
    number = str(move.correction) if move.correction else ""
    return Draft(
        id=":".join(filter(None, (kind, case.code, move.procedure_id, number))),
        time=now,
        state=state.APPLICATION_STATE_IN_REVIEW,
        events=[event(matter, case.code, subject, round, said)],
        commands=[command(matter, case.code, f"move-{subject}", round, request)],
    )


def _tell_correction(said: process.DeadlineMoved, clock: CaseClock, move: Move, effective: date) -> None:
    """Adds how the procedure counts now, and whether any date is another one by it."""
    facts, key = clock.facts, (move.procedure_id, move.correction)
    counts = facts.interval(facts.procedures[move.procedure_id])
    said.correction = move.correction
    said.procedure_start_time.CopyFrom(timestamp(counts.start))
    if counts.end is not None:
        said.procedure_end_time.CopyFrom(timestamp(counts.end))
    uncorrected = {known: each for known, each in facts.corrections.items() if known != key}
    before = replace(clock, facts=replace(facts, corrections=uncorrected))
    limits = (clock.statutory_days, clock.promised_days)
    said.same_dates = all(before.due(effective, each).date == clock.due(effective, each).date for each in limits)


def light_step(light: state.Light, case_code: str, stage: str, extended: bool, turn: int = 0) -> str:
    """The id of the step that changes a light: each colour once, and once more after the one extension.

    `turn` says how often before or after that a light was taken back that had turned out wrong: once more after each.
    """
    name = state.Light.Name(light).removeprefix("LIGHT_").lower()
    subject = f"{case_code}/{stage}" if stage else case_code
    return f"light-{name}:{subject}" + (":extended" if extended else "") + (f":again-{turn}" if turn else "")


TAKEN_BACK = 1000
"""Added to the turn of the light of the days to answer for each time that it was taken back: more than supplements."""


def answer_step(light: state.Light, turn: int) -> str:
    """The id of the step that changes the light of the days to answer."""
    name = state.Light.Name(light).removeprefix("LIGHT_").lower()
    return f"light-{name}:{ACCEPTING}" + (f":{turn}" if turn else "")


def answer_light(
    matter: Matter, cases: Sequence[Case], light: state.Light, turn: int, last_day: date, now: datetime
) -> Draft:
    """The days to answer are nearly used up: yellow, told to the lead department of each case; green: they are not.

    `turn` is the supplement from which they run, 0 for the receipt, and `TAKEN_BACK` for each time that a later
    calendar took the light back. Silence accepts at their end, so nothing turns red.
    """
    name = state.Light.Name(light).removeprefix("LIGHT_").lower()
    return Draft(
        id=answer_step(light, turn),
        time=now,
        # It may cross the acceptance, whose state stays.
        state=state.APPLICATION_STATE_UNSPECIFIED,
        events=[
            event(
                matter,
                case.code,
                f"light-{name}-acceptance",
                turn + 1,
                process.LightChanged(
                    application_id=matter.application_id,
                    case_id=case.id,
                    department=matter.definition.lead_department,
                    light=light,
                    due=due_date(matter, last_day),
                    change_time=timestamp(now),
                    stage=ACCEPTING,
                    turn=turn,
                ),
            )
            for case in cases
        ],
    )


def light_changed(
    clock: CaseClock,
    stage: str,
    department: str,
    light: state.Light,
    due: process.DueDate,
    now: datetime,
    turn: int = 0,
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
        turn=turn,
    )
    extended = clock.extended and not stage
    # The stroke stays: a stage may be called as what else follows a light in an id, "extended" or "delivery".
    kind = light_step(light, case.code, stage, extended).replace(f":{case.code}", "", 1).replace(":", "-")
    return Draft(
        id=light_step(light, case.code, stage, extended, turn),
        time=now,
        state=state.APPLICATION_STATE_IN_REVIEW,
        events=[event(matter, case.code, kind, turn + 1, said)],
    )
