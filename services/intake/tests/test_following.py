"""An application's way over real tables: the news, supplements, withdrawal, watching, look-ups."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest
from google.protobuf.message import Message

from contracts.errors.applications import AlreadyWithdrawn, ApplicationEnded, EtagMismatch, RequestIdReused
from contracts.errors.supplements import NothingAsked
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1 import application_pb2, events_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1 import facts_pb2
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.errors import InvalidInput, LimitExceeded, NotFound, PermissionDenied, Unauthenticated
from runtime.messages import Envelope, type_of
from runtime.pages import BadPageToken
from runtime.sealing import LookupHash
from runtime.tests.suite import SUITE
from runtime.tokens import Principal
from services.intake.codec import open_form
from services.intake.consumer import Projector, handlers
from services.intake.handlers import lookup, supplement, watch, withdraw
from services.intake.handlers.proactive import Openings
from services.intake.handlers.submit import submit
from services.intake.office import Office
from services.intake.store import Tables
from services.intake.store.applications import Applications
from services.intake.tests.bench import NOW, FrozenClock, NoRelay, office_over, principal, sealer
from services.intake.tests.samples import RESIDENT_ID, fresh, graduate, senior
from services.intake.view import timestamp
from services.intake.watching import WATCHERS_OF_ONE_CALLER_MAX, Changes

pytestmark = pytest.mark.engines


async def until(condition: Callable[[], bool]) -> None:
    """Wait until it holds; the caller sets the limit."""
    while not condition():  # noqa: ASYNC110 - a list that fills up has no event to wait for
        await asyncio.sleep(0.01)


class News:
    """Tells intake what the other parts say, as the consumer does."""

    def __init__(self, pool: asyncpg.Pool, changes: Changes | None = None) -> None:
        changed = changes.changed if changes else lambda _: None
        self._pool = pool
        projector = Projector(sealer(), LookupHash(bytes(32), SUITE), FrozenClock(), changed)
        self._handlers = handlers(projector, Openings(office_over(pool, NoRelay(), FrozenClock())))

    async def tell(self, application_id: str, *messages: Message) -> None:
        for message in messages:
            message.application_id = application_id  # pyright: ignore[reportAttributeAccessIssue]
            envelope = Envelope(
                fresh("event"), type_of(message), "test", application_id, NOW,
                message.SerializeToString(), None, "topic", 0, 0,
            )  # fmt: skip
            async with self._pool.acquire() as connection, connection.transaction():
                await self._handlers.handle(connection, envelope)


@pytest.fixture
def news(pool: asyncpg.Pool) -> News:
    return News(pool)


async def filed(office: Office, caller: Principal | None = None) -> tuple[Principal, application_pb2.Application]:
    caller = caller or principal(fresh(), "applicant")
    return caller, (await submit(office, graduate(), caller)).application


async def read(office: Office, application_id: str, caller: Principal) -> application_pb2.Application:
    return await lookup.get(office, service_pb2.GetApplicationRequest(id=application_id), caller)


async def test_a_notice_that_crossed_acceptance_by_silence_asks_for_nothing_and_the_timeline_says_so(
    office: Office, news: News
) -> None:
    caller, application = await filed(office)
    silent = process.ApplicationAccepted(basis=process.ACCEPTANCE_BASIS_SILENCE)
    await news.tell(application.id, silent, approval.SupplementCrossed(round=1, cross_time=timestamp(NOW)))
    view = await read(office, application.id, caller)
    assert view.timeline[-1].kind == "SUPPLEMENT_CROSSED" and "无需补正" in view.timeline[-1].text.zh
    assert not view.HasField("supplement")


def asked_for(code: str) -> process.SupplementRequested:
    missing = facts_pb2.MissingMaterial(item_code="graduate-residence", material_code=code)
    missing.name.zh, missing.name.en = "毕业证书", "Graduation certificate"
    due = process.DueDate(date="2026-12-16")
    return process.SupplementRequested(round=1, missing=[missing], due=due, request_time=timestamp(NOW))


async def outbox(pool: asyncpg.Pool, application_id: str, kind: type[Any]) -> list[Any]:
    rows = await pool.fetch(
        "SELECT payload FROM outbox WHERE key = $1 AND type = $2 ORDER BY id", application_id, type_of(kind)
    )
    return [kind.FromString(row["payload"]) for row in rows]


async def test_the_applicant_sees_the_whole_way(office: Office, news: News) -> None:
    caller, application = await filed(office)
    case_id = f"{application.id}.graduate-residence"
    contact = facts_pb2.Contact(name="林晓月").SerializeToString()
    sealed = sealer().seal(f"application/{application.id}", contact, f"Contact:{application.id}")
    progress = process.CaseProgress(case_id=case_id, due=process.DueDate(date="2026-12-23"))
    await news.tell(
        application.id,
        process.VerificationStarted(round=1, start_time=timestamp(NOW)),
        approval.ApplicationOpened(visits_budget=0, visits_used=0),
        verification.VerificationCompleted(round=1, outcome=1, proofs_spared=3, sealed_contact=sealed),  # pyright: ignore
        process.ApplicationAccepted(basis=1, effective_date="2026-11-25", cases=[progress]),  # pyright: ignore
        approval.CaseDecided(case_id=case_id, outcome=1, certificate_number="C-1", rule_version="1"),  # pyright: ignore
        process.ApplicationDecided(cases=[progress]),
        approval.ResultDelivered(delivery_id="d", delivery_method=1),  # pyright: ignore
        process.ApplicationCompleted(),
    )
    view = await read(office, application.id, caller)
    assert view.state == state_pb2.APPLICATION_STATE_COMPLETED
    assert [entry.kind for entry in view.timeline] == [
        "RECEIVED", "VERIFICATION_STARTED", "VERIFICATION_COMPLETED", "ACCEPTED", "CASE_GRANTED", "DECIDED",
        "RESULT_DELIVERED", "COMPLETED",
    ]  # fmt: skip
    assert view.applicant_name_masked == "林**"
    assert view.proofs_spared == 3
    assert (view.cases[0].outcome, view.cases[0].certificate_number) == (state_pb2.CASE_OUTCOME_GRANTED, "C-1")
    assert view.waits_for.en == "Nothing, it has ended"
    assert [entry.sequence for entry in view.timeline] == list(range(1, 9))


async def test_a_supplement_is_taken_only_when_it_was_asked_for(office: Office, news: News, pool: asyncpg.Pool) -> None:
    caller, application = await filed(office)
    request = service_pb2.SupplementApplicationRequest(
        id=application.id, request_id=fresh("request"), answers={"degree": "master"}
    )
    with pytest.raises(NothingAsked):
        await supplement.supplement(office, request, caller)
    await news.tell(application.id, asked_for("graduation-certificate"))
    view = await read(office, application.id, caller)
    assert view.supplement.open
    assert view.supplement.due.date == "2026-12-16"
    assert view.waits_for.en == "You, to supply what is missing (1) by 2026-12-16"
    first = await supplement.supplement(office, request, caller)
    again = await supplement.supplement(office, request, caller)
    assert first.application == again.application
    (event,) = await outbox(pool, application.id, events_pb2.ApplicationSupplemented)
    assert event.sequence == 1
    form = open_form(sealer(), application.id, event.sealed_form)
    assert dict(form.answers) == {"degree": "master", "destination_address": "示范市南坪区和平里15号"}
    request.answers["degree"] = "doctor"
    with pytest.raises(RequestIdReused):
        await supplement.supplement(office, request, caller)
    await news.tell(application.id, process.ApplicationLapsed())
    request.request_id = fresh("request")
    with pytest.raises(ApplicationEnded):
        await supplement.supplement(office, request, caller)


async def test_an_empty_or_malformed_supplement_names_its_fields(office: Office, news: News) -> None:
    caller, application = await filed(office)
    await news.tell(application.id, asked_for("graduation-certificate"))
    request = service_pb2.SupplementApplicationRequest(id=application.id, request_id="x")
    with pytest.raises(InvalidInput) as refused:
        await supplement.supplement(office, request, caller)
    assert {violation.field for violation in refused.value.fields} == {"request_id", "materials"}


async def test_a_withdrawal_is_pending_until_approval_has_settled_it(
    office: Office, news: News, pool: asyncpg.Pool
) -> None:
    caller, application = await filed(office)
    stale = service_pb2.WithdrawApplicationRequest(id=application.id, request_id=fresh("request"), etag="99")
    with pytest.raises(EtagMismatch):
        await withdraw.withdraw(office, stale, caller)
    request = service_pb2.WithdrawApplicationRequest(
        id=application.id, request_id=fresh("request"), etag=application.etag
    )
    for _ in range(2):
        response = await withdraw.withdraw(office, request, caller)
        assert response.pending
    another = service_pb2.WithdrawApplicationRequest(id=application.id, request_id=fresh("request"))
    assert (await withdraw.withdraw(office, another, caller)).pending
    assert len(await outbox(pool, application.id, events_pb2.WithdrawalRequested)) == 1
    case_id = f"{application.id}.graduate-residence"
    await news.tell(
        application.id,
        approval.WithdrawalSettled(withdrawn=True, withdrawn_case_ids=[case_id]),
        process.ApplicationWithdrawn(),
    )
    view = await read(office, application.id, caller)
    assert view.state == state_pb2.APPLICATION_STATE_WITHDRAWN
    another.request_id = fresh("request")
    with pytest.raises(AlreadyWithdrawn):
        await withdraw.withdraw(office, another, caller)


async def test_a_watch_shows_every_change_of_any_replica_and_ends(
    office: Office, changes: Changes, pool: asyncpg.Pool
) -> None:
    caller, application = await filed(office)
    elsewhere = Changes(pool)
    exchange = asyncio.create_task(elsewhere.run())
    there = News(pool, elsewhere)
    seen: list[service_pb2.WatchApplicationResponse] = []

    async def follow() -> None:
        request = service_pb2.WatchApplicationRequest(id=application.id)
        async for response in watch.watch(office, changes, request, caller):
            seen.append(response)

    following = asyncio.create_task(follow())
    async with asyncio.timeout(60):
        await until(lambda: len(seen) == 1)
        await there.tell(application.id, process.VerificationStarted(round=1))
        await until(lambda: len(seen) == 2)
        await there.tell(application.id, process.ApplicationWithdrawn())
        await following
    await elsewhere.stop()
    await exchange
    assert [response.end for response in seen] == [False, False, True]
    assert seen[1].application.state == state_pb2.APPLICATION_STATE_VERIFYING


async def test_a_database_that_restarts_ends_no_watch(
    office: Office, changes: Changes, news: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.01)
    caller, application = await filed(office)
    seen: list[service_pb2.WatchApplicationResponse] = []

    async def follow() -> None:
        request = service_pb2.WatchApplicationRequest(id=application.id)
        async for response in watch.watch(office, changes, request, caller):
            seen.append(response)

    following = asyncio.create_task(follow())
    async with asyncio.timeout(60):
        await until(lambda: len(seen) == 1)
        real, faults = Applications.versions, [ConnectionRefusedError(), asyncpg.CannotConnectNowError("starting")]

        async def away_for_a_moment(self: Applications, ids: list[str]) -> dict[str, int]:
            if faults:
                raise faults.pop()
            return await real(self, ids)

        monkeypatch.setattr(Applications, "versions", away_for_a_moment)
        await news.tell(application.id, process.ApplicationWithdrawn())
        await following
    assert not faults, "it was away while somebody watched"
    assert [response.end for response in seen] == [False, True]


async def test_a_watch_of_a_database_that_stays_away_is_told_so(
    office: Office, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(watch, "OUTAGE_SECONDS_MAX", 0.05)
    caller, application = await filed(office)
    watching = watch.watch(office, changes, service_pb2.WatchApplicationRequest(id=application.id), caller)
    await anext(watching)

    async def away(_self: Applications, _ids: list[str]) -> dict[str, int]:
        raise ConnectionRefusedError

    monkeypatch.setattr(Applications, "versions", away)
    with pytest.raises(ConnectionRefusedError):
        await anext(watching)


async def test_a_ticket_opens_one_application_for_one_minute(
    office: Office, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller, application = await filed(office)
    _, other = await filed(office)
    ticket = (await watch.create_ticket(office, service_pb2.CreateWatchTicketRequest(id=application.id), caller)).ticket

    async def first(request: service_pb2.WatchApplicationRequest) -> service_pb2.WatchApplicationResponse:
        return await anext(watch.watch(office, changes, request, None))

    right = service_pb2.WatchApplicationRequest(id=application.id, ticket=ticket)
    assert (await first(right)).application.id == application.id
    for wrong in (
        service_pb2.WatchApplicationRequest(id=other.id, ticket=ticket),
        service_pb2.WatchApplicationRequest(id=application.id),
        service_pb2.WatchApplicationRequest(id=application.id, ticket="x" * 40),
        service_pb2.WatchApplicationRequest(id=application.id, ticket="é"),
    ):
        with pytest.raises(Unauthenticated):
            await first(wrong)
    with pytest.raises(NotFound):
        stranger = principal(fresh(), "applicant")
        await watch.create_ticket(office, service_pb2.CreateWatchTicketRequest(id=application.id), stranger)
    monkeypatch.setattr(watch, "datetime", _Later)
    with pytest.raises(Unauthenticated):
        await first(right)


class _Later(datetime):
    """Two minutes from now."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.now(tz) + timedelta(minutes=2)


