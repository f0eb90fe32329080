"""Tickets to sources: opened by what verification finds, answered by departments, told to those who wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts.errors.tickets import CertificateInForce
from contracts.topics.names import VERIFICATION, VERIFICATION_EVENTS
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1 import data_quality_service_pb2 as pb
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.errors import NotFound
from runtime.messages import Envelope, Outbound
from runtime.outbox import enqueue
from runtime.sealing import LookupHash, Sealer
from services.verification import codec, codes
from services.verification.domain import Assessment
from services.verification.evidence import store as evidence_store
from services.verification.evidence.reuse import CERTIFICATE_PREFIX
from services.verification.evidence.store import Issued
from services.verification.registers.questions import Inquiry
from services.verification.tickets import store as ticket_store
from services.verification.tickets.domain import Answer, Kind, Ticket, check_answer, kinds_of
from services.verification.tickets.sources import Source
from services.verification.tickets.store import FactTicket, NewTicket, Waiting

SOURCE = VERIFICATION


@dataclass(frozen=True)
class TicketDesk:
    """Where tickets are opened and answered. `sources`: the registers' departments, by code."""

    sealer: Sealer
    lookup: LookupHash
    sources: Mapping[str, Source]

    async def open_found(
        self,
        connection: Any,
        inquiry: Inquiry,
        assessment: Assessment,
        known: facts.FactSet,
        envelope: Envelope,
        now: datetime,
    ) -> None:
        """Open a ticket for each source whose word is contradicted or stale: once for an application, in any round.

        Where several sources hold a fact, each is told of its own word, with the others' beside it (decision 0040).
        """
        doubted = [*assessment.findings, *assessment.outdated]
        if not doubted:
            return
        application_id = inquiry.command.application_id
        before = await ticket_store.of_application(connection, application_id)
        asked = {(one.item_code, one.fact, one.ticket.kind, one.ticket.source) for one in before}
        by_name = {(one.item_code, one.name): one for one in known.facts}
        whose = (application_id, inquiry.command.applicant_id)
        for need, question in ((one.need, each) for one in assessment.known for each in inquiry.questions(one.need)):
            source = question.register
            of_source = [one for one in doubted if one.source == source]
            for kind in kinds_of(of_source, need.item_code, need.name):
                if source not in self.sources or (need.item_code, need.name, kind, source) in asked:
                    continue
                about = f"{source}|{question.subject.kind}|{question.subject.value}|{question.field}"
                fact = codec.said_by(by_name[need.item_code, need.name], source)
                content = pb.TicketContent(subject_name=known.applicant_name, fact=fact)
                asked_of = self.sources[source]
                await self.open(connection, kind, fact, (asked_of, about), whose, content, envelope.id, now)

    async def open(
        self,
        connection: Any,
        kind: Kind,
        fact: facts.Fact,
        asked: tuple[Source, str],
        whose: tuple[str, str],
        content: pb.TicketContent,
        cause: str | None,
        now: datetime,
    ) -> str:
        """Open a ticket about a fact, or join the open one; returns its id.

        `asked`: who answers for it, and what it is about, so that two tickets about one thing are one; `whose`:
        application and person.
        """
        (source, about), (application_id, person_id) = asked, whose
        subject = self.lookup.of(about)
        new = NewTicket(kind, fact.source, source.department, fact.name, subject, application_id, now)
        ticket_id, opened = await ticket_store.open_or_join(connection, new)
        sealed = self.seal(application_id, content)
        waiting = Waiting(ticket_id, application_id, fact.item_code, fact.name, person_id, sealed)
        await ticket_store.wait(connection, kind, waiting, now)
        if opened:
            event = messages.TicketOpened(
                ticket_id=ticket_id,
                application_id=application_id,
                source=fact.source,
                department=source.department,
                kind=codec.TICKET_KINDS[kind],
                limit_working_days=source.ticket_working_days,
                open_time=codec.timestamp(now),
            )
            await _say(connection, application_id, f"ticket-opened-{ticket_id}", event, now, cause)
        return ticket_id

    async def answer(
        self, connection: Any, officer: str, department: str, ticket_id: str, answer: Answer, words: str, now: datetime
    ) -> Ticket:
        """Write a department's answer and tell every application that waits.

        Raises NotFound for another department's ticket, CertificateInForce for a certificate that is called corrected
        and was not revoked, or as `tickets.check_answer` does.
        """
        ticket = await ticket_store.get(connection, ticket_id, for_update=True)
        if ticket is None or ticket.department != department:
            raise NotFound("there is no such ticket")
        waiting = await ticket_store.waiting(connection, ticket_id)
        check_answer(ticket, officer, {each.person_id for each in waiting})
        if answer is Answer.CORRECTED and ticket.source.startswith(CERTIFICATE_PREFIX):
            await self._check_revoked(connection, waiting)
        await ticket_store.answer(connection, ticket_id, answer, officer, now)
        answered = messages.TicketAnswered(
            ticket_id=ticket_id,
            application_id=ticket.application_id,
            answer=codec.TICKET_ANSWERS[answer],
            answer_time=codec.timestamp(now),
        )
        await _say(connection, ticket.application_id, f"ticket-answered-{ticket_id}", answered, now)
        for each in {one.application_id: one for one in waiting}.values():
            sealed = self.seal(each.application_id, pb.TicketWords(text=words))
            await ticket_store.tell(connection, each, sealed)
            await changed(connection, each.application_id, ticket, answer, now)
        return await ticket_store.get(connection, ticket_id) or ticket

    async def issued(self, connection: Any, fact: facts.Fact) -> Issued | None:
        """The certificate that a fact comes from; None where none is known by its number."""
        return await evidence_store.issued(connection, codes.hash_of(self.lookup, codes.NUMBER, fact.value))

    async def _check_revoked(self, connection: Any, waiting: Sequence[Waiting]) -> None:
        """A certificate stays as it was signed: what is wrong in it is revoked, and verified again without it."""
        for each in waiting:
            issued = await self.issued(connection, self.open_content(each).fact)
            if issued is not None and not issued.revoked:
                raise CertificateInForce("revoke the certificate first")

    def seal(self, application_id: str, message: pb.TicketContent | pb.TicketWords) -> bytes:
        """Seal what is said of a fact for the application it is about."""
        associated = f"{message.DESCRIPTOR.name}:{application_id}"
        return self.sealer.seal(f"application/{application_id}", message.SerializeToString(), associated)

    def open_content(self, waiting: Waiting) -> pb.TicketContent:
        """What the sources and the applicant say."""
        associated = f"TicketContent:{waiting.application_id}"
        sealed = self.sealer.open(f"application/{waiting.application_id}", waiting.content, associated)
        return pb.TicketContent.FromString(sealed)

    def open_words(self, application_id: str, words: bytes | None) -> str:
        """What the department found; empty while the ticket is open."""
        if words is None:
            return ""
        plain = self.sealer.open(f"application/{application_id}", words, f"TicketWords:{application_id}")
        return pb.TicketWords.FromString(plain).text

    def open_facts(self, application_id: str, completed: bytes) -> facts.FactSet:
        """The facts of a round, each with its id: rounds of before it had one get it here."""
        sealed = messages.VerificationCompleted.FromString(completed).sealed_facts
        plain = self.sealer.open(f"application/{application_id}", sealed, f"FactSet:{application_id}")
        known = facts.FactSet.FromString(plain)
        for fact in known.facts:
            fact.id = codec.fact_id(application_id, fact.item_code, fact.name)
        return known


