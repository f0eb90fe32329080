"""A person is asked to look at what a rule decided, on the whole stack: a limit for one, an answer for the other."""

from __future__ import annotations

import asyncio
from typing import Any

from cli.client import Caller
from tests.e2e.conftest import Enter
from tests.e2e.filing import APPLICATIONS, POLL_SECONDS, WAIT_SECONDS_MAX, completed, filed, key, until
from tests.e2e.refusals import FAILED_PRECONDITION, NOT_FOUND, assert_refused
from tests.e2e.test_ratings import notice_of


async def review_of(officer: Caller, application_id: str) -> dict[str, Any]:
    """Wait for the open review of an application, its limit known."""
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS_MAX
    while True:
        listed = await officer.request("GET", "/v1/ruleReviews", params={"page_size": 100})
        assert listed.status_code == 200, listed.text
        for each in listed.json().get("ruleReviews", []):
            if each["applicationId"] == application_id and each.get("due"):
                return each
        assert asyncio.get_running_loop().time() < deadline, "no review was opened"
        await asyncio.sleep(POLL_SECONDS)


async def test_an_applicant_asks_for_a_person_who_confirms_what_the_rule_decided(enter: Enter) -> None:
    owner, officer = await enter("graduate-0159"), await enter("officer-human-resources")
    application = await filed(owner)
    await until(owner, application["id"], completed)
    decisions = f"{APPLICATIONS}/{application['id']}/decisions"
    (decision,) = (await owner.request("GET", decisions)).json()["decisions"]
    path = f"/v1/decisions/{decision['id']}:requestReview"
    body = {"request_id": key(), "words": "请人工看一看"}
    assert_refused(await officer.request("POST", path, json=body), NOT_FOUND, "NOT_FOUND")
    asked = await owner.request("POST", path, json=body)
    assert asked.status_code == 200, asked.text
    again = await owner.request("POST", path, json={"request_id": key()})
    assert_refused(again, FAILED_PRECONDITION, "REVIEW_ALREADY_REQUESTED")

    review = await review_of(officer, application["id"])
    stranger = await enter("officer-market-regulation")
    reading = f"/v1/ruleReviews/{review['id']}"
    assert_refused(await stranger.request("GET", reading), NOT_FOUND, "NOT_FOUND")
    shown = await officer.request("GET", reading)
    assert (shown.json()["words"], shown.json()["decision"]["id"]) == ("请人工看一看", decision["id"])
    answer = {"request_id": key(), "answer": "RULE_REVIEW_ANSWER_CONFIRMED", "reasons": "学历信息属实"}
    answered = await officer.request("POST", f"{reading}:answer", json=answer)
    assert answered.status_code == 200, answered.text

    letter = await notice_of(owner, application["id"], "NOTICE_KIND_REVIEW_ANSWER")
    assert "学历信息属实" in letter["text"]["zh"]
    kinds = {"REVIEW_REQUESTED", "REVIEW_CONFIRMED"}
    await until(owner, application["id"], lambda view: kinds <= {each["kind"] for each in view["timeline"]})
    (explained,) = (await owner.request("GET", decisions)).json()["decisions"]
    assert explained["humanReview"]["reasons"] == "学历信息属实"
