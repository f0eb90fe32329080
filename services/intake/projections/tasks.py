"""What officers and rules do with a case before it is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from services.intake.domain import Case, Entry, Progress
from services.intake.projections.changes import Change, Projection, at_of


def _task_claimed(progress: Progress, event: approval.TaskClaimed, told_at: datetime) -> Change:
    at = at_of(event.claim_time, told_at)
    key = f"TASK_CLAIMED:{event.task_id}"
    return _held(progress, event, at), [Entry(key, "TASK_CLAIMED", at, event.case_id, event.department)]


def _held(progress: Progress, event: approval.TaskClaimed | approval.TaskReassigned, at: datetime) -> Progress:
    """Somebody of the department has it: the window's task, or one of a case."""
    if not event.case_id:
        return replace(progress, window_claimed=event.department)
    claimed = dict(progress.cases.get(event.case_id, Case()).claimed)
    claimed[event.department] = max(at, claimed.get(event.department, at))
    return progress.with_case(event.case_id, claimed=claimed).reached("reviewed_at", at)


def _task_released(progress: Progress, event: approval.TaskReleased, told_at: datetime) -> Change:
    # No line in the timeline: who holds it is shown by the case, and the department has it still.
    if not event.case_id:
        return replace(progress, window_claimed=""), []
    at = at_of(event.release_time, told_at)
    released = dict(progress.cases.get(event.case_id, Case()).released)
    released[event.department] = max(at, released.get(event.department, at))
    return progress.with_case(event.case_id, released=released), []


def _task_reassigned(progress: Progress, event: approval.TaskReassigned, told_at: datetime) -> Change:
    at = at_of(event.reassign_time, told_at)
    key = f"TASK_REASSIGNED:{event.task_id}:{at.isoformat()}"
    return _held(progress, event, at), [Entry(key, "TASK_REASSIGNED", at, event.case_id, event.department)]


def _instant_declined(progress: Progress, event: approval.InstantDeclined, told_at: datetime) -> Change:
    key = f"INSTANT_DECLINED:{event.case_id}"
    progress = progress.reached("reviewed_at", told_at)
    return progress, [Entry(key, "INSTANT_DECLINED", told_at, event.case_id)]


def _stage_completed(progress: Progress, event: approval.StageCompleted, told_at: datetime) -> Change:
    at = at_of(event.complete_time, told_at)
    key = f"STAGE_COMPLETED:{event.case_id}:{event.stage}"
    done = {**progress.cases.get(event.case_id, Case()).stages_done, event.stage: at}
    progress = progress.with_case(event.case_id, stages_done=done).reached("reviewed_at", at)
    return progress, [Entry(key, "STAGE_COMPLETED", at, event.case_id, details={"stage": event.stage})]


PROJECTIONS: Mapping[type[Message], Projection] = {
    approval.TaskClaimed: _task_claimed,
    approval.TaskReleased: _task_released,
    approval.TaskReassigned: _task_reassigned,
    approval.InstantDeclined: _instant_declined,
    approval.StageCompleted: _stage_completed,
}
