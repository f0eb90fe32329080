"""A supplement may say that an application is about something else: then it is that one's, and there is no second."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from contracts.errors.applications import MatterAppliedFor
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.verification.v1.messages_pb2 import RecordAccess
from services.intake.domain import State
from services.intake.handlers.submit import submit
from services.intake.handlers.supplement import supplement
from services.intake.office import Office
from services.intake.tests.bench import FrozenClock, principal
from services.intake.tests.samples import fresh, item, resident_id
from services.intake.tests.test_duplicates import OTHER_CREDIT_CODE, birth, shop, told
from services.intake.tests.test_following import News, asked_for, outbox
from services.intake.tests.test_no_redo import ended, file

pytestmark = pytest.mark.engines


async def waiting_for_a_supplement(office: Office, pool: asyncpg.Pool, person: str, premises: str) -> str:
    """A person's company files for premises, and is asked for something; the application's id."""
    application_id, existed = await file(office, shop("南坪小吃店", premises), "applicant", subject=person)
    assert not existed
    await News(pool).tell(application_id, asked_for("floor-plan"))
    return application_id


async def move(office: Office, application_id: str, person: str, role: str = "applicant", **answers: str) -> None:
    """Say in a supplement what the application is about."""
    request = service_pb2.SupplementApplicationRequest(id=application_id, request_id=fresh("request"), answers=answers)
    await supplement(office, request, principal(person, role))


async def test_a_new_application_for_what_was_named_by_mistake_is_taken(office: Office, pool: asyncpg.Pool) -> None:
    person, mistaken, meant = fresh(), fresh("P"), fresh("P")
    first = await waiting_for_a_supplement(office, pool, person, mistaken)
    await move(office, first, person, premises_number=meant)
    assert await file(office, shop("南坪小吃店", meant), "applicant", subject=person) == (first, True)
    second, existed = await file(office, shop("南坪小吃店", mistaken), "applicant", subject=person)
    assert (second != first, existed) == (True, False)


async def test_an_answer_put_back_to_what_it_was_is_no_other_application(office: Office, pool: asyncpg.Pool) -> None:
    person, first_answer, second_answer = fresh(), fresh("P"), fresh("P")
    application_id = await waiting_for_a_supplement(office, pool, person, first_answer)
    kept = await pool.fetchval("SELECT subject_hash FROM applications WHERE id = $1", application_id)
    await move(office, application_id, person, premises_number=second_answer)
    # As a release left it that did not write the hash of what a correction made of the matter.
    await pool.execute("UPDATE applications SET subject_hash = $2 WHERE id = $1", application_id, kept)
    await move(office, application_id, person, premises_number=first_answer)
    assert await pool.fetchval("SELECT subject_hash FROM applications WHERE id = $1", application_id) == kept


async def test_filed_again_by_telephone_it_is_the_one_that_was_put_right(office: Office, pool: asyncpg.Pool) -> None:
    number, mistaken, meant = resident_id(), fresh("B"), fresh("B")
    person = office.person_id(number)
    first, _ = await file(office, birth(mistaken), "applicant", subject=person)
    await News(pool).tell(first, asked_for("birth-certificate"))
    await move(office, first, person, birth_certificate_number=meant)
    again = birth(meant)
    again.channel = catalog_pb2.CHANNEL_PHONE
    again.person.CopyFrom(service_pb2.PersonOnBehalf(name="谢文斌", resident_id=number))
    assert await file(office, again, "clerk", subject=fresh("p-clerk")) == (first, True)


async def test_it_is_not_made_the_same_as_another_which_is_named(office: Office, pool: asyncpg.Pool) -> None:
    person, one, other = fresh(), fresh("P"), fresh("P")
    first = await waiting_for_a_supplement(office, pool, person, one)
    second = (await submit(office, shop("南坪小吃店", other), principal(person, "applicant"))).application
    before = await pool.fetchrow("SELECT * FROM applications WHERE id = $1", first)
    with pytest.raises(MatterAppliedFor) as refused:
        await move(office, first, person, premises_number=other)
    named = {"application_id": second.id, "tracking_number": second.tracking_number}
    assert refused.value.metadata == named
    assert await pool.fetchrow("SELECT * FROM applications WHERE id = $1", first) == before
    await move(office, first, person, premises_number=one, shop_name="北坪小吃店")
    await ended(office, second.id, State.WITHDRAWN)
    await move(office, first, person, premises_number=other)
    assert await file(office, shop("南坪小吃店", other), "applicant", subject=person) == (first, True)


async def test_a_clerk_who_is_told_of_the_other_one_is_in_the_persons_log(office: Office, pool: asyncpg.Pool) -> None:
    person, other, clerk = fresh(), fresh("P"), fresh("p-clerk")
    first = await waiting_for_a_supplement(office, pool, person, fresh("P"))
    second, _ = await file(office, shop("南坪小吃店", other), "applicant", subject=person)
    with pytest.raises(MatterAppliedFor):
        await move(office, first, clerk, "clerk", premises_number=other)
    (read,) = await outbox(pool, second, RecordAccess)
    assert (read.person_id, read.reader, read.purpose) == (person, clerk, "COUNTER_LOOKUP")


async def test_a_result_that_is_valid_no_more_makes_room(
    office: Office, pool: asyncpg.Pool, clock: FrozenClock
) -> None:
    person, other = fresh(), fresh("P")
    done, _ = await file(office, shop("南坪小吃店", other), "applicant", subject=person)
    await ended(office, done)
    first = await waiting_for_a_supplement(office, pool, person, fresh("P"))
    with pytest.raises(MatterAppliedFor):
        await move(office, first, person, premises_number=other)
    clock.instant += timedelta(days=item("food-business-licence").certificate.validity_days + 1)
    await move(office, first, person, premises_number=other)
    assert await file(office, shop("南坪小吃店", other), "applicant", subject=person) == (first, True)


async def test_of_two_that_become_the_same_at_once_one_does(office: Office, pool: asyncpg.Pool) -> None:
    person, meant = fresh(), fresh("P")
    both = [await waiting_for_a_supplement(office, pool, person, fresh("P")) for _ in range(2)]
    moves = (move(office, each, person, premises_number=meant) for each in both)
    outcomes = await asyncio.gather(*moves, return_exceptions=True)
    (refused,) = [each for each in outcomes if each is not None]
    assert isinstance(refused, MatterAppliedFor)
    winner = both[outcomes.index(None)]
    assert refused.metadata["application_id"] == winner
    assert await file(office, shop("南坪小吃店", meant), "applicant", subject=person) == (winner, True)


async def test_two_that_become_each_other_at_once_do_not_wait_for_each_other(
    office: Office, pool: asyncpg.Pool
) -> None:
    person, premises = fresh(), (fresh("P"), fresh("P"))
    one, other = [await waiting_for_a_supplement(office, pool, person, each) for each in premises]
    async with asyncio.timeout(60):
        swap = (
            move(office, one, person, premises_number=premises[1]),
            move(office, other, person, premises_number=premises[0]),
        )
        outcomes = await asyncio.gather(*swap, return_exceptions=True)
    assert [type(each) for each in outcomes] == [MatterAppliedFor, MatterAppliedFor]


async def test_by_what_it_was_about_before_nobody_finds_it_any_more(office: Office, pool: asyncpg.Pool) -> None:
    person, mistaken, meant = fresh(), fresh("P"), fresh("P")
    first = await waiting_for_a_supplement(office, pool, person, mistaken)
    await move(office, first, person, premises_number=meant)

    async def alike(premises: str) -> list[str]:
        request = shop("南坪小吃店", premises, OTHER_CREDIT_CODE)
        application_id, _ = await file(office, request, "applicant", subject=fresh())
        return await told(office, application_id)

    assert await alike(mistaken) == []
    assert await alike(meant) == [first]
