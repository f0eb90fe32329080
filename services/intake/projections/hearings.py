"""What hearing those concerned changes in the applicant's view: rights, views, and when and where a hearing is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.notification.v1 import events_pb2 as notification
from onetrip.process.v1 import events_pb2 as process
from services.intake.domain import Entry, Progress
from services.intake.projections.changes import Change, Projection, at_of


def _told(progress: Progress, event: process.RightsTold, told_at: datetime) -> Change:
    """The applicant's own right with its last day. That others were told is shown, not who they are."""
    at, who = at_of(event.tell_time, told_at), event.person_id or "applicant"
    key = f"RIGHTS_TOLD:{event.case_id}:{who}:{event.calendar_number}"
    if event.person_id:
        return progress, [Entry(key, "INTERESTED_PARTY_TOLD", at, event.case_id, event.department)]
    details = {"date": event.request_by.date}
    return progress, [Entry(key, "HEARING_RIGHT_TOLD", at, event.case_id, event.department, details)]


def _reached(progress: Progress, event: notification.PartyReached, told_at: datetime) -> Change:
    """That the notice of its rights reached an interested party, or will count so: the days to be heard begin."""
    if event.kind != notification.NOTICE_KIND_RIGHTS:
        return progress, []
    at = at_of(event.know_time, told_at)
    kind = "INTERESTED_PARTY_REACHED" if event.channel else "INTERESTED_PARTY_ANNOUNCED"
    key = f"INTERESTED_PARTY_REACHED:{event.notice_id}"
    return progress, [Entry(key, kind, at, event.case_id, details={"date": event.reach_date})]


def _stated(progress: Progress, event: approval.ViewStated, told_at: datetime) -> Change:
    at = at_of(event.state_time, told_at)
    kind = "VIEW_STATED" if event.by_applicant else "VIEW_STATED_BY_ANOTHER"
    return progress, [Entry(f"VIEW_STATED:{event.statement_id}", kind, at)]


def _waived(progress: Progress, event: approval.HearingWaived, told_at: datetime) -> Change:
    """That others gave their right up is shown, not who they are."""
    at = at_of(event.waive_time, told_at)
    kind = "HEARING_WAIVED_BY_ANOTHER" if event.person_id else "HEARING_WAIVED"
    key = f"HEARING_WAIVED:{event.case_id}:{event.person_id or 'applicant'}"
    return progress, [Entry(key, kind, at, event.case_id)]


def _announced(progress: Progress, event: approval.HearingAnnounced, told_at: datetime) -> Change:
    at, when = at_of(event.announce_time, told_at), event.hearing_time.ToDatetime(tzinfo=UTC)
    key = f"HEARING_ANNOUNCED:{event.case_id}:{event.number}"
    details = {"at": when.isoformat()}
    return progress, [Entry(key, "HEARING_ANNOUNCED", at, event.case_id, event.department, details)]


def _held(progress: Progress, event: approval.HearingHeld, told_at: datetime) -> Change:
    at = at_of(event.record_time, told_at)
    return progress, [Entry(f"HEARING_HELD:{event.case_id}", "HEARING_HELD", at, event.case_id, event.department)]


PROJECTIONS: Mapping[type[Message], Projection] = {
    process.RightsTold: _told,
    notification.PartyReached: _reached,
    approval.ViewStated: _stated,
    approval.HearingWaived: _waived,
    approval.HearingAnnounced: _announced,
    approval.HearingHeld: _held,
}
