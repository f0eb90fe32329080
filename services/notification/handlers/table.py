"""From an event to its handler: `TABLE` is the service's map."""

from __future__ import annotations

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1 import messages_pb2 as verification
from services.notification.handlers import deciding, filing, following, hearing, visiting

TABLE = {
    intake.ApplicationSubmitted: filing.on_submitted,
    intake.MandateChanged: filing.on_mandate_changed,
    verification.VerificationCompleted: filing.on_verified,
    verification.ContactFound: hearing.on_contact_found,
    process.ApplicationAccepted: filing.on_accepted,
    process.SupplementRequested: filing.on_supplement_requested,
    process.SupplementReminded: filing.on_supplement_reminded,
    process.LateMaterialReminded: filing.on_late_reminded,
    process.LateMaterialMissed: deciding.on_late_missed,
    process.ApplicationNotAccepted: filing.on_not_accepted,
    process.ApplicationLapsed: deciding.on_lapsed,
    process.ApplicationWithdrawn: deciding.on_withdrawn,
    process.ApplicationTerminated: deciding.on_terminated,
    process.DeadlineMoved: following.on_deadline_moved,
    process.FollowUpOpened: following.on_follow_up_opened,
    process.RevocationProposed: deciding.on_revocation_proposed,
    process.CommitmentCheckClosed: deciding.on_commitment_check_closed,
    process.RightsTold: hearing.on_rights_told,
    approval.HearingAnnounced: hearing.on_hearing_announced,
    intake.FollowUpResolved: following.on_follow_up_resolved,
    intake.RatingAppealDecided: following.on_rating_appeal_decided,
    approval.CaseDecided: deciding.on_case_decided,
    approval.DecisionRevoked: deciding.on_decision_revoked,
    approval.DecisionCorrected: deciding.on_decision_corrected,
    approval.RuleReviewAnswered: deciding.on_rule_review_answered,
    approval.UndecidedEnded: deciding.on_undecided_ended,
    approval.WithdrawalSettled: deciding.on_withdrawal_settled,
    approval.ResultDelivered: visiting.on_result_delivered,
    approval.DeliveryRerouted: visiting.on_delivery_rerouted,
    approval.CorrectionRequested: filing.on_correction_requested,
    approval.ApplicationOpened: visiting.on_opened,
    approval.VisitRequested: visiting.on_visit_requested,
    approval.VisitRefused: visiting.on_visit_refused,
    approval.VisitConverted: visiting.on_visit_converted,
    approval.VisitCancelled: visiting.on_visit_cancelled,
}
