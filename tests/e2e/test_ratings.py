"""A bad rating on the whole stack: heard, called back, answered; and how departments and supervisors see it."""

from __future__ import annotations

import asyncio
from typing import Any

from cli.client import Caller
from tests.e2e.conftest import Enter
from tests.e2e.filing import APPLICATIONS, POLL_SECONDS, WAIT_SECONDS_MAX, completed, filed, key, until
from tests.e2e.refusals import FAILED_PRECONDITION, NOT_FOUND, PERMISSION_DENIED, assert_refused


async def follow_up_of(officer: Caller, comment: str) -> dict[str, Any]:
    """Wait for the follow-up of a rating with this comment, its limit known."""
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS_MAX
    while True:
        listed = await officer.request("GET", "/v1/followUps", params={"page_size": 100})
        assert listed.status_code == 200, listed.text
        for each in listed.json().get("followUps", []):
            if each["comment"] == comment and each.get("due"):
                return each
        assert asyncio.get_running_loop().time() < deadline, "no follow-up was opened"
        await asyncio.sleep(POLL_SECONDS)


async def notice_of(caller: Caller, application_id: str, kind: str) -> dict[str, Any]:
    """Wait for a notice, and return it with its text."""
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS_MAX
    while True:
        listed = await caller.request("GET", "/v1/notices", params={"application_id": application_id})
        for each in listed.json().get("notices", []):
            if each["kind"] == kind:
                return (await caller.request("GET", f"/v1/notices/{each['id']}")).json()["notice"]
        assert asyncio.get_running_loop().time() < deadline, f"no {kind} was issued"
        await asyncio.sleep(POLL_SECONDS)


async def call_of(clerk: Caller, application_id: str) -> dict[str, Any]:
    """Wait for the call back in the clerks' work list."""
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS_MAX
    parameters = {"application_id": application_id, "channel": "NOTICE_CHANNEL_PHONE"}
    while True:
        listed = await clerk.request("GET", "/v1/errands", params=parameters)
        for each in listed.json().get("errands", []):
            if each["kind"] == "NOTICE_KIND_FOLLOW_UP":
                return each
        assert asyncio.get_running_loop().time() < deadline, "nobody is to call"
        await asyncio.sleep(POLL_SECONDS)


async def rate(caller: Caller, application_id: str, level: str, comment: str = "") -> Any:
    body = {"request_id": key(), "level": f"RATING_LEVEL_{level}", "comment": comment}
    return await caller.request("POST", f"{APPLICATIONS}/{application_id}:rate", json=body)


async def test_a_bad_rating_is_called_back_and_answered_and_nobody_in_the_department_learns_a_name(
    enter: Enter,
) -> None:
    owner, officer, clerk = await enter("graduate-0195"), await enter("officer-human-resources"), await enter("clerk")
    application = await filed(owner)
    assert_refused(await rate(owner, application["id"], "FAIR"), FAILED_PRECONDITION, "NOT_COMPLETED")
    await until(owner, application["id"], completed)
    comment = f"等了太久 😡 {key()}"
    given = await rate(owner, application["id"], "VERY_DISSATISFIED", comment)
    assert given.status_code == 200, given.text
    assert_refused(await rate(owner, application["id"], "SATISFIED"), FAILED_PRECONDITION, "ALREADY_RATED")

    follow_up = await follow_up_of(officer, comment)
    assert follow_up["department"] == "human-resources"
    assert application["id"] not in str(follow_up)
    stranger = await enter("officer-market-regulation")
    body = {"request_id": key(), "call_back": "CALL_BACK_REACHED", "measures": "已整改", "answer": "抱歉,已整改"}
    path = f"/v1/ratings/{follow_up['id']}:resolveFollowUp"
    assert_refused(await stranger.request("POST", path, json=body), NOT_FOUND, "NOT_FOUND")
    assert_refused(await owner.request("POST", path, json=body), PERMISSION_DENIED, "PERMISSION_DENIED")

    told = await notice_of(owner, application["id"], "NOTICE_KIND_FOLLOW_UP")
    assert told["text"]["zh"].count("回访")
    assert (await call_of(clerk, application["id"]))["target"]

    answered = await officer.request("POST", path, json=body)
    assert answered.status_code == 200, answered.text
    reached = await until(owner, application["id"], lambda view: bool(outcome_of(view)))
    assert outcome_of(reached) == "FOLLOW_UP_OUTCOME_ANSWERED"
    letter = await notice_of(owner, application["id"], "NOTICE_KIND_RATING_ANSWER")
    assert "抱歉,已整改" in letter["text"]["zh"]


async def test_a_rating_that_a_supervisor_finds_malicious_is_set_aside_and_who_rated_is_told_why(enter: Enter) -> None:
    owner, officer = await enter("graduate-0196"), await enter("officer-human-resources")
    supervisor = await enter("supervisor")
    application = await filed(owner)
    await until(owner, application["id"], completed)
    comment = key()
    await rate(owner, application["id"], "DISSATISFIED", comment)
    rating = f"/v1/ratings/{(await follow_up_of(officer, comment))['id']}"
    appeal = {"request_id": key(), "reasons": "该办件为秒批,评价内容与事实不符"}
    assert (await officer.request("POST", f"{rating}:appealRating", json=appeal)).status_code == 200
    verdict = {"request_id": key(), "malicious": True, "reasons": "经核实与事实不符"}
    refused = await officer.request("POST", f"{rating}:decideAppeal", json=verdict)
    assert_refused(refused, PERMISSION_DENIED, "PERMISSION_DENIED")
    assert (await supervisor.request("POST", f"{rating}:decideAppeal", json=verdict)).status_code == 200
    reached = await until(owner, application["id"], lambda view: bool(outcome_of(view)))
    assert outcome_of(reached) == "FOLLOW_UP_OUTCOME_SET_ASIDE"
    letter = await notice_of(owner, application["id"], "NOTICE_KIND_RATING_ANSWER")
    assert "经核实与事实不符" in letter["text"]["zh"]
    counted = await supervisor.request("GET", "/v1/ratings:statistics")
    assert counted.status_code == 200, counted.text
    assert counted.json()["smallestGroupShown"] == 5


def outcome_of(view: dict[str, Any]) -> str:
    """How the follow-up ended; empty while it goes on."""
    outcome = view.get("rating", {}).get("followUpOutcome", "FOLLOW_UP_OUTCOME_UNSPECIFIED")
    return "" if outcome == "FOLLOW_UP_OUTCOME_UNSPECIFIED" else outcome
