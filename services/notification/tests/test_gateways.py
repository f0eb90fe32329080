"""What leaves the house, and what becomes of it."""

import json
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from services.notification.domain import Channel
from services.notification.gateways import HttpGateway, Letter, SandboxGateway, Sent, gateways, http_client
from services.notification.office import Office
from services.notification.settings import Settings

LETTER = Letter("n.2", "13812345678", "您好")
URL = "https://gateway.example/send"


def answering(handler) -> HttpGateway:
    return HttpGateway(httpx.AsyncClient(transport=httpx.MockTransport(handler)), URL)


async def test_a_message_is_posted_with_the_deliverys_id_as_idempotency_key() -> None:
    seen = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(202)

    assert await answering(handler).send([LETTER]) == [Sent.TAKEN]
    assert seen[0].headers["Idempotency-Key"] == "n.2"
    assert json.loads(seen[0].content) == {"to": "13812345678", "text": "您好"}


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, Sent.TAKEN), (400, Sent.REFUSED), (404, Sent.REFUSED), (302, Sent.REFUSED), (408, Sent.AWAY),
     (429, Sent.AWAY), (500, Sent.AWAY), (503, Sent.AWAY)],
)  # fmt: skip
async def test_an_answer_is_taken_refused_or_worth_another_try(status: int, outcome: Sent) -> None:
    gateway = answering(lambda request: httpx.Response(status, headers={"Location": "https://elsewhere.example"}))
    assert await gateway.send([LETTER]) == [outcome]


async def test_one_that_fails_does_not_keep_the_others() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.headers["Idempotency-Key"] == "b":
            raise httpx.ConnectTimeout("no answer", request=request)
        return httpx.Response(200)

    letters = [Letter(each, "1", "x") for each in ("a", "b", "c")]
    assert await answering(handler).send(letters) == [Sent.TAKEN, Sent.AWAY, Sent.TAKEN]


def test_a_letter_does_not_show_whom_it_is_for() -> None:
    assert "138" not in repr(LETTER)
    assert "您好" not in repr(LETTER)


ENVIRONMENT = {
    "environment": "local",
    "grpc_address": "127.0.0.1:1",
    "database_url": "postgresql://x",
    "kafka_bootstrap": "x:1",
    "token_issuer": "i",
    "token_audience": "a",
    "token_jwks_url": "http://i/jwks.json",
    "sealing_keys": "k:" + "A" * 43 + "=",
    "lookup_key": "A" * 43 + "=",
}


async def test_without_a_url_messages_go_to_the_sandbox(office: Office) -> None:
    settings = Settings(**ENVIRONMENT, sms_gateway_url=URL)
    async with http_client(settings) as client:
        made = gateways(settings, client, None, office.sealer)
    assert isinstance(made[Channel.SMS], HttpGateway)
    assert isinstance(made[Channel.EMAIL], SandboxGateway)


@pytest.mark.parametrize(
    "wrong",
    [
        {"environment": "prod"},
        {"environment": "prod", "sms_gateway_url": URL, "email_gateway_url": URL},
        {"environment": "prod", "sms_gateway_url": URL, "official_host": "a.example"},
        {"environment": "prod", "sms_gateway_url": URL.replace("s:", ":"), "email_gateway_url": URL},
        {"sms_gateway_url": "ftp://x"},
        {"sms_gateway_url": "https://user:secret@x"},
        {"official_host": "https://a.example"},
        {"official_host": "a.example/path"},
        {"official_host": "A.example"},
    ],
)
def test_settings_that_would_send_nowhere_or_link_elsewhere_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings(**{**ENVIRONMENT, **wrong})


def test_production_with_real_gateways_is_accepted(tmp_path: Path) -> None:
    for name in ("tls.crt", "tls.key", "ca.crt"):
        (tmp_path / name).touch()
    settings = Settings(**{**ENVIRONMENT, "environment": "prod"}, sms_gateway_url=URL, email_gateway_url=URL,
                        official_host="a.example", gateway_token="secret", grpc_certificates=str(tmp_path))  # fmt: skip
    assert "secret" not in repr(settings)
