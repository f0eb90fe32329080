"""What a decision, its correction, its revocation and a look at it change in the applicant's view."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from services.intake.domain import Entry, Outcome, Progress
from services.intake.projections.changes import Change, Projection, at_of

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


PROJECTIONS: Mapping[type[Message], Projection] = {
    approval.CaseDecided: _case_decided,
    approval.DecisionRevoked: _decision_revoked,
    approval.DecisionCorrected: _decision_corrected,
    approval.RuleReviewOpened: _review_opened,
    approval.RuleReviewAnswered: _review_answered,
}