async def changed(connection: Any, application_id: str, ticket: Ticket, answer: Answer | None, now: datetime) -> None:
    """Tell an application's process that a fact is disputed, or that its source has answered."""
    event = messages.FactsChanged(
        application_id=application_id,
        ticket_id=ticket.id,
        answer=codec.TICKET_ANSWERS[answer] if answer else pb.TICKET_ANSWER_UNSPECIFIED,
        change_time=codec.timestamp(now),
        source=ticket.source,
        department=ticket.department,
    )
    kind = f"facts-{'answered' if answer else 'disputed'}-{ticket.id}"
    await _say(connection, application_id, kind, event, now)


async def on_light(
    connection: Any,
    envelope: Envelope,
    event: process.AssignmentOpened | process.AssignmentDueMoved | process.AssignmentLightChanged,
) -> None:
    """Keep by when a ticket is due, and its light: yellow reminds its department, red tells the supervisor."""
    if event.kind == process.ASSIGNMENT_KIND_TICKET:
        light = int(event.light) if isinstance(event, process.AssignmentLightChanged) else 1
        due = date.fromisoformat(event.due.date) if event.due.date else None
        provisional = event.due.provisional
        await ticket_store.note_light(connection, event.assignment_id, due, provisional=provisional, light=light)


def of_fact(tickets: Sequence[FactTicket], fact: facts.Fact) -> list[FactTicket]:
    """The tickets about one fact."""
    return [one for one in tickets if (one.item_code, one.fact) == (fact.item_code, fact.name)]


async def _say(
    connection: Any,
    application_id: str,
    kind: str,
    event: messages.TicketOpened | messages.TicketAnswered | messages.FactsChanged,
    now: datetime,
    cause: str | None = None,
) -> None:
    message = Outbound(
        topic=VERIFICATION_EVENTS,
        key=application_id,
        id=f"{application_id}:application:{kind}:1",
        message=event,
        cause=cause,
    )
    await enqueue(connection, SOURCE, now, [message])
