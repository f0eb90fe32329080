"""Mandates, preferences, errands and deliveries take no more than they should either."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from cli.client import Caller
from cli.personas import persona
from tests.e2e.conftest import Enter
from tests.e2e.filing import counter_form, form, key, submit
from tests.e2e.refusals import INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, assert_refused

NOBODYS = "a" * 26
MANDATE = {"agent_resident_id": "777700196807190117", "expire_time": "2030-01-01T00:00:00Z", "item_codes": []}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agent_resident_id": "777700196807190118"}, "agent_resident_id"),
        ({"agent_resident_id": persona("graduate-0182").resident_id}, "agent_resident_id"),
        ({"expire_time": "2001-01-01T00:00:00Z"}, "expire_time"),
        ({"expire_time": "9999-12-31T23:59:59Z"}, "expire_time"),
        ({"expire_time": None}, "expire_time"),
        ({"item_codes": ["moon-permit"]}, "item_codes[0]"),
        ({"request_id": "x"}, "request_id"),
    ],
)
async def test_a_mandate_that_cannot_be_given_names_its_field(
    enter: Enter, changes: dict[str, Any], field: str
) -> None:
    principal = await enter("graduate-0182")
    body = {"request_id": key(), **MANDATE, **changes}
    response = await principal.request("POST", "/v1/mandates", json={k: v for k, v in body.items() if v is not None})
    assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", field)
    assert not (await principal.request("GET", "/v1/mandates")).json().get("mandates")


async def test_nobody_acts_for_another_without_a_mandate(enter: Enter) -> None:
    agent, other = await enter("agent", "agent"), await enter("graduate-0183")
    response = await submit(agent, form(principal_id=other.subject))
    assert_refused(response, PERMISSION_DENIED, "NO_MANDATE")
    nobody = await submit(agent, form(principal_id="p" + "a" * 26))
    assert nobody.content == response.content, "whether such a person exists is not told"
    assert_refused(await submit(agent, form()), INVALID_ARGUMENT, "INVALID_INPUT", "principal_id")
    paper = {"request_id": key(), **MANDATE, "principal_resident_id": persona("senior").resident_id}
    for_senior = await other.request("POST", "/v1/mandates", json=paper)
    assert_refused(for_senior, PERMISSION_DENIED, "PERMISSION_DENIED")
    person = {"name": "赵玉兰", "resident_id": persona("senior").resident_id}
    as_a_clerk = await submit(other, counter_form(person))
    assert_refused(as_a_clerk, PERMISSION_DENIED, "PERMISSION_DENIED")


async def test_preferences_name_channels_that_exist_once_each(enter: Enter) -> None:
    caller = await enter("graduate-0183")
    for channels in ([99], ["NOTICE_CHANNEL_UNSPECIFIED"], ["NOTICE_CHANNEL_SMS"] * 2):
        response = await caller.request("PATCH", "/v1/preferences", json={"channels": channels})
        assert response.status_code == 400, response.text
        assert any(fault.startswith("channels") for fault in faults(response.json()))


async def test_what_is_not_there_cannot_be_recorded_or_confirmed(enter: Enter) -> None:
    clerk, courier, applicant = await enter("clerk"), await enter("courier"), await enter("graduate-0183")
    done = {"request_id": key(), "outcome": "ERRAND_OUTCOME_DONE"}
    assert_refused(await post(clerk, f"/v1/errands/{NOBODYS}:record", done), NOT_FOUND, "NOT_FOUND")
    for changes, field in (
        ({"outcome": 99}, "outcome"),
        ({"outcome": None}, "outcome"),
        ({"note": "x" * 501}, "note"),
        ({"note": "a\u202eb"}, "note"),
        ({"request_id": ""}, "request_id"),
    ):
        body = {name: value for name, value in {**done, **changes}.items() if value is not None}
        response = await post(clerk, f"/v1/errands/{NOBODYS}:record", body)
        assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", field)
    confirm = {"request_id": key()}
    assert_refused(await post(courier, f"/v1/deliveries/{NOBODYS}:confirm", confirm), NOT_FOUND, "NOT_FOUND")
    response = await post(courier, f"/v1/deliveries/{NOBODYS}:confirm", {"request_id": "?"})
    assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", "request_id")
    for path in (f"/v1/errands/{NOBODYS}:record", f"/v1/deliveries/{NOBODYS}:confirm"):
        assert_refused(await post(applicant, path, confirm), PERMISSION_DENIED, "PERMISSION_DENIED")
    for path in ("/v1/notices/" + NOBODYS, "/v1/notices/'; --"):
        assert_refused(await applicant.request("GET", path), NOT_FOUND, "NOT_FOUND")


async def test_a_clerk_looks_up_by_one_whole_number_only(enter: Enter) -> None:
    clerk, applicant = await enter("clerk"), await enter("graduate-0183")
    for parameters, field in (
        ({}, "tracking_number"),
        ({"tracking_number": "2026"}, "tracking_number"),
        ({"resident_id": "7777001941031201"}, "resident_id"),
        ({"resident_id": persona("senior").resident_id, "tracking_number": "2026-8279-8408-85830"}, "resident_id"),
    ):
        response = await clerk.request("GET", "/v1/applications", params=parameters)
        assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", field)
    response = await applicant.request("GET", "/v1/applications", params={"resident_id": persona("senior").resident_id})
    assert_refused(response, PERMISSION_DENIED, "PERMISSION_DENIED")


async def post(caller: Caller, path: str, body: dict[str, Any]) -> httpx.Response:
    """Send a body once."""
    return await caller.request("POST", path, json=body)


def faults(status: dict[str, Any]) -> list[str]:
    """The fields a refusal names."""
    return [fault["field"] for detail in status["details"] for fault in detail.get("fieldViolations", [])]
