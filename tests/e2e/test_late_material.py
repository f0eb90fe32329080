"""Late material 容缺 through the gateway: chosen, reviewed meanwhile, released when it is in; asked for without it."""

from __future__ import annotations

import pytest

from cli.client import Gateway, Refusal
from cli.journeys.following import Following
from cli.journeys.people import Citizen, Officer
from cli.journeys.scene import Scene
from cli.journeys.tidying import end_earlier
from cli.personas import credit_code, premises_number
from onetrip.approval.v1 import decision_service_pb2 as decisions
from onetrip.approval.v1 import review_service_pb2 as review
from onetrip.approval.v1 import supervision_service_pb2 as supervision
from onetrip.intake.v1.application_pb2 import Application
from onetrip.notification.v1 import events_pb2 as notices
from onetrip.process.v1 import state_pb2
from tests.e2e.conftest import Enter

ITEM, PLAN = "restaurant-fire-check", "fire-emergency-plan"
NOTICES = {
    notices.NOTICE_KIND_RECEIPT: 1,
    notices.NOTICE_KIND_ACCEPTANCE: 1,
    notices.NOTICE_KIND_DECISION: 1,
    notices.NOTICE_KIND_DELIVERY_RECEIPT: 1,
}


async def crash(_part: str) -> None:
    """Nothing is killed here."""


async def entered(scene: Scene) -> tuple[Citizen, Officer]:
    owner = await Citizen.enter(scene, "restaurateur", "applicant")
    await end_earlier(owner, ITEM)
    return owner, await Officer.enter(scene, "officer-fire-rescue")


async def filed(scene: Scene, owner: Citizen, company: str, late: tuple[str, ...]) -> Following:
    answers = {"premises_number": premises_number("restaurant"), "fire_safety_statement": "true"}
    answer = await owner.file(ITEM, answers, ["kitchen-layout"], credit_code=credit_code(company), late=late)
    assert not answer.already_existed
    return scene.follow(owner.caller, answer.application)


async def accepted(following: Following, officer: Officer) -> Application:
    task = await officer.task(following.latest.id, review.TASK_KIND_ACCEPTANCE)
    held = await officer.take(task)
    await officer.decide(held, review.TASK_OUTCOME_ACCEPT, "申请材料除容缺材料外齐全,予以受理。")
    return await following.until(lambda now: now.late_materials, "it is accepted, and something is to come")


async def decisions_of(owner: Citizen, application_id: str) -> list[decisions.Decision]:
    path = f"/v1/applications/{application_id}/decisions"
    return list((await owner.caller.get(path, decisions.ListDecisionsResponse)).decisions)


async def test_a_result_is_released_when_what_was_promised_is_in_and_the_review_ran_meanwhile(
    gateway: Gateway, enter: Enter
) -> None:
    async with Scene("late", gateway, crash) as scene:
        owner, officer = await entered(scene)
        following = await filed(scene, owner, "restaurant", (PLAN,))
        application = await accepted(following, officer)
        [late] = application.late_materials
        assert (late.material.material_code, late.received) == (PLAN, False)
        assert late.due.date in application.waits_for.zh

        task = await officer.take(await officer.task(application.id, review.TASK_KIND_REVIEW))
        assert [material.material_code for material in task.late_materials] == [PLAN]
        answer = await officer.decide(task, review.TASK_OUTCOME_APPROVE, "审查通过,待补交容缺材料后发放。")
        assert answer.withheld and not answer.case_outcome
        await following.until(
            lambda now: "CASE_WITHHELD" in {entry.kind for entry in now.timeline}, "the review is passed"
        )
        assert await decisions_of(owner, application.id) == []
        listed = await (await enter("supervisor")).get(
            "/v1/supervision/cases", supervision.ListCasesResponse, page_size=200
        )
        waits = [case.waits_for for case in listed.cases if case.application_id == application.id]
        assert waits == [supervision.WAITS_FOR_APPLICANT]

        with pytest.raises(Refusal) as refused:
            await owner.supplement(application.id, ["kitchen-layout"])
        assert refused.value.reason == "LATE_MATERIAL_NOT_ALLOWED"
        await owner.supplement(application.id, [PLAN])
        look = await officer.take(await officer.task(application.id, review.TASK_KIND_REVIEW))
        assert (look.stage, [material.code for material in look.materials][-1]) == ("@late", PLAN) and look.due.date
        await officer.decide(look, review.TASK_OUTCOME_APPROVE, "容缺材料符合要求。")
        completed = state_pb2.APPLICATION_STATE_COMPLETED
        await following.until(lambda now: now.state == completed, "the result is released and in hand")
        record = await owner.record(application.id, NOTICES)
        assert record.granted
        happened = [entry.kind for entry in record.application.timeline]
        steps = ["ACCEPTED", "LATE_PROMISED", "CASE_WITHHELD", "SUPPLEMENTED", "LATE_RECEIVED", "CASE_GRANTED"]
        assert [kind for kind in happened if kind in steps] == steps
        assert "SUPPLEMENT_REQUESTED" not in happened


async def test_without_the_choice_it_is_asked_for_and_may_still_be_chosen(gateway: Gateway) -> None:
    async with Scene("late", gateway, crash) as scene:
        owner, officer = await entered(scene)
        following = await filed(scene, owner, "restaurant", ())
        asked = await following.until(lambda now: now.supplement.open, "what is missing is asked for")
        [missing] = asked.supplement.missing
        assert missing.material_code == PLAN and missing.secondary and not missing.promised
        await owner.supplement(asked.id, [], late=[PLAN])
        application = await accepted(following, officer)
        assert [late.material.material_code for late in application.late_materials] == [PLAN]
        await end_earlier(owner, ITEM)


async def test_a_bad_credit_record_bars_it_and_what_is_not_secondary_never_comes_late(gateway: Gateway) -> None:
    async with Scene("late", gateway, crash) as scene:
        owner, _ = await entered(scene)
        with pytest.raises(Refusal) as refused:
            await filed(scene, owner, "restaurant", ("kitchen-layout",))
        assert refused.value.reason == "LATE_MATERIAL_NOT_ALLOWED"
        following = await filed(scene, owner, "revoked", (PLAN,))
        asked = await following.until(lambda now: now.supplement.open, "what is missing is asked for")
        [missing] = asked.supplement.missing
        assert missing.material_code == PLAN and not missing.secondary
        with pytest.raises(Refusal) as refused:
            await owner.supplement(asked.id, [], late=[PLAN])
        assert refused.value.reason == "LATE_MATERIAL_NOT_ALLOWED"
        await end_earlier(owner, ITEM)
