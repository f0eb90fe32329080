"""People's data: nowhere in the clear but where its owner reads it, and every look at it is told to them."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.client import Caller
from cli.journeys.papers import paper
from cli.personas import persona
from deploy.local.stack import Stack
from tests.e2e.archived import nothing_is_left_to_take_out, what_ended_is_whole_in_the_archive
from tests.e2e.conftest import Enter
from tests.e2e.filing import (
    APPLICATIONS,
    CONTRADICTING,
    Json,
    claimed,
    completed,
    counter_form,
    decision,
    filed,
    form,
    key,
    submit,
    until,
)
from tests.e2e.retention import nothing_can_be_read_after_retention
from tests.e2e.seen import disguises, everything, in_a_backup, said_of_rules

WAIT_SECONDS_MAX = 90
POLL_SECONDS = 0.2
# What people typed, said or handed in; nothing of it stands in a register or a catalogue.
PHONE, EMAIL = "15400987654", "canary.kingfisher@letters.example"
ADDRESS, COMMENT = "示范市翠鸟巷987号金丝雀楼", "金丝雀留言:请在午后来电"
BANK_ACCOUNT, PAPER = "6222029876543210987", "Canary paper of the kingfisher"
REASONS, NEW_FACT = "金丝雀理由:经与本人核对无误", "金丝雀新情况:场地用途变更"
NOTE, TITLE = "金丝雀备注:由邻居转告", "金丝雀工程"
# Documents are printed when somebody asks, and uploads are sealed: no file of either is anywhere.
PDF = b"%PDF-1"
TYPED = (PHONE, EMAIL, ADDRESS, COMMENT, BANK_ACCOUNT, PAPER, REASONS, NEW_FACT, NOTE, TITLE)


@dataclass
class Left:
    """What was filed, and who could be recognised by what."""

    applications: list[str]
    secrets: set[str]


async def test_nothing_that_people_gave_is_anywhere_in_the_clear(enter: Enter, stack: Stack, tmp_path: Path) -> None:
    left = Left([], set(TYPED))
    await asyncio.gather(at_the_counter(enter, left), online(enter, left), at_a_window(enter, left))
    await asyncio.sleep(1)  # The last notices and logs.
    forms = {disguise: secret for secret in left.secrets for disguise in disguises(secret)}
    found: set[str] = set()
    places: set[str] = set()
    async for where, content in everything(stack):
        found |= {f"{secret} in {where}" for disguise, secret in forms.items() if disguise in content}
        places |= {where.partition(" ")[0] for id_ in left.applications if id_.encode() in content}
        found |= {f"a PDF in {where}" for _ in range(PDF in content)}
    found |= await asyncio.to_thread(backed_up, stack)
    assert not found, "\n".join(sorted(found))
    assert places == {"Kafka", "Temporal", "PostgreSQL", "file"}, "the search sees what is there: the applications' ids"
    assert not any(each.clauses for each in await said_of_rules(stack)), "which clause failed is nobody's to read"
    said = {ADDRESS, COMMENT, REASONS}
    await what_ended_is_whole_in_the_archive(stack, left.applications, tmp_path / "archive", said, PAPER.encode())
    await nothing_can_be_read_after_retention(stack, left.applications)
    await nothing_is_left_to_take_out(stack, left.applications, tmp_path / "later")


def backed_up(stack: Stack) -> set[str]:
    """What of all that people typed is in a backup. Names and numbers are not looked for: the departments' registers,
    which the demo keeps in the same database, have them.
    """
    seen, plain = 0, {secret.encode(): secret for secret in TYPED}
    found: set[str] = set()
    for where, content in in_a_backup(stack):
        seen += b"applications" in content
        found |= {f"{secret} in {where}" for look, secret in plain.items() if look in content}
        found |= {f"a PDF in {where}" for _ in range(PDF in content)}
    assert seen, "the search sees what is there: names of tables"
    return found


@pytest.mark.parametrize("before", [b"", b"x", b"xy", b"name="])
async def test_the_search_sees_through_disguises(before: bytes) -> None:
    for secret in TYPED:
        looks = disguises(secret)
        hidden = base64.b64encode(before + secret.encode() + b"and more"), secret.encode("utf-16")
        assert all(any(look in each for look in looks) for each in hidden)
        assert min(map(len, looks)) > 8, "too short a piece would be found anywhere"


async def at_the_counter(enter: Enter, left: Left) -> None:
    """A clerk files for somebody known to the registers, calls and writes; an officer decides; a courier delivers."""
    who = persona("senior-moved")
    left.secrets |= {who.name, who.resident_id}
    clerk, senior = await enter("clerk"), await enter("senior-moved")
    officer, courier = await enter("officer-civil-affairs-2"), await enter("courier")
    body = counter_form(
        {"name": who.name, "resident_id": who.resident_id},
        contact={"phone": PHONE, "email": EMAIL, "address": ADDRESS},
        comment=COMMENT,
    )
    body["answers"]["bank_account"] = BANK_ACCOUNT
    response = await submit(clerk, body)
    assert response.status_code == 200, response.text
    application = response.json()["application"]
    left.applications.append(application["id"])
    assert who.name not in response.text, "the view shows a masked name"
    for number in ({"tracking_number": application["trackingNumber"]}, {"resident_id": who.resident_id}):
        looked_up = await clerk.request("GET", APPLICATIONS, params=number)
        assert looked_up.json()["applications"][0]["id"] == application["id"]
    await decided(officer, application["id"])
    await until(senior, application["id"], lambda now: now["state"].endswith("DELIVERING"))
    await delivered(courier, application["id"])
    await until(senior, application["id"], completed)
    errand = (await errands(clerk, application["id"]))[0]
    assert errand["name"] == who.name, "who calls must know whom"
    outcome = {"request_id": key(), "outcome": "ERRAND_OUTCOME_DONE", "note": NOTE}
    closed = await clerk.request("POST", f"/v1/errands/{errand['id']}:record", json=outcome)
    assert closed.status_code == 200, closed.text
    await assert_told(senior, application["id"], {clerk.subject: {"COUNTER_LOOKUP", "ERRAND"}})
    await assert_told(senior, application["id"], {officer.subject: {"REVIEW_TASK"}})


async def online(enter: Enter, left: Left) -> None:
    """Somebody files by themselves, with a paper; an officer reads it, and decides."""
    who = persona("graduate-0181")
    left.secrets |= {who.name, who.resident_id, who.phone}
    graduate, officer = await enter("graduate-0181"), await enter("officer-human-resources-2")
    uploaded = await graduate.request(
        "POST", "/v1/materials", content=paper(PAPER), headers={"content-type": "application/pdf"}
    )
    application = await filed(
        graduate,
        answers={**CONTRADICTING, "destination_address": ADDRESS},
        contact={"phone": PHONE, "email": EMAIL, "address": ADDRESS},
        comment=COMMENT,
        materials=[{"code": "graduation-certificate", "material_id": uploaded.json()["materialId"]}],
    )
    left.applications.append(application["id"])
    task = await decided(officer, application["id"])
    assert any(fact["value"] == who.name for fact in task["facts"]["facts"]), "who decides must know about whom"
    await until(graduate, application["id"], completed)
    read = await graduate.request("GET", f"{APPLICATIONS}/{application['id']}/decisions")
    assert read.json()["decisions"][0]["reasons"] == REASONS
    await assert_told(graduate, application["id"], {officer.subject: {"REVIEW_TASK"}})


async def at_a_window(enter: Enter, left: Left) -> None:
    """A window asks for more, asks again for a new fact, and does not accept: all in an officer's own words."""
    developer, officer = await enter("developer"), await enter("officer-housing-construction-2")
    answers = {
        "project_code": key()[:20],
        "project_name": TITLE,
        "contractor_credit_code": "917777779900000331",
        "contract_price_yuan": "1000000",
        "funds_statement": "true",
    }
    codes = ("land-use-approval", "construction-planning-permit", "drawings-review-certificate")
    own = ("construction-contract", "safety-measures")
    body = form(
        item_code="construction-permit",
        credit_code="917777779900000256",
        answers=answers,
        materials=[await handed_in(developer, code) for code in (*codes, *own)],
    )
    response = await submit(developer, body)
    assert response.status_code == 200, response.text
    application_id = response.json()["application"]["id"]
    left.applications.append(application_id)
    for new_fact, wanted in (("", own), (NEW_FACT, own[1:])):
        task = await claimed(officer, application_id)
        await officer.request("GET", f"/v1/tasks/{task['id']}")
        items = [{"item_code": "construction-permit", "material_code": code} for code in wanted]
        asked = {"request_id": key(), "items": items, "new_fact": new_fact}
        answer = await officer.request("POST", f"/v1/tasks/{task['id']}:requestSupplement", json=asked)
        assert answer.status_code == 200, answer.text
        for brought, code in enumerate(wanted):
            await until(developer, application_id, lambda now, left=wanted[brought:]: awaited(now) == left)
            more = {"request_id": key(), "materials": [await handed_in(developer, code)]}
            given = await developer.request("POST", f"{APPLICATIONS}/{application_id}:supplement", json=more)
            assert given.status_code == 200, given.text
    task = await claimed(officer, application_id)
    body = decision(outcome="TASK_OUTCOME_NOT_ACCEPT", reasons=REASONS, right_body="自然资源和规划局")
    refused = await officer.request("POST", f"/v1/tasks/{task['id']}:decide", json=body)
    assert refused.status_code == 200, refused.text
    await until(developer, application_id, lambda now: now["state"].endswith("NOT_ACCEPTED"))
    await await_notice(developer, application_id, "NOTICE_KIND_NON_ACCEPTANCE", REASONS)
    await await_notice(developer, application_id, "NOTICE_KIND_SUPPLEMENT", NEW_FACT)


