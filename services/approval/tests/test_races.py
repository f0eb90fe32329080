"""Decision, withdrawal, lapse and a second officer at the same instant: one wins, the others are told so."""

import asyncio
import contextlib
import dataclasses

import pytest

from contracts.errors.applications import AlreadyWithdrawn, ApplicationEnded
from contracts.errors.decisions import AlreadyDecided
from contracts.errors.deliveries import StoppedDelivery
from onetrip.approval.v1 import commands_pb2
from onetrip.approval.v1 import decision_service_pb2 as decisions
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.catalog.v1.catalog_pb2 import DELIVERY_METHOD_COURIER
from onetrip.intake.v1.events_pb2 import WithdrawalRequested
from runtime.errors import AppError
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Call, Desk, officer, principal
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

OFFICER = officer("pofficer", "human-resources")
ITEM = samples.graduate()


async def _in_review(bench: Bench, office: Office, desk: Desk) -> pb.Task:
    await bench.send(samples.opening(bench.application_id, ITEM), new_id())
    await bench.send(samples.review(office, bench.application_id, ITEM, "personal-review"), new_id())
    return await desk.claimed(OFFICER, bench.application_id)


@pytest.mark.parametrize("attempt", range(5))
async def test_a_decision_and_a_withdrawal_at_once_leave_one_outcome(
    bench: Bench, office: Office, desk: Desk, attempt: int
) -> None:
    task = await _in_review(bench, office, desk)
    withdrawal = bench.send(WithdrawalRequested(application_id=bench.application_id), new_id())
    both = (_decide_if_not_withdrawn(desk, task), withdrawal)
    await asyncio.gather(*(both if attempt % 2 else both[::-1]))
    outcome = await bench.pool.fetchval("SELECT basis FROM outcomes WHERE application_id = $1", bench.application_id)
    said = await bench.said()
    (settled,) = [event for event in said if isinstance(event, events.WithdrawalSettled)]
    decided = [event for event in said if isinstance(event, events.CaseDecided)]
    if outcome == "withdrawn":
        assert settled.withdrawn
        assert decided == []
    else:
        assert not settled.withdrawn
        assert list(settled.decided_case_ids) == samples.cases(bench.application_id, ITEM)
        assert len(decided) == 1


async def _decide_if_not_withdrawn(desk: Desk, task: pb.Task) -> None:
    with contextlib.suppress(AlreadyWithdrawn):
        await desk.decide(OFFICER, task, pb.TASK_OUTCOME_REFUSE)


async def test_of_two_decisions_at_once_one_wins_and_the_other_is_told(
    bench: Bench, office: Office, desk: Desk
) -> None:
    task = await _in_review(bench, office, desk)
    results = await asyncio.gather(
        *(desk.decide(OFFICER, task, pb.TASK_OUTCOME_APPROVE) for _ in range(4)), return_exceptions=True
    )
    errors = [result for result in results if isinstance(result, AppError)]
    assert [type(error) for error in errors] == [AlreadyDecided] * 3
    assert (await bench.names()).count("CaseDecided") == 1


async def test_nobody_decides_what_was_withdrawn(bench: Bench, office: Office, desk: Desk) -> None:
    task = await _in_review(bench, office, desk)
    await bench.send(WithdrawalRequested(application_id=bench.application_id), new_id())
    with pytest.raises(AlreadyWithdrawn):
        await desk.decide(OFFICER, task, pb.TASK_OUTCOME_APPROVE)
    await bench.mark_all_sent()
    await bench.send(samples.review(office, bench.application_id, ITEM), new_id())
    await bench.send(WithdrawalRequested(application_id=bench.application_id), new_id())
    # That a rule read the facts is told, though it had nothing left to decide.
    assert await bench.unsent() == ["WithdrawalSettled", "RecordAccess"]
    assert (await bench.names()).count("WithdrawalSettled") == 1


