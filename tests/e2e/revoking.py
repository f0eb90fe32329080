"""A grant on a commitment that is found false, up to its end: an approver revokes it after the days to be heard."""

from __future__ import annotations

from cli.demo.place import Place
from cli.journeys.people import Citizen, Officer
from cli.journeys.scene import Scene
from cli.journeys.story import Record, expect
from cli.personas import credit_code
from onetrip.approval.v1 import review_service_pb2 as review
from onetrip.notification.v1 import events_pb2 as notices
from tests.e2e.test_commitments import ANSWERS, CONSENT, ITEM, NOTICES, checked, revoked

TOLD = {**NOTICES, notices.NOTICE_KIND_REVOCATION_PROPOSED: 1, notices.NOTICE_KIND_REVOCATION: 1}


async def revoked_after_a_false_commitment(place: Place) -> Record:
    """What happened. Raises Unexpected.

    On a stack on which months pass nobody has to hurry: the window lets silence accept, and the applicant's days to be
    heard are over before the approver has a task.
    """
    async with Scene("commitment", place.gateway, place.crash, clock=place.clock) as scene:
        owner = await Citizen.enter(scene, "restaurateur", "applicant")
        officer = await Officer.enter(scene, "officer-urban-management")
        checker = await Officer.enter(scene, "officer-urban-management-2")
        approver = await Officer.enter(scene, "approver-urban-management")
        company = credit_code("restaurant")
        filed = await owner.file(ITEM, ANSWERS, ["signboard-design"], credit_code=company, committed=[CONSENT])
        application_id = filed.application.id
        task = await officer.take(await officer.task(application_id, review.TASK_KIND_REVIEW))
        await officer.decide(task, review.TASK_OUTCOME_APPROVE, "符合规定条件,同意。")
        await checked(checker, application_id, review.TASK_OUTCOME_COMMITMENT_FALSE)
        await approver.task(application_id, review.TASK_KIND_REVOCATION)
        (decision,) = (await owner.record(application_id, NOTICES)).decisions
        refused = await revoked(approver, decision)
        expect(not refused, f"the days to be heard are over and the grant is revoked, not {refused}")
        return await owner.record(application_id, TOLD)
