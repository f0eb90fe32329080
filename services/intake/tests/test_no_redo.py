"""What was finished in one channel is finished in all: filing it again returns the live application, or the result."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from services.intake.domain import Case, Outcome, State
from services.intake.filing import last_day_of_result
from services.intake.handlers.submit import submit
from services.intake.office import Office
from services.intake.store import Change
from services.intake.tests.bench import FrozenClock, principal
from services.intake.tests.samples import fresh, graduate, item, resident_id, senior


async def ended(office: Office, application_id: str, state: State = State.COMPLETED, **case: object) -> None:
    """Have an application end; its one case granted unless `case` says something else."""
    async with office.store.transaction() as tables:
        stored = await tables.applications.lock(application_id)
        assert stored is not None
        case_id = f"{application_id}.{stored.item_code}"
        outcome = Case(**{"outcome": Outcome.GRANTED, **case})  # pyright: ignore[reportArgumentType]
        progress = replace(stored.progress, cases={case_id: outcome})
        if not progress.ended:
            progress = progress.finished(state, office.clock.now())
        await tables.applications.change([Change(application_id, progress)], office.clock.now())


async def file(
    office: Office, request: service_pb2.SubmitApplicationRequest, *roles: str, subject: str
) -> tuple[str, bool]:
    """File; the application's id, and whether it had been there."""
    answer = await submit(office, request, principal(subject, *roles))
    return answer.application.id, answer.already_existed


@pytest.mark.engines
async def test_a_result_in_hand_is_returned_whatever_door_it_is_asked_for_by(office: Office) -> None:
    number = resident_id()
    person = service_pb2.PersonOnBehalf(name="谢文斌", resident_id=number)
    first, _ = await file(office, senior(person=person), "clerk", subject=fresh("p-clerk"))
    await ended(office, first)
    for channel in (catalog_pb2.CHANNEL_PHONE, catalog_pb2.CHANNEL_POST, catalog_pb2.CHANNEL_COUNTER):
        again = senior(person=person, channel=channel)
        assert await file(office, again, "clerk", subject=fresh("p-clerk")) == (first, True)
    online = service_pb2.SubmitApplicationRequest()
    online.CopyFrom(senior(channel=catalog_pb2.CHANNEL_ONLINE))
    online.ClearField("person")
    assert await file(office, online, "applicant", subject=office.person_id(number)) == (first, True)


@pytest.mark.engines
@pytest.mark.parametrize(
    ("state", "case"),
    [
        (State.COMPLETED, {"outcome": Outcome.REFUSED}),
        (State.COMPLETED, {"revoked": True}),
        (State.REVOKED, {"revoked": True}),
        (State.WITHDRAWN, {"outcome": Outcome.ENDED}),
        (State.LAPSED, {"outcome": Outcome.ENDED}),
        (State.NOT_ACCEPTED, {"outcome": Outcome.ENDED}),
    ],
)
async def test_what_ended_without_a_result_can_be_applied_for_again(
    office: Office, state: State, case: dict[str, object]
) -> None:
    person = fresh()
    first, _ = await file(office, graduate(), "applicant", subject=person)
    await ended(office, first, state, **case)
    second, existed = await file(office, graduate(), "applicant", subject=person)
    assert (second != first, existed) == (True, False)


@pytest.mark.engines
async def test_a_grant_that_is_taken_back_later_stands_no_more(office: Office) -> None:
    person = fresh()
    first, _ = await file(office, graduate(), "applicant", subject=person)
    await ended(office, first)
    await ended(office, first, revoked=True)
    second, existed = await file(office, graduate(), "applicant", subject=person)
    assert (second != first, existed) == (True, False)


@pytest.mark.engines
async def test_a_result_stands_on_its_last_day_and_not_after_it(office: Office, clock: FrozenClock) -> None:
    person, days = fresh(), item("graduate-residence").certificate.validity_days
    assert days
    first, _ = await file(office, graduate(), "applicant", subject=person)
    await ended(office, first)
    clock.instant += timedelta(days=days)
    assert await file(office, graduate(), "applicant", subject=person) == (first, True)
    clock.instant += timedelta(days=1)
    second, existed = await file(office, graduate(), "applicant", subject=person)
    assert (second != first, existed) == (True, False)


@pytest.mark.engines
async def test_who_wants_another_although_a_result_stands_says_so(office: Office) -> None:
    person = fresh()
    first, _ = await file(office, graduate(), "applicant", subject=person)
    assert await file(office, graduate(despite_result=True), "applicant", subject=person) == (first, True), "it is live"
    await ended(office, first)
    second, existed = await file(office, graduate(despite_result=True), "applicant", subject=person)
    assert (second != first, existed) == (True, False)


@pytest.mark.engines
async def test_of_many_that_ask_for_another_at_once_one_is_taken_in(office: Office) -> None:
    person = fresh()
    first, _ = await file(office, graduate(), "applicant", subject=person)
    await ended(office, first)
    filings = [file(office, graduate(despite_result=True), "applicant", subject=person) for _ in range(6)]
    answers = await asyncio.gather(*filings)
    assert len({application_id for application_id, _ in answers} - {first}) == 1
    assert [existed for _, existed in answers].count(False) == 1


def test_a_licence_can_be_asked_for_again_as_early_as_its_renewal_can() -> None:
    renewal = item("residence-permit-renewal")
    today = FrozenClock().now().date()
    last = last_day_of_result(renewal, today)
    assert last == today + timedelta(days=renewal.certificate.validity_days - renewal.renewal.ask_before_days)
    endless = catalog_pb2.ServiceItem(certificate=catalog_pb2.CertificateType(kind="x"))
    assert last_day_of_result(endless, today) is None
