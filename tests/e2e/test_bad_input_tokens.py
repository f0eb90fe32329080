"""Who nobody vouches for gets nothing; who is known gets only what is theirs."""

from __future__ import annotations

import grpc
import pytest
from grpc import aio

from cli.client import Gateway
from cli.personas import persona
from deploy.local.stack import Stack
from tests.e2e.conftest import Enter
from tests.e2e.filing import APPLICATIONS, CONTRADICTING, claimed, decision, filed, form, key, task_of, written
from tests.e2e.refusals import NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED, assert_refused
from tests.e2e.tokens import claims, forged, signed

LIST = "/onetrip.intake.v1.ApplicationService/ListApplications"
SUBJECT = "pforgedforgedforgedforged00"
KINDS = (
    "expired",
    "without an end",
    "of another issuer",
    "of no issuer",
    "for another audience",
    "for no audience",
    "unsigned",
    "signed with the public key as a secret",
    "signed with HMAC",
    "of a foreign key",
    "of an unknown key",
    "with other claims",
    "with its signature cut off",
    "no token at all",
)


async def test_the_list_of_forgeries_is_whole(stack: Stack) -> None:
    assert set(forged(stack, SUBJECT)) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_token_that_is_not_good_is_refused_at_the_edge_and_inside(
    stack: Stack, gateway: Gateway, kind: str
) -> None:
    headers = {"authorization": f"Bearer {forged(stack, SUBJECT)[kind]}"}
    refused = await gateway.http.post(APPLICATIONS, json=form(), headers=headers)
    assert_refused(refused, UNAUTHENTICATED, "UNAUTHENTICATED")
    # An item is for anyone, but who comes with a token comes with a good one.
    assert_refused(await gateway.http.get("/v1/items", headers=headers), UNAUTHENTICATED, "UNAUTHENTICATED")
    for part in ("gateway", "intake"):
        async with aio.insecure_channel(stack.address(part)) as channel:
            with pytest.raises(aio.AioRpcError) as error:
                await channel.unary_unary(LIST)(b"", metadata=tuple(headers.items()), timeout=30)
        assert error.value.code() is grpc.StatusCode.UNAUTHENTICATED
        assert "grpc-status-details-bin" in dict(error.value.trailing_metadata())
    assert await written(stack, SUBJECT) == 0


async def test_no_token_or_another_scheme_is_refused(gateway: Gateway) -> None:
    token = await gateway.token(persona("graduate").resident_id, ("applicant",))
    for headers in ({}, {"authorization": f"Basic {token.text}"}, {"authorization": token.text}, {"token": token.text}):
        assert_refused(await gateway.http.get(APPLICATIONS, headers=headers), UNAUTHENTICATED, "UNAUTHENTICATED")
    query = await gateway.http.get(APPLICATIONS, params={"access_token": token.text})
    assert_refused(query, UNAUTHENTICATED, "UNAUTHENTICATED")


async def test_a_good_token_without_a_role_may_do_nothing(stack: Stack, gateway: Gateway) -> None:
    for roles in ([], ["emperor"], None, "applicant"):
        token = signed(stack, claims(stack, SUBJECT, roles=roles))
        response = await gateway.http.get(APPLICATIONS, headers={"authorization": f"Bearer {token}"})
        assert response.status_code in (401, 403), response.text
        assert response.json()["code"] in (7, 16)


async def test_another_persons_application_is_answered_like_one_that_does_not_exist(enter: Enter) -> None:
    owner, stranger = await enter("graduate-0156"), await enter("graduate-0157")
    agent = await enter("agent", "agent")
    theirs, nobodys = (await filed(owner, answers=CONTRADICTING))["id"], "a" * 26
    calls = (
        ("GET", "", None),
        ("GET", ":watch", None),
        ("GET", "/decisions", None),
        ("POST", ":withdraw", {"request_id": "withdraw-it-please"}),
        ("POST", ":supplement", {"request_id": "supplement-it-please", "answers": {"degree": "master"}}),
        ("POST", ":watchTicket", {}),
    )
    for caller in (stranger, agent):
        for verb, suffix, body in calls:
            answers = [
                await caller.request(verb, f"{APPLICATIONS}/{each}{suffix}", json=body) for each in (theirs, nobodys)
            ]
            assert_refused(answers[0], NOT_FOUND, "NOT_FOUND")
            assert answers[0].content == answers[1].content, f"{verb} {suffix} tells that it exists"
            assert answers[0].headers.keys() == answers[1].headers.keys()
        listed = await caller.request("GET", APPLICATIONS)
        assert theirs not in listed.text
        notices = await caller.request("GET", "/v1/notices", params={"application_id": theirs})
        assert not notices.json().get("notices")


async def test_deciding_is_for_officers_of_the_department_and_not_for_their_own_matter(enter: Enter) -> None:
    applicant, clerk = await enter("graduate-0158"), await enter("clerk")
    officer, colleague = await enter("officer-human-resources-2"), await enter("officer-human-resources", "officer")
    outsider = await enter("officer-fire-rescue")
    application = await filed(applicant, answers=CONTRADICTING)
    task = await claimed(officer, application["id"])
    path = f"/v1/tasks/{task['id']}"
    for caller in (applicant, clerk):
        for verb, suffix, body in (("GET", "", None), ("POST", ":claim", {}), ("POST", ":decide", decision())):
            response = await caller.request(verb, path + suffix, json=body)
            assert_refused(response, PERMISSION_DENIED, "PERMISSION_DENIED")
    for verb, suffix, body in (
        ("GET", "", None),
        ("POST", ":claim", {}),
        ("POST", ":release", {}),
        ("POST", ":decide", decision()),
    ):
        theirs = await outsider.request(verb, path + suffix, json=body)
        nobodys = await outsider.request(verb, f"/v1/tasks/{'a' * 26}{suffix}", json=body)
        assert_refused(theirs, NOT_FOUND, "NOT_FOUND")
        assert theirs.content == nobodys.content
    response = await colleague.request("POST", f"{path}:decide", json=decision())
    assert_refused(response, PERMISSION_DENIED, "HELD_BY_ANOTHER_OFFICER")
    decided = await officer.request("POST", f"{path}:decide", json=decision(etag=task["etag"]))
    assert decided.status_code == 200, decided.text


async def test_an_officer_has_no_hand_in_an_application_of_their_own(enter: Enter) -> None:
    herself = await enter("officer-human-resources")
    application = await filed(herself, answers=CONTRADICTING)
    task = await task_of(herself, application["id"])
    for suffix, body in ((":claim", {}), (":decide", decision()), (":release", {})):
        response = await herself.request("POST", f"/v1/tasks/{task['id']}{suffix}", json=body)
        assert_refused(response, PERMISSION_DENIED, "OWN_APPLICATION")
    seen = await herself.request("GET", f"{APPLICATIONS}/{application['id']}")
    assert not seen.json()["application"]["cases"][0].get("claimed")
    colleague = await enter("officer-human-resources-2")
    held = await claimed(colleague, application["id"])
    body = decision(etag=held["etag"], request_id=key())
    assert (await colleague.request("POST", f"/v1/tasks/{task['id']}:decide", json=body)).status_code == 200
