"""Commitments 告知承诺 through the gateway: signed, decided on, checked; found false, and heard before a revocation."""

from __future__ import annotations

from cli.client import Gateway, Refusal
from cli.journeys.people import Citizen, Officer, new_key
from cli.journeys.scene import Scene
from cli.journeys.story import Record
from cli.journeys.tidying import end_earlier
from cli.personas import credit_code, premises_number
from onetrip.approval.v1 import decision_service_pb2 as decisions
from onetrip.approval.v1 import review_service_pb2 as review
from onetrip.intake.v1 import application_service_pb2 as intake
from onetrip.notification.v1 import events_pb2 as notices
from onetrip.notification.v1.notice_service_pb2 import GetNoticeResponse
from onetrip.process.v1 import state_pb2
from tests.e2e.filing import until

ITEM, CONSENT = "signboard-permit", "owner-consent"
ANSWERS = {"premises_number": premises_number("restaurant"), "shop_name": "渔港小馆"}
NOTICES = {
    notices.NOTICE_KIND_RECEIPT: 1,
    notices.NOTICE_KIND_ACCEPTANCE: 1,
    notices.NOTICE_KIND_DECISION: 1,
    notices.NOTICE_KIND_DELIVERY_RECEIPT: 1,
}


async def crash(_part: str) -> None:
    """Nothing is killed here."""


async def words_of(owner: Citizen, record: Record, kind: notices.NoticeKind) -> str:
    """What a notice says, in Chinese."""
    told = next(each for each in record.notices if each.kind == kind)
    return (await owner.caller.get(f"/v1/notices/{told.id}", GetNoticeResponse)).notice.text.zh


async def granted(scene: Scene, owner: Citizen, officer: Officer) -> decisions.Decision:
    """A permit granted on a commitment, in the owner's hands."""
    company = credit_code("restaurant")
    filed = await owner.file(ITEM, ANSWERS, ["signboard-design"], credit_code=company, committed=[CONSENT])
    following = scene.follow(owner.caller, filed.application)
    (signed,) = filed.application.commitments
    assert (signed.material_code, signed.version) == (CONSENT, 1) and signed.assurance_level >= 2
    window = await officer.take(await officer.task(filed.application.id, review.TASK_KIND_ACCEPTANCE))
    assert [each.material_code for each in window.commitments] == [CONSENT]
    await officer.decide(window, review.TASK_OUTCOME_ACCEPT, "申请材料齐全,予以受理。")
    task = await officer.take(await officer.task(filed.application.id, review.TASK_KIND_REVIEW))
    await officer.decide(task, review.TASK_OUTCOME_APPROVE, "符合规定条件,同意。")
    completed = state_pb2.APPLICATION_STATE_COMPLETED
    await following.until(lambda now: now.state == completed, "the permit is in hand")
    record = await owner.record(filed.application.id, NOTICES)
    (decision,) = record.decisions
    assert list(decision.commitments) == [signed] and decision.certificate_note.zh
    assert "SUPPLEMENT_REQUESTED" not in record.happened
    assert "凭告知承诺作出" in await words_of(owner, record, notices.NOTICE_KIND_DECISION)
    return decision


async def checked(checker: Officer, application_id: str, outcome: review.TaskOutcome) -> None:
    task = await checker.take(await checker.task(application_id, review.TASK_KIND_COMMITMENT_CHECK))
    assert task.due.date and [each.material_code for each in task.commitments] == [CONSENT]
    await checker.decide(task, outcome, "已向房屋所有人核实。")


async def revoked(approver: Officer, decision: decisions.Decision) -> str:
    """Why the grant cannot be revoked."""
    request = decisions.RevokeDecisionRequest(request_id=new_key(), reason="承诺不实。")
    try:
        await approver.caller.post(f"/v1/decisions/{decision.id}:revoke", request, decisions.RevokeDecisionResponse)
    except Refusal as refusal:
        return refusal.reason
    return ""


