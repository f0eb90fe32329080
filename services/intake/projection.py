"""What each event changes in the applicant's view: one pure function per event, and the table of them.

Each returns the progress after the event and the timeline entries it makes. `at` is the event's own time where it
has one, else when it was said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2
from onetrip.notification.v1 import events_pb2 as notification
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1 import messages_pb2 as verification
from onetrip.verification.v1.data_quality_service_pb2 import (
    TICKET_ANSWER_CORRECTED,
    TICKET_ANSWER_RIGHT,
    TICKET_ANSWER_UNSPECIFIED,
)
from services.intake import (
    commitment_projection,
    correction_projection,
    evidence_projection,
    hearing_projection,
    late_projection,
    rating_projection,
    visit_projection,
)
from services.intake.clock_projection import Change, at_of, deadline_moved, due_of, light_changed, with_limits
from services.intake.domain import Case, Entry, Missing, Outcome, Progress, State, Supplement, Verification
from services.intake.evidence_projection import reuse_entry, reused_of
from services.intake.late_projection import missing_of, names_of

# (progress before, the event, when it was said) → change
Projection = Callable[[Progress, Any, datetime], Change]


def _count(missing: tuple[Missing, ...]) -> dict[str, Any]:
    return {"count": len(missing), "materials": names_of(missing)}


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


def _operator_acted(progress: Progress, event: process.OperatorActed, told_at: datetime) -> Change:
    kind = f"OPERATOR_{process.OperatorActionKind.Name(event.kind).removeprefix('OPERATOR_ACTION_KIND_')}"
    return progress, [Entry(f"{kind}:{event.request_id}", kind, at_of(event.act_time, told_at))]


_FACTS_CHANGED = {
    TICKET_ANSWER_UNSPECIFIED: "FACT_DISPUTED",
    TICKET_ANSWER_CORRECTED: "FACT_CORRECTED",
    TICKET_ANSWER_RIGHT: "FACT_CONFIRMED",
}


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


def _supplement_requested(progress: Progress, event: process.SupplementRequested, told_at: datetime) -> Change:
    at = at_of(event.request_time, told_at)
    missing = missing_of(event.missing)
    progress = progress.with_supplement(Supplement(event.round, at, missing, due_of(event.due)))
    details = {**_count(missing), "date": event.due.date}
    return progress, [Entry(f"SUPPLEMENT_REQUESTED:{event.round}", "SUPPLEMENT_REQUESTED", at, details=details)]


def _supplement_reminded(progress: Progress, event: process.SupplementReminded, told_at: datetime) -> Change:
    at = at_of(event.remind_time, told_at)
    details = {**_count(missing_of(event.missing)), "date": event.due.date}
    key = f"SUPPLEMENT_REMINDED:{event.round}:{at.date()}"
    return progress, [Entry(key, "SUPPLEMENT_REMINDED", at, details=details)]


def _supplement_crossed(progress: Progress, event: approval.SupplementCrossed, told_at: datetime) -> Change:
    at = at_of(event.cross_time, told_at)
    return progress, [Entry(f"SUPPLEMENT_CROSSED:{event.round}", "SUPPLEMENT_CROSSED", at, department=event.department)]


def _accepted(progress: Progress, event: process.ApplicationAccepted, told_at: datetime) -> Change:
    at = at_of(event.accept_time, told_at)
    basis = process.AcceptanceBasis.Name(event.basis).removeprefix("ACCEPTANCE_BASIS_")
    details = {"basis": basis, "date": event.effective_date}
    progress = with_limits(progress, event.cases).reached("accepted_at", at)
    progress, promised = late_projection.promised(progress, event, at)
    return progress, [Entry("ACCEPTED", "ACCEPTED", at, details=details), *promised]


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
    entry = Entry("LAPSED", "LAPSED", at, details=_count(missing_of(event.missing)))
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


def _task_claimed(progress: Progress, event: approval.TaskClaimed, told_at: datetime) -> Change:
    at = at_of(event.claim_time, told_at)
    key = f"TASK_CLAIMED:{event.task_id}"
    if not event.case_id:
        progress = replace(progress, window_claimed=event.department)
    else:
        claimed = dict(progress.cases.get(event.case_id, Case()).claimed)
        claimed[event.department] = max(at, claimed.get(event.department, at))
        progress = progress.with_case(event.case_id, claimed=claimed).reached("reviewed_at", at)
    return progress, [Entry(key, "TASK_CLAIMED", at, event.case_id, event.department)]


def _task_released(progress: Progress, event: approval.TaskReleased, told_at: datetime) -> Change:
    # No line in the timeline: who holds it is shown by the case, and the department has it still.
    if not event.case_id:
        return replace(progress, window_claimed=""), []
    at = at_of(event.release_time, told_at)
    released = dict(progress.cases.get(event.case_id, Case()).released)
    released[event.department] = max(at, released.get(event.department, at))
    return progress.with_case(event.case_id, released=released), []


def _task_reassigned(progress: Progress, event: approval.TaskReassigned, told_at: datetime) -> Change:
    at = at_of(event.reassign_time, told_at)
    if not event.case_id:
        progress = replace(progress, window_claimed=event.department)
    else:
        claimed = dict(progress.cases.get(event.case_id, Case()).claimed)
        claimed[event.department] = max(at, claimed.get(event.department, at))
        progress = progress.with_case(event.case_id, claimed=claimed).reached("reviewed_at", at)
    key = f"TASK_REASSIGNED:{event.task_id}:{at.isoformat()}"
    return progress, [Entry(key, "TASK_REASSIGNED", at, event.case_id, event.department)]


def _instant_declined(progress: Progress, event: approval.InstantDeclined, told_at: datetime) -> Change:
    key = f"INSTANT_DECLINED:{event.case_id}"
    progress = progress.reached("reviewed_at", told_at)
    return progress, [Entry(key, "INSTANT_DECLINED", told_at, event.case_id)]


def _stage_completed(progress: Progress, event: approval.StageCompleted, told_at: datetime) -> Change:
    at = at_of(event.complete_time, told_at)
    key = f"STAGE_COMPLETED:{event.case_id}:{event.stage}"
    done = {**progress.cases.get(event.case_id, Case()).stages_done, event.stage: at}
    progress = progress.with_case(event.case_id, stages_done=done).reached("reviewed_at", at)
    return progress, [Entry(key, "STAGE_COMPLETED", at, event.case_id, details={"stage": event.stage})]


_OUTCOME_KINDS = {Outcome.GRANTED: "CASE_GRANTED", Outcome.REFUSED: "CASE_REFUSED", Outcome.ENDED: "CASE_ENDED"}


def _case_decided(progress: Progress, event: approval.CaseDecided, told_at: datetime) -> Change:
    at = at_of(event.decide_time, told_at)
    outcome = Outcome(event.outcome)
    progress = progress.with_outcome(event.case_id, outcome, event.certificate_number)
    if outcome is not Outcome.ENDED:
        progress = progress.reached("reviewed_at", at)
    details = {"by": "RULE"} if event.rule_version else {}
    kind = "CASE_GRANTED_BY_SILENCE" if event.by_silence else _OUTCOME_KINDS.get(outcome, "CASE_ENDED")
    return progress, [Entry(f"CASE_OUTCOME:{event.case_id}", kind, at, event.case_id, event.department, details)]


def _decision_revoked(progress: Progress, event: approval.DecisionRevoked, told_at: datetime) -> Change:
    at = at_of(event.revoke_time, told_at)
    progress = progress.with_case(event.case_id, revoked=True)
    key = f"DECISION_REVOKED:{event.case_id}"
    return progress, [Entry(key, "DECISION_REVOKED", at, event.case_id, event.department)]


def _decision_corrected(progress: Progress, event: approval.DecisionCorrected, told_at: datetime) -> Change:
    at = at_of(event.correct_time, told_at)
    key = f"DECISION_CORRECTED:{event.case_id}:{event.number}"
    return progress, [Entry(key, "DECISION_CORRECTED", at, event.case_id, event.department)]


def _review_opened(progress: Progress, event: approval.RuleReviewOpened, told_at: datetime) -> Change:
    if event.sampled:
        return progress, []  # the applicant did not ask for it
    key, at = f"REVIEW_REQUESTED:{event.review_id}", at_of(event.open_time, told_at)
    return progress, [Entry(key, "REVIEW_REQUESTED", at, event.case_id, event.department)]


def _review_answered(progress: Progress, event: approval.RuleReviewAnswered, told_at: datetime) -> Change:
    if event.sampled:
        return progress, []
    key, at = f"REVIEW_ANSWERED:{event.review_id}", at_of(event.answer_time, told_at)
    confirmed = event.answer == approval.RULE_REVIEW_ANSWER_CONFIRMED
    kind = "REVIEW_CONFIRMED" if confirmed else "REVIEW_CHANGED"
    return progress, [Entry(key, kind, at, event.case_id, event.department)]


def _ended(progress: Progress, case_ids: Iterable[str], at: datetime) -> Change:
    entries = []
    for case_id in case_ids:
        progress = progress.with_outcome(case_id, Outcome.ENDED)
        entries.append(Entry(f"CASE_OUTCOME:{case_id}", "CASE_ENDED", at, case_id))
    return progress, entries


def _undecided_ended(progress: Progress, event: approval.UndecidedEnded, told_at: datetime) -> Change:
    progress, entries = _ended(progress, event.ended_case_ids, at_of(event.end_time, told_at))
    if event.needed_case_ids:
        needed = [case_id.removeprefix(f"{event.application_id}.") for case_id in event.needed_case_ids]
        entries = [replace(entry, kind="CASE_ENDED_FOR_WANT", details={"needed": needed}) for entry in entries]
    return progress, entries


def _withdrawal_settled(progress: Progress, event: approval.WithdrawalSettled, told_at: datetime) -> Change:
    at = at_of(event.settle_time, told_at)
    progress, entries = _ended(progress.reached("withdrawal_settled_at", at), event.withdrawn_case_ids, at)
    if event.decided_case_ids:
        kind = "WITHDRAWAL_IN_PART" if event.withdrawn else "WITHDRAWAL_TOO_LATE"
        entries.append(Entry("WITHDRAWAL_SETTLED", kind, at))
    return progress, entries


def _delivery_started(progress: Progress, event: approval.DeliveryStarted, told_at: datetime) -> Change:
    at = at_of(event.start_time, told_at)
    details = {"delivery": catalog_pb2.DeliveryMethod.Name(event.delivery_method)}
    entry = Entry(f"DELIVERY_STARTED:{event.delivery_id}", "DELIVERY_STARTED", at, details=details)
    return progress.reached("delivering_at", at), [entry]


def _delivered(progress: Progress, event: approval.ResultDelivered, told_at: datetime) -> Change:
    at = at_of(event.deliver_time, told_at)
    details = {"delivery": catalog_pb2.DeliveryMethod.Name(event.delivery_method)}
    entry = Entry(f"RESULT_DELIVERED:{event.delivery_id}", "RESULT_DELIVERED", at, details=details)
    # Only now the count is final: an agent's collecting gave a reserved visit back.
    progress = replace(progress, visits_used=event.visits_used, delivery_method=int(event.delivery_method))
    return progress.reached("delivered_at", at), [entry]


_REPORTS = {
    approval.DELIVERY_REPORT_COLLECTED: "DELIVERY_COLLECTED",
    approval.DELIVERY_REPORT_UNDER_WAY: "DELIVERY_UNDER_WAY",
    approval.DELIVERY_REPORT_FAILED: "DELIVERY_FAILED",
    approval.DELIVERY_REPORT_RETURNED: "DELIVERY_RETURNED",
}


def _delivery_reported(progress: Progress, event: approval.DeliveryReported, told_at: datetime) -> Change:
    kind = _REPORTS.get(event.report)
    if kind is None:
        return progress, []  # that it is in hand is told of its own
    key = f"{kind}:{event.delivery_id}:{event.way}:{event.happen_time.ToJsonString()}"
    return progress, [Entry(key, kind, at_of(event.happen_time, told_at))]


def _delivery_rerouted(progress: Progress, event: approval.DeliveryRerouted, told_at: datetime) -> Change:
    at = at_of(event.reroute_time, told_at)
    if not progress.visits_counted:
        progress = replace(progress, delivery_method=int(event.delivery_method), visits_used=event.visits_used)
    details = {"delivery": catalog_pb2.DeliveryMethod.Name(event.delivery_method)}
    return progress, [
        Entry(f"DELIVERY_REROUTED:{event.delivery_id}:{event.way}", "DELIVERY_REROUTED", at, details=details)
    ]


def _delivery_stopped(progress: Progress, event: approval.DeliveryStopped, told_at: datetime) -> Change:
    at = at_of(event.stop_time, told_at)
    entry = Entry(f"DELIVERY_STOPPED:{event.delivery_id}", "DELIVERY_STOPPED", at)
    return replace(progress, visits_used=event.visits_used).reached("stopped_at", at), [entry]


def _notice(kind: str, event: Any, at: datetime) -> list[Entry]:
    details = {
        "notice": notification.NoticeKind.Name(event.kind),
        "channel": notification.NoticeChannel.Name(event.channel),
    }
    return [Entry(f"{kind}:{event.notice_id}", kind, at, details=details)]


def _notice_delivered(progress: Progress, event: notification.NoticeDelivered, told_at: datetime) -> Change:
    return progress, _notice("NOTICE_DELIVERED", event, at_of(event.deliver_time, told_at))


def _notice_failed(progress: Progress, event: notification.NoticeFailed, told_at: datetime) -> Change:
    return progress, _notice("NOTICE_FAILED", event, at_of(event.fail_time, told_at))


PROJECTIONS: Mapping[type[Message], Projection] = {
    process.VerificationStarted: _verification_started,
    process.RegisterAwaited: _register_awaited,
    process.OperatorActed: _operator_acted,
    process.SupplementRequested: _supplement_requested,
    process.SupplementReminded: _supplement_reminded,
    process.ApplicationAccepted: _accepted,
    process.ApplicationNotAccepted: _not_accepted,
    process.ApplicationDecided: _decided,
    process.ApplicationCompleted: _completed,
    process.ApplicationLapsed: _lapsed,
    process.ApplicationWithdrawn: _withdrawn,
    process.ApplicationRevoked: _revoked,
    process.ApplicationTerminated: _terminated,
    process.DeadlineMoved: deadline_moved,
    process.LightChanged: light_changed,
    verification.VerificationCompleted: _verified,
    verification.FactsChanged: _facts_changed,
    approval.ApplicationOpened: _opened,
    approval.SupplementCrossed: _supplement_crossed,
    approval.TaskClaimed: _task_claimed,
    approval.TaskReleased: _task_released,
    approval.TaskReassigned: _task_reassigned,
    approval.InstantDeclined: _instant_declined,
    approval.StageCompleted: _stage_completed,
    approval.CaseDecided: _case_decided,
    approval.DecisionRevoked: _decision_revoked,
    approval.DecisionCorrected: _decision_corrected,
    approval.RuleReviewOpened: _review_opened,
    approval.RuleReviewAnswered: _review_answered,
    approval.UndecidedEnded: _undecided_ended,
    approval.WithdrawalSettled: _withdrawal_settled,
    approval.DeliveryStarted: _delivery_started,
    approval.DeliveryReported: _delivery_reported,
    approval.DeliveryRerouted: _delivery_rerouted,
    approval.ResultDelivered: _delivered,
    approval.DeliveryStopped: _delivery_stopped,
    notification.NoticeDelivered: _notice_delivered,
    notification.NoticeFailed: _notice_failed,
    **evidence_projection.PROJECTIONS,
    **late_projection.PROJECTIONS,
    **hearing_projection.PROJECTIONS,
    **visit_projection.PROJECTIONS,
    **rating_projection.PROJECTIONS,
    **commitment_projection.PROJECTIONS,
    **correction_projection.PROJECTIONS,
}
