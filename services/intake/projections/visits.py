"""What the visit ledger's news changes in the applicant's view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1 import events_pb2 as intake
from services.intake.domain import Entry, Progress, Visit, VisitState
from services.intake.projections.changes import Change, Projection


def _requested(progress: Progress, event: approval.VisitRequested, _told_at: datetime) -> Change:
    asked_at, at = event.request_time.ToDatetime(tzinfo=UTC), event.visit_time.ToDatetime(tzinfo=UTC)
    visit = Visit(event.department, int(event.kind), VisitState.BOOKED, asked_at, event.case_id, at)
    progress = progress.with_visit(event.visit_id, visit)
    if not progress.visits_counted:
        progress = replace(progress, visits_used=max(progress.visits_used or 0, event.visits_used))
    kind = "VISIT_MOVED" if event.appointment > 1 else "VISIT_REQUESTED"
    key = f"VISIT_REQUESTED:{event.visit_id}:{event.appointment}"
    # Where it is may be somebody's address: it is in the notice, not here.
    return progress, [Entry(key, kind, asked_at, event.case_id, event.department, {"at": at.isoformat()})]


def _refused(progress: Progress, event: approval.VisitRefused, _told_at: datetime) -> Change:
    at = event.refuse_time.ToDatetime(tzinfo=UTC)
    options = tuple(map(_option, event.options))
    visit = Visit(event.department, int(event.kind), VisitState.REFUSED, at, event.case_id, options=options)
    names = [approval.Conversion.Name(option.conversion) for option in event.options]
    entry = Entry(
        f"VISIT_REFUSED:{event.visit_id}", "VISIT_REFUSED", at, event.case_id, event.department, {"conversions": names}
    )
    return progress.with_visit(event.visit_id, visit), [entry]


def _converted(progress: Progress, event: approval.VisitConverted, _told_at: datetime) -> Change:
    at = event.convert_time.ToDatetime(tzinfo=UTC)
    known = progress.visits.get(event.visit_id)
    visit = Visit(
        event.department,
        int(event.kind),
        VisitState.CONVERTED,
        at,
        event.case_id,
        options=known.options if known else (),
        chosen=_option(event.chosen),
    )
    details: dict[str, Any] = {
        "conversion": approval.Conversion.Name(event.chosen.conversion),
        "days": event.chosen.cost_working_days,
    }
    if event.clerk_id:
        clerk = intake.FilingRole.Name(intake.FILING_ROLE_CLERK)
        details |= {"acted_by": event.clerk_id, "acted_as": clerk}
    key = f"VISIT_REPLACED:{event.visit_id}"
    entry = Entry(key, "VISIT_REPLACED", at, event.case_id, event.department, details)
    return progress.with_visit(event.visit_id, visit), [entry]


def _cancelled(progress: Progress, event: approval.VisitCancelled, _told_at: datetime) -> Change:
    at, was_for = event.cancel_time.ToDatetime(tzinfo=UTC), event.visit_time.ToDatetime(tzinfo=UTC)
    visit = Visit(event.department, int(event.kind), VisitState.CANCELLED, at, event.case_id)
    progress = progress.with_visit(event.visit_id, visit)
    if not progress.visits_counted:
        progress = replace(progress, visits_used=event.visits_used)
    key = f"VISIT_CANCELLED:{event.visit_id}"
    details = {"at": was_for.isoformat()}
    kind = "VISIT_NOT_NEEDED" if event.case_ended else "VISIT_CANCELLED"
    return progress, [Entry(key, kind, at, event.case_id, event.department, details)]


def _option(option: approval.ConversionOption) -> tuple[int, int]:
    return int(option.conversion), option.cost_working_days


PROJECTIONS: Mapping[type[Message], Projection] = {
    approval.VisitRequested: _requested,
    approval.VisitRefused: _refused,
    approval.VisitConverted: _converted,
    approval.VisitCancelled: _cancelled,
}
