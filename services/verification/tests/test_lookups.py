"""What an officer wanted to ask for is looked up: only that, logged, and answered with what was found."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.verification.v1 import facts_pb2, messages_pb2
from runtime.clock import Clock
from runtime.messages import Envelope
from runtime.sealing import LookupHash, Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from services.verification.domain import Answer, Answered
from services.verification.evidence.held import Evidence
from services.verification.evidence.signatures import KeyRing
from services.verification.handlers import Verifier
from services.verification.registers.client import Purpose, Question
from services.verification.tickets.ticketing import TicketDesk

NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)
SEALER = Sealer({"test": bytes(32)}, "test", SUITE, DATA_KEYS)
SCOPE, ASSOCIATED = "application/a1", "FactSet:a1"
STATUS = catalog.FactNeed(name="status", register="company", field="status", subject="organisation", required=True)
ITEM = catalog.ServiceItem(
    code="permit",
    facts=[STATUS],
    materials=[catalog.Material(code="business-licence", supplied_by=["fact:status"], required=True)],
)


class Still(Clock):
    """A clock that stands still."""

    def __init__(self) -> None:
        super().__init__(NOW, NOW, 1.0)

    def now(self) -> datetime:
        return NOW


HELD = Evidence(SEALER, LookupHash(bytes(32), SUITE), KeyRing('{"keys": []}'), Still(), ZoneInfo("Asia/Shanghai"))


class FakeRegisters:
    """Answers every question the same and remembers them."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[Question] = []
        self.purposes: list[Purpose] = []

    async def ask(self, questions: Sequence[Question], purpose: Purpose) -> dict[Question, Answer]:
        self.asked += questions
        self.purposes.append(purpose)
        return dict.fromkeys(questions, self.answer)


class FakeConnection:
    """Remembers what was written, as (statement, values)."""

    def __init__(self) -> None:
        self.written: list[tuple[str, tuple[Any, ...]]] = []

    async def execute(self, statement: str, *values: Any) -> None:
        self.written.append((statement, values))

    async def executemany(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        self.written += [(statement, tuple(row)) for row in rows]

    async def fetch(self, _statement: str, *_values: Any) -> list[Any]:
        """Nothing is disputed."""
        return []

    def answered(self) -> messages_pb2.FactsLookedUp:
        """The one answer in the outbox."""
        flat = [each for statement, values in self.written if "outbox" in statement for each in _flat(values)]
        (payload,) = [value for value in flat if isinstance(value, bytes) and value.startswith(b"\n\x02a1")]
        return messages_pb2.FactsLookedUp.FromString(payload)


def _flat(values: Sequence[Any]) -> list[Any]:
    return [one for value in values for one in (value if isinstance(value, list | tuple) else [value])]


async def looked_up(
    answer: Answer, item: catalog.ServiceItem = ITEM, officer: str = "pofficer"
) -> tuple[messages_pb2.FactsLookedUp, FakeRegisters, FakeConnection]:
    """The answer to one look-up for a company."""
    known = facts_pb2.FactSet(credit_code="91350100M000100Y43", answers={"seats": "20"})
    command = messages_pb2.LookUpFacts(
        application_id="a1",
        lookup_id="t1:lookup:1",
        item=item,
        applicant_id="p1",
        sealed_facts=SEALER.seal(SCOPE, known.SerializeToString(), ASSOCIATED),
        officer_id=officer,
        department="market-regulation" if officer else "",
    )
    command.receive_time.FromDatetime(NOW)
    registers, connection = FakeRegisters(answer), FakeConnection()
    envelope = Envelope(
        id="t1:lookup:1",
        type="LookUpFacts",
        source="approval",
        subject="a1",
        time=NOW,
        payload=b"",
        traceparent=None,
        topic="verification.commands.v1",
        partition=0,
        offset=0,
    )
    desk = TicketDesk(SEALER, LookupHash(bytes(32), SUITE), {})
    await Verifier(registers, SEALER, Still(), desk, HELD).look_up(connection, envelope, command)
    return connection.answered(), registers, connection


async def test_the_company_that_applied_is_asked_about_and_the_answer_comes_sealed() -> None:
    answer, registers, _ = await looked_up(Answer(Answered.FRESH, "active", "company", NOW))
    subjects = {question.subject.value for question in registers.asked if question.field == "status"}
    assert subjects == {"91350100M000100Y43"}
    opened = facts_pb2.FactSet.FromString(SEALER.open(SCOPE, answer.sealed_facts, ASSOCIATED))
    assert [(fact.name, fact.value) for fact in opened.facts] == [("status", "active")]
    assert answer.lookup_id == "t1:lookup:1"
    assert b"active" not in answer.SerializeToString()


@pytest.mark.parametrize(
    ("answered", "kind"),
    [
        (Answered.NO_RECORD, facts_pb2.FINDING_KIND_NO_RECORD),
        (Answered.UNAVAILABLE, facts_pb2.FINDING_KIND_UNAVAILABLE),
    ],
)
async def test_an_optional_fact_that_is_not_there_is_told_too_because_it_was_wanted(
    answered: Answered, kind: facts_pb2.FindingKind
) -> None:
    optional = catalog.ServiceItem()
    optional.CopyFrom(ITEM)
    optional.facts[0].required = False
    answer, _, _ = await looked_up(Answer(answered), optional)
    assert [(one.kind, one.fact) for one in answer.findings if one.fact == "status"] == [(kind, "status")]


@pytest.mark.parametrize(
    ("officer", "reader"), [("pofficer", ("pofficer", "officer", "market-regulation")), ("", ("verification", "", ""))]
)
async def test_the_officer_who_caused_it_is_named_to_the_register_and_in_the_persons_access_log(
    officer: str, reader: tuple[str, str, str]
) -> None:
    _, registers, connection = await looked_up(Answer(Answered.FRESH, "active", "company", NOW), officer=officer)
    assert {purpose.officer for purpose in registers.purposes} == {officer}
    (logged,) = [values for statement, values in connection.written if "access_log" in statement]
    assert logged[1:5] == ("p1", *reader)


@pytest.mark.parametrize(
    ("answered", "kind"),
    [
        (Answered.NO_RECORD, facts_pb2.FINDING_KIND_NO_RECORD),
        (Answered.UNAVAILABLE, facts_pb2.FINDING_KIND_UNAVAILABLE),
    ],
)
async def test_what_is_not_there_and_who_does_not_answer_are_told_apart(
    answered: Answered, kind: facts_pb2.FindingKind
) -> None:
    answer, _, _ = await looked_up(Answer(answered))
    assert kind in {finding.kind for finding in answer.findings if finding.fact == "status"}
