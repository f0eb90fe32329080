"""Granted without being asked for (免申即享): opened once, for whom it is meant, and filed as everything is filed."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest

from contracts.errors.applications import NotProactive
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import commands_pb2, events_pb2
from onetrip.intake.v1 import proactive_service_pb2 as pb
from runtime.errors import InvalidInput, PermissionDenied
from runtime.messages import Envelope, type_of
from services.intake.domain import State
from services.intake.handlers.declining import decline
from services.intake.handlers.lookup import get
from services.intake.handlers.proactive import PRINCIPAL, Openings, period_of
from services.intake.handlers.submit import submit
from services.intake.office import Office
from services.intake.tests.bench import FrozenClock, principal
from services.intake.tests.samples import fresh, item, resident_id, senior
from services.intake.tests.test_no_redo import ended

VERSION = item("senior-allowance").version


async def tell(office: Office, message: Any, number: int = 1, within: Any = None) -> Any:
    """Give intake a command; what it answers. `within`: a connection whose transaction it is part of."""
    envelope = Envelope(
        id=f"{message.run_id}:{type_of(message)}:{number}",
        type=type_of(message),
        source="process",
        subject=message.run_id,
        time=office.clock.now(),
        payload=message.SerializeToString(),
        traceparent=None,
        topic="intake.commands.v1",
        partition=0,
        offset=0,
    )
    openings = Openings(office)
    handle = openings.begin if isinstance(message, commands_pb2.BeginProactiveRun) else openings.open
    alone = office.store._pool.acquire() if within is None else nullcontext(within)
    async with alone as connection, connection.transaction():
        await handle(connection, envelope, message)
        row = await connection.fetchrow("SELECT * FROM outbox WHERE message_id = $1", f"{envelope.id}:answered")
    kinds = {type_of(kind): kind for kind in (events_pb2.ProactiveRunBegun, events_pb2.ProactiveOpened)}
    return kinds[row["type"]].FromString(row["payload"])


async def open_for(
    office: Office, *people: str, run: str = "", version: int = VERSION, dry_run: bool = False, within: Any = None
) -> events_pb2.ProactiveOpened:
    """Have a page of people opened for."""
    command = commands_pb2.OpenProactively(
        run_id=run or fresh("run"),
        page=1,
        item_code="senior-allowance",
        item_version=version,
        person_ids=people,
        dry_run=dry_run,
    )
    return await tell(office, command, within=within)


async def application_of(office: Office, person: str) -> service_pb2.ListApplicationsResponse | Any:
    """The newest application of somebody."""
    [stored, *_] = await office.store.applications.of_person(person, None, 1)
    return stored


@pytest.mark.engines
async def test_a_run_learns_the_item_in_force_and_that_others_are_applied_for(office: Office) -> None:
    begun = await tell(office, commands_pb2.BeginProactiveRun(run_id=fresh("run"), item_code="senior-allowance"))
    assert (begun.definition.code, begun.definition.proactive.register) == ("senior-allowance", "population")
    for code in ("graduate-residence", "nothing"):
        begun = await tell(office, commands_pb2.BeginProactiveRun(run_id=fresh("run"), item_code=code))
        assert not begun.HasField("definition")


@pytest.mark.engines
async def test_an_application_is_opened_as_one_that_nobody_filed_and_its_person_sees_it(office: Office) -> None:
    person = fresh("p-senior")
    told = await open_for(office, person)
    assert (told.opened, told.standing) == (1, 0)
    stored = await application_of(office, person)
    assert (stored.channel, stored.filed_as) == (catalog_pb2.CHANNEL_PROACTIVE, events_pb2.FILING_ROLE_PROACTIVE)
    assert stored.filed_by == PRINCIPAL.subject
    row = await office.store._pool.fetchrow("SELECT * FROM outbox WHERE message_id = $1", f"{stored.id}:submitted")
    event = events_pb2.ApplicationSubmitted.FromString(row["payload"])
    assert (event.applicant_id, event.filed_in_person, event.definition.version) == (person, False, VERSION)
    shown = await get(office, service_pb2.GetApplicationRequest(id=stored.id), principal(person, "applicant"))
    assert shown.channel == catalog_pb2.CHANNEL_PROACTIVE


@pytest.mark.engines
async def test_a_second_run_opens_nothing_twice_and_a_dry_run_nothing_at_all(office: Office) -> None:
    people = [fresh("p-senior") for _ in range(3)]
    dry = await open_for(office, *people, dry_run=True)
    assert dry.opened == 3
    assert not [one for person in people for one in await office.store.applications.of_person(person, None, 1)]
    assert (await open_for(office, *people)).opened == 3
    again = await open_for(office, *people, people[0])
    assert (again.opened, again.repeated_in_period) == (0, 4)
    for person in people:
        assert len(await office.store.applications.of_person(person, None, 5)) == 1


@pytest.mark.engines
async def test_who_has_applied_by_whatever_door_is_left_alone_and_who_applies_after_it_finds_it(office: Office) -> None:
    number = senior().person.resident_id
    person = office.person_id(number)
    filed = await submit(office, senior(), principal(fresh("p-clerk"), "clerk"))
    told = await open_for(office, person)
    assert (told.opened, told.standing) == (0, 1)
    other = fresh("p-senior")
    await open_for(office, other)
    online = senior(channel=catalog_pb2.CHANNEL_ONLINE)
    online.ClearField("person")
    again = await submit(office, online, principal(other, "applicant"))
    assert again.already_existed
    assert again.application.id != filed.application.id
    assert again.application.channel == catalog_pb2.CHANNEL_PROACTIVE


@pytest.mark.engines
async def test_a_new_period_finds_again_who_did_not_get_it_only(office: Office, clock: FrozenClock) -> None:
    has, lapsed = fresh("p-senior"), fresh("p-senior")
    await open_for(office, has, lapsed)
    await ended(office, (await application_of(office, has)).id)
    await ended(office, (await application_of(office, lapsed)).id, State.LAPSED)
    told = await open_for(office, has, lapsed)
    assert told.repeated_in_period == 2
    clock.instant = clock.instant.replace(year=2027)
    told = await open_for(office, has, lapsed)
    assert (told.opened, told.standing) == (1, 1)
    assert (await application_of(office, lapsed)).progress.state is State.RECEIVED


@pytest.mark.engines
async def test_whom_the_rule_of_another_version_has_found_nothing_is_opened_for(office: Office) -> None:
    told = await open_for(office, fresh("p-senior"), version=VERSION - 1)
    assert (told.outdated, told.opened) == (True, 0)


def test_periods_are_years_months_or_a_life() -> None:
    day = date(2026, 11, 25)
    assert period_of(catalog_pb2.PROACTIVE_PERIOD_YEAR, day) == "2026"
    assert period_of(catalog_pb2.PROACTIVE_PERIOD_MONTH, day) == "2026-11"
    assert period_of(catalog_pb2.PROACTIVE_PERIOD_ONCE, day) == ""


async def say_no(office: Office, caller: str, *roles: str, **changes: Any) -> str:
    """Decline; which application is withdrawn by it."""
    given = {"request_id": fresh("request"), "item_code": "senior-allowance", **changes}
    return (await decline(office, pb.DeclineItemRequest(**given), principal(caller, *roles))).application_id


@pytest.mark.engines
async def test_who_says_no_is_left_alone_and_what_is_open_is_withdrawn(office: Office, clock: FrozenClock) -> None:
    person = fresh("p-senior")
    await open_for(office, person)
    application = await application_of(office, person)
    key = fresh("request")
    assert await say_no(office, person, "applicant", request_id=key) == application.id
    assert await say_no(office, person, "applicant", request_id=key) == application.id
    assert (await application_of(office, person)).progress.withdrawal_pending
    asked = "SELECT count(*) FROM outbox WHERE key = $1 AND message_id = $1 || ':withdrawal'"
    assert await office.store._pool.fetchval(asked, application.id) == 1
    await ended(office, application.id, State.WITHDRAWN)
    clock.instant = clock.instant.replace(year=2027)
    told = await open_for(office, person)
    assert (told.opened, told.declined) == (0, 1)
    online = senior(channel=catalog_pb2.CHANNEL_ONLINE)
    online.ClearField("person")
    assert not (await submit(office, online, principal(person, "applicant"))).already_existed  # they may ask themselves


@pytest.mark.engines
async def test_a_clerk_notes_it_for_whom_they_name_and_nobody_else_does(office: Office) -> None:
    number = resident_id()
    person = service_pb2.PersonOnBehalf(name="谢文斌", resident_id=number)
    assert await say_no(office, fresh("p-clerk"), "clerk", person=person) == ""
    assert (await open_for(office, office.person_id(number))).declined == 1
    with pytest.raises(PermissionDenied):
        await say_no(office, fresh("p"), "applicant", person=person)
    with pytest.raises(InvalidInput):
        await say_no(office, fresh("p-clerk"), "clerk")
    with pytest.raises(InvalidInput):
        await say_no(office, fresh("p-clerk"), "clerk", person=service_pb2.PersonOnBehalf(name="谢文斌"))
    with pytest.raises(NotProactive):
        await say_no(office, fresh("p"), "applicant", item_code="graduate-residence")


@pytest.mark.engines
async def test_what_somebody_filed_themselves_is_not_withdrawn_by_it(office: Office) -> None:
    number = resident_id()
    person = service_pb2.PersonOnBehalf(name="谢文斌", resident_id=number)
    filed = await submit(office, senior(person=person), principal(fresh("p-clerk"), "clerk"))
    assert await say_no(office, office.person_id(number), "applicant") == ""
    stored = await office.store.applications.read(filed.application.id)
    assert stored is not None
    assert not stored.progress.withdrawal_pending


_ONE_WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"


async def done_or_waiting(office: Office, task: asyncio.Task[Any]) -> None:
    """Until it has ended or waits for somebody's lock."""
    while not task.done() and not await office.store._pool.fetchval(_ONE_WAITS):
        pass


