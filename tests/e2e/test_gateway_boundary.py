"""What the outside reaches, what it cannot claim, and what it is told when the gateway itself says no."""

from __future__ import annotations

import base64
import json
import struct

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2
from grpc import aio
from grpc_health.v1 import health_pb2

from cli.client import Gateway
from deploy.local.stack import Stack
from tests.e2e.conftest import PORTAL, Enter
from tests.e2e.filing import APPLICATIONS, form
from tests.e2e.refusals import NOT_FOUND, UNAUTHENTICATED, assert_refused

INTERNAL_PATHS = (
    "/grpc.health.v1.Health/Check",
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    "/onetrip.registers.v1.RegisterService/Lookup",
    "/onetrip.intake.v1.ApplicationService/DropEverything",
)
OUTSIDE_PATHS = (
    "/",
    "/metrics",
    "/admin",
    "/jwks.json",
    "/token",
    "/server_info",
    "/config_dump",
    "/v1",
    "/v1/nothing",
)
LIST = "/onetrip.intake.v1.ApplicationService/ListApplications"
TOO_LONG_BYTES = 2_200_000


def told(error: aio.AioRpcError) -> tuple[status_pb2.Status, str]:
    """The status in a refusal's details, and its reason."""
    status = status_pb2.Status.FromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
    info = error_details_pb2.ErrorInfo()
    assert status.details[0].Unpack(info)
    assert info.domain == "onetrip"
    return status, info.reason


@pytest.mark.parametrize("path", INTERNAL_PATHS)
async def test_internal_services_do_not_exist_outside(enter: Enter, stack: Stack, path: str) -> None:
    caller = await enter("graduate-0178")
    internal_key = stack.environment.credentials.internal_key
    metadata = (
        ("authorization", f"Bearer {await caller.token()}"),
        ("x-onetrip-internal-key", internal_key),
        ("x-onetrip-nowhere", "registers"),
    )
    async with aio.insecure_channel(stack.address("gateway")) as channel:
        with pytest.raises(aio.AioRpcError) as refused:
            await channel.unary_unary(path)(b"", metadata=metadata, timeout=30)
    assert refused.value.code() is grpc.StatusCode.UNIMPLEMENTED
    assert told(refused.value)[1] == "NOT_FOUND"
    assert_refused(await caller.request("POST", path, json={}), NOT_FOUND, "NOT_FOUND")


@pytest.mark.parametrize("path", OUTSIDE_PATHS)
async def test_nothing_else_is_served(enter: Enter, gateway: Gateway, path: str) -> None:
    assert_refused(await gateway.http.get(path), UNAUTHENTICATED, "UNAUTHENTICATED")
    assert_refused(await (await enter("graduate-0178")).request("GET", path), NOT_FOUND, "NOT_FOUND")


async def test_the_parts_answer_health_checks_inside(stack: Stack) -> None:
    async with aio.insecure_channel(stack.address("intake")) as channel:
        check = channel.unary_unary(INTERNAL_PATHS[0], response_deserializer=health_pb2.HealthCheckResponse.FromString)
        assert (await check(b"", timeout=30)).status == health_pb2.HealthCheckResponse.SERVING


async def test_the_registers_want_the_key_of_a_part(enter: Enter, stack: Stack) -> None:
    token = await (await enter("graduate-0178")).token()
    async with aio.insecure_channel(stack.address("registers")) as channel:
        for metadata in ((), (("authorization", f"Bearer {token}"),), (("x-onetrip-internal-key", "guessed"),)):
            with pytest.raises(aio.AioRpcError) as refused:
                await channel.unary_unary(INTERNAL_PATHS[4])(b"", metadata=metadata, timeout=30)
            assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_headers_that_claim_an_identity_or_steer_the_gateway_are_dropped(enter: Enter, gateway: Gateway) -> None:
    caller, victim = await enter("graduate-0178"), await enter("graduate-0176")
    claims = {
        "x-onetrip-caller": victim.subject,
        "x-forwarded-user": victim.subject,
        "x-user-id": victim.subject,
        "x-envoy-upstream-rq-timeout-ms": "1",
        "x-envoy-upstream-alt-stat-name": "x",
        "x-onetrip-nowhere": "registers",
        "x-onetrip-wire": "application/grpc",
    }
    own = await caller.request("GET", APPLICATIONS)
    claimed = await caller.request("GET", APPLICATIONS, headers=claims)
    assert claimed.status_code == 200, claimed.text
    assert claimed.json() == own.json()
    assert_refused(await gateway.http.get(APPLICATIONS, headers=claims), UNAUTHENTICATED, "UNAUTHENTICATED")
    assert not [name for name in claimed.headers if name.startswith(("x-envoy", "x-onetrip", "x-powered"))]
    assert claimed.headers["server"] == "onetrip"


