"""Who may call what, written a second time, so that a change of an access rule is seen by two pairs of eyes."""

import pytest

from contracts.access import access_of
from runtime.grpc_server import Access
from services.gateway.rpcs import services

ANYONE = Access(anonymous=True)
INTERNAL = Access(internal=True)


def roles(*names: str, ticket: bool = False) -> Access:
    return Access(roles=frozenset(names), ticket=ticket)


FILERS = roles("applicant", "agent", "clerk")
OWN = roles("applicant", "agent")
OFFICER = roles("officer")
STAFF = roles("officer", "approver", "head", "government_head")

AGREED = {
    "onetrip.intake.v1.CatalogService.ListServiceItems": ANYONE,
    "onetrip.intake.v1.CatalogService.GetServiceItem": ANYONE,
    "onetrip.intake.v1.CatalogService.GetGuide": ANYONE,
    "onetrip.verification.v1.HoldingsService.ListHoldings": INTERNAL,
    "onetrip.intake.v1.ApplicationService.UploadMaterial": FILERS,
    "onetrip.intake.v1.ApplicationService.DownloadMaterial": roles("applicant", "agent", "clerk", "officer"),
    "onetrip.intake.v1.ApplicationService.SubmitApplication": FILERS,
    "onetrip.intake.v1.ApplicationService.GetApplication": FILERS,
    "onetrip.intake.v1.ApplicationService.ListApplications": FILERS,
    "onetrip.intake.v1.ApplicationService.WatchApplication": roles("applicant", "agent", "clerk", ticket=True),
    "onetrip.intake.v1.ApplicationService.CreateWatchTicket": FILERS,
    "onetrip.intake.v1.ApplicationService.SupplementApplication": FILERS,
    "onetrip.intake.v1.ApplicationService.WithdrawApplication": FILERS,
    "onetrip.intake.v1.ApplicationService.RateApplication": FILERS,
    "onetrip.intake.v1.RatingService.ListFollowUps": roles("officer", "supervisor"),
    "onetrip.intake.v1.RatingService.ResolveFollowUp": OFFICER,
    "onetrip.intake.v1.RatingService.AppealRating": OFFICER,
    "onetrip.intake.v1.RatingService.DecideRatingAppeal": roles("supervisor"),
    "onetrip.intake.v1.RatingService.GetRatingStatistics": roles("supervisor"),
    "onetrip.intake.v1.ProactiveService.DeclineItem": roles("applicant", "clerk"),
    "onetrip.intake.v1.CounterService.IdentifyPerson": roles("clerk"),
    "onetrip.intake.v1.MandateService.GrantMandate": roles("applicant", "clerk"),
    "onetrip.intake.v1.MandateService.RevokeMandate": roles("applicant", "clerk"),
    "onetrip.intake.v1.MandateService.ListMandates": roles("applicant", "agent", "clerk"),
    "onetrip.verification.v1.EvidenceService.ListAccesses": OWN,
    "onetrip.verification.v1.EvidenceService.ListFacts": OWN,
    "onetrip.verification.v1.EvidenceService.DisputeFact": OWN,
    "onetrip.verification.v1.DataQualityService.ListTickets": roles("officer", "approver", "supervisor"),
    "onetrip.verification.v1.DataQualityService.GetTicket": roles("officer", "approver"),
    "onetrip.verification.v1.DataQualityService.AnswerTicket": roles("officer", "approver"),
    "onetrip.verification.v1.DataQualityService.ReportSources": roles("supervisor"),
    "onetrip.approval.v1.ReviewService.ListTasks": STAFF,
    "onetrip.approval.v1.ReviewService.GetTask": OFFICER,
    "onetrip.approval.v1.ReviewService.ClaimTask": OFFICER,
    "onetrip.approval.v1.ReviewService.ReleaseTask": OFFICER,
    "onetrip.approval.v1.ReviewService.DecideTask": OFFICER,
    "onetrip.approval.v1.ReviewService.RequestSupplement": OFFICER,
    "onetrip.approval.v1.ReviewService.RequestCorrection": OFFICER,
    "onetrip.approval.v1.ReviewService.RequestVisit": OFFICER,
    "onetrip.approval.v1.ReviewService.ChooseConversion": roles("applicant", "agent", "clerk", "officer"),
    "onetrip.approval.v1.ReviewService.CancelVisit": FILERS,
    "onetrip.approval.v1.ReviewService.NameInterestedParty": OFFICER,
    "onetrip.approval.v1.ReviewService.GetPossibleDuplicate": OFFICER,
    "onetrip.approval.v1.ReviewService.JudgeDuplicate": OFFICER,
    "onetrip.approval.v1.ReviewService.AnnounceHearing": OFFICER,
    "onetrip.approval.v1.ReviewService.RecordHearing": OFFICER,
    "onetrip.approval.v1.PartyService.GetMatter": FILERS,
    "onetrip.approval.v1.PartyService.StateView": FILERS,
    "onetrip.approval.v1.PartyService.RequestHearing": FILERS,
    "onetrip.approval.v1.PartyService.WaiveHearing": FILERS,
    "onetrip.approval.v1.SupervisionService.ListCases": roles("supervisor"),
    "onetrip.approval.v1.SupervisionService.GetCase": roles("supervisor"),
    "onetrip.approval.v1.SupervisionService.ReassignTask": roles("supervisor"),
    "onetrip.approval.v1.SupervisionService.SetAbsence": roles("supervisor"),
    "onetrip.approval.v1.DecisionService.ListDecisions": roles("applicant", "agent", "clerk", "approver"),
    "onetrip.approval.v1.DecisionService.OpenMatter": roles("approver"),
    "onetrip.approval.v1.DecisionService.RevokeDecision": roles("approver"),
    "onetrip.approval.v1.DecisionService.CorrectDecision": roles("approver"),
    "onetrip.approval.v1.DecisionService.UpholdDecision": roles("approver"),
    "onetrip.approval.v1.DecisionService.MakeStatement": FILERS,
    "onetrip.approval.v1.DecisionService.WaiveStatement": FILERS,
    "onetrip.approval.v1.DecisionService.RequestHumanReview": FILERS,
    "onetrip.approval.v1.DecisionService.ListPublicDecisions": ANYONE,
    "onetrip.approval.v1.RuleReviewService.ListRuleReviews": roles("officer", "approver", "supervisor"),
    "onetrip.approval.v1.RuleReviewService.GetRuleReview": roles("officer", "approver"),
    "onetrip.approval.v1.RuleReviewService.AnswerRuleReview": roles("officer", "approver"),
    "onetrip.approval.v1.RuleReviewService.ReportRules": roles("supervisor"),
    "onetrip.approval.v1.RuleReviewService.CompareRule": roles("supervisor"),
    "onetrip.approval.v1.ReviewService.StartSpecialProcedure": OFFICER,
    "onetrip.approval.v1.ReviewService.FinishSpecialProcedure": OFFICER,
    "onetrip.approval.v1.ReviewService.ExtendDeadline": STAFF,
    "onetrip.approval.v1.DeliveryService.ListDeliveries": roles("clerk", "courier"),
    "onetrip.approval.v1.DeliveryService.ReportDelivery": roles("clerk", "courier"),
    "onetrip.approval.v1.DeliveryService.ConfirmDelivery": roles("courier"),
    "onetrip.approval.v1.DeliveryService.ConfirmCollection": roles("clerk"),
    "onetrip.notification.v1.NoticeService.ListNotices": OWN,
    "onetrip.notification.v1.NoticeService.GetNotice": OWN,
    "onetrip.notification.v1.NoticeService.DownloadNotice": FILERS,
    "onetrip.notification.v1.NoticeService.ListAnnouncements": ANYONE,
    "onetrip.notification.v1.NoticeService.VerifyNotice": ANYONE,
    "onetrip.notification.v1.NoticeService.GetPreferences": OWN,
    "onetrip.notification.v1.NoticeService.UpdatePreferences": OWN,
    "onetrip.notification.v1.OutreachService.ListErrands": roles("clerk"),
    "onetrip.notification.v1.OutreachService.IdentifyByNotice": roles("clerk"),
    "onetrip.notification.v1.OutreachService.RecordOutcome": roles("clerk"),
    "onetrip.verification.v1.EvidenceService.ListCertificates": OWN,
    "onetrip.verification.v1.EvidenceService.GetCertificate": OWN,
    "onetrip.verification.v1.EvidenceService.DownloadCertificate": OWN,
    "onetrip.verification.v1.EvidenceService.CreateConsentCode": OWN,
    "onetrip.verification.v1.EvidenceService.VerifyCertificate": ANYONE,
    "onetrip.verification.v1.EvidenceService.ListCertificateKeys": ANYONE,
    "onetrip.verification.v1.EvidenceService.AttestMaterial": roles("clerk"),
    "onetrip.registers.v1.RegisterService.Lookup": INTERNAL,
    "onetrip.registers.v1.RegisterService.LookupBatch": INTERNAL,
    "onetrip.registers.v1.RegisterService.Scan": INTERNAL,
}
DECLARED = {method.full_name: access_of(method) for service in services() for method in service.methods}


def test_every_rpc_is_agreed_and_every_agreement_is_an_rpc() -> None:
    assert DECLARED.keys() == AGREED.keys()


@pytest.mark.parametrize("name", sorted(AGREED))
def test_the_proto_says_what_was_agreed(name: str) -> None:
    assert DECLARED[name] == AGREED[name]


def test_no_rpc_is_without_a_rule_or_with_two() -> None:
    for name, access in DECLARED.items():
        assert access is not None, name
        assert sum([access.anonymous, access.internal, bool(access.roles)]) == 1, name