@pytest.mark.engines
async def test_who_says_no_while_a_page_is_opened_has_it_withdrawn(office: Office) -> None:
    person, others = fresh("p-senior"), [fresh("p-senior") for _ in range(3)]
    opened, may_commit = asyncio.Event(), asyncio.Event()

    async def page() -> events_pb2.ProactiveOpened:
        async with office.store._pool.acquire() as connection, connection.transaction():
            told = await open_for(office, *others, person, within=connection)
            opened.set()
            await may_commit.wait()
        return told

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        run = group.create_task(page())
        await opened.wait()
        saying_no = group.create_task(say_no(office, person, "applicant"))
        await done_or_waiting(office, saying_no)
        may_commit.set()
    assert run.result().opened == 4
    application = await application_of(office, person)
    assert saying_no.result() == application.id
    assert application.progress.withdrawal_pending


@pytest.mark.engines
async def test_a_page_that_comes_while_somebody_says_no_opens_nothing_for_them(office: Office) -> None:
    person, other = fresh("p-senior"), fresh("p-senior")
    async with asyncio.timeout(60), asyncio.TaskGroup() as group, office.store.transaction() as tables:
        await tables.proactive.alone_with([person], "senior-allowance")
        await tables.proactive.decline(person, "senior-allowance", person, office.clock.now())
        page = group.create_task(open_for(office, other, person))
        await done_or_waiting(office, page)
    assert (page.result().opened, page.result().declined) == (1, 1)
    assert not await office.store.applications.of_person(person, None, 1)


@pytest.mark.engines
async def test_pages_with_the_same_people_and_those_who_decline_meanwhile_never_wait_in_a_circle(
    office: Office,
) -> None:
    people = [fresh("p-senior") for _ in range(20)]
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        pages = [group.create_task(open_for(office, *each)) for each in (people, people[::-1])]
        answers = [group.create_task(say_no(office, person, "applicant")) for person in people[::7]]
    assert sum(page.result().opened + page.result().declined for page in pages) >= len(people)
    for person, answer in zip(people[::7], answers, strict=True):
        found = await office.store.applications.of_person(person, None, 2)
        assert [each.id for each in found] == [answer.result()] * bool(answer.result())
        assert all(each.progress.withdrawal_pending for each in found)
