"""What a supplement notice changes in the applicant's view."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from services.intake.domain import Entry, Progress, Supplement
from services.intake.projections.changes import Change, Projection, at_of, due_of
from services.intake.projections.missing import count_of, missing_of


def _supplement_requested(progress: Progress, event: process.SupplementRequested, told_at: datetime) -> Change:
    at = at_of(event.request_time, told_at)
    missing = missing_of(event.missing)
    asked = Supplement(event.round, at, missing, due_of(event.due), event.case_id, department=event.department)
    details = {**count_of(missing), "date": event.due.date}
    kind = "LATER_SUPPLEMENT_REQUESTED" if event.case_id else "SUPPLEMENT_REQUESTED"
    entry = Entry(f"SUPPLEMENT_REQUESTED:{event.round}", kind, at, event.case_id, details=details)
    return progress.with_supplement(asked), [entry]


def _later_supplement_over(progress: Progress, event: process.LaterSupplementOver, told_at: datetime) -> Change:
    at, missing = at_of(event.over_time, told_at), missing_of(event.missing)
    progress = progress.with_later_over(event.round)
    if not missing:
        return progress, []  # the clock that runs again says the rest
    key, details = f"LATER_SUPPLEMENT_OVER:{event.round}", count_of(missing)
    return progress, [Entry(key, "LATER_SUPPLEMENT_OVER", at, event.case_id, details=details)]


def _supplement_reminded(progress: Progress, event: process.SupplementReminded, told_at: datetime) -> Change:
    at = at_of(event.remind_time, told_at)
    details = {**count_of(missing_of(event.missing)), "date": event.due.date}
    key = f"SUPPLEMENT_REMINDED:{event.round}:{at.date()}"
    return progress, [Entry(key, "SUPPLEMENT_REMINDED", at, details=details)]


def _supplement_crossed(progress: Progress, event: approval.SupplementCrossed, told_at: datetime) -> Change:
    at = at_of(event.cross_time, told_at)
    return progress, [Entry(f"SUPPLEMENT_CROSSED:{event.round}", "SUPPLEMENT_CROSSED", at, department=event.department)]


PROJECTIONS: Mapping[type[Message], Projection] = {
    process.SupplementRequested: _supplement_requested,
    process.SupplementReminded: _supplement_reminded,
    process.LaterSupplementOver: _later_supplement_over,
    approval.SupplementCrossed: _supplement_crossed,
}
