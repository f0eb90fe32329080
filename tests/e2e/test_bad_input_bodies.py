"""What cannot be read, or leaves out what it must say, is refused with the reason; nothing is written."""

from __future__ import annotations

import grpc
import pytest
import pytest_asyncio
from google.rpc import error_details_pb2, status_pb2
from grpc import aio

from cli.client import Caller
from deploy.local.stack import Stack
from tests.e2e.conftest import Enter
from tests.e2e.filing import APPLICATIONS, CONTRADICTING, ITEM, filed, form, key, submit, written
from tests.e2e.refusals import FAILED_PRECONDITION, INVALID_ARGUMENT, NOT_FOUND, assert_refused, fields_of

SENDER = "graduate-0184"
SUBMIT = "/onetrip.intake.v1.ApplicationService/SubmitApplication"

MALFORMED = {
    "cut off": b'{"request_id": "abc',
    "not JSON": b"request_id=abc",
    "a list": b"[]",
    "a number for a text": b'{"request_id": 5}',
    "a text for an object": b'{"answers": "none"}',
    "a value the enum does not have": b'{"channel": "CHANNEL_TELEPATHY"}',
    "a number out of range": b'{"item_version": 99999999999}',
    "half a surrogate pair": b'{"comment": "\\ud800"}',
    "bytes that are not UTF-8": b'{"comment": "\xff\xfe"}',
    "objects in objects": b'{"answers":' * 5_000 + b"1" + b"}" * 5_000,
    "lists in lists": b'{"answers":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "unknown fields, deep": b'{"unknown":' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001,
}
BROKEN_BYTES = {
    "cut off": b"\x0a\x50abc",
    "no message at all": b"\xff\xff\xff",
    "text that is not UTF-8": b"\x0a\x02\xff\xfe",
    "a group that never ends": b"\x0b" * 2_000,
    "a length beyond the end": b"\x1a\xff\xff\xff\xff\x07",
}


@pytest_asyncio.fixture(loop_scope="session")
async def sender(enter: Enter, stack: Stack) -> Caller:
    """Somebody of whom nothing is ever taken in."""
    return await enter(SENDER)


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED.keys())
async def test_json_that_cannot_be_read_is_refused(sender: Caller, stack: Stack, content: bytes) -> None:
    response = await sender.request("POST", APPLICATIONS, content=content, headers={"content-type": "application/json"})
    assert_refused(response, INVALID_ARGUMENT, "MALFORMED_MESSAGE", "request")
    assert await written(stack, sender.subject) == 0


async def test_what_cannot_be_read_is_named(sender: Caller) -> None:
    response = await submit(sender, {"channel": "CHANNEL_TELEPATHY"})
    assert "channel" in fields_of(response)["request"]
    response = await sender.request("GET", APPLICATIONS, params={"page_size": "many"})
    assert "page_size" in fields_of(response)["request"]
    response = await sender.request("GET", APPLICATIONS, params={"applicant": "somebody"})
    assert_refused(response, INVALID_ARGUMENT, "MALFORMED_MESSAGE", "request")


@pytest.mark.parametrize("content", BROKEN_BYTES.values(), ids=BROKEN_BYTES.keys())
async def test_protobuf_that_cannot_be_read_is_refused(sender: Caller, stack: Stack, content: bytes) -> None:
    token = await sender.token()
    async with aio.insecure_channel(stack.address("gateway")) as channel:
        call = channel.unary_unary(SUBMIT)
        with pytest.raises(aio.AioRpcError) as refused:
            await call(content, metadata=(("authorization", f"Bearer {token}"),), timeout=30)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    trailers = dict(refused.value.trailing_metadata())
    status = status_pb2.Status.FromString(trailers["grpc-status-details-bin"])
    info = error_details_pb2.ErrorInfo()
    assert status.details[0].Unpack(info)
    assert info.reason == "MALFORMED_MESSAGE"
    assert await written(stack, sender.subject) == 0


