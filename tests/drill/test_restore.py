"""The database is lost with its disk while people file, and is brought back from its backup: nothing acknowledged is
missing, everything ends as it should, and `onetrip reconcile` finds no gap."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys

import asyncpg
import pytest

from cli.client.gateway import Gateway
from deploy.local.settings import PROJECT_DIR
from deploy.local.stack import Stack
from tests.drill.backup import Backup
from tests.drill.test_everything_dies import END_SECONDS_MAX, FILING_PAUSE_SECONDS, ended, file, settled

BEFORE, AFTER = 15, 15
PEOPLE = 60


@pytest.mark.drill
@pytest.mark.timeout(1800)
async def test_after_the_database_is_lost_and_brought_back_every_acknowledged_application_is_there_and_ends() -> None:
    async with Stack.temporary(people=PEOPLE) as stack, Gateway(stack.gateway_url, stack.identity_url) as gateway:
        # Beside the data, where the account that PostgreSQL runs as may read.
        backup = Backup(stack, stack.state_dir / "postgres" / "backup")
        try:
            await backup.begin()
            filed = {who: await file(gateway, who) for who in people(0, BEFORE)}
            filing = asyncio.create_task(file_all(gateway, people(BEFORE, BEFORE + AFTER), filed))
            await asyncio.sleep(AFTER * FILING_PAUSE_SECONDS / 2)
            acknowledged = dict(filed)
            await lose(stack, backup)
            await filing
        finally:
            await backup.end()
        assert set(acknowledged.values()) <= await known(stack)
        async with asyncio.timeout(END_SECONDS_MAX):
            for who, application_id in filed.items():
                await ended(gateway, who, application_id)
        found = await settled(stack, list(filed.values()))
        assert all(account.rows["decisions"] == account.rows["certificates"] == 1 for account in found.values())
        assert await reconciled(stack) == []


def people(start: int, end: int) -> list[str]:
    return [f"graduate-{number:04}" for number in range(start + 1, end + 1)]


async def file_all(gateway: Gateway, graduates: list[str], filed: dict[str, str]) -> None:
    for who in graduates:
        filed[who] = await file(gateway, who)
        await asyncio.sleep(FILING_PAUSE_SECONDS)


async def lose(stack: Stack, backup: Backup) -> None:
    """Kill the server, throw its disk away, restore, start."""
    await stack.kill("postgres")
    data = stack.state_dir / "postgres" / "data"
    await asyncio.to_thread(shutil.rmtree, data)
    await backup.restore(data)
    await stack.start("postgres")


async def known(stack: Stack) -> set[str]:
    connection = await asyncpg.connect(stack.database_url("intake"))
    try:
        return {row[0] for row in await connection.fetch("SELECT id FROM applications")}
    finally:
        await connection.close()


async def reconciled(stack: Stack) -> list[object]:
    """The gaps that are left when everything that could be said again has been."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli.main", "reconcile", "--json", "--grace=0", "--repair"),
        cwd=PROJECT_DIR,
        env={**os.environ, "ONETRIP_STATE_DIR": str(stack.state_dir)},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    return json.loads(output)["gaps"]
