"""Whom a clerk serves at a counter, on the phone or by letter: identified first, and what they want is written down."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from contracts import served as contract
from contracts.errors.applications import AlreadyWithdrawn, RequestIdReused
from contracts.errors.counter import ClerkConcerned, PersonNotIdentified
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_pb2, counter_service_pb2, events_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import InvalidInput, NotFound, PermissionDenied
from runtime.tokens import Principal
from services.intake.handlers import lookup, mandates
from services.intake.handlers.counter import identify
from services.intake.handlers.submit import submit
from services.intake.handlers.withdraw import withdraw
from services.intake.office import Office
from services.intake.tests import test_taking_back as taken
from services.intake.tests.bench import principal, sealer
from services.intake.tests.samples import RESIDENT_ID, fresh, graduate, resident_id, senior
from services.intake.tests.test_following import News, outbox
from services.intake.tests.test_mandates import request as mandate
from services.intake.tests.test_taking_back import forget, said, take_back
from services.intake.view import timestamp

pytestmark = pytest.mark.engines

NAME = "谢文斌"
TODAY, BEFORE, AHEAD = "2026-11-25", "2026-11-24", "2026-11-26"


@pytest.fixture
def clerk() -> Principal:
    return principal(fresh("p-clerk"), "clerk", department="hall")


async def filed(office: Office, clerk: Principal) -> tuple[application_pb2.Application, str]:
    """An application filed at the counter by somebody without an account, and their number."""
    number = resident_id()
    person = service_pb2.PersonOnBehalf(name=NAME, resident_id=number)
    return (await submit(office, senior(person=person), clerk)).application, number


async def served(office: Office, clerk: Principal, application_id: str, number: str, **changes: object) -> str:
    """The seal of whom the clerk serves."""
    fields: dict[str, object] = {
        "application_id": application_id,
        "person": service_pb2.PersonOnBehalf(name=NAME, resident_id=number),
        "channel": catalog_pb2.CHANNEL_PHONE,
        **changes,
    }
    return (await identify(office, counter_service_pb2.IdentifyPersonRequest(**fields), clerk)).served


def withdrawal(application_id: str, seal: str = "", request_id: str = "") -> service_pb2.WithdrawApplicationRequest:
    request_id = request_id or fresh("request")
    return service_pb2.WithdrawApplicationRequest(id=application_id, request_id=request_id, served=seal)


async def test_who_has_no_account_withdraws_by_letter_and_both_identities_are_kept(
    office: Office, clerk: Principal, pool: asyncpg.Pool
) -> None:
    application, number = await filed(office, clerk)
    letter = {"channel": catalog_pb2.CHANNEL_POST, "receive_date": TODAY}
    seal = await served(office, clerk, application.id, number, **letter)
    request = withdrawal(application.id, seal)
    answer = await withdraw(office, request, clerk)
    assert answer.pending
    request.served = await served(office, clerk, application.id, number, **letter)  # identified anew, sent again
    assert (await withdraw(office, request, clerk)).application.etag == answer.application.etag
    (asked,) = await outbox(pool, application.id, events_pb2.WithdrawalRequested)
    assert (asked.requested_by, asked.requested_as) == (clerk.subject, events_pb2.FILING_ROLE_CLERK)
    assert (asked.served_person_id, asked.channel) == (office.person_id(number), catalog_pb2.CHANNEL_POST)
    assert asked.receive_date == TODAY
    view = await lookup.get(office, service_pb2.GetApplicationRequest(id=application.id), clerk)
    (entry,) = [each for each in view.timeline if each.kind == "WITHDRAWAL_WRITTEN_DOWN"]
    assert (entry.acted_by, entry.acted_as) == (clerk.subject, events_pb2.FILING_ROLE_CLERK)
    assert "来信" in entry.text.zh
    reads = await outbox(pool, application.id, RecordAccess)
    assert {(each.person_id, each.reader, each.role, each.department) for each in reads} == {
        (office.person_id(number), clerk.subject, "clerk", "hall")
    }
    assert [each.purpose for each in reads].count("COUNTER_ACT") == 4  # two identified, two shown


async def test_a_database_set_back_still_knows_who_wrote_a_withdrawal_down_and_for_whom(
    office: Office, clerk: Principal
) -> None:
    application, number = await filed(office, clerk)
    await withdraw(office, withdrawal(application.id, await served(office, clerk, application.id, number)), clerk)
    rows, before = await said(office, application.id), await taken.read(office, application.id)
    await forget(office, application.id)
    for row in rows:
        await take_back(office, application.id, row)
    after = await taken.read(office, application.id)
    kept = [[(each.kind, each.details) for each in one.timeline if each.details] for one in (before, after)]
    assert kept[0] == kept[1]
    assert kept[0][-1][1] == {
        "acted_by": clerk.subject,
        "acted_as": "FILING_ROLE_CLERK",
        "served": office.person_id(number),
        "door": "CHANNEL_PHONE",
    }


async def test_a_wrong_person_withdraws_nothing(office: Office, clerk: Principal, pool: asyncpg.Pool) -> None:
    application, _ = await filed(office, clerk)
    stranger = await served(office, clerk, application.id, resident_id())
    with pytest.raises(NotFound):
        await withdraw(office, withdrawal(application.id, stranger), clerk)
    assert await outbox(pool, application.id, events_pb2.WithdrawalRequested) == []


async def test_who_was_identified_for_another_matter_or_by_another_clerk_or_long_ago_is_not_identified(
    office: Office, clerk: Principal
) -> None:
    application, number = await filed(office, clerk)
    other, _ = await filed(office, clerk)
    colleague = principal(fresh("p-clerk"), "clerk")
    own = {"person_id": office.person_id(number), "application_id": application.id, "clerk_id": clerk.subject}
    past = timestamp(datetime.now(UTC) - timedelta(seconds=1))
    for wrong in (
        await served(office, clerk, other.id, number),
        await served(office, colleague, application.id, number),
        contract.seal(sealer(), counter_service_pb2.ServedPerson(**own, expire_time=past)),
        "made-up",
    ):
        with pytest.raises(PersonNotIdentified):
            await withdraw(office, withdrawal(application.id, wrong), clerk)


async def test_a_clerk_names_whom_they_serve_and_nobody_else_does(office: Office, clerk: Principal) -> None:
    application, number = await filed(office, clerk)
    with pytest.raises(InvalidInput):
        await withdraw(office, withdrawal(application.id), clerk)
    seal = await served(office, clerk, application.id, number)
    with pytest.raises(PermissionDenied):
        await withdraw(office, withdrawal(application.id, seal), principal(office.person_id(number), "applicant"))


async def test_the_name_is_the_applicants(office: Office, clerk: Principal) -> None:
    application, number = await filed(office, clerk)
    person = service_pb2.PersonOnBehalf(name="谢文武", resident_id=number)
    with pytest.raises(PersonNotIdentified):
        await served(office, clerk, application.id, number, person=person)


async def test_a_clerk_serves_neither_themselves_nor_anybody_in_a_matter_of_their_own(
    office: Office, clerk: Principal, pool: asyncpg.Pool
) -> None:
    application, number = await filed(office, clerk)
    agent = resident_id()
    giver = principal(office.person_id(number), "applicant")
    await mandates.grant(office, mandate(agent_resident_id=agent), giver)
    for own in (principal(office.person_id(number), "clerk"), principal(office.person_id(agent), "clerk", "agent")):
        with pytest.raises(ClerkConcerned):
            await served(office, own, application.id, number)
    neighbour = resident_id()
    told = process.RightsTold(case_id=f"{application.id}.senior-allowance", person_id=clerk.subject)
    await News(pool).tell(application.id, told)
    with pytest.raises(ClerkConcerned):
        await served(office, clerk, application.id, neighbour)
    with pytest.raises(ClerkConcerned):
        await served(office, principal(office.person_id(neighbour), "clerk"), application.id, neighbour)


@pytest.mark.parametrize(
    ("channel", "day"),
    [
        (catalog_pb2.CHANNEL_POST, BEFORE),
        (catalog_pb2.CHANNEL_POST, AHEAD),
        (catalog_pb2.CHANNEL_POST, ""),
        (catalog_pb2.CHANNEL_POST, "25.11.2026"),
        (catalog_pb2.CHANNEL_COUNTER, TODAY),
        (catalog_pb2.CHANNEL_ONLINE, ""),
        (catalog_pb2.CHANNEL_UNSPECIFIED, ""),
    ],
)
async def test_a_letter_has_the_day_it_came_in_and_nothing_else_has_one(
    office: Office, clerk: Principal, channel: int, day: str
) -> None:
    application, number = await filed(office, clerk)
    with pytest.raises(InvalidInput):
        await served(office, clerk, application.id, number, channel=channel, receive_date=day)


async def test_nobody_is_identified_for_what_is_not_there(office: Office, clerk: Principal) -> None:
    for wrong in ("no-id", "a" * 26):
        with pytest.raises(NotFound):
            await served(office, clerk, wrong, RESIDENT_ID)
    application, _ = await filed(office, clerk)
    with pytest.raises(InvalidInput):
        await served(office, clerk, application.id, "777700195010210113")


async def test_the_same_key_for_another_person_is_another_body(office: Office, clerk: Principal) -> None:
    caller, number = principal(fresh(), "applicant"), resident_id()
    await mandates.grant(office, mandate(agent_resident_id=number), caller)
    application = (await submit(office, graduate(), caller)).application
    by_phone = await served(office, clerk, application.id, number)
    request = withdrawal(application.id, by_phone)
    assert (await withdraw(office, request, clerk)).pending  # the agent without an account, under a mandate
    request.served = await served(office, clerk, application.id, number, channel=catalog_pb2.CHANNEL_COUNTER)
    with pytest.raises(RequestIdReused):
        await withdraw(office, request, clerk)


async def test_what_is_withdrawn_is_so_at_the_counter_too(office: Office, clerk: Principal, pool: asyncpg.Pool) -> None:
    application, number = await filed(office, clerk)
    case_id = f"{application.id}.senior-allowance"
    settled = approval.WithdrawalSettled(withdrawn=True, withdrawn_case_ids=[case_id])
    await News(pool).tell(application.id, settled, process.ApplicationWithdrawn())
    with pytest.raises(AlreadyWithdrawn):
        await withdraw(office, withdrawal(application.id, await served(office, clerk, application.id, number)), clerk)


async def test_the_timeline_says_that_a_clerk_wrote_it_down_by_which_door_and_names_no_interested_party(
    office: Office, clerk: Principal, pool: asyncpg.Pool
) -> None:
    application, _ = await filed(office, clerk)
    act = approval.RECORDED_ACT_HEARING_REQUEST
    common = {"act": act, "clerk_id": clerk.subject, "record_time": timestamp(office.clock.now())}
    await News(pool).tell(
        application.id,
        approval.ActRecorded(about_id="v1", by_applicant=True, channel=catalog_pb2.CHANNEL_COUNTER, **common),
        approval.ActRecorded(about_id="v2", channel=catalog_pb2.CHANNEL_POST, receive_date=TODAY, **common),
    )
    view = await lookup.get(office, service_pb2.GetApplicationRequest(id=application.id), clerk)
    texts = {each.kind: each.text.zh for each in view.timeline if each.acted_by == clerk.subject}
    assert texts["RECORDED_FOR_YOU"] == "窗口工作人员已为您登记(窗口):要求听证"
    assert texts["RECORDED_FOR_ANOTHER_FROM_LETTER"] == f"窗口工作人员已根据利害关系人{TODAY}送达的来信登记:要求听证"
