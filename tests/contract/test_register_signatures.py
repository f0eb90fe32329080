"""What the registers sign, verification believes; and nothing else that could be made of it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc.jwk import OKPKey
from joserfc.jws import serialize_compact

from contracts.register_statements import ALGORITHM, statement_of
from onetrip.registers.v1 import registers_pb2 as pb
from services.registers.domain import Record
from services.registers.tests.served import NOW, FakeDepartment, clock_at, keys, service
from services.registers.tests.test_api import CONTEXT, KNOWN, request
from services.verification.registers.witness import Doubtful, Witness

DEGREE = Record({"degree": "bachelor"}, NOW - timedelta(days=3))
ASKED = request("education", "degree", nonce="n-1")


def witness(now: datetime = NOW) -> Witness:
    return Witness.from_json(json.dumps(keys().as_dict(private=False)), clock_at(now))


async def answered(asked: pb.LookupRequest = ASKED) -> pb.LookupResponse:
    department = FakeDepartment({"population": KNOWN, "education": [DEGREE]})
    return await service(department).lookup(asked, CONTEXT)


async def test_an_answer_signed_for_its_question_is_believed() -> None:
    witness().check(ASKED, await answered())


async def test_no_record_is_signed_too() -> None:
    asked = request("family", "mother_of", nonce="n-1")
    response = await answered(asked)
    assert not response.found
    witness().check(asked, response)
    response.found = True
    with pytest.raises(Doubtful):
        witness().check(asked, response)


def _other(**changes: Any) -> pb.LookupRequest:
    return request("education", "degree", **{"nonce": "n-1", **changes})


@pytest.mark.parametrize(
    "other",
    [
        _other(nonce="n-2"),
        _other(application_id="a2"),
        _other(subject=pb.Subject(kind=pb.SUBJECT_KIND_PERSON_ID, value="pother")),
        _other(subject=pb.Subject(kind=pb.SUBJECT_KIND_NUMBER, value="pabc")),
        _other(fields=["degree", "school"]),
    ],
)
async def test_an_answer_to_another_question_is_not_believed(other: pb.LookupRequest) -> None:
    with pytest.raises(Doubtful):
        witness().check(other, await answered())


def _as_of(response: pb.LookupResponse, instant: datetime) -> None:
    response.answers[0].as_of.FromDatetime(instant)


@pytest.mark.parametrize(
    "change",
    [
        lambda response: response.answers[0].value.CopyFrom(pb.Value(string_value="doctor")),
        lambda response: setattr(response.answers[0], "quality", pb.QUALITY_STALE),
        lambda response: setattr(response.answers[0], "source", "population"),
        lambda response: setattr(response, "department", "health"),
        lambda response: response.answers[0].ClearField("as_of"),
        lambda response: response.answers[0].ClearField("value"),
        lambda response: response.answers.pop(),
        lambda response: _as_of(response, NOW),
        lambda response: setattr(response, "signature", ""),
        lambda response: setattr(response, "signature", response.signature[:-4] + "AAAA"),
        lambda response: setattr(response, "signature", "x" * 100_000),
        lambda response: response.answer_time.FromDatetime(NOW - timedelta(seconds=1)),
    ],
)
async def test_an_altered_answer_is_not_believed(change: Callable[[pb.LookupResponse], object]) -> None:
    response = await answered()
    change(response)
    with pytest.raises(Doubtful):
        witness().check(ASKED, response)


async def test_an_answer_given_before_is_not_believed_later() -> None:
    with pytest.raises(Doubtful, match="not given now"):
        witness(NOW + timedelta(minutes=10)).check(ASKED, await answered())


def signed_by(key: OKPKey, kid: str, response: pb.LookupResponse, *, attached: bool = False) -> None:
    whole = serialize_compact(
        {"alg": ALGORITHM, "kid": kid}, statement_of(ASKED, response), key, algorithms=[ALGORITHM]
    )
    head, _, signature = whole.split(".")
    response.signature = whole if attached else f"{head}..{signature}"


async def test_only_the_registers_own_key_signs_for_it() -> None:
    response = await answered()
    stranger = OKPKey.generate_key("Ed25519")
    population = next(key for key in keys().keys if key.kid == "population/1")
    for key, kid in [(stranger, "education/1"), (stranger, "education/9"), (population, "population/1")]:
        signed_by(key, kid, response)
        with pytest.raises(Doubtful):
            witness().check(ASKED, response)


async def test_a_signature_that_brings_its_own_payload_is_not_believed() -> None:
    response = await answered()
    education = next(key for key in keys().keys if key.kid == "education/1")
    signed_by(education, "education/1", response, attached=True)
    response.answers[0].value.string_value = "doctor"
    with pytest.raises(Doubtful):
        witness().check(ASKED, response)


async def test_the_longest_answer_there_can_be_is_believed() -> None:
    fields = [f"degree_{number}" for number in range(32)]
    asked = pb.LookupRequest(register="education", fields=fields, nonce="n")
    long = pb.Value(string_value="字" * 1000)
    answers = [
        pb.FieldAnswer(
            field=field, found=True, value=long, quality=pb.QUALITY_CONTRADICTORY, source="education",
            contradicting_values=[long] * 4,
        )
        for field in fields
    ]  # fmt: skip
    response = pb.LookupResponse(answers=answers, found=True)
    response.answer_time.FromDatetime(NOW)
    for answer in response.answers:
        answer.as_of.FromDatetime(NOW.astimezone(UTC))
    education = next(key for key in keys().keys if key.kid == "education/1")
    whole = serialize_compact(
        {"alg": ALGORITHM, "kid": "education/1"}, statement_of(asked, response), education, algorithms=[ALGORITHM]
    )
    head, _, signature = whole.split(".")
    response.signature = f"{head}..{signature}"
    witness().check(asked, response)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"keys": [{"kty": "oct", "k": "AAAA"}]}', "\0"])
def test_keys_that_are_no_keys_are_said_at_the_start(text: str) -> None:
    with pytest.raises(ValueError, match="public key"):
        Witness.from_json(text, clock_at())