async def test_a_lapse_ends_what_is_open_and_says_what_stands(bench: Bench, office: Office, desk: Desk) -> None:
    definition = samples.restaurant()
    fire = samples.fire_check()
    await bench.send(samples.opening(bench.application_id, definition), new_id())
    await bench.send(samples.review(office, bench.application_id, fire, "document-review"), new_id())
    await bench.send(samples.review(office, bench.application_id, samples.food_licence(), "document-review"), new_id())
    firefighter = officer("pfire", "fire-rescue")
    task = await desk.claimed(firefighter, bench.application_id)
    await desk.decide(firefighter, task, pb.TASK_OUTCOME_APPROVE)
    food = await desk.claimed(officer(), bench.application_id)
    lapse = samples.end(bench.application_id, commands_pb2.END_REASON_LAPSED)
    for _ in range(2):
        await bench.send(lapse, new_id())
    for ended in (await bench.said())[-2:]:
        assert isinstance(ended, events.UndecidedEnded)
        assert list(ended.ended_case_ids) == [f"{bench.application_id}.food-business-licence"]
        assert list(ended.decided_case_ids) == [f"{bench.application_id}.restaurant-fire-check"]
    with pytest.raises(ApplicationEnded):
        await desk.decide(officer(), food, pb.TASK_OUTCOME_APPROVE)


async def test_a_prerequisite_ends_only_the_case_named(bench: Bench, office: Office) -> None:
    await bench.send(samples.opening(bench.application_id, samples.restaurant()), new_id())
    reason = commands_pb2.END_REASON_PREREQUISITE_REFUSED
    await bench.send(
        samples.end(bench.application_id, reason, "restaurant-fire-check", needed="food-business-licence"), new_id()
    )
    ended = (await bench.said())[-1]
    assert isinstance(ended, events.UndecidedEnded)
    assert list(ended.ended_case_ids) == [f"{bench.application_id}.restaurant-fire-check"]
    assert list(ended.needed_case_ids) == [f"{bench.application_id}.food-business-licence"]
    await bench.send(samples.review(office, bench.application_id, samples.fire_check(), "document-review"), new_id())
    assert await bench.pool.fetchval("SELECT count(*) FROM tasks WHERE application_id = $1", bench.application_id) == 0


def _end(bench: Bench, duplicate_of: str = "") -> commands_pb2.EndUndecided:
    return commands_pb2.EndUndecided(
        application_id=bench.application_id,
        reason=commands_pb2.END_REASON_TERMINATED,
        request_id="r1",
        duplicate_of=duplicate_of,
    )


async def _ended(bench: Bench) -> events.UndecidedEnded:
    ended = (await bench.said())[-1]
    assert isinstance(ended, events.UndecidedEnded)
    assert ended.request_id == "r1"
    return ended


async def test_an_operators_end_takes_every_case_or_where_one_is_decided_none(
    bench: Bench, office: Office, desk: Desk
) -> None:
    task = await _in_review(bench, office, desk)
    for _ in range(2):
        await bench.send(_end(bench), new_id())
        assert list((await _ended(bench)).ended_case_ids) == samples.cases(bench.application_id, ITEM)
    with pytest.raises(ApplicationEnded):
        await desk.decide(OFFICER, task, pb.TASK_OUTCOME_APPROVE)


