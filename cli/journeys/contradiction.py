"""2. The machine may not say no: register and applicant differ, so people look, and one decides with reasons.

The department whose register it is gets a ticket and answers it; the applicant is asked for nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from cli.client import Refusal
from cli.journeys.following import WAIT_SECONDS_MAX
from cli.journeys.instant import DESTINATION, ITEM, NOTICES
from cli.journeys.people import POLL_SECONDS, Citizen, Officer, new_key
from cli.journeys.scene import Scene
from cli.journeys.story import Story, expect
from cli.journeys.tidying import end_earlier
from onetrip.approval.v1 import review_service_pb2 as review
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1 import data_quality_service_pb2 as quality
from onetrip.verification.v1 import evidence_service_pb2 as evidence
from onetrip.verification.v1 import facts_pb2

PURPOSE = "REVIEW_TASK"
# How often an officer whose task was renewed meanwhile reads it again.
READ_AGAIN_MAX = 3
FOUND = "经查学籍档案,学历库登记的本科学历无误,未查到硕士学历。"
REASONS = "学历库登记为本科,与申报的硕士不一致;本科已符合落户条件,予以批准。"


@dataclass(frozen=True)
class ContradictionStory(Story):
    """Also: the task as the officer read it, the ticket as the applicant sees it, and who read the applicant's data."""

    task: review.Task | None = None
    ticket: evidence.FactTicket | None = None
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
    ticket = await _ask_the_source(scene, graduate, application_id)
    await following.until(
        lambda now: any(entry.kind == "FACTS_VERIFIED_ANEW" for entry in now.timeline),
        "an answered ticket has the application verified again",
    )
    held = await _take(officer, task)
    fact = _contradicted(held)
    await scene.tell("decide", claimed=fact.claimed_value, known=fact.value)
    await _decide(officer, held)

    completed = state_pb2.APPLICATION_STATE_COMPLETED
    await following.until(lambda now: now.state == completed, "what a person decided is completed")
    record = await graduate.record(application_id, NOTICES)
    expect(record.granted and not record.decided_by_rule, "a person granted it")
    expect(record.decisions[0].reasons == REASONS, "the applicant reads the officer's reasons")
    expect(record.application.visits_used == 0, "nobody has to go anywhere")
    expect(not record.application.HasField("supplement"), "the applicant is not asked for a proof")
    await scene.tell("done")
    accesses = await _accesses(graduate, application_id, officer.caller.subject)
    return ContradictionStory([record], task=held, ticket=ticket, accesses=accesses)


async def _ask_the_source(scene: Scene, graduate: Citizen, application_id: str) -> evidence.FactTicket:
    """The register's department reads both statements and answers. Returns the ticket as the applicant sees it."""
    keeper = await Officer.enter(scene, "officer-education")
    opened = await _ticket(graduate, application_id)
    shown = await keeper.caller.get(f"/v1/tickets/{opened.id}", quality.GetTicketResponse)
    (content,) = shown.contents
    expect(content.fact.claimed_value and content.fact.value, "the ticket shows both statements")
    await scene.tell("ticket")
    request = quality.AnswerTicketRequest(request_id=new_key(), answer=quality.TICKET_ANSWER_RIGHT, words=FOUND)
    await keeper.caller.post(f"/v1/tickets/{opened.id}:answer", request, quality.AnswerTicketResponse)
    return await _ticket(graduate, application_id)


async def _ticket(graduate: Citizen, application_id: str) -> evidence.FactTicket:
    """The ticket about the degree, as the applicant sees it."""
    path = f"/v1/applications/{application_id}/facts"
    used = (await graduate.caller.get(path, evidence.ListFactsResponse)).facts
    tickets = [ticket for one in used if one.fact.name == "degree" for ticket in one.tickets]
    expect(len(tickets) == 1, "the applicant sees the ticket about their degree")
    return tickets[0]


async def _take(officer: Officer, listed: review.Task) -> review.Task:
    """Claim the task as it is now: it was renewed since it was listed, and may be once more. Raises Refusal."""
    for left in reversed(range(READ_AGAIN_MAX)):
        try:
            return await officer.take(await officer.task(listed.application_id, listed.kind))
        except Refusal as refusal:
            if refusal.reason != "ETAG_MISMATCH" or not left:
                raise
    raise AssertionError("the last try returns or raises")


async def _decide(officer: Officer, held: review.Task) -> None:
    """Decide; an officer whose task was renewed meanwhile is told so, and reads it again. Raises Refusal."""
    for left in reversed(range(READ_AGAIN_MAX)):
        try:
            await officer.decide(held, review.TASK_OUTCOME_APPROVE, REASONS)
        except Refusal as refusal:
            if refusal.reason != "ETAG_MISMATCH" or not left:
                raise
            held = (await officer.caller.get(f"/v1/tasks/{held.id}", review.GetTaskResponse)).task
        else:
            return


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
