"""Presences that officers ask for: booked within the promise, refused beyond it, converted, one presence one visit."""

import asyncio
import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from contracts.errors.applications import RequestIdReused
from contracts.errors.decisions import AlreadyDecided
from contracts.errors.tasks import TaskNotClaimed
from contracts.errors.visits import (
    AlreadyConverted,
    ConversionNotPossible,
    NothingToJoin,
    VisitAlreadyCancelled,
    VisitBudgetSpent,
    VisitNotBooked,
    VisitNotRefused,
    VisitOver,
)
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.approval.v1 import visits_pb2 as pb
from runtime.clock import Clock
from runtime.errors import InvalidInput, NotFound
from runtime.ids import new_id
from services.approval.codec import timestamp
from services.approval.handlers.office import Office
from services.approval.store.visit_report import Converted, standings
from services.approval.tests import samples
from services.approval.tests.conftest import NOW
from services.approval.tests.desk import Call, Desk, officer, principal
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

FOOD, FIRE = samples.food_licence(), samples.fire_check()
INSPECTOR, FIREFIGHTER = officer(), officer("pfire", "fire-rescue")
APPLICANT = Call(principal(samples.APPLICANT, "applicant"))
TOMORROW = NOW + timedelta(days=1)
PLACE = "示范市南坪区和平里15号"
OPTIONS = {"lookup": "1", "video": "1", "homeVisit": "2", "agent": "0"}


class Visits:
    """The two calls, over one application of the restaurant's."""

    def __init__(self, bench: Bench, office: Office, desk: Desk) -> None:
        self.bench, self.office, self.desk = bench, office, desk

    async def opened(self, *, in_person: bool = False) -> None:
        """The bundle: its one visit is reserved for the check on site, or was used by filing."""
        await self.bench.send(
            samples.opening(self.bench.application_id, samples.restaurant(), in_person=in_person), new_id()
        )

    async def inspection(self) -> review_pb.Task:
        """The check on site, held by the inspector."""
        return await self.held(FOOD, "site-inspection", INSPECTOR)

    async def fire_review(self) -> review_pb.Task:
        """The other department's review of papers, held by its officer."""
        return await self.held(FIRE, "document-review", FIREFIGHTER)

    async def request(
        self, call: Call, task: review_pb.Task, at: datetime | None = TOMORROW, place: str = PLACE, **more: Any
    ) -> pb.Visit:
        """Ask for a presence."""
        fields = {"request_id": new_id(), "place": place, **more}
        if at is not None:
            fields["visit_time"] = timestamp(at)
        request = pb.RequestVisitRequest(id=task.id, **fields)
        return (await self.desk.review.request_visit(request, call)).visit

    async def refused(self, call: Call, task: review_pb.Task, **more: Any) -> VisitBudgetSpent:
        """Ask for a presence beyond the promise."""
        with pytest.raises(VisitBudgetSpent) as refusal:
            await self.request(call, task, **more)
        return refusal.value

    async def convert(self, call: Call, visit_id: str, conversion: events.Conversion, **more: str) -> pb.Visit:
        """Choose what replaces it."""
        fields: dict[str, Any] = {"request_id": new_id(), **more}
        request = pb.ChooseConversionRequest(id=visit_id, conversion=conversion, **fields)
        return (await self.desk.review.choose_conversion(request, call)).visit

    async def cancel(self, call: Call, visit_id: str, **more: str) -> pb.Visit:
        """Call an appointment off."""
        fields: dict[str, Any] = {"request_id": new_id(), **more}
        return (await self.desk.review.cancel_visit(pb.CancelVisitRequest(id=visit_id, **fields), call)).visit

    async def ledger(self) -> list[tuple[str, str]]:
        """Kind and stage of every visit used or reserved."""
        rows = await self.bench.pool.fetch(
            "SELECT kind, stage FROM visits WHERE application_id = $1 ORDER BY number", self.bench.application_id
        )
        return [(row["kind"], row["stage"]) for row in rows]

    async def said(self, kind: type[Any]) -> list[Any]:
        """Events of one kind."""
        return [event for event in await self.bench.said() if isinstance(event, kind)]

    async def held(self, item: Any, stage: str, call: Call) -> review_pb.Task:
        """A stage's task, held by this officer."""
        await self.bench.send(samples.review(self.office, self.bench.application_id, item, stage), new_id())
        return await self.desk.claimed(call, self.bench.application_id)