async def test_one_caller_cannot_take_all_places_to_watch(changes: Changes) -> None:
    watches = [changes.watch(f"a{index}", "greedy") for index in range(WATCHERS_OF_ONE_CALLER_MAX)]
    for each in watches:
        each.__enter__()
    with pytest.raises(LimitExceeded), changes.watch("one-more", "greedy"):
        pass
    with changes.watch("a0", "somebody-else"):
        pass
    for each in watches:
        each.__exit__(None, None, None)
    with changes.watch("a0", "greedy"):
        pass


async def test_a_list_is_paged_and_its_tokens_are_the_callers(office: Office, pool: asyncpg.Pool) -> None:
    caller, first = await filed(office)
    await pool.execute("UPDATE applications SET ended = true, stands = false WHERE id = $1", first.id)
    _, second = await filed(office, caller)
    one = service_pb2.ListApplicationsRequest(page_size=1)
    page = await lookup.list_(office, one, caller)
    rest = service_pb2.ListApplicationsRequest(page_size=1, page_token=page.next_page_token)
    assert page.next_page_token
    following = await lookup.list_(office, rest, caller)
    assert {page.applications[0].id, following.applications[0].id} == {first.id, second.id}
    assert not following.next_page_token
    assert not page.applications[0].timeline
    with pytest.raises(BadPageToken):
        await lookup.list_(office, rest, principal(fresh(), "applicant"))


