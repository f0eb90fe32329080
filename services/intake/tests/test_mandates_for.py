"""Whose matters a mandate is for, over real tables: one organisation's, or the person's own; and clerks at counters."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from contracts.errors.mandates import NoMandate
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from onetrip.intake.v1 import mandate_service_pb2 as mandate_pb2
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import InvalidInput, NotFound, PermissionDenied
from runtime.messages import type_of
from services.intake.handlers import lookup, mandates
from services.intake.handlers.submit import submit
from services.intake.office import Office
from services.intake.tests.bench import NOW, principal
from services.intake.tests.samples import CREDIT_CODE, fresh, graduate, resident_id
from services.intake.tests.test_duplicates import OTHER_CREDIT_CODE, shop
from services.intake.tests.test_following import outbox
from services.intake.tests.test_mandates import AGENT_ID, request
from services.intake.view import timestamp

pytestmark = pytest.mark.engines

WHY = mandate_pb2.MANDATE_LOOKUP_REASON_REVOCATION


def own(subject: str) -> service_pb2.SubmitApplicationRequest:
    """The person's own matter, filed by an agent."""
    return graduate(principal_id=subject)


def of_company(subject: str, code: str = CREDIT_CODE) -> service_pb2.SubmitApplicationRequest:
    """A company's matter, filed by its representative's agent."""
    filing = shop("海底捞火锅", fresh("P"), code)
    filing.principal_id = subject
    return filing


async def reads(pool: asyncpg.Pool, person_id: str) -> list[tuple[str, str, str]]:
    """Reader, role and purpose of what is noted of a person that no application is behind."""
    return [(each.reader, each.role, each.purpose) for each in await outbox(pool, person_id, RecordAccess)]


async def test_who_acts_for_one_company_acts_for_no_other_and_not_for_the_person(office: Office) -> None:
    giver, agent = principal(fresh(), "applicant"), principal(office.person_id(AGENT_ID), "agent")
    await mandates.grant(office, request(credit_code=CREDIT_CODE), giver)
    filed = (await submit(office, of_company(giver.subject), agent)).application
    for refused in (of_company(giver.subject, OTHER_CREDIT_CODE), own(giver.subject)):
        with pytest.raises(NoMandate):
            await submit(office, refused, agent)
    theirs = service_pb2.SubmitApplicationRequest()
    theirs.CopyFrom(of_company(giver.subject, OTHER_CREDIT_CODE))
    theirs.ClearField("principal_id")
    other = (await submit(office, theirs, giver)).application
    with pytest.raises(NotFound):
        await lookup.get(office, service_pb2.GetApplicationRequest(id=other.id), agent)
    listed = await lookup.list_(office, service_pb2.ListApplicationsRequest(), agent)
    assert filed.id in {each.id for each in listed.applications}
    assert other.id not in {each.id for each in listed.applications}


async def test_a_mandate_that_names_no_company_is_for_the_persons_own_matters(office: Office) -> None:
    giver, agent = principal(fresh(), "applicant"), principal(office.person_id(AGENT_ID), "agent")
    await mandates.grant(office, request(), giver)
    await submit(office, own(giver.subject), agent)
    with pytest.raises(NoMandate):
        await submit(office, of_company(giver.subject), agent)


async def test_what_a_company_filed_before_companies_were_kept_goes_on_for_who_filed_it(
    office: Office, pool: asyncpg.Pool
) -> None:
    giver, agent = principal(fresh(), "applicant"), principal(office.person_id(AGENT_ID), "agent")
    named = (await mandates.grant(office, request(credit_code=CREDIT_CODE), giver)).mandate
    filed = (await submit(office, of_company(giver.subject), agent)).application
    await pool.execute("UPDATE applications SET organisation = NULL WHERE id = $1", filed.id)
    await pool.execute("UPDATE mandates SET organisation = '' WHERE id = $1", named.id)
    get = service_pb2.GetApplicationRequest(id=filed.id)
    assert (await lookup.get(office, get, agent)).id == filed.id
    await pool.execute("UPDATE applications SET filed_by = $2 WHERE id = $1", filed.id, giver.subject)
    with pytest.raises(NotFound):
        await lookup.get(office, get, agent)


async def test_its_giver_sees_which_company_it_is_for_and_nobody_the_whole_number(
    office: Office, pool: asyncpg.Pool
) -> None:
    giver = principal(fresh(), "applicant")
    mandate = (await mandates.grant(office, request(credit_code=CREDIT_CODE), giver)).mandate
    assert mandate.credit_code_masked == CREDIT_CODE[:4] + "*" * 10 + CREDIT_CODE[-4:]
    (told,) = await told_of(pool, mandate.id)
    assert told.organisation == office.organisation(CREDIT_CODE) != ""


async def told_of(pool: asyncpg.Pool, mandate_id: str) -> list[events_pb2.MandateChanged]:
    """What approval and notification are told of a mandate."""
    return await outbox(pool, mandate_id, events_pb2.MandateChanged)


async def test_a_mandate_that_ends_while_it_is_used_files_nothing(office: Office, pool: asyncpg.Pool) -> None:
    giver, agent = principal(fresh(), "applicant"), principal(office.person_id(AGENT_ID), "agent")
    granted = (await mandates.grant(office, request(), giver)).mandate
    async with office.store.transaction() as tables:
        await tables.mandates.revoke(granted.id, NOW)
        # Outside nobody sees yet that it is ended: it is found to live, and then waited for.
        filing = asyncio.create_task(submit(office, own(giver.subject), agent))
        async with asyncio.timeout(30):
            while not await pool.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                continue
    with pytest.raises(NoMandate):
        await filing
    assert not await pool.fetchval("SELECT count(*) FROM applications WHERE applicant_id = $1", giver.subject)