@pytest.fixture
def visits(bench: Bench, office: Office, desk: Desk) -> Visits:
    return Visits(bench, office, desk)


async def test_the_reserved_check_on_site_gets_its_place_and_time_and_only_the_applicant_is_told_where(
    visits: Visits,
) -> None:
    await visits.opened()
    visit = await visits.request(INSPECTOR, await visits.inspection())
    assert (visit.state, visit.visit_time) == (pb.VISIT_STATE_BOOKED, timestamp(TOMORROW))
    (said,) = await visits.said(events.VisitRequested)
    assert (said.visit_id, said.appointment, said.visits_used) == (visit.id, 1, 1)
    assert said.kind == events.VISIT_KIND_INSPECTION
    assert PLACE.encode() not in said.SerializeToString()
    opened = visits.office.open_words(visits.bench.application_id, said.sealed_place)
    assert opened == PLACE
    assert await visits.ledger() == [("inspection", "food-business-licence/site-inspection")]


async def test_an_appointment_ahead_is_moved_and_is_still_one_visit(visits: Visits) -> None:
    await visits.opened()
    task = await visits.inspection()
    first = await visits.request(INSPECTOR, task)
    moved = await visits.request(INSPECTOR, task, TOMORROW + timedelta(hours=2))
    assert moved.id == first.id
    assert [event.appointment for event in await visits.said(events.VisitRequested)] == [1, 2]
    assert len(await visits.ledger()) == 1


async def test_a_presence_beyond_the_promise_is_refused_with_what_can_replace_it_and_the_refusal_is_kept(
    visits: Visits,
) -> None:
    await visits.opened()
    refusal = await visits.refused(FIREFIGHTER, await visits.fire_review())
    assert refusal.metadata == {**OPTIONS, "courier": "4", "visit": refusal.metadata["visit"]}
    (said,) = await visits.said(events.VisitRefused)
    assert (said.visit_id, said.kind) == (refusal.metadata["visit"], events.VISIT_KIND_APPEARANCE)
    assert len(said.options) == 5
    row = await visits.bench.pool.fetchrow("SELECT number, refusals FROM visit_requests WHERE id = $1", said.visit_id)
    assert row is not None and tuple(row) == (None, 1)
    assert await visits.ledger() == [("inspection", "food-business-licence/site-inspection")]


async def test_a_clerk_writes_down_what_an_applicant_without_an_account_chose_and_both_are_kept(visits: Visits) -> None:
    await visits.opened()
    refusal = await visits.refused(FIREFIGHTER, await visits.fire_review())
    clerk = Call(principal("pclerk", "clerk"))
    request_id = new_id()
    visit = await visits.convert(clerk, refusal.metadata["visit"], events.CONVERSION_VIDEO, request_id=request_id)
    assert visit.state == pb.VISIT_STATE_CONVERTED
    assert await visits.convert(clerk, visit.id, events.CONVERSION_VIDEO, request_id=request_id) == visit
    (said,) = await visits.said(events.VisitConverted)
    assert (said.clerk_id, said.chosen_by_applicant) == ("pclerk", True)
    row = await visits.bench.pool.fetchrow(
        "SELECT chosen_by, on_behalf_of FROM conversions WHERE visit_id = $1", visit.id
    )
    assert tuple(row) == ("pclerk", samples.APPLICANT)
    with pytest.raises(AlreadyConverted):
        await visits.convert(clerk, visit.id, events.CONVERSION_VIDEO)


