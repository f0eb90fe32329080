"""Taking an application in, over real tables."""

import asyncio

import asyncpg
import pytest

from contracts.errors.applications import NotInForce, RequestIdReused, UnknownItem
from contracts.errors.mandates import NoMandate
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from onetrip.process.v1 import state_pb2
from runtime.errors import InvalidInput, NotFound
from services.intake.codec import open_form
from services.intake.handlers import lookup
from services.intake.handlers.submit import submit
from services.intake.office import Office
from services.intake.tests.bench import principal
from services.intake.tests.samples import fresh, graduate, item, resident_id, senior

pytestmark = pytest.mark.engines


async def events_of(pool: asyncpg.Pool, application_id: str) -> list[events_pb2.ApplicationSubmitted]:
    rows = await pool.fetch("SELECT payload FROM outbox WHERE key = $1 AND topic = 'intake.events.v1'", application_id)
    return [events_pb2.ApplicationSubmitted.FromString(row["payload"]) for row in rows]


async def test_an_application_is_taken_in_with_its_event(office: Office, pool: asyncpg.Pool) -> None:
    caller = principal(fresh(), "applicant")
    response = await submit(office, graduate(), caller)
    application = response.application
    assert not response.already_existed
    assert application.state == state_pb2.APPLICATION_STATE_RECEIVED
    assert [entry.kind for entry in application.timeline] == ["RECEIVED"]
    assert application.etag == "1"
    (event,) = await events_of(pool, application.id)
    assert event.definition == item("graduate-residence")
    assert event.applicant_id == event.filed_by == caller.subject
    assert event.tracking_number == application.tracking_number
    assert event.delivery_method == catalog_pb2.DELIVERY_METHOD_ELECTRONIC
    form = open_form(office.sealer, application.id, event.sealed_form)
    assert form.answers["degree"] == "bachelor"


async def test_what_is_read_is_what_was_answered(office: Office) -> None:
    caller = principal(fresh(), "applicant")
    filed = (await submit(office, graduate(), caller)).application
    read = await lookup.get(office, service_pb2.GetApplicationRequest(id=filed.id), caller)
    assert read == filed


async def test_the_same_call_again_is_the_same_application(office: Office, pool: asyncpg.Pool) -> None:
    caller, request = principal(fresh(), "applicant"), graduate()
    responses = await asyncio.gather(*(submit(office, request, caller) for _ in range(5)))
    ids = {response.application.id for response in responses}
    assert len(ids) == 1
    assert sum(not response.already_existed for response in responses) == 1
    assert len(await events_of(pool, ids.pop())) == 1


async def test_the_same_request_id_with_another_body_is_refused(office: Office) -> None:
    caller, request = principal(fresh(), "applicant"), graduate()
    await submit(office, request, caller)
    request.comment = "something else"
    with pytest.raises(RequestIdReused):
        await submit(office, request, caller)


async def test_a_second_live_application_for_the_same_matter_is_the_first(office: Office) -> None:
    caller = principal(fresh(), "applicant")
    responses = await asyncio.gather(*(submit(office, graduate(), caller) for _ in range(5)))
    assert len({response.application.id for response in responses}) == 1
    assert sum(not response.already_existed for response in responses) == 1


async def test_after_the_first_has_ended_another_one_is_taken_in(office: Office, pool: asyncpg.Pool) -> None:
    caller = principal(fresh(), "applicant")
    first = (await submit(office, graduate(), caller)).application.id
    await pool.execute("UPDATE applications SET ended = true, stands = false WHERE id = $1", first)
    second = await submit(office, graduate(), caller)
    assert second.application.id != first
    assert not second.already_existed


async def test_a_clerk_files_for_a_person_and_both_are_kept(office: Office, pool: asyncpg.Pool) -> None:
    clerk = principal(fresh("p-clerk"), "clerk")
    number = resident_id()
    request = senior(person=service_pb2.PersonOnBehalf(name="谢文斌", resident_id=number))
    application = (await submit(office, request, clerk)).application
    (event,) = await events_of(pool, application.id)
    assert event.applicant_id == office.person_id(number)
    assert event.filed_by == clerk.subject
    assert event.filed_as == events_pb2.FILING_ROLE_CLERK
    assert event.filed_in_person
    assert application.applicant_name_masked == "谢**"
    assert (application.visits_budget, application.visits_used) == (1, 1)
    # What was filed at the counter, the person finds online; filing it again returns it.
    person = principal(office.person_id(number), "applicant")
    again = senior(channel=catalog_pb2.CHANNEL_ONLINE)
    again.ClearField("person")
    repeated = await submit(office, again, person)
    assert repeated.already_existed
    assert repeated.application.id == application.id


async def test_an_agent_needs_a_live_mandate(office: Office) -> None:
    with pytest.raises(NoMandate):
        await submit(office, graduate(principal_id=fresh()), principal(fresh(), "agent"))


async def test_unknown_items_and_versions_are_told_apart(office: Office) -> None:
    caller = principal(fresh(), "applicant")
    with pytest.raises(UnknownItem):
        await submit(office, graduate(item_code="moon-permit"), caller)
    with pytest.raises(NotInForce):
        await submit(office, graduate(item_version=99), caller)


async def test_another_persons_application_is_answered_like_one_that_is_absent(office: Office) -> None:
    filed = (await submit(office, graduate(), principal(fresh(), "applicant"))).application.id
    stranger = principal(fresh(), "applicant")
    answers = []
    for application_id in (filed, "a" * 26, "", "; DROP TABLE"):
        with pytest.raises(NotFound) as refused:
            await lookup.get(office, service_pb2.GetApplicationRequest(id=application_id), stranger)
        answers.append((refused.value.message, refused.value.fields))
    assert len(set(answers)) == 1


async def test_whose_interests_it_bears_on_is_named_by_pseudonym_only(office: Office, pool: asyncpg.Pool) -> None:
    caller, number, request = principal(fresh(), "applicant"), resident_id(), graduate()
    own = service_pb2.InterestedPartyInput(person_id=caller.subject)
    other = service_pb2.InterestedPartyInput(person_id="pneighbour", organisation=True)
    request.interested_parties.extend([service_pb2.InterestedPartyInput(resident_id=number), own, other, other])
    filed = (await submit(office, request, caller)).application
    (event,) = await events_of(pool, filed.id)
    assert [each.person_id for each in event.interested_parties] == [office.person_id(number), "pneighbour"]
    assert event.interested_parties[1].kind == catalog_pb2.APPLICANT_KIND_ORGANISATION
    assert number.encode() not in event.SerializeToString()
    for wrong in ({"person_id": "王"}, {"resident_id": "123"}, {}):
        refused = graduate()
        refused.interested_parties.append(service_pb2.InterestedPartyInput(**wrong))
        with pytest.raises(InvalidInput) as error:
            await submit(office, refused, principal(fresh(), "applicant"))
        assert error.value.fields[0].field.startswith("interested_parties[0].")
