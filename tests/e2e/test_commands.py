"""The commands that work with a running stack, as processes of their own; their exit codes and JSON mean something."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer

from cli.client import Gateway
from contracts.topics.names import INTAKE_EVENTS
from deploy.desks import DESKS
from deploy.local.settings import PROJECT_DIR
from deploy.local.stack import Stack
from deploy.settings_page import settings_of
from runtime.ids import new_id

OK, FAILED, USAGE, REFUSED = 0, 1, 2, 4
ADDRESS = "destination_address=示范市南坪区和平里15号"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed for a program."""
        return json.loads(self.out)


Command = Callable[..., Awaitable[Ended]]


@pytest.fixture(scope="session")
def onetrip(stack: Stack) -> Command:
    """Run `onetrip …` against the session's stack."""
    return command({"ONETRIP_STATE_DIR": str(stack.state_dir)})


def desk_settings(stack: Stack, folder: Path, name: str = "operator") -> dict[str, str]:
    """What a command knows at a desk of a cluster: what stands in the desk's settings, and no state folder."""
    desk = DESKS[name]
    folder.mkdir()
    for role in desk.roles:
        (folder / role).write_text(stack.database_url(role))
    told = {setting.variable for setting in settings_of(desk.settings)}
    given = {key: value for key, value in stack.environment.of("workflows").items() if key in told}
    return {"ONETRIP_STATE_DIR": str(folder), "ONETRIP_DATABASE_URLS": str(folder), **given}


def command(settings: Mapping[str, str]) -> Command:
    """Run `onetrip …` with these settings in its environment."""
    environment = {**os.environ, **settings}

    async def run(*words: str) -> Ended:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cli.main", *words),
            cwd=PROJECT_DIR,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        return Ended(process.returncode or 0, out.decode(), err.decode())

    return run


async def test_submit_and_track_follow_an_application_to_its_end(onetrip: Command) -> None:
    filed = await onetrip("submit", "graduate-residence", "--as", "graduate-0061", "-a", ADDRESS, "--json")
    assert filed.code == OK, filed.err
    application = filed.json["application"]
    by_id = await onetrip("track", application["id"], "--as", "graduate-0061")
    assert by_id.code == OK, by_id.err
    assert "办理完成" in by_id.out and "Completed" in by_id.out
    number = application["trackingNumber"]
    by_number = await onetrip("track", number.replace("-", " "), "--as", "graduate-0061", "--once", "--json")
    assert by_number.json["state"] == "APPLICATION_STATE_COMPLETED"
    by_clerk = await onetrip("track", number, "--as", "clerk", "--once", "--json")
    assert by_clerk.json["id"] == application["id"]


async def test_a_refusal_names_the_fields_and_has_its_own_exit_code(onetrip: Command) -> None:
    refused = await onetrip("submit", "graduate-residence", "--as", "graduate-0062", "-a", "degree=none")
    assert refused.code == REFUSED
    assert 'answers["degree"]' in refused.err and 'answers["destination_address"]' in refused.err
    somebody_elses = await onetrip("track", new_id(), "--as", "graduate-0062", "--once")
    assert somebody_elses.code == REFUSED
    assert (await onetrip("submit", "graduate-residence", "--as", "graduate-0062", "-a", "nonsense")).code == USAGE
    unknown = await onetrip("submit", "graduate-residence", "--as", "gradaute")
    assert unknown.code == FAILED and "graduate" in unknown.err


async def test_a_token_opens_the_gateway(onetrip: Command, gateway: Gateway) -> None:
    plain = await onetrip("token", "--persona", "graduate-0063")
    assert plain.code == OK
    bearer = {"authorization": f"Bearer {plain.out.strip()}"}
    assert (await gateway.http.get("/v1/applications", headers=bearer)).status_code == 200
    officer = await onetrip("token", "--role", "officer", "--department", "fire-rescue", "--json")
    assert (officer.json["roles"], officer.json["department"]) == (["officer"], "fire-rescue")
    bearer = {"authorization": f"Bearer {officer.json['token']}"}
    assert (await gateway.http.get("/v1/tasks", headers=bearer)).status_code == 200
    operator = await onetrip("token", "--role", "operator", "--json")
    assert operator.json["roles"] == ["operator"]
    assert (await onetrip("token", "--role", "officer", "--department", "nowhere")).code == FAILED
    assert (await onetrip("token")).code == USAGE


