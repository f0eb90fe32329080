"""What approval had decided before its database was set back stands again, with its certificate (decision 0067)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import asyncpg
import pytest
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import decision_service_pb2 as decisions_pb
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1.events_pb2 import DueDate
from onetrip.verification.v1.facts_pb2 import FactSet
from runtime.ids import new_id
from services.approval.domain.tasks import SECOND_LOOK
from services.approval.handlers.office import Office
from services.approval.handlers.taking_back import TAKEN_BACK
from services.approval.tests import samples
from services.approval.tests.desk import Call, Desk, officer, principal
from services.approval.tests.message_bench import Bench
from services.approval.tests.test_silence import AFTER, at, facts, permit

pytestmark = pytest.mark.engines

BACHELOR, MASTER = samples.graduate_facts(), samples.graduate_facts(degree="master")
HR, FIRE = officer("phr", "human-resources"), officer("pfire", "fire-rescue")
COURIER = Call(principal("pcourier", "courier"))
MESSAGES_ONLY = ("TaskClaimed", "DeliveryReported")
_TABLES = """
SELECT table_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = current_schema() AND column_name = 'application_id' AND table_type = 'BASE TABLE'
"""
_STANDS = {
    "outcomes": "case_id, outcome, basis, decision_id, rule_version, cause, decided_at",
    "certificates": "number, case_id, kind, name_zh, issued_at, valid_until",
    "deliveries": "id, method, delivered_at, by_agent",
    "supplements": "number, department, cause, crossed_at",
    "visits": "number, kind",
}


@dataclass
class Life:
    """An application's commands, so that they can be said again."""

    bench: Bench
    commands: list[tuple[Message, str]] = field(default_factory=list)

    async def ask(self, command: Message) -> None:
        """Say a command."""
        self.commands.append((command, new_id()))
        await self.bench.send(*self.commands[-1])

    async def again(self) -> None:
        """Say all of them again, as `onetrip reconcile` does."""
        for command, id_ in self.commands:
            await self.bench.send(command, id_)


async def outbox(bench: Bench) -> dict[str, Any]:
    """What was said of the application, by id."""
    query = "SELECT message_id, type, payload, time FROM outbox WHERE key = $1 AND topic = 'approval.events.v1'"
    return {row["message_id"]: row for row in await bench.pool.fetch(query, bench.application_id)}


async def standing(bench: Bench) -> dict[str, Any]:
    """What is there of the application for good."""
    found = {}
    for table, columns in _STANDS.items():
        rows = await bench.pool.fetch(f"SELECT {columns} FROM {table} WHERE application_id = $1", bench.application_id)
        found[table] = sorted(map(tuple, rows))
    query = "SELECT accepted_on FROM applications WHERE id = $1"
    return {**found, "accepted_on": await bench.pool.fetchval(query, bench.application_id)}


async def forget(bench: Bench) -> None:
    """As if the database had been set back to before the application was opened."""
    async with bench.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        for (table,) in await connection.fetch(_TABLES):
            await connection.execute(f"DELETE FROM {table} WHERE application_id = $1", bench.application_id)
        await connection.execute("DELETE FROM applications WHERE id = $1", bench.application_id)
        await connection.execute("DELETE FROM outbox WHERE key = $1", bench.application_id)


async def take_back(bench: Bench, said: dict[str, Any]) -> None:
    """Have approval take back what can be."""
    for row in said.values():
        time = Timestamp()
        time.FromDatetime(row["time"])
        fields = {name: row[name] for name in ("message_id", "type", "payload")}
        await bench.send(commands.TakeBack(**fields, time=time), f"{row['message_id']}:take-back")


async def set_back(life: Life) -> None:
    """Forget everything, take it back twice, hear everything again: nothing differs."""
    said, before = await outbox(life.bench), await standing(life.bench)
    await forget(life.bench)
    for _ in range(2):
        await take_back(life.bench, {key: row for key, row in said.items() if row["type"] in TAKEN_BACK})
    await life.again()
    assert await standing(life.bench) == before
    again = await outbox(life.bench)
    assert {key: row["payload"] for key, row in again.items() if row["type"] in TAKEN_BACK} == {
        key: row["payload"] for key, row in said.items() if row["type"] in TAKEN_BACK
    }
    # What is a message and nothing else is not approval's to take back (deploy/reconcile/setback.py).
    assert {key for key, row in said.items() if not row["type"].endswith(MESSAGES_ONLY)} == again.keys()


