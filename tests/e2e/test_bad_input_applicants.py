"""Ratings, what shall come late, and documents: what is no rating, no document of theirs or no month is refused."""

from __future__ import annotations

import pytest
import pytest_asyncio

from cli.client import Caller, Gateway
from deploy.local.stack import Stack
from tests.e2e.bad_input import BAD_TEXTS, FORGED, NO_NAMES, NOBODYS, TOO_LONG, UNNAMED, Rpc, kept
from tests.e2e.conftest import Enter
from tests.e2e.filing import APPLICATIONS, CONTRADICTING, Json, completed, filed, form, key, submit, until, written
from tests.e2e.refusals import (
    ALREADY_EXISTS,
    FAILED_PRECONDITION,
    INVALID_ARGUMENT,
    NOT_FOUND,
    PERMISSION_DENIED,
    UNAUTHENTICATED,
    assert_refused,
)
from tests.e2e.test_ratings import follow_up_of

RATE = Rpc(
    "/v1/applications/{id}:rate",
    {"level": "RATING_LEVEL_VERY_DISSATISFIED"},
    {
        "level": (*UNNAMED, 6),
        "comment": (TOO_LONG, "理" * 501, "a\u0000b", "a\u202eb", "a\u200bb"),
        "channel": ("CHANNEL_COUNTER", "CHANNEL_PHONE", 77, -1),
    },
    {"level": NO_NAMES, "channel": NO_NAMES},
)
RESOLVE = Rpc(
    "/v1/ratings/{id}:resolveFollowUp",
    {"call_back": "CALL_BACK_REACHED", "measures": "已整改。", "answer": "抱歉,已整改。"},
    {"call_back": UNNAMED, "measures": BAD_TEXTS, "answer": BAD_TEXTS},
    {"call_back": NO_NAMES},
)
APPEAL = Rpc("/v1/ratings/{id}:appealRating", {"reasons": "与事实不符。"}, {"reasons": BAD_TEXTS}, {"reasons": (5,)})
DECIDE = Rpc(
    "/v1/ratings/{id}:decideAppeal",
    {"reasons": "经核实。", "malicious": False},
    {"reasons": BAD_TEXTS},
    {"malicious": ("perhaps", 1)},
)
CALLERS = {
    RESOLVE: ("officer-human-resources-2", "supervisor"),
    APPEAL: ("officer-human-resources-2", "graduate-0120"),
    DECIDE: ("supervisor", "officer-human-resources-2"),
}


@pytest_asyncio.fixture(loop_scope="session")
async def waiting(enter: Enter) -> tuple[Caller, str]:
    """An applicant whose application waits for an officer, and its id."""
    applicant = await enter("graduate-0120")
    return applicant, (await filed(applicant, answers=CONTRADICTING))["id"]


@pytest.mark.parametrize("rpc", CALLERS, ids=lambda rpc: rpc.path)
async def test_what_departments_and_supervisors_say_about_a_rating_is_read_whole(
    enter: Enter, stack: Stack, rpc: Rpc
) -> None:
    caller, wrong = [await enter(name) for name in CALLERS[rpc]]
    before = await kept(stack, "intake", caller)
    await rpc.assert_takes_nothing_else(caller)
    await rpc.assert_absent(caller, *FORGED)
    assert_refused(await rpc.call(wrong), PERMISSION_DENIED, "PERMISSION_DENIED")
    assert await kept(stack, "intake", caller) == before


async def test_a_rating_is_one_of_five_by_ones_own_door_of_ones_own_completed_matter(
    enter: Enter, stack: Stack, waiting: tuple[Caller, str]
) -> None:
    applicant, application_id = waiting
    before = await written(stack, applicant.subject)
    await RATE.assert_takes_nothing_else(applicant, application_id)
    await RATE.assert_absent(applicant, *FORGED)
    for stranger in ("graduate-0121", "agent"):
        await RATE.assert_absent(await enter(stranger), application_id, *FORGED)
    for role in ("officer-human-resources-2", "supervisor", "courier"):
        assert_refused(await RATE.call(await enter(role), application_id), PERMISSION_DENIED, "PERMISSION_DENIED")
    online = await RATE.call(await enter("clerk"), application_id, channel="CHANNEL_ONLINE")
    assert_refused(online, INVALID_ARGUMENT, "INVALID_INPUT", "channel")
    assert_refused(await RATE.call(applicant, application_id), FAILED_PRECONDITION, "NOT_COMPLETED")
    assert await written(stack, applicant.subject) == before


