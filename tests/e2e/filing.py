"""Filing as any program outside would: JSON through the gateway, whatever it holds."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import asyncpg
import httpx

from cli.client import Caller
from deploy.local.sealer import sealer
from deploy.local.stack import Stack
from onetrip.intake.v1.events_pb2 import FormContent
from runtime.sealing import Sealer

APPLICATIONS = "/v1/applications"
ITEM = "graduate-residence"
ADDRESS = "示范市北港区一号路1号"
WAIT_SECONDS_MAX = 90.0
POLL_SECONDS = 0.1

Json = dict[str, Any]


def key() -> str:
    """A request_id of its own."""
    return uuid.uuid4().hex


# Another degree than the register's: a person decides.
CONTRADICTING = {"degree": "master", "destination_address": ADDRESS}


def form(**changes: Any) -> Json:
    """A submission that can be taken in, with changes; None leaves a field out."""
    answers = {"degree": "bachelor", "destination_address": ADDRESS}
    body = {"request_id": key(), "item_code": ITEM, "answers": answers, "despite_result": True, **changes}
    return {name: value for name, value in body.items() if value is not None}


def counter_form(person: Json, **changes: Any) -> Json:
    """What a clerk sends for somebody at the counter."""
    answers = {"bank_account": "6222020000001234567", "bank_name": "示范市农村商业银行"}
    return form(item_code="senior-allowance", channel="CHANNEL_COUNTER", person=person, answers=answers, **changes)


async def submit(caller: Caller, body: Json) -> httpx.Response:
    """Send a submission once."""
    return await caller.request("POST", APPLICATIONS, json=body)


async def filed(caller: Caller, **changes: Any) -> Json:
    """File and return the application."""
    response = await submit(caller, form(**changes))
    assert response.status_code == 200, response.text
    return response.json()["application"]


async def until(caller: Caller, application_id: str, reached: Callable[[Json], bool]) -> Json:
    """Look until the application stands as it should."""
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS_MAX
    while True:
        response = await caller.request("GET", f"{APPLICATIONS}/{application_id}")
        assert response.status_code == 200, response.text
        application = response.json()["application"]
        if reached(application):
            return application
        assert asyncio.get_running_loop().time() < deadline, f"it stands at {application['state']}"
        await asyncio.sleep(POLL_SECONDS)


def completed(application: Json) -> bool:
    """Whether it is over, result in hand."""
    return application["state"] == "APPLICATION_STATE_COMPLETED"


async def task_of(officer: Caller, application_id: str) -> Json:
    """Wait for the department's only open task of an application."""
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS_MAX
    while True:
        listed = await officer.request("GET", "/v1/tasks", params={"application_id": application_id})
        assert listed.status_code == 200, listed.text
        if tasks := listed.json().get("tasks"):
            (task,) = tasks
            return task
        assert asyncio.get_running_loop().time() < deadline, "no task was opened"
        await asyncio.sleep(POLL_SECONDS)


async def claimed(officer: Caller, application_id: str) -> Json:
    """Wait for the task and take it."""
    task = await task_of(officer, application_id)
    response = await officer.request("POST", f"/v1/tasks/{task['id']}:claim", json={})
    assert response.status_code == 200, response.text
    return response.json()["task"]


def decision(**changes: Any) -> Json:
    """A decision that can be taken, with changes."""
    return {"request_id": key(), "outcome": "TASK_OUTCOME_APPROVE", "reasons": "材料齐全,符合条件。", **changes}


def sealer_of(stack: Stack) -> Sealer:
    """The keys of a stack, to look at what it keeps."""
    return sealer(stack.environment.credentials, stack.database_url("process"))


async def stored_form(stack: Stack, application_id: str) -> FormContent:
    """What intake keeps of the form, opened."""
    connection = await asyncpg.connect(stack.database_url("intake"))
    try:
        sealed = await connection.fetchval("SELECT sealed_form FROM applications WHERE id = $1", application_id)
    finally:
        await connection.close()
    content = sealer_of(stack).open(f"application/{application_id}", sealed, f"FormContent:{application_id}")
    return FormContent.FromString(content)


async def written(stack: Stack, person: str) -> int:
    """How many rows intake keeps that this person made: applications, answered requests."""
    connection = await asyncpg.connect(stack.database_url("intake"))
    try:
        return await connection.fetchval(
            "SELECT (SELECT count(*) FROM applications WHERE filed_by = $1 OR applicant_id = $1)"
            " + (SELECT count(*) FROM requests WHERE caller = $1)",
            person,
        )
    finally:
        await connection.close()