async def test_asking_for_a_refused_visit_again_is_refused_again_and_told_once(visits: Visits) -> None:
    await visits.opened()
    task = await visits.fire_review()
    request_id = new_id()
    first = await visits.refused(FIREFIGHTER, task, request_id=request_id)
    assert (await visits.refused(FIREFIGHTER, task, request_id=request_id)).metadata == first.metadata
    assert (await visits.refused(FIREFIGHTER, task)).metadata == first.metadata
    assert len(await visits.said(events.VisitRefused)) == 1
    with pytest.raises(RequestIdReused):
        await visits.request(FIREFIGHTER, task, request_id=request_id, place="elsewhere")


async def test_filing_in_person_used_the_visit_so_the_check_on_site_is_refused_and_converted_by_the_applicant(
    visits: Visits,
) -> None:
    await visits.opened(in_person=True)
    task = await visits.inspection()
    refusal = await visits.refused(INSPECTOR, task)
    assert {key: value for key, value in refusal.metadata.items() if key != "visit"} == OPTIONS
    visit = await visits.convert(APPLICANT, refusal.metadata["visit"], events.CONVERSION_HOME_VISIT)
    assert (visit.state, visit.chosen.cost_working_days) == (pb.VISIT_STATE_CONVERTED, 2)
    (said,) = await visits.said(events.VisitConverted)
    assert said.chosen_by_applicant
    assert said.chosen == visit.chosen
    kept = await visits.bench.pool.fetch(
        "SELECT replaced_by, cost_working_days, chosen_by FROM conversions WHERE application_id = $1",
        visits.bench.application_id,
    )
    assert [tuple(row) for row in kept] == [("home-visit", 2, samples.APPLICANT)]
    await visits.desk.tasks(officer("psecond"))
    answer = await visits.desk.decide(INSPECTOR, task, review_pb.TASK_OUTCOME_APPROVE, second_officer="psecond")
    assert answer.task.state == review_pb.TASK_STATE_DONE
    assert await visits.ledger() == [("filing", "")]


async def test_an_officer_of_the_department_chooses_too_and_the_first_choice_stands(visits: Visits) -> None:
    await visits.opened()
    visit_id = (await visits.refused(FIREFIGHTER, await visits.fire_review())).metadata["visit"]
    request_id = new_id()
    first = await visits.convert(FIREFIGHTER, visit_id, events.CONVERSION_VIDEO, request_id=request_id)
    assert await visits.convert(FIREFIGHTER, visit_id, events.CONVERSION_VIDEO, request_id=request_id) == first
    with pytest.raises(AlreadyConverted):
        await visits.convert(APPLICANT, visit_id, events.CONVERSION_AGENT)
    (said,) = await visits.said(events.VisitConverted)
    assert not said.chosen_by_applicant


@pytest.mark.parametrize(
    "stranger", [INSPECTOR, Call(principal("pother", "applicant")), Call(principal("pother", "agent"))]
)
async def test_a_visit_of_others_is_as_absent_as_one_that_is_not(visits: Visits, stranger: Call) -> None:
    await visits.opened()
    visit_id = (await visits.refused(FIREFIGHTER, await visits.fire_review())).metadata["visit"]
    for wrong in (visit_id, new_id()):
        with pytest.raises(NotFound):
            await visits.convert(stranger, wrong, events.CONVERSION_VIDEO)
    assert await visits.said(events.VisitConverted) == []


async def test_steps_done_in_one_presence_are_one_visit(visits: Visits) -> None:
    await visits.opened()
    task = await visits.fire_review()
    with pytest.raises(NothingToJoin):
        await visits.request(FIREFIGHTER, task, None, "", join=True)
    inspection = await visits.inspection()
    await visits.request(INSPECTOR, inspection)
    joined = await visits.request(FIREFIGHTER, task, None, "", join=True)
    assert joined.same_presence
    assert joined.visit_time == timestamp(TOMORROW)
    same = await visits.request(FIREFIGHTER, task)
    assert same.id == joined.id, "the same place and time is the same presence"
    assert [event.visits_used for event in await visits.said(events.VisitRequested)] == [1, 1, 1]
    assert len(await visits.ledger()) == 1
    await visits.refused(INSPECTOR, inspection, at=TOMORROW + timedelta(days=1))


