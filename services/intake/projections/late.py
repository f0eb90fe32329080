"""What news of late material 容缺 changes in the applicant's view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from services.intake.domain import Case, Due, Entry, Late, Missing, Progress
from services.intake.projections.changes import Change, Projection
from services.intake.projections.missing import missing_of, names_of


def promised(progress: Progress, event: process.ApplicationAccepted, at: datetime) -> Change:
    """What comes late, from acceptance on: one entry for each day by which something has to come."""
    late = tuple(
        Late(missing_of([one.material])[0], Due(one.due.date, one.due.provisional), tuple(one.case_ids))
        for one in event.late_materials
    )
    days: dict[str, list[Missing]] = {}
    for one in late:
        days.setdefault(one.due.date, []).append(one.material)
    entries = [
        Entry(f"LATE_PROMISED:{day}", "LATE_PROMISED", at, details={"materials": names_of(materials), "date": day})
        for day, materials in days.items()
    ]
    return replace(progress, late=progress.late or late), entries


def _reminded(progress: Progress, event: process.LateMaterialReminded, _told_at: datetime) -> Change:
    at, day = event.remind_time.ToDatetime(tzinfo=UTC), event.due.date
    details = {"materials": names_of(missing_of(event.missing)), "date": day}
    key = f"LATE_REMINDED:{event.case_id}:{day}:{event.calendar_number}"
    return progress, [Entry(key, "LATE_REMINDED", at, event.case_id, event.department, details)]


def _received(progress: Progress, event: process.LateMaterialReceived, _told_at: datetime) -> Change:
    at = event.receive_time.ToDatetime(tzinfo=UTC)
    key = f"LATE_RECEIVED:{event.case_id}"
    return progress, [Entry(key, "LATE_RECEIVED", at, event.case_id, event.department)]


def _missed(progress: Progress, event: process.LateMaterialMissed, _told_at: datetime) -> Change:
    at = event.lapse_time.ToDatetime(tzinfo=UTC)
    details = {"materials": names_of(missing_of(event.missing))}
    return progress, [
        Entry(f"LATE_MISSED:{event.case_id}", "LATE_MISSED", at, event.case_id, event.department, details)
    ]


def _withheld(progress: Progress, event: approval.CaseWithheld, _told_at: datetime) -> Change:
    at = event.withhold_time.ToDatetime(tzinfo=UTC)
    done = {**progress.cases.get(event.case_id, Case()).stages_done, event.stage: at}
    progress = progress.with_case(event.case_id, stages_done=done).reached("reviewed_at", at)
    key = f"CASE_WITHHELD:{event.case_id}"
    return progress, [Entry(key, "CASE_WITHHELD", at, event.case_id, event.department)]


PROJECTIONS: Mapping[type[Message], Projection] = {
    process.LateMaterialReminded: _reminded,
    process.LateMaterialReceived: _received,
    process.LateMaterialMissed: _missed,
    approval.CaseWithheld: _withheld,
}
