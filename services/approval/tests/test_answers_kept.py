"""Answers kept for calls that come again: what somebody wrote is sealed in them, for its application alone."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from contracts.errors.applications import RequestIdReused
from onetrip.approval.v1 import decision_service_pb2 as pb
from runtime.sealing import LookupHash, SealBroken, Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from services.approval.handlers.office import Office
from services.approval.store import requests

LOOKUP = LookupHash(bytes(32), SUITE)
OFFICE = Office(
    cast(Any, None),
    Sealer({"k": bytes(32)}, "k", SUITE, DATA_KEYS),
    ZoneInfo("UTC"),
    cast(Any, None),
    cast(Any, None),
    LOOKUP,
)
ANSWER = pb.MakeStatementResponse(statement=pb.Statement(words="王小明 has moved."))


def test_the_words_of_an_answer_are_kept_sealed_and_come_back() -> None:
    kept = OFFICE.seal_answer("a1", ANSWER)
    assert "王小明".encode() not in kept
    assert OFFICE.open_answer("a1", kept, pb.MakeStatementResponse) == ANSWER
    with pytest.raises(SealBroken):
        OFFICE.open_answer("a2", kept, pb.MakeStatementResponse)


@pytest.mark.parametrize("answer", [ANSWER, pb.MakeStatementResponse()])
def test_answers_that_an_earlier_release_kept_are_still_given(answer: pb.MakeStatementResponse) -> None:
    assert OFFICE.open_answer("a1", answer.SerializeToString(), pb.MakeStatementResponse) == answer


class Rows:
    """The table ``requests`` in memory."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], tuple[bytes, bytes]] = {}

    async def fetchrow(self, _: str, caller: str, request_id: str) -> tuple[bytes, bytes] | None:
        return self.rows.get((caller, request_id))

    async def fetchval(self, _: str, caller: str, request_id: str, body: bytes, answer: bytes, __: datetime) -> str:
        self.rows[caller, request_id] = (body, answer)
        return request_id


async def test_the_words_of_a_call_cannot_be_tried_through_in_what_is_kept_of_it() -> None:
    rows, request = cast(Any, Rows()), pb.MakeStatementRequest(request_id="r", words="I moved.")
    body = requests.body_of(LOOKUP, request)
    await requests.remember(rows, "p", "r", body, b"answer", datetime(2030, 1, 1, tzinfo=UTC))
    assert rows.rows["p", "r"][0] not in {body.plain, requests.body_of(LookupHash(b"k" * 32, SUITE), request).keyed}
    assert await requests.recall(rows, "p", "r", body) == b"answer"
    with pytest.raises(RequestIdReused):
        await requests.recall(rows, "p", "r", requests.body_of(LOOKUP, pb.MakeStatementRequest(words="I did not.")))


async def test_a_call_that_an_earlier_release_kept_is_known_again() -> None:
    rows, request = cast(Any, Rows()), pb.MakeStatementRequest(request_id="r", words="I moved.")
    content = (
        b"onetrip.approval.v1.MakeStatementRequest\n" + pb.MakeStatementRequest(words="I moved.").SerializeToString()
    )
    rows.rows["p", "r"] = (sha256(content).digest(), b"answer")
    assert await requests.recall(rows, "p", "r", requests.body_of(LOOKUP, request)) == b"answer"
