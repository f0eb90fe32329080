"""Whether the state holds a document for who asks before applying: yes or no and since when, never what it says."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.verification.v1 import holdings_service_pb2 as pb
from runtime.clock import Clock
from runtime.grpc_server import Context
from services.verification.domain import Answer, Answered
from services.verification.evidence.held import Holdings
from services.verification.holdings import HoldingsService
from services.verification.registers.client import Purpose, Question

NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)
DEGREE = catalog.FactNeed(
    name="degree", register="education", field="degree", subject="applicant", required=True, freshness_days=30
)
HOUSE = catalog.FactNeed(name="use", register="premises", field="use", subject="form:premises_number", required=True)
PHONE = catalog.FactNeed(name="phone", register="population", field="phone", subject="applicant")
ITEM = catalog.ServiceItem(
    code="permit",
    name=catalog.LocalizedText(zh="许可", en="permit"),
    facts=[DEGREE, HOUSE, PHONE],
    materials=[
        catalog.Material(code="degree-certificate", supplied_by=["fact:degree"], required=True),
        catalog.Material(code="property-certificate", supplied_by=["fact:use"], required=True),
        catalog.Material(code="plan", required=True),
    ],
)


class Still(Clock):
    """A clock that stands still."""

    def __init__(self) -> None:
        super().__init__(NOW, NOW, 1.0)

    def now(self) -> datetime:
        return NOW


class FakeRegisters:
    """Answers every question the same and remembers them."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[Question] = []
        self.purpose = Purpose("", "", "", "")

    async def ask(self, questions: Sequence[Question], purpose: Purpose) -> dict[Question, Answer]:
        self.asked += questions
        self.purpose = purpose
        return dict.fromkeys(questions, self.answer)


class FakePool:
    """Remembers what was written."""

    def __init__(self) -> None:
        self.written: list[tuple[Any, ...]] = []

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["FakePool"]:
        yield self

    async def execute(self, _statement: str, *values: Any) -> None:
        self.written.append(values)


class NoEvidence:
    """A person without certificates and without attested documents."""

    async def held(self, _connection: Any, _inquiry: Any) -> Holdings:
        return Holdings()


async def held(answer: Answer) -> tuple[list[pb.Holding], FakeRegisters, FakePool]:
    """What is answered about one person, and what was asked and written."""
    registers, pool = FakeRegisters(answer), FakePool()
    service = HoldingsService(cast(Any, pool), registers, Still(), cast(Any, NoEvidence()))
    answered = await service.list_holdings(pb.ListHoldingsRequest(person_id="p1", item=ITEM), cast(Context, None))
    return list(answered.holdings), registers, pool


async def test_only_what_supplies_a_document_and_the_person_alone_names_is_asked() -> None:
    _, registers, _ = await held(Answer(Answered.FRESH, "bachelor", "education", NOW))
    assert [(question.register, question.field) for question in registers.asked] == [("education", "degree")]
    assert registers.purpose.application_id == "guide:permit", "a register answers nobody who does not say what for"


async def test_the_answer_says_since_when_and_never_what() -> None:
    (holding,), _, _ = await held(Answer(Answered.FRESH, "bachelor", "education", NOW))
    assert (holding.material_code, holding.source) == ("degree-certificate", "education")
    assert holding.state == pb.HOLDING_STATE_HELD
    assert holding.as_of_time.ToDatetime(UTC) == NOW
    assert b"bachelor" not in holding.SerializeToString()


async def test_every_look_is_logged_for_the_person_with_its_fields() -> None:
    _, _, pool = await held(Answer(Answered.NO_RECORD))
    (row,) = pool.written
    assert row[1:] == ("p1", "verification", "", "", "GUIDE", "", ("education.degree",), NOW)


async def test_a_look_that_is_given_up_while_registers_answer_is_logged_too() -> None:
    class GivenUp(FakeRegisters):
        async def ask(self, questions: Sequence[Question], purpose: Purpose) -> dict[Question, Answer]:
            raise asyncio.CancelledError

    pool = FakePool()
    service = HoldingsService(cast(Any, pool), GivenUp(Answer(Answered.NO_RECORD)), Still(), cast(Any, NoEvidence()))
    with pytest.raises(asyncio.CancelledError):
        await service.list_holdings(pb.ListHoldingsRequest(person_id="p1", item=ITEM), cast(Context, None))
    (row,) = pool.written
    assert row[1:] == ("p1", "verification", "", "", "GUIDE", "", ("education.degree",), NOW)


async def test_what_is_old_disputed_or_silent_is_not_said_to_be_held_and_not_to_be_missing() -> None:
    old = Answer(Answered.FRESH, "bachelor", "education", NOW - timedelta(days=31))
    for answer in (old, Answer(Answered.UNAVAILABLE), Answer(Answered.CONTRADICTORY, "x", "education", NOW)):
        (holding,), _, _ = await held(answer)
        assert holding.state == pb.HOLDING_STATE_UNKNOWN
        assert not holding.HasField("as_of_time")


async def test_no_record_says_that_the_person_has_to_bring_it() -> None:
    (holding,), _, _ = await held(Answer(Answered.NO_RECORD))
    assert holding.state == pb.HOLDING_STATE_NO_RECORD
