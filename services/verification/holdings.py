"""HoldingsService: whether sources hold the documents of an item for a person who asks before applying."""

from collections.abc import Mapping, Sequence

import asyncpg

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.verification.v1 import holdings_service_pb2 as pb
from onetrip.verification.v1.messages_pb2 import VerifyApplication
from runtime.clock import Clock
from runtime.grpc_server import Context
from runtime.ids import new_id
from services.verification import store
from services.verification.domain import Answered, Known, Need, assess
from services.verification.questions import Inquiry
from services.verification.registers import Registers

READER = "verification"
PURPOSE = "GUIDE"
_STATES: Mapping[Answered, pb.HoldingState] = {
    Answered.FRESH: pb.HOLDING_STATE_HELD,
    Answered.NO_RECORD: pb.HOLDING_STATE_NO_RECORD,
}


class HoldingsService:
    """Implements `onetrip.verification.v1.HoldingsService`."""

    def __init__(self, pool: asyncpg.Pool, registers: Registers, clock: Clock) -> None:
        self._pool = pool
        self._registers = registers
        self._clock = clock

    async def list_holdings(self, request: pb.ListHoldingsRequest, context: Context) -> pb.ListHoldingsResponse:
        """Ask for the facts that supply documents, log that, and say what is held; never what it says."""
        inquiry = Inquiry(
            VerifyApplication(
                # Registers want to know what for; nothing has been filed yet.
                application_id=f"guide:{request.item.code}",
                definition=request.item,
                applicant_id=request.person_id,
                applicant_kind=catalog.APPLICANT_KIND_PERSON,
            ),
            FormContent(),
        )
        suppliers = _suppliers(inquiry)
        asked = {need: question for need in suppliers if (question := inquiry.question(need))}
        if not asked:
            return pb.ListHoldingsResponse()
        answers = await self._registers.ask(list(asked.values()), inquiry.purpose())
        needs, now = list(asked), self._clock.now()
        judged = assess(needs, [answers[asked[need]] for need in needs], (), frozenset(), {}, now).known
        fields = tuple(sorted({f"{question.register}.{question.field}" for question in asked.values()}))
        read = store.Read(request.person_id, READER, PURPOSE, "", fields, now)
        async with self._pool.acquire() as connection:
            await store.log_read(connection, new_id(), read)
        return pb.ListHoldingsResponse(holdings=_holdings(inquiry, judged))


def _suppliers(inquiry: Inquiry) -> list[Need]:
    """The facts that stand for a document: nothing else is looked up for a guide (PIPL, art. 6)."""
    wanted = {(one.item_code, supplier) for one in inquiry.documents() for supplier in one.supplied_by}
    return [need for need in inquiry.needs() if (need.item_code, f"fact:{need.name}") in wanted]


def _holdings(inquiry: Inquiry, judged: Sequence[Known]) -> list[pb.Holding]:
    found = []
    for document in inquiry.documents():
        ours = [
            one
            for one in judged
            if one.need.item_code == document.item_code and f"fact:{one.need.name}" in document.supplied_by
        ]
        if ours:
            found.append(_holding(document.item_code, document.code, ours))
    return found


def _holding(item_code: str, material_code: str, known: Sequence[Known]) -> pb.Holding:
    """Held when a source is fresh about it; without record only when none of them has one."""
    states = [_STATES.get(one.answer.answered, pb.HOLDING_STATE_UNKNOWN) for one in known]
    held = next((one for one, state in zip(known, states, strict=True) if state == pb.HOLDING_STATE_HELD), None)
    first = held or known[0]
    nowhere = all(state == pb.HOLDING_STATE_NO_RECORD for state in states)
    state = pb.HOLDING_STATE_NO_RECORD if nowhere else pb.HOLDING_STATE_UNKNOWN
    holding = pb.Holding(
        item_code=item_code,
        material_code=material_code,
        state=pb.HOLDING_STATE_HELD if held else state,
        source=first.need.register,
    )
    if held and held.answer.as_of is not None:
        holding.as_of_time.FromDatetime(held.answer.as_of)
    return holding
