"""Near-duplicates are found whoever files them and however they are spelled; only who reviews them is told."""

import asyncio

import asyncpg
import pytest

from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from runtime.sealing import LookupHash
from services.intake.catalog import duplicate_rules, load_catalog
from services.intake.domain import State
from services.intake.duplicates import POSSIBLE_DUPLICATES_MAX, blocking_keys, locks_of
from services.intake.handlers.submit import submit
from services.intake.handlers.supplement import supplement
from services.intake.office import Office
from services.intake.tests.bench import principal
from services.intake.tests.samples import CATALOG, CREDIT_CODE, fresh, graduate
from services.intake.tests.test_following import News, asked_for, outbox
from services.intake.tests.test_no_redo import ended

RULES = {rule.item_code: rule for rule in duplicate_rules(load_catalog(CATALOG))}
OTHER_CREDIT_CODE = "91350100M000100X55"


def birth(certificate: str, settle_with: str = "mother") -> service_pb2.SubmitApplicationRequest:
    """A child's registration."""
    answers = {"birth_certificate_number": certificate, "settle_with": settle_with}
    return service_pb2.SubmitApplicationRequest(
        request_id=fresh("request"), item_code="birth-household-registration", answers=answers
    )


def shop(name: str, premises: str, credit_code: str = CREDIT_CODE) -> service_pb2.SubmitApplicationRequest:
    """A shop's food licence."""
    return service_pb2.SubmitApplicationRequest(
        request_id=fresh("request"),
        item_code="food-business-licence",
        credit_code=credit_code,
        answers={
            "shop_name": name,
            "premises_number": premises,
            "phone": "13800000000",
            "business_scope": "hot-food",
            "seats": "40",
        },
    )


async def file(
    office: Office, request: service_pb2.SubmitApplicationRequest, person: str | None = None
) -> tuple[str, list[str]]:
    """File as somebody; the application's id and what its event calls possible duplicates."""
    answer = await submit(office, request, principal(person or fresh(), "applicant"))
    return answer.application.id, await told(office, answer.application.id)


async def told(office: Office, application_id: str) -> list[str]:
    """The possible duplicates of an application, as the event says them."""
    async with office.store.transaction() as tables:
        payload = await tables._executor.fetchval(
            "SELECT payload FROM outbox WHERE message_id = $1", f"{application_id}:submitted"
        )
    return list(events_pb2.ApplicationSubmitted.FromString(payload).possible_duplicates)


@pytest.mark.engines
async def test_one_child_by_two_parents_is_found_and_the_second_parent_is_told_nothing(office: Office) -> None:
    certificate = fresh("B")
    first, alike = await file(office, birth(certificate))
    assert alike == []
    again = birth(f" {certificate.lower().replace('-', ' ')} ", "father")
    answer = await submit(office, again, principal(fresh(), "applicant"))
    assert await told(office, answer.application.id) == [first]
    assert not answer.already_existed
    assert first not in str(answer)


@pytest.mark.engines
async def test_a_bundle_and_one_of_its_items_are_about_the_same_child(office: Office) -> None:
    certificate = fresh("B")
    bundle = birth(certificate)
    bundle.item_code = "newborn"
    first, _ = await file(office, bundle)
    assert (await file(office, birth(certificate)))[1] == [first]


@pytest.mark.engines
async def test_one_company_under_two_spellings_is_found_and_its_neighbour_is_not(office: Office) -> None:
    premises = fresh("P")
    first, _ = await file(office, shop("海底撈火鍋(廈門)有限公司", premises))
    spelled, alike = await file(office, shop("海底捞火锅（厦门）", premises.lower(), OTHER_CREDIT_CODE))
    assert alike == [first]
    assert (await file(office, shop("南坪小吃店", fresh("P"))))[1] == []
    # The company by another of its people, whatever the shop is called now.
    assert set((await file(office, shop("新名字", premises)))[1]) == {first}
    assert spelled != first


@pytest.mark.engines
async def test_the_same_by_the_same_is_returned_and_is_no_duplicate(office: Office) -> None:
    person, certificate = fresh(), fresh("B")
    first, _ = await file(office, birth(certificate), person)
    assert await file(office, birth(certificate), person) == (first, [])
    # Spelled otherwise it is another subject: a person looks.
    assert (await file(office, birth(certificate.replace("-", "")), person))[1] == [first]


@pytest.mark.engines
@pytest.mark.parametrize(("state", "found"), [(State.COMPLETED, True), (State.WITHDRAWN, False), (State.LAPSED, False)])
async def test_what_is_finished_is_found_and_what_ended_without_a_result_is_not(
    office: Office, state: State, found: bool
) -> None:
    certificate = fresh("B")
    first, _ = await file(office, birth(certificate))
    await ended(office, first, state)
    assert (await file(office, birth(certificate)))[1] == ([first] if found else [])


@pytest.mark.engines
async def test_of_many_filed_at_once_no_two_miss_each_other(office: Office) -> None:
    certificate, people = fresh("B"), 6
    answers = await asyncio.gather(*(file(office, birth(certificate)) for _ in range(people)))
    pairs = {frozenset((mine, other)) for mine, alike in answers for other in alike}
    assert len(pairs) == people * (people - 1) // 2


@pytest.mark.engines
async def test_an_answer_put_right_by_a_supplement_is_compared_too(office: Office, pool: asyncpg.Pool) -> None:
    certificate, person = fresh("B"), fresh()
    first, _ = await file(office, birth(certificate))
    second, alike = await file(office, birth(fresh("B")), person)
    assert alike == []
    await News(pool).tell(second, asked_for("birth-certificate"))
    request = service_pb2.SupplementApplicationRequest(
        id=second, request_id=fresh("request"), answers={"birth_certificate_number": certificate}
    )
    await supplement(office, request, principal(person, "applicant"))
    (event,) = await outbox(pool, second, events_pb2.ApplicationSupplemented)
    assert list(event.possible_duplicates) == [first]


@pytest.mark.engines
async def test_no_more_are_named_than_a_person_can_look_at(office: Office) -> None:
    certificate = fresh("B")
    for _ in range(POSSIBLE_DUPLICATES_MAX + 1):
        await file(office, birth(certificate))
    assert len((await file(office, birth(certificate)))[1]) == POSSIBLE_DUPLICATES_MAX


@pytest.mark.engines
async def test_what_is_compared_is_stored_as_keyed_hashes_only(office: Office, pool: asyncpg.Pool) -> None:
    application, _ = await file(office, shop("海底捞火锅", "P-0815"))
    rows = await pool.fetch("SELECT * FROM duplicate_keys WHERE application_id = $1", application)
    assert [len(row["key_hash"]) for row in rows] == [32, 32]


@pytest.mark.engines
async def test_an_item_without_keys_is_compared_with_nothing(office: Office) -> None:
    assert (await file(office, graduate()))[1] == []


def test_what_was_not_answered_is_no_key_and_another_key_of_the_hash_finds_nothing() -> None:
    form = events_pb2.FormContent(answers={"premises_number": "P-1", "shop_name": " · "}, credit_code=CREDIT_CODE)
    rules, lookup = [RULES["food-business-licence"]], LookupHash(bytes(32))
    keys = blocking_keys(rules, form, lookup)
    assert len(keys) == 1
    assert not set(keys) & set(blocking_keys(rules, form, LookupHash(bytes([1]) * 32)))
    assert len(locks_of(keys)) == 1
    assert blocking_keys(rules, events_pb2.FormContent(), lookup) == []
