"""The disk of each engine runs full in turn while people file: what was acknowledged is there and ends as it should,
the state is clear to who looks and to who is called, and everything goes on by itself when there is room again.

`make drill ARGS="-k full"`. Needs Linux's root: each disk is a small file system in memory (tests/drill/bounded.py).
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from cli.client import Caller
from cli.client.gateway import Gateway
from cli.journeys.papers import paper
from cli.personas import persona
from deploy.local.ports import Ports
from deploy.local.settings import PROJECT_DIR
from deploy.local.stack import Stack
from tests.drill.bounded import bounded, keep_full, make_room
from tests.drill.faults import LATER, during
from tests.drill.test_everything_dies import END_SECONDS_MAX, ended, patiently
from tests.drill.test_restore import known, reconciled
from tests.drill.watching import READINGS_SECONDS, watch
from tests.e2e.filing import form
from tests.e2e.ledger import accounts

# By engine: the size of its disk, and the alert that somebody is called by. Each holds an empty system and little more.
DISKS = {
    "postgres": (400, "FilingsNotAcknowledged"),
    "kafka": (200, "OutboxStuck"),
    "temporal": (40, "ConsumerWaiting"),
}
MATERIALS_MEGABYTES = 16
PEOPLE = 400
BEFORE = 5
FILING_PAUSE_SECONDS = 0.7
CALLED_SECONDS_MAX = 240.0
ENVIRONMENT = {"*": {"ONETRIP_READINGS_SECONDS": READINGS_SECONDS}}

pytestmark = [pytest.mark.drill, pytest.mark.timeout(1200)]


@pytest.mark.parametrize("engine", DISKS)
async def test_a_full_disk_loses_nothing_acknowledged_says_so_and_is_over_when_there_is_room(
    engine: str, tmp_path: Path
) -> None:
    megabytes, alert = DISKS[engine]
    async with (
        bounded(engine, megabytes) as folder,
        Stack(folder, Ports.free(), people=PEOPLE, observe=True, environment=ENVIRONMENT) as stack,
        Gateway(stack.gateway_url, stack.identity_url) as gateway,
        watch(stack, tmp_path / "watch") as alerts,
    ):
        acknowledged: dict[str, str] = {}
        async with during(filing(gateway, acknowledged)):
            while len(acknowledged) < BEFORE:  # noqa: ASYNC110 - whoever files tells nobody
                await asyncio.sleep(FILING_PAUSE_SECONDS)
            assert await alerts.fired() == set()
            async with during(keep_full(folder / engine)):
                await alerts.until({alert}, CALLED_SECONDS_MAX)
                assert f"disk {folder / engine}" in await broken(stack)
            await asyncio.to_thread(make_room, folder / engine)
            await after(gateway, acknowledged)
        await each_ended_once(stack, gateway, acknowledged)
        assert await broken(stack) == set()


async def test_a_full_store_of_documents_refuses_them_for_a_while_and_keeps_those_it_took() -> None:
    async with (
        bounded("materials", MATERIALS_MEGABYTES) as folder,
        Stack(folder, Ports.free(), people=PEOPLE) as stack,
        Gateway(stack.gateway_url, stack.identity_url) as gateway,
    ):
        disk = folder / "materials"
        driver = await gateway.caller(persona("graduate-0001").resident_id, ("applicant",))
        kept = (await driver.upload(paper("driving-licence"), "application/pdf")).material_id
        acknowledged: dict[str, str] = {}
        async with during(keep_full(disk)):
            while f"disk {disk}" not in await broken(stack):  # noqa: ASYNC110 - a disk tells nobody
                await asyncio.sleep(FILING_PAUSE_SECONDS)
            before = set(stored(disk))
            assert (await upload(driver)) in LATER
            assert set(stored(disk)) == before, "half a document is left"
            # What needs no document goes on, and is over.
            await file(gateway, "graduate-0002", acknowledged)
            await each_ended_once(stack, gateway, acknowledged)
        await asyncio.to_thread(make_room, disk)
        async with asyncio.timeout(END_SECONDS_MAX):
            while await upload(driver) != 200:  # noqa: ASYNC110 - as above
                await asyncio.sleep(FILING_PAUSE_SECONDS)
        answer = await driver.request("GET", f"/v1/materials/{kept}:download")
        assert (answer.status_code, answer.content) == (200, paper("driving-licence"))
        assert await broken(stack) == set()


async def filing(gateway: Gateway, acknowledged: dict[str, str]) -> None:
    """People file, one after the other; who is told "later" sends the same again."""
    for number in range(1, PEOPLE + 1):
        await file(gateway, f"graduate-{number:04}", acknowledged)
        await asyncio.sleep(FILING_PAUSE_SECONDS)


async def file(gateway: Gateway, who: str, acknowledged: dict[str, str]) -> None:
    """Send until it is acknowledged. Raises AssertionError at an answer that may not be."""
    caller = await gateway.caller(persona(who).resident_id, ("applicant",))
    answers = {**persona(who).claims, "destination_address": "示范市北港区一号路1号"}
    body = form(request_id=f"disk-{who}", answers=answers)
    for _ in itertools.count():
        response = await caller.request("POST", "/v1/applications", json=body)
        if response.status_code == 200:
            acknowledged[who] = response.json()["application"]["id"]
            return
        assert response.status_code in LATER, response.text
        await asyncio.sleep(FILING_PAUSE_SECONDS)


async def upload(caller: Caller) -> int:
    """Send a document once; returns the status."""
    headers = {"content-type": "application/pdf"}
    response = await caller.request("POST", "/v1/materials", content=paper("driving-licence"), headers=headers)
    return response.status_code


def stored(disk: Path) -> Iterable[Path]:
    """Every file on it."""
    return (path for path in disk.rglob("*") if path.is_file())


async def after(gateway: Gateway, acknowledged: dict[str, str]) -> None:
    """Wait until somebody is acknowledged again, and what they filed can be read."""
    before = len(acknowledged)
    async with asyncio.timeout(END_SECONDS_MAX):
        while len(acknowledged) <= before:  # noqa: ASYNC110 - as above
            await asyncio.sleep(FILING_PAUSE_SECONDS)
    who, application_id = list(acknowledged.items())[-1]
    await patiently(gateway, who, "GET", f"/v1/applications/{application_id}")


async def each_ended_once(stack: Stack, gateway: Gateway, acknowledged: dict[str, str]) -> None:
    """All that was acknowledged is there, over, decided once, and nothing that was said was not heard."""
    assert set(acknowledged.values()) <= await known(stack)
    async with asyncio.timeout(END_SECONDS_MAX):
        for who, application_id in acknowledged.items():
            await ended(gateway, who, application_id)
    found = await accounts(stack, list(acknowledged.values()))
    assert all(account.rows["decisions"] == account.rows["certificates"] == 1 for account in found.values())
    assert await reconciled(stack) == []


async def broken(stack: Stack) -> set[str]:
    """What `onetrip doctor` calls broken."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli.main", "doctor", "--json"),
        cwd=PROJECT_DIR,
        env={**os.environ, "ONETRIP_STATE_DIR": str(stack.state_dir)},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    return {finding["subject"] for finding in json.loads(output) if finding["state"] == "broken"}
