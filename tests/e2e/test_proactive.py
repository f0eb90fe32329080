"""Granted without being asked for (免申即享), on the whole stack: one has everything, one is asked by letter."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import asyncpg

from cli import proactive_runs
from cli.client import Caller
from cli.personas import persona
from deploy.local.stack import Stack
from services.registers.seed.personas import load
from tests.e2e.conftest import Enter
from tests.e2e.filing import APPLICATIONS, POLL_SECONDS, WAIT_SECONDS_MAX, key, until
from tests.e2e.test_commands import OK, Command, onetrip

__all__ = ["onetrip"]
ITEM = "senior-allowance"
PART = "workflows"
PEOPLE_MAX, PAGE_SIZE = 8, 2
# Slow enough that the process dies in the midst of the run.
PER_SECOND = 1.5
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


async def in_a_row(stack: Stack) -> list[str]:
    """Person ids of some who are entitled and follow one another in the register: the longest row without a persona.

    Each stack has its own order, for its own key makes the ids; a few personas cannot cut all rows short.
    """
    named = {who["resident_id"] for who in load()["people"].values()}
    connection = await asyncpg.connect(stack.database_url("registers"))
    try:
        people = await connection.fetch(
            """SELECT person_id, resident_id FROM population
               WHERE birth_date <= $1::date - interval '80 years' AND NOT deceased AND household_city = '示范市'
               ORDER BY person_id COLLATE "C" """,
            datetime.now(UTC).date(),
        )
    finally:
        await connection.close()
    rows = [list(row) for is_persona, row in groupby(people, lambda who: who["resident_id"] in named) if not is_persona]
    longest = max(rows, key=len)[:PEOPLE_MAX]
    assert len(longest) > PAGE_SIZE + 1, "too few seniors between the personas"
    return [who["person_id"] for who in longest]


async def stands(stack: Stack, run_id: str, field: str, at_least: Any) -> dict[str, Any]:
    """Wait until a run has come so far; how it stands then."""
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS_MAX
    while True:
        rows = await proactive_runs.stands(stack, run_id)  # pyright: ignore[reportArgumentType] - has what it needs
        if rows and rows[0][field] >= at_least:
            return rows[0]
        assert asyncio.get_running_loop().time() < deadline, f"the run stands at {rows}"
        await asyncio.sleep(POLL_SECONDS)


async def test_a_run_whose_process_is_killed_goes_on_at_its_cursor_and_opens_for_nobody_twice(
    onetrip: Command, stack: Stack
) -> None:
    people = await in_a_row(stack)
    part = (f"--after={people[0][:-1]}", f"--until={people[-1]}")
    begun = await onetrip(
        *("proactive", "run", ITEM, *part, f"--page-size={PAGE_SIZE}", f"--per-second={PER_SECOND}"),
        *("--no-wait", "--json"),
    )
    assert begun.code == OK, begun.err
    [run_id] = (run["run_id"] for run in begun.json)
    before = await stands(stack, run_id, "opened", PAGE_SIZE)
    await stack.kill(PART)
    try:
        assert before["state"] == "RUNNING" and before["opened"] < len(people)
    finally:
        await stack.start(PART)
    await stands(stack, run_id, "scanned", len(people))
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS_MAX
    while (ended := await stands(stack, run_id, "scanned", len(people)))["state"] == "RUNNING":
        assert asyncio.get_running_loop().time() < deadline, f"the run stands at {ended}"
        await asyncio.sleep(POLL_SECONDS)
    assert (ended["state"], ended["repeated_in_period"]) == ("COMPLETED", 0)
    connection = await asyncpg.connect(stack.database_url("intake"))
    try:
        opened = await connection.fetch(
            "SELECT applicant_id, count(*) AS times FROM applications WHERE applicant_id = ANY ($1) GROUP BY 1", people
        )
    finally:
        await connection.close()
    assert {row["times"] for row in opened} == {1}
    assert len(opened) == ended["opened"] == ended["entitled"]
