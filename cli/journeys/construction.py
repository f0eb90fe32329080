"""8. Stages in order, over weeks: a hearing and experts stop the clock, the head extends once, a light turns yellow."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass

from cli.client import Refusal
from cli.journeys.following import Following
from cli.journeys.people import Citizen, Officer, new_key
from cli.journeys.scene import Scene
from cli.journeys.story import Story, Unexpected, expect
from cli.journeys.supervising import escalations
from cli.journeys.tidying import end_earlier
from cli.personas import credit_code
from onetrip.approval.v1 import review_service_pb2 as review
from onetrip.intake.v1.application_pb2 import Application, CaseView
from onetrip.notification.v1 import events_pb2 as notices
from onetrip.process.v1 import state_pb2

ITEM = "construction-permit"
DEPARTMENT = "housing-construction"
# What the state does not hold of this company yet, and what only the applicant has.
GIVEN = (
    "land-use-approval",
    "construction-planning-permit",
    "drawings-review-certificate",
    "construction-contract",
    "safety-measures",
)
HEARING_DAYS, EXPERT_DAYS, EXTENSION_DAYS = 10, 15, 5
# How long they take, in calendar days; more than the limit of the whole, which does not run meanwhile.
HEARING_TAKES, EXPERTS_TAKE = 11, 19
NOTICES = {
    notices.NOTICE_KIND_RECEIPT: 1,
    notices.NOTICE_KIND_ACCEPTANCE: 1,
    notices.NOTICE_KIND_SPECIAL_PROCEDURE: 2,
    notices.NOTICE_KIND_EXTENSION: 1,
    notices.NOTICE_KIND_DECISION: 1,
    notices.NOTICE_KIND_DELIVERY_RECEIPT: 1,
}


@dataclass(frozen=True)
class ConstructionStory(Story):
    """Also: the case as it stood when accepted, during the hearing, extended, and when the clock ran again; and the
    lights that the supervisor was told of, in order.
    """

    accepted: CaseView | None = None
    paused: CaseView | None = None
    extended: CaseView | None = None
    resumed: CaseView | None = None
    lights: Sequence[state_pb2.Light] = ()


@dataclass(frozen=True)
class _Site:
    """The story's people and its application."""

    scene: Scene
    developer: Citizen
    officer: Officer
    second: Officer
    head: Officer
    following: Following

    @property
    def id(self) -> str:
        return self.following.latest.id


async def run(scene: Scene) -> ConstructionStory:
    """File, wait for four stages in their order and for weeks, receive the permit with no visit."""
    site = await _filed(scene)
    accepted = await _accepted(site)
    paused, heard = await _heard(site)
    extended, resumed, late = await _reviewed_by_experts(site)
    await _checked(site)
    await _closed(site)
    record = await site.developer.record(site.id, NOTICES)
    expect(record.granted, "the permit is granted")
    expect(record.application.visits_used == 0, "nobody had to be anywhere")
    lights = [each.light for each in await escalations(scene, record.application.cases[0].id)]
    expect(state_pb2.LIGHT_YELLOW in lights, "a limit that comes near is seen")
    await scene.tell("done")
    refused = [*heard, *late]
    return ConstructionStory(
        [record], refused, False, True, accepted, paused=paused, extended=extended, resumed=resumed, lights=lights
    )


async def _filed(scene: Scene) -> _Site:
    developer = await Citizen.enter(scene, "developer", "applicant")
    officer = await Officer.enter(scene, f"officer-{DEPARTMENT}")
    second = await Officer.enter(scene, f"officer-{DEPARTMENT}-2")
    head = await Officer.enter(scene, f"approver-{DEPARTMENT}")
    await end_earlier(developer, ITEM)
    await scene.tell("file", name=developer.who.name)
    answers = {
        "project_code": f"SF-{new_key()[:12].upper()}",
        "project_name": "滨江一期住宅工程",
        "contractor_credit_code": credit_code("contractor"),
        "contract_price_yuan": "86000000",
        "funds_statement": "true",
    }
    filed = await developer.file(ITEM, answers, GIVEN, credit_code=credit_code("developer"))
    return _Site(scene, developer, officer, second, head, scene.follow(developer.caller, filed.application))


async def _accepted(site: _Site) -> CaseView:
    held = await site.officer.take(await site.officer.task(site.id, review.TASK_KIND_ACCEPTANCE))
    await site.officer.decide(held, review.TASK_OUTCOME_ACCEPT, "申请材料齐全,符合法定形式,予以受理。")
    running = await site.following.until(lambda now: _case(now).due.date, "the limit of the law runs from acceptance")
    return _kept(running)


