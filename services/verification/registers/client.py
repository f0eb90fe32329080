"""Asking the registers: one batch for one application; who does not answer is unavailable, never "no record".

An answer is believed only when its register has signed it for this very question (witness.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Protocol

import grpc
from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it

from onetrip.registers.v1 import registers_pb2 as pb
from onetrip.registers.v1 import registers_pb2_grpc
from runtime import tracing
from runtime.certificates import Certificates
from runtime.ids import new_id
from runtime.logs import get_logger
from runtime.tokens import SharedKey
from runtime.transport import Line
from services.verification.domain import Answer, Answered, as_text
from services.verification.registers.witness import Doubtful, Witness

# The registers answer a batch within 4.5 s, with what they have (services/registers/desk.py); the applicant's clock
# counts in days, so waiting longer helps nobody.
BATCH_SECONDS_MAX = 5.0
LOOKUPS_MAX = 50

# The registers, or the way to them, are at fault and not the question. A server that is killed or drained in the middle
# of a call shows up under several names; a fault of its own is no reason to park an application either.
DOWN = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.CANCELLED,
        grpc.StatusCode.ABORTED,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.UNKNOWN,
    }
)

ANSWERED: Mapping[int, Answered] = {
    pb.QUALITY_FRESH: Answered.FRESH,
    pb.QUALITY_STALE: Answered.STALE,
    pb.QUALITY_CONTRADICTORY: Answered.CONTRADICTORY,
    pb.QUALITY_NO_RECORD: Answered.NO_RECORD,
}


@dataclass(frozen=True)
class Subject:
    """Whom or what a register is asked about; `kind` is registers.v1.SubjectKind."""

    kind: pb.SubjectKind
    value: str


@dataclass(frozen=True)
class Question:
    """One field of one subject in one register."""

    register: str
    subject: Subject
    field: str


@dataclass(frozen=True)
class Purpose:
    """Why a register is asked; kept in its log and in the person's access log.

    `officer`: who caused it; empty where the rule asks by itself. `anew`: an answer of before is not wanted, since what
    it said is doubted or has been corrected.
    """

    application_id: str
    text: str
    legal_basis: str
    rule: str
    officer: str = ""
    anew: bool = False


class Registers(Protocol):
    """The port to the registers."""

    async def ask(self, questions: Sequence[Question], purpose: Purpose) -> dict[Question, Answer]:
        """Return an answer to each question; one that cannot be had is UNAVAILABLE. Never raises for that."""
        ...


class GrpcRegisters:
    """Registers behind their gRPC interface. `stop()` closes the channel."""

    def __init__(self, target: str, key: SharedKey, witness: Witness, certificates: Certificates | None = None) -> None:
        self._line = Line(target, registers_pb2_grpc.RegisterServiceStub, certificates)
        self._metadata = key.metadata()
        self._witness = witness

    async def stop(self) -> None:
        """Close the channel."""
        await self._line.stop()

    async def ask(self, questions: Sequence[Question], purpose: Purpose) -> dict[Question, Answer]:
        """See Registers."""
        grouped: dict[tuple[str, Subject], list[str]] = {}
        for question in dict.fromkeys(questions):
            grouped.setdefault((question.register, question.subject), []).append(question.field)
        groups = list(grouped.items())
        answers: dict[Question, Answer] = {}
        for start in range(0, len(groups), LOOKUPS_MAX):
            answers |= await self._ask_batch(groups[start : start + LOOKUPS_MAX], purpose)
        return answers

    async def _ask_batch(
        self, groups: Sequence[tuple[tuple[str, Subject], list[str]]], purpose: Purpose
    ) -> dict[Question, Answer]:
        lookups = [_lookup(register, subject, fields, purpose) for (register, subject), fields in groups]
        request = pb.LookupBatchRequest(lookups=lookups)
        try:
            reply = await self._looked_up(request)
            outcomes = list(reply.outcomes)
        except aio.AioRpcError as error:
            if error.code() not in DOWN:
                raise
            get_logger().warning("registers.unavailable", code=error.code().name)
            outcomes = [pb.LookupOutcome() for _ in groups]
        if len(outcomes) != len(groups):
            # A malformed answer is no answer.
            outcomes = [pb.LookupOutcome() for _ in groups]
        return {
            Question(register, subject, field): answer
            for ((register, subject), _), lookup, outcome in zip(groups, lookups, outcomes, strict=True)
            for field, answer in self._answers(lookup, outcome).items()
        }

    async def _looked_up(self, request: pb.LookupBatchRequest) -> pb.LookupBatchResponse:
        with tracing.calling("/onetrip.registers.v1.RegisterService/LookupBatch") as trace:
            return await self._line.stub.LookupBatch(
                request, timeout=BATCH_SECONDS_MAX, metadata=(*self._metadata, *trace)
            )

    def _answers(self, lookup: pb.LookupRequest, outcome: pb.LookupOutcome) -> dict[str, Answer]:
        """The answers of one lookup by field; of an answer that is not to be relied on, nothing is used."""
        if outcome.HasField("response"):
            try:
                self._witness.check(lookup, outcome.response)
                return {answer.field: answer_of(answer) for answer in outcome.response.answers}
            except Doubtful as doubt:
                get_logger().warning(
                    "registers.doubtful",
                    register=lookup.register,
                    application_id=lookup.application_id,
                    reason=str(doubt),
                )
        nothing = Answered.NOT_ASKED if outcome.unavailable.subject_unknown else Answered.UNAVAILABLE
        return {field: Answer(nothing) for field in lookup.fields}


def _lookup(register: str, subject: Subject, fields: Sequence[str], purpose: Purpose) -> pb.LookupRequest:
    return pb.LookupRequest(
        register=register,
        subject=pb.Subject(kind=subject.kind, value=subject.value),
        fields=fields,
        purpose=purpose.text,
        legal_basis=purpose.legal_basis,
        application_id=purpose.application_id,
        requester=_requester(purpose),
        nonce=new_id(),
        anew=purpose.anew,
    )


def _requester(purpose: Purpose) -> pb.Requester:
    return pb.Requester(officer_id=purpose.officer) if purpose.officer else pb.Requester(rule=purpose.rule)


def answer_of(answer: pb.FieldAnswer) -> Answer:
    """An answer that has been checked."""
    kind = answer.value.WhichOneof("kind")
    if kind is None:
        return Answer(Answered.NO_RECORD, source=answer.source)
    value = as_text(getattr(answer.value, kind))
    return Answer(ANSWERED[answer.quality], value, answer.source, answer.as_of.ToDatetime(tzinfo=UTC))
