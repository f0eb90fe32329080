"""Calls the RPCs as officers, applicants and couriers do, over a real database."""

import dataclasses
from typing import Any

import asyncpg

from onetrip.approval.v1 import decision_service_pb2 as decisions_pb
from onetrip.approval.v1 import review_service_pb2 as pb
from runtime.ids import new_id
from runtime.tests.door import Door
from runtime.tokens import Principal
from services.approval.api.counter import Counter
from services.approval.api.decisions import DecisionApi, DeliveryApi
from services.approval.api.logbook import Logbook
from services.approval.api.parties import PartyApi
from services.approval.api.review import ReviewApi
from services.approval.api.rule_reviews import RuleReviewApi
from services.approval.api.supervision import SupervisionApi
from services.approval.handlers.office import Office


class SilentRelay:
    """A relay that sends nothing."""

    def wake(self) -> None:
        """See Relay."""


@dataclasses.dataclass(frozen=True)
class Call:
    """The part of a Context that the RPCs read."""

    caller: Principal

    @property
    def principal(self) -> Principal:
        """The caller again: every call here is signed in."""
        return self.caller


def principal(subject: str, *roles: str, department: str | None = None) -> Principal:
    """A caller."""
    return Principal(subject, frozenset(roles), department, 2, None)


def officer(subject: str = "pofficer", department: str = "market-regulation") -> Call:
    """An officer's call."""
    return Call(principal(subject, "officer", department=department))


def supervisor(department: str | None = "market-regulation", subject: str = "psupervisor") -> Call:
    """A supervisor's call; of no department: of the whole city."""
    return Call(principal(subject, "supervisor", department=department))


class Desk:
    """The services behind one door. Contexts are typed loosely: a Call stands for one."""

    def __init__(self, pool: asyncpg.Pool, office: Office) -> None:
        counter, logbook = Counter(pool, SilentRelay()), Logbook(office, pool)

        def door(service: object) -> Any:
            return Door(logbook.of(service), logbook)

        self.review = door(ReviewApi(office, counter))
        self.supervision = door(SupervisionApi(office, counter))
        self.decisions = door(DecisionApi(office, counter))
        self.rule_reviews = door(RuleReviewApi(office, counter))
        self.parties = door(PartyApi(office, counter))
        self.deliveries = door(DeliveryApi(office, counter))

    async def tasks(self, call: Call, application_id: str = "") -> list[pb.Task]:
        """The open tasks of the caller's department."""
        answer = await self.review.list_tasks(pb.ListTasksRequest(application_id=application_id), call)
        return list(answer.tasks)

    async def claimed(self, call: Call, application_id: str) -> pb.Task:
        """Claim the application's only open task of the department."""
        (task,) = await self.tasks(call, application_id)
        return (await self.review.claim_task(pb.ClaimTaskRequest(id=task.id), call)).task

    async def decide(self, call: Call, task: pb.Task, outcome: pb.TaskOutcome, **more: Any) -> pb.DecideTaskResponse:
        """Decide a claimed task."""
        fields: dict[str, Any] = {
            "request_id": new_id(),
            "etag": task.etag,
            "reasons": "The papers are in order.",
            **more,
        }
        return await self.review.decide_task(pb.DecideTaskRequest(id=task.id, outcome=outcome, **fields), call)

    async def ask(
        self, call: Call, task: pb.Task, *materials: str, item: str = "food-business-licence", **more: str
    ) -> pb.RequestSupplementResponse:
        """Request a supplement of materials."""
        items = [pb.SupplementItem(item_code=item, material_code=code) for code in materials]
        fields: dict[str, Any] = {"request_id": new_id(), **more}
        return await self.review.request_supplement(
            pb.RequestSupplementRequest(id=task.id, items=items, **fields), call
        )

    async def deliveries_under_way(self, call: Call, application_id: str) -> list[decisions_pb.Delivery]:
        """The application's deliveries that the caller sees."""
        request = decisions_pb.ListDeliveriesRequest(application_id=application_id)
        return list((await self.deliveries.list_deliveries(request, call)).deliveries)
