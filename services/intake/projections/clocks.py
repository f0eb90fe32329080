"""What news of clocks changes in the applicant's view: limits that run, stop, go on, are extended; lights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from google.protobuf.message import Message

from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2
from services.intake.domain import Case, Entry, Outcome, Progress
from services.intake.projections.changes import Change, Projection, at_of, due_of


def with_limits(progress: Progress, cases: Iterable[process.CaseProgress]) -> Progress:
    """The progress with the limits and outcomes of these cases."""
    for case in cases:
        known = progress.cases.get(case.case_id, Case())
        progress = progress.with_case(
            case.case_id,
            # What has moved since is told apart.
            due=known.due if known.moved_at else due_of(case.due) or known.due,
            promised=known.promised if known.moved_at else due_of(case.promised) or known.promised,
            # Every case is in time when its clock begins to run.
            light=known.light or state_pb2.LIGHT_GREEN,
        )
        progress = progress.with_outcome(case.case_id, Outcome(case.outcome))
    return progress


def deadline_moved(progress: Progress, event: process.DeadlineMoved, told_at: datetime) -> Change:
    """A special procedure began, ended or was corrected, the limit was extended, or a calendar came into force."""
    at = at_of(event.move_time, told_at)
    if event.limit:
        return _application_moved(progress, event), _entries(event, at)
    known = progress.cases.get(event.case_id, Case())
    moved = _with_procedure(known, event)
    if known.moved_at is None or known.moved_at <= at:
        dates = due_of(event.due) or known.due, due_of(event.promised) or known.promised
        moved = replace(moved, due=dates[0], promised=dates[1], moved_at=at)
        progress = progress.with_late_due({one.material.material_code: due_of(one.due) for one in event.late_materials})
    progress = replace(progress, cases={**progress.cases, event.case_id: moved})
    return progress, _entries(event, at)


def _application_moved(progress: Progress, event: process.DeadlineMoved) -> Progress:
    """A limit of the whole application; of these the view shows the one of the supplement that is awaited."""
    if event.limit != process.APPLICATION_LIMIT_SUPPLEMENT or progress.supplement is None:
        return progress
    return replace(progress, supplement=replace(progress.supplement, due=due_of(event.due)))


def _entries(event: process.DeadlineMoved, at: datetime) -> list[Entry]:
    """What the timeline tells: nothing of a date that has only become certain, nor of one that is the window's."""
    if event.same_dates or event.limit == process.APPLICATION_LIMIT_ANSWER:
        return []
    if event.cause == process.MOVE_CAUSE_CORRECTED:
        return [_corrected_entry(event, at)]
    if event.cause != process.MOVE_CAUSE_CALENDAR:
        return [_moved_entry(event, at)]
    case_id = "" if event.joint else event.case_id
    key, date = f"DEADLINE_MOVED_BY_CALENDAR:{event.calendar_number}:{case_id}", event.promised.date or event.due.date
    return [Entry(key, "DEADLINE_MOVED_BY_CALENDAR", at, case_id, details={"date": date})]


def _with_procedure(case: Case, event: process.DeadlineMoved) -> Case:
    name, id_ = state_pb2.SpecialProcedure.Name(event.procedure), event.procedure_id
    if event.cause == process.MOVE_CAUSE_PAUSED and id_ not in case.procedures_over:
        return replace(case, procedures={**case.procedures, id_: name})
    if event.cause == process.MOVE_CAUSE_RESUMED:
        open_ones = {known: each for known, each in case.procedures.items() if known != id_}
        return replace(case, procedures=open_ones, procedures_over=tuple(sorted({*case.procedures_over, id_})))
    return case


def _moved_entry(event: process.DeadlineMoved, at: datetime) -> Entry:
    case_id = "" if event.joint else event.case_id
    details: dict[str, Any] = {"date": event.due.date, "days": event.working_days}
    if event.cause == process.MOVE_CAUSE_EXTENDED:
        return Entry(f"DEADLINE_EXTENDED:{case_id}", "DEADLINE_EXTENDED", at, case_id, event.department, details)
    kind = "CLOCK_PAUSED" if event.cause == process.MOVE_CAUSE_PAUSED else "CLOCK_RESUMED"
    details["procedure"] = state_pb2.SpecialProcedure.Name(event.procedure)
    return Entry(f"{kind}:{event.procedure_id}", kind, at, case_id, event.department, details)


def _corrected_entry(event: process.DeadlineMoved, at: datetime) -> Entry:
    case_id = "" if event.joint else event.case_id
    details = {"date": event.due.date, "procedure": state_pb2.SpecialProcedure.Name(event.procedure)}
    key = f"DEADLINE_CORRECTED:{event.procedure_id}:{event.correction}"
    return Entry(key, "DEADLINE_CORRECTED", at, case_id, event.department, details)


def light_changed(progress: Progress, event: process.LightChanged, told_at: datetime) -> Change:
    """The light of a case changed; those of its stages are for officers."""
    at = at_of(event.change_time, told_at)
    known = progress.cases.get(event.case_id, Case())
    if event.stage or (known.light_at and known.light_at >= at):
        return progress, []
    return progress.with_case(event.case_id, light=int(event.light), light_at=at), []


PROJECTIONS: Mapping[type[Message], Projection] = {
    process.DeadlineMoved: deadline_moved,
    process.LightChanged: light_changed,
}
