"""HoldingsService: whether the state holds the documents of an item for a person who asks before applying.

Registers are asked, and the person's own evidence is looked at: certificates, and documents whose originals were seen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import asyncpg

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.verification.v1 import holdings_service_pb2 as pb
from onetrip.verification.v1.messages_pb2 import VerifyApplication
from runtime.clock import Clock
from runtime.grpc_server import Context
from runtime.ids import new_id
from services.verification import store
from services.verification.domain import Answered, Document, Known, Need, assess
from services.verification.evidence.held import Evidence, source_of
from services.verification.evidence.reuse import CERTIFICATE_PREFIX, MATERIAL, Held, HeldCertificate
from services.verification.registers.client import Registers
from services.verification.registers.questions import COMPANY, Inquiry
from services.verification.registers.representing import FIELD as REPRESENTATIVE
from services.verification.registers.representing import Representatives, log_named

READER = "verification"
PURPOSE = "GUIDE"
_STATES: Mapping[Answered, pb.HoldingState] = {
    Answered.FRESH: pb.HOLDING_STATE_HELD,
    Answered.NO_RECORD: pb.HOLDING_STATE_NO_RECORD,
}


class HoldingsService:
    """Implements `onetrip.verification.v1.HoldingsService`."""

    def __init__(self, pool: asyncpg.Pool, registers: Registers, clock: Clock, evidence: Evidence) -> None:
        self._pool = pool
        self._registers = registers
        self._clock = clock
        self._evidence = evidence
        self._representatives = Representatives(registers)

    async def list_holdings(self, request: pb.ListHoldingsRequest, context: Context) -> pb.ListHoldingsResponse:
        """Log what is asked, ask what supplies documents, and say what is held; never what it says.

        Of an organisation nothing is said to anybody but its representative. Raises InvalidInput, Unavailable.
        """
        now = self._clock.now()
        if request.credit_code:
            async with self._pool.acquire() as connection:
                await _log(connection, request.person_id, {f"{COMPANY}.{REPRESENTATIVE}"}, now)
            named = await self._representatives.named(request.credit_code)
            if named != request.person_id:
                async with self._pool.acquire() as connection:
                    await log_named(connection, named, now)
                return pb.ListHoldingsResponse(not_represented=True)
        inquiry = _inquiry(request, now)
        asked = {need: question for need in _suppliers(inquiry) if (question := inquiry.question(need))}
        async with self._pool.acquire() as connection:
            evidence = (await self._evidence.held(connection, inquiry)).found
            read = {f"{question.register}.{question.field}" for question in asked.values()}
            read |= {f"{MATERIAL}:{code}" for (_, code), held in evidence.items() if source_of(held) == MATERIAL}
            read |= {one for document in inquiry.documents() for one in _certificates(document)}
            if read:
                # Before registers are asked: whoever waits for the guide may give up while they answer.
                await _log(connection, request.person_id, read, now)
        answers = await self._registers.ask(list(asked.values()), inquiry.purpose()) if asked else {}
        judged = assess(list(asked), [[answers[one]] for one in asked.values()], (), frozenset(), {}, now).known
        return pb.ListHoldingsResponse(holdings=_holdings(inquiry, judged, evidence))


async def _log(connection: Any, person_id: str, fields: Iterable[str], now: datetime) -> None:
    logged = store.Read(person_id, READER, PURPOSE, "", tuple(sorted(fields)), now)
    await store.log_read(connection, new_id(), logged)


def _inquiry(request: pb.ListHoldingsRequest, now: datetime) -> Inquiry:
    """The question as a round of verification of what has not been filed yet."""
    command = VerifyApplication(
        # Registers want to know what for.
        application_id=f"guide:{request.item.code}",
        definition=request.item,
        applicant_id=request.person_id,
        applicant_kind=catalog.APPLICANT_KIND_ORGANISATION if request.credit_code else catalog.APPLICANT_KIND_PERSON,
    )
    command.receive_time.FromDatetime(now)
    return Inquiry(command, FormContent(credit_code=request.credit_code))


def _suppliers(inquiry: Inquiry) -> list[Need]:
    """The facts that stand for a document: nothing else is looked up for a guide (PIPL, art. 6)."""
    wanted = {(one.item_code, supplier) for one in inquiry.documents() for supplier in one.supplied_by}
    # One source says whether there is something: what several say is compared once it is applied for.
    needs = (replace(need, also=()) for need in inquiry.needs())
    return [need for need in needs if (need.item_code, f"fact:{need.name}") in wanted]


def _certificates(document: Document) -> list[str]:
    """The certificates that are looked for; not what the same bundle will issue."""
    return [] if document.awaited else [one for one in document.supplied_by if one.startswith(CERTIFICATE_PREFIX)]


def _holdings(
    inquiry: Inquiry, judged: Sequence[Known], evidence: Mapping[tuple[str, str], Held]
) -> Iterator[pb.Holding]:
    for document in inquiry.documents():
        key = (document.item_code, document.code)
        ours = [
            one for one in judged if one.need.item_code == key[0] and f"fact:{one.need.name}" in document.supplied_by
        ]
        if key in evidence:
            yield _by_evidence(key, evidence[key])
        elif ours:
            yield _holding(*key, ours, certain=_certain(inquiry, document))
        elif document.supplied_by and set(document.supplied_by) == set(_certificates(document)):
            none = pb.HOLDING_STATE_NO_RECORD if _certain(inquiry, document) else pb.HOLDING_STATE_UNKNOWN
            yield pb.Holding(item_code=key[0], material_code=key[1], state=none, source=document.supplied_by[0])


def _certain(inquiry: Inquiry, document: Document) -> bool:
    """Whether every certificate that could stand for it was looked for: not one that an organisation may hold where a
    person asks for themself, nor one that the same bundle will issue.
    """
    every = [one for one in document.supplied_by if one.startswith(CERTIFICATE_PREFIX)]
    for_organisations = catalog.APPLICANT_KIND_ORGANISATION in inquiry.command.definition.applicant_kinds
    by_another = for_organisations and not inquiry.by_organisation
    return not every or not (by_another or document.awaited)


def _by_evidence(key: tuple[str, str], held: Held) -> pb.Holding:
    holding = pb.Holding(item_code=key[0], material_code=key[1], state=pb.HOLDING_STATE_HELD, source=source_of(held))
    if isinstance(held, HeldCertificate):
        holding.name.CopyFrom(catalog.LocalizedText(zh=held.name_zh, en=held.name_en))
        holding.about_something = bool(held.subject)
        holding.as_of_time.FromDatetime(held.issued_at)
    else:
        holding.as_of_time.FromDatetime(held.attested_at)
    return holding


def _holding(item_code: str, material_code: str, known: Sequence[Known], *, certain: bool) -> pb.Holding:
    """Held when a source is fresh about it; without record only when none of them has one, and nothing else may."""
    states = [_STATES.get(one.answer.answered, pb.HOLDING_STATE_UNKNOWN) for one in known]
    held = next((one for one, state in zip(known, states, strict=True) if state == pb.HOLDING_STATE_HELD), None)
    first = held or known[0]
    nowhere = certain and all(state == pb.HOLDING_STATE_NO_RECORD for state in states)
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