def awaited(application: Json) -> tuple[str, ...]:
    """What a notice asks for that has not been brought, once it has been looked at what was."""
    waits = application["state"] == "APPLICATION_STATE_SUPPLEMENT_REQUESTED"
    missing = application.get("supplement", {}).get("missing", []) if waits else []
    return tuple(one["materialCode"] for one in missing)


async def handed_in(caller: Caller, code: str) -> Json:
    """Upload a paper and name it."""
    headers = {"content-type": "application/pdf"}
    sent = await caller.request("POST", "/v1/materials", content=paper(f"{PAPER}, {code}"), headers=headers)
    return {"code": code, "material_id": sent.json()["materialId"]}


async def decided(officer: Caller, application_id: str) -> Json:
    """Take the task, read it, decide it; returns it as it was read."""
    taken = await claimed(officer, application_id)
    task = (await officer.request("GET", f"/v1/tasks/{taken['id']}")).json()["task"]
    for material in task.get("materials", []):
        path = f"/v1/materials/{material['materialId']}:download"
        assert (await officer.request("GET", path, params={"grant": material["grant"]})).status_code == 200
    response = await officer.request("POST", f"/v1/tasks/{taken['id']}:decide", json=decision(reasons=REASONS))
    assert response.status_code == 200, response.text
    return task


