"""Intake's database is set back while the others remember: `onetrip reconcile` finds every gap, has what people gave
taken back, and every application ends as it should (decision 0067).

What had been acknowledged since the moment of the copy is what is at stake; how long that was makes no difference.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from cli.client.gateway import Gateway
from cli.journeys.scene import Scene
from deploy.local.engines.postgres import packaged_bin
from deploy.local.settings import PROJECT_DIR
from deploy.local.stack import Stack
from tests.drill.stages import STAND_SECONDS_MAX, Open, Several, end, few_at_once, graduates
from tests.e2e.ledger import accounts

pytestmark = [pytest.mark.drill, pytest.mark.timeout(1200), pytest.mark.asyncio(loop_scope="module")]

# The part that writes each schema.
PARTS = {"intake": "intake"}
# Of which people decide some: nine for each schema.
OF_SCHEMA = {schema: graduates(1 + 9 * number, 9 + 9 * number) for number, schema in enumerate(PARTS)}
WAIT_SECONDS = 420


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack() -> AsyncIterator[Stack]:
    """One for all."""
    async with Stack.temporary() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def several(stack: Stack) -> AsyncIterator[Several]:
    """Who applies there."""
    async with (
        Gateway(stack.gateway_url, stack.identity_url) as gateway,
        Scene("set-back", gateway, nobody_dies) as scene,
    ):
        yield Several(scene)


@pytest.mark.parametrize("schema", PARTS)
async def test_a_database_that_was_set_back_learns_again_what_it_had_acknowledged(
    schema: str, stack: Stack, several: Several, tmp_path: Path
) -> None:
    who = OF_SCHEMA[schema]
    before = await several_standing(several, who[:3], who[3:5])
    copy = await kept(stack, schema, tmp_path)
    since = await several_standing(several, who[5:7], who[7:9])
    # One that a person decides is decided, and what is on its way arrives.
    await end([before[-1], since[0]])
    await stack.stop(PARTS[schema])
    await put_back(stack, schema, copy)
    await stack.start(PARTS[schema])
    found = await reconcile(stack)
    assert found["gaps"], "nothing is missed"
    repaired = await reconcile(stack, "--repair", f"--wait={WAIT_SECONDS}")
    assert repaired["gaps"] == []
    await end([*before[:-1], *since[1:]])
    await ended_once(stack, [*before, *since])


async def several_standing(several: Several, on_their_way: list[str], reviewed: list[str]) -> list[Open]:
    """Applications that wait for a courier, and for an officer."""
    opened: list[Open] = await few_at_once(
        [several.delivered(who) for who in on_their_way] + [several.reviewed(who) for who in reviewed]
    )
    await few_at_once(one.until(one.stands, STAND_SECONDS_MAX) for one in opened)
    return opened


async def ended_once(stack: Stack, opened: list[Open]) -> None:
    """Each is over, decided once, and no message of it is doubled or lost."""
    found = await accounts(stack, [one.id for one in opened])
    assert all(account.rows["decisions"] == account.rows["certificates"] == 1 for account in found.values())
    assert {account.rows["applications"] for account in found.values()} == {1}
    left = await reconcile(stack)
    assert (left["gaps"], [*left["lost"].values()]) == ([], [[]] * len(left["lost"]))


async def kept(stack: Stack, schema: str, folder: Path) -> Path:
    """A copy of a schema as it is now."""
    copy = folder / f"{schema}.dump"
    await run("pg_dump", "--format=custom", f"--schema={schema}", f"--file={copy}", stack.database_url("postgres"))
    return copy


async def put_back(stack: Stack, schema: str, copy: Path) -> None:
    """The schema as it was."""
    connection = await asyncpg.connect(stack.database_url("postgres"))
    try:
        await connection.execute(f"DROP SCHEMA {schema} CASCADE")
    finally:
        await connection.close()
    await run("pg_restore", "--exit-on-error", f"--dbname={stack.database_url('postgres')}", str(copy))


async def run(program: str, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(str(packaged_bin() / program), *arguments)
    assert await process.wait() == 0, f"{program} failed"


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
