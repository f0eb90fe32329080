"""A file of cases that another system decided: found, counted and verified, and nothing begins by it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import asyncpg

from cli.personas import persona
from deploy.local.stack import Stack
from tests.e2e.conftest import Enter
from tests.e2e.filing import POLL_SECONDS, WAIT_SECONDS_MAX, Json, key, submit
from tests.e2e.test_commands import FAILED, OK, Command, onetrip

__all__ = ["onetrip"]

PERSON = "graduate-0066"
NUMBER = "HJ2026-沪(迁)000123"


def line(**changes: Any) -> Json:
    """A permit that a former system granted, good for longer than ours are."""
    who = persona(PERSON)
    return {
        "system": "public-security-2014",
        "number": "HJ-2026/000123",
        "item": "graduate-residence",
        "applicant": {"resident_id": who.resident_id, "name": who.name},
        "answers": {"degree": "bachelor"},
        "received_on": "2026-03-01",
        "closed_on": "2026-03-20",
        "outcome": "granted",
        "certificate": {"number": NUMBER, "valid_from": "2026-03-20", "valid_until": "2099-12-31"},
        **changes,
    }


def written(folder: Path, *lines: Json) -> str:
    """The path of a file of these."""
    file = folder / f"{key()}.jsonl"
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines))
    return str(file)


async def test_a_former_case_is_found_counts_and_is_verified_and_nothing_begins_by_it(
    onetrip: Command, enter: Enter, stack: Stack, tmp_path: Path
) -> None:
    file = written(tmp_path, line())
    bad = await onetrip("archive", "import", written(tmp_path, line(), line(outcome="perhaps")), "--apply", "--json")
    assert (bad.code, bad.json["faults"][0]["line"], bad.json["faults"][0]["reason"]) == (FAILED, 2, "FIELD_MALFORMED")
    looked = await onetrip("archive", "import", file, "--dry-run")
    assert (looked.code, looked.out.strip()) == (OK, "1 lines: 1 taken in; 0 with a fault"), looked.err
    for came in ("taken in", "taken in before"):
        taken = await onetrip("archive", "import", file, "--apply", "--json")
        assert (taken.code, taken.json["came"]) == (OK, {came: 1}), taken.err
    graduate = await enter(PERSON)
    found = (await graduate.request("GET", "/v1/applications")).json()["applications"]
    (former,) = [one for one in found if one["filedAs"] == "FILING_ROLE_FORMER_SYSTEM"]
    again = await submit(graduate, {"request_id": key(), "item_code": "graduate-residence", "answers": answers()})
    assert (again.json()["application"]["id"], again.json()["alreadyExisted"]) == (former["id"], True)
    certificate = await held_by(graduate)
    shown = {"number": NUMBER, "code": certificate["verificationCode"]}
    verified = await graduate.request("POST", "/v1/certificates:verify", json=shown)
    assert verified.json()["state"] == "CERTIFICATE_STATE_VALID"
    assert await begun(stack, former["id"]) == {"intake": 1, "verification": 1}


def answers() -> Json:
    """What somebody fills in who applies for the same again."""
    return {"degree": "bachelor", "destination_address": "示范市南坪区和平里15号"}


async def held_by(person: Any) -> Json:
    """The person's certificate with this number, once verification has heard of it."""
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS_MAX
    while asyncio.get_running_loop().time() < deadline:
        listed = (await person.request("GET", "/v1/certificates")).json().get("certificates", [])
        if certificate := next((one for one in listed if one["number"] == NUMBER), None):
            return (await person.request("GET", f"/v1/certificates/{certificate['id']}")).json()["certificate"]
        await asyncio.sleep(POLL_SECONDS)
    raise AssertionError("the certificate is not there")


async def begun(stack: Stack, application_id: str) -> Json:
    """How many rows each part has of it, where it has any."""
    looks = {
        "intake": "SELECT count(*) FROM applications WHERE id = $1",
        "verification": "SELECT count(*) FROM certificates WHERE application_id = $1",
        "approval": "SELECT count(*) FROM applications WHERE id = $1",
        "notification": "SELECT count(*) FROM notices WHERE application_id = $1",
        "process": "SELECT count(*) FROM applications WHERE application_id = $1",
    }
    found = {}
    for schema, look in looks.items():
        connection = await asyncpg.connect(stack.database_url(schema))
        if count := await connection.fetchval(look, application_id):
            found[schema] = count
        await connection.close()
    return found
