"""DataQualityService: tickets to the departments of sources, listed, read, answered and counted."""

from datetime import UTC, date, datetime
from typing import Any

import asyncpg

from contracts.errors.tickets import TicketAnswered
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1 import data_quality_service_pb2 as pb
from runtime.clock import Clock
from runtime.errors import NotFound
from runtime.grpc_server import Context
from runtime.ids import new_id
from runtime.pages import BadPageToken, PageTokens, page_size_of
from runtime.relay import Relay
from runtime.tokens import Principal
from services.verification import codec, requests, store
from services.verification.checks import Violations
from services.verification.tickets import store as ticket_store
from services.verification.tickets.domain import Answer, Ticket
from services.verification.tickets.store import Waiting
from services.verification.tickets.ticketing import TicketDesk

PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX = 50, 200
CONTENTS_MAX = 20
WORDS_LENGTH_MAX = 1_000
PURPOSE = "DATA_QUALITY_TICKET"
FIRST_OPEN = (date.min, "")
FIRST_ANSWERED = (datetime.max.replace(tzinfo=UTC), "")
ANSWERS = {pb.TICKET_ANSWER_CORRECTED: Answer.CORRECTED, pb.TICKET_ANSWER_RIGHT: Answer.RIGHT}


class DataQualityService:
    """Implements `onetrip.verification.v1.DataQualityService`; what each RPC promises stands in its proto."""

    def __init__(self, pool: asyncpg.Pool, relay: Relay, desk: TicketDesk, clock: Clock) -> None:
        self._pool = pool
        self._relay = relay
        self._desk = desk
        self._clock = clock
        self._tokens = PageTokens(desk.sealer, "ListTickets")

    async def list_tickets(self, request: pb.ListTicketsRequest, context: Context) -> pb.ListTicketsResponse:
        """List the tickets in the caller's scope. Raises InvalidInput for a bad page size, token or light."""
        violations = Violations()
        violations.one_of("light", request.light, state_pb2.Light.values())
        violations.finish()
        department = scope_of(context.caller)
        size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
        filters = (department or "", str(request.light), str(request.answered))
        position = self._tokens.read(request.page_token, context.caller.subject, filters)
        if department is None:
            return pb.ListTicketsResponse()
        light = int(request.light) or 1
        if request.answered:
            rows = await ticket_store.page_answered(self._pool, department, light, _before(position), size + 1)
        else:
            rows = await ticket_store.page(self._pool, department, light, _after(position), size + 1)
        response = pb.ListTicketsResponse(tickets=[codec.ticket(row) for row in rows[:size]])
        if len(rows) > size:
            response.next_page_token = self._tokens.make(context.caller.subject, filters, _position(rows[size - 1]))
        return response

    async def get_ticket(self, request: pb.GetTicketRequest, context: Context) -> pb.GetTicketResponse:
        """Read an open one with what is said.

        Raises NotFound for another department's, TicketAnswered: then nothing justifies the read any more (PIPL, art.
        6), InvalidInput.
        """
        violations = Violations()
        violations.id("id", request.id)
        violations.finish()
        async with self._pool.acquire() as connection, connection.transaction():
            ticket = await ticket_store.get(connection, request.id)
            if ticket is None or ticket.department != context.caller.department:
                raise NotFound("there is no such ticket")
            if ticket.answered_at is not None:
                raise TicketAnswered("the ticket is answered: what is said about people is shown while it is open")
            waiting = await ticket_store.waiting(connection, ticket.id)
            shown = list({one.application_id: one for one in waiting}.values())[:CONTENTS_MAX]
            for each in shown:
                await self._log_read(connection, context.caller, each)
        contents = [self._desk.open_content(each) for each in shown]
        return pb.GetTicketResponse(ticket=codec.ticket(ticket), contents=contents)

    async def answer_ticket(self, request: pb.AnswerTicketRequest, context: Context) -> pb.AnswerTicketResponse:
        """Answer one, once. Raises as `TicketDesk.answer` does, InvalidInput, RequestIdReused."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        violations.one_of("answer", request.answer, ANSWERS)
        request.words = violations.text("words", request.words, WORDS_LENGTH_MAX)
        violations.finish()
        caller, now = context.caller, self._clock.now()
        async with self._pool.acquire() as connection, connection.transaction():
            before = await requests.repeated(
                connection, self._desk.lookup, caller.subject, request, request.request_id, now
            )
            if before is None:
                ticket = await self._desk.answer(
                    connection,
                    caller.subject,
                    caller.department or "",
                    request.id,
                    ANSWERS[request.answer],
                    request.words,
                    now,
                )
                await requests.settle(connection, caller.subject, request.request_id, ticket.id)
            else:
                ticket = await ticket_store.get(connection, before)
        self._relay.wake()
        if ticket is None:
            raise NotFound("there is no such ticket")
        return pb.AnswerTicketResponse(ticket=codec.ticket(ticket))

    async def report_sources(self, request: pb.ReportSourcesRequest, context: Context) -> pb.ReportSourcesResponse:
        """Count the tickets of each source; a supervisor of one department sees its own."""
        rows = await ticket_store.report(self._pool)
        own = context.caller.department
        return pb.ReportSourcesResponse(
            sources=[pb.SourceReport(**row) for row in rows if not own or row["department"] == own]
        )

    async def _log_read(self, connection: Any, officer: Principal, waiting: Waiting) -> None:
        read = store.Read(
            waiting.person_id,
            officer.subject,
            PURPOSE,
            waiting.application_id,
            (waiting.fact, "name"),
            self._clock.now(),
            role="approver" if "approver" in officer.roles else "officer",
            department=officer.department or "",
        )
        await store.log_read(connection, new_id(), read)


def scope_of(caller: Principal) -> str | None:
    """The department whose tickets the caller sees; empty: all, for a supervisor of all; None: none."""
    if "supervisor" in caller.roles:
        return caller.department or ""
    return caller.department or None


def _after(position: list[str] | None) -> tuple[date, str]:
    if position is None:
        return FIRST_OPEN
    return date.fromisoformat(_first(position)), position[1]


def _before(position: list[str] | None) -> tuple[datetime, str]:
    if position is None:
        return FIRST_ANSWERED
    return datetime.fromisoformat(_first(position)), position[1]


def _first(position: list[str]) -> str:
    if len(position) != 2:
        raise BadPageToken
    return position[0]


def _position(ticket: Ticket) -> list[str]:
    if ticket.answered_at is not None:
        return [ticket.answered_at.isoformat(), ticket.id]
    return [(ticket.due_on or date.max).isoformat(), ticket.id]
