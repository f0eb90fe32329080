"""Supervisors and approvers on the whole stack: who holds a case, and a grant that is taken back."""

from __future__ import annotations

import asyncio
from typing import Any

from cli.client import Caller, Gateway
from tests.e2e.conftest import Enter
from tests.e2e.filing import (
    CONTRADICTING,
    POLL_SECONDS,
    WAIT_SECONDS_MAX,
    claimed,
    completed,
    decision,
    filed,
    key,
    until,
)
from tests.e2e.refusals import FAILED_PRECONDITION, NOT_FOUND, PERMISSION_DENIED, assert_refused

CASES = "/v1/supervision/cases"


async def notice_of(caller: Caller, application_id: str, kind: str) -> dict[str, Any]:
    """Wait for the notice of a kind and return it with its text."""
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS_MAX
    while True:
        listed = await caller.request("GET", "/v1/notices", params={"application_id": application_id})
        for notice in listed.json().get("notices", []):
            if notice["kind"] == kind:
                return (await caller.request("GET", f"/v1/notices/{notice['id']}")).json()["notice"]
        assert asyncio.get_running_loop().time() < deadline, f"no {kind} was issued"
        await asyncio.sleep(POLL_SECONDS)


async def test_a_supervisor_passes_a_case_on_and_the_applicant_sees_who_has_it(enter: Enter) -> None:
    applicant, supervisor = await enter("graduate-0130"), await enter("supervisor")
    first, second = await enter("officer-human-resources"), await enter("officer-human-resources-2")
    application = await filed(applicant, answers=CONTRADICTING)
    task = await claimed(first, application["id"])
    await second.request("GET", "/v1/tasks")  # an officer is known from the first call
    (case,) = [
        case
        for case in (await supervisor.request("GET", CASES, params={"page_size": 200})).json()["cases"]
        if case["applicationId"] == application["id"]
    ]
    assert (case["waitsFor"], case["tasks"][0]["claimedBy"]) == ("WAITS_FOR_OFFICER", first.subject)
    body = {"request_id": key(), "officer": second.subject, "reason": "出差"}
    for _ in range(2):
        answer = await supervisor.request("POST", f"/v1/tasks/{task['id']}:reassign", json=body)
        assert answer.json()["task"]["claimedBy"] == second.subject
    late = await first.request("POST", f"/v1/tasks/{task['id']}:decide", json=decision())
    assert_refused(late, PERMISSION_DENIED, "HELD_BY_ANOTHER_OFFICER")
    record = (await supervisor.request("GET", f"{CASES}/{case['id']}")).json()
    assert [each["reason"] for each in record["reassignments"]] == ["出差"]
    assert [each["reason"] for each in record["refusedAttempts"]] == ["HELD_BY_ANOTHER_OFFICER"]
    await second.request("POST", f"/v1/tasks/{task['id']}:decide", json=decision())
    done = await until(applicant, application["id"], completed)
    assert [entry["kind"] for entry in done["timeline"]].count("TASK_REASSIGNED") == 1


async def test_a_grant_taken_back_is_told_listed_and_marked_in_the_public_register(
    enter: Enter, gateway: Gateway
) -> None:
    applicant, approver = await enter("graduate-0131"), await enter("approver-human-resources")
    application = await filed(applicant)
    await until(applicant, application["id"], completed)
    decisions = f"/v1/applications/{application['id']}/decisions"
    unfounded = await approver.request("GET", decisions)
    assert_refused(unfounded, FAILED_PRECONDITION, "MATTER_NOT_OPEN")
    matter = {"request_id": key(), "kind": "MATTER_KIND_REVOCATION", "reason": "收到举报。"}
    opened = await approver.request("POST", f"{decisions}:openMatter", json=matter)
    assert opened.json()["matter"]["untilDate"], opened.text
    (made,) = (await approver.request("GET", decisions)).json()["decisions"]
    body = {"request_id": key(), "reason": "学历证书系伪造。"}
    stranger = await enter("approver-fire-rescue")
    refused = await stranger.request("POST", f"/v1/decisions/{made['id']}:revoke", json=body)
    assert_refused(refused, NOT_FOUND, "NOT_FOUND")
    for _ in range(2):
        answer = await approver.request("POST", f"/v1/decisions/{made['id']}:revoke", json=body)
        assert answer.json()["amendment"]["kind"] == "AMENDMENT_KIND_REVOCATION"
    again = await approver.request("POST", f"/v1/decisions/{made['id']}:revoke", json={**body, "request_id": key()})
    assert_refused(again, FAILED_PRECONDITION, "ALREADY_REVOKED")
    seen = await until(applicant, application["id"], lambda view: bool(view["cases"][0].get("revoked")))
    assert [entry["kind"] for entry in seen["timeline"]][-1] in ("DECISION_REVOKED", "NOTICE_DELIVERED")
    (listed,) = (await applicant.request("GET", decisions)).json()["decisions"]
    assert (listed["revoked"], listed["reasons"]) == (True, made["reasons"])
    notice = await notice_of(applicant, application["id"], "NOTICE_KIND_REVOCATION")
    assert "学历证书系伪造" in notice["text"]["zh"]
    assert made["certificateNumber"] in notice["text"]["zh"]
    register = (await gateway.http.get("/v1/public/decisions", params={"page_size": 200})).json()["decisions"]
    (entry,) = [entry for entry in register if entry["id"] == made["id"]]
    assert entry["revokeDate"]
    assert application["id"] not in str(register)
