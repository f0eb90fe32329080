"""Each database alone is set back while the others remember, Kafka is emptied, Temporal's database is lost: `onetrip
reconcile` names what was lost, no more and no less, and with `--repair` every application ends as one left in peace
(decision 0067).

What had been acknowledged since the moment of the copy is what is at stake; how long that was makes no difference.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from cli.client.gateway import Gateway
from cli.journeys.scene import Scene
from deploy.local.settings import PROJECT_DIR
from deploy.local.stack import Stack
from onetrip.approval.v1.events_pb2 import CaseDecided
from tests.drill import losses
from tests.drill.losses import Ledger
from tests.drill.stages import STAND_SECONDS_MAX, Open, Restaurant, Several, end, few_at_once, graduates
from tests.drill.test_everything_dies import ASKED_AGAIN, AWAITED
from tests.e2e.ledger import Account, accounts, quiet

pytestmark = [pytest.mark.drill, pytest.mark.timeout(1500), pytest.mark.asyncio(loop_scope="module")]

# The part that writes each schema.
PARTS = {
    "intake": "intake",
    "verification": "verification",
    "approval": "approval",
    "notification": "notification",
    "process": "workflows",
}
# The process looks for lost workflows every five minutes.
WAIT_SECONDS = 420
# Who reads is no matter of the application's, and a repair says what it has taken back.
BESIDES = {"onetrip.verification.v1.RecordAccess", "onetrip.intake.v1.TakeBack", "onetrip.approval.v1.TakeBack"}


@dataclass(frozen=True)
class Town:
    """Who applies on a stack, and what became of those who were left in peace, by kind."""

    stack: Stack
    scene: Scene
    peace: dict[str, Account]
    people: Iterator[str]

    async def standing(self) -> list[Open]:
        """Applications at every stage: they wait for papers, the window, officers, a courier, a check."""
        restaurant, several = Restaurant(self.scene), Several(self.scene)
        # One after the other: what one owner files at once would look like the same matter.
        stages = (restaurant.signed, restaurant.late, restaurant.asked, restaurant.windowed, several.counter)
        opened = [await stage() for stage in stages]
        return await self._standing([*opened, *await self._several()])

    async def more(self) -> list[Open]:
        """Some more of those that can be told apart."""
        return await self._standing(await self._several())

    async def waiting_for_registers(self) -> list[Open]:
        """Who files while the registers are down."""
        await self.stack.stop("registers")
        several = Several(self.scene)
        return await few_at_once(several.verified(next(self.people)) for _ in range(2))

    async def _several(self) -> list[Open]:
        several = Several(self.scene)
        kinds = (several.supplemented, several.reviewed, several.reviewed, several.delivered, several.delivered)
        return await few_at_once(kind(next(self.people)) for kind in (*kinds, several.instant))

    async def _standing(self, opened: list[Open]) -> list[Open]:
        await few_at_once(one.until(one.stands, STAND_SECONDS_MAX) for one in opened)
        return opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town() -> AsyncIterator[Town]:
    """One for all; in it one of each kind was left in peace."""
    async with (
        Stack.temporary() as stack,
        Gateway(stack.gateway_url, stack.identity_url) as gateway,
        Scene("set-back", gateway, nobody_dies) as scene,
    ):
        town = Town(stack, scene, {}, iter(graduates(1, 200)))
        calm = await town.standing()
        await end(calm)
        found = await accounts(stack, [one.id for one in calm])
        town.peace.update({one.kind: found[one.id] for one in calm})
        yield town


@pytest.mark.parametrize("schema", PARTS)
async def test_a_database_that_was_set_back_learns_again_what_it_had_acknowledged(
    schema: str, town: Town, tmp_path: Path
) -> None:
    stack = town.stack
    before = await town.standing()
    await quiet(stack)
    copy = await losses.kept(stack, schema, tmp_path)
    since = await town.more()
    # One of each kind comes to its end, of those that the copy knows and of those that it does not.
    over = [*one_of_each(before, "signed", "windowed"), *one_of_each(since)]
    await end(over)
    before += await town.waiting_for_registers()
    await quiet(stack)
    await stack.stop(PARTS[schema])
    remembered = await Ledger.read(stack, schema)
    await losses.put_back(stack, schema, copy)
    lost = remembered.without(await Ledger.read(stack, schema))
    assert_named(await reconcile(stack), schema, lost)
    await stack.start(PARTS[schema])
    await stack.start("registers")
    repaired = await reconcile(stack, "--repair", f"--wait={WAIT_SECONDS}")
    assert (repaired["gaps"], any(repaired["lost"].values())) == ([], False)
    await end([one for one in (*before, *since) if one not in over])
    await assert_ended_as_in_peace(town, [*before, *since])


async def test_what_kafka_lost_before_it_was_heard_is_said_again(town: Town) -> None:
    stack, away = town.stack, ("approval", "notification")
    before = await town.standing()
    await quiet(stack)
    for part in away:
        await stack.stop(part)
    several = Several(town.scene)
    since = await few_at_once(several.instant(next(town.people)) for _ in range(6))
    await quiet(stack, away)
    lost = await losses.unheard(stack, away)
    assert lost, "nothing was lost"
    await losses.empty_kafka(stack)
    found = await reconcile(stack)
    assert {(gap["kind"], gap["message_id"], gap["consumer"]) for gap in found["gaps"]} == {
        ("unheard", message, consumer) for message, consumer in lost
    }
    for part in away:
        await stack.start(part)
    repaired = await reconcile(stack, "--repair", f"--wait={WAIT_SECONDS}")
    assert (repaired["gaps"], any(repaired["lost"].values())) == ([], False)
    await end([*before, *since])
    await assert_ended_as_in_peace(town, [*before, *since], on_kafka=False)


async def test_what_temporal_lost_is_named_and_begins_again(town: Town) -> None:
    stack = town.stack
    opened = await town.standing()
    opened += await town.waiting_for_registers()
    await quiet(stack)
    await stack.stop("workflows")
    lost = await losses.running(stack)
    assert {f"application/{one.id}" for one in opened if one.kind not in ("instant", "signed")} <= lost
    await losses.empty_temporal(stack)
    found = await reconcile(stack)
    assert ({each for ids in found["lost"].values() for each in ids}, found["gaps"]) == (lost, [])
    # The worker's version is known to the new Temporal when it has polled.
    for step in ("workflows", "worker-version", "registers"):
        await stack.start(step)
    repaired = await reconcile(stack, "--repair", f"--wait={WAIT_SECONDS}")
    assert (repaired["gaps"], any(repaired["lost"].values())) == ([], False)
    await end(opened)
    await assert_ended_as_in_peace(town, opened)


def one_of_each(opened: list[Open], *but: str) -> list[Open]:
    """The first of each kind."""
    return list({one.kind: one for one in reversed(opened) if one.kind not in but}.values())


def assert_named(found: dict[str, Any], schema: str, lost: Ledger) -> None:
    """Every message that was lost is named, and none that was not; what others have said since is not heard yet."""
    assert lost.said or schema == "notification", "nothing that was said is lost"
    assert lost.heard, "nothing that was heard is lost"
    gaps = found["gaps"]
    assert {gap["message_id"] for gap in gaps if gap["kind"] == "forgotten"} == lost.said
    assert {(gap["sender"], bool(gap["key"])) for gap in gaps if gap["kind"] == "forgotten"} <= {(schema, True)}
    unheard = {gap["message_id"] for gap in gaps if gap["kind"] == "unheard"}
    assert lost.heard <= unheard
    assert {gap["consumer"] for gap in gaps if gap["kind"] == "unheard"} == {schema}
    assert {gap["kind"] for gap in gaps} <= {"forgotten", "unheard", "unsent"}


async def assert_ended_as_in_peace(town: Town, opened: list[Open], *, on_kafka: bool = True) -> None:
    """Each is over, with the rows and messages of its like that was left in peace: nothing is lost or doubled."""
    found = await accounts(town.stack, [one.id for one in opened])
    for one in opened:
        # Who waited for registers is otherwise like one who did not have to.
        reference = town.peace["instant" if one.kind == "verified" else one.kind]
        assert effects(found[one.id]) == effects(reference), one.kind
        assert said(found[one.id]) == said(reference), one.kind
        if on_kafka:
            assert found[one.id].written == found[one.id].published, one.kind
    await assert_decided_as_told(town.stack, [one.id for one in opened])
    left = await reconcile(town.stack)
    assert (left["gaps"], any(left["lost"].values())) == ([], False)


def effects(account: Account) -> dict[str, int]:
    """What is there of an application for good; how often something was waited for may differ."""
    return {name: count for name, count in account.rows.items() if name not in ("steps", "timeline")}


def said(account: Account) -> Counter[tuple[str, str]]:
    """The messages that were written about an application, by topic and type; not that it waited for a register."""
    waits = account.written[AWAITED]
    told = account.written - Counter(dict.fromkeys((AWAITED, *ASKED_AGAIN), waits))
    return Counter({(topic, type_): count for (topic, type_), count in told.items() if type_ not in BESIDES})


async def assert_decided_as_told(stack: Stack, application_ids: list[str]) -> None:
    """The decisions and certificates that stand are those that everybody was told of."""
    connection = await asyncpg.connect(stack.database_url("approval"))
    try:
        query = "SELECT decision_id, number FROM outcomes LEFT JOIN certificates USING (case_id)"
        where = " WHERE outcomes.application_id = ANY ($1) AND decision_id IS NOT NULL"
        standing = {tuple(row) for row in await connection.fetch(query + where, application_ids)}
        query = "SELECT payload FROM outbox WHERE key = ANY ($1) AND type = $2"
        rows = await connection.fetch(query, application_ids, CaseDecided.DESCRIPTOR.full_name)
    finally:
        await connection.close()
    told = [CaseDecided.FromString(row["payload"]) for row in rows]
    assert standing == {(each.decision_id, each.certificate_number or None) for each in told}


async def reconcile(stack: Stack, *arguments: str) -> dict[str, Any]:
    """What the command answers."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli.main", "reconcile", "--json", "--grace=0", *arguments),
        cwd=PROJECT_DIR,
        env={**os.environ, "ONETRIP_STATE_DIR": str(stack.state_dir)},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    return json.loads(output)


async def nobody_dies(_: str) -> None:
    """Nothing is killed by a journey here."""
    raise AssertionError
