"""2. The machine may not say no: register and applicant differ, so a person looks, and decides with reasons."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from cli.journeys.following import WAIT_SECONDS_MAX
from cli.journeys.instant import DESTINATION, ITEM, NOTICES
from cli.journeys.people import POLL_SECONDS, Citizen, Officer
from cli.journeys.scene import Scene
from cli.journeys.story import Story, expect
from cli.journeys.tidying import end_earlier
from onetrip.approval.v1 import review_service_pb2 as review
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1 import evidence_service_pb2 as evidence
from onetrip.verification.v1 import facts_pb2

PURPOSE = "REVIEW_TASK"
REASONS = "学历库登记为本科,与申报的硕士不一致;本科已符合落户条件,予以批准。"


@dataclass(frozen=True)
class ContradictionStory(Story):
    """Also: the task as the officer read it, and who read the applicant's data by their own account of it."""

    task: review.Task | None = None
    accesses: tuple[evidence.AccessEntry, ...] = ()


async def run(scene: Scene) -> ContradictionStory:
    """File with a degree that the register does not confirm; an officer sees why, and decides."""
    graduate = await Citizen.enter(scene, "graduate-contradicted", "applicant")
    officer = await Officer.enter(scene, "officer-human-resources-2")
    await end_earlier(graduate, ITEM)
    await scene.tell("file", name=graduate.who.name)
    filed = await graduate.file(ITEM, {**graduate.who.claims, "destination_address": DESTINATION})
    expect(not filed.already_existed, "no application for the same matter is open")
    application_id = filed.application.id
    following = scene.follow(graduate.caller, filed.application)

    task = await officer.task(application_id, review.TASK_KIND_REVIEW)
    expect(not following.latest.cases[0].outcome, "the machine does not refuse")
    await scene.tell("task")
    held = await officer.take(task)
    fact = _contradicted(held)
    await scene.tell("decide", claimed=fact.claimed_value, known=fact.value)
    await officer.decide(held, review.TASK_OUTCOME_APPROVE, REASONS)

    completed = state_pb2.APPLICATION_STATE_COMPLETED
    await following.until(lambda now: now.state == completed, "what a person decided is completed")
    record = await graduate.record(application_id, NOTICES)
    expect(record.granted and not record.decided_by_rule, "a person granted it")
    expect(record.decisions[0].reasons == REASONS, "the applicant reads the officer's reasons")
    expect(record.application.visits_used == 0, "nobody has to go anywhere")
    expect(not record.application.HasField("supplement"), "the applicant is not asked for a proof")
    await scene.tell("done")
    accesses = await _accesses(graduate, application_id, officer.caller.subject)
    return ContradictionStory([record], task=held, accesses=accesses)


def _contradicted(task: review.Task) -> facts_pb2.Fact:
    """The fact that the officer has to look at. Raises Unexpected."""
    findings = [finding for finding in task.findings if finding.kind == facts_pb2.FINDING_KIND_CONTRADICTED]
    expect([finding.fact for finding in findings] == ["degree"], "the task says what is contradicted")
    degree = next((fact for fact in task.facts.facts if fact.name == "degree"), None)
    expect(degree is not None, "the task shows the register's fact")
    assert degree is not None  # noqa: S101 - for the type checker; expect has raised otherwise
    expect(degree.claimed_value and degree.claimed_value != degree.value, "the task shows both statements")
    return degree


async def _accesses(graduate: Citizen, application_id: str, reader: str) -> tuple[evidence.AccessEntry, ...]:
    """Who read the applicant's data in this matter, once the officer is among them. Raises Unexpected."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + WAIT_SECONDS_MAX
    while True:
        answer = await graduate.caller.get("/v1/accesses", evidence.ListAccessesResponse, page_size=100)
        accesses = [access for access in answer.accesses if access.application_id == application_id]
        if any(access.reader == reader and access.purpose == PURPOSE for access in accesses):
            return tuple(accesses)
        expect(loop.time() < deadline, "the applicant sees who read their data")
        await asyncio.sleep(POLL_SECONDS)