async def test_what_a_rule_decided_is_that_decision_with_that_certificate(bench: Bench, office: Office) -> None:
    life, item = Life(bench), samples.graduate()
    item.instant.sampled_per_mille = 1000
    for command in (
        samples.opening(bench.application_id, item),
        samples.review(office, bench.application_id, item),
        samples.deliver(bench.application_id),
    ):
        await life.ask(command)
    query = "SELECT explanation FROM outcomes WHERE application_id = $1"
    explained = office.open_explanation(bench.application_id, await bench.pool.fetchval(query, bench.application_id))
    await set_back(life)
    again = office.open_explanation(bench.application_id, await bench.pool.fetchval(query, bench.application_id))
    assert again == explained


async def test_what_an_officer_decided_and_a_courier_brought_nobody_does_again(
    bench: Bench, office: Office, desk: Desk
) -> None:
    life = await reviewed(bench, office, desk)
    await set_back(life)
    assert not await desk.tasks(HR, bench.application_id)
    assert not await desk.deliveries_under_way(COURIER, bench.application_id)
    asked = decisions_pb.ListDecisionsRequest(application_id=bench.application_id)
    applicant = Call(principal(samples.APPLICANT, "applicant"))
    (decision,) = (await desk.decisions.list_decisions(asked, applicant)).decisions
    assert decision.reasons == "The papers are in order."
    assert {fact.name for fact in decision.facts} == {fact.name for fact in MASTER.facts}


async def test_what_silence_granted_before_anybody_had_a_task_is_that_grant_again(bench: Bench, office: Office) -> None:
    life, item, expiry = Life(bench), permit(), facts()
    await life.ask(samples.opening(bench.application_id, item))
    silence = commands.GrantBySilence(
        application_id=bench.application_id,
        case_id=f"{bench.application_id}.{item.code}",
        item_code=item.code,
        sealed_facts=samples.sealed(office, bench.application_id, expiry),
    )
    at(office, AFTER)
    await life.ask(silence)
    assert (await bench.names())[-1] == "CaseDecided"
    await set_back(life)


async def reviewed(bench: Bench, office: Office, desk: Desk) -> Life:
    """Granted by an officer, and brought to the door."""
    life, item = Life(bench), samples.graduate()
    item.delivery.insert(0, catalog.DELIVERY_METHOD_COURIER)
    courier = catalog.DELIVERY_METHOD_COURIER
    await life.ask(samples.opening(bench.application_id, item, delivery=courier))
    await life.ask(samples.review(office, bench.application_id, item, facts=MASTER))
    await life.ask(samples.review(office, bench.application_id, item, "personal-review", facts=MASTER))
    await desk.decide(HR, await desk.claimed(HR, bench.application_id), pb.TASK_OUTCOME_APPROVE)
    await life.ask(samples.deliver(bench.application_id))
    (delivery,) = await desk.deliveries_under_way(COURIER, bench.application_id)
    confirm = decisions_pb.ConfirmDeliveryRequest(id=delivery.id, request_id=new_id())
    await desk.deliveries.confirm_delivery(confirm, COURIER)
    return life


async def test_a_task_that_stands_open_again_is_decided_as_it_was(
    bench: Bench, office: Office, desk: Desk, pool: asyncpg.Pool
) -> None:
    life, item = Life(bench), samples.graduate()
    await life.ask(samples.opening(bench.application_id, item))
    await life.ask(samples.review(office, bench.application_id, item, facts=MASTER))
    await life.ask(samples.review(office, bench.application_id, item, "personal-review", facts=MASTER))
    task = await desk.claimed(HR, bench.application_id)
    await desk.decide(HR, task, pb.TASK_OUTCOME_REFUSE)
    said, before = await outbox(bench), await standing(bench)
    # Set back to before the officer took the task.
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("DELETE FROM outcomes WHERE application_id = $1", bench.application_id)
        reopened = "UPDATE tasks SET state = 'open', claimed_by = '', finished_at = NULL, decided_by = '' WHERE id = $1"
        await connection.execute(reopened, task.id)
        await connection.execute("DELETE FROM outbox WHERE key = $1 AND type LIKE '%CaseDecided'", bench.application_id)
    await take_back(bench, {key: row for key, row in said.items() if row["type"].endswith("CaseDecided")})
    assert await standing(bench) == before
    assert not await desk.tasks(HR, bench.application_id)


