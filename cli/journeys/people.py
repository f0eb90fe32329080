"""The people of the journeys, each with a token of their own: what they can do, in their words."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from typing import Self

from cli.client import Caller, Refusal
from cli.journeys.following import WAIT_SECONDS_MAX
from cli.journeys.papers import paper
from cli.journeys.scene import Scene
from cli.journeys.story import Record, Unexpected
from cli.personas import Persona, persona
from onetrip.approval.v1 import decision_service_pb2 as decisions
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.approval.v1 import review_service_pb2 as review
from onetrip.approval.v1 import visits_pb2 as visits
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as intake
from onetrip.notification.v1 import events_pb2 as notices
from onetrip.notification.v1 import notice_service_pb2 as notice_service

POLL_SECONDS = 0.15
# An appointment in three days.
VISIT_AHEAD_SECONDS = 3 * 86_400


class Person:
    """Somebody with a token."""

    def __init__(self, scene: Scene, who: Persona, caller: Caller) -> None:
        self.scene = scene
        self.who = who
        self.caller = caller

    @classmethod
    async def enter(cls, scene: Scene, code: str, *roles: str) -> Self:
        """Bring a persona in, in the roles named or, when none is, those of the persona."""
        who = persona(code)
        caller = await scene.gateway.caller(who.resident_id, roles or who.roles, who.department)
        return cls(scene, who, caller)


class Citizen(Person):
    """An applicant."""

    async def file(
        self,
        item_code: str,
        answers: Mapping[str, str],
        papers: Sequence[str] = (),
        *,
        credit_code: str = "",
        late: Sequence[str] = (),
        committed: Sequence[str] = (),
        delivery: catalog_pb2.DeliveryMethod = catalog_pb2.DELIVERY_METHOD_UNSPECIFIED,
    ) -> intake.SubmitApplicationResponse:
        """Apply online, with the papers named by their codes; `late` are those to come later, and for `committed` the
        commitment in its first text is signed instead. Raises Refusal.
        """
        request = intake.SubmitApplicationRequest(
            request_id=new_key(),
            item_code=item_code,
            answers=answers,
            materials=await self._uploaded(papers),
            delivery_method=delivery,
            late_materials=late,
            commitments=[intake.CommitmentInput(material_code=code, version=1, signed=True) for code in committed],
            # The demo's people apply again in every run; what an earlier run gave them stands.
            despite_result=True,
        )
        if credit_code:
            request.credit_code = credit_code
        return await self.caller.post("/v1/applications", request, intake.SubmitApplicationResponse)

    async def supplement(self, application_id: str, papers: Sequence[str], late: Sequence[str] = ()) -> None:
        """Hand in what was asked for, or choose to bring it late. Raises Refusal."""
        request = intake.SupplementApplicationRequest(
            request_id=new_key(), materials=await self._uploaded(papers), late_materials=late
        )
        path = f"/v1/applications/{application_id}:supplement"
        await self.caller.post(path, request, intake.SupplementApplicationResponse)

    async def convert(self, visit_id: str, conversion: approval.Conversion) -> visits.Visit:
        """Choose what replaces a visit that was refused."""
        request = visits.ChooseConversionRequest(request_id=new_key(), conversion=conversion)
        answer = await self.caller.post(f"/v1/visits/{visit_id}:convert", request, visits.ChooseConversionResponse)
        return answer.visit

    async def record(self, application_id: str, kinds: Mapping[notices.NoticeKind, int]) -> Record:
        """Return the application as it ended, once that many notices of each kind have reached the applicant."""
        answered = await self.caller.get(f"/v1/applications/{application_id}", intake.GetApplicationResponse)
        decided = await self.caller.get(f"/v1/applications/{application_id}/decisions", decisions.ListDecisionsResponse)
        received = await self._notices(application_id, kinds)
        # Read again: the deliveries of notices are entries of the timeline too.
        answered = await self.caller.get(f"/v1/applications/{application_id}", intake.GetApplicationResponse)
        return Record(answered.application, received, decided.decisions)

    async def _notices(
        self, application_id: str, kinds: Mapping[notices.NoticeKind, int]
    ) -> list[notice_service.Notice]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + WAIT_SECONDS_MAX
        while True:
            answer = await self.caller.get(
                "/v1/notices", notice_service.ListNoticesResponse, application_id=application_id
            )
            reached = [notice.kind for notice in answer.notices if _reached(notice)]
            if all(reached.count(kind) >= count for kind, count in kinds.items()):
                return list(answer.notices)
            if loop.time() > deadline:
                names = ", ".join(notices.NoticeKind.Name(kind) for kind in sorted(reached)) or "none"
                raise Unexpected(f"every notice reaches the applicant; these did: {names}")
            await asyncio.sleep(POLL_SECONDS)

    async def _uploaded(self, papers: Sequence[str]) -> list[intake.MaterialRef]:
        given = []
        for code in papers:
            stored = await self.caller.upload(paper(code), "application/pdf")
            given.append(intake.MaterialRef(code=code, material_id=stored.material_id))
        return given


class Officer(Person):
    """Decides for one department."""

    async def task(self, application_id: str, kind: review.TaskKind, item_code: str = "") -> review.Task:
        """Wait until the department has such a task, and return it. Raises Unexpected."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + WAIT_SECONDS_MAX
        while True:
            answer = await self.caller.get("/v1/tasks", review.ListTasksResponse, application_id=application_id)
            for task in answer.tasks:
                if task.kind == kind and item_code in ("", task.item_code):
                    return task
            if loop.time() > deadline:
                raise Unexpected(f"{self.who.department} gets a task of kind {review.TaskKind.Name(kind)}")
            await asyncio.sleep(POLL_SECONDS)

    async def take(self, task: review.Task) -> review.Task:
        """Claim a task and read it, with its facts."""
        claim = review.ClaimTaskRequest(etag=task.etag)
        await self.caller.post(f"/v1/tasks/{task.id}:claim", claim, review.ClaimTaskResponse)
        return (await self.caller.get(f"/v1/tasks/{task.id}", review.GetTaskResponse)).task

    async def decide(
        self, task: review.Task, outcome: review.TaskOutcome, reasons: str, second_officer: str = ""
    ) -> review.DecideTaskResponse:
        """Decide a task held. `second_officer`: who else was at an inspection, by pseudonym.

        One company plays in several stories: what looks like another of its applications is judged to differ first.
        """
        for duplicate in task.possible_duplicates:
            await self.judge(task, duplicate.application_id, review.DUPLICATE_JUDGEMENT_DIFFERENT, "另一场演示的申请。")
        decision = review.DecideTaskRequest(
            request_id=new_key(), etag=task.etag, outcome=outcome, reasons=reasons, second_officer=second_officer
        )
        return await self.caller.post(f"/v1/tasks/{task.id}:decide", decision, review.DecideTaskResponse)

    async def judge(
        self, task: review.Task, application_id: str, judgement: review.DuplicateJudgement, reasons: str
    ) -> review.PossibleDuplicate:
        """Say whether another application is about the same matter as that of a task held."""
        request = review.JudgeDuplicateRequest(request_id=new_key(), judgement=judgement, reasons=reasons)
        path = f"/v1/tasks/{task.id}/duplicates/{application_id}:judge"
        return (await self.caller.post(path, request, review.JudgeDuplicateResponse)).duplicate

    async def refused_supplement(self, task: review.Task, item_code: str, material_code: str) -> str:
        """Ask the applicant for one more thing, without a new fact; returns the reason why not. Raises Unexpected."""
        request = review.RequestSupplementRequest(
            request_id=new_key(), items=[review.SupplementItem(item_code=item_code, material_code=material_code)]
        )
        path = f"/v1/tasks/{task.id}:requestSupplement"
        try:
            await self.caller.post(path, request, review.RequestSupplementResponse)
        except Refusal as refusal:
            return refusal.reason
        raise Unexpected("an officer may not ask the applicant again without a new fact")

    async def has_task(self, application_id: str) -> bool:
        """Whether the department has work in an application now."""
        answer = await self.caller.get("/v1/tasks", review.ListTasksResponse, application_id=application_id)
        return bool(answer.tasks)

    async def refused_visit(self, task: review.Task) -> str:
        """Ask the applicant to come, beyond the promise; returns the reason why not. Raises Unexpected."""
        request = visits.RequestVisitRequest(request_id=new_key(), place="政务服务中心一楼3号窗口")
        request.visit_time.FromSeconds(task.create_time.seconds + VISIT_AHEAD_SECONDS)
        try:
            await self.caller.post(f"/v1/tasks/{task.id}:requestVisit", request, visits.RequestVisitResponse)
        except Refusal as refusal:
            return refusal.reason
        raise Unexpected("an officer may not ask for a visit beyond the promise")