async def test_an_operator_ends_nothing_of_a_bundle_of_which_a_case_is_decided(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await bench.send(samples.opening(bench.application_id, samples.restaurant()), new_id())
    await bench.send(samples.review(office, bench.application_id, samples.fire_check(), "document-review"), new_id())
    firefighter = officer("pfire", "fire-rescue")
    task = await desk.claimed(firefighter, bench.application_id)
    await desk.decide(firefighter, task, pb.TASK_OUTCOME_APPROVE)
    await bench.send(_end(bench), new_id())
    ended = await _ended(bench)
    assert list(ended.ended_case_ids) == []
    assert list(ended.decided_case_ids) == [f"{bench.application_id}.restaurant-fire-check"]


async def test_a_duplicate_is_ended_only_for_one_of_the_same_applicant_that_is_not_itself_ended(
    bench: Bench, office: Office
) -> None:
    other, stranger = (dataclasses.replace(bench, application_id=new_id()) for _ in range(2))
    await bench.send(samples.opening(bench.application_id, ITEM), new_id())
    await other.send(samples.opening(other.application_id, ITEM), new_id())
    opening = samples.opening(stranger.application_id, ITEM)
    opening.applicant_id = "psomebodyelse"
    await stranger.send(opening, new_id())
    for wrong in (stranger.application_id, new_id(), bench.application_id):
        await bench.send(_end(bench, wrong), new_id())
        assert list((await _ended(bench)).ended_case_ids) == []
    both = (
        bench.send(_end(bench, other.application_id), new_id()),
        other.send(_end(other, bench.application_id), new_id()),
    )
    await asyncio.gather(*both)
    assert [len((await _ended(each)).ended_case_ids) for each in (bench, other)] in ([0, 1], [1, 0])


async def test_two_rules_at_once_issue_one_certificate(bench: Bench, office: Office) -> None:
    await bench.send(samples.opening(bench.application_id, ITEM), new_id())
    review = samples.review(office, bench.application_id, ITEM)
    await asyncio.gather(*(bench.send(review, new_id()) for _ in range(4)))
    assert await bench.names() == ["ApplicationOpened", "CaseDecided"]


COURIER = Call(principal("pcourier", "courier"))
APPROVER = Call(principal("papprover", "approver", department="human-resources"))


@pytest.mark.parametrize("attempt", range(5))
async def test_handing_over_and_revoking_at_once_leave_it_in_hand_or_stopped(
    bench: Bench, office: Office, desk: Desk, attempt: int
) -> None:
    await bench.send(samples.opening(bench.application_id, ITEM, delivery=DELIVERY_METHOD_COURIER), new_id())
    await bench.send(samples.review(office, bench.application_id, ITEM), new_id())
    await bench.send(samples.deliver(bench.application_id), new_id())
    (delivery,) = await desk.deliveries_under_way(COURIER, bench.application_id)
    both = (_hand_over(desk, delivery.id), _revoke(bench, desk))
    in_hand, _ = (await asyncio.gather(*both)) if attempt % 2 else (await asyncio.gather(*both[::-1]))[::-1]
    said = await bench.said()
    (revoked,) = [event for event in said if isinstance(event, events.DecisionRevoked)]
    assert revoked.delivery_stopped is not in_hand
    ended = [event for event in said if isinstance(event, events.ResultDelivered | events.DeliveryStopped)]
    assert [type(event) for event in ended] == [events.ResultDelivered if in_hand else events.DeliveryStopped]


@pytest.mark.parametrize("attempt", range(4))
async def test_starting_to_deliver_and_revoking_at_once_leave_nothing_on_its_way(
    bench: Bench, office: Office, desk: Desk, attempt: int
) -> None:
    await bench.send(samples.opening(bench.application_id, ITEM, delivery=DELIVERY_METHOD_COURIER), new_id())
    await bench.send(samples.review(office, bench.application_id, ITEM), new_id())
    both = (bench.send(samples.deliver(bench.application_id), new_id()), _revoke(bench, desk))
    await asyncio.gather(*(both if attempt % 2 else both[::-1]))
    assert (await bench.names()).count("DeliveryStopped") == 1
    assert await desk.deliveries_under_way(COURIER, bench.application_id) == []


async def _hand_over(desk: Desk, delivery_id: str) -> bool:
    """Whether it came to that."""
    try:
        request = decisions.ConfirmDeliveryRequest(id=delivery_id, request_id=new_id())
        await desk.deliveries.confirm_delivery(request, COURIER)
    except StoppedDelivery:
        return False
    return True


async def _revoke(bench: Bench, desk: Desk) -> None:
    decision_id = await bench.pool.fetchval(
        "SELECT decision_id FROM outcomes WHERE application_id = $1", bench.application_id
    )
    request = decisions.RevokeDecisionRequest(id=decision_id, request_id=new_id(), reason="Granted to the wrong one.")
    await desk.decisions.revoke_decision(request, APPROVER)