async def test_only_what_was_refused_and_is_still_to_be_done_is_converted_and_only_as_its_kind_allows(
    visits: Visits,
) -> None:
    await visits.opened()
    booked = await visits.request(INSPECTOR, await visits.inspection())
    with pytest.raises(VisitNotRefused):
        await visits.convert(APPLICANT, booked.id, events.CONVERSION_VIDEO)
    task = await visits.fire_review()
    visit_id = (await visits.refused(FIREFIGHTER, task, place="the hall")).metadata["visit"]
    await visits.desk.decide(FIREFIGHTER, task, review_pb.TASK_OUTCOME_APPROVE)
    with pytest.raises(AlreadyDecided):
        await visits.convert(APPLICANT, visit_id, events.CONVERSION_VIDEO)


async def test_what_is_looked_at_on_site_cannot_be_sent(visits: Visits) -> None:
    await visits.opened(in_person=True)
    visit_id = (await visits.refused(INSPECTOR, await visits.inspection())).metadata["visit"]
    with pytest.raises(ConversionNotPossible):
        await visits.convert(APPLICANT, visit_id, events.CONVERSION_COURIER)
    with pytest.raises(InvalidInput):
        await visits.convert(APPLICANT, visit_id, events.CONVERSION_UNSPECIFIED)


async def test_a_request_names_a_time_ahead_and_a_place_and_a_task_that_is_held(visits: Visits) -> None:
    await visits.opened()
    task = await visits.inspection()
    for wrong in (
        {"at": NOW - timedelta(seconds=1)},
        {"at": NOW + timedelta(days=400)},
        {"at": None},
        {"at": None, "visit_time": Timestamp(seconds=int(TOMORROW.timestamp()), nanos=2_000_000_000)},
        {"place": " "},
        {"join": True},
    ):
        with pytest.raises(InvalidInput):
            await visits.request(INSPECTOR, task, **wrong)  # pyright: ignore[reportArgumentType]
    released = review_pb.ReleaseTaskRequest(id=task.id)
    await visits.desk.review.release_task(released, INSPECTOR)
    with pytest.raises(TaskNotClaimed):
        await visits.request(INSPECTOR, task)
    with pytest.raises(NotFound):
        await visits.request(FIREFIGHTER, task)
    assert await visits.said(events.VisitRequested) == []


@pytest.mark.parametrize("attempt", range(5))
async def test_two_requests_at_once_cannot_both_take_the_last_visit(
    bench: Bench, office: Office, desk: Desk, attempt: int
) -> None:
    visits = Visits(bench, office, desk)
    definition = samples.restaurant()
    # Nothing is reserved: the one visit is free for whoever asks first.
    definition.items[0].item.stages[1].needs_applicant = False
    await bench.send(samples.opening(bench.application_id, definition), new_id())
    tasks = [(INSPECTOR, await visits.inspection()), (FIREFIGHTER, await visits.fire_review())]
    if attempt % 2:
        tasks.reverse()
    results = await asyncio.gather(
        *(visits.request(call, task, TOMORROW + timedelta(hours=hour)) for hour, (call, task) in enumerate(tasks)),
        return_exceptions=True,
    )
    assert {type(result) for result in results} == {pb.Visit, VisitBudgetSpent}
    assert len(await visits.ledger()) == 1
    assert len(await visits.said(events.VisitRequested)) == len(await visits.said(events.VisitRefused)) == 1


async def test_the_report_shows_promised_used_and_converted_as_the_ledger_has_them(visits: Visits) -> None:
    await visits.opened(in_person=True)
    refusal = await visits.refused(INSPECTOR, await visits.inspection())
    await visits.convert(APPLICANT, refusal.metadata["visit"], events.CONVERSION_VIDEO)
    async with visits.bench.pool.acquire() as connection:
        found = {each.application_id: each async for each in standings(connection)}  # pyright: ignore
    standing = found[visits.bench.application_id]
    assert (standing.item, standing.promised, standing.used) == ("restaurant-opening", 1, 1)
    step = "food-business-licence/site-inspection"
    assert standing.conversions == (Converted("inspection", step, "video", 1),)
    assert all(each.kept for each in found.values())