async def test_browsers_of_the_portal_are_answered_and_others_are_not(enter: Enter, gateway: Gateway) -> None:
    preflight = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    allowed = await gateway.http.options(APPLICATIONS, headers={"origin": PORTAL, **preflight})
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == PORTAL
    assert "authorization" in allowed.headers["access-control-allow-headers"]
    caller = await enter("graduate-0178")
    read = await caller.request("GET", APPLICATIONS, headers={"origin": PORTAL})
    assert read.headers["access-control-allow-origin"] == PORTAL
    refusal = await gateway.http.get(APPLICATIONS, headers={"origin": PORTAL})
    assert refusal.headers["access-control-allow-origin"] == PORTAL, "a browser reads the refusal too"
    for origin in ("https://evil.test", f"{PORTAL}.evil.test", "null"):
        stranger = await gateway.http.options(APPLICATIONS, headers={"origin": origin, **preflight})
        assert "access-control-allow-origin" not in stranger.headers
        read = await caller.request("GET", APPLICATIONS, headers={"origin": origin})
        assert "access-control-allow-origin" not in read.headers


async def test_headers_over_their_limit_are_refused(enter: Enter) -> None:
    caller = await enter("graduate-0178")
    for headers in ({"x-much": "x" * 20_000}, {f"x-many-{number}": "x" for number in range(100)}):
        response = await caller.request("GET", APPLICATIONS, headers=headers)
        assert_refused(response, (8, 431), "HEADERS_TOO_LARGE")


async def test_a_body_over_its_limit_is_refused(enter: Enter, stack: Stack) -> None:
    caller = await enter("graduate-0178")
    too_long = "x" * TOO_LONG_BYTES
    response = await caller.request("POST", APPLICATIONS, json=form(comment=too_long))
    assert_refused(response, (8, 413), "REQUEST_TOO_LARGE")
    metadata = (("authorization", f"Bearer {await caller.token()}"),)
    async with aio.insecure_channel(stack.address("gateway")) as channel:
        with pytest.raises(aio.AioRpcError) as refused:
            await channel.unary_unary(LIST)(b"\x12" + b"\xff" * TOO_LONG_BYTES, metadata=metadata, timeout=30)
    assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert told(refused.value)[1] == "REQUEST_TOO_LARGE"


async def test_errors_over_grpc_and_grpc_web_carry_their_details(enter: Enter, stack: Stack, gateway: Gateway) -> None:
    async with aio.insecure_channel(stack.address("gateway")) as channel:
        with pytest.raises(aio.AioRpcError) as refused:
            await channel.unary_unary(LIST)(b"", timeout=30)
    status, reason = told(refused.value)
    assert (status.code, reason, status.message) == (16, "UNAUTHENTICATED", refused.value.details())
    frame = b"\0" + struct.pack(">I", 0)
    for content_type in ("application/grpc-web+proto", "application/grpc-web-text+proto"):
        text = "text" in content_type
        content = base64.b64encode(frame) if text else frame
        headers = {"content-type": content_type, "accept": content_type}
        response = await gateway.http.post(LIST, content=content, headers=headers)
        assert (response.status_code, response.headers["content-type"]) == (200, content_type)
        assert not response.content, "the status is in the headers"
        assert response.headers["grpc-status"] == "16"
        details = base64.b64decode(response.headers["grpc-status-details-bin"])
        assert status_pb2.Status.FromString(details) == status


async def test_the_openapi_document_is_served_to_anyone(gateway: Gateway) -> None:
    response = await gateway.http.get("/openapi.json")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    document = json.loads(response.content)
    assert document["openapi"].startswith("3.1")
    assert {"get", "post"} <= set(document["paths"][APPLICATIONS])
    assert (await gateway.http.get("/healthz")).json() == {"status": "SERVING"}
