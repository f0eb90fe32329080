"""What is promised for later, as pure functions."""

from datetime import UTC, date, datetime

import pytest

from onetrip.intake.v1.events_pb2 import ApplicationSubmitted
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import StartApplication, StepRecord
from workflows.calendars.change import calendar_loaded
from workflows.facts import Facts
from workflows.limits.open_deadlines import Known
from workflows.matter import Matter
from workflows.promises import Promise, came_in_time, last_day, promises_of, reminder_day, waiting_cases
from workflows.steps.application import ACCEPTANCE
from workflows.steps.review import Accepted
from workflows.tests import filings
from workflows.tests.filings import bundle, item, missing, submitted, supplemented

MONDAY = date(2026, 3, 2)


def matter(*items: tuple[str, tuple[str, int] | None]) -> Matter:
    definition = bundle(*((item(code, late=late), ()) for code, late in items))
    filed = submitted(definition, datetime(2026, 3, 2, 1, tzinfo=UTC))
    return Matter.of(StartApplication(submitted=filed, calendar=filings.CALENDAR))


def test_an_acceptance_remembers_what_was_promised() -> None:
    promises = (Promise("food", "fire-plan", MONDAY), Promise("bundle", "lease", MONDAY))
    accepted = Accepted(process.ACCEPTANCE_BASIS_WINDOW, MONDAY, frozenset({"sign"}), promises)
    assert Accepted.from_detail(accepted.detail) == accepted
    assert Accepted.from_detail("WINDOW 2026-03-02 sign").late == ()


def test_only_what_was_chosen_and_not_given_since_is_promised() -> None:
    lacks = [missing("photo", promised=True), missing("plan", promised=True), missing("lease")]
    assert promises_of(lacks, {"plan"}, MONDAY) == (Promise("permit", "photo", MONDAY),)


def test_one_paper_is_waited_for_by_every_case_that_needs_it_until_the_earliest_of_their_days() -> None:
    place = matter(("food", ("photo", 8)), ("sign", ("photo", 3)), ("fire", None))
    promise = Promise("food", "photo", MONDAY)
    assert [case.code for case in waiting_cases(place, promise)] == ["food", "sign"]
    assert last_day(place, promise) == date(2026, 3, 5)


@pytest.mark.parametrize(("days", "reminder"), [(3, date(2026, 3, 4)), (2, date(2026, 3, 3)), (1, None)])
def test_the_reminder_is_on_the_working_day_before(days: int, reminder: date | None) -> None:
    assert reminder_day(matter(("food", ("photo", days))), Promise("food", "photo", MONDAY)) == reminder


@pytest.mark.parametrize(
    ("received", "in_time"), [(datetime(2026, 3, 5, 15, 59), True), (datetime(2026, 3, 5, 16), False)]
)
def test_it_is_in_time_until_midnight_of_its_day(received: datetime, in_time: bool) -> None:
    place, promise = matter(("food", ("photo", 3))), Promise("food", "photo", MONDAY)
    supplements = {1: supplemented(1, received.replace(tzinfo=UTC), "photo")}
    assert came_in_time(place, promise, supplements) is in_time
    assert not came_in_time(place, promise, {1: supplemented(1, received.replace(tzinfo=UTC), "plan")})


def test_a_calendar_that_comes_into_force_moves_the_day_tells_the_case_and_writes_to_the_applicant_again() -> None:
    definition = item(late=("photo", 3))
    filed = submitted(definition, datetime(2026, 12, 29, 1, tzinfo=UTC))
    before = Calendar(version="2026", time_zone="Asia/Shanghai", published_years=range(2020, 2027), number=1)
    after = Calendar(
        version="2027",
        time_zone="Asia/Shanghai",
        published_years=range(2020, 2028),
        days_off=["2027-01-01"],
        number=2,
    )
    place = Matter.of(StartApplication(submitted=filed, calendar=before))
    promise = Promise("permit", "photo", date(2026, 12, 29))
    accepted = Accepted(process.ACCEPTANCE_BASIS_COMPLETE, promise.told_on, frozenset(), (promise,))
    known = Known(place, Facts(), {ACCEPTANCE: StepRecord(id=ACCEPTANCE, detail=accepted.detail)})

    said = {message.type: message.payload for message in calendar_loaded(known, after, filed_at(filed)).events}
    moved = process.DeadlineMoved.FromString(said[process.DeadlineMoved.DESCRIPTOR.full_name])
    assert [late.due.date for late in moved.late_materials] == ["2027-01-04"]
    told = process.LateMaterialReminded.FromString(said[process.LateMaterialReminded.DESCRIPTOR.full_name])
    assert (told.due.date, told.calendar_number) == ("2027-01-04", 2)
    assert [material.material_code for material in told.missing] == ["photo"]

    known.facts.take(supplemented(1, datetime(2026, 12, 30, 1, tzinfo=UTC), "photo"))
    kinds = {message.type for message in calendar_loaded(known, after, filed_at(filed)).events}
    assert process.LateMaterialReminded.DESCRIPTOR.full_name not in kinds


def filed_at(filed: ApplicationSubmitted) -> datetime:
    return filed.receive_time.ToDatetime(UTC)