async def test_every_field_that_is_missing_is_named_at_once(sender: Caller, stack: Stack) -> None:
    assert_refused(await submit(sender, {}), INVALID_ARGUMENT, "INVALID_INPUT", "request_id", "item_code")
    bare = {"item_code": ITEM, "answers": {"degree": ""}}
    wanted = ("request_id", 'answers["degree"]', 'answers["destination_address"]')
    assert_refused(await submit(sender, bare), INVALID_ARGUMENT, "INVALID_INPUT", *wanted)
    for request_id in ("short", "x" * 65, "with space", "名字名字名字名字", "a/b/c/d/e"):
        assert_refused(
            await submit(sender, form(request_id=request_id)), INVALID_ARGUMENT, "INVALID_INPUT", "request_id"
        )
    assert await written(stack, sender.subject) == 0


async def test_an_item_or_version_that_is_not_there_is_told_apart(sender: Caller, stack: Stack) -> None:
    for code in ("moon-permit", "GRADUATE-RESIDENCE", "'; DROP TABLE applications; --", "\u0000"):
        assert_refused(await submit(sender, form(item_code=code)), NOT_FOUND, "UNKNOWN_ITEM", "item_code")
    for version in (2, 2_147_483_647, -1):
        response = await submit(sender, form(item_version=version))
        assert_refused(response, FAILED_PRECONDITION, "ITEM_VERSION_NOT_IN_FORCE", "item_version")
    response = await sender.request("GET", "/v1/items/moon-permit")
    assert_refused(response, NOT_FOUND, "UNKNOWN_ITEM", "code")
    assert await written(stack, sender.subject) == 0


async def test_what_the_item_does_not_ask_or_offer_is_refused(sender: Caller, stack: Stack) -> None:
    unknown = form(answers={**form()["answers"], "shoe_size": "44"})
    assert_refused(await submit(sender, unknown), INVALID_ARGUMENT, "INVALID_INPUT", 'answers["shoe_size"]')
    material = form(materials=[{"code": "swimming-badge", "material_id": "a" * 26}, {"code": "resident-id-card"}])
    wanted = ("materials[0].code", "materials[1].material_id")
    assert_refused(await submit(sender, material), INVALID_ARGUMENT, "INVALID_INPUT", *wanted)
    absent = form(materials=[{"code": "resident-id-card", "material_id": "a" * 26}])
    assert_refused(await submit(sender, absent), INVALID_ARGUMENT, "INVALID_INPUT", "materials[0].material_id")
    counter = form(channel="CHANNEL_COUNTER")
    assert_refused(await submit(sender, counter), INVALID_ARGUMENT, "INVALID_INPUT", "channel")
    number = form(delivery_method=77)
    assert_refused(await submit(sender, number), INVALID_ARGUMENT, "INVALID_INPUT", "delivery_method")
    assert await written(stack, sender.subject) == 0


async def test_identity_state_and_department_in_a_body_are_never_used(enter: Enter) -> None:
    caller, victim = await enter("graduate-0185"), await enter("graduate-0186")
    claims = {
        "applicant_id": victim.subject,
        "filed_by": victim.subject,
        "filed_as": "FILING_ROLE_CLERK",
        "subject": victim.subject,
        "roles": ["officer", "clerk"],
        "department": "human-resources",
        "state": "APPLICATION_STATE_COMPLETED",
        "accepted": True,
        "receive_time": "1999-01-01T00:00:00Z",
        "tracking_number": "2026-0000-0000-00000",
        "id": "a" * 26,
    }
    application = await filed(caller, answers=CONTRADICTING, **claims)
    assert application["id"] != "a" * 26
    assert application["trackingNumber"] != claims["tracking_number"]
    assert application["filedAs"] == "FILING_ROLE_APPLICANT"
    assert application["state"] != claims["state"]
    assert not application["receiveTime"].startswith("1999")
    own = await caller.request("GET", f"{APPLICATIONS}/{application['id']}")
    assert own.status_code == 200
    others = await victim.request("GET", f"{APPLICATIONS}/{application['id']}")
    assert_refused(others, NOT_FOUND, "NOT_FOUND")


async def test_a_decision_with_claims_in_its_body_is_still_the_callers(enter: Enter) -> None:
    applicant = await enter("graduate-0187")
    body = {"request_id": key(), "outcome": "TASK_OUTCOME_APPROVE", "reasons": "x", "roles": ["officer"]}
    response = await applicant.request("POST", f"/v1/tasks/{'a' * 26}:decide", json={**body, "department": "x"})
    assert response.json()["code"] == 7
