"""Asking the registers over gRPC: who does not answer is unavailable, whatever the way there calls it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import grpc
import pytest
from grpc import aio

from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.registers.v1 import registers_pb2 as pb
from onetrip.registers.v1 import registers_pb2_grpc
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.tokens import SharedKey
from services.verification import lookups
from services.verification.domain import Answered
from services.verification.registers.client import LOOKUPS_MAX, GrpcRegisters, Purpose, Question, Subject
from services.verification.registers.questions import Inquiry
from services.verification.tests.signed import NOW, WITNESS, at, signed

KEY = SharedKey(b"k" * 32)
PURPOSE = Purpose("a" * 26, "verification", "order 716, art. 7", "residence@1")
DEGREE = Question("education", Subject(pb.SUBJECT_KIND_PERSON_ID, "pgraduate"), "degree")
OUTAGES = ("UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "CANCELLED", "ABORTED", "INTERNAL", "UNKNOWN")


def signed_answer(lookup: pb.LookupRequest) -> pb.LookupResponse:
    """Everybody is a bachelor."""
    degree = pb.FieldAnswer(
        field="degree",
        found=True,
        quality=pb.QUALITY_FRESH,
        value=pb.Value(string_value="bachelor"),
        source=lookup.register,
        as_of=at(NOW - timedelta(days=1)),
    )
    response = pb.LookupResponse(answers=[degree], found=True, department="education", answer_time=at(NOW))
    return signed(lookup, response)


class FakeService(registers_pb2_grpc.RegisterServiceServicer):
    """Answers "bachelor" to everything, or with a status, or with too few outcomes."""

    def __init__(self) -> None:
        self.status: grpc.StatusCode | None = None
        self.dropped = 0
        self.unknown = False
        self.requesters: list[pb.Requester] = []
        self.anew: list[bool] = []
        self.batches: list[int] = []

    async def LookupBatch(self, request: pb.LookupBatchRequest, context: Any) -> pb.LookupBatchResponse:
        assert KEY.admit(dict(context.invocation_metadata())["x-onetrip-internal-key"])
        self.batches.append(len(request.lookups))
        if self.status is not None:
            await context.abort(self.status, "away")
        self.requesters += [lookup.requester for lookup in request.lookups]
        self.anew += [lookup.anew for lookup in request.lookups]
        if self.unknown:
            unknown = pb.LookupOutcome(unavailable=pb.Unavailable(subject_unknown=True))
            return pb.LookupBatchResponse(outcomes=[unknown for _ in request.lookups])
        answered = [signed_answer(lookup) for lookup in request.lookups[self.dropped :]]
        return pb.LookupBatchResponse(outcomes=[pb.LookupOutcome(response=response) for response in answered])


@pytest.fixture
async def service() -> AsyncIterator[tuple[FakeService, GrpcRegisters]]:
    server, service = aio.server(), FakeService()
    registers_pb2_grpc.add_RegisterServiceServicer_to_server(service, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    registers = GrpcRegisters(f"127.0.0.1:{port}", KEY, WITNESS)
    yield service, registers
    await registers.stop()
    await server.stop(0)


async def test_an_answer_comes_back_under_its_question(service: tuple[FakeService, GrpcRegisters]) -> None:
    answers = await service[1].ask([DEGREE], PURPOSE)
    assert (answers[DEGREE].answered, answers[DEGREE].value) == (Answered.FRESH, "bachelor")


@pytest.mark.parametrize("code", OUTAGES)
async def test_registers_that_are_away_or_at_fault_are_unavailable(
    service: tuple[FakeService, GrpcRegisters], code: str
) -> None:
    service[0].status = grpc.StatusCode[code]
    assert (await service[1].ask([DEGREE], PURPOSE))[DEGREE].answered is Answered.UNAVAILABLE


@pytest.mark.parametrize("code", ["INVALID_ARGUMENT", "PERMISSION_DENIED", "UNIMPLEMENTED"])
async def test_a_question_that_is_wrong_is_a_fault_of_ours(
    service: tuple[FakeService, GrpcRegisters], code: str
) -> None:
    service[0].status = grpc.StatusCode[code]
    with pytest.raises(aio.AioRpcError):
        await service[1].ask([DEGREE], PURPOSE)


async def test_nobody_at_the_address_is_unavailable() -> None:
    registers = GrpcRegisters("127.0.0.1:1", KEY, WITNESS)
    assert (await registers.ask([DEGREE], PURPOSE))[DEGREE].answered is Answered.UNAVAILABLE
    await registers.stop()


async def test_an_answer_of_another_form_is_no_answer(service: tuple[FakeService, GrpcRegisters]) -> None:
    service[0].dropped = 1
    assert (await service[1].ask([DEGREE], PURPOSE))[DEGREE].answered is Answered.UNAVAILABLE
    service[0].dropped = 0
    other = Question("education", DEGREE.subject, "graduation_year")
    assert (await service[1].ask([other], PURPOSE))[other].answered is Answered.UNAVAILABLE


async def test_many_questions_are_asked_in_batches(service: tuple[FakeService, GrpcRegisters]) -> None:
    people = [Subject(pb.SUBJECT_KIND_PERSON_ID, f"p{number}") for number in range(LOOKUPS_MAX + 1)]
    answers = await service[1].ask([Question("education", each, "degree") for each in people], PURPOSE)
    assert len(answers) == LOOKUPS_MAX + 1
    assert service[0].batches == [LOOKUPS_MAX, 1]


async def test_a_register_that_could_not_be_asked_is_neither_waited_for_nor_without_a_record(
    service: tuple[FakeService, GrpcRegisters],
) -> None:
    service[0].unknown = True
    assert (await service[1].ask([DEGREE], PURPOSE))[DEGREE].answered is Answered.NOT_ASKED


async def test_a_register_is_told_the_officer_who_caused_it_else_the_rule(
    service: tuple[FakeService, GrpcRegisters],
) -> None:
    await service[1].ask([DEGREE], PURPOSE)
    await service[1].ask([DEGREE], replace(PURPOSE, officer="pofficer"))
    assert service[0].requesters == [pb.Requester(rule=PURPOSE.rule), pb.Requester(officer_id="pofficer")]


async def test_a_register_is_told_when_an_answer_of_before_is_not_wanted(
    service: tuple[FakeService, GrpcRegisters],
) -> None:
    await service[1].ask([DEGREE], PURPOSE)
    await service[1].ask([DEGREE], replace(PURPOSE, anew=True))
    assert service[0].anew == [False, True]


@pytest.mark.parametrize(
    ("round_", "anew", "wanted"), [(0, False, False), (1, False, False), (2, False, True), (1, True, True)]
)
def test_after_the_first_round_what_registers_say_now_is_wanted(round_: int, anew: bool, wanted: bool) -> None:
    command = messages.VerifyApplication(application_id="a1", round=round_, anew=anew)
    assert Inquiry(command, FormContent()).purpose().anew is wanted


def test_what_an_officer_looks_up_is_asked_of_the_source_itself() -> None:
    round_ = lookups.as_round(messages.LookUpFacts(application_id="a1"), by_organisation=False)
    assert Inquiry(round_, FormContent(), "pofficer").purpose().anew
