"""A caller who got no answer says it again: every call that changes something can be told from a second one."""

from google.api import annotations_pb2

from services.gateway.rpcs import services

# These mean the same when they are said twice, so they carry no request_id (AIP-155 asks for one where that is not so).
SAME_WHEN_SAID_TWICE = {
    "onetrip.approval.v1.ReviewService.ClaimTask": "who holds it already holds it",
    "onetrip.approval.v1.ReviewService.ReleaseTask": "what nobody holds is given back",
    "onetrip.approval.v1.RuleReviewService.CompareRule": "decides nothing; each read is logged as one",
    "onetrip.intake.v1.ApplicationService.CreateWatchTicket": "writes nothing",
    "onetrip.intake.v1.ApplicationService.UploadMaterial": "an upload that nobody gives with an application is swept",
    "onetrip.intake.v1.CatalogService.GetGuide": "writes nothing but that a person looked themself up",
    "onetrip.intake.v1.CounterService.IdentifyPerson": "writes nothing but that a clerk identified a person",
    "onetrip.intake.v1.MandateService.RevokeMandate": "what is revoked stays so",
    "onetrip.notification.v1.OutreachService.IdentifyByNotice": "writes nothing but that a clerk identified a person",
    "onetrip.notification.v1.NoticeService.UpdatePreferences": "sets what is to be; an etag tells a change between",
}


def test_every_call_that_changes_something_has_a_request_id_or_means_the_same_when_said_twice() -> None:
    without = {
        method.full_name
        for service in services()
        for method in service.methods
        if method.GetOptions().Extensions[annotations_pb2.http].WhichOneof("pattern") not in {None, "get"}
        and "request_id" not in method.input_type.fields_by_name
    }
    assert without == SAME_WHEN_SAID_TWICE.keys()
