"""What news of commitments 告知承诺 adds to the applicant's timeline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from services.intake.domain import Entry, Progress
from services.intake.projections.changes import Change, Projection

_CLOSED = {
    process.COMMITMENT_OUTCOME_KEPT: "COMMITMENT_KEPT",
    process.COMMITMENT_OUTCOME_UPHELD: "COMMITMENT_UPHELD",
}


def _opened(progress: Progress, event: process.CommitmentCheckOpened, _told_at: datetime) -> Change:
    at, details = event.open_time.ToDatetime(tzinfo=UTC), {"date": event.due.date}
    key = f"COMMITMENT_CHECK_OPENED:{event.case_id}"
    return progress, [Entry(key, "COMMITMENT_CHECK_OPENED", at, event.case_id, event.department, details)]


def _proposed(progress: Progress, event: process.RevocationProposed, _told_at: datetime) -> Change:
    at, details = event.propose_time.ToDatetime(tzinfo=UTC), {"date": event.due.date}
    key = f"REVOCATION_PROPOSED:{event.case_id}"
    return progress, [Entry(key, "REVOCATION_PROPOSED", at, event.case_id, event.department, details)]


def _waived(progress: Progress, event: approval.StatementWaived, _told_at: datetime) -> Change:
    at, key = event.waive_time.ToDatetime(tzinfo=UTC), f"STATEMENT_WAIVED:{event.case_id}"
    return progress, [Entry(key, "STATEMENT_WAIVED", at, event.case_id, event.department)]


def _closed(progress: Progress, event: process.CommitmentCheckClosed, _told_at: datetime) -> Change:
    kind = _CLOSED.get(event.outcome)
    if kind is None:
        return progress, []  # the revocation is told of its own
    at = event.close_time.ToDatetime(tzinfo=UTC)
    return progress, [Entry(f"COMMITMENT_CLOSED:{event.case_id}", kind, at, event.case_id, event.department)]


def _marked(progress: Progress, event: approval.ApplicantMarked, _told_at: datetime) -> Change:
    at, details = event.mark_time.ToDatetime(tzinfo=UTC), {"date": event.until_date}
    return progress, [
        Entry(f"APPLICANT_MARKED:{event.case_id}", "APPLICANT_MARKED", at, event.case_id, details=details)
    ]


PROJECTIONS: Mapping[type[Message], Projection] = {
    process.CommitmentCheckOpened: _opened,
    process.RevocationProposed: _proposed,
    approval.StatementWaived: _waived,
    process.CommitmentCheckClosed: _closed,
    approval.ApplicantMarked: _marked,
}