async def test_the_demo_ends_with_figures_and_an_exit_code(onetrip: Command) -> None:
    shown = await onetrip("demo", "--exit", "--json", "--only", "instant")
    assert shown.code == OK, shown.err
    figures = shown.json
    assert figures["kept"] is True
    assert (figures["applications"], figures["visits"], figures["proofs_spared"]) == (1, 0, 3)
    assert 0 < figures["by_rule_seconds_median"] < 60
    assert (await onetrip("demo", "--only", "nonsense")).code == USAGE


async def test_the_report_of_visits_shows_every_application_within_its_promise(onetrip: Command) -> None:
    filed = await onetrip("submit", "graduate-residence", "--as", "graduate-0064", "-a", ADDRESS, "--json")
    application = filed.json["application"]
    assert (await onetrip("track", application["id"], "--as", "graduate-0064")).code == OK
    shown = await onetrip("report", "visits", "--json")
    assert shown.code == OK, shown.err
    row = next(row for row in shown.json if row["application_id"] == application["id"])
    assert (row["item"], row["promised"], row["used"], row["kept"]) == ("graduate-residence", 0, 0, True)
    table = await onetrip("report", "visits")
    assert table.code == OK and application["trackingNumber"] in table.out


async def test_dead_letters_are_listed_and_handled_again(onetrip: Command, stack: Stack) -> None:
    key, event_id = new_id(), new_id()
    await send_poison(stack, key, event_id)
    (parked,) = await parked_of(onetrip, key)
    assert (parked["schema"], parked["event_id"], parked["state"]) == ("notification", event_id, "parked")
    marked = await onetrip("dlq", "replay", "notification", "--key", key, "--json")
    assert marked.json == {"schema": "notification", "marked": 1}
    async with asyncio.timeout(120):
        while True:
            (again,) = await parked_of(onetrip, key)
            if again["attempts"] > parked["attempts"]:
                break
    assert again["state"] == "parked", "it still cannot be handled"
    assert (await onetrip("dlq", "replay", "notification", "--key", new_id())).code == FAILED
    assert (await onetrip("dlq", "replay", "notification")).code == USAGE
    await clear(stack, key)


async def clear(stack: Stack, key: str) -> None:
    """Take the poison out of both parts that read it, so that other tests find nothing parked."""
    for schema in ("notification", "process"):
        connection = await asyncpg.connect(stack.database_url(schema))
        await connection.execute("DELETE FROM parked WHERE key = $1", key)
        await connection.close()


async def send_poison(stack: Stack, key: str, event_id: str) -> None:
    """Say on Kafka that something was submitted, with bytes that say nothing."""
    headers = {
        "ce_id": event_id,
        "ce_type": "onetrip.intake.v1.ApplicationSubmitted",
        "ce_source": "intake",
        "ce_subject": key,
        "ce_time": "2026-11-22T00:00:00+00:00",
    }
    producer = AIOKafkaProducer(bootstrap_servers=stack.address("kafka"))
    await producer.start()
    try:
        encoded = [(name, value.encode()) for name, value in headers.items()]
        await producer.send_and_wait(INTAKE_EVENTS, b"\xff\xff\xff", key=key.encode(), headers=encoded)
    finally:
        await producer.stop()


async def parked_of(onetrip: Command, key: str) -> list[dict[str, Any]]:
    """What notification has parked of a key, once it has."""
    async with asyncio.timeout(120):
        while True:
            listed = await onetrip("dlq", "list", "--schema", "notification", "--json")
            assert listed.code == OK, listed.err
            if found := [row for row in listed.json if row["key"] == key]:
                return found


async def test_ratings_are_counted_for_people_and_for_programs(onetrip: Command) -> None:
    shown = await onetrip("report", "ratings")
    assert (shown.code, "groups of fewer than 5 are not shown" in shown.out) == (OK, True), shown.err
    counted = await onetrip("report", "ratings", "--json", "--from", "2020-01")
    assert counted.json["smallestGroupShown"] == 5
    assert (await onetrip("report", "ratings", "--from", "x")).code == REFUSED


