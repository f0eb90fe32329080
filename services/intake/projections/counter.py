"""What clerks wrote down for people who came, called or wrote: on the timeline, with who did it and by which door."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import events_pb2 as intake
from services.intake.domain import Entry, Progress
from services.intake.projections.changes import Change, Projection, at_of


def _recorded(progress: Progress, event: approval.ActRecorded, told_at: datetime) -> Change:
    """That a clerk wrote it down for the applicant; of an interested party only that one was served, not who it is."""
    details = {
        "act": approval.RecordedAct.Name(event.act),
        "door": catalog_pb2.Channel.Name(event.channel),
        "acted_by": event.clerk_id,
        "acted_as": intake.FilingRole.Name(intake.FILING_ROLE_CLERK),
    }
    kind = "RECORDED_FOR_YOU" if event.by_applicant else "RECORDED_FOR_ANOTHER"
    if event.receive_date:
        details["date"], kind = event.receive_date, f"{kind}_FROM_LETTER"
    at = at_of(event.record_time, told_at)
    key = f"RECORDED:{details['act']}:{event.about_id}:{int(at.timestamp())}"
    return progress, [Entry(key, kind, at, event.case_id, details=details)]


PROJECTIONS: Mapping[type[Message], Projection] = {approval.ActRecorded: _recorded}
