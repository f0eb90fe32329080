"""What people do about the facts used about them: list them, and say that one is wrong."""

from dataclasses import dataclass
from typing import Any

from contracts.errors.tickets import SourceNotAsked
from contracts.fact_views import to_applicant
from onetrip.verification.v1 import data_quality_service_pb2 as tickets_pb
from onetrip.verification.v1 import evidence_service_pb2 as pb
from onetrip.verification.v1 import facts_pb2 as facts
from runtime.clock import Clock
from runtime.errors import NotFound
from services.verification import codec, requests
from services.verification.evidence.reuse import CERTIFICATE_PREFIX
from services.verification.tickets import store as ticket_store
from services.verification.tickets.domain import Kind
from services.verification.tickets.sources import Source
from services.verification.tickets.store import FactTicket
from services.verification.tickets.ticketing import TicketDesk, changed, of_fact


@dataclass(frozen=True)
class Disputes:
    """The facts of an application, for the person they are about."""

    desk: TicketDesk
    clock: Clock

    async def list_facts(self, connection: Any, person: str, application_id: str) -> list[pb.FactUsed]:
        """Return the facts of the latest round as `to_applicant` shows them, with their tickets.

        Raises NotFound for an application of others.
        """
        known = await self._facts(connection, person, application_id)
        found = await ticket_store.of_application(connection, application_id)
        ordered = sorted(known.facts, key=lambda fact: (fact.item_code, fact.name))
        return [
            pb.FactUsed(
                fact=to_applicant(fact), tickets=[self.shown(application_id, one) for one in of_fact(found, fact)]
            )
            for fact in ordered
        ]

    async def dispute(self, connection: Any, person: str, request: pb.DisputeFactRequest) -> pb.FactTicket:
        """Open a ticket about a fact; a fact that is disputed already has the one it had.

        Raises NotFound for a fact of others, SourceNotAsked where no department answers for its source.
        """
        application_id, item_code, name = [*request.id.split(".", 2), "", ""][:3]
        now = self.clock.now()
        known = await self._facts(connection, person, application_id)
        fact = next((one for one in known.facts if (one.item_code, one.name) == (item_code, name)), None)
        if fact is None:
            raise NotFound("there is no such fact")
        before = await requests.repeated(connection, self.desk.lookup, person, request, request.request_id, now)
        if before is None:
            await self._open(connection, person, known, fact, request.statement)
            await requests.settle(connection, person, request.request_id, fact.id)
        found = of_fact(await ticket_store.of_application(connection, application_id), fact)
        disputed = next(one for one in found if one.ticket.kind is Kind.DISPUTED)
        return self.shown(application_id, disputed)

    def shown(self, application_id: str, one: FactTicket) -> pb.FactTicket:
        """A ticket as the person concerned sees it."""
        ticket = one.ticket
        shown = pb.FactTicket(
            id=ticket.id,
            kind=codec.TICKET_KINDS[ticket.kind],
            department=ticket.department,
            open_time=codec.timestamp(ticket.opened_at),
            words=self.desk.open_words(application_id, one.words),
        )
        if ticket.answer is not None and ticket.answered_at is not None:
            shown.answer = codec.TICKET_ANSWERS[ticket.answer]
            shown.answer_time.FromDatetime(ticket.answered_at)
        return shown

    async def _open(self, connection: Any, person: str, known: facts.FactSet, fact: facts.Fact, statement: str) -> None:
        application_id, now = fact.id.split(".", 1)[0], self.clock.now()
        asked = await self._asked(connection, fact)
        # One dispute of a fact at a time, whichever call comes first.
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", fact.id)
        found = of_fact(await ticket_store.of_application(connection, application_id), fact)
        if any(one.ticket.kind is Kind.DISPUTED for one in found):
            return
        content = tickets_pb.TicketContent(subject_name=known.applicant_name, fact=fact, statement=statement)
        ticket_id = await self.desk.open(
            connection, Kind.DISPUTED, fact, asked, (application_id, person), content, None, now
        )
        ticket = await ticket_store.get(connection, ticket_id)
        if ticket is not None:
            await changed(connection, application_id, ticket, None, now)

    async def _asked(self, connection: Any, fact: facts.Fact) -> tuple[Source, str]:
        """Who answers for a fact, and what the ticket is about; of a certificate, who issued it and the certificate."""
        if not fact.source.startswith(CERTIFICATE_PREFIX):
            if fact.source in self.desk.sources:
                return self.desk.sources[fact.source], f"fact|{fact.id}"
        elif (issued := await self.desk.issued(connection, fact)) is not None:
            return Source(issued.department), f"certificate|{issued.id}"
        raise SourceNotAsked("no department answers for this source")

    async def _facts(self, connection: Any, person: str, application_id: str) -> facts.FactSet:
        latest = await ticket_store.latest(connection, application_id)
        if latest is None or latest[1] != person:
            raise NotFound("there is no such application")
        return self.desk.open_facts(application_id, latest[0])