async def test_who_ends_a_mandate_waits_for_what_is_being_filed_under_it(office: Office) -> None:
    giver, agent = principal(fresh(), "applicant"), principal(office.person_id(AGENT_ID), "agent")
    granted = (await mandates.grant(office, request(), giver)).mandate
    async with office.store.transaction() as tables:
        whose, item = (giver.subject, ""), "graduate-residence"
        assert await tables.mandates.may_file(agent.subject, whose, item, NOW, locked=True)
        ending = asyncio.create_task(mandates.revoke(office, mandate_pb2.RevokeMandateRequest(id=granted.id), giver))
        assert await tables.mandates.may_file(agent.subject, whose, item, NOW, locked=True)
        assert not ending.done()
    await ending
    assert not await office.store.mandates.may_file(agent.subject, whose, item, NOW)


async def test_an_application_found_again_is_in_the_log_of_whom_the_agent_acts_for(
    office: Office, pool: asyncpg.Pool
) -> None:
    giver, agent = principal(fresh(), "applicant"), principal(office.person_id(AGENT_ID), "agent")
    await mandates.grant(office, request(), giver)
    filed = (await submit(office, graduate(), giver)).application
    assert (await submit(office, own(giver.subject), agent)).application.id == filed.id
    (noted,) = await outbox(pool, filed.id, RecordAccess)
    assert (noted.person_id, noted.reader, noted.purpose) == (giver.subject, agent.subject, "MANDATE")


async def test_a_clerk_finds_the_mandates_of_the_person_before_them_says_why_and_ends_one(
    office: Office, pool: asyncpg.Pool
) -> None:
    number = resident_id()
    person, clerk = office.person_id(number), principal(fresh(), "clerk")
    granted = (await mandates.grant(office, request(principal_resident_id=number), clerk)).mandate
    look = mandate_pb2.ListMandatesRequest(resident_id=number, reason=WHY)
    assert [each.id for each in (await mandates.list_(office, look, clerk)).mandates] == [granted.id]
    revoke = mandate_pb2.RevokeMandateRequest(id=granted.id, principal_resident_id=number)
    assert (await mandates.revoke(office, revoke, clerk)).mandate.HasField("revoke_time")
    await mandates.revoke(office, revoke, clerk)
    acts = ("MANDATE_GRANT", "MANDATE_REVOCATION", "MANDATE_REVOCATION")
    assert await reads(pool, person) == [(clerk.subject, "clerk", act) for act in acts]


async def test_what_the_person_holds_for_others_is_not_shown_to_the_clerk(office: Office) -> None:
    clerk = principal(fresh(), "clerk")
    await mandates.grant(office, request(), principal(fresh(), "applicant"))
    look = mandate_pb2.ListMandatesRequest(resident_id=AGENT_ID, reason=WHY)
    assert not (await mandates.list_(office, look, clerk)).mandates


async def test_a_clerk_without_a_person_or_a_reason_sees_nothing_and_ends_nothing(
    office: Office, pool: asyncpg.Pool
) -> None:
    number, clerk = resident_id(), principal(fresh(), "clerk")
    granted = (await mandates.grant(office, request(principal_resident_id=number), clerk)).mandate
    for look in ({}, {"resident_id": number}, {"resident_id": "1", "reason": WHY}):
        with pytest.raises(InvalidInput):
            await mandates.list_(office, mandate_pb2.ListMandatesRequest(**look), clerk)
    with pytest.raises(InvalidInput):
        await mandates.revoke(office, mandate_pb2.RevokeMandateRequest(id=granted.id), clerk)
    with pytest.raises(NotFound):
        await mandates.revoke(
            office, mandate_pb2.RevokeMandateRequest(id=granted.id, principal_resident_id=resident_id()), clerk
        )
    with pytest.raises(PermissionDenied):
        await mandates.list_(
            office, mandate_pb2.ListMandatesRequest(resident_id=number, reason=WHY), principal(fresh(), "applicant")
        )
    assert await reads(pool, office.person_id(number)) == [(clerk.subject, "clerk", "MANDATE_GRANT")]


async def test_mandates_that_nobody_was_told_of_are_told_once_while_they_live(
    office: Office, pool: asyncpg.Pool
) -> None:
    giver = principal(fresh(), "applicant")
    living, ended, told = [(await mandates.grant(office, request(), giver)).mandate.id for _ in range(3)]
    await pool.execute("UPDATE mandates SET told = false WHERE id = ANY ($1)", [living, ended])
    await pool.execute("UPDATE mandates SET expire_time = $2 WHERE id = $1", ended, NOW)
    for _ in range(2):
        while await mandates.tell_untold(office):
            pass
    assert [len(await told_of(pool, each)) for each in (living, ended, told)] == [2, 1, 1]
    last = (await told_of(pool, living))[-1]
    assert last.expire_time == timestamp(NOW + timedelta(days=30))
    types = await pool.fetchval("SELECT count(DISTINCT message_id) FROM outbox WHERE type = $1", type_of(type(last)))
    assert types == await pool.fetchval("SELECT count(*) FROM outbox WHERE type = $1", type_of(type(last)))
