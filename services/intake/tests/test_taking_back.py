"""What a database that was set back has forgotten is taken back from what was said, once, as it was (decision 0067)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from contracts.topics.names import INTAKE_COMMANDS, INTAKE_EVENTS
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import commands_pb2, events_pb2
from runtime.errors import NotFound
from runtime.messages import Envelope, type_of
from services.intake.domain import State
from services.intake.handlers.submit import submit
from services.intake.handlers.supplement import supplement
from services.intake.handlers.taking_back import TakingBack
from services.intake.handlers.withdraw import withdraw
from services.intake.office import Office
from services.intake.store import Stored
from services.intake.tests.bench import NOW, principal
from services.intake.tests.samples import fresh, graduate, senior
from services.intake.tests.test_duplicates import birth
from services.intake.tests.test_following import News, asked_for
from services.intake.view import timestamp

pytestmark = pytest.mark.engines


async def said(office: Office, application_id: str) -> list[Any]:
    """What intake has said of an application, in order; not which reads of people it has had recorded."""
    query = "SELECT message_id, type, payload, time FROM outbox WHERE key = $1 AND topic = $2 ORDER BY id"
    return await office.store._pool.fetch(query, application_id, INTAKE_EVENTS)


async def forget(office: Office, application_id: str) -> None:
    """As if the database had been set back to before it was filed."""
    async with office.store._pool.acquire() as connection, connection.transaction():
        await connection.execute("DELETE FROM outbox WHERE key = $1", application_id)
        await connection.execute("DELETE FROM requests WHERE result_id = $1", application_id)
        await connection.execute("DELETE FROM timeline WHERE application_id = $1", application_id)
        await connection.execute("DELETE FROM applications WHERE id = $1", application_id)


async def take_back(office: Office, application_id: str, row: Any) -> None:
    """Give intake the command."""
    time = Timestamp()
    time.FromDatetime(row["time"])
    command = commands_pb2.TakeBack(message_id=row["message_id"], type=row["type"], payload=row["payload"], time=time)
    envelope = Envelope(
        id=f"{row['message_id']}:take-back",
        type=type_of(command),
        source="process",
        subject=application_id,
        time=office.clock.now(),
        payload=command.SerializeToString(),
        traceparent=None,
        topic=INTAKE_COMMANDS,
        partition=0,
        offset=0,
    )
    async with office.store._pool.acquire() as connection, connection.transaction():
        await TakingBack(office).take_back(connection, envelope, command)


async def read(office: Office, application_id: str) -> Stored:
    """The application as it stands; its masked name is sealed anew, and differs in its bytes."""
    stored = await office.store.applications.read(application_id)
    assert stored is not None
    return replace(stored, sealed_name=None)


async def test_an_application_is_there_again_as_it_was_acknowledged(office: Office) -> None:
    request = senior()
    filed = (await submit(office, request, principal(fresh("p-clerk"), "clerk"))).application
    before = await read(office, filed.id)
    (row,) = await said(office, filed.id)
    await forget(office, filed.id)
    for _ in range(2):
        await take_back(office, filed.id, row)
    assert await read(office, filed.id) == before
    (again,) = await said(office, filed.id)
    assert [again[name] for name in ("message_id", "type", "payload", "time")] == list(row)
    # It is the live application of its matter again.
    repeated = senior(person=request.person)
    assert (await submit(office, repeated, principal(fresh("p-clerk"), "clerk"))).application.id == filed.id


async def test_a_withdrawal_is_asked_for_again_and_one_of_an_application_not_here_waits(office: Office) -> None:
    caller = principal(fresh(), "applicant")
    filed = (await submit(office, graduate(), caller)).application
    request = service_pb2.WithdrawApplicationRequest(id=filed.id, request_id=fresh("request"))
    await withdraw(office, request, caller)
    submitted, withdrawal = await said(office, filed.id)
    before = await read(office, filed.id)
    await forget(office, filed.id)
    with pytest.raises(NotFound):
        await take_back(office, filed.id, withdrawal)
    for row in (submitted, withdrawal):
        await take_back(office, filed.id, row)
    after = await read(office, filed.id)
    assert after.progress == before.progress
    assert [entry.key for entry in after.timeline] == [entry.key for entry in before.timeline]


async def test_filed_again_meanwhile_both_are_there(office: Office) -> None:
    caller = principal(fresh(), "applicant")
    filed = (await submit(office, graduate(), caller)).application
    (row,) = await said(office, filed.id)
    await forget(office, filed.id)
    second = (await submit(office, graduate(), caller)).application
    await take_back(office, filed.id, row)
    assert {(await read(office, each.id)).progress.state for each in (filed, second)} == {State.RECEIVED}


async def test_a_supplement_that_made_it_another_matter_makes_it_so_again(office: Office, pool: asyncpg.Pool) -> None:
    caller, mistaken, meant = principal(fresh(), "applicant"), fresh("B"), fresh("B")
    filed = (await submit(office, birth(mistaken), caller)).application
    await News(pool).tell(filed.id, asked_for("birth-certificate"))
    answers = {"birth_certificate_number": meant}
    request = service_pb2.SupplementApplicationRequest(id=filed.id, request_id=fresh("request"), answers=answers)
    await supplement(office, request, caller)
    rows = await said(office, filed.id)
    await forget(office, filed.id)
    for row in rows:
        await take_back(office, filed.id, row)
    assert (await submit(office, birth(meant), caller)).application.id == filed.id
    assert (await submit(office, birth(mistaken), caller)).application.id != filed.id


async def test_what_does_not_say_all_there_was_is_left_to_people(office: Office) -> None:
    rating = events_pb2.ApplicationRated(application_id=fresh("application"))
    values = {"message_id": fresh("rated"), "type": type_of(rating), "payload": rating.SerializeToString()}
    await take_back(office, rating.application_id, {**values, "time": office.clock.now()})
    query = "SELECT count(*) FROM outbox WHERE topic = $1 AND message_id = $2"
    assert await office.store._pool.fetchval(query, INTAKE_EVENTS, values["message_id"]) == 0


async def test_what_a_window_asked_for_and_was_brought_is_not_asked_for_again(
    office: Office, pool: asyncpg.Pool
) -> None:
    caller = principal(fresh(), "applicant")
    filed = (await submit(office, graduate(), caller)).application
    asked = asked_for("degree-certificate")
    asked.department = "human-resources"
    await News(pool).tell(filed.id, asked)
    (submitted,) = await said(office, filed.id)
    sealed_form = events_pb2.ApplicationSubmitted.FromString(submitted["payload"]).sealed_form
    supplied = events_pb2.ApplicationSupplemented(
        application_id=filed.id, sequence=1, sealed_form=sealed_form, receive_time=timestamp(NOW),
        materials=[events_pb2.GivenMaterial(code="degree-certificate", material_id=fresh("m"), size_bytes=9)],
    )  # fmt: skip
    row = {**dict(submitted), "message_id": f"{filed.id}:supplemented:1", "type": type_of(supplied)}
    await take_back(office, filed.id, {**row, "payload": supplied.SerializeToString()})
    brought = (await read(office, filed.id)).progress.supplement
    assert brought is not None and brought.given == ("degree-certificate",) and brought.not_given == ()
