"""A calendar is loaded on the real stack while applications are open: every one of them moves to it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import asyncpg
from temporalio.client import Client

from cli.client import Caller
from deploy.local.engines.temporal import NAMESPACE
from deploy.local.settings import PROJECT_DIR
from deploy.local.stack import Stack
from onetrip.process.v1.state_pb2 import APPLICATION_STATE_IN_REVIEW
from tests.e2e.conftest import Enter
from tests.e2e.filing import CONTRADICTING, filed
from workflows import policies
from workflows.operators.search_attributes import CALENDAR_VERSION

# A year so far away that no date of this run's other tests moves by it.
FILE = "year: 2044\nsource: a notice for a test\ndays_off:\n  - 2044-01-01\nmake_up_days: []\n"


async def onetrip(stack: Stack, *words: str) -> tuple[int, str, str]:
    """Runs the command as a program of its own; its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli.main", *words, cwd=PROJECT_DIR,
        env={**os.environ, "ONETRIP_STATE_DIR": str(stack.state_dir)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def waiting(stack: Stack, caller: Caller) -> dict[str, Any]:
    """An application that a person has to decide, once its workflow waits for that."""
    application = await filed(caller, answers=CONTRADICTING)
    connection = await asyncpg.connect(stack.database_url("process"))
    async with asyncio.timeout(60):
        while True:
            state = "SELECT state FROM applications WHERE application_id = $1"
            if await connection.fetchval(state, application["id"]) == APPLICATION_STATE_IN_REVIEW:
                break
            await asyncio.sleep(0.2)
    await connection.close()
    return application


async def test_a_calendar_is_loaded_while_an_application_is_open(stack: Stack, enter: Enter, tmp_path: Path) -> None:
    application = await waiting(stack, await enter("graduate"))
    file = tmp_path / "2044.yaml"
    file.write_text(FILE.replace("2044-01-01", "2044-13-01"), encoding="utf-8")
    code, _, said = await onetrip(stack, "calendar", "load", str(file), "--apply")
    assert code == 1 and "2044.yaml:4:" in said

    file.write_text(FILE, encoding="utf-8")
    code, out, said = await onetrip(stack, "calendar", "load", str(file), "--json")
    preview = json.loads(out)
    assert code == 0 and preview["open_applications"] >= 1 and preview["deadlines"] == 0, said
    code, out, said = await onetrip(stack, "calendar", "load", str(file), "--apply", "--by", "the operator", "--json")
    assert code == 0, said
    load = json.loads(out)["load"]
    assert load["loaded_by"] == "the operator" and load["applications"] >= 1

    connection = await asyncpg.connect(stack.database_url("process"))
    version = await connection.fetchval(
        "SELECT calendar_version FROM applications WHERE application_id = $1", application["id"]
    )
    await connection.close()
    assert version == load["to_version"]
    client = await Client.connect(stack.address("temporal"), namespace=NAMESPACE)
    handle = client.get_workflow_handle(policies.workflow_id(application["id"]))
    async with asyncio.timeout(30):
        while True:
            if (await handle.describe()).search_attributes.get(CALENDAR_VERSION.name) == [version]:
                break
            await asyncio.sleep(0.2)
    code, out, _ = await onetrip(stack, "calendar", "load", str(file), "--apply")
    assert code == 0 and "in force already" in out