async def rated(enter: Enter, name: str) -> tuple[Caller, Json]:
    """Somebody whose instant application is completed and rated badly, and the follow-up of it."""
    applicant, comment = await enter(name, "applicant"), key()
    application = await filed(applicant)
    await until(applicant, application["id"], completed)
    body = {"comment": comment, "request_id": key()}
    ratings = [(await RATE.call(applicant, application["id"], **body)).json() for _ in range(2)]
    assert ratings[0]["application"]["rating"]["level"] == ratings[1]["application"]["rating"]["level"]
    other = await RATE.call(applicant, application["id"], **{**body, "comment": "something else"})
    assert_refused(other, ALREADY_EXISTS, "REQUEST_ID_REUSED")
    assert_refused(await RATE.call(applicant, application["id"]), FAILED_PRECONDITION, "ALREADY_RATED")
    return applicant, await follow_up_of(await enter("supervisor"), comment)


async def test_a_bad_rating_is_answered_once_and_by_nobody_it_concerns(enter: Enter) -> None:
    (_, first), (_, second) = await rated(enter, "graduate-0122"), await rated(enter, "graduate-0123")
    officer, supervisor = await enter("officer-human-resources-2"), await enter("supervisor")
    herself = await enter("graduate-0122", "officer", "supervisor", department="human-resources")
    for rpc in (RESOLVE, APPEAL):
        await rpc.assert_absent(await enter("officer-fire-rescue"), first["id"])
    await DECIDE.assert_absent(await enter("supervisor-market-regulation"), first["id"])
    for rpc in CALLERS:
        assert_refused(await rpc.call(herself, first["id"]), PERMISSION_DENIED, "OWN_APPLICATION")
    assert_refused(await DECIDE.call(supervisor, first["id"]), FAILED_PRECONDITION, "NOTHING_APPEALED")
    await APPEAL.assert_counts_once(officer, first["id"], reasons="另有理由。")
    assert_refused(await APPEAL.call(officer, first["id"]), FAILED_PRECONDITION, "ALREADY_APPEALED")
    assert_refused(await RESOLVE.call(officer, first["id"]), FAILED_PRECONDITION, "APPEAL_PENDING")
    both = await enter("officer-human-resources-2", "officer", "supervisor")
    assert_refused(await DECIDE.call(both, first["id"]), PERMISSION_DENIED, "OWN_APPEAL")
    await DECIDE.assert_counts_once(supervisor, first["id"], malicious=True)

    token = (await supervisor.request("GET", "/v1/followUps", params={"page_size": 1})).json()["nextPageToken"]
    for caller, parameters in ((officer, {}), (supervisor, {"appealed": True})):
        response = await caller.request("GET", "/v1/followUps", params={"page_token": token, **parameters})
        assert_refused(response, INVALID_ARGUMENT, "BAD_PAGE_TOKEN", "page_token")

    for each in (first, second):
        resolved = await RESOLVE.call(officer, each["id"])
        assert resolved.status_code == 200, resolved.text
    for rpc, caller in ((RESOLVE, officer), (APPEAL, officer), (DECIDE, supervisor)):
        assert_refused(await rpc.call(caller, second["id"]), FAILED_PRECONDITION, "FOLLOW_UP_CLOSED")


