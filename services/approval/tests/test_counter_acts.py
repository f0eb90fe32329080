"""After a decision, and of appointments: what a clerk writes down for an applicant without an account."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from contracts.errors.applications import RequestIdReused
from contracts.errors.commitments import StatementPeriodOver
from contracts.errors.counter import ClerkConcerned, PersonNotIdentified, ReceivedBeforeNotice
from contracts.errors.hearings import HearingNotHeld
from contracts.errors.rule_reviews import ReviewTermOver
from contracts.errors.visits import VisitOver
from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.approval.v1 import visits_pb2 as visits_pb
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import InterestedParty
from runtime.clock import Clock
from runtime.errors import InvalidInput, NotFound, PermissionDenied
from runtime.ids import new_id
from services.approval.domain.letters import counted_day
from services.approval.handlers.office import Office
from services.approval.tests import samples, test_commitments, test_rule_reviews
from services.approval.tests.conftest import NOW
from services.approval.tests.desk import Call, Desk, principal
from services.approval.tests.message_bench import Bench
from services.approval.tests.test_visiting import APPLICANT, FIREFIGHTER, INSPECTOR, TOMORROW, Visits
from services.approval.tests.window import CLERK, kept, letter, logged, serve

ME = samples.APPLICANT
FALSE = review_pb.TASK_OUTCOME_COMMITMENT_FALSE
TODAY = NOW.date()


def days(number: int) -> datetime:
    """So many days from now."""
    return NOW + timedelta(days=number)


def test_a_letter_counts_from_its_day_and_none_is_older_than_the_notice() -> None:
    first, last = TODAY, TODAY + timedelta(days=7)
    late = last + timedelta(days=3)
    assert counted_day(late, None, first, last) == late
    assert counted_day(late, last, first, last) == last
    assert counted_day(last, first - timedelta(days=1), first, last) == first  # they crossed
    assert counted_day(late, first - timedelta(days=1), None, last) == first - timedelta(days=1)
    with pytest.raises(ReceivedBeforeNotice):
        counted_day(late, first - timedelta(days=1), first, last)


def pass_days(office: Office, number: int) -> None:
    """Time passes."""
    test_commitments._pass_days(office, number)


@pytest.mark.engines
async def test_an_appointment_is_called_off_by_telephone_until_it_takes_place(
    bench: Bench, office: Office, desk: Desk
) -> None:
    visits = Visits(bench, office, desk)
    await visits.opened()
    booked = await visits.request(INSPECTOR, await visits.inspection())
    then = dataclasses.replace(office, clock=Clock(TOMORROW, datetime.now(UTC), 1.0))
    by_letter = letter(office, bench.application_id, ME, TODAY.isoformat())
    with pytest.raises(VisitOver):  # the department has waited there: no letter undoes that
        await Visits(bench, office, Desk(bench.pool, then)).cancel(CLERK, booked.id, served=by_letter)
    request_id = new_id()
    cancelled = await visits.cancel(
        CLERK, booked.id, served=serve(office, bench.application_id, ME), request_id=request_id
    )
    assert cancelled.state == visits_pb.VISIT_STATE_CANCELLED
    again = serve(office, bench.application_id, ME)
    assert await visits.cancel(CLERK, booked.id, served=again, request_id=request_id) == cancelled
    with pytest.raises(RequestIdReused):
        await visits.cancel(CLERK, booked.id, served=by_letter, request_id=request_id)
    assert await kept(bench.pool, bench.application_id) == [("visit-cancellation", ME, "pclerk", "phone", None)]
    assert await logged(bench.pool, bench.application_id) == [(ME, "pclerk", "COUNTER_ACT", "hall", "matter")]
    (said,) = await visits.said(events.ActRecorded)
    assert (said.act, said.about_id, said.clerk_id) == (*(events.RECORDED_ACT_VISIT_CANCELLATION, booked.id, "pclerk"),)


@pytest.mark.engines
async def test_of_a_visit_whom_it_does_not_concern_and_clerks_on_their_own_get_nothing(
    bench: Bench, office: Office, desk: Desk
) -> None:
    visits, here = Visits(bench, office, desk), bench.application_id
    await visits.opened()
    booked = await visits.request(INSPECTOR, await visits.inspection())
    own = Call(principal(ME, "clerk"))
    for call, seal, refusal in (
        (CLERK, serve(office, here, "pstranger"), NotFound),
        (CLERK, serve(office, new_id(), ME), PersonNotIdentified),
        (CLERK, serve(office, here, ME, clerk_id="panother"), PersonNotIdentified),
        (CLERK, "", InvalidInput),
        (own, serve(office, here, ME, clerk_id=ME), ClerkConcerned),
        (APPLICANT, serve(office, here, ME, clerk_id=ME), PermissionDenied),
    ):
        with pytest.raises(refusal):
            await visits.cancel(call, booked.id, served=seal)
    assert await visits.said(events.VisitCancelled) == []


@pytest.mark.engines
async def test_a_clerk_whom_the_matter_concerns_chooses_nothing_for_the_applicant(
    bench: Bench, office: Office, desk: Desk
) -> None:
    visits = Visits(bench, office, desk)
    opening = samples.opening(bench.application_id, samples.restaurant())
    opening.interested_parties.append(InterestedParty(person_id="pclerk"))
    await bench.send(opening, new_id())
    refused = (await visits.refused(FIREFIGHTER, await visits.fire_review())).metadata["visit"]
    with pytest.raises(ClerkConcerned):
        await visits.convert(CLERK, refused, events.CONVERSION_VIDEO)
    assert await visits.said(events.VisitConverted) == []


@pytest.mark.engines
async def test_a_letter_that_came_in_by_the_day_named_is_heard_before_the_revocation(
    bench: Bench, office: Office, desk: Desk
) -> None:
    last = days(5).date().isoformat()
    decision = await test_commitments._checked(bench, office, desk, FALSE, last)
    pass_days(office, 7)
    request = pb.MakeStatementRequest(id=decision.id, request_id=new_id(), words="It is mine.", hearing=True)
    for day, refusal in ((6, StatementPeriodOver), (-1, ReceivedBeforeNotice)):
        request.served = letter(office, bench.application_id, ME, days(day).date().isoformat())
        with pytest.raises(refusal):
            await desk.decisions.make_statement(request, CLERK)
    request.served = letter(office, bench.application_id, ME, last)
    answer = await desk.decisions.make_statement(request, CLERK)
    request.served = letter(office, bench.application_id, ME, last)
    assert await desk.decisions.make_statement(request, CLERK) == answer
    with pytest.raises(HearingNotHeld):
        await desk.decisions.revoke_decision(
            pb.RevokeDecisionRequest(id=decision.id, request_id=new_id(), reason="The lease is not theirs."),
            test_commitments.APPROVER,
        )
    acts = await kept(bench.pool, bench.application_id)
    assert acts == [("statement", ME, "pclerk", "post", days(5).date())]


@pytest.mark.engines
async def test_being_heard_is_given_up_at_a_counter_by_whose_grant_it_is(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision = await test_commitments._checked(bench, office, desk, FALSE, "2099-12-31")
    waive = pb.WaiveStatementRequest(id=decision.id, request_id=new_id())
    for seal, refusal in (("", InvalidInput), (serve(office, bench.application_id, "pstranger"), NotFound)):
        waive.served = seal
        with pytest.raises(refusal):
            await desk.decisions.waive_statement(waive, CLERK)
    waive.served = serve(office, bench.application_id, ME, channel=catalog.CHANNEL_COUNTER)
    answer = await desk.decisions.waive_statement(waive, CLERK)
    assert await desk.decisions.waive_statement(waive, CLERK) == answer
    assert await kept(bench.pool, bench.application_id) == [("statement-waiver", ME, "pclerk", "counter", None)]


@pytest.mark.engines
async def test_a_person_is_asked_for_by_letter_within_sixty_days_and_the_decision_shown_to_whose_it_is(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision = await test_rule_reviews.granted(bench, office, desk)
    listing = pb.ListDecisionsRequest(application_id=bench.application_id)
    for seal, refusal in (("", InvalidInput), (serve(office, bench.application_id, "pstranger"), NotFound)):
        listing.served = seal
        with pytest.raises(refusal):
            await desk.decisions.list_decisions(listing, CLERK)
    listing.served = serve(office, bench.application_id, ME)
    assert [each.id for each in (await desk.decisions.list_decisions(listing, CLERK)).decisions] == [decision.id]
    (read,) = await logged(bench.pool, bench.application_id)
    assert read[:3] == (ME, "pclerk", "COUNTER_ACT")
    pass_days(office, 62)
    request = test_rule_reviews.ask(decision.id)
    for day, refusal in ((61, ReviewTermOver), (-1, ReceivedBeforeNotice)):
        request.served = letter(office, bench.application_id, ME, days(day).date().isoformat())
        with pytest.raises(refusal):
            await desk.decisions.request_human_review(request, CLERK)
    request.served = letter(office, bench.application_id, ME, days(60).date().isoformat())
    first = await desk.decisions.request_human_review(request, CLERK)
    request.served = letter(office, bench.application_id, ME, days(60).date().isoformat())
    assert await desk.decisions.request_human_review(request, CLERK) == first
    assert await kept(bench.pool, bench.application_id) == [
        ("human-review", ME, "pclerk", "post", days(60).date()),
    ]
