"""3. One thing, four departments (一件事): one form, one supplement notice, one visit, the result by courier."""

from __future__ import annotations

from dataclasses import dataclass

from cli.journeys.following import Following
from cli.journeys.people import Citizen, Courier, Officer
from cli.journeys.scene import Scene
from cli.journeys.story import Story, expect
from cli.journeys.tidying import end_earlier
from cli.personas import credit_code, premises_number
from onetrip.approval.v1 import review_service_pb2 as review
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1.application_pb2 import Application, SupplementView
from onetrip.notification.v1 import events_pb2 as notices
from onetrip.process.v1 import state_pb2

ITEM = "restaurant-opening"
# The case with two stages: papers, then the check on site that is the one visit.
FOOD = "food-business-licence"
CASES = {
    FOOD: "market-regulation",
    "restaurant-fire-check": "fire-rescue",
    "signboard-permit": "urban-management",
    "drainage-permit": "water-affairs",
}
GIVEN = ("kitchen-layout", "food-safety-rules")
# What the owner chooses to bring late (容缺): named in the notice as such, awaited by its case alone.
LATE = ("restaurant-fire-check", "fire-emergency-plan")
# What the owner signs for instead of proving it (告知承诺): checked after the grant.
COMMITTED = ("signboard-permit", "owner-consent")
FORGOTTEN = {("signboard-permit", "signboard-design"), ("drainage-permit", "drainage-plan")}
NOTICES = {
    notices.NOTICE_KIND_RECEIPT: 1,
    notices.NOTICE_KIND_VISIT_CONVERTED: 1,
    notices.NOTICE_KIND_SUPPLEMENT: 1,
    notices.NOTICE_KIND_ACCEPTANCE: 1,
    notices.NOTICE_KIND_DECISION: len(CASES),
    notices.NOTICE_KIND_DELIVERY_RECEIPT: 1,
}
# What an officer in this story would like to see besides, though it was committed to.
ONE_MORE = COMMITTED


@dataclass(frozen=True)
class RestaurantStory(Story):
    """Also: the supplement notice as it stood when it was out, and how the result was to be handed over then."""

    supplement: SupplementView | None = None


@dataclass(frozen=True)
class _Restaurant:
    """The story's people and its application."""

    scene: Scene
    owner: Citizen
    officers: dict[str, Officer]
    second: Officer
    following: Following

    @property
    def id(self) -> str:
        return self.following.latest.id


async def run(scene: Scene) -> RestaurantStory:
    """File once, supply what is missing once, be there once, receive the result at the door."""
    place = await _filed(scene)
    supplement = await _supplemented(place)
    refused = [await _accepted(place), await _asked_after_acceptance(place)]
    await _decided(place)
    await _delivered(place)
    record = await place.owner.record(place.id, NOTICES)
    application = record.application
    expect(record.granted, "all four departments granted")
    signs = next(each for each in record.decisions if each.item_code == COMMITTED[0])
    signed = [each.material_code for each in signs.commitments]
    expect(signed == [COMMITTED[1]] and signs.certificate_note.zh, "the sign's permit says what it was committed to")
    expect(application.visits_used == application.visits_budget == 1, "the check on site is the one visit")
    await scene.tell("done")
    return RestaurantStory([record], refused, supplement=supplement)


async def _filed(scene: Scene) -> _Restaurant:
    owner = await Citizen.enter(scene, "restaurateur", "applicant")
    officers = {department: await Officer.enter(scene, f"officer-{department}") for department in CASES.values()}
    second = await Officer.enter(scene, "officer-market-regulation-2")
    await end_earlier(owner, ITEM)
    await scene.tell("file", name=owner.who.name)
    answers = {
        "premises_number": premises_number("restaurant"),
        "shop_name": "渔港小馆",
        "phone": owner.who.phone,
        "business_scope": "hot-and-cold-food",
        "seats": "48",
        "fire_safety_statement": "true",
        "drainage_statement": "true",
    }
    collection = catalog_pb2.DELIVERY_METHOD_COLLECTION
    filed = await owner.file(
        ITEM,
        answers,
        GIVEN,
        credit_code=credit_code("restaurant"),
        late=LATE[1:],
        committed=COMMITTED[1:],
        delivery=collection,
    )
    expect(not filed.already_existed, "no application for the same matter is open")
    return _Restaurant(scene, owner, officers, second, scene.follow(owner.caller, filed.application))