async def test_a_clerk_finds_by_exact_numbers_and_every_look_is_logged(office: Office, pool: asyncpg.Pool) -> None:
    clerk = principal(fresh("p-clerk"), "clerk")
    application = (await submit(office, senior(), clerk)).application
    spoken = application.tracking_number.replace("-", " ")
    by_number = await lookup.list_(office, service_pb2.ListApplicationsRequest(tracking_number=spoken), clerk)
    by_person = await lookup.list_(office, service_pb2.ListApplicationsRequest(resident_id=RESIDENT_ID), clerk)
    assert application.id in {found.id for found in by_number.applications}
    assert application.id in {found.id for found in by_person.applications}
    await read(office, application.id, clerk)
    reads = await outbox(pool, application.id, verification.RecordAccess)
    mine = [access for access in reads if access.reader == clerk.subject]
    assert len(mine) >= 3
    assert {access.purpose for access in mine} == {"COUNTER_LOOKUP"}
    assert {access.person_id for access in mine} == {office.person_id(RESIDENT_ID)}


async def test_only_a_clerk_looks_up_and_never_everything(office: Office) -> None:
    request = service_pb2.ListApplicationsRequest(resident_id=RESIDENT_ID)
    with pytest.raises(PermissionDenied):
        await lookup.list_(office, request, principal(fresh(), "applicant"))
    clerk = principal(fresh(), "clerk")
    with pytest.raises(InvalidInput):
        await lookup.list_(office, service_pb2.ListApplicationsRequest(), clerk)
    with pytest.raises(InvalidInput):
        await lookup.list_(office, service_pb2.ListApplicationsRequest(tracking_number="123"), clerk)


