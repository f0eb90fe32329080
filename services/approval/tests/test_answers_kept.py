"""Answers kept for calls that come again: what somebody wrote is sealed in them, for its application alone."""

from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from onetrip.approval.v1 import decision_service_pb2 as pb
from runtime.sealing import SealBroken, Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from services.approval.handlers.office import Office

OFFICE = Office(
    cast(Any, None), Sealer({"k": bytes(32)}, "k", SUITE, DATA_KEYS), ZoneInfo("UTC"), cast(Any, None), cast(Any, None)
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
