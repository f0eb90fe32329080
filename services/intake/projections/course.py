"""What moves an application as a whole on, or ends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2
from services.intake.domain import Entry, Outcome, Progress, State
from services.intake.projections.changes import Change, Projection, at_of
from services.intake.projections.clocks import with_limits
from services.intake.projections.late import promised
from services.intake.projections.missing import count_of, missing_of


def _operator_acted(progress: Progress, event: process.OperatorActed, told_at: datetime) -> Change:
    kind = f"OPERATOR_{process.OperatorActionKind.Name(event.kind).removeprefix('OPERATOR_ACTION_KIND_')}"
    return progress, [Entry(f"{kind}:{event.request_id}", kind, at_of(event.act_time, told_at))]


def _opened(progress: Progress, event: approval.ApplicationOpened, told_at: datetime) -> Change:
    progress = replace(
        progress,
        visits_budget=event.visits_budget,
        # Told again it is old news: visits and the way of delivery may have changed since.
        visits_used=event.visits_used if progress.visits_used is None else progress.visits_used,
        delivery_method=progress.delivery_method or int(event.delivery_method),
    )
    entries = [
        Entry(
            f"VISIT_CONVERTED:{conversion.refused}",
            "VISIT_CONVERTED",
            told_at,
            details={
                "delivery": catalog_pb2.DeliveryMethod.Name(conversion.delivery_method),
                "days": conversion.cost_working_days,
            },
        )
        for conversion in event.conversions
    ]
    return progress, entries


def _accepted(progress: Progress, event: process.ApplicationAccepted, told_at: datetime) -> Change:
    at = at_of(event.accept_time, told_at)
    basis = process.AcceptanceBasis.Name(event.basis).removeprefix("ACCEPTANCE_BASIS_")
    details = {"basis": basis, "date": event.effective_date}
    progress = with_limits(progress, event.cases).reached("accepted_at", at)
    progress, awaited = promised(progress, event, at)
    return progress, [Entry("ACCEPTED", "ACCEPTED", at, details=details), *awaited]


def _not_accepted(progress: Progress, event: process.ApplicationNotAccepted, told_at: datetime) -> Change:
    at = at_of(event.refuse_time, told_at)
    # The reason may quote the applicant: it is in the notice, not here. The right body is a public institution.
    entry = Entry("NOT_ACCEPTED", "NOT_ACCEPTED", at, details={"right_body": event.right_body})
    return progress.finished(State.NOT_ACCEPTED, at), [entry]


def _decided(progress: Progress, event: process.ApplicationDecided, told_at: datetime) -> Change:
    at = at_of(event.decide_time, told_at)
    progress = with_limits(progress, event.cases).reached("decided_at", at)
    return progress, [Entry("DECIDED", "DECIDED", at)]


def _completed(progress: Progress, event: process.ApplicationCompleted, told_at: datetime) -> Change:
    at = at_of(event.complete_time, told_at)
    return progress.finished(State.COMPLETED, at), [Entry("COMPLETED", "COMPLETED", at)]


def _lapsed(progress: Progress, event: process.ApplicationLapsed, told_at: datetime) -> Change:
    at = at_of(event.lapse_time, told_at)
    entry = Entry("LAPSED", "LAPSED", at, details=count_of(missing_of(event.missing)))
    return progress.finished(State.LAPSED, at), [entry]


def _revoked(progress: Progress, event: process.ApplicationRevoked, told_at: datetime) -> Change:
    at = at_of(event.revoke_time, told_at)
    return progress.finished(State.REVOKED, at), [Entry("REVOKED", "REVOKED", at)]


def _terminated(progress: Progress, event: process.ApplicationTerminated, told_at: datetime) -> Change:
    at = at_of(event.terminate_time, told_at)
    kind = f"TERMINATED_{state_pb2.EndGround.Name(event.ground).removeprefix('END_GROUND_')}"
    return progress.finished(State.TERMINATED, at), [Entry("TERMINATED", kind, at)]


def _withdrawn(progress: Progress, event: process.ApplicationWithdrawn, told_at: datetime) -> Change:
    at = at_of(event.withdraw_time, told_at)
    return progress.finished(State.WITHDRAWN, at), [Entry("WITHDRAWN", "WITHDRAWN", at)]


def _withdrawal_settled(progress: Progress, event: approval.WithdrawalSettled, told_at: datetime) -> Change:
    at = at_of(event.settle_time, told_at)
    progress, entries = _ended(progress.reached("withdrawal_settled_at", at), event.withdrawn_case_ids, at)
    if event.decided_case_ids:
        kind = "WITHDRAWAL_IN_PART" if event.withdrawn else "WITHDRAWAL_TOO_LATE"
        entries.append(Entry("WITHDRAWAL_SETTLED", kind, at))
    return progress, entries


def _undecided_ended(progress: Progress, event: approval.UndecidedEnded, told_at: datetime) -> Change:
    progress, entries = _ended(progress, event.ended_case_ids, at_of(event.end_time, told_at))
    if event.needed_case_ids:
        needed = [case_id.removeprefix(f"{event.application_id}.") for case_id in event.needed_case_ids]
        entries = [replace(entry, kind="CASE_ENDED_FOR_WANT", details={"needed": needed}) for entry in entries]
    return progress, entries


def _ended(progress: Progress, case_ids: Iterable[str], at: datetime) -> Change:
    entries = []
    for case_id in case_ids:
        progress = progress.with_outcome(case_id, Outcome.ENDED)
        entries.append(Entry(f"CASE_OUTCOME:{case_id}", "CASE_ENDED", at, case_id))
    return progress, entries


PROJECTIONS: Mapping[type[Message], Projection] = {
    process.OperatorActed: _operator_acted,
    process.ApplicationAccepted: _accepted,
    process.ApplicationNotAccepted: _not_accepted,
    process.ApplicationDecided: _decided,
    process.ApplicationCompleted: _completed,
    process.ApplicationLapsed: _lapsed,
    process.ApplicationWithdrawn: _withdrawn,
    process.ApplicationRevoked: _revoked,
    process.ApplicationTerminated: _terminated,
    approval.ApplicationOpened: _opened,
    approval.UndecidedEnded: _undecided_ended,
    approval.WithdrawalSettled: _withdrawal_settled,
}