class Courier(Person):
    """Brings results to people's doors."""

    async def report(self, application_id: str, report: approval.DeliveryReport) -> None:
        """Say what happened to the result on its way. Raises Unexpected when there is none."""
        for delivery in await self._carried(application_id):
            request = decisions.ReportDeliveryRequest(request_id=new_key(), report=report)
            await self.caller.post(f"/v1/deliveries/{delivery.id}:report", request, decisions.ReportDeliveryResponse)

    async def deliver(self, application_id: str) -> None:
        """Hand the result over and confirm it. Raises Unexpected when there is none to deliver."""
        for delivery in await self._carried(application_id):
            confirm = decisions.ConfirmDeliveryRequest(request_id=new_key())
            await self.caller.post(f"/v1/deliveries/{delivery.id}:confirm", confirm, decisions.ConfirmDeliveryResponse)

    async def _carried(self, application_id: str) -> Sequence[decisions.Delivery]:
        answer = await self.caller.get(
            "/v1/deliveries", decisions.ListDeliveriesResponse, application_id=application_id
        )
        if not answer.deliveries:
            raise Unexpected("the courier has the result")
        return answer.deliveries


def new_key() -> str:
    """A request_id of its own for one call that changes something."""
    return uuid.uuid4().hex


def _reached(notice: notice_service.Notice) -> bool:
    delivered = notice_service.NOTICE_DELIVERY_STATE_DELIVERED
    return any(delivery.state == delivered for delivery in notice.deliveries)
