"""Watching an application, three ways: a gRPC stream, a gRPC-Web stream, and server-sent events."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator

import httpx
import pytest
from google.protobuf import json_format
from grpc import aio

from cli.client import Caller, Gateway
from deploy.local.stack import Stack
from onetrip.intake.v1 import application_service_pb2 as pb
from onetrip.process.v1.state_pb2 import ApplicationState
from tests.e2e.conftest import PORTAL, Enter
from tests.e2e.filing import APPLICATIONS, filed
from tests.e2e.refusals import UNAUTHENTICATED, assert_refused

WATCH = "/onetrip.intake.v1.ApplicationService/WatchApplication"
GRPC_WEB = "application/grpc-web+proto"
COMPLETED = ApplicationState.APPLICATION_STATE_COMPLETED
TRAILERS = 0x80
SECONDS_MAX = 120

Watched = list[pb.WatchApplicationResponse]


def assert_whole(watched: Watched, application_id: str) -> None:
    """All of it first, then every change, and an explicit end."""
    assert all(response.application.id == application_id for response in watched)
    first, last = watched[0].application, watched[-1].application
    assert first.tracking_number
    assert first.item_name.zh
    assert first.timeline
    assert last.state == COMPLETED
    assert [response.end for response in watched] == [False] * (len(watched) - 1) + [True]
    versions = [int(response.application.etag) for response in watched]
    assert versions == sorted(set(versions))


async def by_grpc(stack: Stack, caller: Caller, application_id: str) -> Watched:
    token = await caller.token()
    async with aio.insecure_channel(stack.address("gateway")) as channel:
        watch = channel.unary_stream(
            WATCH,
            request_serializer=pb.WatchApplicationRequest.SerializeToString,
            response_deserializer=pb.WatchApplicationResponse.FromString,
        )
        request = pb.WatchApplicationRequest(id=application_id)
        return [response async for response in watch(request, metadata=(("authorization", f"Bearer {token}"),))]


async def by_grpc_web(gateway: Gateway, caller: Caller, application_id: str) -> Watched:
    message = pb.WatchApplicationRequest(id=application_id).SerializeToString()
    headers = {
        "authorization": f"Bearer {await caller.token()}",
        "content-type": GRPC_WEB,
        "accept": GRPC_WEB,
        "x-grpc-web": "1",
        "origin": PORTAL,
    }
    content = b"\0" + struct.pack(">I", len(message)) + message
    watched, trailers = [], b""
    async with gateway.http.stream("POST", WATCH, content=content, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == GRPC_WEB
        assert response.headers["access-control-allow-origin"] == PORTAL
        async for flag, frame in frames(response):
            if flag & TRAILERS:
                trailers = frame
            else:
                watched.append(pb.WatchApplicationResponse.FromString(frame))
    assert b"grpc-status:0" in trailers
    return watched


async def frames(response: httpx.Response) -> AsyncIterator[tuple[int, bytes]]:
    """The frames of a gRPC-Web body as they come: flag and content."""
    buffer = b""
    async for piece in response.aiter_bytes():
        buffer += piece
        while len(buffer) >= 5:
            flag, length = struct.unpack(">BI", buffer[:5])
            if len(buffer) < 5 + length:
                break
            yield flag, buffer[5 : 5 + length]
            buffer = buffer[5 + length :]
    assert not buffer, "the stream ended within a frame"


async def by_events(gateway: Gateway, caller: Caller, application_id: str) -> Watched:
    """As a browser's EventSource does: a ticket instead of the token, which it cannot send."""
    asked = await caller.request("POST", f"{APPLICATIONS}/{application_id}:watchTicket", json={})
    ticket = asked.json()["ticket"]
    path = f"{APPLICATIONS}/{application_id}:watch"
    headers = {"accept": "text/event-stream", "origin": PORTAL}
    watched = []
    async with gateway.http.stream("GET", path, params={"ticket": ticket}, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream"
        assert response.headers["access-control-allow-origin"] == PORTAL
        text = ""
        async for piece in response.aiter_text():
            text += piece
            *events, text = text.split("\n\n")
            for event in events:
                assert event.startswith("data: "), "each event is one line of data"
                content = json.loads(event.removeprefix("data: "))
                watched.append(json_format.ParseDict(content, pb.WatchApplicationResponse()))
    assert not text.strip()
    return watched


def outcome(last: pb.WatchApplicationResponse) -> bytes:
    """The application as it ended, without the deliveries of notices, which may still come after the end."""
    application = last.application
    for field in ("timeline", "etag", "update_time"):
        application.ClearField(field)
    return application.SerializeToString(deterministic=True)


@pytest.mark.timeout(SECONDS_MAX + 20)
async def test_the_three_ways_tell_the_same(enter: Enter, stack: Stack, gateway: Gateway) -> None:
    caller = await enter("graduate-0176")
    application_id = (await filed(caller))["id"]
    async with asyncio.timeout(SECONDS_MAX):
        ways = await asyncio.gather(
            by_grpc(stack, caller, application_id),
            by_grpc_web(gateway, caller, application_id),
            by_events(gateway, caller, application_id),
        )
    for watched in ways:
        assert_whole(watched, application_id)
    assert len({outcome(watched[-1]) for watched in ways}) == 1


async def test_what_has_ended_is_told_once_with_its_end(enter: Enter, stack: Stack, gateway: Gateway) -> None:
    caller = await enter("graduate-0176")
    application_id = (await caller.request("GET", APPLICATIONS)).json()["applications"][0]["id"]
    (only,) = await by_events(gateway, caller, application_id)
    assert only.end


async def test_a_ticket_is_for_one_application_and_is_no_token(enter: Enter, gateway: Gateway) -> None:
    caller = await enter("graduate-0177")
    application_id = (await filed(caller))["id"]
    asked = await caller.request("POST", f"{APPLICATIONS}/{application_id}:watchTicket", json={})
    ticket = asked.json()["ticket"]
    for path, parameters in (
        (f"{APPLICATIONS}/{'a' * 26}:watch", {"ticket": ticket}),
        (f"{APPLICATIONS}/{application_id}:watch", {"ticket": ticket[:-4] + "AAAA"}),
        (f"{APPLICATIONS}/{application_id}:watch", {"ticket": "x" * 5000}),
        (f"{APPLICATIONS}/{application_id}:watch", {"ticket": "名"}),
        (f"{APPLICATIONS}/{application_id}:watch", {"ticket": ""}),
        (f"{APPLICATIONS}/{application_id}:watch", {}),
        (f"{APPLICATIONS}/{application_id}", {"ticket": ticket}),
        (APPLICATIONS, {"ticket": ticket}),
    ):
        refused = await gateway.http.get(path, params=parameters)
        assert_refused(refused, UNAUTHENTICATED, "UNAUTHENTICATED")
