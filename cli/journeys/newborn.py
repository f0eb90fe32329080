"""5. A child is born (出生一件事): one form, four departments, one result feeding the next, and no visit at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cli.journeys.following import Following
from cli.journeys.people import Citizen, Courier, Officer
from cli.journeys.scene import Scene
from cli.journeys.story import Story, expect
from cli.journeys.tidying import end_earlier
from cli.personas import birth_certificate_number
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.approval.v1 import review_service_pb2 as review
from onetrip.approval.v1 import visits_pb2 as visits
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1.application_pb2 import Application, VisitView
from onetrip.notification.v1 import events_pb2 as notices
from onetrip.process.v1 import state_pb2

ITEM = "newborn"
REGISTRATION, VACCINATION = "birth-household-registration", "newborn-vaccination-record"
# These two need the registration's result.
FED = ("newborn-medical-insurance", "newborn-social-security-card")
CASES = {
    REGISTRATION: "public-security",
    VACCINATION: "health",
    FED[0]: "healthcare-security",
    FED[1]: "human-resources",
}
NOTICES = {
    notices.NOTICE_KIND_RECEIPT: 1,
    notices.NOTICE_KIND_ACCEPTANCE: 1,
    notices.NOTICE_KIND_VISIT_REFUSED: 1,
    notices.NOTICE_KIND_VISIT_CONVERTED: 1,
    notices.NOTICE_KIND_DECISION: len(CASES),
    notices.NOTICE_KIND_DELIVERY_RECEIPT: 1,
}
REASONS = "出生信息核验一致,同意办理。"
REVIEWED = (state_pb2.APPLICATION_STATE_ACCEPTED, state_pb2.APPLICATION_STATE_IN_REVIEW)
VIDEO = approval.CONVERSION_VIDEO


@dataclass(frozen=True)
class NewbornStory(Story):
    """Also: the visit that was refused as it was when the mother chose, and the departments with work at that time."""

    visit: VisitView | None = None
    working_first: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Birth:
    """The story's people and its application."""

    scene: Scene
    mother: Citizen
    officers: Mapping[str, Officer]
    following: Following

    @property
    def id(self) -> str:
        return self.following.latest.id

    async def taken(self, item_code: str) -> review.Task:
        """The case's review, held by its department."""
        officer = self.officers[item_code]
        return await officer.take(await officer.task(self.id, review.TASK_KIND_REVIEW, item_code))

    async def grant(self, item_code: str, task: review.Task) -> None:
        """Its department grants it."""
        await self.officers[item_code].decide(task, review.TASK_OUTCOME_APPROVE, REASONS)


async def run(scene: Scene) -> NewbornStory:
    """File once, stay at home, hold everything in hand."""
    birth = await _filed(scene)
    held = {code: await birth.taken(code) for code in (REGISTRATION, VACCINATION)}
    working = [code for code in CASES if await birth.officers[code].has_task(birth.id)]
    expect(working == [REGISTRATION, VACCINATION], "what needs the registration waits for it")
    visit, refused = await _stays_at_home(birth, held[REGISTRATION])
    await _decided(birth, held)
    await _delivered(birth)
    record = await birth.mother.record(birth.id, NOTICES)
    expect(record.granted, "all four departments granted")
    expect(record.application.visits_used == 0, "nobody had to go anywhere")
    await scene.tell("done")
    return NewbornStory([record], [refused], visit=visit, working_first=tuple(CASES[code] for code in working))


async def _filed(scene: Scene) -> _Birth:
    mother = await Citizen.enter(scene, "mother", "applicant")
    officers = {
        code: await Officer.enter(scene, f"officer-{department}", "officer") for code, department in CASES.items()
    }
    await end_earlier(mother, ITEM)
    await scene.tell("file", name=mother.who.name)
    answers = {"birth_certificate_number": birth_certificate_number("newborn"), "settle_with": "mother"}
    filed = await mother.file(ITEM, answers, delivery=catalog_pb2.DELIVERY_METHOD_COURIER)
    expect(not filed.already_existed, "no application for the same matter is open")
    following = scene.follow(mother.caller, filed.application)
    await following.until(lambda now: now.state in REVIEWED, "it is accepted at once: every proof is looked up")
    return _Birth(scene, mother, officers, following)


async def _stays_at_home(birth: _Birth, task: review.Task) -> tuple[VisitView, str]:
    """The police would like to see her: beyond the promise. She chooses a call by video. Returns the visit refused."""
    await birth.scene.tell("visit")
    reason = await birth.officers[REGISTRATION].refused_visit(task)
    expect(reason == "VISIT_BUDGET_SPENT", "a bundle that promises no visit allows none")
    shown = await birth.following.until(
        lambda now: any(each.state == visits.VISIT_STATE_REFUSED for each in now.visits), "she sees what can replace it"
    )
    visit = VisitView()
    visit.CopyFrom(shown.visits[0])
    await birth.scene.tell("video")
    await birth.mother.convert(visit.id, VIDEO)
    return visit, reason


async def _decided(birth: _Birth, held: Mapping[str, review.Task]) -> None:
    """The registration is granted, and the two that need it start by themselves."""
    await birth.grant(VACCINATION, held[VACCINATION])
    await birth.scene.tell("registered")
    await birth.grant(REGISTRATION, held[REGISTRATION])
    fed = {code: await birth.taken(code) for code in FED}
    await birth.scene.tell("fed")
    for code, task in fed.items():
        await birth.grant(code, task)


async def _delivered(birth: _Birth) -> None:
    delivering = state_pb2.APPLICATION_STATE_DELIVERING
    await birth.following.until(lambda now: now.state == delivering, "the result is on its way")
    await birth.scene.tell("courier")
    courier = await Courier.enter(birth.scene, "courier")
    for report in (approval.DELIVERY_REPORT_COLLECTED, approval.DELIVERY_REPORT_FAILED):
        await courier.report(birth.id, report)
    await courier.deliver(birth.id)
    await birth.following.until(_completed, "the result is in her hands")


def _completed(application: Application) -> bool:
    return application.state == state_pb2.APPLICATION_STATE_COMPLETED