async def test_an_appointment_called_off_frees_the_ledger_and_the_department_may_make_another(visits: Visits) -> None:
    await visits.opened()
    task = await visits.inspection()
    booked = await visits.request(INSPECTOR, task)
    request_id = new_id()
    cancelled = await visits.cancel(APPLICANT, booked.id, request_id=request_id)
    assert cancelled.state == pb.VISIT_STATE_CANCELLED
    assert await visits.cancel(APPLICANT, booked.id, request_id=request_id) == cancelled
    (said,) = await visits.said(events.VisitCancelled)
    assert (said.visit_id, said.visit_time, said.visits_used) == (booked.id, timestamp(TOMORROW), 0)
    assert await visits.ledger() == []
    with pytest.raises(VisitAlreadyCancelled):
        await visits.cancel(APPLICANT, booked.id)
    again = await visits.request(INSPECTOR, task)
    assert (again.state, again.id != booked.id) == (pb.VISIT_STATE_BOOKED, True)
    assert len(await visits.ledger()) == 1


async def test_a_step_called_off_leaves_the_presence_that_another_step_joined(visits: Visits) -> None:
    await visits.opened()
    booked = await visits.request(INSPECTOR, await visits.inspection())
    joined = await visits.request(FIREFIGHTER, await visits.fire_review(), None, "", join=True)
    await visits.cancel(APPLICANT, booked.id)
    assert len(await visits.ledger()) == 1, "the other department still waits there"
    await visits.cancel(APPLICANT, joined.id)
    assert await visits.ledger() == []
    assert [event.visits_used for event in await visits.said(events.VisitCancelled)] == [1, 0]


async def test_only_the_applicant_calls_off_what_was_booked_and_only_before_it_takes_place(
    visits: Visits,
) -> None:
    await visits.opened()
    booked = await visits.request(INSPECTOR, await visits.inspection())
    for stranger in (Call(principal("pother", "applicant")), Call(principal("pother", "agent"))):
        with pytest.raises(NotFound):
            await visits.cancel(stranger, booked.id)
    refused = (await visits.refused(FIREFIGHTER, await visits.fire_review(), place="the hall")).metadata["visit"]
    with pytest.raises(VisitNotBooked):
        await visits.cancel(APPLICANT, refused)
    then = Desk(visits.bench.pool, dataclasses.replace(visits.office, clock=Clock(TOMORROW, datetime.now(UTC), 1.0)))
    with pytest.raises(VisitOver):
        await Visits(visits.bench, visits.office, then).cancel(APPLICANT, booked.id)
    assert await visits.said(events.VisitCancelled) == []


@pytest.mark.parametrize("attempt", range(4))
async def test_an_appointment_called_off_and_moved_at_once_is_one_or_the_other(
    bench: Bench, office: Office, desk: Desk, attempt: int
) -> None:
    visits = Visits(bench, office, desk)
    await visits.opened()
    task = await visits.inspection()
    booked = await visits.request(INSPECTOR, task)
    calls = [
        visits.cancel(APPLICANT, booked.id),
        visits.cancel(APPLICANT, booked.id),
        visits.request(INSPECTOR, task, TOMORROW + timedelta(hours=3)),
    ]
    results = await asyncio.gather(*(calls[::-1] if attempt % 2 else calls), return_exceptions=True)
    assert sum(isinstance(result, VisitAlreadyCancelled) for result in results) == 1
    # Moved first, then called off; or called off, then booked anew under another id.
    again = next(r for r in results if isinstance(r, pb.Visit) and r.state == pb.VISIT_STATE_BOOKED)
    assert len(await visits.ledger()) == (0 if again.id == booked.id else 1)
