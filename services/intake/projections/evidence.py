"""What the applicant is told of evidence: what was reused, and what a clerk has compared with its original."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from google.protobuf.message import Message

from onetrip.verification.v1 import messages_pb2 as verification
from services.intake.domain import Entry, Progress, Reused
from services.intake.projections.changes import Change, Projection


def reused_of(told: Iterable[verification.ReusedEvidence]) -> tuple[Reused, ...]:
    """Return what was reused, as it is kept."""
    return tuple(
        Reused(
            one.item_code,
            one.material_code,
            (one.name.zh, one.name.en),
            one.trust,
            one.source,
            one.as_of_time.ToDatetime(tzinfo=UTC),
            one.certificate_id,
            one.material.material_id,
        )
        for one in told
    )


def reuse_entry(round_: int, reused: tuple[Reused, ...], at: datetime) -> list[Entry]:
    """Return the entry that names what was reused; none when nothing was."""
    names = list(dict.fromkeys(one.name for one in reused))
    if not names:
        return []
    details = {"materials": [list(name) for name in names], "count": len(names)}
    return [Entry(f"EVIDENCE_REUSED:{round_}", "EVIDENCE_REUSED", at, details=details)]


def _attested(progress: Progress, event: verification.MaterialAttested, told_at: datetime) -> Change:
    details = {"date": event.valid_until}
    key = f"MATERIAL_ATTESTED:{event.material_id}"
    return progress, [Entry(key, "MATERIAL_ATTESTED", event.attest_time.ToDatetime(tzinfo=UTC), details=details)]


PROJECTIONS: Mapping[type[Message], Projection] = {
    verification.MaterialAttested: _attested,
}