async def delivered(courier: Caller, application_id: str) -> None:
    """Hand the result over."""
    listed = await courier.request("GET", "/v1/deliveries", params={"application_id": application_id})
    (delivery,) = listed.json()["deliveries"]
    path = f"/v1/deliveries/{delivery['id']}:confirm"
    assert (await courier.request("POST", path, json={"request_id": key()})).status_code == 200


async def errands(clerk: Caller, application_id: str) -> list[Json]:
    """Wait for the calls to make, and return them."""
    async with asyncio.timeout(WAIT_SECONDS_MAX):
        while True:
            listed = await clerk.request("GET", "/v1/errands", params={"application_id": application_id})
            if found := listed.json().get("errands"):
                return found
            await asyncio.sleep(POLL_SECONDS)


async def await_notice(caller: Caller, application_id: str, kind: str, words: str) -> None:
    """Wait until a notice of this kind says these words."""
    async with asyncio.timeout(WAIT_SECONDS_MAX):
        while True:
            listed = await caller.request("GET", "/v1/notices", params={"application_id": application_id})
            for notice in listed.json().get("notices", []):
                read = (await caller.request("GET", f"/v1/notices/{notice['id']}")).json()["notice"]
                if notice["kind"] == kind and words in read["text"]["zh"]:
                    return
            await asyncio.sleep(POLL_SECONDS)


async def assert_told(person: Caller, application_id: str, wanted: dict[str, set[str]]) -> None:
    """Wait until the person's own list of accesses names these readers with these purposes."""
    async with asyncio.timeout(WAIT_SECONDS_MAX):
        while True:
            listed = await person.request("GET", "/v1/accesses", params={"page_size": 100})
            assert listed.status_code == 200, listed.text
            entries = [e for e in listed.json().get("accesses", []) if e["applicationId"] == application_id]
            told = {
                reader: {entry["purpose"] for entry in entries if entry["reader"] == reader and entry["fields"]}
                for reader in wanted
            }
            if all(wanted[reader] <= told[reader] for reader in wanted):
                return
            await asyncio.sleep(POLL_SECONDS)