async def _supplemented(place: _Restaurant) -> SupplementView:
    """One notice names all that is missing, of every case; the owner hands it in."""
    requested = state_pb2.APPLICATION_STATE_SUPPLEMENT_REQUESTED
    await place.following.until(
        lambda now: now.state == requested and now.supplement.open, "what is missing is asked for"
    )
    by_courier = catalog_pb2.DELIVERY_METHOD_COURIER
    await place.following.until(
        lambda now: now.delivery_method == by_courier, "collecting would be a second visit, so a courier comes"
    )
    supplement = SupplementView()
    supplement.CopyFrom(place.following.latest.supplement)
    missing = {(material.item_code, material.material_code) for material in supplement.missing}
    expect(missing == FORGOTTEN | {LATE}, "one notice names everything that is missing, of all departments")
    names = [material.name for material in supplement.missing if not material.promised]
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    await place.scene.tell("supplement", materials_zh=zh, materials_en=en)
    await place.owner.supplement(place.id, sorted(code for _, code in FORGOTTEN))
    return supplement


async def _accepted(place: _Restaurant) -> str:
    """The lead department's window accepts. Returns why it may not ask once more before that."""
    window = place.officers["market-regulation"]
    task = await window.task(place.id, review.TASK_KIND_ACCEPTANCE)
    await place.scene.tell("accept")
    held = await window.take(task)
    reason = await window.refused_supplement(held, *ONE_MORE)
    expect(reason == "SECOND_SUPPLEMENT_WITHOUT_NEW_FACT", "a second supplement request needs a new fact")
    await window.decide(held, review.TASK_OUTCOME_ACCEPT, "申请材料齐全,符合法定形式,予以受理。")
    return reason


async def _asked_after_acceptance(place: _Restaurant) -> str:
    """All four departments get their tasks at once. Returns why none may ask the owner for anything now."""
    signs = place.officers[CASES[ONE_MORE[0]]]
    task = await signs.task(place.id, review.TASK_KIND_REVIEW, ONE_MORE[0])
    reason = await signs.refused_supplement(task, *ONE_MORE)
    expect(reason == "SUPPLEMENT_AFTER_ACCEPTANCE", "after acceptance nothing can be asked")
    return reason


async def _decided(place: _Restaurant) -> None:
    """Four officers hold their cases at the same time; three decide on paper, the fourth after the check on site."""
    held = {}
    for item_code, department in CASES.items():
        officer = place.officers[department]
        held[item_code] = await officer.take(await officer.task(place.id, review.TASK_KIND_REVIEW, item_code))
    everyone = "four departments work at the same time"
    await place.following.until(lambda now: all(case.claimed for case in now.cases), everyone)
    await place.scene.tell("review")
    for item_code, task in held.items():
        await place.officers[CASES[item_code]].decide(task, review.TASK_OUTCOME_APPROVE, "符合规定条件,同意。")
    await _brought_late(place)
    inspector = place.officers[CASES[FOOD]]
    inspection = await inspector.take(await inspector.task(place.id, review.TASK_KIND_INSPECTION, FOOD))
    await place.scene.tell("inspect")
    await place.second.task(place.id, review.TASK_KIND_INSPECTION, FOOD)
    second = place.second.caller.subject
    await inspector.decide(inspection, review.TASK_OUTCOME_APPROVE, "两人现场核查,符合食品安全要求,准予许可。", second)


async def _brought_late(place: _Restaurant) -> None:
    """The fire check is passed, and its grant waits for what the owner promised."""
    await place.following.until(lambda now: _happened(now, "CASE_WITHHELD"), "a grant waits for what was promised")
    await place.scene.tell("late")
    await place.owner.supplement(place.id, LATE[1:])
    fireman = place.officers[CASES[LATE[0]]]
    look = await fireman.take(await fireman.task(place.id, review.TASK_KIND_REVIEW, LATE[0]))
    await fireman.decide(look, review.TASK_OUTCOME_APPROVE, "容缺材料已补交,经查看符合要求。")
    await place.following.until(
        lambda now: any(case.item_code == LATE[0] and case.certificate_number for case in now.cases),
        "the grant takes effect when it is in and was looked at",
    )


async def _delivered(place: _Restaurant) -> None:
    delivering = state_pb2.APPLICATION_STATE_DELIVERING
    await place.following.until(lambda now: now.state == delivering, "the result is on its way")
    await place.scene.tell("courier")
    courier = await Courier.enter(place.scene, "courier")
    await courier.deliver(place.id)
    await place.following.until(_completed, "the result is in the owner's hands")


def _completed(application: Application) -> bool:
    return application.state == state_pb2.APPLICATION_STATE_COMPLETED


def _happened(application: Application, kind: str) -> bool:
    return any(entry.kind == kind for entry in application.timeline)
