"""What verification finds, and a doubt about a fact, change in the applicant's view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from google.protobuf.message import Message

from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1 import messages_pb2 as verification
from onetrip.verification.v1.data_quality_service_pb2 import (
    TICKET_ANSWER_CORRECTED,
    TICKET_ANSWER_RIGHT,
    TICKET_ANSWER_UNSPECIFIED,
)
from services.intake.domain import Entry, Missing, Progress, Verification
from services.intake.projections.changes import Change, Projection, at_of
from services.intake.projections.evidence import reuse_entry, reused_of
from services.intake.projections.missing import missing_of

_FACTS_CHANGED = {
    TICKET_ANSWER_UNSPECIFIED: "FACT_DISPUTED",
    TICKET_ANSWER_CORRECTED: "FACT_CORRECTED",
    TICKET_ANSWER_RIGHT: "FACT_CONFIRMED",
}


def _verification_started(progress: Progress, event: process.VerificationStarted, told_at: datetime) -> Change:
    at = at_of(event.start_time, told_at)
    entry = Entry(f"VERIFICATION_STARTED:{event.round}", "VERIFICATION_STARTED", at)
    return progress.verifying(event.round, at), [entry]


def _register_awaited(progress: Progress, event: process.RegisterAwaited, told_at: datetime) -> Change:
    registers = tuple(event.registers)
    if event.round >= progress.awaited_round:
        progress = replace(progress, awaited_round=event.round, awaited_registers=registers)
    key = f"REGISTER_AWAITED:{event.round}"
    at = at_of(event.wait_time, told_at)
    return progress, [Entry(key, "REGISTER_AWAITED", at, details={"registers": list(registers)})]


def _verified(progress: Progress, event: verification.VerificationCompleted, told_at: datetime) -> Change:
    if event.outcome == verification.VERIFICATION_OUTCOME_UNAVAILABLE:
        return progress, []  # the process says that it waits
    if event.anew:
        # Nothing is asked after acceptance, whatever is found.
        entry = Entry(f"FACTS_VERIFIED_ANEW:{event.round}", "FACTS_VERIFIED_ANEW", told_at)
        return progress, [entry]
    missing: tuple[Missing, ...] = ()
    if event.outcome == verification.VERIFICATION_OUTCOME_INCOMPLETE:
        missing = tuple(material for material in missing_of(event.missing) if not material.promised)
    reused = reused_of(event.reused)
    progress = progress.with_verification(Verification(event.round, told_at, missing, event.proofs_spared, reused))
    key = f"VERIFICATION_COMPLETED:{event.round}"
    details = {"proofs_spared": event.proofs_spared}
    completed = Entry(key, "VERIFICATION_COMPLETED", told_at, details=details)
    return progress, [completed, *reuse_entry(event.round, reused, told_at)]


def _facts_changed(progress: Progress, event: verification.FactsChanged, told_at: datetime) -> Change:
    at = at_of(event.change_time, told_at)
    if event.certificate_id:
        entry = Entry(f"EVIDENCE_WITHDRAWN:{event.certificate_id}", "EVIDENCE_WITHDRAWN", at, "", event.department)
        return progress, [entry]
    kind = _FACTS_CHANGED[event.answer]
    return progress, [Entry(f"{kind}:{event.ticket_id}", kind, at, "", event.department)]


PROJECTIONS: Mapping[type[Message], Projection] = {
    process.VerificationStarted: _verification_started,
    process.RegisterAwaited: _register_awaited,
    verification.VerificationCompleted: _verified,
    verification.FactsChanged: _facts_changed,
}
