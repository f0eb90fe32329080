"""The same call twice, two calls at once, a call too late, and page tokens that were never given."""

from __future__ import annotations

import asyncio
import base64

import pytest

from cli.client import Caller
from deploy.local.stack import Stack
from tests.e2e.conftest import Enter
from tests.e2e.filing import (
    APPLICATIONS,
    CONTRADICTING,
    claimed,
    decision,
    filed,
    form,
    key,
    submit,
    task_of,
    until,
    written,
)
from tests.e2e.refusals import (
    ABORTED,
    ALREADY_EXISTS,
    FAILED_PRECONDITION,
    INVALID_ARGUMENT,
    assert_refused,
)


async def test_the_same_call_again_has_the_same_answer_and_another_body_is_refused(enter: Enter, stack: Stack) -> None:
    caller = await enter("graduate-0160")
    body = form(answers=CONTRADICTING)
    first, second = await asyncio.gather(submit(caller, body), submit(caller, body))
    assert first.status_code == second.status_code == 200, (first.text, second.text)
    again = await submit(caller, body)
    ids = {answer.json()["application"]["id"] for answer in (first, second, again)}
    assert len(ids) == 1
    other = {**body, "comment": "something else"}
    assert_refused(await submit(caller, other), ALREADY_EXISTS, "REQUEST_ID_REUSED")
    # One application, one call remembered.
    assert await written(stack, caller.subject) == 2
    # The key is the caller's own: somebody else may use the same.
    stranger = await enter("graduate-0161")
    theirs = await submit(stranger, body)
    assert theirs.json()["application"]["id"] not in ids


async def test_a_decision_sent_again_is_answered_again_and_another_is_refused(enter: Enter) -> None:
    applicant, officer = await enter("graduate-0162"), await enter("officer-human-resources-2")
    application = await filed(applicant, answers=CONTRADICTING)
    task = await claimed(officer, application["id"])
    path, body = f"/v1/tasks/{task['id']}:decide", decision(etag=task["etag"])
    first, again = [await officer.request("POST", path, json=body) for _ in range(2)]
    assert first.status_code == 200, first.text
    assert first.json() == again.json()
    other = await officer.request("POST", path, json={**body, "reasons": "另有理由。"})
    assert_refused(other, ALREADY_EXISTS, "REQUEST_ID_REUSED")
    fresh = await officer.request("POST", path, json=decision())
    assert_refused(fresh, FAILED_PRECONDITION, "ALREADY_DECIDED")


async def test_a_stale_etag_is_refused(enter: Enter) -> None:
    applicant, officer = await enter("graduate-0163"), await enter("officer-human-resources-2")
    application = await filed(applicant, answers=CONTRADICTING)
    withdrawal = {"request_id": key(), "etag": "99"}
    response = await applicant.request("POST", f"{APPLICATIONS}/{application['id']}:withdraw", json=withdrawal)
    assert_refused(response, ABORTED, "ETAG_MISMATCH")
    task = await task_of(officer, application["id"])
    stale = await officer.request("POST", f"/v1/tasks/{task['id']}:claim", json={"etag": "99"})
    assert_refused(stale, ABORTED, "ETAG_MISMATCH")
    held = await claimed(officer, application["id"])
    for etag in (task["etag"], "99", "x"):
        response = await officer.request("POST", f"/v1/tasks/{task['id']}:decide", json=decision(etag=etag))
        assert_refused(response, ABORTED, "ETAG_MISMATCH")
    preferences = {"channels": ["NOTICE_CHANNEL_SMS"], "etag": "99"}
    assert_refused(await applicant.request("PATCH", "/v1/preferences", json=preferences), ABORTED, "ETAG_MISMATCH")
    response = await officer.request("POST", f"/v1/tasks/{task['id']}:decide", json=decision(etag=held["etag"]))
    assert response.status_code == 200, response.text