async def test_ratings_are_counted_for_supervisors_by_months_that_there_are(enter: Enter) -> None:
    supervisor, path = await enter("supervisor"), "/v1/ratings:statistics"
    for field in ("from_month", "until_month"):
        for month in (
            "2026-13",
            "2026-00",
            "1999-01",
            "10000-01",
            "2026-1",
            "2026-11-27",
            "２０２６-01",
            "NaN",
            "'; --",
        ):
            response = await supervisor.request("GET", path, params={field: month})
            assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", field)
    backwards = {"from_month": "2026-12", "until_month": "2026-11"}
    response = await supervisor.request("GET", path, params=backwards)
    assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", "until_month")
    for name in ("officer-human-resources-2", "graduate-0120", "clerk"):
        for listed in (path, "/v1/followUps")[: 1 if name.startswith("officer") else 2]:
            response = await (await enter(name)).request("GET", listed)
            assert_refused(response, PERMISSION_DENIED, "PERMISSION_DENIED")
    ends = {"from_month": "2000-01", "until_month": "2099-12"}
    assert (await supervisor.request("GET", path, params=ends)).status_code == 200


async def test_only_a_secondary_document_of_the_item_comes_late_and_each_fault_is_named(
    enter: Enter, stack: Stack, waiting: tuple[Caller, str]
) -> None:
    applicant, application_id = waiting
    sender, path = await enter("graduate-0124"), f"{APPLICATIONS}/{application_id}:supplement"
    before = await written(stack, applicant.subject)
    for late, reason, field in (
        ([5], "MALFORMED_MESSAGE", "request"),
        ([{"code": "resident-id-card"}], "MALFORMED_MESSAGE", "request"),
        (["swimming-badge"], "INVALID_INPUT", "late_materials[0]"),
        (["resident-id-card", ""], "INVALID_INPUT", "late_materials[1]"),
        (["resident-id-card"] * 51, "INVALID_INPUT", "late_materials"),
    ):
        assert_refused(await submit(sender, form(late_materials=late)), INVALID_ARGUMENT, reason, field)
        body = {"request_id": key(), "late_materials": late}
        assert_refused(await applicant.request("POST", path, json=body), INVALID_ARGUMENT, reason, field)
    not_secondary = ["graduation-certificate"]
    response = await submit(sender, form(late_materials=not_secondary))
    assert_refused(response, FAILED_PRECONDITION, "LATE_MATERIAL_NOT_ALLOWED")
    body = {"request_id": key(), "late_materials": not_secondary}
    response = await applicant.request("POST", path, json=body)
    assert_refused(response, FAILED_PRECONDITION, "LATE_MATERIAL_NOT_ALLOWED")
    theirs = await sender.request("POST", path, json=body)
    assert_refused(theirs, NOT_FOUND, "NOT_FOUND")
    assert await written(stack, sender.subject) == 0
    assert await written(stack, applicant.subject) == before


async def test_a_document_is_for_its_owner_and_a_code_for_anybody_asked_for_alone(
    enter: Enter, gateway: Gateway, waiting: tuple[Caller, str]
) -> None:
    owner, application_id = waiting
    listed = await owner.request("GET", "/v1/notices", params={"application_id": application_id})
    theirs = [notice["id"] for notice in listed.json().get("notices", [])]
    path = "/v1/notices/{}:download"
    absent = await owner.request("GET", path.format(NOBODYS))
    assert_refused(absent, NOT_FOUND, "NOT_FOUND")
    for name in ("graduate-0121", "agent", "clerk"):
        for notice_id in (*theirs, *FORGED, NOBODYS[:-1]):
            response = await (await enter(name)).request("GET", path.format(notice_id))
            assert response.content == absent.content, f"{name} learns that {notice_id} exists"
    for name in ("officer-human-resources-2", "supervisor", "courier"):
        response = await (await enter(name)).request("GET", path.format(NOBODYS))
        assert_refused(response, PERMISSION_DENIED, "PERMISSION_DENIED")
    assert_refused(await gateway.http.get(path.format(NOBODYS)), UNAUTHENTICATED, "UNAUTHENTICATED")
    response = await owner.request("GET", path.format(NOBODYS), params={"layout": "other"})
    assert_refused(response, INVALID_ARGUMENT, "MALFORMED_MESSAGE", "request")
    response = await gateway.http.get("/v1/notices:verify", params={"code": "x", "id": NOBODYS})
    assert_refused(response, INVALID_ARGUMENT, "MALFORMED_MESSAGE", "request")