async def test_an_event_about_an_unknown_application_is_not_swallowed(news: News) -> None:
    with pytest.raises(NotFound):
        await news.tell("a" * 26, process.ApplicationCompleted())


async def test_batches_that_meet_in_opposite_orders_do_not_deadlock(office: Office, pool: asyncpg.Pool) -> None:
    ids = [(await filed(office))[1].id for _ in range(20)]
    projector = Projector(sealer(), LookupHash(bytes(32), SUITE), FrozenClock(), lambda _: None)

    async def batch(order: list[str], message: Message) -> None:
        envelopes = [
            Envelope(fresh("event"), type_of(message), "test", id_, NOW, b"", None, "topic", 0, 0) for id_ in order
        ]
        async with pool.acquire() as connection, connection.transaction():
            await projector.project(Tables(connection), [(envelope, message) for envelope in envelopes])

    async with asyncio.timeout(60):
        for round_ in range(1, 6):
            await asyncio.gather(
                batch(ids, process.VerificationStarted(round=round_)),
                batch(ids[::-1], verification.VerificationCompleted(round=round_, outcome=1)),  # pyright: ignore
                batch(ids[5:] + ids[:5], approval.ApplicationOpened()),
            )
    counts = await pool.fetch(
        "SELECT count(*) FROM timeline WHERE application_id = ANY ($1::text[]) GROUP BY application_id", ids
    )
    assert [row["count"] for row in counts] == [11] * 20


async def test_a_batch_with_one_event_about_nothing_changes_nothing(office: Office, pool: asyncpg.Pool) -> None:
    caller, application = await filed(office)
    projector = Projector(sealer(), LookupHash(bytes(32), SUITE), FrozenClock(), lambda _: None)
    message = process.VerificationStarted(round=1)
    told = [
        (Envelope(fresh("event"), type_of(message), "test", id_, NOW, b"", None, "topic", 0, 0), message)
        for id_ in (application.id, "a" * 26)
    ]
    with pytest.raises(NotFound):
        async with pool.acquire() as connection, connection.transaction():
            await projector.project(Tables(connection), told)
    assert (await read(office, application.id, caller)).etag == application.etag