async def test_of_two_decisions_at_once_one_wins(enter: Enter) -> None:
    applicant, officer = await enter("graduate-0164"), await enter("officer-human-resources-2")
    application = await filed(applicant, answers=CONTRADICTING)
    task = await claimed(officer, application["id"])
    outcomes = ("TASK_OUTCOME_APPROVE", "TASK_OUTCOME_REFUSE") * 3
    path = f"/v1/tasks/{task['id']}:decide"
    answers = await asyncio.gather(
        *(officer.request("POST", path, json=decision(outcome=outcome)) for outcome in outcomes)
    )
    won = [answer for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    for answer in answers:
        if answer is not won[0]:
            assert_refused(answer, FAILED_PRECONDITION, "ALREADY_DECIDED")
    ended = await until(applicant, application["id"], lambda now: now["state"].endswith("COMPLETED"))
    assert ended["cases"][0]["outcome"] == won[0].json()["caseOutcome"]
    decisions = await applicant.request("GET", f"{APPLICATIONS}/{application['id']}/decisions")
    assert len(decisions.json()["decisions"]) == 1


async def test_what_was_withdrawn_cannot_be_decided_or_withdrawn_again(enter: Enter) -> None:
    applicant, officer = await enter("graduate-0165"), await enter("officer-human-resources-2")
    application = await filed(applicant, answers=CONTRADICTING)
    task = await claimed(officer, application["id"])
    path = f"{APPLICATIONS}/{application['id']}:withdraw"
    withdrawal = {"request_id": key()}
    asked = await applicant.request("POST", path, json=withdrawal)
    assert asked.status_code == 200, asked.text
    await until(applicant, application["id"], lambda now: now["state"].endswith("WITHDRAWN"))
    response = await officer.request("POST", f"/v1/tasks/{task['id']}:decide", json=decision())
    assert_refused(response, FAILED_PRECONDITION, "ALREADY_WITHDRAWN")
    again = await applicant.request("POST", path, json=withdrawal)
    assert again.status_code == 200, "the same call again"
    fresh = await applicant.request("POST", path, json={"request_id": key()})
    assert_refused(fresh, FAILED_PRECONDITION, "ALREADY_WITHDRAWN")
    late = {"request_id": key(), "answers": {"degree": "bachelor"}}
    response = await applicant.request("POST", f"{APPLICATIONS}/{application['id']}:supplement", json=late)
    assert_refused(response, FAILED_PRECONDITION, "APPLICATION_ENDED")


async def test_a_task_given_back_is_shown_as_held_by_nobody(enter: Enter) -> None:
    applicant, officer = await enter("graduate-0166"), await enter("officer-human-resources-2")
    application = await filed(applicant, answers=CONTRADICTING)
    task = await claimed(officer, application["id"])
    await until(applicant, application["id"], lambda now: bool(now["cases"][0].get("claimed")))
    released = await officer.request("POST", f"/v1/tasks/{task['id']}:release", json={"etag": task["etag"]})
    assert released.status_code == 200, released.text
    await until(applicant, application["id"], lambda now: not now["cases"][0].get("claimed"))
    response = await officer.request("POST", f"/v1/tasks/{task['id']}:decide", json=decision())
    assert_refused(response, FAILED_PRECONDITION, "TASK_NOT_CLAIMED")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reasons": ""}, "reasons"),
        ({"reasons": "理" * 2001}, "reasons"),
        ({"reasons": "a\u0000b"}, "reasons"),
        ({"reasons": "a\u202eb"}, "reasons"),
        ({"reasons": "a\u200bb"}, "reasons"),
        ({"outcome": None}, "outcome"),
        ({"outcome": 77}, "outcome"),
        ({"request_id": None}, "request_id"),
        ({"right_body": "局" * 201}, "right_body"),
        ({"second_officer": "not an id!"}, "second_officer"),
    ],
)
async def test_a_decision_that_is_not_well_formed_names_its_field(
    enter: Enter, changes: dict[str, object], field: str
) -> None:
    officer = await enter("officer-human-resources-2")
    response = await officer.request("POST", f"/v1/tasks/{'a' * 26}:decide", json=decision(**changes))
    assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", field)


LISTS = {
    APPLICATIONS: ("graduate-0167", "applicant"),
    "/v1/notices": ("graduate-0167", "applicant"),
    "/v1/accesses": ("graduate-0167", "applicant"),
    "/v1/tasks": ("officer-human-resources-2", "officer"),
    "/v1/deliveries": ("clerk", "clerk"),
    "/v1/errands": ("clerk", "clerk"),
    "/v1/items": ("graduate-0167", "applicant"),
    "/v1/supervision/cases": ("supervisor", "supervisor"),
    "/v1/followUps": ("supervisor", "supervisor"),
    "/v1/public/decisions": ("graduate-0167", "applicant"),
}


@pytest.mark.parametrize("path", LISTS)
async def test_a_page_token_that_was_never_given_is_refused(enter: Enter, path: str) -> None:
    caller = await enter(*LISTS[path])
    forged = base64.urlsafe_b64encode(b"\x01\x02k1" + b"x" * 60).decode().rstrip("=")
    for token in (forged, "AAAA", "~", "名", "A" * 5000, "'; --"):
        response = await caller.request("GET", path, params={"page_token": token})
        assert_refused(response, INVALID_ARGUMENT, "BAD_PAGE_TOKEN", "page_token")
    response = await caller.request("GET", path, params={"page_size": -1})
    assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", "page_size")


async def test_a_page_token_is_of_one_caller_one_list_and_one_filter(enter: Enter) -> None:
    officer, colleague = await enter("officer-human-resources-2"), await enter("officer-human-resources", "officer")
    for name in ("graduate-0168", "graduate-0169"):
        application = await filed(await enter(name), answers=CONTRADICTING)
        await task_of(officer, application["id"])
    page = (await officer.request("GET", "/v1/tasks", params={"page_size": 1})).json()
    token = page["nextPageToken"]

    async def refused(caller: Caller, path: str, **parameters: str) -> None:
        response = await caller.request("GET", path, params={"page_token": token, **parameters})
        assert_refused(response, INVALID_ARGUMENT, "BAD_PAGE_TOKEN", "page_token")

    await refused(colleague, "/v1/tasks")
    await refused(officer, "/v1/tasks", application_id="a" * 26)
    await refused(await enter("officer-human-resources", "applicant"), APPLICATIONS)
    following = await officer.request("GET", "/v1/tasks", params={"page_size": 1, "page_token": token})
    assert following.json()["tasks"][0]["id"] != page["tasks"][0]["id"]
