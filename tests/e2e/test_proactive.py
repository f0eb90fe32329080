"""Granted without being asked for (免申即享), on the whole stack: one has everything, one is asked by letter."""

from __future__ import annotations

import asyncio
from typing import Any

from cli.client import Caller
from cli.personas import persona
from tests.e2e.conftest import Enter
from tests.e2e.filing import APPLICATIONS, POLL_SECONDS, WAIT_SECONDS_MAX, key, until
from tests.e2e.test_commands import OK, Command, onetrip

__all__ = ["onetrip"]
ITEM = "senior-allowance"
GRANTED = {"APPLICATION_STATE_DELIVERING", "APPLICATION_STATE_COMPLETED"}


def only(person: str) -> tuple[str, ...]:
    """The part of the register that is this person: pages go by person ids, and ids are not alike."""
    return (f"--after={person[:-1]}", f"--until={person}")


async def run_for(onetrip: Command, person: str, *options: str) -> dict[str, Any]:
    """Run over one person; how the run ended."""
    ended = await onetrip("proactive", "run", ITEM, *only(person), *options, "--json")
    assert ended.code == OK, ended.err
    [row] = ended.json
    assert (row["state"], row["scanned"]) == ("COMPLETED", 1)
    return row


async def applications(caller: Caller) -> list[dict[str, Any]]:
    """Somebody's applications."""
    listed = await caller.request("GET", APPLICATIONS)
    return [one for one in listed.json().get("applications", []) if one["itemCode"] == ITEM]


async def letter_of(clerk: Caller, application_id: str, kind: str) -> dict[str, Any]:
    """Wait for the letter about an application in the clerks' work list."""
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS_MAX
    while True:
        listed = await clerk.request("GET", "/v1/errands", params={"channel": "NOTICE_CHANNEL_POST", "page_size": 100})
        for each in listed.json().get("errands", []):
            if (each["applicationId"], each["kind"]) == (application_id, kind):
                return each
        assert asyncio.get_running_loop().time() < deadline, f"no letter of {kind}"
        await asyncio.sleep(POLL_SECONDS)


async def test_who_has_everything_gets_the_allowance_without_having_asked(enter: Enter, onetrip: Command) -> None:
    senior = await enter("senior-entitled", "applicant")
    dry = await run_for(onetrip, senior.subject, "--dry-run")
    assert (dry["opened"], dry["asked"]) == (1, 0)
    assert await applications(senior) == []
    done = await run_for(onetrip, senior.subject)
    assert (done["entitled"], done["opened"]) == (1, 1)
    [application] = await applications(senior)
    shown = await until(senior, application["id"], lambda view: view["state"] in GRANTED)
    assert (shown["channel"], shown["filedAs"]) == ("CHANNEL_PROACTIVE", "FILING_ROLE_PROACTIVE")
    assert shown.get("visitsUsed", 0) == 0
    decisions = await senior.request("GET", f"{APPLICATIONS}/{application['id']}/decisions")
    [decision] = decisions.json()["decisions"]
    assert decision["outcome"] == "CASE_OUTCOME_GRANTED"
    again = await run_for(onetrip, senior.subject)
    assert (again["opened"], again["repeated_in_period"]) == (0, 1)
    accesses = (await senior.request("GET", "/v1/accesses", params={"page_size": 100})).json()["accesses"]
    assert done["run_id"] in {one["applicationId"] for one in accesses if one["purpose"] == "PROACTIVE"}


async def test_who_has_no_account_is_asked_for_it_by_letter_and_nothing_else(enter: Enter, onetrip: Command) -> None:
    senior, clerk = await enter("senior-unpaid", "applicant"), await enter("clerk")
    dry = await run_for(onetrip, senior.subject, "--dry-run")
    assert (dry["opened"], dry["asked"]) == (1, 1)
    await run_for(onetrip, senior.subject)
    [application] = await applications(senior)
    state = "APPLICATION_STATE_SUPPLEMENT_REQUESTED"
    shown = await until(senior, application["id"], lambda view: view["state"] == state)
    assert [one["materialCode"] for one in shown["supplement"]["missing"]] == ["payment-account"]
    await letter_of(clerk, application["id"], "NOTICE_KIND_SUPPLEMENT")
    who = persona("senior-unpaid")
    body = {"request_id": key(), "person": {"name": who.name, "resident_id": who.resident_id}}
    declined = await clerk.request("POST", f"/v1/items/{ITEM}:decline", json=body)
    assert declined.json() == {"applicationId": application["id"]}
    await until(senior, application["id"], lambda view: view["state"] == "APPLICATION_STATE_WITHDRAWN")
    assert (await run_for(onetrip, senior.subject))["declined"] == 1