async def _heard(site: _Site) -> tuple[CaseView, list[str]]:
    """A hearing stops the clock. Returns the case meanwhile, and what nobody may do."""
    officer = site.officer
    task = await officer.take(await officer.task(site.id, review.TASK_KIND_REVIEW))
    await site.scene.tell("hearing", days=str(HEARING_DAYS))
    hearing = await _start(officer, task, state_pb2.SPECIAL_PROCEDURE_HEARING, HEARING_DAYS, "邻近居民申请听证。")
    paused = _kept(await site.following.until(lambda now: _case(now).paused, "the clock stands still"))
    too_early = officer.decide(task, review.TASK_OUTCOME_APPROVE, "材料齐全,同意。")
    refused = [await _reason(too_early), await _reason(_extend(officer, task))]
    expect(refused == ["SPECIAL_PROCEDURE_OPEN", "HEAD_APPROVAL_REQUIRED"], "no decision before the hearing is over")
    await site.scene.pass_days(HEARING_TAKES)
    await _finish(site, task, hearing)
    await officer.decide(task, review.TASK_OUTCOME_APPROVE, "听证意见已采纳,材料符合要求,同意。")
    return paused, refused


async def _reviewed_by_experts(site: _Site) -> tuple[CaseView, CaseView, list[str]]:
    """The expert review is not counted either; meanwhile the head extends the limit, once.

    Returns the case extended, and when its clock ran again, and what nobody may do.
    """
    officer = site.officer
    task = await officer.take(await officer.task(site.id, review.TASK_KIND_EXPERT_REVIEW))
    await site.scene.tell("experts", days=str(EXPERT_DAYS))
    experts = await _start(officer, task, state_pb2.SPECIAL_PROCEDURE_EXPERT_REVIEW, EXPERT_DAYS, "超限高层建筑工程。")
    paused = _kept(await site.following.until(lambda now: _case(now).paused, "the clock stands still"))
    await site.scene.tell("extend", days=str(EXTENSION_DAYS))
    await _extend(site.head, task)
    extended = await site.following.until(lambda now: _case(now).due.date > paused.due.date, "the limit is extended")
    refused = [await _reason(_extend(site.head, task))]
    expect(refused == ["ALREADY_EXTENDED"], "a limit is extended once")
    kept = _kept(extended)
    await site.scene.pass_days(EXPERTS_TAKE)
    resumed = await _finish(site, task, experts)
    await officer.decide(task, review.TASK_OUTCOME_APPROVE, "专家评审通过。")
    return kept, resumed, refused


async def _checked(site: _Site) -> None:
    """Two officers check on site, when the limit of that is near."""
    officer = site.officer
    task = await officer.take(await officer.task(site.id, review.TASK_KIND_INSPECTION))
    await site.scene.tell("yellow")
    near = state_pb2.LIGHT_YELLOW
    await site.following.until(lambda now: _case(now).light >= near, "a limit that comes near turns yellow")
    await site.scene.tell("inspect")
    await site.second.task(site.id, review.TASK_KIND_INSPECTION)
    second = site.second.caller.subject
    await officer.decide(task, review.TASK_OUTCOME_APPROVE, "两人现场查验,施工条件具备,同意。", second)


async def _closed(site: _Site) -> None:
    """The lead department closes."""
    closing = await site.second.take(await site.second.task(site.id, review.TASK_KIND_REVIEW))
    expect(closing.stage == "final-review", "the last stage comes last")
    await site.second.decide(closing, review.TASK_OUTCOME_APPROVE, "经审定,准予施工许可。")
    completed = state_pb2.APPLICATION_STATE_COMPLETED
    await site.following.until(lambda now: now.state == completed, "the permit is in the developer's hands")


async def _start(
    officer: Officer, task: review.Task, kind: state_pb2.SpecialProcedure, days: int, reasons: str
) -> review.ProcedureInterval:
    request = review.StartSpecialProcedureRequest(
        request_id=new_key(), kind=kind, expected_working_days=days, reasons=reasons
    )
    path = f"/v1/tasks/{task.id}:startSpecialProcedure"
    return (await officer.caller.post(path, request, review.StartSpecialProcedureResponse)).procedure


async def _finish(site: _Site, task: review.Task, procedure: review.ProcedureInterval) -> CaseView:
    request = review.FinishSpecialProcedureRequest(request_id=new_key(), procedure_id=procedure.id)
    path = f"/v1/tasks/{task.id}:finishSpecialProcedure"
    await site.officer.caller.post(path, request, review.FinishSpecialProcedureResponse)
    return _kept(await site.following.until(lambda now: not _case(now).paused, "the clock runs again"))


async def _extend(approver: Officer, task: review.Task) -> None:
    request = review.ExtendDeadlineRequest(
        request_id=new_key(), working_days=EXTENSION_DAYS, reasons="工程技术复杂,需要补充核验。"
    )
    await approver.caller.post(f"/v1/tasks/{task.id}:extendDeadline", request, review.ExtendDeadlineResponse)


async def _reason(attempt: Awaitable[object]) -> str:
    try:
        await attempt
    except Refusal as refusal:
        return refusal.reason
    raise Unexpected("what the rules forbid is refused")


def _case(application: Application) -> CaseView:
    return application.cases[0] if application.cases else CaseView()


def _kept(application: Application) -> CaseView:
    kept = CaseView()
    kept.CopyFrom(_case(application))
    return kept
