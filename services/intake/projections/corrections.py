"""What a request for corrections on the spot changes in the applicant's view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from services.intake.corrections import Correction, Mistake
from services.intake.domain import Entry, Progress
from services.intake.projections.changes import Change, Projection


def _requested(progress: Progress, event: approval.CorrectionRequested, _told_at: datetime) -> Change:
    at = event.request_time.ToDatetime(tzinfo=UTC)
    mistakes = tuple(Mistake(one.field, one.material_code, (one.name.zh, one.name.en)) for one in event.items)
    known = {one.number for one in progress.corrections}
    if event.number not in known:
        asked = Correction(event.number, event.department, at, mistakes, event.case_id)
        progress = replace(progress, corrections=(*progress.corrections, asked))
    # Why may say something of the person: it is in the notice, not here.
    details = {"materials": [list(one.name) for one in mistakes]}
    key = f"CORRECTION_REQUESTED:{event.number}"
    return progress, [Entry(key, "CORRECTION_REQUESTED", at, event.case_id, event.department, details)]


PROJECTIONS: Mapping[type[Message], Projection] = {
    approval.CorrectionRequested: _requested,
}