async def test_a_guide_shows_the_rules_to_anybody_and_to_a_person_what_the_state_holds(onetrip: Command) -> None:
    rules = await onetrip("guide", "graduate-residence", "--json")
    assert (rules.code, rules.json.get("personal", False)) == (OK, False), rules.err
    mine = await onetrip("guide", "graduate-residence", "--as", "graduate-0064", "-a", "has-address=yes", "--json")
    assert mine.json["personal"] is True, mine.err
    assert {one["state"] for one in mine.json["documents"]} == {"GUIDE_STATE_HELD"}
    spoken = await onetrip("guide", "graduate-residence", "--language", "en")
    assert "You need not bring any document." in spoken.out.splitlines()
    assert (await onetrip("guide", "graduate-residence", "-a", "has-address=perhaps")).code == REFUSED


async def test_a_guide_for_a_company_shows_what_it_holds_to_whom_its_register_names_and_to_nobody_else(
    onetrip: Command,
) -> None:
    for who, represents in (("restaurateur", True), ("graduate-0064", False)):
        asked = await onetrip("guide", "food-business-licence", "--as", who, "--company", "restaurant", "--json")
        assert asked.code == OK, asked.err
        assert asked.json.get("personal", False) is represents
        states = {one["code"]: one["state"] for one in asked.json["documents"]}
        expected = "GUIDE_STATE_HELD" if represents else "GUIDE_STATE_LOOKED_UP"
        assert states["business-licence"] == expected


async def test_the_report_of_rules_counts_what_each_version_decided(onetrip: Command, gateway: Gateway) -> None:
    supervisor = (await onetrip("token", "--role", "supervisor")).out.strip()
    elsewhere = command({"ONETRIP_GATEWAY_URL": gateway.url, "ONETRIP_CALLER_TOKEN": supervisor})
    shown = await elsewhere("report", "rules", "--json")
    assert shown.code == OK, shown.err
    assert all(int(each["decided"]) > 0 for each in shown.json["rules"])


async def test_the_rules_in_force_would_decide_nothing_differently(onetrip: Command) -> None:
    shown = await onetrip("rules", "compare", str(PROJECT_DIR / "catalog" / "graduate-residence.yaml"), "--json")
    assert shown.code == OK, shown.err
    assert (shown.json["newlyGranted"], shown.json["noLongerGranted"]) == ([], [])


async def test_the_report_of_reasks_counts_none(onetrip: Command) -> None:
    shown = await onetrip("report", "reasks", "--json")
    assert (shown.code, shown.json["reasks"]) == (OK, []), shown.err


async def test_operators_see_what_is_waited_for_and_an_action_that_does_not_apply_is_refused(onetrip: Command) -> None:
    wrong = ("-a", "degree=master", "-a", ADDRESS)
    filed = await onetrip("submit", "graduate-residence", "--as", "graduate-0065", *wrong, "--json")
    application_id = filed.json["application"]["id"]
    async with asyncio.timeout(120):
        while True:
            listed = await onetrip("ops", "list", "--json", "--where", "Item = 'graduate-residence'")
            assert listed.code == OK, listed.err
            row = next((row for row in listed.json if row["application_id"] == application_id), None)
            if row is not None and row["waits_for"]:
                break
    assert (row["state"], row["light"]) == ("IN_REVIEW", "GREEN")
    waiting = await onetrip("ops", "list", "--where", "WaitsFor = 'department'")
    assert application_id in waiting.out, "an id is whole, however narrow the terminal is"
    for action in ("ask-again", "registers-again", "hand-to-person"):
        refused = await onetrip("ops", action, application_id, "--reason", "试一下")
        assert refused.code == REFUSED, refused.err
        assert "申请" in refused.err
        unknown = await onetrip("ops", action, new_id(), "--reason", "试一下")
        assert (unknown.code, "is under way" in unknown.err) == (REFUSED, True), unknown.err
    assert (await onetrip("ops", "ask-again", application_id)).code == USAGE
    corrected = await onetrip(
        "ops", "correct-cause", application_id, "--reason", "登记有误", "--end", "2026-03-02T10:00"
    )
    assert (corrected.code, "没有记录特别程序" in corrected.err) == (REFUSED, True), corrected.err
    end = ("ops", "end", application_id, "--reason", "重复提交", "--ground")
    none_such = await onetrip(*end, "duplicate", "--duplicate-of", new_id())
    assert (none_such.code, "同一申请人" in none_such.err) == (REFUSED, True), none_such.err
    assert (await onetrip(*end, "applicant-gone")).code == OK
    assert (await onetrip(*end, "applicant-gone")).code == REFUSED
    assert (await onetrip("ops", "list", "--where", "nonsense")).code == FAILED
