"""Callbacks of couriers and clerks over real tables: once each, in any order; another way until it is in hand."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from contracts.errors.deliveries import AlreadyDelivered, StoppedDelivery, WrongDelivery
from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.approval.v1.commands_pb2 import DeliverResults, MoveDeadline
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1.events_pb2 import APPLICATION_LIMIT_DELIVERY, DueDate
from runtime.errors import InvalidInput, NotFound
from runtime.ids import new_id
from services.approval.codec import timestamp
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.conftest import NOW
from services.approval.tests.desk import Call, Desk, officer, principal
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

COURIER, CLERK = Call(principal("pcourier", "courier")), Call(principal("pclerk", "clerk"))
BY_COURIER, COLLECTED, ELECTRONIC, HOME = (
    catalog.DELIVERY_METHOD_COURIER,
    catalog.DELIVERY_METHOD_COLLECTION,
    catalog.DELIVERY_METHOD_ELECTRONIC,
    catalog.DELIVERY_METHOD_HOME_VISIT,
)
FAILED, RETURNED, DELIVERED = (
    events.DELIVERY_REPORT_FAILED,
    events.DELIVERY_REPORT_RETURNED,
    events.DELIVERY_REPORT_DELIVERED,
)


class Result:
    """A result on its way, and what is reported of it."""

    def __init__(self, bench: Bench, office: Office, desk: Desk) -> None:
        self.bench, self.office, self.desk = bench, office, desk
        self.id = ""

    async def sent(self, *offered: catalog.DeliveryMethod, visits: int = 0, refused: bool = False) -> pb.Delivery:
        """An item that offers these ways, the first one wanted, is decided and handed over."""
        item = samples.graduate()
        item.visits = visits
        del item.delivery[:]
        item.delivery.extend(offered)
        application_id = self.bench.application_id
        await self.bench.send(samples.opening(application_id, item, delivery=offered[0]), new_id())
        stage = "personal-review" if refused else ""
        await self.bench.send(samples.review(self.office, application_id, item, stage), new_id())
        if refused:
            reviewer = officer("pofficer", "human-resources")
            task = await self.desk.claimed(reviewer, application_id)
            await self.desk.decide(reviewer, task, review_pb.TASK_OUTCOME_REFUSE)
        due = DueDate(date="2026-12-09")
        await self.bench.send(DeliverResults(application_id=application_id, due=due), new_id())
        (delivery,) = await self.desk.deliveries_under_way(CLERK, application_id)
        self.id = delivery.id
        return delivery

    async def report(
        self, report: events.DeliveryReport, call: Call = COURIER, at: datetime | None = None, **more: Any
    ) -> pb.Delivery:
        """A callback."""
        fields: dict[str, Any] = {"id": self.id, "request_id": new_id(), **more}
        if at is not None:
            fields["happen_time"] = timestamp(at)
        request = pb.ReportDeliveryRequest(report=report, **fields)
        return (await self.desk.deliveries.report_delivery(request, call)).delivery

    async def collected(self, **more: Any) -> pb.Delivery:
        """A clerk hands it over."""
        request = pb.ConfirmCollectionRequest(id=self.id, request_id=new_id(), **more)
        return (await self.desk.deliveries.confirm_collection(request, CLERK)).delivery

    async def said(self, kind: type[Any]) -> list[Any]:
        """Events of one kind."""
        return [event for event in await self.bench.said() if isinstance(event, kind)]

    async def visits(self) -> int:
        """Visits used or reserved."""
        return await self.bench.pool.fetchval(
            "SELECT count(*) FROM visits WHERE application_id = $1", self.bench.application_id
        )


@pytest.fixture
def result(bench: Bench, office: Office, desk: Desk) -> Result:
    return Result(bench, office, desk)


async def test_a_parcels_way_is_followed_until_it_is_in_hand(result: Result) -> None:
    delivery = await result.sent(BY_COURIER)
    assert (delivery.due.date, delivery.way, delivery.latest_report) == ("2026-12-09", 1, 0)
    await result.report(events.DELIVERY_REPORT_COLLECTED)
    delivery = await result.report(events.DELIVERY_REPORT_UNDER_WAY)
    assert delivery.latest_report == events.DELIVERY_REPORT_UNDER_WAY
    assert await result.said(events.ResultDelivered) == []
    delivery = await result.report(DELIVERED)
    assert delivery.state == pb.DELIVERY_STATE_DELIVERED
    assert len(await result.said(events.DeliveryReported)) == 3
    assert len(await result.said(events.ResultDelivered)) == 1


async def test_a_callback_that_comes_five_times_counts_once(result: Result) -> None:
    await result.sent(BY_COURIER, ELECTRONIC)
    request_id = new_id()
    for _ in range(5):
        delivery = await result.report(FAILED, request_id=request_id)
    assert (delivery.failures, delivery.delivery_method) == (1, BY_COURIER)
    assert len(await result.said(events.DeliveryReported)) == 1


async def test_callbacks_out_of_order_end_as_in_order(result: Result, bench: Bench) -> None:
    await result.sent(BY_COURIER)
    await bench.pool.execute("UPDATE deliveries SET created_at = $2 WHERE id = $1", result.id, NOW - timedelta(days=2))
    await result.report(events.DELIVERY_REPORT_UNDER_WAY, at=NOW - timedelta(hours=1))
    delivery = await result.report(events.DELIVERY_REPORT_COLLECTED, at=NOW - timedelta(hours=5))
    assert delivery.latest_report == events.DELIVERY_REPORT_UNDER_WAY
    await result.report(DELIVERED, at=NOW)
    for late in (FAILED, RETURNED, DELIVERED):
        delivery = await result.report(late, at=NOW - timedelta(minutes=5))
    assert (delivery.state, delivery.delivery_method) == (pb.DELIVERY_STATE_DELIVERED, BY_COURIER)
    assert await result.said(events.DeliveryRerouted) == []
    assert len(await result.said(events.ResultDelivered)) == 1


async def test_after_a_second_failure_the_result_comes_electronically_and_is_in_hand(result: Result) -> None:
    await result.sent(BY_COURIER, COLLECTED, ELECTRONIC)
    assert (await result.report(FAILED)).delivery_method == BY_COURIER
    delivery = await result.report(FAILED)
    assert (delivery.delivery_method, delivery.state) == (ELECTRONIC, pb.DELIVERY_STATE_DELIVERED)
    (rerouted,) = await result.said(events.DeliveryRerouted)
    assert (rerouted.way, rerouted.previous_method, rerouted.delivery_method) == (2, BY_COURIER, ELECTRONIC)
    (delivered,) = await result.said(events.ResultDelivered)
    assert delivered.delivery_method == ELECTRONIC


async def test_what_came_back_is_collected_where_a_visit_is_left_and_that_is_the_visit(result: Result) -> None:
    await result.sent(BY_COURIER, COLLECTED, visits=1)
    delivery = await result.report(RETURNED)
    assert delivery.delivery_method == COLLECTED
    assert await result.visits() == 1
    await result.collected()
    (delivered,) = await result.said(events.ResultDelivered)
    assert (delivered.delivery_method, delivered.visits_used, delivered.by_agent) == (COLLECTED, 1, False)


async def test_without_a_visit_left_staff_bring_it_and_that_is_no_visit(result: Result) -> None:
    await result.sent(BY_COURIER, COLLECTED)
    assert (await result.report(RETURNED)).delivery_method == HOME
    assert (await result.report(FAILED, CLERK)).delivery_method == HOME, "they come again"
    await result.collected()
    (delivered,) = await result.said(events.ResultDelivered)
    assert (delivered.delivery_method, delivered.visits_used) == (HOME, 0)
    assert await result.visits() == 0


async def test_what_nobody_collects_goes_by_courier_and_gives_its_visit_back(result: Result) -> None:
    await result.sent(COLLECTED, BY_COURIER, visits=1)
    assert await result.visits() == 1
    delivery = await result.report(FAILED, CLERK)
    assert (delivery.delivery_method, await result.visits()) == (BY_COURIER, 0)
    await result.report(DELIVERED)
    (delivered,) = await result.said(events.ResultDelivered)
    assert delivered.visits_used == 0


async def test_an_agents_collecting_is_recorded_and_counts_as_no_visit(result: Result, bench: Bench) -> None:
    await result.sent(COLLECTED, visits=1)
    await result.collected(by_agent=True)
    (delivered,) = await result.said(events.ResultDelivered)
    assert (delivered.by_agent, delivered.visits_used) == (True, 0)
    assert await bench.pool.fetchval("SELECT by_agent FROM deliveries WHERE id = $1", result.id)


async def test_a_parcel_thought_lost_that_arrived_after_all_is_delivered_and_the_visit_is_given_back(
    result: Result, bench: Bench
) -> None:
    await result.sent(BY_COURIER, COLLECTED, visits=1)
    await bench.pool.execute("UPDATE deliveries SET created_at = $2 WHERE id = $1", result.id, NOW - timedelta(days=2))
    await result.report(RETURNED)
    delivery = await result.report(DELIVERED, at=NOW - timedelta(hours=1))
    assert (delivery.delivery_method, await result.visits()) == (BY_COURIER, 0)
    with pytest.raises(AlreadyDelivered):
        await result.collected()
    assert len(await result.said(events.ResultDelivered)) == 1


async def test_what_is_collected_after_it_was_sent_another_way_is_a_visit_all_the_same(result: Result) -> None:
    await result.sent(COLLECTED, BY_COURIER, visits=1)
    assert (await result.report(FAILED, CLERK)).delivery_method == BY_COURIER
    await result.collected()
    (delivered,) = await result.said(events.ResultDelivered)
    assert (delivered.delivery_method, delivered.visits_used, await result.visits()) == (COLLECTED, 1, 1)


async def test_a_courier_is_shown_the_day_that_another_calendar_makes_of_it(result: Result, bench: Bench) -> None:
    await result.sent(BY_COURIER)
    moved = MoveDeadline(
        application_id=bench.application_id, due=DueDate(date="2026-12-10"), limit=APPLICATION_LIMIT_DELIVERY
    )
    await bench.send(moved, new_id())
    (delivery,) = await result.desk.deliveries_under_way(COURIER, bench.application_id)
    assert (delivery.due.date, delivery.due.provisional) == ("2026-12-10", False)


async def test_a_refusal_is_delivered_too(result: Result) -> None:
    await result.sent(BY_COURIER, refused=True)
    assert (await result.report(DELIVERED)).state == pb.DELIVERY_STATE_DELIVERED
    assert len(await result.said(events.ResultDelivered)) == 1


async def test_a_report_names_what_can_have_happened_and_when(result: Result) -> None:
    await result.sent(BY_COURIER)
    for wrong in ({"report": events.DELIVERY_REPORT_UNSPECIFIED}, {"at": NOW + timedelta(hours=1)},
                  {"at": NOW - timedelta(days=30)}, {"request_id": "x"}):  # fmt: skip
        with pytest.raises(InvalidInput):
            await result.report(**{"report": FAILED, **wrong})  # pyright: ignore
    with pytest.raises(WrongDelivery):
        await result.report(FAILED, CLERK)
    with pytest.raises(NotFound):
        await result.report(FAILED, id=new_id())
    assert await result.said(events.DeliveryReported) == []


async def test_a_second_visit_for_collecting_cannot_be_written(result: Result, bench: Bench) -> None:
    await result.sent(COLLECTED, BY_COURIER, visits=1)
    with pytest.raises(asyncpg.CheckViolationError):
        await bench.pool.execute(
            "INSERT INTO visits (application_id, number, budget, kind, stage, recorded_at)"
            " SELECT id, 2, visits_budget, 'appearance', '', now() FROM applications WHERE id = $1",
            bench.application_id,
        )


async def _revoke(result: Result) -> events.DecisionRevoked:
    decision_id = await result.bench.pool.fetchval(
        "SELECT decision_id FROM outcomes WHERE application_id = $1", result.bench.application_id
    )
    request = pb.RevokeDecisionRequest(id=decision_id, request_id=new_id(), reason="Granted by mistake.")
    approver = Call(principal("papprover", "approver", department="human-resources"))
    await result.desk.decisions.revoke_decision(request, approver)
    (revoked,) = await result.said(events.DecisionRevoked)
    return revoked


async def test_a_grant_revoked_on_its_way_is_handed_over_no_more_and_may_only_come_back(result: Result) -> None:
    await result.sent(BY_COURIER)
    assert (await _revoke(result)).delivery_stopped
    assert await result.desk.deliveries_under_way(COURIER, result.bench.application_id) == []
    with pytest.raises(StoppedDelivery):
        await result.report(DELIVERED)
    with pytest.raises(StoppedDelivery):
        await result.desk.deliveries.confirm_delivery(
            pb.ConfirmDeliveryRequest(id=result.id, request_id=new_id()), COURIER
        )
    assert (await result.report(RETURNED)).state == pb.DELIVERY_STATE_STOPPED
    assert await result.said(events.ResultDelivered) == await result.said(events.DeliveryRerouted) == []
    assert len(await result.said(events.DeliveryStopped)) == 1


async def test_the_visit_of_collecting_what_was_revoked_is_given_back(result: Result) -> None:
    await result.sent(COLLECTED, visits=1)
    assert await result.visits() == 1
    await _revoke(result)
    (stopped,) = await result.said(events.DeliveryStopped)
    assert stopped.visits_used == await result.visits() == 0


async def test_what_is_in_hand_when_it_is_revoked_stays_delivered(result: Result) -> None:
    await result.sent(BY_COURIER)
    await result.report(DELIVERED)
    assert not (await _revoke(result)).delivery_stopped
    assert await result.said(events.DeliveryStopped) == []


async def test_what_was_revoked_before_the_delivery_began_is_not_sent_and_the_process_is_told_again(
    result: Result,
) -> None:
    bench, item = result.bench, samples.graduate()
    await bench.send(samples.opening(bench.application_id, item, delivery=BY_COURIER), new_id())
    await bench.send(samples.review(result.office, bench.application_id, item), new_id())
    assert not (await _revoke(result)).delivery_stopped, "nothing was on its way"
    command = new_id()
    await bench.send(samples.deliver(bench.application_id), command)
    assert await bench.names() == ["ApplicationOpened", "CaseDecided", "DecisionRevoked", "DeliveryStopped"]
    await bench.mark_all_sent()
    await bench.send(samples.deliver(bench.application_id), new_id())
    assert await bench.unsent() == ["DeliveryStopped"]


async def test_in_a_bundle_what_still_stands_is_delivered_though_another_grant_is_revoked(result: Result) -> None:
    bench, desk, firefighter = result.bench, result.desk, officer("pfire", "fire-rescue")
    application_id = bench.application_id
    await bench.send(samples.opening(application_id, samples.restaurant(), delivery=BY_COURIER), new_id())
    for item, call, outcome in (
        (samples.fire_check(), firefighter, review_pb.TASK_OUTCOME_APPROVE),
        (samples.food_licence(), officer(), review_pb.TASK_OUTCOME_REFUSE),
    ):
        await bench.send(samples.review(result.office, application_id, item, "document-review"), new_id())
        await desk.decide(call, await desk.claimed(call, application_id), outcome)
    await bench.send(samples.deliver(application_id), new_id())
    approver = Call(principal("papprover", "approver", department="fire-rescue"))
    matter = pb.OpenMatterRequest(
        application_id=application_id, request_id=new_id(), kind=pb.MATTER_KIND_REVOCATION, reason="A tip-off."
    )
    await desk.decisions.open_matter(matter, approver)
    listing = pb.ListDecisionsRequest(application_id=application_id)
    (grant,) = (await desk.decisions.list_decisions(listing, approver)).decisions
    request = pb.RevokeDecisionRequest(id=grant.id, request_id=new_id(), reason="Granted by mistake.")
    await desk.decisions.revoke_decision(request, approver)
    (revoked,) = await result.said(events.DecisionRevoked)
    assert not revoked.delivery_stopped, "the refusal is still to be handed over (licensing law, art. 44)"
    assert len(await desk.deliveries_under_way(COURIER, application_id)) == 1
