"""What a bad credit record bars leaves verification sealed, and equally long whether it bars or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.sealing import LookupHash, Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from services.verification.domain import Answer, Answered
from services.verification.evidence.held import Evidence, Holdings
from services.verification.evidence.signatures import KeyRing
from services.verification.handlers import Verifier
from services.verification.registers.client import Purpose, Question
from services.verification.registers.questions import Inquiry
from services.verification.tests.test_lookups import Still
from services.verification.tickets.ticketing import TicketDesk

NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)
SEALER = Sealer({"test": bytes(32)}, "test", SUITE, DATA_KEYS)
LOOKUP = LookupHash(bytes(32), SUITE)
ITEM = catalog.ServiceItem(
    code="permit",
    materials=[catalog.Material(code="photo", required=True, secondary=True), catalog.Material(code="lease")],
)


class Credit:
    """The registers: every one says the same."""

    def __init__(self, says: str) -> None:
        self.says = says

    async def ask(self, questions: Sequence[Question], purpose: Purpose) -> dict[Question, Answer]:
        return {one: Answer(Answered.FRESH, self.says, one.register, NOW) for one in questions}


async def completed(says: str, *, late: str = "", signed: str = "") -> messages.VerificationCompleted:
    """The answer to a round in which the photo is to come late or a commitment was signed."""
    command = messages.VerifyApplication(
        application_id="a1",
        round=1,
        definition=ITEM,
        applicant_id="p1",
        late_materials=[late] if late else [],
        commitments=[signed] if signed else [],
    )
    command.receive_time.FromDatetime(NOW)
    evidence = Evidence(SEALER, LOOKUP, KeyRing('{"keys": []}'), Still(), ZoneInfo("Asia/Shanghai"))
    verifier = Verifier(Credit(says), SEALER, Still(), TicketDesk(SEALER, LOOKUP, {}), evidence)
    return (await verifier.find(Inquiry(command, FormContent()), frozenset(), Holdings())).completed


def opened(answer: messages.VerificationCompleted) -> messages.Barred:
    """What it says to who holds the key of the application."""
    return messages.Barred.FromString(SEALER.open("application/a1", answer.sealed_barred, "Barred:a1"))


async def test_what_a_bad_record_bars_is_sealed_and_as_long_as_that_it_bars_nothing() -> None:
    barred, free = await completed("true", late="photo"), await completed("false", late="photo")
    assert (opened(barred), opened(free)) == (
        messages.Barred(late=True, commitment=False),
        messages.Barred(late=False, commitment=False),
    )
    assert len(barred.sealed_barred) == len(free.sealed_barred)
    assert not barred.late_barred and not barred.commitment_barred


async def test_a_commitment_barred_is_told_apart_from_what_comes_late() -> None:
    assert opened(await completed("true", signed="photo")) == messages.Barred(late=False, commitment=True)


async def test_who_asked_for_neither_learns_nothing() -> None:
    assert not (await completed("true")).sealed_barred
