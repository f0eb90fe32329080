"""What a rule refuses a department at its tickets is on record."""

from types import SimpleNamespace

import pytest

from contracts.errors.tickets import TicketAnswered
from onetrip.verification.v1 import data_quality_service_pb2 as pb
from runtime.ids import new_id
from runtime.refusals import Attempts
from runtime.tests.door import Door
from services.verification.tests.conftest import Bench
from services.verification.tests.test_tickets import OFFICER, answer, contradicted, ticket_of

pytestmark = pytest.mark.engines


async def test_a_ticket_is_answered_once_and_the_other_attempt_is_on_record(bench: Bench) -> None:
    application_id, _ = await contradicted(bench)
    ticket_id = (await ticket_of(bench, application_id)).ticket_id
    await answer(bench, ticket_id, pb.TICKET_ANSWER_RIGHT)
    context = SimpleNamespace(caller=OFFICER.caller, principal=OFFICER.caller)
    door = Door(bench.quality, Attempts(bench.pool, bench.clock))
    request = pb.AnswerTicketRequest(
        id=ticket_id, answer=pb.TICKET_ANSWER_CORRECTED, request_id=new_id(), words="Looked at again."
    )
    with pytest.raises(TicketAnswered):
        await door.answer_ticket(request, context)
    rows = await bench.pool.fetch("SELECT caller, action, reason FROM attempts WHERE object_id = $1", ticket_id)
    assert [tuple(row) for row in rows] == [(OFFICER.caller.subject, "AnswerTicket", "TICKET_ANSWERED")]


async def test_an_answered_ticket_shows_nobody_any_more_and_who_looked_is_on_record(bench: Bench) -> None:
    application_id, _ = await contradicted(bench)
    ticket_id = (await ticket_of(bench, application_id)).ticket_id
    request = pb.GetTicketRequest(id=ticket_id)
    assert (await bench.quality.get_ticket(request, OFFICER)).contents
    await answer(bench, ticket_id, pb.TICKET_ANSWER_RIGHT)
    context = SimpleNamespace(caller=OFFICER.caller, principal=OFFICER.caller)
    with pytest.raises(TicketAnswered):
        await Door(bench.quality, Attempts(bench.pool, bench.clock)).get_ticket(request, context)
    rows = await bench.pool.fetch("SELECT caller, action, reason FROM attempts WHERE object_id = $1", ticket_id)
    assert [tuple(row) for row in rows] == [(OFFICER.caller.subject, "GetTicket", "TICKET_ANSWERED")]
