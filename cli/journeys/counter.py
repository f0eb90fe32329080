"""4. Counter: a clerk files for a person of 85 who has no account; calls and letters, and nothing done twice."""

from __future__ import annotations

from dataclasses import dataclass

from cli.journeys.desk import Clerk
from cli.journeys.following import Following
from cli.journeys.people import Citizen, Courier, Officer
from cli.journeys.scene import Scene
from cli.journeys.story import Story, expect
from cli.journeys.tidying import end_earlier
from cli.personas import persona
from onetrip.approval.v1 import review_service_pb2 as review
from onetrip.intake.v1 import events_pb2 as intake_events
from onetrip.intake.v1.application_pb2 import Application
from onetrip.notification.v1 import events_pb2 as notices
from onetrip.notification.v1 import notice_service_pb2 as notice_service
from onetrip.process.v1 import state_pb2

ITEM = "senior-allowance"
ANSWERS = {"bank_account": "6222020000001234567", "bank_name": "示范市农村商业银行"}
NOTICES = {
    notices.NOTICE_KIND_RECEIPT: 1,
    notices.NOTICE_KIND_ACCEPTANCE: 1,
    notices.NOTICE_KIND_DECISION: 1,
    notices.NOTICE_KIND_DELIVERY_RECEIPT: 1,
}
BY_PHONE, BY_POST = notices.NOTICE_CHANNEL_PHONE, notices.NOTICE_CHANNEL_POST
DONE = notice_service.ERRAND_OUTCOME_DONE
NO_ANSWER = notice_service.ERRAND_OUTCOME_NO_ANSWER
WRONG_TARGET = notice_service.ERRAND_OUTCOME_WRONG_TARGET
# How the calls of each notice go, in order; the letters arrive.
CALLS = {
    notices.NOTICE_KIND_RECEIPT: (NO_ANSWER, DONE),
    notices.NOTICE_KIND_ACCEPTANCE: (DONE,),
    notices.NOTICE_KIND_DECISION: (WRONG_TARGET,),
    notices.NOTICE_KIND_DELIVERY_RECEIPT: (DONE,),
}
REASONS = "年满八十周岁,本市户籍,人口库核验无误,准予发放。"


@dataclass(frozen=True)
class CounterStory(Story):
    """Also: who filed, the application as the clerk found it by its number, the errands as they stood in the work list
    and as they were closed.
    """

    clerk: str = ""
    found: tuple[Application, ...] = ()
    errands: tuple[notice_service.Errand, ...] = ()
    closed: tuple[notice_service.Errand, ...] = ()


async def run(scene: Scene) -> CounterStory:
    """File at the counter, again online, decide, and tell the applicant by telephone and by letter."""
    clerk = await Clerk.enter(scene, "clerk")
    senior = await Citizen.enter(scene, "senior", "applicant")
    await end_earlier(senior, ITEM)
    await scene.tell("file", clerk=clerk.who.name, name=senior.who.name)
    # She has no telephone: she leaves her son's number.
    filed = await clerk.file_for(senior.who, ITEM, ANSWERS, persona("agent").phone)
    expect(not filed.already_existed, "no application for the same matter is open")
    application = filed.application
    expect(application.filed_as == intake_events.FILING_ROLE_CLERK, "it is known that a clerk filed it")
    following = scene.follow(clerk.caller, application)
    await _filed_again(scene, senior, application)
    found = await clerk.find(application.tracking_number.lower())
    expect([each.id for each in found] == [application.id], "the clerk finds it by the number read out")
    await _decided(scene, following)
    errands, closed = await _told(scene, clerk, application.id)
    record = await senior.record(application.id, NOTICES)
    expect(record.granted, "the allowance is granted")
    expect(record.application.visits_used == record.application.visits_budget == 1, "filing was the only visit")
    expect(not await clerk.errands(application.id), "no errand is left")
    await scene.tell("done")
    return CounterStory([record], clerk=clerk.caller.subject, found=tuple(found), errands=errands, closed=closed)


async def _filed_again(scene: Scene, senior: Citizen, application: Application) -> None:
    """Her grandchild helps her to an account, and the same is filed online: it is the same application."""
    await scene.tell("again")
    again = await senior.file(ITEM, ANSWERS)
    same = again.already_existed and again.application.id == application.id
    expect(same, "what was filed at the counter is filed online too")


async def _decided(scene: Scene, following: Following) -> None:
    officer = await Officer.enter(scene, "officer-civil-affairs")
    task = await officer.take(await officer.task(following.latest.id, review.TASK_KIND_REVIEW))
    await scene.tell("decide")
    await officer.decide(task, review.TASK_OUTCOME_APPROVE, REASONS)
    delivering = state_pb2.APPLICATION_STATE_DELIVERING
    await following.until(lambda now: now.state == delivering, "the result is on its way")
    courier = await Courier.enter(scene, "courier")
    await courier.deliver(following.latest.id)
    completed = state_pb2.APPLICATION_STATE_COMPLETED
    await following.until(lambda now: now.state == completed, "the result is at her door")


async def _told(
    scene: Scene, clerk: Clerk, application_id: str
) -> tuple[tuple[notice_service.Errand, ...], tuple[notice_service.Errand, ...]]:
    """Call and write, notice by notice, until the work list is empty. Returns the errands as found and as closed."""
    await scene.tell("errands")
    found, closed = [], []
    for kind, outcomes in CALLS.items():
        call = await clerk.errand(application_id, kind, BY_PHONE)
        letter = await clerk.errand(application_id, kind, BY_POST)
        found += [call, letter]
        for outcome in outcomes:
            answer = await clerk.close(call, outcome, "")
            expect(answer.closed == (outcome != NO_ANSWER), "a call that nobody answered stays in the list")
            call = answer.errand
        posted = await clerk.close(letter, DONE, "")
        expect(posted.closed, "a letter that arrived is off the list")
        closed += [call, posted.errand]
    return tuple(found), tuple(closed)