async def test_a_grant_on_a_commitment_is_checked_and_a_false_one_is_heard_before_it_is_revoked(
    gateway: Gateway,
) -> None:
    async with Scene("commitment", gateway, crash) as scene:
        owner = await Citizen.enter(scene, "restaurateur", "applicant")
        await end_earlier(owner, ITEM)
        officer = await Officer.enter(scene, "officer-urban-management")
        checker = await Officer.enter(scene, "officer-urban-management-2")
        approver = await Officer.enter(scene, "approver-urban-management")
        decision = await granted(scene, owner, officer)
        application_id = decision.case_id.partition(".")[0]
        await checked(checker, application_id, review.TASK_OUTCOME_COMMITMENT_FALSE)
        proposed = {**NOTICES, notices.NOTICE_KIND_REVOCATION_PROPOSED: 1}
        record = await owner.record(application_id, proposed)
        words = await words_of(owner, record, notices.NOTICE_KIND_REVOCATION_PROPOSED)
        assert "已向房屋所有人核实" in words and "申请听证" in words
        assert await revoked(approver, decision) == "STATEMENT_PERIOD_OPEN"
        statement = decisions.MakeStatementRequest(request_id=new_key(), words="房东口头同意过。", hearing=True)
        path = f"/v1/decisions/{decision.id}:makeStatement"
        await owner.caller.post(path, statement, decisions.MakeStatementResponse)
        seen = await approver.caller.get(
            f"/v1/applications/{application_id}/decisions", decisions.ListDecisionsResponse
        )
        (finding,) = [each.finding for each in seen.decisions]
        assert [each.words for each in finding.statements] == ["房东口头同意过。"] and finding.statement_due.date
        assert "REVOCATION_PROPOSED" in record.happened


async def test_a_commitment_that_is_kept_is_closed_and_told(gateway: Gateway) -> None:
    async with Scene("commitment", gateway, crash) as scene:
        owner = await Citizen.enter(scene, "restaurateur", "applicant")
        await end_earlier(owner, ITEM)
        officer = await Officer.enter(scene, "officer-urban-management")
        decision = await granted(scene, owner, officer)
        application_id = decision.case_id.partition(".")[0]
        await checked(officer, application_id, review.TASK_OUTCOME_COMMITMENT_KEPT)
        # It is over, so that a stream of it would end at once.
        await until(
            owner.caller,
            application_id,
            lambda now: "COMMITMENT_KEPT" in {entry["kind"] for entry in now["timeline"]},
        )


async def test_what_cannot_be_committed_to_is_refused_by_its_reason_and_nothing_is_filed(gateway: Gateway) -> None:
    async with Scene("commitment", gateway, crash) as scene:
        owner = await Citizen.enter(scene, "restaurateur", "applicant")
        await end_earlier(owner, ITEM)
        company = credit_code("restaurant")
        for one, reason in (
            (
                intake.CommitmentInput(material_code="signboard-design", version=1, signed=True),
                "COMMITMENT_NOT_ALLOWED",
            ),
            (intake.CommitmentInput(material_code=CONSENT, version=1), "COMMITMENT_NOT_SIGNED"),
            (intake.CommitmentInput(material_code=CONSENT, version=9, signed=True), "COMMITMENT_TEXT_CHANGED"),
        ):
            request = intake.SubmitApplicationRequest(
                request_id=new_key(), item_code=ITEM, answers=ANSWERS, commitments=[one], credit_code=company
            )
            try:
                await owner.caller.post("/v1/applications", request, intake.SubmitApplicationResponse)
            except Refusal as refusal:
                assert refusal.reason == reason
            else:
                raise AssertionError(f"not refused: {reason}")
        listed = await owner.caller.get("/v1/applications", intake.ListApplicationsResponse)
        assert not [each for each in listed.applications if each.item_code == ITEM and each.state < 8]