async def test_a_window_that_asked_and_accepted_and_stages_that_were_passed_are_not_asked_again(
    bench: Bench, office: Office, desk: Desk
) -> None:
    life, window = Life(bench), officer("pwindow")
    await life.ask(samples.opening(bench.application_id, samples.food_licence()))
    await life.ask(samples.acceptance(office, bench.application_id))
    await desk.ask(window, await desk.claimed(window, bench.application_id), "kitchen-layout")
    await life.ask(samples.acceptance(office, bench.application_id, 2))
    await desk.decide(window, await desk.claimed(window, bench.application_id), pb.TASK_OUTCOME_ACCEPT)
    food = samples.food_licence()
    await life.ask(samples.review(office, bench.application_id, food, "document-review"))
    await desk.decide(window, await desk.claimed(window, bench.application_id), pb.TASK_OUTCOME_APPROVE)
    await life.ask(samples.review(office, bench.application_id, food, "site-inspection"))
    await set_back(life)
    (task,) = await desk.tasks(window, bench.application_id)
    assert task.stage == "site-inspection"


async def test_an_application_that_the_window_did_not_accept_is_not_accepted_again(
    bench: Bench, office: Office, desk: Desk
) -> None:
    life, window = Life(bench), officer("pwindow")
    await life.ask(samples.opening(bench.application_id, samples.food_licence()))
    await life.ask(samples.acceptance(office, bench.application_id))
    task = await desk.claimed(window, bench.application_id)
    await desk.decide(window, task, pb.TASK_OUTCOME_NOT_ACCEPT, right_body="市水务局")
    await set_back(life)
    assert not await desk.tasks(window, bench.application_id)


async def test_a_grant_that_waits_for_late_material_waits_again_with_its_reasons(
    bench: Bench, office: Office, desk: Desk
) -> None:
    life = await withheld(bench, office, desk)
    await set_back(life)
    assert not await desk.tasks(FIRE, bench.application_id)
    await life.ask(released(bench))
    await desk.decide(FIRE, await desk.claimed(FIRE, bench.application_id), pb.TASK_OUTCOME_APPROVE, reasons="Seen.")
    decided = (await bench.said())[-1]
    assert isinstance(decided, events.CaseDecided)
    assert office.open_words(bench.application_id, decided.sealed_reasons) == "The papers are in order.\nSeen."
    await set_back(life)


async def test_a_grant_that_took_effect_when_its_material_was_in_does_so_again(
    bench: Bench, office: Office, desk: Desk, pool: asyncpg.Pool
) -> None:
    life = await withheld(bench, office, desk)
    await life.ask(released(bench))
    await desk.decide(FIRE, await desk.claimed(FIRE, bench.application_id), pb.TASK_OUTCOME_APPROVE)
    said, before = await outbox(bench), await standing(bench)
    looked = (bench.application_id, SECOND_LOOK)
    # Set back to before the material came.
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        for table in ("certificates", "outcomes"):
            await connection.execute(f"DELETE FROM {table} WHERE application_id = $1", bench.application_id)
        await connection.execute("DELETE FROM tasks WHERE application_id = $1 AND stage = $2", *looked)
        await connection.execute("UPDATE cases SET late = 'awaited' WHERE application_id = $1", bench.application_id)
        await connection.execute("DELETE FROM outbox WHERE key = $1 AND type LIKE '%CaseDecided'", bench.application_id)
    await take_back(bench, {key: row for key, row in said.items() if row["type"].endswith("CaseDecided")})
    await life.again()
    assert await standing(bench) == before
    assert not await desk.tasks(FIRE, bench.application_id)


async def withheld(bench: Bench, office: Office, desk: Desk) -> Life:
    """Approved by the officer while something is to come late."""
    life, item = Life(bench), samples.fire_check()
    await life.ask(samples.opening(bench.application_id, item))
    command = samples.review(office, bench.application_id, item, "document-review", facts=FactSet())
    command.late_materials.add(item_code=item.code, material_code="fire-emergency-plan", promised=True)
    await life.ask(command)
    await desk.decide(FIRE, await desk.claimed(FIRE, bench.application_id), pb.TASK_OUTCOME_APPROVE)
    return life


def released(bench: Bench) -> commands.ReleaseCase:
    """The command that says that all is in."""
    return commands.ReleaseCase(
        application_id=bench.application_id,
        case_id=f"{bench.application_id}.restaurant-fire-check",
        due=DueDate(date="2026-12-03"),
    )


async def test_what_people_say_of_their_own_accord_is_left_to_them(bench: Bench) -> None:
    values = {"message_id": new_id(), "type": "onetrip.approval.v1.HearingRequested", "payload": b""}
    await bench.send(commands.TakeBack(**values), f"{values['message_id']}:take-back")
    assert not await outbox(bench)
