"""The client repeats what may be repeated and reads refusals, whoever made them."""

import json
from collections.abc import Callable

import httpx
import pytest

from cli.client import Caller, Gateway, GatewayUnreachable, Refusal
from cli.client import gateway as gateway_module
from onetrip.intake.v1 import application_service_pb2 as intake

GATEWAY, ISSUER = "http://gateway", "http://issuer"
UNAVAILABLE = httpx.Response(503, json={"code": 14, "message": "try again", "details": []})

Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_module, "BACKOFF_SECONDS", (0.0,))


async def calling(answer: Answer) -> tuple[Gateway, Caller]:
    """Somebody with a token at a gateway that answers like this."""

    def issuer_or_gateway(request: httpx.Request) -> httpx.Response:
        if request.url.host == "issuer":
            return httpx.Response(200, json={"access_token": "t", "subject": "p1", "expires_in": 3600})
        assert request.headers["authorization"] == "Bearer t"
        return answer(request)

    gateway = Gateway(GATEWAY, ISSUER, httpx.MockTransport(issuer_or_gateway))
    return gateway, await gateway.caller("777700200305180102", ("applicant",))


async def test_a_service_that_cannot_answer_now_is_asked_again() -> None:
    answers = [UNAVAILABLE, UNAVAILABLE, httpx.Response(200, json={"applications": [{"id": "a"}]})]
    _, caller = await calling(lambda _: answers.pop(0))
    answer = await caller.get("/v1/applications", intake.ListApplicationsResponse)
    assert [one.id for one in answer.applications] == ["a"]


async def test_asking_again_has_an_end() -> None:
    asked: list[httpx.Request] = []
    _, caller = await calling(lambda request: asked.append(request) or UNAVAILABLE)
    with pytest.raises(GatewayUnreachable):
        await caller.get("/v1/applications", intake.ListApplicationsResponse)
    assert len(asked) == gateway_module.ATTEMPTS_MAX


async def test_a_refusal_is_not_repeated_and_names_reason_and_fields() -> None:
    asked: list[httpx.Request] = []
    status = {
        "code": 3,
        "message": "the request is not valid",
        "details": [
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "INVALID_INPUT", "domain": "onetrip"},
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [{"field": "contact.phone", "description": "not a number"}],
            },
        ],
    }
    refused = httpx.Response(400, json=status)
    _, caller = await calling(lambda request: asked.append(request) or refused)
    with pytest.raises(Refusal) as caught:
        await caller.post("/v1/applications", intake.SubmitApplicationRequest(), intake.SubmitApplicationResponse)
    assert (caught.value.code, caught.value.reason) == (3, "INVALID_INPUT")
    assert caught.value.fields == {"contact.phone": "not a number"}
    assert len(asked) == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"code": "x"}', b'{"code": 3, "details": [1]}'])
async def test_an_answer_that_is_no_status_is_still_a_refusal(body: bytes) -> None:
    _, caller = await calling(lambda _: httpx.Response(400, content=body))
    with pytest.raises(Refusal, match="HTTP 400"):
        await caller.get("/v1/applications", intake.ListApplicationsResponse)


async def test_a_watch_yields_each_event_of_the_stream() -> None:
    messages = [{"application": {"id": "a"}}, {"application": {"id": "a"}, "end": True}]
    stream = "".join(f"data: {json.dumps(message)}\n\n" for message in messages)
    _, caller = await calling(lambda _: httpx.Response(200, text=stream))
    seen = [message.end async for message in caller.watch("a")]
    assert seen == [False, True]


async def test_a_token_is_asked_for_once_for_each_person_and_role() -> None:
    asked: list[bytes] = []

    def issuer(request: httpx.Request) -> httpx.Response:
        asked.append(request.content)
        return httpx.Response(200, json={"access_token": "t", "subject": "p1", "expires_in": 3600})

    gateway = Gateway(GATEWAY, ISSUER, httpx.MockTransport(issuer))
    for _ in range(2):
        await gateway.token("777700200305180102", ("applicant",))
    await gateway.token("777700200305180102", ("officer",), "fire-rescue")
    assert [json.loads(body)["roles"] for body in asked] == [["applicant"], ["officer"]]
