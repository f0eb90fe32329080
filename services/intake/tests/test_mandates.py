"""Acting for others, over real tables; and publishing the catalogue."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from contracts.errors.applications import UnknownItem, VersionChanged
from contracts.errors.mandates import MandateEnded, NoMandate
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import catalog_service_pb2 as catalogue_pb2
from onetrip.intake.v1 import events_pb2
from onetrip.intake.v1 import mandate_service_pb2 as mandate_pb2
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import InvalidInput, NotFound, PermissionDenied
from services.intake.handlers import items, lookup, mandates, watch
from services.intake.handlers.access import refuse_ended_mandate
from services.intake.handlers.submit import submit
from services.intake.handlers.supplement import supplement
from services.intake.handlers.withdraw import withdraw
from services.intake.load_catalog import publish
from services.intake.office import Office
from services.intake.tests.bench import NOW, FrozenClock, principal
from services.intake.tests.samples import CREDIT_CODE, RESIDENT_ID, catalogue_items, fresh, graduate
from services.intake.tests.test_duplicates import shop
from services.intake.tests.test_following import News, asked_for, outbox
from services.intake.view import timestamp
from services.intake.watching import Changes

pytestmark = pytest.mark.engines

AGENT_ID = "777700196807190117"


def request(**changes: object) -> mandate_pb2.GrantMandateRequest:
    fields: dict[str, object] = {
        "request_id": fresh("request"),
        "agent_resident_id": AGENT_ID,
        "expire_time": timestamp(NOW + timedelta(days=30)),
    }
    return mandate_pb2.GrantMandateRequest(**{**fields, **changes})


async def test_an_agent_acts_while_the_mandate_lives(office: Office) -> None:
    caller = principal(fresh(), "applicant")
    agent = principal(office.person_id(AGENT_ID), "agent")
    mandate = (await mandates.grant(office, request(item_codes=["graduate-residence"]), caller)).mandate
    application = (await submit(office, graduate(principal_id=caller.subject), agent)).application
    get = service_pb2.GetApplicationRequest(id=application.id)
    assert (await lookup.get(office, get, caller)).id == application.id
    assert (await lookup.get(office, get, agent)).id == application.id
    listed = await lookup.list_(office, service_pb2.ListApplicationsRequest(), agent)
    assert application.id in {each.id for each in listed.applications}
    revoked = (await mandates.revoke(office, mandate_pb2.RevokeMandateRequest(id=mandate.id), caller)).mandate
    assert revoked.HasField("revoke_time")
    with pytest.raises(NotFound):
        await lookup.get(office, get, agent)
    with pytest.raises(NoMandate):
        await submit(office, graduate(principal_id=caller.subject), agent)
    assert not (await lookup.list_(office, service_pb2.ListApplicationsRequest(), agent)).applications


async def test_what_an_agent_reads_is_in_the_log_of_whom_they_act_for(office: Office, pool: asyncpg.Pool) -> None:
    caller, agent = principal(fresh(), "applicant"), principal(office.person_id(AGENT_ID), "agent")
    await mandates.grant(office, request(item_codes=["graduate-residence"]), caller)
    application = (await submit(office, graduate(principal_id=caller.subject), agent)).application
    get = service_pb2.GetApplicationRequest(id=application.id)
    for who in (caller, agent):
        await lookup.get(office, get, who)
        await lookup.list_(office, service_pb2.ListApplicationsRequest(), who)
    noted = await outbox(pool, application.id, RecordAccess)
    assert [(each.person_id, each.reader, each.role, each.purpose) for each in noted] == [
        (caller.subject, agent.subject, "agent", "MANDATE")
    ] * 2


async def test_an_agents_act_keeps_both_identities_and_an_expired_mandate_stops_at_once(
    office: Office, clock: FrozenClock, pool: asyncpg.Pool
) -> None:
    caller = principal(fresh(), "applicant")
    agent = principal(office.person_id(AGENT_ID), "agent")
    await mandates.grant(office, request(), caller)
    application = (await submit(office, graduate(principal_id=caller.subject), agent)).application
    row = await pool.fetchrow("SELECT applicant_id, filed_by FROM applications WHERE id = $1", application.id)
    assert tuple(row) == (caller.subject, agent.subject)
    get = service_pb2.GetApplicationRequest(id=application.id)
    clock.instant = NOW + timedelta(days=30) - timedelta(microseconds=1)
    assert (await lookup.get(office, get, agent)).id == application.id
    clock.instant = NOW + timedelta(days=30)
    with pytest.raises(NotFound):
        await lookup.get(office, get, agent)
    with pytest.raises(NoMandate):
        await submit(office, graduate(principal_id=caller.subject), agent)
    assert (await lookup.get(office, get, caller)).id == application.id


async def test_an_open_stream_ends_with_the_mandate_before_anything_more_is_shown(
    office: Office, pool: asyncpg.Pool, changes: Changes, clock: FrozenClock
) -> None:
    caller, agent = principal(fresh(), "applicant"), principal(office.person_id(AGENT_ID), "agent")
    granted = (await mandates.grant(office, request(), caller)).mandate
    application = (await submit(office, graduate(principal_id=caller.subject), agent)).application
    ticket = await watch.create_ticket(office, service_pb2.CreateWatchTicketRequest(id=application.id), agent)
    ways = (
        (service_pb2.WatchApplicationRequest(id=application.id, ticket=ticket.ticket), None),
        (
            service_pb2.WatchApplicationRequest(id=application.id),
            agent,
        ),
    )
    streams = [watch.watch(office, changes, *way) for way in ways]
    for stream in streams:
        assert (await anext(stream)).application.id == application.id
    await mandates.revoke(office, mandate_pb2.RevokeMandateRequest(id=granted.id), caller)
    await News(pool).tell(application.id, asked_for("graduation-certificate"))
    for stream in streams:
        with pytest.raises(NotFound):
            await anext(stream)
    own = watch.watch(office, changes, service_pb2.WatchApplicationRequest(id=application.id), caller)
    assert (await anext(own)).application.supplement.open
    await own.aclose()


async def test_what_an_agent_or_a_clerk_does_keeps_both_identities(office: Office, pool: asyncpg.Pool) -> None:
    caller, agent = principal(fresh(), "applicant"), principal(office.person_id(AGENT_ID), "agent")
    granted = (await mandates.grant(office, request(), caller)).mandate
    application = (await submit(office, graduate(principal_id=caller.subject), agent)).application
    await News(pool).tell(application.id, asked_for("graduation-certificate"))
    give = {"id": application.id, "answers": {"degree": "bachelor"}}
    for who in (agent, principal(fresh(), "clerk"), caller):
        await supplement(office, service_pb2.SupplementApplicationRequest(request_id=fresh("request"), **give), who)
    withdrawal = service_pb2.WithdrawApplicationRequest(id=application.id, request_id=fresh("request"))
    await withdraw(office, withdrawal, agent)
    supplements = await outbox(pool, application.id, events_pb2.ApplicationSupplemented)
    assert [events_pb2.FilingRole.Name(each.supplied_as) for each in supplements] == [
        "FILING_ROLE_AGENT", "FILING_ROLE_CLERK", "FILING_ROLE_APPLICANT",
    ]  # fmt: skip
    assert supplements[0].supplied_by == agent.subject
    (asked,) = await outbox(pool, application.id, events_pb2.WithdrawalRequested)
    assert (asked.requested_by, asked.requested_as) == (agent.subject, events_pb2.FILING_ROLE_AGENT)
    seen = await lookup.get(office, service_pb2.GetApplicationRequest(id=application.id), caller)
    by = {entry.kind: (entry.acted_by, entry.acted_as) for entry in seen.timeline}
    as_agent = (agent.subject, events_pb2.FILING_ROLE_AGENT)
    assert by["RECEIVED"] == by["WITHDRAWAL_REQUESTED"] == as_agent
    supplied = [entry.acted_as for entry in seen.timeline if entry.kind == "SUPPLEMENTED"]
    assert sorted(supplied) == [0, events_pb2.FILING_ROLE_AGENT, events_pb2.FILING_ROLE_CLERK]
    told = await outbox(pool, granted.id, events_pb2.MandateChanged)
    assert [(each.principal_id, each.agent_id) for each in told] == [(caller.subject, agent.subject)]


async def test_a_supplement_under_way_is_not_taken_once_the_mandate_has_ended(
    office: Office, pool: asyncpg.Pool
) -> None:
    caller, agent = principal(fresh(), "applicant"), principal(office.person_id(AGENT_ID), "agent")
    granted = (await mandates.grant(office, request(), caller)).mandate
    application = (await submit(office, graduate(principal_id=caller.subject), agent)).application
    await News(pool).tell(application.id, asked_for("graduation-certificate"))
    async with office.store.transaction() as tables:
        # It was seen while the mandate lived; before its transaction the mandate was ended.
        stored = await tables.applications.lock(application.id)
        assert stored is not None
        await refuse_ended_mandate(office, tables, agent, stored)
        ending = asyncio.create_task(mandates.revoke(office, mandate_pb2.RevokeMandateRequest(id=granted.id), caller))
        await refuse_ended_mandate(office, tables, agent, stored)
    await ending
    async with office.store.transaction() as tables:
        with pytest.raises(NotFound):
            await refuse_ended_mandate(office, tables, agent, stored)
    again = service_pb2.SupplementApplicationRequest(
        id=application.id, request_id=fresh("request"), answers={"degree": "bachelor"}
    )
    with pytest.raises(NotFound):
        await supplement(office, again, agent)


async def test_a_companys_agent_is_appointed_by_its_representative_and_files_in_their_name(
    office: Office, pool: asyncpg.Pool
) -> None:
    representative, agent = principal(fresh(), "applicant"), principal(office.person_id(AGENT_ID), "agent")
    await mandates.grant(office, request(item_codes=["food-business-licence"], credit_code=CREDIT_CODE), representative)
    filing = shop("海底捞火锅", fresh("P"))
    filing.principal_id = representative.subject
    application = (await submit(office, filing, agent)).application
    (event,) = await outbox(pool, application.id, events_pb2.ApplicationSubmitted)
    # Verification asks the company's register whether the applicant is whom it names.
    assert (event.applicant_id, event.filed_by) == (representative.subject, agent.subject)
    assert event.applicant_kind == catalog_pb2.APPLICANT_KIND_ORGANISATION


async def test_a_mandate_covers_the_items_it_names(office: Office) -> None:
    caller, agent = principal(fresh(), "applicant"), principal(office.person_id(AGENT_ID), "agent")
    await mandates.grant(office, request(item_codes=["senior-allowance"]), caller)
    with pytest.raises(NoMandate):
        await submit(office, graduate(principal_id=caller.subject), agent)


async def test_the_same_call_gives_one_mandate(office: Office) -> None:
    caller, once = principal(fresh(), "applicant"), request()
    first = await mandates.grant(office, once, caller)
    second = await mandates.grant(office, once, caller)
    assert first == second
    listed = await mandates.list_(office, mandate_pb2.ListMandatesRequest(), caller)
    assert [each.id for each in listed.mandates] == [first.mandate.id]


async def test_a_clerk_takes_a_mandate_in_from_paper(office: Office) -> None:
    clerk = principal(fresh(), "clerk")
    mandate = (await mandates.grant(office, request(principal_resident_id=RESIDENT_ID), clerk)).mandate
    assert mandate.principal_id == office.person_id(RESIDENT_ID)
    with pytest.raises(PermissionDenied):
        await mandates.grant(office, request(principal_resident_id=RESIDENT_ID), principal(fresh(), "applicant"))


async def test_everything_wrong_with_a_mandate_is_told(office: Office) -> None:
    wrong = request(
        request_id="x",
        agent_resident_id="1",
        item_codes=["no-such"],
        expire_time=timestamp(NOW + timedelta(days=400)),
        credit_code="1",
    )
    with pytest.raises(InvalidInput) as refused:
        await mandates.grant(office, wrong, principal(fresh(), "applicant"))
    fields = {violation.field for violation in refused.value.fields}
    assert fields == {"request_id", "agent_resident_id", "item_codes[0]", "expire_time", "credit_code"}
    with pytest.raises(InvalidInput):
        await mandates.grant(office, request(), principal(office.person_id(AGENT_ID), "applicant"))


async def test_only_its_giver_ends_a_mandate_and_not_after_it_ran_out(office: Office, clock: FrozenClock) -> None:
    caller = principal(fresh(), "applicant")
    mandate = (await mandates.grant(office, request(), caller)).mandate
    revoke = mandate_pb2.RevokeMandateRequest(id=mandate.id)
    for stranger in (principal(fresh(), "applicant"), principal(office.person_id(AGENT_ID), "applicant")):
        with pytest.raises(NotFound):
            await mandates.revoke(office, revoke, stranger)
    clock.instant = NOW + timedelta(days=31)
    with pytest.raises(MandateEnded):
        await mandates.revoke(office, revoke, caller)


async def test_loading_the_catalogue_again_changes_nothing_and_a_changed_version_is_refused(
    pool: asyncpg.Pool,
) -> None:
    async with pool.acquire() as connection:
        loaded = await publish(connection, catalogue_items(), NOW)
        assert loaded.published == ()
        changed = catalog_pb2.ServiceItem()
        changed.CopyFrom(catalogue_items()[0])
        changed.name.en = "Something else"
        with pytest.raises(VersionChanged, match=changed.code):
            await publish(connection, [changed], NOW)


async def test_a_new_version_serves_new_applications_and_old_ones_keep_theirs(
    office: Office, pool: asyncpg.Pool
) -> None:
    first = catalog_pb2.ServiceItem()
    first.CopyFrom(next(item for item in catalogue_items() if item.code == "graduate-residence"))
    first.code = fresh("item")
    second = catalog_pb2.ServiceItem()
    second.CopyFrom(first)
    second.version, second.name.en = 2, "The second version"
    caller = principal(fresh(), "applicant")
    async with pool.acquire() as connection:
        await publish(connection, [first], NOW)
        office.catalogue._looked_at = 0.0
        filed = (await submit(office, graduate(item_code=first.code), caller)).application
        await publish(connection, [second], NOW)
        await office.catalogue._refresh()
    got = await items.get(office, catalogue_pb2.GetServiceItemRequest(code=first.code))
    assert got.item.version == 2
    again = await lookup.get(office, service_pb2.GetApplicationRequest(id=filed.id), caller)
    assert (again.item_version, again.item_name.en) == (1, first.name.en)


async def test_items_are_listed_in_pages(office: Office) -> None:
    codes: list[str] = []
    token = ""
    while True:
        page = await items.list_(office, catalogue_pb2.ListServiceItemsRequest(page_size=4, page_token=token))
        codes += [item.code for item in page.items]
        token = page.next_page_token
        if not token:
            break
    assert codes == sorted(codes)
    assert {item.code for item in catalogue_items()} <= set(codes)
    with pytest.raises(UnknownItem):
        await items.get(office, catalogue_pb2.GetServiceItemRequest(code="no-such"))
