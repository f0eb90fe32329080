"""A presence that nothing is left to come for is off, the ledger is free again, and the applicant is told."""

from datetime import timedelta

import pytest

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.approval.v1 import visits_pb2 as pb
from onetrip.intake.v1.events_pb2 import WithdrawalRequested
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.tests.desk import Desk, officer
from services.approval.tests.message_bench import Bench
from services.approval.tests.test_visiting import FIREFIGHTER, FOOD, INSPECTOR, TOMORROW, Visits

pytestmark = pytest.mark.engines


@pytest.fixture
def visits(bench: Bench, office: Office, desk: Desk) -> Visits:
    return Visits(bench, office, desk)


async def end(visits: Visits, item_code: str) -> None:
    """One case of the bundle ends undecided."""
    application_id = visits.bench.application_id
    lapse = commands.EndUndecided(
        application_id=application_id, reason=commands.END_REASON_LAPSED, case_ids=[f"{application_id}.{item_code}"]
    )
    await visits.bench.send(lapse, new_id())


async def test_an_appointment_of_a_case_that_ends_is_off_and_another_case_can_have_the_visit(visits: Visits) -> None:
    await visits.opened()
    visit = await visits.request(INSPECTOR, await visits.inspection())
    fire = await visits.fire_review()
    await visits.refused(FIREFIGHTER, fire, at=TOMORROW + timedelta(days=1))
    await end(visits, FOOD.code)
    (off,) = await visits.said(events.VisitCancelled)
    assert (off.visit_id, off.case_ended, off.visits_used) == (visit.id, True, 0)
    assert await visits.ledger() == []
    await end(visits, FOOD.code)
    assert len(await visits.said(events.VisitCancelled)) == 1
    again = await visits.request(FIREFIGHTER, fire)
    assert again.state == pb.VISIT_STATE_BOOKED


async def test_what_was_only_reserved_is_free_again_and_nobody_is_told_of_it(visits: Visits) -> None:
    await visits.opened()
    assert await visits.ledger() == [("inspection", "food-business-licence/site-inspection")]
    await end(visits, FOOD.code)
    assert (await visits.ledger(), await visits.said(events.VisitCancelled)) == ([], [])


async def test_a_check_on_site_that_was_made_counts_whether_there_was_an_appointment_or_not(visits: Visits) -> None:
    await visits.opened()
    approve, desk = review_pb.TASK_OUTCOME_APPROVE, visits.desk
    await desk.decide(INSPECTOR, await visits.held(FOOD, "document-review", INSPECTOR), approve)
    await desk.tasks(officer("psecond"))
    await desk.decide(INSPECTOR, await visits.inspection(), approve, second_officer="psecond")
    assert (await visits.bench.names())[-1] == "CaseDecided"
    assert await visits.ledger() == [("inspection", "food-business-licence/site-inspection")]


async def test_a_presence_at_which_another_case_is_seen_to_as_well_stays(visits: Visits) -> None:
    await visits.opened()
    await visits.request(INSPECTOR, await visits.inspection())
    await visits.request(FIREFIGHTER, await visits.fire_review(), None, "", join=True)
    await end(visits, FOOD.code)
    assert await visits.said(events.VisitCancelled) == []
    assert len(await visits.ledger()) == 1


async def test_each_step_of_a_presence_that_is_off_is_told_once(visits: Visits) -> None:
    await visits.opened()
    booked = await visits.request(INSPECTOR, await visits.inspection())
    joined = await visits.request(FIREFIGHTER, await visits.fire_review(), None, "", join=True)
    for _ in range(2):
        await visits.bench.send(WithdrawalRequested(application_id=visits.bench.application_id), new_id())
    told = await visits.said(events.VisitCancelled)
    assert {each.visit_id for each in told} == {booked.id, joined.id} and len(told) == 2
    assert await visits.ledger() == []


async def test_a_visit_that_was_made_stays_in_the_ledger(visits: Visits, office: Office) -> None:
    await visits.opened()
    await visits.request(INSPECTOR, await visits.inspection())
    office.clock.instant = TOMORROW + timedelta(hours=1)  # pyright: ignore[reportAttributeAccessIssue]
    await visits.bench.send(WithdrawalRequested(application_id=visits.bench.application_id), new_id())
    assert await visits.said(events.VisitCancelled) == []
    assert len(await visits.ledger()) == 1
